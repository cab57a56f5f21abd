"""The real window on a real X server, driven by keyboard; the file it saves is the one of the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo
from tests.e2e.conftest import Recon
from tests.e2e.screen import Hand, hand, needs_screen, program, wait

__all__ = ["hand"]
pytestmark = needs_screen


def test_open_restore_and_save_by_keyboard(recon: Recon, hand: Hand, tmp_path: Path) -> None:
    Image.fromarray(data.chelsea()[50:250, 100:340]).save(tmp_path / "photo.png")
    with program(hand, tmp_path / "log.txt", tmp_path / "photo.png") as running:
        hand.window("photo.png")
        hand.press("ctrl+r")
        hand.save_as("by hand.png")
        saved = tmp_path / "by hand.png"
        wait("the result", saved.exists)
        hand.window("photo.png")
        hand.press("ctrl+q")
        assert running.wait(20) == 0

    size = load_photo(saved).size
    scale = size.width // 240
    task = ("--task", "denoise") if scale == 1 else ("--task", "upscale", "--scale", scale)
    assert recon("restore", tmp_path / "photo.png", "-o", tmp_path / "cli.png", *task).code == 0
    # Exact: one restorer serves both.
    np.testing.assert_array_equal(load_photo(saved).pixels, load_photo(tmp_path / "cli.png").pixels)
