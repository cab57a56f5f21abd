"""Where in a photo its faults and what is made of them can be seen best: smooth and rich places beside each other.

Noise and the ripples of JPEG are seen on what is smooth; what a network does to detail, on what is rich. Blank sky
shows the one, grass the other, the rim of a face both.
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np

from recon_desktop.core.image import Image
from recon_desktop.core.pixels import Pixels, to_float

_BLOCK = 8
_MOST_BLOCKS = 20_000  # enough to find a place; a read of all pixels would take as long as opening the photo
_VIEW = (512, 768)  # height and width of what is seen at once, about
_CLIPPED = 12 / 255  # so near to black or white noise is cut off
_SMOOTH, _RICH = 1.5, 3.0  # by the roughness of the photo's smoothest places, which is its noise
_SMOOTHEST = 20  # percentile
_TO_THE_SIDE = 0.2  # what is lost on the way from the middle to a corner: what a photo shows is rarely in its corners

Spot = tuple[float, float]
MIDDLE: Spot = (0.5, 0.5)


def telling_spot(pixels: Pixels) -> Spot:
    """The middle of the most telling part of a photo, about as large as what a window shows at 1:1.

    Reads a sample of small blocks.

    Args:
        pixels: HxW or HxWx3, any depth.

    Returns:
        Where it lies, in 0..1 of width and height; the middle where no place is better than another.
    """
    step = max(_BLOCK, math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / _MOST_BLOCKS)))
    rows, columns = (length // step for length in pixels.shape[:2])
    if rows < 2 or columns < 2:
        return MIDDLE
    level, roughness = _blocks(pixels, rows, columns, step)
    seen = (level > _CLIPPED) & (level < 1 - _CLIPPED)
    if not seen.any():
        return MIDDLE
    noise = float(np.percentile(roughness[seen], _SMOOTHEST))
    smooth = _share(seen & (roughness <= _SMOOTH * noise), step)
    rich = _share(seen & (roughness > _RICH * noise), step)
    down, along = (np.linspace(-1, 1, length, dtype=np.float32) for length in (rows, columns))
    aside = np.float32(_TO_THE_SIDE / 2) * (down[:, np.newaxis] ** 2 + along**2)
    row, column = np.unravel_index(int(np.argmax(np.sqrt(smooth * rich) * (1 - aside) - aside * 1e-6)), smooth.shape)
    return (float(column) + 0.5) / columns, (float(row) + 0.5) / rows


def _blocks(pixels: Pixels, rows: int, columns: int, step: int) -> tuple[Image, Image]:
    """Mean and roughness of a block from each cell of a grid: the mean step from pixel to pixel."""
    level, roughness = np.empty((rows, columns), np.float32), np.empty((rows, columns), np.float32)
    for row in range(rows):
        strip = pixels[row * step : row * step + _BLOCK, : columns * step]
        green = strip if strip.ndim == 2 else strip[..., 1]  # most of luma, at a third of the time
        cells = to_float(green.reshape(_BLOCK, columns, step)[..., :_BLOCK])
        level[row] = cells.mean(axis=(0, 2))
        across, down = np.abs(np.diff(cells, axis=2)), np.abs(np.diff(cells, axis=0))
        roughness[row] = across.mean(axis=(0, 2)) + down.mean(axis=(0, 2))
    return level, roughness


def _share(places: np.ndarray[tuple[int, int], np.dtype[np.bool_]], step: int) -> Image:
    """How much of a view around each place is so; beyond the edges nothing is."""
    high, wide = (max(1, length // step) for length in _VIEW)
    return cast(Image, cv2.boxFilter(places.astype(np.float32), -1, (wide, high), borderType=cv2.BORDER_CONSTANT))
