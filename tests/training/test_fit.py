"""The loop: it learns, it stops, and it goes on exactly."""

import itertools
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import h5py
import keras
import numpy as np
import pytest

from training import checkpoints
from training.__main__ import main
from training.ablate import ablate, variants
from training.callbacks import LiveLine, LogLines, reporter_for
from training.config import ConfigError, TrainConfig, load_config, parse_config
from training.data import sources
from training.data.patches import Batch, PatchSampler
from training.fit import Folders, Outcome, fit
from training.losses import LOSSES
from training.models import ARCHITECTURES
from training.networks import BEST_WEIGHTS, build_model
from training.schedule import learning_rate

SMALL: dict[str, tuple[dict[str, int | str | bool], int, int]] = {
    "denoising-autoencoder": ({"width": 8, "depth": 1}, 3, 1),
    "espcn": ({"scale": 2, "activation": "relu"}, 1, 2),
    "fsrcnn": ({"scale": 2, "features": 12, "shrunk": 6, "mappings": 1, "anchor": True}, 1, 2),
    "plain-upscaler": ({"scale": 2, "width": 8, "depth": 3}, 1, 2),
    "rednet": ({"num_layers": 5, "width": 8}, 1, 1),
    "residual-denoiser": ({"width": 8, "blocks": 1}, 3, 1),
    "restorer": ({"width": 8, "middle_width": 8, "deep_width": 8, "middle_blocks": 1, "deep_blocks": 1}, 3, 1),
    "srcnn": ({"features": 8, "mapping": 8, "residual": True}, 1, 1),
    "srresnet": ({"scale": 4, "blocks": 1, "width": 8, "anchor": True}, 3, 4),
    "vdsr": ({"layers": 4, "width": 8}, 1, 1),
}


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_shapes_saving_and_learning_of_every_architecture(name: str, tmp_path: Path) -> None:
    hyperparameters, channels, scale = SMALL[name]
    keras.utils.set_random_seed(0)
    model = ARCHITECTURES[name](**hyperparameters)
    image = np.random.default_rng(0).random((2, 16, 24, channels), np.float32)
    inputs = image if len(model.inputs) == 1 else [image, np.full((2, 1, 1, 1), 0.1, np.float32)]
    assert model(inputs).shape == (2, 16 * scale, 24 * scale, channels)

    target = image.repeat(scale, 1).repeat(scale, 2) * np.float32(0.5)
    model.compile(keras.optimizers.Adam(3e-3), LOSSES["l1"], jit_compile=False)
    losses = [float(model.train_on_batch(inputs, target)) for _ in range(15)]
    assert losses[-1] < 0.8 * losses[0]

    model.save_weights(tmp_path / "model.weights.h5")
    other = ARCHITECTURES[name](**hyperparameters)
    other.load_weights(tmp_path / "model.weights.h5")
    np.testing.assert_array_equal(other(inputs), model(inputs))


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_losses_are_small_only_for_equal_images(name: str) -> None:
    image = np.random.default_rng(0).random((1, 4, 4, 1), np.float32)
    assert float(LOSSES[name](image, image)) < 1.1e-3
    assert float(LOSSES[name](image, image + np.float32(0.5))) > 0.2


def _folders(photos: Path, tmp_path: Path, run: str) -> Folders:
    return Folders(train=photos, evaluation=tmp_path / "none", run=tmp_path / run, cache=tmp_path / "cache")


def _fit(text: str, folders: Folders, *, resume: bool = False, minutes: float | None = None) -> Outcome:
    return fit(parse_config(text, "test"), text, folders, LogLines(), resume=resume, minutes=minutes)


def test_a_killed_run_goes_on_as_if_nothing_had_happened(
    photos: Path, tmp_path: Path, denoise_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    straight = _folders(photos, tmp_path, "straight")
    outcome = _fit(denoise_text, straight)
    assert outcome.finished
    assert outcome.step == 12
    assert "validation" in capsys.readouterr().err

    broken = _folders(photos, tmp_path, "broken")
    with pytest.MonkeyPatch.context() as patch:
        _die_at(7, patch)
        with pytest.raises(_Killed):
            _fit(denoise_text, broken)
    assert _fit(denoise_text, broken, resume=True).step == 12

    config = parse_config(denoise_text, "test")
    for name in ("model.weights.h5", "averaged.weights.h5"):
        first, second = (
            _weights(folder.run / "checkpoints" / "step-00000012" / name, config) for folder in (straight, broken)
        )
        for a, b in zip(first, second, strict=True):
            np.testing.assert_array_equal(a, b)
    for name in ("config.toml", "commit.txt", "data.json", "history.csv", "curves.png", BEST_WEIGHTS):
        assert (broken.run / name).exists()
    assert len((broken.run / "history.csv").read_text().splitlines()) == 1 + 3
    assert len(list((broken.run / "checkpoints").iterdir())) == 2


def test_a_checkpoint_holds_the_optimiser_once(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    folders = _folders(photos, tmp_path, "run")
    _fit(upscale_text, folders, minutes=0)
    (checkpoint,) = (folders.run / "checkpoints").iterdir()
    names: list[str] = []
    with h5py.File(checkpoint / "model.weights.h5") as file:
        file.visit(names.append)
    assert not any("optimizer" in name for name in names)
    assert (checkpoint / "optimizer.npz").exists()


def test_a_kept_run_is_light_and_goes_on_from_its_average_with_a_fresh_optimiser(
    photos: Path, tmp_path: Path, upscale_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = upscale_text.replace("validate_every = 4", "validate_every = 1")
    longer = text.replace("steps = 12", "steps = 40")
    (config_file := tmp_path / "tiny.toml").write_text(text)
    config = parse_config(text, "test")
    runs, kept = tmp_path / "runs", tmp_path / "kept"
    command = ["keep", str(config_file), "--runs", str(runs), "--to", str(kept)]
    assert main(command) == 2
    assert "holds no checkpoint yet" in capsys.readouterr().err
    _fit(text, replace(_folders(photos, tmp_path, ""), run=runs / config.id))
    assert main(command) == main(command) == 0
    (checkpoint,) = (kept / config.id / "checkpoints").iterdir()
    assert {path.name for path in checkpoint.iterdir()} == {"averaged.weights.h5", "progress.json"}

    assert (
        _fit(longer, replace(_folders(photos, tmp_path, ""), run=kept / config.id), resume=True, minutes=0).step == 13
    )
    rates = [float(row.split(",")[4]) for row in (kept / config.id / "history.csv").read_text().splitlines()[1:]]
    assert rates[-1] == pytest.approx(1e-3)  # the first step of a warm-up of two
    assert learning_rate(parse_config(longer, "test"), 12, 40) > 1.5e-3
    before, after = (
        _weights(path / "averaged.weights.h5", config)
        for path in (checkpoint, kept / config.id / "checkpoints" / "step-00000013")
    )
    assert 0 < max(float(np.abs(a - b).max()) for a, b in zip(before, after, strict=True)) < 2e-3


def test_minutes_stop_cleanly(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    folders = _folders(photos, tmp_path, "short")
    outcome = _fit(upscale_text, folders, minutes=0)
    assert outcome == Outcome(step=1, finished=False, best_psnr=outcome.best_psnr)
    assert _fit(upscale_text, folders, resume=True).finished


def test_a_training_cut_short_can_end_as_a_whole_one(
    photos: Path, tmp_path: Path, upscale_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = upscale_text.replace("steps = 12", "steps = 1000000")
    clock = itertools.count(0.0, 0.02)
    monkeypatch.setattr("training.fit.time", SimpleNamespace(monotonic=lambda: next(clock)))
    folders = _folders(photos, tmp_path, "cut")
    fit(parse_config(endless, "test"), endless, folders, LogLines(), minutes=0.05, finish=True)
    rates = [float(row.split(",")[4]) for row in (folders.run / "history.csv").read_text().splitlines()[1:]]
    assert rates[-1] < 0.2 * max(rates)


def test_the_last_part_of_the_steps_goes_by_a_loss_of_its_own(
    photos: Path, tmp_path: Path, upscale_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = upscale_text.replace("[fit]", "[fit]\nlast_loss = 'l2'\nlast_share = 0.34").replace(
        "validate_every = 4", "validate_every = 1"
    )
    folders = _folders(photos, tmp_path, "run")
    assert _fit(text.replace("steps = 12", "steps = 7"), folders).step == 7
    assert "from here on the loss is l2" in capsys.readouterr().err
    losses = [float(row.split(",")[2]) for row in (folders.run / "history.csv").read_text().splitlines()[1:]]
    # From the fifth step on, squares of errors far below one; what the optimiser has learned stays.
    assert max(losses[5:]) < 0.3 * min(losses[:5])
    assert _fit(text, folders, resume=True).step == 12


def test_a_termination_signal_stops_cleanly_and_its_handler_is_given_back(
    photos: Path, tmp_path: Path, upscale_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    original = PatchSampler.batch

    def batch(self: PatchSampler, step: int) -> tuple[Batch, Batch]:
        if step == 0:
            os.kill(os.getpid(), signal.SIGTERM)
        return original(self, step)

    monkeypatch.setattr(PatchSampler, "batch", batch)
    folders = _folders(photos, tmp_path, "asked")
    outcome = _fit(upscale_text, folders)
    assert not outcome.finished
    assert outcome.step < 12
    assert (folders.run / "checkpoints" / f"step-{outcome.step:08}").is_dir()
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_command_trains_and_says_so(
    photos: Path, tmp_path: Path, upscale_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(upscale_text)
    arguments = ["fit", str(path), "--train-folder", str(photos), "--runs", str(tmp_path / "runs")]
    assert main(arguments) == 0
    assert "finished at step 12" in capsys.readouterr().err
    assert (tmp_path / "runs" / "tiny-upscale" / BEST_WEIGHTS).exists()
    assert main(arguments) == 2
    assert "--resume" in capsys.readouterr().err
    assert main([*arguments, "--train-folder", str(tmp_path / "none"), "--resume"]) == 2


def test_a_terminal_gets_a_live_line(capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    reporter = reporter_for(Terminal())
    assert isinstance(reporter, LiveLine)
    assert isinstance(reporter_for(object()), LogLines)
    reporter.step(3, 12, {"loss": 0.1, "psnr": 30.0, "patches_per_second": 50.0, "seconds_left": 75.0})
    reporter.say("something happened")
    reporter.close()
    shown = capsys.readouterr().err
    assert "something happened" in shown
    assert "1:15 left" in shown


def test_no_psnr_is_told_before_the_first_validation(capsys: pytest.CaptureFixture[str]) -> None:
    for psnr in (float("nan"), 30.0):
        LogLines().step(3, 12, {"loss": 0.1, "psnr": psnr, "patches_per_second": 50.0, "seconds_left": 75.0})
    first, second = capsys.readouterr().err.splitlines()
    assert "nan" not in first
    assert "psnr 30.000 dB" in second


def test_a_run_is_neither_overwritten_nor_mixed_with_another(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    folders = _folders(photos, tmp_path, "run")
    _fit(upscale_text, folders, minutes=0)
    with pytest.raises(ConfigError, match="--resume"):
        _fit(upscale_text, folders)
    with pytest.raises(ConfigError, match="another configuration"):
        _fit(upscale_text.replace("warmup_steps = 2", "warmup_steps = 3"), folders, resume=True)


@pytest.mark.parametrize("faster", [False, True])
def test_a_training_in_bfloat16_takes_it_only_where_it_is_faster(
    photos: Path,
    tmp_path: Path,
    denoise_text: str,
    faster: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    precisions = []

    def build(config: TrainConfig, precision: str = "float32") -> keras.Model:
        precisions.append(precision)
        return build_model(config, precision)

    monkeypatch.setattr("training.fit.bfloat16_is_faster", lambda: faster)
    monkeypatch.setattr("training.fit.build_model", build)
    text = denoise_text.replace("batch = 4", "batch = 4\nprecision = 'mixed_bfloat16'")
    folders = _folders(photos, tmp_path, "run")
    _fit(text, folders, minutes=0)
    assert precisions[-1] == ("mixed_bfloat16" if faster else "float32")
    assert ("float32" in capsys.readouterr().err) is not faster
    assert load_config(folders.run / "config.toml").fit.precision == "mixed_bfloat16"


def test_a_checkpoint_that_was_not_finished_does_not_count(tmp_path: Path, upscale_text: str) -> None:
    config = parse_config(upscale_text, "test")
    model, averaged = build_model(config), build_model(config)
    model.compile(keras.optimizers.Adam(), "mae", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    parts = [checkpoints.Part(model, model.optimizer)]
    assert checkpoints.load(tmp_path, parts, averaged) is None
    checkpoints.save(tmp_path, checkpoints.Progress(step=3), parts, averaged)
    (tmp_path / "partial").mkdir()
    (tmp_path / "partial" / "model.weights.h5").write_bytes(b"cut off")
    restored = checkpoints.load(tmp_path, parts, averaged)
    assert restored is not None
    assert restored.step == 3


def test_the_learning_rate_warms_up_and_ends_at_its_end(upscale_text: str) -> None:
    config = parse_config(upscale_text, "test")
    rates = [learning_rate(config, step, 12) for step in range(13)]
    assert rates[0] == pytest.approx(1e-3)
    assert max(rates) == rates[2] == pytest.approx(2e-3)
    assert rates[12] == pytest.approx(1e-6)


def test_a_resumed_training_descends_from_where_its_schedule_stands(upscale_text: str) -> None:
    config = parse_config(upscale_text.replace("steps = 12", "steps = 1000"), "test")
    standing = learning_rate(config, 500, 1000)
    rates = [learning_rate(config, step, 600, 500) for step in range(500, 601)]
    assert rates[0] == pytest.approx(standing)
    assert rates[50] == pytest.approx(standing / 2, rel=0.01)
    assert rates[100] == pytest.approx(1e-6)


def test_an_unknown_architecture_is_named(upscale_text: str) -> None:
    with pytest.raises(ConfigError, match="the nearest valid one is espcn of denoising-autoencoder, espcn, fsrcnn"):
        build_model(parse_config(upscale_text.replace('"espcn"', '"espnc"'), "test"))


def test_the_learning_rate_can_fall_in_steps(upscale_text: str) -> None:
    text = upscale_text.replace("batch = 4", "batch = 4\nschedule = 'step'\ndecay_every = 0.5\ndecay = 0.1")
    config = parse_config(text, "test")
    rates = [learning_rate(config, step, 12) for step in range(12)]
    assert rates[2:7] == [pytest.approx(2e-3)] * 5
    assert rates[7:] == [pytest.approx(2e-4)] * 5


def test_it_ends_early_when_nothing_improves(
    photos: Path, tmp_path: Path, upscale_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = iter([20.0, 22.0, 21.0, 21.5, 21.0, 21.0])
    monkeypatch.setattr("training.validation.validation_psnr", lambda *_: next(figures))
    text = upscale_text.replace("validate_every = 4", "validate_every = 1\nearly_stop = 2")
    outcome = _fit(text, _folders(photos, tmp_path, "early"))
    assert outcome == Outcome(step=4, finished=True, best_psnr=22.0)
    assert _fit(text, _folders(photos, tmp_path, "early"), resume=True) == outcome


def test_validations_at_interruptions_do_not_end_a_training(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    text = upscale_text.replace("validate_every = 4", "validate_every = 6\nearly_stop = 2")
    folders = _folders(photos, tmp_path, "interrupted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.validation.validation_psnr", lambda *_: 20.0)
        outcomes = [_fit(text, folders, resume=step > 0, minutes=0) for step in range(4)]
    assert outcomes[-1] == Outcome(step=4, finished=False, best_psnr=20.0)


def test_a_training_whose_loss_is_no_number_ends_and_keeps_its_last_checkpoint(
    photos: Path, tmp_path: Path, upscale_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = _folders(photos, tmp_path, "run")
    losses = itertools.chain([0.1] * 6, itertools.repeat(float("nan")))
    monkeypatch.setattr("training.fit.Supervised.step", lambda *_: next(losses))
    with pytest.raises(ConfigError, match="step 7: the loss is no number"):
        _fit(upscale_text, folders)
    assert [path.name for path in (folders.run / "checkpoints").iterdir()] == ["step-00000004"]


def test_one_training_for_several_scales(photos: Path, tmp_path: Path, enlarged_text: str) -> None:
    folders = _folders(photos, tmp_path, "both")
    assert _fit(enlarged_text, folders, minutes=0).step == 1
    other = enlarged_text.replace("tiny-upscale", "tiny-x4").replace("\nscale = 2", "\nscale = 4")
    assert _fit(other, folders, resume=True).finished
    sheet = sources.read_photo(folders.run / "validation.png")
    assert sheet is not None
    assert sheet.shape == (3 * 16, 3 * 16, 3)


@pytest.mark.parametrize("name", ["model.weights.h5", "optimizer.npz", "progress.json"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_is_whole(
    photos: Path, tmp_path: Path, upscale_text: str, name: str
) -> None:
    folders = _folders(photos, tmp_path, "run")
    _fit(upscale_text, folders)
    newest = folders.run / "checkpoints" / "step-00000012"
    (newest / name).write_bytes((newest / name).read_bytes()[:20])
    with pytest.raises(ConfigError, match=f"{name} cannot be read: .*remove .*{newest.name} to go on"):
        _fit(upscale_text, folders, resume=True)
    shutil.rmtree(newest)
    assert _fit(upscale_text, folders, resume=True).finished


def test_a_run_that_started_from_another_goes_on_without_it(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    other = _folders(photos, tmp_path, "other")
    _fit(upscale_text, other, minutes=0)
    text = upscale_text.replace("[fit]", "[fit]\nstart_from = 'other'")
    folders = _folders(photos, tmp_path, "run")
    _fit(text, folders, minutes=0)
    shutil.rmtree(other.run)
    assert _fit(text, folders, resume=True).finished


def test_statistics_can_be_held_from_some_step_on(photos: Path, tmp_path: Path, gan_text: str) -> None:
    """Network, optimiser and run stay the same; only the statistics of normalisations stand still."""
    held = gan_text.split("[gan]")[0].replace("start_from = 'start'\n", "")
    free = held.replace("hold_statistics = true", "")
    folders = _folders(photos, tmp_path, "run")
    model, before = build_model(parse_config(free, "test")), {}
    for text, steps, still in ((free, 4, False), (held, 8, True), (free, 12, False)):
        _fit(text.replace("steps = 4", f"steps = {steps}"), folders, resume=bool(before))
        checkpoints.load_weights(model, folders.run / "checkpoints" / f"step-{steps:08}" / "model.weights.h5")
        now = {weight.path: np.array(weight) for weight in model.weights}
        moving = [path for path in now if "moving" in path]
        assert len(moving) == 6
        if before:
            assert [np.array_equal(now[path], before[path]) for path in moving] == [still] * 6
            assert not np.array_equal(now["tail/kernel"], before["tail/kernel"])
            assert not np.array_equal(now["body_norm/beta"], before["body_norm/beta"])
        before = now


def test_a_checkpoint_of_another_network_is_named(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    folders = _folders(photos, tmp_path, "run")
    _fit(upscale_text, folders, minutes=0)
    another = upscale_text.replace('"espcn"', '"fsrcnn"').replace("activation = 'relu'\n", "features = 64\n")
    other = _folders(photos, tmp_path, "other")
    _fit(another, other, minutes=0)
    shutil.rmtree(folders.run / "checkpoints")
    shutil.copytree(other.run / "checkpoints", folders.run / "checkpoints")
    with pytest.raises(ConfigError, match=r"model\.weights\.h5 holds another network"):
        _fit(upscale_text, folders, resume=True)


def test_no_run_is_left_half_made(
    photos: Path, tmp_path: Path, upscale_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = _folders(photos, tmp_path, "run")

    def refused(text: str, error: type[Exception], message: str, train: Path = photos) -> None:
        with pytest.raises(error, match=message):
            _fit(text, replace(folders, train=train))
        assert not folders.run.exists()

    (tmp_path / "empty").mkdir()
    refused(upscale_text, sources.DataError, "no photo in", tmp_path / "empty")
    refused(upscale_text.replace('"espcn"', '"espnc"'), ConfigError, "unknown architecture espnc; .* is espcn")
    refused(upscale_text.replace("anchor = true", "anker = true"), ConfigError, "hyperparameters.anker; .* is anchor")
    refused(upscale_text.replace("'relu'", "'rleu'"), ConfigError, "hyperparameters: .*rleu")
    refused(
        upscale_text.replace("\nscale = 2\nchannels", "\nscale = 4\nchannels"), ConfigError, "scale = 4 wants 48x48"
    )
    refused(upscale_text.replace('"luma"', '"rgb"'), ConfigError, "channels = rgb is 3 of them")
    refused(upscale_text.replace("[fit]", "[fit]\nstart_from = 'nobody'"), ConfigError, "nobody holds no weights")
    with monkeypatch.context() as patch:
        patch.setattr("training.disk.shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 20))
        refused(upscale_text, sources.DataError, "has 1 MiB free, the run needs 1[67]")
    assert _fit(upscale_text, folders, minutes=0).step == 1
    with pytest.raises(ConfigError, match="is no run"):
        _fit(upscale_text, replace(folders, run=tmp_path / "empty"))


def test_augmentations_are_compared_in_a_table(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    config = parse_config(upscale_text, "test")
    folders = _folders(photos, tmp_path, "ablation")
    compared = variants(config, ["mixup"])
    assert compared == {"none": (), "symmetries": ("symmetries",), "symmetries+mixup": ("symmetries", "mixup")}
    table = ablate(config, compared, folders, LogLines())
    assert [line.split("|")[1].strip() for line in table.splitlines()[2:]] == list(compared)
    assert table in (folders.run / "ablation.md").read_text()
    assert ablate(config, compared, folders, LogLines()) == table  # done: not trained again


def test_an_augmentation_that_does_not_suit_the_network_is_refused_before_the_others_are_trained(
    photos: Path, tmp_path: Path, upscale_text: str
) -> None:
    config = parse_config(upscale_text, "test")
    folders = _folders(photos, tmp_path, "ablation")
    with pytest.raises(ConfigError, match="cutblur needs an input as large as the output"):
        ablate(config, variants(config, ["mixup", "cutblur"]), folders, LogLines())
    assert not folders.run.exists()


class _Killed(Exception):
    """Stands for the end of the process."""


def _die_at(step: int, patch: pytest.MonkeyPatch) -> None:
    """Let the process die where it asks for the batch of a step."""
    original = PatchSampler.batch

    def batch(self: PatchSampler, number: int) -> tuple[Batch, Batch]:
        if number == step:
            raise _Killed
        return original(self, number)

    patch.setattr(PatchSampler, "batch", batch)


def _weights(path: Path, config: TrainConfig) -> list[np.ndarray]:
    model = build_model(config)
    model.load_weights(path)
    return list(model.get_weights())
