"""Sessions in the real window on a real X server, by mouse and keys: drop, compare, zoom, save, cancel, batch, quit."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo
from tests.e2e.screen import Hand, hand, needs_screen, program, wait

__all__ = ["hand"]
pytestmark = needs_screen

CANVAS = (slice(130, 680), slice(20, 960))
"""A part of the screen that lies within the canvas, and leaves out its edges."""

MIDDLE = (490, 430)
ASIDE = (1270, 790)


def canvas(hand: Hand) -> np.ndarray[Any, Any]:
    return hand.screen()[CANVAS]


def divider(hand: Hand) -> int | None:
    """Where the white line of the divider stands on the screen."""
    white = (canvas(hand) == 255).all(axis=2).mean(axis=0)
    column = int(white.argmax())
    return CANVAS[1].start + column if white[column] > 0.9 else None


def past_the_first_start() -> None:
    """Let the program remember that its hints were seen, which would lie over the pixels that are looked at here."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "recon-desktop"
    folder.mkdir(parents=True)
    (folder / "window.ini").write_text("[General]\nhints_seen=true\n")


def rough(pixels: np.ndarray[Any, Any]) -> float:
    """How much neighbours differ: what noise adds, and a denoiser takes away."""
    return float(np.abs(np.diff(pixels, axis=1)).mean())


def settled(hand: Hand) -> np.ndarray[Any, Any]:
    """The canvas once it has not changed for a moment."""
    seen = [canvas(hand)]

    def same() -> bool:
        time.sleep(0.7)
        seen.append(canvas(hand))
        return bool((seen[-1] == seen[-2]).all())

    wait("a quiet canvas", same)
    return seen[-1]


def test_a_session_by_mouse_and_keys(hand: Hand, tmp_path: Path) -> None:
    cat = data.chelsea()[20:280, 60:420]
    noisy = cat + np.random.default_rng(0).normal(0, 20, cat.shape)
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(tmp_path / "small.png")
    Image.fromarray(np.tile(cat, (8, 8, 1))).save(tmp_path / "large.jpg")
    past_the_first_start()
    with program(hand, tmp_path / "log.txt") as running:
        hand.window("Recon Desktop")
        hand.drop(MIDDLE, tmp_path / "small.png", taken=lambda: hand.found("small.png"))
        hand.window("small.png")
        hand.move(*ASIDE)
        wait("the photo", lambda: np.ptp(canvas(hand)) > 100)
        settled(hand)

        hand.press("c")
        at = wait("the divider", lambda: divider(hand))
        left = slice(at - 180 - CANVAS[1].start, at - 20 - CANVAS[1].start)
        noise = rough(settled(hand)[:, left])
        hand.drag((at, MIDDLE[1]), (at - 200, MIDDLE[1]))
        moved = wait("the divider further left", lambda: divider(hand) if divider(hand) != at else None)
        assert abs(moved - (at - 200)) <= 3
        wait("restored pixels right of it", lambda: rough(canvas(hand)[:, left]) < 0.8 * noise)
        settled(hand)

        hand.move(*ASIDE)  # the pointer is on the screen, too
        hand.press("s")
        wait("one pane", lambda: divider(hand) is None)
        single = settled(hand)
        hand.press("d")
        wait("two panes", lambda: bool((canvas(hand) != single).any()))
        side = settled(hand)
        half = side.shape[1] // 2
        assert np.ptp(side[:, half - 2 : half + 2]) == 0, "the gutter between the panes"
        hand.press("s")
        wait("one pane again", lambda: bool((canvas(hand) == single).all()))

        hand.move(*MIDDLE)
        hand.scroll(3)
        wait("the photo larger", lambda: bool((canvas(hand) != single).any()))
        hand.press("plus")  # to a whole zoom, where pixels are moved as they are
        zoomed = settled(hand)
        hand.drag(MIDDLE, (MIDDLE[0] + 60, MIDDLE[1] + 40))
        panned = settled(hand)
        np.testing.assert_array_equal(panned[40:, 60:], zoomed[:-40, :-60])
        hand.move(*ASIDE)
        hand.press("0")
        wait("all of the photo", lambda: bool((canvas(hand) == single).all()))

        hand.press("ctrl+r")
        hand.save_as("by hand.png")
        wait("the result", (tmp_path / "by hand.png").exists)
        assert load_photo(tmp_path / "by hand.png").size.width >= 360

        hand.window("small.png")
        hand.press("ctrl+o")
        hand.window("Open a photo")
        hand.type(str(tmp_path / "large.jpg"))
        hand.press("Return")
        hand.window("large.jpg")
        before = sorted(path.name for path in tmp_path.iterdir())
        hand.press("ctrl+r")
        wait("a run", lambda: hand.found(" % – large.jpg"))
        hand.press("Escape")
        wait("the end of the run", lambda: not hand.found(" % – large.jpg"))
        assert hand.found("large.jpg")

        hand.press("ctrl+r")
        wait("another run", lambda: hand.found(" % – large.jpg"))
        hand.press("ctrl+q")
        time.sleep(1)
        assert running.poll() is None, "it asks first"
        hand.press("ctrl+q")
        assert running.wait(20) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == before, "nothing of a stopped run is left"


def test_a_batch_with_a_bad_file(hand: Hand, tmp_path: Path) -> None:
    cat, photos = data.chelsea(), [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for photo, part in zip(photos, (cat[:100, :120], cat[:0], cat[100:200, :120]), strict=True):
        if part.size:
            Image.fromarray(part).save(photo)
        else:
            photo.write_text("no photo")
    past_the_first_start()
    with program(hand, tmp_path / "log.txt") as running:
        hand.window("Recon Desktop")
        hand.drop(MIDDLE, *photos, taken=lambda: hand.found("a.png"))
        hand.window("a.png")
        hand.move(*ASIDE)
        wait("the photo above the table", lambda: np.ptp(canvas(hand)) > 100)
        settled(hand)
        hand.press("F6", "F6", "space")  # from the photo to the panels, to Start

        def results() -> list[str]:
            return sorted(path.stem[:2] for path in tmp_path.glob("?_*.png"))

        wait("both results", lambda: results() == ["a_", "c_"])
        hand.press("ctrl+q")
        assert running.wait(20) == 0
    assert photos[1].read_text() == "no photo"
