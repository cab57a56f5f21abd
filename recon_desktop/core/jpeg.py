"""JPEG's blocks, the quantisation tables of its reference encoder, and the quality that a table stands for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

BLOCK = 8
"""Side of JPEG's blocks in pixels."""

_LUMA = (
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
"""Table K.1 of ITU-T T.81, row by row."""


@cache
def luma_tables() -> npt.NDArray[np.float64]:
    """The steps of luma that libjpeg uses at quality 1 to 100: ``(100, 64)``, row by row of a block's frequencies."""
    quality = np.arange(1, 101)
    percent = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)[:, np.newaxis]
    return np.asarray(np.clip((np.array(_LUMA) * percent + 50) // 100, 1, 255), np.float64)


def quality_of(table: Sequence[int]) -> int:
    """The quality 1..100 whose steps of luma are nearest to a file's, 64 of them row by row."""
    return _nearest(np.log(np.maximum(np.asarray(table, np.float64), 1.0)), np.ones(BLOCK**2))


def quality_of_steps(steps: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> int:
    """The quality whose steps are nearest to those that were found, each as important as its weight."""
    return _nearest(np.log(steps), weights)


def _nearest(logarithms: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> int:
    departures = np.abs(np.log(luma_tables()) - logarithms)
    return int(np.argmin(np.minimum(departures, 0.5) @ weights)) + 1
