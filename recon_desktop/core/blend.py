"""Laying a result over its baseline: strength of luma and of chroma apart, and grain."""

from __future__ import annotations

import numpy as np

from recon_desktop.core.color import luma
from recon_desktop.core.geometry import Region
from recon_desktop.core.grain import grain, weight
from recon_desktop.core.image import Image
from recon_desktop.core.mix import Mix

_LUMA_RANGE = np.float32(255.0 / 219.0)
_BLACK = np.float32(16.0 / 255.0)


def cross_fade(baseline: Image, restored: Image, amount: float) -> Image:
    """``baseline * (1 - amount) + restored * amount``, as a new image.

    Args:
        baseline: Any float image.
        restored: Of the same shape.
        amount: 0..1.
    """
    mixed = restored * np.float32(amount)
    mixed += baseline * np.float32(1.0 - amount)
    return mixed


def blend(baseline: Image, restored: Image, mix: Mix, place: Region) -> Image:
    """Mix a result with what it is compared to.

    ``baseline + chroma * (restored - baseline)``, and the luma of it brought to
    ``luma(baseline) + luma * (luma(restored) - luma(baseline))`` by adding the same to red, green and blue. Grain is
    added likewise, so that it has no colour.

    Args:
        baseline: HxWx3 float, 0..1.
        restored: Of the same shape.
        mix: How much of it.
        place: Where the pixels lie in the whole result; grain depends on it.

    Returns:
        A new image, not clipped.
    """
    mixed = cross_fade(baseline, restored, mix.chroma)
    if mix.luma != mix.chroma:
        more = (luma(restored) - luma(baseline)) * _LUMA_RANGE
        more *= np.float32(mix.luma - mix.chroma)
        mixed += more[..., np.newaxis]
    if mix.grain:
        level = (luma(mixed) - _BLACK) * _LUMA_RANGE
        speck = grain(place)
        speck *= weight(level)
        speck *= np.float32(mix.grain / 255.0)
        mixed += speck[..., np.newaxis]
    return mixed
