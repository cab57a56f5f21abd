"""Where a photo is looked at first."""

from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.telling import MIDDLE, telling_spot


def scene(height: int = 1600, width: int = 2400) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Smooth grey with noise, a blank white field, and in one place a rim between smooth and rich."""
    random = np.random.default_rng(0)
    pixels = random.normal(120, 4, (height, width, 3))
    pixels[:, : width // 3] = 255
    rich = random.normal(120, 40, (300, 400, 3))
    pixels[200:500, 1800:2200] = rich
    return pixels.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("depth", ["uint8", "uint16", "float32", "grey"])
def test_the_rim_between_smooth_and_rich_is_found(depth: str) -> None:
    pixels = scene()
    made = {
        "uint8": pixels,
        "uint16": pixels.astype(np.uint16) * 257,
        "float32": pixels.astype(np.float32) / 255,
        "grey": pixels[..., 1],
    }[depth]
    x, y = telling_spot(made)
    assert 1800 < x * 2400 < 2200
    assert 150 < y * 1600 < 600


@pytest.mark.parametrize("shape", [(600, 900, 3), (1, 1, 3), (7, 900), (40, 40, 3)])
def test_where_no_place_is_better_it_is_the_middle(shape: tuple[int, ...]) -> None:
    for level in (0, 128, 255):
        x, y = telling_spot(np.full(shape, level, np.uint8))
        assert (x, y) == pytest.approx(MIDDLE, abs=0.15)


def test_a_large_photo_costs_no_more_than_a_sample_of_it() -> None:
    large = np.lib.stride_tricks.as_strided(np.full(3, 128, np.uint8), (40_000, 50_000, 3), (0, 0, 1))
    x, y = telling_spot(large)
    assert (x, y) == pytest.approx(MIDDLE, abs=0.02)
