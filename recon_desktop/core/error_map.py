"""Where a result differs from its reference: the error of each pixel, or of each cell of a large photo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image

LONGEST = 512
"""Most cells in a row or a column."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMap:
    """Root mean square errors.

    Attributes:
        errors: Float32 ``(rows, columns)`` in 8-bit units: over the three channels and the pixels of a cell.
        cell: Side of a cell in pixels; 1 where there is one for each pixel. The last ones may be cut off.
    """

    errors: npt.NDArray[np.float32]
    cell: int

    @property
    def top(self) -> float:
        """The error that 99.5 % of the cells stay below: a good white point."""
        return float(np.quantile(self.errors, 0.995))

    def shown(self, top: float) -> npt.NDArray[np.uint8]:
        """The map as grey levels, uint8: black is no error, white an error of `top` or more."""
        return np.asarray(np.rint(np.clip(self.errors / max(top, 1e-6), 0, 1) * 255), np.uint8)


class ErrorSums:
    """Takes in two pictures strip by strip and makes their error map.

    Args:
        size: Of the pictures.
        longest: Most cells in a row or a column.
    """

    def __init__(self, size: Size, longest: int = LONGEST) -> None:
        self._size = size
        self._cell = -(-max(size.width, size.height) // longest)
        rows, columns = (-(-side // self._cell) for side in (size.height, size.width))
        self._sums = np.zeros((rows, columns))

    def add(self, place: Region, result: Image, reference: Image) -> None:
        """Take in the pixels of `place`, a strip over the whole width; float32 RGB."""
        squares = cv2.transform(np.square(result - reference), np.ones((1, 3), np.float32))
        columns = np.add.reduceat(squares, np.arange(0, place.width, self._cell), axis=1, dtype=np.float64)
        np.add.at(self._sums, np.arange(place.top, place.bottom) // self._cell, columns)

    @property
    def finished(self) -> ErrorMap:
        """The map, once all strips are taken in."""
        rows, columns = (
            np.minimum(self._cell, side - np.arange(0, side, self._cell))
            for side in (self._size.height, self._size.width)
        )
        means = self._sums / (3 * rows[:, None] * columns)
        return ErrorMap((255 * np.sqrt(means)).astype(np.float32), self._cell)
