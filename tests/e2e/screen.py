"""A real X server in memory, and a hand with keyboard and mouse on it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from tests.e2e import drag_source
from tests.e2e.conftest import ROOT, WINDOW

needs_screen = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)

T = TypeVar("T")

WIDTH, HEIGHT = 1280, 800


def wait(what: str, look: Callable[[], T | None], seconds: float = 60) -> T:
    """Look until something is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come in {seconds:g} s")


class Hand:
    """Keyboard, mouse and eyes on an X server without a window manager.

    Args:
        display: Its name.
        frame: The file that holds the pixels of its screen.
    """

    def __init__(self, display: str, frame: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self._frame = frame

    def xdotool(self, *arguments: str) -> str:
        run = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=30
        )
        return run.stdout.strip()

    def found(self, title: str) -> str | None:
        """The id of the window with this in its title."""
        return next(iter(self.xdotool("search", "--onlyvisible", "--name", title).splitlines()), None)

    def window(self, title: str) -> str:
        """The same, focused, once it is there."""
        found = wait(f"a window called {title}", lambda: self.found(title))
        self.xdotool("windowfocus", "--sync", found)
        return found

    def press(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "50", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "20", text)

    def save_as(self, name: str) -> None:
        """Restore the photo where that is still to do, and save the result through its dialog.

        Keys do nothing before there is a recipe, and then a result, so they are pressed until the dialog comes.
        """

        def dialog() -> bool:
            self.press("ctrl+r", "ctrl+s")
            return self.found("Save the result") is not None

        wait("the dialog of saving", dialog)
        self.window("Save the result")
        self.press("ctrl+a")
        self.type(name)
        self.press("Return")

    def move(self, x: int, y: int) -> None:
        self.xdotool("mousemove", str(x), str(y))

    def drag(self, start: tuple[int, int], end: tuple[int, int], *, hold: float = 0.0) -> None:
        """By the left button, in steps; held for some seconds at the end."""
        self.move(*start)
        self.xdotool("mousedown", "1")
        for step in range(1, 6):
            self.move(*(round(a + (b - a) * step / 5) for a, b in zip(start, end, strict=True)))
            time.sleep(0.05)
        time.sleep(hold)
        self.xdotool("mouseup", "1")

    def drop(self, place: tuple[int, int], *paths: Path, taken: Callable[[], object]) -> None:
        """Drag files out of another window until they are taken; a busy program may need a second time."""
        command = [sys.executable, "-m", drag_source.__name__, *map(str, paths)]
        source = subprocess.Popen(command, cwd=ROOT, env=self.environment)

        def dropped() -> bool:
            self.drag((drag_source.SIDE // 2, drag_source.SIDE // 2), place, hold=0.5)
            deadline = time.monotonic() + 5
            while not taken() and time.monotonic() < deadline:
                time.sleep(0.05)
            return bool(taken())

        try:
            wait("a window with files", lambda: self.found(drag_source.TITLE))
            wait("what was dropped", dropped)
        finally:
            source.kill()
            source.wait()

    def scroll(self, notches: int) -> None:
        """Turn the wheel; up is positive."""
        self.xdotool("click", "--repeat", str(abs(notches)), "--delay", "60", "4" if notches > 0 else "5")

    def screen(self) -> np.ndarray[Any, Any]:
        """What is on the screen, HxWx3, red first. The file is an XWD dump that the server keeps up to date."""
        held = self._frame.read_bytes()
        header = struct.unpack(">25I", held[:100])
        start, width, height, line, colours = header[0], *header[4:6], header[12], header[19]
        pixels = np.frombuffer(held, np.uint8, line * height, start + 12 * colours)
        return pixels.reshape(height, line // 4, 4)[:, :width, 2::-1].astype(int)


@pytest.fixture
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    with server(tmp_path_factory.mktemp("screen"), WIDTH, HEIGHT) as hand:
        yield hand


@contextmanager
def server(folder: Path, width: int, height: int) -> Iterator[Hand]:
    """A screen of this size, and a hand on it."""
    reader, writer = os.pipe()
    # Without -noreset it begins anew each time its last client leaves, and refuses whoever comes meanwhile.
    options = ["-noreset", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-fbdir", str(folder)]
    running = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), *options], pass_fds=[writer], stderr=subprocess.DEVNULL
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        yield Hand(f":{number.readline().strip()}", folder / "Xvfb_screen0")
    running.terminate()
    running.wait(10)


@contextmanager
def program(hand: Hand, log: Path, *photos: Path, window: Sequence[str] = WINDOW) -> Iterator[subprocess.Popen[bytes]]:
    """The program with its window (as `window` starts it); it must leave no word of trouble."""
    with log.open("wb") as told:
        command = [*window, *map(str, photos)]
        running = subprocess.Popen(command, cwd=ROOT, env=hand.environment, stdout=told, stderr=told)
    try:
        yield running
    finally:
        running.kill()
        running.wait()
    words = log.read_text()
    assert "Traceback" not in words, words
    assert "WARNING" not in words, words
