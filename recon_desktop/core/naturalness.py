"""NIQE: how far a photo's local statistics lie from those of undamaged photos; lower is better.

The luma is normalised by its local mean and deviation at two scales; in each patch 18 numbers a scale describe the
distribution of what is left and of its products with neighbours. A multivariate Gaussian is fitted to the patches of
one photo, and its distance to the one fitted to undamaged photos is the index.

Unlike the authors' code, which takes MATLAB's full-range grey, the luma is BT.601 studio range in 0..255, as in the
super-resolution toolboxes (BasicSR). The index says nothing of faithfulness: invented detail can score well.

Undamaged photos have no grain, so grain counts as damage, and what takes it away lowers the index: the 14 photos of
Set14, several of them grainy scans, score 3.91 in the mean, 3.11 denoised, and 3.27 as JPEG of quality 50. From there
on down compression tells: 3.86 at quality 30, 6.26 at 10.

Source: A. Mittal, R. Soundararajan and A. C. Bovik, "Making a 'completely blind' image quality analyzer", IEEE Signal
Processing Letters 20(3), 2013.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import color, resize
from recon_desktop.core.image import Image

Numbers = npt.NDArray[np.float64]

PATCH = 96
"""Side of a patch in pixels."""

FEATURES = 36
"""Numbers that describe a patch."""

SHORTEST_SIDE = 2 * PATCH
"""Shorter side from which on a photo has enough patches to be judged."""

_SHARP = 0.75  # of a photo's sharpest patch, for the patches that tell what undamaged photos are like
_SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1))
_SHAPES = np.arange(0.2, 10.0005, 0.001)


@dataclass(frozen=True, slots=True, eq=False)
class Pristine:
    """The statistics of undamaged photos.

    Attributes:
        mean: Of the features, ``(36,)``.
        covariance: Likewise, ``(36, 36)``.
        source: What it was fitted to, in words.
    """

    mean: Numbers
    covariance: Numbers
    source: str

    def write(self, path: Path) -> None:
        """Write it as JSON: the mean and the lower triangle of the covariance, row by row."""
        rows, columns = np.tril_indices(FEATURES)
        record = {
            "source": self.source,
            "mean": [float(f"{value:.7g}") for value in self.mean],
            "covariance": [float(f"{value:.7g}") for value in self.covariance[rows, columns]],
        }
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Pristine:
        """Read what `write` wrote."""
        record = json.loads(path.read_text(encoding="utf-8"))
        covariance = np.zeros((FEATURES, FEATURES))
        covariance[np.tril_indices(FEATURES)] = record["covariance"]
        covariance += np.tril(covariance, -1).T
        return cls(np.array(record["mean"]), covariance, record["source"])


def features(image: Image, *, sharp_only: bool = False) -> Numbers:
    """Describe the whole patches of a photo, from its top left corner on.

    Args:
        image: Float32 RGB or grey, 0..1.
        sharp_only: Leave out patches with less than three quarters of the sharpest one's local deviation.

    Returns:
        ``(patches, 36)``; without rows where no patch fits.
    """
    luma = 255 * color.luma(image)
    rows, columns = luma.shape[0] // PATCH, luma.shape[1] // PATCH
    if not rows or not columns:
        return np.empty((0, FEATURES))
    luma = luma[: rows * PATCH, : columns * PATCH]
    normal, deviation = _normalised(luma)
    fine = _described(_patches(normal, PATCH))
    coarse = _described(_patches(_normalised(resize.bicubic(luma, 0.5))[0], PATCH // 2))
    found = np.concatenate([fine, coarse], axis=1)
    if sharp_only:
        sharpness = _patches(deviation, PATCH).mean(axis=(1, 2))
        found = found[sharpness > _SHARP * sharpness.max()]
    return found


def fit(described: Iterable[Numbers], source: str) -> Pristine:
    """Learn what undamaged photos are like, from `features` of many, their sharp patches only."""
    patches = np.concatenate(list(described))
    return Pristine(patches.mean(axis=0), np.cov(patches, rowvar=False), source)


def niqe(described: Sequence[Numbers], pristine: Pristine) -> float | None:
    """The index of a photo.

    Args:
        described: `features` of its parts.
        pristine: What undamaged photos are like.

    Returns:
        About 3 for a good photo, more for a damaged one; None for fewer than four patches: a photo needs
        `SHORTEST_SIDE` pixels a side.
    """
    patches = np.concatenate([np.empty((0, FEATURES)), *described])
    if len(patches) < 4:
        return None
    apart = patches.mean(axis=0) - pristine.mean
    spread = (np.cov(patches, rowvar=False) + pristine.covariance) / 2
    return float(np.sqrt(max(0.0, apart @ np.linalg.pinv(spread) @ apart)))


def _normalised(luma: Image) -> tuple[Image, Image]:
    """What is left without local mean and deviation, and the deviation."""
    window = cv2.getGaussianKernel(7, 7 / 6, cv2.CV_32F)

    def local(values: Image) -> Image:
        return np.asarray(cv2.sepFilter2D(values, cv2.CV_32F, window, window, borderType=cv2.BORDER_REPLICATE))

    mean = local(luma)
    deviation = np.sqrt(np.abs(local(luma * luma) - mean * mean))
    return (luma - mean) / (deviation + 1), deviation


def _patches(values: Image, side: int) -> Image:
    """Cut into squares, ``(patches, side, side)``."""
    rows, columns = values.shape[0] // side, values.shape[1] // side
    cut = values[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return cut.swapaxes(1, 2).reshape(rows * columns, side, side)


def _described(patches: Image) -> Numbers:
    """The 18 numbers of each patch at one scale."""
    shape, left, right = _asymmetric(patches)
    numbers = [shape, (left + right) / 2]
    for shift in _SHIFTS:
        shape, left, right = _asymmetric(patches * np.roll(patches, shift, axis=(1, 2)))
        mean = (right - left) * _gamma_ratio(2, 1)[_nearest(shape)]
        numbers += [shape, mean, left, right]
    return np.stack(numbers, axis=1)


def _asymmetric(values: Image) -> tuple[Numbers, Numbers, Numbers]:
    """Shape, left and right scale of an asymmetric generalised Gaussian, fitted to each patch by its moments."""
    flat = values.reshape(len(values), -1).astype(np.float64)
    squares = flat**2
    left, right = (
        np.sqrt(np.where(side, squares, 0).sum(axis=1) / np.maximum(side.sum(axis=1), 1))
        for side in (flat < 0, flat > 0)
    )
    ratio = left / np.maximum(right, 1e-12)
    moments = np.abs(flat).mean(axis=1) ** 2 / np.maximum(squares.mean(axis=1), 1e-12)
    wanted = moments * (ratio**3 + 1) * (ratio + 1) / (ratio**2 + 1) ** 2
    table = _gamma_ratio(2, 1) ** 2 / (_gamma_ratio(3, 1))
    shape = _SHAPES[np.abs(table - wanted[:, None]).argmin(axis=1)]
    width = np.sqrt(1 / _gamma_ratio(3, 1)[_nearest(shape)])
    return shape, left * width, right * width


def _nearest(shape: Numbers) -> npt.NDArray[np.intp]:
    return np.asarray(np.rint((shape - _SHAPES[0]) * 1000), np.intp)


@cache
def _gamma_ratio(above: int, below: int) -> Numbers:
    """Gamma(above / shape) / Gamma(below / shape) for every shape of the table."""
    return np.array([math.exp(math.lgamma(above / shape) - math.lgamma(below / shape)) for shape in _SHAPES])
