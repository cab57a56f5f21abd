"""Pixels as the screen shows them: 8 bits, blue first, alpha premultiplied. Done in lanes, strip by strip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from recon_desktop.core import geometry
from recon_desktop.core.color import LUMA_WEIGHTS
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.grain import grain, weight
from recon_desktop.core.image import Image
from recon_desktop.core.io.profiles import converter
from recon_desktop.core.mix import Mix
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import Pixels, from_float, frozen, to_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.space import Space
from recon_desktop.ui.pictures.pyramid import Pyramid

MID_GREY = 128

_STRIP_AREA = 1 << 20
_SHARED_ABOVE = 32_000_000
_SMALLEST_LEVEL = 512
_BLEND_AREA = 1 << 16  # what is worked on stays in the processor's cache
_LUMA = np.append(LUMA_WEIGHTS[::-1], 0.0)  # blue first


def strips(size: Size, *, area: int = 0, step: int = 1) -> Iterator[Region]:
    """Cut an image into full-width strips of about `area` pixels, a multiple of `step` rows high but for the last.

    Short enough that nothing done to one keeps the interpreter from the GUI thread for long.
    """
    return geometry.strips(size.whole, area=area or _STRIP_AREA, step=step)


def to_eight_bits(pixels: Pixels) -> Pixels:
    """Pixels of any depth as uint8, rounded."""
    return pixels if pixels.dtype == np.uint8 else from_float(to_float(pixels), np.dtype(np.uint8))


def display(pixels: Pixels, alpha: Pixels | None = None, space: Space | None = None) -> Pixels:
    """A new HxWx4 array in Qt's order of uint8 pixels of any depth, grey or RGB, in these colours (None for sRGB)."""
    eight = to_eight_bits(pixels if space is None else space.to_srgb(to_float(pixels)))
    shown = cv2.cvtColor(eight, cv2.COLOR_GRAY2BGRA if eight.ndim == 2 else cv2.COLOR_RGB2BGRA)
    if alpha is not None:
        cover = to_eight_bits(alpha)
        for channel in range(3):
            shown[..., channel] = cv2.multiply(shown[..., channel], cover, scale=1 / 255)
        shown[..., 3] = cover
    return cast(Pixels, shown)


def blend(baseline: Pixels, restored: Pixels, mix: Mix, place: Region) -> Pixels:
    """`core.blend` for display arrays, quick enough for the GUI thread.

    Args:
        baseline: At strength 0...
        restored: ...and at full strength, HxWx4.
        mix: How much of it.
        place: Where the pixels lie in the whole result.
    """
    if mix.uniform and mix.luma in (0, 1):
        return restored if mix.luma else baseline
    if mix.uniform:
        return frozen(cv2.addWeighted(restored, mix.luma, baseline, 1 - mix.luma, 0))
    result = np.empty_like(restored)
    for strip in strips(Size(place.width, place.height), area=_BLEND_AREA):
        part = Region(place.left, place.top + strip.top, place.width, strip.height)
        result[strip.slices] = _blended(baseline[strip.slices], restored[strip.slices], mix, part)
    return frozen(result)


def _blended(baseline: Pixels, restored: Pixels, mix: Mix, place: Region) -> Pixels:
    difference = cv2.transform(cv2.subtract(restored, baseline, dtype=cv2.CV_32F), _matrix(mix))
    if not mix.grain:
        return cv2.add(baseline, difference, dtype=cv2.CV_8U)
    mixed = cv2.add(baseline, difference, dtype=cv2.CV_32F)
    cover = cast(Pixels, cv2.extractChannel(restored, 3))
    level = cast(Image, cv2.cvtColor(mixed, cv2.COLOR_BGRA2GRAY)) / np.maximum(cover, np.float32(1))
    speck = grain(place)
    speck *= weight(np.asarray(level, np.float32))
    speck *= cover
    speck *= np.float32(mix.grain / 255)
    grainy = cv2.add(mixed, cv2.merge([speck, speck, speck, np.zeros_like(speck)]), dtype=cv2.CV_8U)
    return cv2.min(grainy, cv2.merge([cover, cover, cover, cover]))


def _matrix(mix: Mix) -> NDArray[np.float64]:
    """What part of a difference counts: for B, G, R and alpha."""
    matrix = np.diag([mix.chroma, mix.chroma, mix.chroma, 1.0])
    matrix[:3] += (mix.luma - mix.chroma) * _LUMA
    return matrix


def difference(picture: Pixels, other: Pixels, gain: int) -> Pixels:
    """The signed difference of two display arrays: mid-grey where they agree, brighter where `picture` has more.

    Args:
        picture: uint8, HxWx4.
        other: What it is taken from, same shape.
        gain: How many grey levels stand for one.
    """
    return cast(Pixels, cv2.addWeighted(picture, gain, other, -gain, MID_GREY))


def build_pyramid(photo: Photo, progress: Progress = SILENT, *, least: int = 1) -> Pyramid:
    """Make the display pyramid of a photo.

    Args:
        photo: At any depth.
        progress: Told as strips are done.
        least: Number of levels that it has even where it is small.
    """
    levels = [frozen(ground(photo, progress.part(0, 0.7)))]
    while max(levels[-1].shape[:2]) > _SMALLEST_LEVEL or len(levels) < least:
        levels.append(frozen(_halved(levels[-1], progress)))
    progress.report(1)
    return Pyramid(photo.size, photo.alpha is not None, tuple(levels))


def ground(photo: Photo, progress: Progress) -> Pixels:
    """Level 0 of the pyramid; a large 8-bit colour photo is its own, so that its pixels are held once only."""
    plain = photo.depth == np.uint8 and photo.alpha is None and photo.space is None
    shareable = plain and not photo.grey and photo.pixels.flags.c_contiguous
    if shareable and photo.size.area > _SHARED_ABOVE:
        return photo.pixels
    level = np.empty((photo.size.height, photo.size.width, 4), np.uint8)
    quick, space = None, photo.space
    if space is not None and photo.depth == np.uint8:
        quick, _ = converter(space.icc, 3, photo.depth)  # to a step of 8 bits, several times as fast
    for strip in strips(photo.size):
        alpha = None if photo.alpha is None else photo.alpha[strip.slices]
        pixels = photo.pixels[strip.slices]
        level[strip.slices] = display(quick(pixels), alpha) if quick else display(pixels, alpha, space)
        progress.report(strip.bottom / photo.size.height)
    return level


def _halved(level: Pixels, progress: Progress) -> Pixels:
    """The next level: means of 2x2 pixels, the last row and column repeated where the number is odd."""
    height, width, channels = level.shape
    half = np.empty(((height + 1) // 2, (width + 1) // 2, 4), np.uint8)
    for strip in strips(Size(width, height), step=2):
        progress.token.check()
        rows = level[strip.slices]
        if width % 2 or strip.height % 2:
            rows = cv2.copyMakeBorder(rows, 0, strip.height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
        small = cv2.resize(rows, (half.shape[1], rows.shape[0] // 2), interpolation=cv2.INTER_AREA)
        top = strip.top // 2
        half[top : top + small.shape[0]] = small if channels == 4 else cv2.cvtColor(small, cv2.COLOR_RGB2BGRA)
    return half
