"""How often each of 256 levels occurs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from recon_desktop.core.image import Image

LEVELS = 256

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of the levels 0..255 of each channel, and of full-range BT.601 luma."""

    red: Counts
    green: Counts
    blue: Counts
    luma: Counts


def histogram(parts: Iterable[Image]) -> Histogram:
    """Count the levels of a photo's parts.

    Args:
        parts: Float32 RGB ``(H, W, 3)``; values beyond 0..1 count as the nearest level.
    """
    counts = np.zeros((4, LEVELS), np.int64)
    for part in parts:
        planes = [*cv2.split(part), cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)]
        for row, plane in zip(counts, planes, strict=True):
            levels = np.clip(plane * np.float32(255) + np.float32(0.5), 0, LEVELS - 1).astype(np.uint8)
            row += np.bincount(levels.ravel(), minlength=LEVELS)
    return Histogram(*(tuple(map(int, row)) for row in counts))
