"""The gauge: what is read of a photo, and what it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recon_desktop.core import metrics
from recon_desktop.core.agreement import Read
from recon_desktop.core.gauge import network
from recon_desktop.core.gauge.compression import Compression, compression
from recon_desktop.core.gauge.features import Piece, Vector, describe
from recon_desktop.core.geometry import Region, parts
from recon_desktop.core.image import Image
from recon_desktop.core.progress import SILENT, Progress

AREA = 600_000
"""Most pixels that are judged as a whole; of a larger photo nine parts are."""

_PART = 256
_LEAST_SIDE = 16
"""A narrower photo says nothing."""

_JUDGED_SIDE = 64
"""A narrower one is mirrored up to this width."""

_JPEG_LUMA = np.array([0.299, 0.587, 0.114], np.float32) * np.float32(255.0)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a photo, as far as it tells.

    Attributes:
        noise: Standard deviation of the noise in brightness, in 8-bit units: of (R + G + B) / sqrt(3), in which white
            noise is as strong as in each channel. JPEG's own traces are no noise.
        chroma: Likewise in each of the two axes of colour across it.
        coarseness: Standard deviation in pixels of the blur that the noise in brightness looks like it has been
            through; 0 for white noise.
        quality: Of the JPEG that the photo is or was last, 1..100 on libjpeg's scale; None where none shows.
        grid: Row and column, 0..7, where the first whole block of this JPEG begins; None where it does not show.
        softness: How many times larger the photo is than its detail needs, by enlarging or blur; 1 for a sharp one.
        level: Root of the mean square of what noise and JPEG have changed, over R, G and B, in 8-bit units: the level
            that a network is told.
        readable: False where the photo says nothing, being too small, of one colour or transparent; then the rest is
            that of an undamaged photo.
    """

    noise: float = 0.0
    chroma: float = 0.0
    coarseness: float = 0.0
    quality: int | None = None
    grid: tuple[int, int] | None = None
    softness: float = 1.0
    level: float = 0.0
    readable: bool = True

    @property
    def strength(self) -> float:
        """Standard deviation of the noise over red, green and blue, in 8-bit units."""
        return math.sqrt((self.noise**2 + 2 * self.chroma**2) / 3)


def gauge(read: Read, areas: Sequence[Region], *, quality: int | None = None, progress: Progress = SILENT) -> Damage:
    """Read the damage from a bounded number of a photo's pixels; the same pixels always give the same.

    Args:
        read: The photo.
        areas: The parts of it that count, of one size, which do not overlap.
        quality: What the quantisation tables of its file say, if it is a JPEG.
        progress: Told before each part is read.

    Raises:
        Cancelled: The token was set.
    """
    pieces, chosen = [], judged(areas)
    for done, area in enumerate(chosen):
        progress.report(done / len(chosen))
        pieces.append(piece(read(area), area))
    return read_damage(pieces, quality=quality)


def judged(areas: Sequence[Region]) -> tuple[Region, ...]:
    """What is judged of areas: all of them, or parts if that is too much."""
    if sum(area.width * area.height for area in areas) <= AREA:
        return tuple(areas)
    if len(areas) == 1:
        return parts(areas[0], AREA, _PART)
    return tuple(_middle(area) for area in areas)


def piece(image: Image, area: Region) -> Piece:
    """A part as it is judged: rounded to 8 bits, as a saved file would be; what is no number is black."""
    return Piece(metrics.round8(np.nan_to_num(image)), area.top, area.left)


def read_damage(pieces: Sequence[Piece], *, quality: int | None = None) -> Damage:
    """Read the damage from the parts that `judged` has chosen; `quality` as for `gauge`."""
    if any(min(one.image.shape[:2]) < _LEAST_SIDE for one in pieces) or _of_one_colour(pieces):
        return Damage(quality=quality, readable=False)
    found, description = _described(pieces)
    noise, chroma, correlation, softness, level = network.from_scale(network.shipped()(description)).tolist()
    return Damage(
        noise,
        chroma,
        0.5 / math.sqrt(-math.log(correlation)) if correlation > 0.01 else 0.0,
        quality if quality is not None else found.quality if found else None,
        found.grid if found else None,
        softness,
        level,
    )


def _described(pieces: Sequence[Piece]) -> tuple[Compression | None, Vector]:
    found = seen_compression(pieces)
    return found, describe([_widened(one) for one in pieces], found)


def seen_compression(pieces: Sequence[Piece]) -> Compression | None:
    """The JPEG that a photo was last, from its parts."""
    return compression([(one.image @ _JPEG_LUMA, one.top, one.left) for one in pieces])


def _of_one_colour(pieces: Sequence[Piece]) -> bool:
    first = pieces[0].image[0, 0]
    return all(bool((one.image == first).all()) for one in pieces)


def _widened(one: Piece) -> Piece:
    height, width = one.image.shape[:2]
    missing = [max(_JUDGED_SIDE - side, 0) for side in (height, width)]
    if not any(missing):
        return one
    return Piece(np.pad(one.image, ((0, missing[0]), (0, missing[1]), (0, 0)), "symmetric"), one.top, one.left)


def _middle(area: Region) -> Region:
    width, height = min(_PART, area.width), min(_PART, area.height)
    return Region(area.left + (area.width - width) // 2, area.top + (area.height - height) // 2, width, height)
