"""`recon` and `recon-desktop` as programs: streams, signals, exit codes, and what stays behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from recon_desktop import __main__ as desktop
from recon_desktop.cli import mistakes as cli_mistakes
from recon_desktop.core.io import load_photo
from tests.e2e import photos
from tests.e2e.conftest import INSTALLED, RECON, ROOT, WINDOW, Recon, contents, program

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")


def test_the_program_restores(tmp_path: Path, photo: Path) -> None:
    told = program(["restore", photo, "-o", tmp_path / "out.png", "--task", "upscale", "--json"])
    assert told.code == 0, told
    assert told.err == "", "no warning of a library, no progress where nobody looks"
    assert told.records[0]["output"] == str(tmp_path / "out.png")
    assert load_photo(tmp_path / "out.png").size.width == 2 * photos.SIDE[0]


def test_the_program_refuses(tmp_path: Path) -> None:
    told = program(["restore", tmp_path / "gone.jpg", "-o", tmp_path / "out.png", "--task", "upscale"])
    assert told.code == 2
    assert "gone.jpg" in told.err
    assert "Traceback" not in told.err


def test_names_that_are_no_text_come_through(tmp_path: Path) -> None:
    """A name on Linux is bytes; one that is no UTF-8 must not break the messages."""
    if sys.platform != "linux":
        pytest.skip("names are text here")
    name = os.fsdecode(b"caf\xe9.png")
    photos.plain(tmp_path / name)
    arguments = ["restore", tmp_path / name, "--out-dir", tmp_path, "--task", "upscale"]
    for options in ([], ["--overwrite", "--json"]):
        run = subprocess.run([*RECON, *map(str, arguments), *options], capture_output=True, cwd=ROOT, check=False)
        assert run.returncode == 0, run.stderr
        assert b"caf" in run.stdout
    assert (tmp_path / (os.fsdecode(b"caf\xe9") + f"_{photos.upscaler()}.png")).exists()


def _running(seen: bytes) -> bool:
    """Whether the bar is past the 5 % that opening the photo takes."""
    return any(int(percent) > 5 for percent in re.findall(rb"(\d+)%", seen))


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stopped_run_leaves_nothing(tmp_path: Path, name: str) -> None:
    number: signal.Signals = getattr(signal, name)
    # 12 megapixels enlarged 4x take far longer than the test waits.
    Image.fromarray(np.tile(data.chelsea(), (10, 9, 1))).save(tmp_path / "large.bmp")
    (tmp_path / "out").mkdir()
    home = tmp_path / "home"
    home.mkdir()
    arguments = ("restore", tmp_path / "large.bmp", "--out-dir", tmp_path / "out", "--task", "upscale")
    # A terminal for standard error: its bar tells when the run has begun.
    import pty

    reader, writer = pty.openpty()
    run = subprocess.Popen(
        [*RECON, *map(str, arguments), "--scale", "4", "--json"],
        stdout=subprocess.PIPE,
        stderr=writer,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(home), "TERM": "xterm", "COLUMNS": "100"},
        # Under nohup it would inherit that SIGHUP is ignored.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL) if number == signal.SIGHUP else None,
    )
    os.close(writer)
    try:
        seen = b""
        deadline = time.monotonic() + 60
        while not _running(seen) and time.monotonic() < deadline:
            seen += os.read(reader, 4096)
        assert _running(seen), seen
        run.send_signal(number)
        while True:  # a terminal that nobody reads would hold the program up
            try:
                more = os.read(reader, 4096)
            except OSError:  # Linux: the other side has closed
                break
            if not more:
                break
            seen += more
        out, _ = run.communicate(timeout=30)
    finally:
        run.kill()
        os.close(reader)
    assert run.returncode == 128 + number
    assert out == b""
    assert b"Traceback" not in seen
    assert b"stopped" in seen
    assert contents(tmp_path / "out") == {}
    assert contents(home) == {}


@posix
def test_nothing_but_the_result_is_written_anywhere(tmp_path: Path, photo: Path) -> None:
    """Left alone, onnxruntime keeps a device id in the home folder and reports to its maker."""
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")} | places
    told = program(["restore", photo, "-o", tmp_path / "out.png", "--task", "upscale"], env=environment)
    assert told.code == 0, told
    assert contents(home) == {}
    assert contents(tmp_path).keys() == {"photo.png", "out.png"}


@posix
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = " ".join([*RECON, "models", "list", "--json"])
    run = subprocess.run(f"{command} | true", shell=True, capture_output=True, cwd=ROOT, check=False)
    assert run.stderr == b""


@posix
def test_a_batch_goes_on_when_its_reader_goes_away(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.png", "b.png", "c.png"):
        photos.plain(tmp_path / name)
    command = " ".join([*RECON, "restore", str(tmp_path / "[abc].png"), "--out-dir", str(tmp_path / "out")])
    run = subprocess.run(
        f"set -o pipefail; {command} --task upscale | true",
        shell=True, executable="/bin/bash", capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert run.stderr.startswith(b"recon: 3 photos; "), "what it takes, and nothing of a pipe"
    assert run.stderr.count(b"\n") == 1
    assert len(contents(tmp_path / "out")) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_results_that_cannot_be_told_are_no_bug(photo: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*RECON, "metrics", str(photo)]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert run.returncode == 2
    assert b"cannot be written" in run.stderr
    assert b"mistake" not in run.stderr


@posix
def test_what_a_thread_still_writes_goes_with_the_program(tmp_path: Path) -> None:
    code = f"""
import threading, pathlib
from recon_desktop.core.io.atomic import whole_file
begun = threading.Event()
def write():
    with whole_file(pathlib.Path({str(tmp_path / "result.png")!r}), overwrite=False):
        begun.set()
        threading.Event().wait()
threading.Thread(target=write, daemon=True).start()
begun.wait()
assert len(list(pathlib.Path({str(tmp_path)!r}).iterdir())) == 1
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert contents(tmp_path) == {}


@pytest.mark.skipif(bool(INSTALLED), reason="nothing can be broken inside an installed program")
def test_a_bug_is_told_briefly_and_logged(
    recon: Recon, tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> int:
        raise RuntimeError("a screw is loose")

    monkeypatch.setattr("recon_desktop.cli.models.run", broken)
    monkeypatch.setattr(cli_mistakes, "log_folder", lambda: tmp_path / "logs")
    told = recon("models", "list")
    assert told.code == 1
    assert "Traceback" not in told.err
    log = tmp_path / "logs" / "recon.log"
    assert str(log) in told.err
    assert "a screw is loose" in log.read_text()
    assert "Traceback" in log.read_text()


def test_help_names_every_command(recon: Recon) -> None:
    told = recon("--help")
    assert told.code == 0
    for command in ("restore", "compare", "metrics", "evaluate", "models", "bench", "doctor"):
        assert command in told.out
        assert recon(command, "--help").code == 0


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_where_a_window_can_be_shown(system: str, environment: dict[str, str], expected: bool) -> None:
    assert desktop.has_display(system, environment) is expected


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_display_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    environment |= {"DISPLAY": ":7777", "QT_QPA_PLATFORM": "xcb"}
    run = subprocess.run(WINDOW, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 2, run.stderr
    assert "“:7777” cannot be reached" in run.stderr
    assert "`recon`" in run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_sample_is_restored(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | {"PYTHONPATH": str(ROOT)}
    command = WINDOW
    for _ in range(2):  # a second start must work as the first
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert "no display" in run.stdout
        (result,) = tmp_path.iterdir()
        assert result.name in run.stdout
        assert str(load_photo(result).size) == "1200 x 800"

    photos.plain(tmp_path / "mine.png")
    (tmp_path / "out").mkdir()
    named = [*command, "--out-dir", "out", "mine.png"]
    run = subprocess.run(named, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"mine_auto+{photos.upscaler()}.png"]
