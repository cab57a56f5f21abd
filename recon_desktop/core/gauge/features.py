"""Numbers that describe a photo's damage: how strong each frequency is, in its flattest and in its richest places.

Texture only ever adds to noise, so flat places tell the noise, and how its strength falls from coarse to fine tells how
it has been developed; rich places tell how sharp the photo is. All is measured in blocks of 8x8, at three resolutions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.gauge.compression import Compression, transform
from recon_desktop.core.image import Image
from recon_desktop.core.jpeg import BLOCK, luma_tables

Vector = npt.NDArray[np.float64]

BANDS = 6
SCALES = 3
_SEGMENT = 32
_BLOCKS = 6000
"""Blocks of one resolution that are enough."""

_OPPONENT = np.array(
    [
        [1 / 3**0.5, 1 / 3**0.5, 1 / 3**0.5],
        [1 / 2**0.5, 0.0, -1 / 2**0.5],
        [1 / 6**0.5, -2 / 6**0.5, 1 / 6**0.5],
    ],
    np.float32,
)
"""Brightness and two axes of colour: a rotation, so that white noise is as strong in each as in red, green and blue."""

_TONES = (0.0, 0.25, 0.6, 1.01)
_FLOOR = 0.02
"""Added to all energies, which are squares of 8-bit units: rounding alone makes more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a photo.

    Attributes:
        image: Float32 ``(H, W, 3)``, rounded to 8 bits, 0..1.
        top: Its first row in the photo.
        left: Its first column.
    """

    image: Image
    top: int = 0
    left: int = 0


def opponent(image: Image) -> Image:
    """Brightness and two axes of colour ``(H, W, 3)`` in 8-bit units; the difference of two images, too."""
    return np.asarray(image @ (_OPPONENT.T * np.float32(255.0)), np.float32)


def describe(pieces: Sequence[Piece], found: Compression | None) -> Vector:
    """Describe a photo.

    Args:
        pieces: Parts of it, each at least 64 pixels wide and high.
        found: The JPEG that it was last.

    Returns:
        As many numbers for any photo.
    """
    planes = [opponent(piece.image) for piece in pieces]
    lumas = [np.ascontiguousarray(plane[..., 0]) for plane in planes]
    described: list[Vector] = []
    for scale in range(SCALES):
        if scale:
            planes = [_halved(plane) for plane in planes]
        starts = [_start(piece, found) if scale == 0 else (0, 0) for piece in pieces]
        parts = [_energies(plane, start, len(pieces)) for plane, start in zip(planes, starts, strict=True)]
        energies, levels = _unclipped(*(np.concatenate(values) for values in zip(*parts, strict=True)))
        described.append(_statistics(energies))
        if scale == 0:
            described.append(_by_tone(energies, levels))
    described += [_spectrum(lumas), _traces(lumas, pieces, found)]
    return np.concatenate(described)


def _start(piece: Piece, found: Compression | None) -> tuple[int, int]:
    """Where the blocks begin: half a block off JPEG's, in which what is measured here was quantised."""
    if found is None:
        return 0, 0
    row, column = found.grid
    return (row + BLOCK // 2 - piece.top) % BLOCK, (column + BLOCK // 2 - piece.left) % BLOCK


def _halved(plane: Image) -> Image:
    height, width = (side // 2 for side in plane.shape[:2])
    return np.asarray(cv2.resize(plane[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA))


def _energies(plane: Image, start: tuple[int, int], pieces: int) -> tuple[Image, Image]:
    """Mean energy of bands, of brightness and of colour ``(N, 2, BANDS)``, and the brightness 0..1 ``(N,)``."""
    plane = plane[start[0] :, start[1] :]
    height, width = (side // BLOCK for side in plane.shape[:2])
    stride = max(1, round((height * width * pieces / _BLOCKS) ** 0.5))
    blocks = plane[: height * BLOCK, : width * BLOCK].reshape(height, BLOCK, width, BLOCK, 3)[::stride, :, ::stride]
    coefficients = blocks.transpose(0, 2, 4, 1, 3).reshape(-1, BLOCK**2) @ transform()
    energies = (np.square(coefficients) @ _band_weights()).reshape(-1, 3, BANDS)
    joined = np.stack([energies[:, 0], 0.5 * (energies[:, 1] + energies[:, 2])], axis=1)
    levels = coefficients.reshape(-1, 3, BLOCK**2)[:, 0, 0] / np.float32(BLOCK * 255.0 * 3**0.5)
    return joined, levels


@cache
def _band_weights() -> Image:
    """Matrix ``(64, BANDS)`` that takes means over rings of frequencies, from coarse to fine, without the mean."""
    rows, columns = np.divmod(np.arange(BLOCK**2), BLOCK)
    radius = np.hypot(rows, columns)
    edges = (0.5, 1.5, 2.6, 3.7, 5.1, 6.5, 10.0)
    rings = np.stack([(radius > low) & (radius <= high) for low, high in pairwise(edges)], axis=1)
    return np.asarray(rings / rings.sum(axis=0), np.float32)


@cache
def _shares() -> Image:
    """How many of the frequencies each band holds, of one."""
    rings = (_band_weights() > 0).sum(axis=0)
    return np.asarray(rings / rings.sum(), np.float32)


def _unclipped(energies: Image, levels: Image) -> tuple[Image, Image]:
    """Without blocks that are nearly black or white, where clipping has eaten the noise, if enough others are left."""
    inside = (levels > 0.04) & (levels < 0.95)
    return (energies[inside], levels[inside]) if inside.mean() > 0.05 else (energies, levels)


def _statistics(energies: Image) -> Vector:
    """Strengths of all bands together, and how they are spread over bands and over the photo."""
    order = np.argsort(energies[:, 0, :2].sum(axis=1), kind="stable")
    number = len(order)
    fiftieth, tenth, third = (max(number // part, 1) for part in (50, 10, 3))
    flat = energies[order[:tenth]]
    chosen = np.stack(
        [
            energies[order[:fiftieth]].mean(axis=0),
            flat.mean(axis=0),
            energies[order[:third]].mean(axis=0),
            np.quantile(energies, 0.5, axis=0),
            energies[order[-tenth:]].mean(axis=0),
        ]
    )
    totals = _logarithm(chosen @ _shares())
    bands = _logarithm(chosen[1:3])
    # Noise is much the same everywhere, texture is not.
    fine = flat[:, :, 3:].mean(axis=2)
    spread = np.diff(_logarithm(np.quantile(fine, [0.15, 0.85], axis=0)), axis=0)
    lowest = _logarithm(np.quantile(energies[:, :, 3:].mean(axis=2), [0.02, 0.1], axis=0)) - totals[1]
    empty = np.mean(energies @ _shares() < 0.1, axis=0)
    return np.concatenate(
        [
            totals[1],
            (np.delete(totals, 1, axis=0) - totals[1]).ravel(),
            (bands - totals[1:3, :, np.newaxis]).ravel(),
            spread.ravel(),
            lowest.ravel(),
            empty,
        ]
    )


def _by_tone(energies: Image, levels: Image) -> Vector:
    """How strong fine frequencies are in the flatter half of dark, middle and bright places, and how much there is."""
    fine, coarse = energies[:, :, 3:].mean(axis=2), energies[:, 0, :2].sum(axis=1)
    flat = fine[coarse <= np.median(coarse)].mean(axis=0)
    strengths, shares = [], []
    for low, high in pairwise(_TONES):
        inside = (levels >= low) & (levels < high)
        shares.append(float(inside.mean()))
        if inside.sum() >= 8:
            strengths.append(fine[inside & (coarse <= np.median(coarse[inside]))].mean(axis=0))
        else:
            strengths.append(flat)
    return np.concatenate([(_logarithm(np.array(strengths)) - _logarithm(flat)).ravel(), np.array(shares)])


def _spectrum(lumas: Sequence[Image]) -> Vector:
    """Power of brightness in rows and columns, over 16 frequencies."""
    window = np.hanning(_SEGMENT + 2)[1:-1].astype(np.float32)
    total, number = np.zeros(_SEGMENT // 2), 0
    for luma in lumas:
        for plane in (luma[::8], luma.T[::8]):
            width = plane.shape[1] // _SEGMENT * _SEGMENT
            segments = plane[:, :width].reshape(-1, _SEGMENT)
            power = np.square(np.abs(np.fft.rfft((segments - segments.mean(axis=1, keepdims=True)) * window)))[:, 1:]
            total += power.sum(axis=0)
            number += len(segments)
    power = _logarithm(total / max(number, 1) / float(np.square(window).sum()))
    return np.append(power[:4], np.diff(power[3:]))


def _traces(lumas: Sequence[Image], pieces: Sequence[Piece], found: Compression | None) -> Vector:
    """What a JPEG has left: its step, and how much blocks show on its grid and on any other."""
    steps = [np.zeros(BLOCK), np.zeros(BLOCK)]
    for luma, piece in zip(lumas, pieces, strict=True):
        for axis, first in enumerate((piece.top, piece.left)):
            bend = np.abs(np.diff(luma, n=3, axis=axis)).mean(axis=1 - axis, dtype=np.float64)
            # The middle of three steps; a block begins with the row or column after it.
            places = (np.arange(bend.size) + 2 + first) % BLOCK
            steps[axis] += np.bincount(places, bend, BLOCK) / np.maximum(np.bincount(places, minlength=BLOCK), 1)
    own, others = [], []
    for axis in range(2):
        ratio = steps[axis] / max(float(np.median(steps[axis])), 1e-6)
        at = found.grid[axis] if found else int(np.argmax(ratio))
        own.append(ratio[at])
        others.append(np.max(np.delete(ratio, at)))
    table = luma_tables()[(found.quality if found else 100) - 1]
    traces = np.log(np.clip(np.array([np.mean(own), np.mean(others), table[1:20].mean()]), 0.1, 1000.0))
    return np.append(traces, float(found is not None))


def _logarithm(energies: npt.NDArray[np.floating]) -> Vector:
    return np.asarray(0.5 * np.log(energies.astype(np.float64) + _FLOOR))
