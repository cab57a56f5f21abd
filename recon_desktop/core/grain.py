"""Film-like grain: a fixed pattern over the plane, so that any part of a picture gets the grain of the whole.

A photo without its noise can look like plastic; a little grain brings the impression of detail back. One tile of smooth
noise is made once from a fixed seed; every block of the plane shows another part of it, chosen by the block's place
(as film grain synthesis in AV1 does it). So a pixel's grain depends on its place alone, not on how the picture is cut.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import frozen

_SEED = 20_26
_TILE = 512
_BLOCK = 64
_CLUMP = 0.6  # standard deviation of the smoothing, in pixels: about the size of a fine film's grain
_FIRST, _SECOND, _ROW = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D  # the odd constants of xxHash


def grain(place: Region) -> Image:
    """The grain at a place.

    Args:
        place: In pixels of the whole result; nothing of it may lie left of or above 0.

    Returns:
        Float32, the place's size; mean 0 and standard deviation 1 over a large place.
    """
    tile = _tile()
    result = np.empty((place.height, place.width), np.float32)
    for row in range(place.top // _BLOCK, -(-place.bottom // _BLOCK)):
        for column in range(place.left // _BLOCK, -(-place.right // _BLOCK)):
            part = Region(column * _BLOCK, row * _BLOCK, _BLOCK, _BLOCK).intersect(place)
            assert part is not None
            left, top = _offset(column, row)
            block = Region(column * _BLOCK - left, row * _BLOCK - top, 1, 1)
            result[part.relative_to(place).slices] = tile[part.relative_to(block).slices]
    return result


def weight(level: Image) -> Image:
    """How strongly grain shows at a grey level 0..1: evenly in the mid-tones, not at all in black and white."""
    centred = np.clip(level, 0, 1) * np.float32(2) - np.float32(1)
    np.square(centred, out=centred)
    np.square(centred, out=centred)
    return np.asarray(np.float32(1) - centred, np.float32)


@cache
def _tile() -> Image:
    white = np.random.default_rng(_SEED).standard_normal((_TILE, _TILE), dtype=np.float32)
    smooth = np.asarray(cv2.GaussianBlur(white, (0, 0), _CLUMP, borderType=cv2.BORDER_REFLECT), np.float32)
    return frozen((smooth - smooth.mean()) / smooth.std())


def _offset(column: int, row: int) -> tuple[int, int]:
    """Where in the tile a block's part begins."""
    mixed = (column * _FIRST + row * _ROW + _SEED) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * _SECOND) & 0xFFFFFFFF
    mixed ^= mixed >> 13
    room = _TILE - _BLOCK
    return mixed % room, (mixed >> 16) % room
