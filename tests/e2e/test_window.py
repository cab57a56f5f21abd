"""The real window on a real X server, driven by keyboard; the file it saves is the one of the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo
from tests.e2e.conftest import ROOT, Recon

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)

T = TypeVar("T")


def _wait(what: str, look: Callable[[], T | None], seconds: float = 60) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come in {seconds:g} s")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server in memory, without a window manager."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait(10)


class _Hand:
    """Keyboard and eyes on the X server."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def xdotool(self, *arguments: str) -> str:
        run = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=30
        )
        return run.stdout.strip()

    def window(self, title: str) -> str:
        """The id of the window with this in its title, focused, once it is there."""

        def look() -> str | None:
            return (self.xdotool("search", "--onlyvisible", "--name", title).splitlines() or [None])[0]

        found = _wait(f"a window called {title}", look)
        self.xdotool("windowfocus", "--sync", found)
        return found

    def press(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "50", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "20", text)


def test_open_restore_and_save_by_keyboard(recon: Recon, display: str, tmp_path: Path) -> None:
    Image.fromarray(data.chelsea()[50:250, 100:340]).save(tmp_path / "photo.png")
    hand = _Hand(display)
    with (tmp_path / "log.txt").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", "recon_desktop", str(tmp_path / "photo.png")],
            cwd=ROOT,
            env=hand.environment,
            stdout=log,
            stderr=log,
        )
    try:
        hand.window("photo.png")
        # Ctrl+S opens its dialog only once there is a result, so it can be tried until it does.
        hand.press("ctrl+r")

        def dialog() -> bool:
            hand.press("ctrl+s")
            return bool(hand.xdotool("search", "--onlyvisible", "--name", "Save the result"))

        _wait("the dialog of saving", dialog)
        hand.window("Save the result")
        hand.press("ctrl+a")
        hand.type("by hand.png")
        hand.press("Return")
        saved = tmp_path / "by hand.png"
        _wait("the result", saved.exists)
        hand.window("photo.png")
        hand.press("ctrl+q")
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
    told = (tmp_path / "log.txt").read_text()
    assert "Traceback" not in told
    assert "WARNING" not in told

    size = load_photo(saved).size
    scale = size.width // 240
    task = ("--task", "denoise") if scale == 1 else ("--task", "upscale", "--scale", scale)
    assert recon("restore", tmp_path / "photo.png", "-o", tmp_path / "cli.png", *task).code == 0
    # Exact: one restorer serves both.
    np.testing.assert_array_equal(load_photo(saved).pixels, load_photo(tmp_path / "cli.png").pixels)
