"""Whether pixels were compressed as JPEG last, read from the pixels alone.

The coefficients of a decoded JPEG's blocks lie close to whole multiples of its quantisation steps, on one of 64 places
of the grid (Z. Fan and R. L. de Queiroz, "Identification of bitmap compression history: JPEG detection and quantizer
estimation", IEEE TIP 12(2), 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.jpeg import BLOCK, quality_of_steps

Luma = npt.NDArray[np.float32]

_SPREAD = 0.35
"""Standard deviation of a coefficient around its multiple: the decoder rounds luma, then the three channels."""

_OUTLIERS = 0.25
"""Share of the coefficients that clipping has moved anywhere."""

_LEAST = 1.5
"""Smaller coefficients say nothing: they were zero, whatever the step."""

_BINS_PER_UNIT = 4
_RANGE = 256
_LARGEST_STEP = 128
_JUDGED_FREQUENCIES = ((0, 2), (2, 0), (1, 1), (2, 2), (0, 4), (4, 0), (3, 3), (1, 4), (4, 1), (5, 5))
"""Rows and columns of those coefficients by which the grid is looked for."""

_JUDGED = 4000
"""Blocks that are enough to read the steps."""

_SURE = 100.0
_BEYOND_DOUBT = 5000.0
_CHANCE = 5.0
"""Standard deviations by which likelihoods differ by chance, the best of many steps being chosen."""

_TRIED = 3


@dataclass(frozen=True, slots=True)
class Compression:
    """A JPEG that pixels have been.

    Attributes:
        quality: 1..100, on libjpeg's scale.
        grid: Row and column, 0..7, of the first whole block.
    """

    quality: int
    grid: tuple[int, int]


def compression(pieces: Sequence[tuple[Luma, int, int]]) -> Compression | None:
    """Find the JPEG that a photo was last.

    Args:
        pieces: Parts of the photo, each with its first row and column: full-range luma in 8-bit units, as JPEG has it.

    Returns:
        None where nothing shows: no JPEG, one of the very highest quality, or one that has since been worked on.
    """
    best, found = _SURE, None
    for row, column in _places(pieces):
        control = _coefficients(pieces, (row + BLOCK // 2) % BLOCK, (column + BLOCK // 2) % BLOCK, _JUDGED)
        evidence, quality = _read(_coefficients(pieces, row, column, _JUDGED), control)
        if evidence > best:
            best, found = evidence, Compression(quality, (row, column))
        if best > _BEYOND_DOUBT:
            break
    return found


def _places(pieces: Sequence[tuple[Luma, int, int]]) -> list[tuple[int, int]]:
    """The places of the grid at which the most coefficients vanish."""
    zeros, blocks = np.zeros((BLOCK, BLOCK)), np.zeros((BLOCK, BLOCK))
    waves = _waves()
    for luma, top, left in pieces:
        height, width = (side // BLOCK - 1 for side in luma.shape)
        if height < 1 or width < 1:
            continue
        seen = np.zeros((BLOCK, BLOCK))
        for down, right in _JUDGED_FREQUENCIES:
            # Each pixel holds the coefficient of the block that begins there: all places of the grid at once.
            response = cv2.sepFilter2D(luma, cv2.CV_32F, waves[right], waves[down], anchor=(0, 0))
            small = np.abs(response[: height * BLOCK, : width * BLOCK]) < 1.0
            seen += small.reshape(height, BLOCK, width, BLOCK).sum(axis=(0, 2))
        zeros += np.roll(seen, (top, left), axis=(0, 1))
        blocks += height * width
    order = np.argsort(-(zeros / np.maximum(blocks, 1)).ravel(), kind="stable")[:_TRIED]
    return [(int(place) // BLOCK, int(place) % BLOCK) for place in order]


def _coefficients(pieces: Sequence[tuple[Luma, int, int]], row: int, column: int, limit: int) -> Luma:
    """The 64 coefficients of about `limit` blocks ``(N, 64)``, the grid beginning at a row and column."""
    pixels = sum(luma.size for luma, _, _ in pieces)
    stride = max(1, round((pixels / BLOCK**2 / limit) ** 0.5))
    blocks = [np.empty((0, BLOCK**2), np.float32)]
    for luma, top, left in pieces:
        down, right = (row - top) % BLOCK, (column - left) % BLOCK
        height, width = ((side - start) // BLOCK for side, start in zip(luma.shape, (down, right), strict=True))
        cut = luma[down : down + max(height, 0) * BLOCK, right : right + max(width, 0) * BLOCK]
        square = cut.reshape(max(height, 0), BLOCK, max(width, 0), BLOCK)[::stride, :, ::stride]
        blocks.append(square.swapaxes(1, 2).reshape(-1, BLOCK**2))
    return np.asarray(np.concatenate(blocks) @ transform(), np.float32)


@cache
def transform() -> Luma:
    """Matrix from a block of 64 pixels, row by row, to its 64 coefficients; orthonormal."""
    return np.asarray(np.kron(_waves().T, _waves().T), np.float32)


@cache
def _waves() -> Luma:
    """The eight waves of the transform ``(8, 8)``, one a row, from the mean to the finest."""
    return np.asarray(cv2.dct(np.eye(BLOCK, dtype=np.float32), flags=cv2.DCT_ROWS).T, np.float32)


def _read(coefficients: Luma, control: Luma) -> tuple[float, int]:
    """How surely coefficients lie on multiples, in units of log likelihood, and which quality's these are.

    Args:
        coefficients: At the place of the grid in question.
        control: Half a block away, where none lie on multiples, but their distribution is the same.
    """
    here, there = _histogram(coefficients), _histogram(control)
    there *= np.float32(len(coefficients) / max(len(control), 1))
    likelihoods, squares = _likelihoods()
    sure = (here - there) @ likelihoods - _CHANCE * np.sqrt((here + there) @ squares)
    sure[0] = 0.0  # the mean of a block can be anything
    step = np.argmax(sure, axis=1)
    sure = np.maximum(sure.max(axis=1), 0.0).astype(np.float64)
    quality = quality_of_steps(step + 2.0, np.minimum(sure, 50.0))
    return float(sure.sum()), quality


def _histogram(coefficients: Luma) -> Luma:
    """How often each frequency has values in each bin ``(64, bins)``."""
    bins = _RANGE * _BINS_PER_UNIT
    places = np.minimum(np.rint(np.abs(coefficients) * _BINS_PER_UNIT).astype(np.int64), bins - 1)
    places += np.arange(BLOCK**2) * bins
    counts = np.bincount(places.ravel(), minlength=BLOCK**2 * bins).reshape(BLOCK**2, bins)
    counts[:, -1] = 0  # those beyond
    return counts.astype(np.float32)


@cache
def _likelihoods() -> tuple[Luma, Luma]:
    """Log likelihood of a coefficient in each bin under each step from 2 on, against no steps at all; its square."""
    values = np.arange(_RANGE * _BINS_PER_UNIT)[:, np.newaxis] / _BINS_PER_UNIT
    steps = np.arange(2, _LARGEST_STEP + 1)[np.newaxis]
    departure = values - np.rint(values / steps) * steps
    density = sum(np.exp(-0.5 * ((departure + wrap * steps) / _SPREAD) ** 2) for wrap in (-1, 0, 1))
    density = density * steps / (_SPREAD * np.sqrt(2 * np.pi))
    logarithm = np.log((1 - _OUTLIERS) * density + _OUTLIERS)
    likelihood = np.where(values < _LEAST, 0.0, logarithm).astype(np.float32)
    return likelihood, np.square(likelihood)
