"""Colour profiles of photos to sRGB, at any depth.

LittleCMS is reached through Pillow, which holds colour at 8 bits only; so deeper photos are converted here. A profile
of the usual kind is a matrix and three curves; it is evaluated as it stands. Any other kind (tables for scanners and
printers) is sampled through LittleCMS and interpolated.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from recon_desktop.core import icc as profiles
from recon_desktop.core.color import icc_to_srgb, linear_to_srgb, srgb_profile
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.space import Space

Convert = Callable[[Pixels], Pixels]
"""From the profile's colours to sRGB: HxWx1 or HxWx3 at any depth, a new array of the same shape and depth."""

_NODES = 33
_VISIBLE = 2 / 255  # how far a colour lies beyond sRGB where it is missed
_SAME = 1  # of 255: what two profiles of the same space may differ by, rounding included


def description(icc: bytes) -> str:
    """The name that a profile gives itself.

    Raises:
        ValueError: The profile is damaged.
    """
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc))).strip() or "unnamed"
    except (ImageCms.PyCMSError, OSError) as error:
        raise ValueError("the colour profile is damaged") from error


def converter(icc: bytes, channels: int, depth: np.dtype[Any]) -> tuple[Convert | None, bool]:
    """How to bring pixels with this profile to sRGB.

    Args:
        icc: The profile's bytes.
        channels: 1 for grey, 3 for RGB.
        depth: uint8, uint16 or float32.

    Returns:
        The conversion, or None where the profile is sRGB itself; and whether it is exact (True) or sampled (False).

    Raises:
        ValueError: The profile is damaged, or is not for pixels of this kind.
    """
    ramp = np.linspace(0, 255, 9).round().astype(np.uint8)
    grid = ramp[np.newaxis, :, np.newaxis] if channels == 1 else _mesh(ramp).reshape(27, 27, 3)
    if np.abs(_through_lcms(grid, icc).astype(np.int16) - grid).max() <= _SAME:
        return None, True
    if depth == np.uint8 and channels == 3:
        return lambda block: _through_lcms(block, icc), True
    exact = _exact(icc, channels)
    if depth == np.uint8:
        levels = np.arange(256, dtype=np.uint8)[np.newaxis, :, np.newaxis]
        table = (from_float(exact(to_float(levels)), depth) if exact else _through_lcms(levels, icc)).ravel()
        return lambda block: table[block], True
    deep = exact or _beyond_white(_sampled(icc, channels))
    return lambda block: from_float(deep(to_float(block)), block.dtype), exact is not None


@lru_cache(maxsize=16)  # photos of a batch have the same few profiles, and each is asked for with the header
def own_space(icc: bytes, depth: np.dtype[Any]) -> Space | None:
    """The colours that a photo with this profile keeps; None where it is brought to sRGB, or is sRGB.

    Float photos are brought there without loss.

    Raises:
        ValueError: The profile is damaged.
    """
    if depth == np.float32 or icc[16:20] != b"RGB ":
        return None
    return Space.of(icc) if converter(icc, 3, depth)[0] is not None else None


def beyond_srgb(icc: bytes, channels: int) -> Callable[[Pixels], bool]:
    """Whether pixels with this profile hold colours that sRGB does not; every fourth row and column is looked at.

    Grey has none, and a profile of tables brings all its colours inside.
    """
    exact = _exact(icc, channels) if channels == 3 else None
    if exact is None:
        return lambda block: False
    convert = exact

    def beyond(block: Pixels) -> bool:
        seen = convert(to_float(block[::4, ::4]))
        return float(seen.min()) < -_VISIBLE or float(seen.max()) > 1 + _VISIBLE

    return beyond


def cut_to_srgb(profile: str) -> str:
    """What is told where a photo with a profile of this name has lost colours."""
    return f"converted from {profile} to sRGB; colours beyond it are cut"


def _mesh(ramp: NDArray[Any]) -> NDArray[Any]:
    """All colours with channels of the ramp, (n, n, n, 3)."""
    return np.stack(np.meshgrid(ramp, ramp, ramp, indexing="ij"), axis=-1)


def _through_lcms(block: NDArray[np.uint8], icc: bytes) -> NDArray[np.uint8]:
    image = PillowImage.fromarray(block[:, :, 0] if block.shape[2] == 1 else np.ascontiguousarray(block))
    return np.asarray(icc_to_srgb(image, icc)).reshape(block.shape)


def _exact(icc: bytes, channels: int) -> Callable[[Image], Image] | None:
    """A matrix or grey profile as a function on float32 pixels; None where the profile is of another kind."""
    curves = profiles.curves(icc, profiles.GREY_CURVES if channels == 1 else profiles.COLOUR_CURVES)
    if curves is None:
        return None
    if channels == 1:
        return lambda block: linear_to_srgb(curves[0](block))
    mixing = profiles.to_linear_srgb(icc)
    if mixing is None:
        return None
    matrix = mixing.astype(np.float32)

    def convert(block: Image) -> Image:
        linear = np.stack([curve(block[..., index]) for index, curve in enumerate(curves)], axis=-1)
        return linear_to_srgb(linear @ matrix.T)

    return convert


def _sampled(icc: bytes, channels: int) -> Callable[[Image], Image]:
    """A profile of any kind as a function on float32 pixels: LittleCMS at the nodes, linear in between."""
    ramp = np.linspace(0, 255, 256 if channels == 1 else _NODES).round().astype(np.uint8)
    if channels == 1:
        line = to_float(_through_lcms(ramp[np.newaxis, :, np.newaxis], icc)).ravel()
        return lambda block: np.interp(block, to_float(ramp), line).astype(np.float32)
    nodes = to_float(ramp)
    flat = _mesh(ramp).reshape(_NODES, _NODES**2, 3)
    table = to_float(_through_lcms(flat, icc)).reshape(-1, 3)

    def convert(block: Image) -> Image:
        place = np.interp(block, nodes, np.arange(_NODES)).astype(np.float32)
        base = np.minimum(place.astype(np.intp), _NODES - 2)
        part = place - base
        result = np.zeros(block.shape, np.float32)
        for corner in np.ndindex(2, 2, 2):
            weight: Image = np.multiply.reduce(np.where(np.array(corner, bool), part, 1 - part), axis=-1, keepdims=True)
            index = np.ravel_multi_index(tuple(np.moveaxis(base + corner, -1, 0)), (_NODES,) * 3)
            result += weight * table[index]
        return result

    return convert


def _beyond_white(convert: Callable[[Image], Image]) -> Callable[[Image], Image]:
    """A function that knows 0..1 only, for float pixels that are brighter: as for a darker pixel of the same colour."""

    def extended(block: Image) -> Image:
        over = np.maximum(block.max(axis=-1, keepdims=True), 1)
        return np.asarray(convert(block / over) * over, np.float32)

    return extended


@cache
def grey_profile() -> bytes:
    """The bytes of a grey ICC profile with sRGB's white and curve, to be embedded in saved grey files."""
    entries = profiles.tags(srgb_profile())
    kept = {name: entries[name] for name in (b"cprt", b"desc", b"wtpt")}
    return profiles.packed(kept | {b"kTRC": entries[b"rTRC"]}, b"GRAY")
