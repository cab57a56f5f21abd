"""The autoencoder laboratory: it learns, it measures, and it leaves a whole page or none."""

import io
import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import keras
import numpy as np
import pytest
from rich.console import Console

pytest.importorskip("sklearn", reason="the training group is not installed")

from training.__main__ import main
from training.config import ConfigError
from training.data.sources import DataError
from training.explore import command, datasets, drawing, latent, learning, page
from training.explore.command import Request, explore
from training.explore.datasets import Dataset
from training.explore.learning import Bench, Epoch, Trained, learn
from training.explore.lessons import LESSONS, common, convolutional, dense, photos
from training.explore.networks import Conv, Dense, Design, build, mirrored
from training.explore.networks import dense as dense_design
from training.explore.page import Picture, Section, Table, publish
from training.explore.repeats import repeated
from training.explore.settings import Course, Settings, turned


def quiet() -> Console:
    return Console(file=io.StringIO())


@pytest.fixture(scope="module")
def tiny() -> Dataset:
    """Few of the digits."""
    digits = datasets.load("digits")
    train, test = slice(320), slice(120)
    return replace(
        digits,
        train=digits.train[train],
        train_labels=digits.train_labels[train],
        test=digits.test[test],
        test_labels=digits.test_labels[test],
    )


@pytest.fixture(scope="module")
def bench() -> Bench:
    """One for all lessons, so that what two of them use is trained once."""
    return Bench(quiet())


def text_of(section: Section) -> str:
    return " ".join(str(part) for part in section.parts)


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (30, 31, 3)])
def test_networks_squeeze_and_give_back_the_shape(shape: tuple[int, int, int]) -> None:
    whole = int(np.prod(shape))
    for design in (
        dense_design(whole, (6, 4), 5),
        Design(*mirrored((6, 4, 3), (2, 2, 2), 3, 5, shape[2]), "leaky_relu", True, "tanh"),
    ):
        network = build(design, shape)
        assert network.encoder.output_shape == (None, 5)
        assert network.whole.output_shape == (None, *shape)


def test_networks_have_the_sizes_that_are_taught() -> None:
    pictures = np.zeros((1, 28, 28, 1), np.float32)
    mnist = Dataset("m", "M", (), "", pictures, np.zeros(1, np.intp), pictures, np.zeros(1, np.intp))
    sizes = {
        "784-784-64-784": dense_design(784, dense.MNIST.layers, dense.MNIST.latent),
        "convolutional": common.convolutional(mnist, convolutional.MNIST),
    }
    assert {name: build(design, mnist.shape).whole.count_params() for name, design in sizes.items()} == {
        "784-784-64-784": 716_640,
        "convolutional": 421_377,
    }


def test_a_tanh_is_told_of_values_from_minus_one_to_one() -> None:
    network = build(Design((Conv(4), Dense(5)), (Conv(1),), output="tanh"), (8, 8, 1))
    grey, white = (learning.answers(network.whole, np.full((1, 8, 8, 1), value, np.float32)) for value in (0.5, 1))
    np.testing.assert_array_equal(grey, 0.5)  # zero all the way: the biases are zero before the training
    assert np.all((white > 0) & (white < 1))
    assert np.ptp(white) > 0


def test_training_lowers_the_loss_and_is_the_same_again(tiny: Dataset) -> None:
    design = Design(*mirrored((8, 8), (2, 2), 2, 16, 1), "elu", noise=0.1)
    first, again = (learn(design, Course(3, 32), tiny, lambda note="", steps=1: None) for _ in range(2))
    losses = [epoch.loss for epoch in first.history]
    assert losses[2] < losses[1] < losses[0]
    assert first.history[2].test_loss == pytest.approx(
        learning.mean_squared_error(
            first.redraw(learning.add_noise(tiny.test, 0.1, np.random.default_rng(0))), tiny.test
        )
    )
    assert first.history == again.history
    np.testing.assert_array_equal(first.redraw(tiny.test), again.redraw(tiny.test))


@pytest.mark.parametrize(("activation", "saturated"), [("relu", 0), ("elu", 5)])
def test_units_that_stand_still_are_counted(tiny: Dataset, activation: str, saturated: int) -> None:
    design = Design(*mirrored((4, 6), (2, 2), 2, 8, 1), activation)
    network = build(design, tiny.shape)
    for name, stopped in (("encode1", 2), ("latent", 5)):
        layer = network.encoder.get_layer(name)
        kernel, bias = layer.get_weights()
        bias[:] = 3.0
        bias[:stopped] = -20.0  # an ELU is not quite flat there: its answers still differ by a trifle
        layer.set_weights([kernel, bias])
    units = Trained(design, network, ()).units(tiny.test)
    assert (units["encode1"].still, len(units["encode1"].mean)) == (2, 6)
    assert (units["latent"].still, units["latent"].saturated) == (5, saturated)
    np.testing.assert_allclose(
        units["latent"].deviation, learning.answers(network.encoder, tiny.test).std(axis=0), atol=1e-4
    )


def test_losses_are_those_of_keras(tiny: Dataset) -> None:
    result = np.clip(learning.add_noise(tiny.test, 0.1, np.random.default_rng(0)), 0.01, 0.99)
    for name, measure in learning.JUDGED_BY.items():
        told = keras.losses.get(learning.KERAS_LOSSES[name])(tiny.test, result)
        assert measure(result, tiny.test) == pytest.approx(float(np.mean(told)), rel=1e-4)


def test_a_design_is_trained_once(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fake(design: Design, course: Course, dataset: Dataset, advance: object) -> Trained:
        asked.append((design, course.epochs))
        return Trained(design, build(design, dataset.shape), (Epoch(0.1, 0.1, 10.0, 0),))

    monkeypatch.setattr(learning, "learn", fake)
    bench = Bench(quiet())
    settings = convolutional.MNIST
    design, again = (common.convolutional(tiny, settings) for _ in range(2))
    assert bench.train(design, settings.course, tiny, "one") is bench.train(again, settings.course, tiny, "two")
    assert asked == [(design, 20)]


def test_groups_purity_and_neighbours() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    codes = (rng.normal(0, 0.1, (100, 4)) + 5 * np.eye(3, 4)[labels]).astype(np.float32)
    groups = latent.k_means(codes, 3, 2, 0)
    np.testing.assert_array_equal(groups, labels)  # the largest group is the first
    assert latent.purity(latent.contingency(groups, labels, 3)) == 1
    counts = np.array([[8, 2, 0], [1, 4, 5]])
    assert latent.purity(counts) == pytest.approx(13 / 20)
    assert latent.k_means(np.repeat(codes[:2], 5, axis=0), 10, 2, 0).max() == 1
    indices, distances = latent.neighbours(codes, 3)
    assert not np.any(indices == np.arange(100)[:, None])
    assert np.all(np.diff(distances, axis=1) >= 0)
    assert latent.same_label(codes, labels, 5) == 1
    points = latent.t_sne(codes, 30, 0)
    assert points.shape == (100, 2)
    assert latent.same_label(points, labels, 5) == 1


def test_a_lesson_that_is_repeated_tells_the_mean_of_its_runs(tiny: Dataset) -> None:
    seeds = []

    def run(settings: Settings) -> Section:
        seeds.append(settings.seed)
        return Section("name", "title", "lead", ("text",), {"psnr": 20.0 + settings.seed})

    settings = turned(convolutional.MNIST, {"repeat": 3, "seed": 4})
    section = repeated(run, settings)
    assert seeds == [4, 5, 6]
    assert section.measures == {"psnr": 25.0}
    text, table = section.parts
    assert text == "text"
    assert isinstance(table, Table)
    assert table.rows == (("psnr", "25", "1"),)
    assert repeated(run, turned(settings, {"repeat": 1})).parts == ("text",)


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_measures_and_draws(name: str, tiny: Dataset, bench: Bench) -> None:
    settings = turned(LESSONS[name].settings(tiny.name), {"epochs": 1, "batch": 64, "points": 100, "n_init": 1})
    section = LESSONS[name].run(bench, tiny, settings)
    assert section.measures
    assert all(np.isfinite(value) for value in section.measures.values())
    drawn = [part for part in section.parts if isinstance(part, Picture)]
    assert len({picture.name for picture in drawn}) == len(drawn) > 1
    for picture in drawn:
        assert picture.draw().get_size_inches().min() > 0.5
    assert "nan" not in text_of(section)


def test_all_lessons_make_one_page_and_a_second_run_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(name: str, bench: Bench, dataset: Dataset, settings: Settings) -> Section:
        return Section(f"{name}-{dataset.name}", name, "Why?", ("Because <it> is.",), {"psnr": 20.0})

    for name, lesson in LESSONS.items():
        monkeypatch.setitem(LESSONS, name, replace(lesson, run=partial(run, name)))
    out = tmp_path / "page"
    for _ in range(2):
        explore(Request("all", data="digits", out=out), quiet())
    text = (out / "index.html").read_text()
    assert re.findall(r'href="#([a-z0-9-]+)"', text) == [f"{name}-digits" for name in LESSONS]
    assert "Because &lt;it&gt; is." in text
    measures = json.loads((out / "measures.json").read_text())
    assert measures["measures"]["tsne-digits"] == {"psnr": 20.0}
    assert measures["made"]["scikit-learn's digits from"] == "scikit-learn"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page"]


def test_a_set_that_cannot_be_had_gives_way_to_the_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = datasets.load

    def offline(name: str, folder: Path | None) -> Dataset:
        if name != "digits":
            raise datasets.DownloadError(f"{name} cannot be downloaded")
        return load(name)

    monkeypatch.setattr(datasets, "load", offline)
    used = []

    def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
        used.append(dataset.name)
        return Section("x", "X", "", (), {})

    monkeypatch.setitem(LESSONS, "denoise", replace(LESSONS["denoise"], run=run))
    console = quiet()
    explore(Request("denoise", out=tmp_path / "page"), console)
    assert used == ["digits"]
    assert isinstance(console.file, io.StringIO)
    assert "mnist cannot be downloaded\nTaking digits instead." in console.file.getvalue()
    with pytest.raises(datasets.DownloadError):
        explore(Request("denoise", data="fashion", out=tmp_path / "page"), quiet())


def section_with(*parts: str | Picture | Table) -> list[Section]:
    return [Section("s", "S", "?", parts, {"x": 1.0})]


def test_pictures_are_drawn_for_light_and_dark(tmp_path: Path) -> None:
    values = partial(drawing.curves, {"a": [1.0, 2.0], "b": [2.0, 1.0, 3.0]}, "epoch", "dB")
    table = Table("Numbers <b>", ("what", "dB"), (("a & b", "20.10"),), folded=True)
    path = publish(tmp_path / "page", "T", section_with(Picture("p", 'He said "so"', values), table), {})
    light, dark = (cv2.imread(str(path.parent / f"s-p{suffix}.png")) for suffix in ("", "-dark"))
    assert light is not None
    assert dark is not None
    assert light.shape == dark.shape
    assert light[0, 0].tolist() == [255, 255, 255]
    assert dark[0, 0].tolist() == [0x25, 0x25, 0x25]
    text = path.read_text()
    assert 'srcset="s-p-dark.png"' in text
    assert 'alt="He said &quot;so&quot;"' in text
    assert "Numbers &lt;b&gt;" in text
    assert '<td>a &amp; b</td><td class="number">20.10</td>' in text


def test_a_failure_leaves_nothing_and_an_earlier_page_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "page"
    publish(out, "Earlier", section_with("x"), {})

    def fail() -> None:
        raise RuntimeError("cannot draw")

    with pytest.raises(RuntimeError):
        publish(out, "Later", section_with(Picture("p", "", fail)), {})  # type: ignore[arg-type]
    assert "Earlier" in (out / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_what_is_no_page_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    for out in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(ConfigError, match="is no page of an earlier exploration"):
            explore(Request("dense", data="digits", out=out), quiet())
    with pytest.raises(ConfigError, match="cannot be written"):
        publish(tmp_path / "letter.txt" / "page", "T", section_with("x"), {})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dens"], "unknown lesson dens; the nearest one is dense; there are dense, convolutional"),
        (["--data", "mnist"], "name a lesson"),
        (["dense", "--data", "minst"], "unknown data set minst; the nearest one is mnist"),
        (["dense", "--epochs", "0"], "--epochs must be at least 1"),
        (["dense", "--k", "3"], "the lesson dense has no k; it has batch, epochs, latent"),
        (["dense", "--settings", "no such file"], "no such file cannot be read"),
        (["photos"], "needs --photos DIR"),
        (["dense", "--photos", "."], "--photos belongs to the lesson photos"),
        (["photos", "--photos", ".", "--data", "mnist"], "--data and --data-folder belong to the others"),
        (["dense", "--data-folder", "no such folder"], "there is no folder no such folder"),
        (["--photos", "no such folder"], "there is no folder no such folder"),
    ],
)
def test_mistakes_are_told_in_words(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_file_turns_knobs_and_options_go_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    used = []

    def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
        used.append(settings)
        return Section("x", "X", "", (), {})

    monkeypatch.setitem(LESSONS, "dense", replace(LESSONS["dense"], run=run))
    file = tmp_path / "knobs.toml"
    file.write_text("latent = 16\nlayers = [32, 24]\nepochs = 7\nseed = 4\n")
    words = ["explore", "dense", "--data", "digits", "--settings", str(file), "--epochs", "2"]
    assert main([*words, "--out", str(tmp_path / "page")]) == 0
    assert used == [replace(dense.MNIST, latent=16, layers=(32, 24), epochs=2, seed=4)]
    for line, message in (
        ("latnt = 3", "unknown key in .*latnt; the nearest one is latent"),
        ('latent = "3"', "latent = '3': values that a picture is squeezed into"),
        ("latent = true", "latent = True"),
        ("layers = 3", "layers = 3"),
        ('loss = "huber"', "loss is one of mse, mae, bce, not huber"),
        ("latent = 0", "--latent must be at least 1, not 0"),
        ("noise = -0.1", "the lesson dense has no noise|must be at least 0"),
    ):
        file.write_text(line)
        assert main(words) == 2
        assert re.search(message, capsys.readouterr().err)


def test_explore_alone_lists_the_lessons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n  {name} " in told for name in (*LESSONS, "photos", "all"))
    assert "t-SNE: the latent space as a map." in told


def test_a_run_that_is_interrupted_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(learning, "learn", interrupt)
    assert main(["explore", "dense", "--data", "digits", "--out", str(tmp_path / "page")]) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def write_photo(path: Path, seed: int, tint: tuple[float, float, float] = (1, 1, 1)) -> None:
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8, 1), np.uint8) * np.array(tint)
    cv2.imwrite(str(path), cv2.resize(coarse.astype(np.uint8), (200, 170), interpolation=cv2.INTER_CUBIC))


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    (folder / "trip").mkdir(parents=True)
    write_photo(folder / "sea.png", 1, (1, 0.2, 0.1))
    write_photo(folder / "trip" / "sea again.png", 2, (1, 0.2, 0.1))
    write_photo(folder / "rose.png", 3, (0.1, 0.1, 1))
    write_photo(folder / "rose & thorn.png", 4, (0.1, 0.1, 1))
    return folder


def test_photos_that_look_alike_find_each_other(album: Path, tmp_path: Path) -> None:
    (album / "broken.jpg").write_bytes(b"no picture")
    cv2.imwrite(str(album / "icon.png"), np.zeros((16, 16, 3), np.uint8))
    console = quiet()
    path = explore(Request("photos", photos=album, changes={"epochs": 2}, out=tmp_path / "page"), console)
    text = path.read_text()
    assert "<td>sea.png</td><td>trip/sea again.png</td>" in text
    assert "<td>rose &amp; thorn.png</td><td>rose.png</td>" in text
    assert "<td>broken.jpg</td><td>it cannot be decoded</td>" in text
    assert "<td>icon.png</td><td>it is smaller than a patch" in text
    assert "blue" in text
    measures = json.loads((path.parent / page.MEASURES).read_text())["measures"]["photos"]
    assert (measures["photos"], measures["skipped"], measures["patches"]) == (4, 2, 120)
    assert isinstance(console.file, io.StringIO)
    assert "skipped broken.jpg: it cannot be decoded" in console.file.getvalue()
    assert set(re.findall(r'(?:src|srcset)="([^"]+)"', text)) == {picture.name for picture in path.parent.glob("*.png")}


def test_photos_that_nothing_can_be_learned_from(album: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    with pytest.raises(DataError, match="no photo in"):
        photos.run(Bench(quiet()), bad, photos.SETTINGS)
    (bad / "broken.jpg").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"none of the 1 photos.*broken\.jpg: it cannot be decoded"):
        photos.run(Bench(quiet()), bad, photos.SETTINGS)
    cv2.imwrite(str(bad / "small.png"), np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(DataError, match="gives 4 patches; 64 are needed"):
        photos.run(Bench(quiet()), bad, photos.SETTINGS)
    cv2.imwrite(str(bad / "night.png"), np.zeros((400, 400, 3), np.uint8))
    with pytest.raises(DataError, match="all of one colour"):
        photos.run(Bench(quiet()), bad, photos.SETTINGS)
    assert command.PHOTOS not in LESSONS
