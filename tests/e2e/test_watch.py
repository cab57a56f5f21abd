"""`recon watch`: a folder whose photos are restored as they appear."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import photos
from tests.e2e.conftest import RECON, ROOT, Recon

HOW = ("--task", "upscale", "--scale", "2", "--device", "cpu", "--every", "1")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The folder that is watched, and that of the results."""
    watched, out = tmp_path / "in", tmp_path / "out"
    watched.mkdir()
    out.mkdir()
    return watched, out


@pytest.fixture
def watch(folders: tuple[Path, Path]) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a watch; each is ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        watched, out = folders
        command = [*RECON, "watch", str(watched), "--out-dir", str(out), *HOW]
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_what_appears_is_restored_once_it_is_whole_and_once_only(
    folders: tuple[Path, Path], watch: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    watched, out = folders
    photos.plain(tmp_path / "whole.png")
    content = (tmp_path / "whole.png").read_bytes()
    (watched / "first.png").write_bytes(content)
    (watched / "slow.png").write_bytes(content[: len(content) // 2])
    (watched / "bad.png").write_bytes(b"no photo at all")
    name = f"first_{photos.upscaler()}.png"
    process = watch()
    _until((out / name).exists)
    time.sleep(2.5)  # the half one has stood still for two looks
    assert sorted(path.name for path in out.iterdir()) == [name]
    (watched / "slow.png").write_bytes(content)
    slow = out / f"slow_{photos.upscaler()}.png"
    _until(slow.exists)
    assert slow.read_bytes() == (out / name).read_bytes()
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.count("bad.png") == 1
    assert "slow.png” ends" not in errors
    assert told.count("first.png") >= 1

    made = (out / name).stat().st_mtime_ns
    photos.plain(watched / "later.png")
    process = watch()
    _until((out / f"later_{photos.upscaler()}.png").exists)
    process.send_signal(signal.SIGTERM)
    told, errors = process.communicate(timeout=30)
    assert process.returncode == 143
    assert "first.png" not in told + errors
    assert (out / name).stat().st_mtime_ns == made


def test_folders_that_cannot_be_watched_are_told(recon: Recon, folders: tuple[Path, Path], tmp_path: Path) -> None:
    watched, out = folders
    missing = recon("watch", tmp_path / "no", "--out-dir", out, *HOW)
    same = recon("watch", watched, "--out-dir", watched, *HOW)
    assert (missing.code, same.code) == (2, 2)
    assert "There is no folder" in missing.err
    assert "restored again" in same.err


def test_a_folder_that_vanishes_is_waited_for(
    folders: tuple[Path, Path], watch: Callable[[], subprocess.Popen[str]]
) -> None:
    watched, out = folders
    photos.plain(watched / "first.png")
    process = watch()
    _until((out / f"first_{photos.upscaler()}.png").exists)
    watched.rename(watched.with_name("away"))
    time.sleep(2.5)
    watched.with_name("away").rename(watched)
    photos.plain(watched / "second.png")
    _until((out / f"second_{photos.upscaler()}.png").exists)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert errors.count("has gone") == 1
