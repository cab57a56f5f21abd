"""A stranger with a noisy photo, who reads what is on the buttons, opens no menu and knows no key."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo
from tests.e2e import drop_target, readable
from tests.e2e.conftest import INSTALLED, ROOT
from tests.e2e.screen import Hand, needs_screen, program, server, wait

pytestmark = [needs_screen, pytest.mark.skipif(bool(INSTALLED), reason="reads the window from within")]

SCREENS = {"laptop": (1366, 768, 1), "desk": (1920, 1080, 1), "dense": (2160, 1440, 2)}


class Stranger:
    """Clicks on words.

    Args:
        hand: Does it.
        read: The file of `tests.e2e.readable`.
    """

    def __init__(self, hand: Hand, read: Path) -> None:
        self._hand = hand
        self._read = read

    @property
    def words(self) -> dict[str, Any]:
        """The buttons in view."""
        found: dict[str, Any] = json.loads(self._read.read_text()) if self._read.exists() else {}
        return found

    def find(self, words: str) -> tuple[int, int]:
        """Where something is to be clicked that says so, once it can be and stays where it is."""

        def place() -> tuple[int, int] | None:
            seen = []
            for _ in range(2):
                button = self.words.get(words)
                seen.append((*button["at"],) if button is not None and button["enabled"] else None)
                time.sleep(2 * readable.INTERVAL_MS / 1000)
            return seen[0] if seen[0] == seen[1] else None

        return wait(f"“{words}”", place)

    def click(self, words: str) -> None:
        self._hand.move(*self.find(words))
        self._hand.xdotool("click", "1")


@pytest.fixture(params=SCREENS)
def hand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    width, height, scale = SCREENS[request.param]
    with server(tmp_path_factory.mktemp("screen"), width, height) as hand:
        hand.environment["QT_SCALE_FACTOR"] = str(scale)
        manager = subprocess.Popen(["openbox"], env=hand.environment) if shutil.which("openbox") else None
        yield hand
        if manager is not None:
            manager.terminate()
            manager.wait(10)


def off(pixels: np.ndarray[Any, Any], clean: np.ndarray[Any, Any]) -> float:
    """How far pixels are from the truth, as a standard deviation."""
    return float(np.sqrt(np.mean((pixels.astype(float) - clean) ** 2)))


def test_from_a_noisy_photo_to_a_better_one_and_on_to_the_rest(hand: Hand, tmp_path: Path) -> None:
    clean = data.chelsea()[20:280, 60:420]
    noisy = (clean + np.random.default_rng(0).normal(0, 20, clean.shape)).clip(0, 255).astype(np.uint8)
    photos, folder, scraps = (tmp_path / name for name in ("photos", "a folder", "scraps"))
    for made in (photos, folder, scraps):
        made.mkdir()
    hand.environment["TMPDIR"] = str(scraps)
    Image.fromarray(noisy).save(photos / "noisy.png")
    command = [sys.executable, "-m", readable.__name__, str(tmp_path / "read.json")]
    stranger = Stranger(hand, tmp_path / "read.json")
    with program(hand, tmp_path / "log.txt", window=command) as running:
        hand.window("Recon Desktop")
        x, y = stranger.find("Open…")
        hand.drop((x, y - 60), photos / "noisy.png", taken=lambda: hand.found("noisy.png"))
        stranger.click("Improve and save")
        saved = wait("the better photo", lambda: list(photos.glob("noisy_*")))
        assert len(saved) == 1
        better = load_photo(saved[0]).pixels
        assert off(better, clean) < 0.6 * off(noisy, clean)

        start = stranger.find("Copy or drag out")
        target = [sys.executable, "-m", drop_target.__name__, str(folder)]
        other = subprocess.Popen(target, cwd=ROOT, env=hand.environment)
        window = wait("another window", lambda: hand.found(drop_target.TITLE))
        places = dict(line.split("=") for line in hand.xdotool("getwindowgeometry", "--shell", window).splitlines())
        hand.drag(start, (int(places["X"]) + 40, int(places["Y"]) + 40), hold=1.5)
        dragged = wait("what was dragged out", lambda: list(folder.glob("*.png")))
        np.testing.assert_array_equal(load_photo(dragged[0]).pixels, better)
        other.terminate()
        other.wait(10)

        stranger.click("What to trust")
        stranger.find("All departures")  # the maps that there are
        stranger.click("Grid")
        wait("the grid", lambda: stranger.words["Grid"]["checked"])
        stranger.find("Choose…")  # a reference, which is what measuring needs
        hand.window("noisy.png")
        hand.press("ctrl+q")
        assert running.wait(20) == 0
    assert not list(scraps.iterdir()), "what was dragged out goes with the window"
