"""`recon restore` of folders: names, failures, and going on after the program was killed."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo
from recon_desktop.core.io.atomic import this_machine
from recon_desktop.engine.batch import run
from recon_desktop.engine.batch.lock import locked
from recon_desktop.resources import batch_folder, log_folder
from tests.e2e import photos
from tests.e2e.conftest import INSTALLED, RECON, ROOT, Recon, contents

UPSCALE = ("--task", "upscale", "--device", "cpu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photos, a broken one, and folders."""
    for name in ("cat.png", "trip/cat.png", "trip/deep/eye.png"):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        photos.plain(path)
    (tmp_path / "photos" / "trip" / "letter.jpg").write_text("hello")
    (tmp_path / "photos" / "notes.txt").write_text("no photo")
    (tmp_path / "out").mkdir()
    return tmp_path / "photos"


def test_a_folder_with_a_broken_photo(recon: Recon, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = recon(
        *("restore", folder, "--recursive", "--out-dir", out, "--name", "{number} {stem} {scale}x", *UPSCALE, "--json")
    )
    assert told.code == 2
    assert sorted(contents(out)) == ["1 cat 2x.png", "2 cat 2x.png", "4 eye 2x.png"]
    assert [record["output"] for record in told.records] == [str(out / name) for name in sorted(contents(out))]
    assert [record["input"] for record in told.records][1] == str(folder / "trip" / "cat.png")
    assert "1 of 4 photos" in told.err
    assert told.err.count("letter.jpg") >= 2


def test_folders_are_mirrored_when_asked_for(recon: Recon, folder: Path, tmp_path: Path) -> None:
    (folder / "trip" / "letter.jpg").unlink()
    arguments = ("restore", folder, "--recursive", "--out-dir", tmp_path / "out", "--name", "{stem}", *UPSCALE)
    assert recon(*arguments, "--mirror").code == 0
    assert sorted(contents(tmp_path / "out")) == ["cat.png", "trip/cat.png", "trip/deep/eye.png"]
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    assert recon(*arguments).code == 0
    assert sorted(contents(tmp_path / "out")) == ["cat-2.png", "cat.png", "eye.png"]


def test_results_within_the_folder_are_not_restored_again(recon: Recon, folder: Path) -> None:
    (folder / "trip" / "letter.jpg").unlink()
    (folder / "results").mkdir()
    for _ in range(2):
        told = recon(
            *("restore", folder, "--recursive", "--out-dir", folder / "results", *UPSCALE, "--overwrite", "--json")
        )
        assert told.code == 0
        assert len(told.records) == 3


def test_a_folder_alone_is_no_photo(recon: Recon, folder: Path, tmp_path: Path) -> None:
    told = recon("restore", folder, "--out-dir", tmp_path / "out", *UPSCALE)
    assert (told.code, contents(tmp_path / "out")) == (2, {})
    assert "--recursive" in told.err
    (tmp_path / "empty").mkdir()
    told = recon("restore", tmp_path / "empty", "--recursive", "--out-dir", tmp_path / "out", *UPSCALE)
    assert told.code == 2
    assert "no photo" in told.err


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (("--name", "{stem}_{modell}"), "{model}"),
        (("--name", "{stem"), "brace"),
        (("--mirror",), "--recursive"),
    ],
)
def test_options_that_cannot_be(recon: Recon, photo: Path, tmp_path: Path, options: tuple[str, ...], fact: str) -> None:
    told = recon("restore", photo, "--out-dir", tmp_path, *UPSCALE, *options)
    assert told.code == 2
    assert fact in told.err
    told = recon("restore", photo, "-o", tmp_path / "out.png", *UPSCALE, *options)
    assert told.code == 2


def test_results_that_exist_are_kept_beside_new_ones_with_a_number(recon: Recon, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    arguments = ("restore", photo, "--out-dir", tmp_path / "out", "--name", "{stem}", *UPSCALE)
    assert recon(*arguments).code == 0
    before = contents(tmp_path / "out")
    assert recon(*arguments, "--number").code == 0
    after = contents(tmp_path / "out")
    assert sorted(after) == ["photo-2.png", "photo.png"]
    assert after["photo.png"] == before["photo.png"]
    assert recon(*arguments, "--number", "--overwrite").code == 2
    assert recon("restore", photo, "-o", tmp_path / "x.png", *UPSCALE, "--number").code == 2


def test_what_failed_is_done_and_nothing_else_when_it_goes_on(recon: Recon, folder: Path, tmp_path: Path) -> None:
    arguments = ("restore", folder, "--recursive", "--out-dir", tmp_path / "out", *UPSCALE, "--json")
    assert recon(*arguments).code == 2
    before = contents(tmp_path / "out")
    assert len(before) == 3
    photos.plain(folder / "trip" / "letter.jpg")
    again = recon(*arguments, "--resume")
    assert again.code == 0, again
    assert [Path(record["input"]).name for record in again.records] == ["letter.jpg"]
    assert again.err.count("done before") == 3
    after = contents(tmp_path / "out")
    assert {name: after[name] for name in before} == before
    assert recon(*arguments, "--resume").err.endswith("there is nothing left to do.\n")
    assert recon(*arguments).code == 2, "without --resume what exists is in the way, as ever"


def test_a_damaged_journal_is_told(recon: Recon, folder: Path, tmp_path: Path) -> None:
    arguments = ("restore", folder, "--recursive", "--out-dir", tmp_path / "out", *UPSCALE)
    assert recon(*arguments).code == 2
    (journal,) = batch_folder().iterdir()
    journal.write_bytes(b"garbage\n")
    told = recon(*arguments, "--resume")
    assert told.code == 2
    assert "journal" in told.err


def test_a_second_run_into_the_same_folder_leaves_the_journal_of_the_first(
    recon: Recon, folder: Path, photo: Path, tmp_path: Path
) -> None:
    arguments = ("restore", folder, "--recursive", "--out-dir", tmp_path / "out", *UPSCALE)
    assert recon(*arguments).code == 2
    (journal,) = batch_folder().iterdir()
    before = journal.read_bytes()
    with locked(journal.with_suffix(".lock")) as alone:
        assert alone
        told = recon("restore", photo, "--out-dir", tmp_path / "out", *UPSCALE)
        assert told.code == 0
        assert "already" in told.err
        told = recon(*arguments, "--resume")
        assert told.code == 2
        assert "already" in told.err
    assert journal.read_bytes() == before
    assert list(batch_folder().iterdir()) == [journal]


@pytest.mark.skipif(os.name != "posix", reason="kills as Linux and macOS do")
def test_a_killed_program_goes_on_where_it_stopped(recon: Recon, tmp_path: Path) -> None:
    folder, out = tmp_path / "photos", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    photos.plain(folder / "a.png")
    # 6 megapixels enlarged 4x take far longer than it takes to kill.
    Image.fromarray(np.tile(data.chelsea(), (7, 6, 1))).save(folder / "b.bmp")
    photos.plain(folder / "c.png")
    arguments = ("restore", folder, "--recursive", "--out-dir", out, *UPSCALE, "--scale", "4", "--json")
    run = subprocess.Popen([*RECON, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    try:
        assert run.stdout
        assert b"a_upscale" in run.stdout.readline(), "the first is done"
        (journal,) = batch_folder().glob("*.jsonl")
        deadline = time.monotonic() + 60
        while b"running" not in journal.read_bytes().splitlines()[-1] and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        run.kill()
        run.communicate()
    (result,) = [path for path in out.iterdir() if not path.name.startswith(".")]
    made = result.stat().st_mtime_ns
    photos.plain(folder / "b.bmp")  # the rest of the test need not wait for a large one
    again = recon(*arguments, "--resume")
    assert again.code == 0, again
    assert [Path(record["input"]).name for record in again.records] == ["b.bmp", "c.png"]
    assert result.stat().st_mtime_ns == made
    (second,) = out.glob("b_*.bmp")
    assert str(load_photo(second).size) == "160 x 112"


@pytest.mark.skipif(bool(INSTALLED), reason="nothing can be broken inside an installed program")
def test_whatever_one_photo_raises_the_others_have_their_turn(
    recon: Recon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.png", "b.png", "c.png"):
        photos.plain(tmp_path / name)
    (tmp_path / "out").mkdir()
    save = run.save_bands

    def broken(bands: object, size: Size, path: Path, **options: object) -> object:
        if path.name.startswith("b"):
            raise struct.error("ushort format requires 0 <= number <= 65535")
        return save(bands, size, path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "save_bands", broken)
    told = recon("restore", *(tmp_path / f"{name}.png" for name in "abc"), "--out-dir", tmp_path / "out", *UPSCALE)
    assert told.code == 2
    assert [name[0] for name in sorted(contents(tmp_path / "out"))] == ["a", "c"]
    assert "mistake in recon itself" in told.err
    assert "struct.error" in (log_folder() / "recon.log").read_text()


def test_a_batch_that_is_done_stays_done(recon: Recon, folder: Path, tmp_path: Path) -> None:
    (folder / "trip" / "letter.jpg").unlink()
    arguments = ("restore", folder, "--recursive", "--out-dir", tmp_path / "out", *UPSCALE)
    assert recon(*arguments).code == 0
    made = contents(tmp_path / "out")
    told = recon(*arguments, "--resume", "--json")
    assert (told.code, told.out, contents(tmp_path / "out")) == (0, "", made)
    assert "all 3 photos were done before" in told.err
    next(iter((tmp_path / "out").iterdir())).unlink()
    told = recon(*arguments, "--resume", "--json")
    assert (told.code, len(told.records), contents(tmp_path / "out")) == (0, 1, made)


def test_a_folder_for_results_is_made_and_one_format_holds_for_all(recon: Recon, folder: Path, tmp_path: Path) -> None:
    photos.plain(folder / "second.png")
    out = tmp_path / "new" / "out"
    command = ("restore", folder / "*.png", "--out-dir", out, "--name", "{stem}", *UPSCALE)
    told = recon(*command, "--format", "jpeg")
    assert told.code == 0
    for suffix in ("jpg", ".JPG"):  # as people say
        assert recon(*command, "--format", suffix, "--overwrite").code == 0
    assert recon(*command, "--format", "gif").code == 2
    assert sorted(contents(out)) == ["cat.jpg", "second.jpg"]
    assert all(content.startswith(b"\xff\xd8") for content in contents(out).values())


def test_a_long_name_is_shortened_and_keeps_its_number(recon: Recon, tmp_path: Path) -> None:
    sources = [tmp_path / folder / f"{'사진' * 40}.png" for folder in "ab"]
    for source in sources:
        source.parent.mkdir()
        photos.plain(source)
    told = recon("restore", *sources, "--out-dir", tmp_path / "out", "--name", "{stem} {model} {number}", *UPSCALE)
    assert told.code == 0
    names = sorted(contents(tmp_path / "out"))
    assert [name[-6:] for name in names] == [" 1.png", " 2.png"]
    assert all(len(name.encode()) <= 255 and photos.upscaler() in name for name in names)
    told = recon("restore", *sources, "--out-dir", tmp_path / "other", *UPSCALE)
    assert told.code == 0
    assert len(contents(tmp_path / "other")) == 2


def test_what_killed_runs_left_is_removed_by_the_next_one(recon: Recon, tmp_path: Path, photo: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    gone = out / f".recon-{this_machine()}-{dead.pid}-{'0' * 16}.part"
    older = out / f".recon-{'1' * 16}.part"
    ours = out / f".recon-{this_machine()}-{os.getpid()}-{'2' * 16}.part"
    theirs = out / f".recon-{'f' * 8}-{dead.pid}-{'3' * 16}.part"
    for path in (gone, older, ours, theirs):
        path.write_bytes(b"half")
    assert recon("restore", photo, "--out-dir", out, *UPSCALE).code == 0
    assert [path.exists() for path in (gone, older, ours, theirs)] == [False, False, True, True]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_run_leaves_nothing_for_ever(recon: Recon, tmp_path: Path, photo: Path) -> None:
    script = (
        "import os, signal\n"
        "from recon_desktop.core.io import atomic\n"
        "atomic.os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"with atomic.whole_file(atomic.Path({str(tmp_path / 'out' / 'x.png')!r}), overwrite=False) as file:\n"
        "    file.write(b'half')\n"
    )
    (tmp_path / "out").mkdir()
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".part"]
    assert recon("restore", photo, "--out-dir", tmp_path / "out", *UPSCALE).code == 0
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".png"]
