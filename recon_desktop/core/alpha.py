"""Transparency: what colour to give to pixels that have none."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.image import Image
from recon_desktop.core.pixels import Pixels, from_float, to_float

_STRIP = 256  # rows at a time, even: the full size never becomes float at once


def bleed(pixels: Pixels, alpha: Pixels) -> Pixels:
    """Spread the colour of visible pixels under the fully transparent ones around them.

    What a file holds under transparent pixels is chance, mostly black; a filter or a network would draw it into the
    visible edge as a halo. Push and pull: means over 2x2 visible pixels, over 4x4 and so on, and each transparent pixel
    takes the finest mean there is.

    Args:
        pixels: HxW or HxWx3 at any depth.
        alpha: HxW; 0 is fully transparent.

    Returns:
        Pixels of the same shape and depth: those that can be seen unchanged, the others with a colour from nearby. The
        input itself where there is nothing to spread, or nothing to spread it to.
    """
    hidden = alpha == 0
    if not hidden.any() or hidden.all():
        return pixels
    filled = _pull(*_halved(pixels, hidden))
    result = pixels.copy()
    height, width = alpha.shape
    for top in range(0, height, _STRIP):
        rows = slice(top, min(top + _STRIP, height))
        under = hidden[rows]
        if under.any():
            near = filled[np.arange(rows.start, rows.stop)[:, np.newaxis] // 2, np.arange(width) // 2]
            near = near if pixels.ndim == 3 else near[..., 0]
            result[rows][under] = from_float(near[under], pixels.dtype)
    return result


def _halved(pixels: Pixels, hidden: NDArray[np.bool_]) -> tuple[Image, Image]:
    """Sums of visible colours and their number over 2x2 pixels, both three-dimensional."""
    height, width = hidden.shape
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    colours = np.empty((-(-height // 2), -(-width // 2), channels), np.float32)
    counts = np.empty((*colours.shape[:2], 1), np.float32)
    for top in range(0, height, _STRIP):
        seen = ~hidden[top : top + _STRIP, :, np.newaxis]
        colour = to_float(pixels[top : top + _STRIP]).reshape(*seen.shape[:2], channels)
        colour[np.broadcast_to(~seen, colour.shape)] = 0.0
        rows = slice(top // 2, top // 2 + -(-len(seen) // 2))
        colours[rows] = _sums(colour)
        counts[rows] = _sums(seen.astype(np.float32))
    return colours, counts


def _pull(colours: Image, counts: Image) -> Image:
    """Means where there is anything to average, and from coarser means elsewhere."""
    means = colours / np.maximum(counts, 1.0)
    empty = counts[..., 0] == 0
    if empty.any():
        height, width = empty.shape
        coarse = _pull(_sums(colours), _sums(counts))
        smooth = cv2.resize(coarse, (2 * coarse.shape[1], 2 * coarse.shape[0]), interpolation=cv2.INTER_LINEAR)
        means[empty] = smooth.reshape(*smooth.shape[:2], -1)[:height, :width][empty]
    return np.asarray(means, np.float32)


def _sums(image: Image) -> Image:
    """Sums over 2x2 pixels; an odd last row or column counts alone."""
    height, width = image.shape[:2]
    rows = np.add.reduceat(image, np.arange(0, height, 2), axis=0)
    return np.asarray(np.add.reduceat(rows, np.arange(0, width, 2), axis=1), np.float32)
