"""How far apart two colours look: CIEDE2000, and its spread over a photo.

Source: G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
test data, and mathematical observations", Color Research and Application 30(1), 2005. All its factors k are 1.
"""

from __future__ import annotations

import math
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.color import srgb_to_linear
from recon_desktop.core.image import Image

Lab = TypeVar("Lab", npt.NDArray[np.float32], npt.NDArray[np.float64])

# Linear sRGB to XYZ (IEC 61966-2-1), divided by the white point D65 of the 2 degree observer.
_TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
) / np.array([[0.95047], [1.0], [1.08883]])
_KNEE = (6 / 29) ** 3
_TO_LAB = np.array([[0, 116, 0], [500, -500, 0], [0, 200, -200]], np.float32)

_TINY = 1e-30
_GREY = 1e-9
"""Added to a chroma that is a weight: small beside every other, but no zero."""

_AT_ONCE = 1 << 15
"""Pixels taken together: so few that what is worked out in between stays in the processor's cache."""

_BINS = 1 << 14
_BIN = 0.01  # of a colour difference; none between sRGB colours reaches 163.84


def rgb_to_lab(image: Image) -> npt.NDArray[np.float32]:
    """Convert sRGB to CIE L*a*b* under D65.

    Args:
        image: Float32 ``(H, W, 3)``, 0..1.

    Returns:
        Float32 ``(H, W, 3)``: L* in 0..100, a* and b* around 0.
    """
    xyz = cv2.transform(srgb_to_linear(image), _TO_XYZ.astype(np.float32))
    curve = np.where(xyz > _KNEE, np.cbrt(xyz), xyz * np.float32(1 / (3 * (6 / 29) ** 2)) + np.float32(4 / 29))
    lab = cv2.transform(curve, _TO_LAB)
    lab[..., 0] -= 16
    return np.asarray(lab, np.float32)


def ciede2000(first: Lab, second: Lab) -> Lab:
    """The colour difference of two L*a*b* pictures, pixel by pixel.

    Args:
        first: Float32 or float64 ``(..., 3)``.
        second: Likewise, same shape.

    Returns:
        ``(...)`` at the same depth: 0 for equal colours; about 1 is just noticed side by side.
    """
    (light1, a1, b1), (light2, a2, b2) = np.moveaxis(first, -1, 0), np.moveaxis(second, -1, 0)
    # Chroma, a* stretched near grey.
    stretch = 1.5 - 0.5 * _saturation((_length(a1, b1) + _length(a2, b2)) / 2)
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = _length(a1, b1), _length(a2, b2)
    mean_chroma = (chroma1 + chroma2) / 2

    # Hues as directions instead of angles, whose functions take the time. The difference: 2 sqrt(C1 C2) sin(dh / 2).
    product, along, across = chroma1 * chroma2, a1 * a2 + b1 * b2, a1 * b2 - a2 * b1
    acute = across / np.sqrt(np.maximum(product + along, _TINY) / 2)
    obtuse = np.copysign(np.sqrt(2 * np.maximum(product - along, 0)), across)
    hue = np.where(along > 0, acute, obtuse)
    # The mean: halfway between the two; that of the other colour where one is grey; a quarter turn from the one of the
    # smaller angle where they are opposite.
    x, y = (v1 * (chroma2 + _GREY) + v2 * (chroma1 + _GREY) for v1, v2 in ((a1, a2), (b1, b2)))
    opposite = (x == 0) & (y == 0)
    if opposite.any():
        smaller = np.where((b1 > 0) | ((b1 == 0) & (a1 > 0)), 1, -1)
        x, y = np.where(opposite, -smaller * b1, x), np.where(opposite, smaller * a1, y)
    length = _length(x, y)
    x, y = x / np.maximum(length, _TINY), y / np.maximum(length, _TINY)
    x2, y2 = 2 * x * x - 1, 2 * x * y  # of twice the angle, three times, four times
    x3, y3 = x * (2 * x2 - 1), y * (2 * x2 + 1)
    x4, y4 = 2 * x2 * x2 - 1, 2 * x2 * y2
    tone = 1 - 0.17 * _turned(x, y, 30) + 0.24 * x2 + 0.32 * _turned(x3, y3, -6) - 0.20 * _turned(x4, y4, 63)

    middle = ((light1 + light2) / 2 - 50) ** 2
    light = (light2 - light1) / (1 + 0.015 * middle / np.sqrt(20 + middle))
    chroma = (chroma2 - chroma1) / (1 + 0.045 * mean_chroma)
    hue = hue / (1 + 0.015 * mean_chroma * tone)
    from_blue = np.arctan2(_turned(x, y, 275 + 90), _turned(x, y, 275))
    blue = np.exp(-((from_blue * (180 / (25 * np.pi))) ** 2))
    rotation = -2 * _saturation(mean_chroma) * np.sin((np.pi / 3) * blue)
    square = light**2 + chroma**2 + hue**2 + rotation * chroma * hue
    return np.asarray(np.sqrt(np.maximum(square, 0)), first.dtype)


class ColorDifferences:
    """The colour differences of two photos, taken in part by part; only their counts are kept."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, np.int64)
        self._sum = 0.0

    def add(self, result: Image, reference: Image) -> None:
        """Take in one part of both, float32 RGB, 0..1."""
        rows = max(1, _AT_ONCE // result.shape[1])
        for top in range(0, result.shape[0], rows):
            ours, theirs = (rgb_to_lab(image[top : top + rows]) for image in (result, reference))
            differences = ciede2000(ours, theirs)
            self._sum += float(differences.sum(dtype=np.float64))
            bins = np.minimum(differences * np.float32(1 / _BIN), _BINS - 1).astype(np.intp)
            self._counts += np.bincount(bins.ravel(), minlength=_BINS)

    @property
    def mean(self) -> float:
        """Mean over the pixels."""
        return self._sum / int(self._counts.sum())

    def quantile(self, share: float) -> float:
        """What that share of the pixels stays below, to within 0.01; 0 where they do not differ."""
        reached = int(np.searchsorted(np.cumsum(self._counts), share * self._counts.sum()))
        return reached * _BIN


def _saturation(chroma: Lab) -> Lab:
    """A factor that goes from 0 at grey to 1 at vivid colours."""
    square = chroma * chroma
    power = square * square * square * chroma
    return np.asarray(np.sqrt(power / (power + 25.0**7)), chroma.dtype)


def _length(x: Lab, y: Lab) -> Lab:
    return np.sqrt(x * x + y * y)


def _turned(x: Lab, y: Lab, degrees: float) -> Lab:
    """Cosine of the angle from a direction to another one, given as its own cosine and sine."""
    angle = math.radians(degrees)
    return math.cos(angle) * x + math.sin(angle) * y
