"""What cannot be done is refused in words that name the file and the next step: exit code 2, nothing written."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recon_desktop.core.card import read_card, write_card
from recon_desktop.resources import resource_path
from tests.e2e import photos
from tests.e2e.conftest import ROOT, Recon, Told, contents, program

UPSCALE = ("--task", "upscale", "--scale", "2")


@contextmanager
def nothing_written(folder: Path) -> Iterator[None]:
    before = contents(folder)
    yield
    assert contents(folder) == before


def assert_refused(told: Told, *facts: str) -> None:
    assert told.code == 2, told
    assert told.out == ""
    assert "Traceback" not in told.err
    problem, step = told.err.strip().splitlines()
    assert problem.startswith("recon: ")
    assert step.startswith("  ")
    assert len(step) > 10
    for fact in facts:
        assert fact in told.err


def _missing(path: Path) -> None:
    pass


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("Dear photo,\nI am a letter.\n")


def _folder(path: Path) -> None:
    path.mkdir()


def _random(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 8)


def _headed(path: Path) -> None:
    photos.plain(path)
    path.write_bytes(path.read_bytes()[:24])


BROKEN = {
    "missing.jpg": (_missing, "no file"),
    "folder.jpg": (_folder, "is a folder"),
    "empty.jpg": (_empty, "empty"),
    "letter.jpg": (_text, "text"),
    "random.png": (_random, "not a photo"),
    "head only.png": (_headed, ""),
    "truncated.jpg": (photos.truncated, "--allow-truncated"),
    "사진 '1'.jpg": (_missing, "no file"),
    f"{'a' * 300}.png": (_missing, "too long"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_a_broken_photo(recon: Recon, tmp_path: Path, name: str, as_json: bool) -> None:
    make, fact = BROKEN[name]
    make(tmp_path / name)
    with nothing_written(tmp_path):
        told = recon("restore", tmp_path / name, "-o", tmp_path / "out.png", *UPSCALE, *["--json"] * as_json)
    assert_refused(told, name, fact)


def test_a_truncated_photo_is_opened_when_asked_for_what_is_there(recon: Recon, tmp_path: Path) -> None:
    photos.truncated(tmp_path / "cut.jpg")
    told = recon("restore", tmp_path / "cut.jpg", "-o", tmp_path / "out.png", *UPSCALE, "--allow-truncated", "--json")
    assert told.code == 0, told
    assert (tmp_path / "out.png").exists()
    assert told.records[0]["notes"], "it says that something is missing"


def test_a_bomb_is_refused_from_its_header(recon: Recon, tmp_path: Path) -> None:
    photos.bomb(tmp_path / "bomb.png")
    with nothing_written(tmp_path):
        told = recon("restore", tmp_path / "bomb.png", "-o", tmp_path / "out.png", *UPSCALE)
    assert_refused(told, "bomb.png", "30000 x 30000", "limit of", "--max-megapixels 900")


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit on memory as Linux does")
def test_a_bomb_is_not_decoded(tmp_path: Path) -> None:
    def limited() -> None:
        import resource

        # Numpy, OpenCV and onnxruntime with their threads map about 2 GiB; the decoded bomb would need 2.7 GB more.
        resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))

    photos.bomb(tmp_path / "bomb.png")
    arguments = ["restore", tmp_path / "bomb.png", "-o", tmp_path / "out.png", *UPSCALE]
    assert_refused(program(arguments, preexec_fn=limited), "30000 x 30000")


def test_the_limit_can_be_lifted_and_lowered(recon: Recon, tmp_path: Path, photo: Path) -> None:
    arguments = ("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, "--max-megapixels")
    assert_refused(recon(*arguments, "0.001"), photo.name, "--max-megapixels")
    assert recon(*arguments, "0.01").code == 0


def test_an_output_that_exists_is_kept(recon: Recon, tmp_path: Path, photo: Path) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"precious")
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", out, *UPSCALE)
    assert_refused(told, "out.png", "--overwrite")
    assert recon("restore", photo, "-o", out, *UPSCALE, "--overwrite").code == 0
    assert out.read_bytes() != b"precious"


@pytest.mark.parametrize("name", ["photo.png", "link.png"])
def test_the_photo_is_never_replaced_by_its_result(recon: Recon, tmp_path: Path, photo: Path, name: str) -> None:
    if name != photo.name:
        (tmp_path / name).symlink_to(photo)
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / name, *UPSCALE, "--overwrite")
    assert_refused(told, name, "the photo")


def test_two_photos_do_not_share_a_result(recon: Recon, tmp_path: Path, photo: Path) -> None:
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / photo.name
    photos.plain(twin)
    (tmp_path / "out").mkdir()
    told = recon("restore", photo, twin, "--out-dir", tmp_path / "out", *UPSCALE, "--overwrite", "--json")
    assert told.code == 0
    names = [f"photo_{photos.upscaler()}.png", f"photo_{photos.upscaler()}-2.png"]
    assert [Path(record["output"]).name for record in told.records] == names
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("out", "facts"),
    [
        ("nowhere/out.png", ("nowhere", "no folder")),
        ("out.xyz", ("out.xyz", ".png")),
        ("out", ("out", ".png")),
        ("x" * 300 + ".png", ("x" * 300,)),
    ],
    ids=["folder missing", "format unknown", "no suffix", "name too long"],
)
def test_an_output_that_cannot_be(recon: Recon, tmp_path: Path, photo: Path, out: str, facts: tuple[str, ...]) -> None:
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / out, *UPSCALE)
    assert_refused(told, *facts)


def test_an_output_that_is_a_folder(recon: Recon, tmp_path: Path, photo: Path) -> None:
    (tmp_path / "out.png").mkdir()
    for overwrite in ([], ["--overwrite"]):
        with nothing_written(tmp_path):
            told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, *overwrite)
        assert_refused(told, "out.png")
    assert (tmp_path / "out.png").is_dir()


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):  # root may write everywhere but here
        if not Path("/sys").is_dir():
            pytest.skip("no folder that root may not write to")
        yield Path("/sys")
    else:
        yield folder
    folder.chmod(0o755)


def test_an_unwritable_output_folder(recon: Recon, photo: Path, unwritable: Path) -> None:
    assert_refused(recon("restore", photo, "-o", unwritable / "out.png", *UPSCALE), "out.png", "cannot be written")
    assert_refused(recon("restore", photo, "--out-dir", unwritable, *UPSCALE), "photo_", "cannot be written")


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX does")
def test_a_full_output_folder(tmp_path: Path, photo: Path) -> None:
    def limited() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with nothing_written(tmp_path):
        told = program(["restore", photo, "-o", tmp_path / "out.png", *UPSCALE], preexec_fn=limited)
    assert_refused(told, "out.png", "cannot be written")


def test_an_unknown_model_and_the_nearest_name(recon: Recon, tmp_path: Path, photo: Path) -> None:
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, "--model", "upscale-espcm-x2")
    assert_refused(told, "upscale-espcm-x2", "Did you mean upscale-espcn-x2")
    assert_refused(recon("models", "show", "upscale-espcn-2"), "upscale-espcn-x2")
    assert_refused(recon("bench", "--model", "upscale-espcn-2"), "upscale-espcn-x2")


def test_a_scale_that_the_model_does_not_have(recon: Recon, tmp_path: Path, photo: Path) -> None:
    arguments = ("restore", photo, "-o", tmp_path / "out.png", "--task", "upscale")
    with nothing_written(tmp_path):
        told = recon(*arguments, "--scale", "4", "--model", "upscale-espcn-x2")
    assert_refused(told, "upscale-espcn-x2", "not 4", "upscale-espcn-x4")


def test_a_model_for_another_task(recon: Recon, tmp_path: Path, photo: Path) -> None:
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / "out.png", "--task", "denoise", "--model", "upscale-espcn-x2")
    assert_refused(told, "upscale-espcn-x2", "denoise")


@pytest.fixture
def own_model(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a shipped model among the person's own, called upscale-own."""
    folder = tmp_path_factory.mktemp("models") / "upscale-own"
    shutil.copytree(resource_path("models", "upscale-espcn-x2"), folder)
    card = read_card(folder / "card.json")
    variants = (card.full_precision,)
    write_card(card.model_copy(update={"id": "upscale-own", "variants": variants}), folder / "card.json")
    for file in {file.name for file in folder.glob("*.onnx")} - {card.full_precision.file}:
        (folder / file).unlink()
    monkeypatch.setenv("RECON_MODELS", str(folder.parent))
    return folder


def test_a_model_of_the_persons_own(recon: Recon, tmp_path: Path, photo: Path, own_model: Path) -> None:
    told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, "--model", "upscale-own", "--json")
    assert told.code == 0, told
    assert told.records[0]["model"] == "upscale-own"


def test_a_changed_model_file(recon: Recon, tmp_path: Path, photo: Path, own_model: Path) -> None:
    (file,) = own_model.glob("*.onnx")
    expected = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    actual = hashlib.sha256(file.read_bytes()).hexdigest()
    with nothing_written(tmp_path):
        told = recon("restore", photo, photo, "--out-dir", tmp_path, *UPSCALE, "--model", "upscale-own")
    assert_refused(told, "upscale-own", expected, actual)
    verified = recon("models", "verify", "--json")
    assert verified.code == 2
    assert {"model": "upscale-own", "ok": False} in verified.records
    assert actual in verified.err


def test_a_model_file_that_is_gone(recon: Recon, tmp_path: Path, photo: Path, own_model: Path) -> None:
    for file in own_model.glob("*.onnx"):
        file.unlink()
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, "--model", "upscale-own")
    assert_refused(told, "upscale-own", "missing")


def test_a_file_that_is_no_network_although_the_hash_is_right(
    recon: Recon, tmp_path: Path, photo: Path, own_model: Path
) -> None:
    (file,) = own_model.glob("*.onnx")
    file.write_bytes(b"not a network")
    card = read_card(own_model / "card.json")
    variant = card.variants[0].model_copy(update={"sha256": hashlib.sha256(b"not a network").hexdigest()})
    write_card(card.model_copy(update={"variants": (variant,)}), own_model / "card.json")
    with nothing_written(tmp_path):
        told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, "--model", "upscale-own")
    assert_refused(told, "upscale-own")


def test_a_broken_card_is_named_and_the_other_models_work(
    recon: Recon, tmp_path: Path, photo: Path, own_model: Path
) -> None:
    (own_model / "card.json").write_text("{")
    told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE)
    assert told.code == 0, told
    assert "upscale-own" in told.err


def test_one_bad_photo_does_not_stop_the_others(recon: Recon, tmp_path: Path, photo: Path) -> None:
    (tmp_path / "letter.jpg").write_text("hello")
    (tmp_path / "out").mkdir()
    inputs = [tmp_path / "gone.jpg", photo, tmp_path / "letter.jpg"]
    told = recon("restore", *inputs, "--out-dir", tmp_path / "out", *UPSCALE, "--json")
    assert told.code == 2
    assert [record["input"] for record in told.records] == [str(photo)]
    assert "gone.jpg" in told.err
    assert "letter.jpg" in told.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"photo_{photos.upscaler()}.png"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("restore",),
        ("restore", "a.jpg", "--task", "upscale"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "sharpen"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--scale", "5"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "denoise", "--scale", "2"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "denoise", "--noise-level", "-1"),
        ("restore", "a.jpg", "-o", "b.png", "--noise-level", "nan"),
        ("restore", "a.jpg", "-o", "b.png", "--noise-level", "255.1"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--noise-level", "10"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--strength", "1.5"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--device", "toaster"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--device", "cuda:"),
        ("restore", "a.jpg", "-o", "b.png", "--task", "upscale", "--tile", "0"),
        ("restore", "a.jpg", "b.jpg", "-o", "c.png", "--task", "upscale"),
        ("restore", "a.jpg", "-o", "b.png", "--out-dir", "c", "--task", "upscale"),
        ("evaluate", "photos", "--task", "upscale"),
        ("evaluate", "photos", "--task", "denoise"),
        ("evaluate", "photos", "--task", "upscale", "--scale", "2", "--noise", "25"),
        ("evaluate", "photos", "--task", "denoise", "--noise", "25", "--scale", "2"),
        ("evaluate", "photos", "--task", "denoise", "--noise", "25", "--reduce", "area"),
        ("evaluate", "photos", "--task", "denoise", "--noise", "25,", "--pairs"),
        ("evaluate", "photos", "--task", "upscale", "--scale", "2", "--clean"),
        ("evaluate", "photos", "--task", "upscale", "--scale", "2", "--pairs"),
        ("evaluate", "photos", "--task", "denoise", "--jpeg", "10+30+50"),
        ("evaluate", "photos", "--task", "denoise", "--jpeg", "10+30", "--shift", "8"),
        ("evaluate", "photos", "--task", "upscale", "--scale", "2", "--jpeg", "40"),
        ("evaluate", "photos", "--task", "denoise", "--jpeg", "0"),
        ("models", "list", "--js"),
        ("bench", "--size", "big"),
        ("models", "delete"),
        ("doctor", "--now"),
    ],
    ids=" ".join,
)
def test_arguments_that_cannot_be_understood(recon: Recon, arguments: tuple[str, ...]) -> None:
    told = recon(*arguments)
    assert told.code == 2
    assert told.out == ""
    assert "--help` explains" in told.err


def test_a_name_that_is_too_long_does_not_stop_the_others(recon: Recon, tmp_path: Path, photo: Path) -> None:
    (tmp_path / "out").mkdir()
    told = recon("restore", "a" * 300 + ".png", photo, "--out-dir", tmp_path / "out", *UPSCALE, "--json")
    assert (told.code, len(told.records)) == (2, 1)
    assert "too long" in told.err
    arguments = ("--task", "denoise", "--noise", "25")
    assert_refused(recon("evaluate", "a" * 300, *arguments), "not a folder")


def test_files_are_named_as_they_were_given(
    recon: Recon, tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = recon("restore", "gone.jpg", "-o", "out.png", *UPSCALE)
    assert_refused(told, "“gone.jpg”")
    told = recon("restore", photo.name, "-o", "nowhere/out.png", *UPSCALE)
    assert_refused(told, "“nowhere”")


@pytest.mark.parametrize("command", ["metrics", "trust"])
def test_hints_are_for_the_command(recon: Recon, tmp_path: Path, command: str) -> None:
    photos.truncated(tmp_path / "cut.jpg")
    arguments = ("-o", tmp_path / "map.png") if command == "trust" else ()
    assert "--" not in recon(command, tmp_path / "cut.jpg", *arguments).err
    assert "--recursive" not in recon(command, tmp_path, *arguments).err


def test_metrics_of_different_sizes_and_borders(recon: Recon, tmp_path: Path, photo: Path) -> None:
    photos.UNUSUAL["three by five.png"](tmp_path / "other.png")
    assert_refused(recon("metrics", tmp_path / "other.png", photo), "3 x 5", "40 x 28", "same size")
    assert_refused(recon("metrics", photo, photo, "--border", "14"), "border")
    assert_refused(recon("metrics", photo, tmp_path / "gone.png"), "gone.png")


def test_evaluate_without_photos(recon: Recon, tmp_path: Path) -> None:
    arguments = ("--task", "denoise", "--noise", "25")
    assert_refused(recon("evaluate", tmp_path / "nowhere", *arguments), "nowhere")
    (tmp_path / "empty").mkdir()
    assert_refused(recon("evaluate", tmp_path / "empty", *arguments), "empty")


def test_evaluate_without_pairs(recon: Recon, tmp_path: Path) -> None:
    arguments = ("evaluate", tmp_path, "--task", "denoise", "--pairs")
    assert_refused(recon(*arguments), tmp_path.name, "no pairs", "NAME_clean")
    photos.UNUSUAL["three by five.png"](tmp_path / "a_clean.png")
    assert_refused(recon(*arguments), "a_noisy.png")
    photos.UNUSUAL["one pixel.png"](tmp_path / "a_noisy.png")
    assert_refused(recon(*arguments), "a_noisy.png", "1 x 1", "clean")


@pytest.mark.skipif(sys.platform == "win32", reason="no devices among files there")
@pytest.mark.parametrize("way", [(), ("--overwrite",)])
def test_what_is_no_file_is_never_replaced(recon: Recon, tmp_path: Path, photo: Path, way: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name, target in (("null.png", "/dev/null"), ("link.png", "pipe.png"), ("other.png", "folder.png")):
        (tmp_path / name).symlink_to(target)
    before = {path: path.lstat().st_mode for path in tmp_path.iterdir()}
    for path in before:
        if path != photo:
            assert_refused(recon("restore", photo, "-o", path, *UPSCALE, *way), path.name)
    assert {path: path.lstat().st_mode for path in tmp_path.iterdir()} == before
    assert_refused(recon("restore", tmp_path / "pipe.png", "-o", tmp_path / "out.png", *UPSCALE), "a device or a pipe")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_terminal_whose_folder_was_removed(tmp_path: Path, photo: Path) -> None:
    (tmp_path / "gone").mkdir()
    script = (
        "import os, sys; from recon_desktop.cli import main\n"
        f"os.chdir({str(tmp_path / 'gone')!r}); os.rmdir({str(tmp_path / 'gone')!r})\n"
        f"sys.exit(main(['restore', 'cat.png', '-o', {str(tmp_path / 'out.png')!r}, '--task', 'upscale']))"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True)
    assert told.returncode == 2
    assert "was removed" in told.stderr


def test_metrics_say_that_transparency_is_not_measured(recon: Recon, tmp_path: Path) -> None:
    clear = photos.small().copy()
    Image.fromarray(np.dstack([clear, np.full(clear.shape[:2], 128, np.uint8)])).save(tmp_path / "clear.png")
    Image.fromarray(np.dstack([clear, np.full(clear.shape[:2], 255, np.uint8)])).save(tmp_path / "opaque.png")
    told = recon("metrics", tmp_path / "clear.png", tmp_path / "opaque.png", "--json")
    assert told.code == 0
    assert "clear.png" in told.err
    assert "transparency is not measured" in told.err
    assert "opaque.png" not in told.err


STRANGERS = {
    "an OpenEXR picture": b"v/1\x01\2\0\0\0" + bytes(60),
    "a QOI picture": b"qoif\0\0\0\1\0\0\0\1" + bytes(60),
    "a TGA picture": b"\0\0\2" + bytes(9) + b"\x40\0\x30\0\x18\0" + bytes(600),
    "an icon": b"\0\0\1\0\1\0" + bytes(60),
    "a JPEG XR photo": b"II\xbc\1\x20\0\0\0" + bytes(60),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_picture_of_another_kind_is_called_what_it_is(recon: Recon, tmp_path: Path, kind: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(STRANGERS[kind])
    told = recon("restore", tmp_path / "photo.jpg", "-o", tmp_path / "out.png", *UPSCALE)
    assert_refused(told, f"is {kind}", "save it as TIFF, PNG or JPEG")
    assert "damaged" not in told.err


def test_decoders_do_not_speak_for_themselves(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(photos.small()).save(buffer, "JPEG2000")
    (tmp_path / "photo.jp2").write_bytes(buffer.getvalue()[:-200])
    told = program(("restore", tmp_path / "photo.jp2", "-o", tmp_path / "out.png", *UPSCALE))
    assert_refused(told, "its picture data is damaged")
