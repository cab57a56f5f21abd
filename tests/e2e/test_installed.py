"""What a fresh installation has to do; `RECON_PROGRAM=/usr/bin/recon pytest tests/e2e` tries any installed program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from recon_desktop import __version__
from recon_desktop.cli import main
from recon_desktop.resources import sample_photos
from tests.e2e.conftest import ROOT, WINDOW, Recon, contents, program


def test_it_is_the_version_of_this_checkout() -> None:
    assert program(["--version"]).out.strip() == f"recon {__version__}"


@pytest.mark.parametrize("task", [("upscale", "--scale", "2"), ("denoise",)], ids=lambda task: str(task[0]))
def test_the_sample_is_restored_byte_for_byte_as_from_source(tmp_path: Path, task: tuple[str, ...]) -> None:
    arguments = ["restore", str(sample_photos()[0]), "--task", *task]
    assert program([*arguments, "-o", tmp_path / "installed.png"]).code == 0
    assert main([*arguments, "-o", str(tmp_path / "source.png")]) == 0
    assert (tmp_path / "installed.png").read_bytes() == (tmp_path / "source.png").read_bytes()


def test_every_model_is_sound(recon: Recon) -> None:
    told = recon("models", "verify", "--json")
    assert told.code == 0, told.err
    assert told.records
    assert all(record["ok"] for record in told.records)


def test_the_window_starts_and_stays(tmp_path: Path) -> None:
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    running = subprocess.Popen([*WINDOW, str(sample_photos()[0])], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        with pytest.raises(subprocess.TimeoutExpired):  # an error of the first seconds ends it
            running.wait(6)
    finally:
        running.kill()
        _, told = running.communicate()
    assert b"Traceback" not in told, told.decode()
    assert b"WARNING" not in told, told.decode()


@pytest.mark.skipif("RECON_PROGRAM" not in os.environ, reason="the folder of an installed program")
def test_nothing_is_written_beside_the_program(tmp_path: Path, photo: Path) -> None:
    folder = Path(os.environ["RECON_PROGRAM"]).resolve().parent
    before = {path: path.stat().st_mtime for path in folder.rglob("*")}
    assert program(["restore", photo, "-o", tmp_path / "out.png", "--task", "upscale"]).code == 0
    assert {path: path.stat().st_mtime for path in folder.rglob("*")} == before
    assert contents(tmp_path).keys() == {"photo.png", "out.png"}
