"""What is strange in float pixels, made fit for networks."""

from __future__ import annotations

import numpy as np

from recon_desktop.core.io.decode import strips
from recon_desktop.core.pixels import Pixels

_FARTHEST_ALPHA = 1.5  # up to here float transparency is in 0..1 but for overshoot
_SAMPLE = 1 << 20  # values that are looked at to know what is usual
_USUAL, _FAR, _HUGE = 0.99, 1e4, 1e30


def mended(pixels: Pixels) -> tuple[str, ...]:
    """Replace, in place, what is not a number by 0 and infinity by 1, which no network could bear.

    What lies far beyond all other values, as a program's mark for missing data does, is cut off.
    """
    strange = 0
    for top, bottom in strips(*pixels.shape[:2]):
        finite = np.isfinite(pixels[top:bottom])
        if not finite.all():
            strange += finite.size - int(np.count_nonzero(finite))
            np.nan_to_num(pixels[top:bottom], copy=False, nan=0.0, posinf=1.0, neginf=0.0)
    notes = [f"{strange} values that are not numbers were replaced"] if strange else []
    step = max(round((pixels.size / _SAMPLE) ** 0.5), 1)
    usual = float(np.quantile(np.abs(pixels[::step, ::step]), _USUAL))
    limit = min(max(usual, 1.0) * _FAR, _HUGE)
    extremes = (float(pixels.min()), float(pixels.max()))
    if max(-extremes[0], extremes[1]) <= limit:
        return tuple(notes)
    far = 0
    low, high = 0.0, 0.0
    for top, bottom in strips(*pixels.shape[:2]):
        block = pixels[top:bottom]
        near = np.abs(block) <= limit
        far += near.size - int(np.count_nonzero(near))
        low, high = min(low, float(block[near].min(initial=0.0))), max(high, float(block[near].max(initial=0.0)))
    np.clip(pixels, low, high, out=pixels)
    return (*notes, f"{far} values far beyond all others were cut off")


def opacity(alpha: Pixels) -> tuple[str, ...]:
    """Bring float transparency to 0..1, in place: what goes far beyond is counted to its largest value."""
    top = float(alpha.max())
    far = top > _FARTHEST_ALPHA
    if far:
        alpha /= np.float32(top)
    np.clip(alpha, 0.0, 1.0, out=alpha)
    return (f"its transparency went up to {top:g} and was brought to 0..1",) if far else ()
