"""The eight orientations of a picture: four quarter turns, each as it is and mirrored."""

from __future__ import annotations

from typing import Any

import numpy as np

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import PixelSource

ORIENTATIONS = tuple(range(8))
"""As it is, turned to the left by 90, 180 and 270 degrees, and these four mirrored left to right after the turn."""


def turned(image: Image, orientation: int) -> Image:
    """A picture in another orientation.

    Args:
        image: HxW or HxWxC.
        orientation: One of `ORIENTATIONS`.

    Returns:
        A view where that is possible, W and H exchanged for odd orientations.
    """
    seen = np.rot90(image, orientation % 4)
    return seen[:, ::-1] if orientation >= 4 else seen


def turned_back(image: Image, orientation: int) -> Image:
    """Undo `turned`; a view where that is possible."""
    return turned(image, _inverse(orientation))


def turned_size(size: Size, orientation: int) -> Size:
    """Size of a picture in another orientation."""
    return Size(size.height, size.width) if orientation % 2 else size


def turned_region(region: Region, size: Size, orientation: int) -> Region:
    """Where a part of a picture of `size` lies when the picture is in another orientation."""
    for _ in range(orientation % 4):
        region = Region(region.top, size.width - region.right, region.height, region.width)
        size = Size(size.height, size.width)
    left = size.width - region.right if orientation >= 4 else region.left
    return Region(left, region.top, region.width, region.height)


class TurnedSource:
    """A photo in another orientation, turned as it is read."""

    def __init__(self, source: PixelSource, orientation: int) -> None:
        self._source = source
        self._orientation = orientation

    @property
    def size(self) -> Size:
        """Width and height after the turn."""
        return turned_size(self._source.size, self._orientation)

    @property
    def depth(self) -> np.dtype[Any]:
        """Of the photo."""
        return self._source.depth

    def read(self, region: Region) -> Image:
        """A part of the turned photo."""
        part = turned_region(region, self.size, _inverse(self._orientation))
        return np.ascontiguousarray(turned(self._source.read(part), self._orientation))


def _inverse(orientation: int) -> int:
    return orientation if orientation >= 4 else -orientation % 4
