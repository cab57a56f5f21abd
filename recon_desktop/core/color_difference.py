"""How far apart two colours look: CIEDE2000, and its spread over a photo.

Source: G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
test data, and mathematical observations", Color Research and Application 30(1), 2005. All its factors k are 1.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from recon_desktop.core.color import Image, srgb_to_linear

Lab = TypeVar("Lab", npt.NDArray[np.float32], npt.NDArray[np.float64])

# Linear sRGB to XYZ (IEC 61966-2-1), divided by the white point D65 of the 2 degree observer.
_TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
) / np.array([[0.95047], [1.0], [1.08883]])
_KNEE = (6 / 29) ** 3

_BINS = 1 << 14
_BIN = 0.01  # of a colour difference; none between sRGB colours reaches 163.84


def rgb_to_lab(image: Image) -> npt.NDArray[np.float32]:
    """Convert sRGB to CIE L*a*b* under D65.

    Args:
        image: Float32 ``(H, W, 3)``, 0..1.

    Returns:
        Float32 ``(H, W, 3)``: L* in 0..100, a* and b* around 0.
    """
    xyz = srgb_to_linear(image) @ _TO_XYZ.T.astype(np.float32)
    curve = np.where(xyz > _KNEE, np.cbrt(xyz), xyz * np.float32(1 / (3 * (6 / 29) ** 2)) + np.float32(4 / 29))
    x, y, z = np.moveaxis(curve, 2, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=2)


def ciede2000(first: Lab, second: Lab) -> Lab:
    """The colour difference of two L*a*b* pictures, pixel by pixel.

    Args:
        first: Float32 or float64 ``(..., 3)``.
        second: Likewise, same shape.

    Returns:
        ``(...)`` at the same depth: 0 for equal colours; about 1 is just noticed side by side.
    """
    (light1, a1, b1), (light2, a2, b2) = np.moveaxis(first, -1, 0), np.moveaxis(second, -1, 0)
    # Chroma and hue, a* stretched near grey.
    stretch = 1.5 - 0.5 * _saturation((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = np.hypot(a1, b1), np.hypot(a2, b2)
    hue1, hue2 = np.arctan2(b1, a1) % (2 * np.pi), np.arctan2(b2, a2) % (2 * np.pi)

    product = chroma1 * chroma2
    turn = hue2 - hue1
    apart = np.abs(turn) > np.pi
    turn = np.where(product == 0, 0, np.where(apart, turn - np.copysign(2 * np.pi, turn), turn))
    light, chroma = light2 - light1, chroma2 - chroma1
    hue = 2 * np.sqrt(product) * np.sin(turn / 2)

    total = hue1 + hue2
    around = np.where(apart, np.where(total < 2 * np.pi, total + 2 * np.pi, total - 2 * np.pi), total) / 2
    around = np.where(product == 0, total, around)
    middle = ((light1 + light2) / 2 - 50) ** 2
    mean_chroma = (chroma1 + chroma2) / 2
    tone = (
        1
        - 0.17 * np.cos(around - np.radians(30))
        + 0.24 * np.cos(2 * around)
        + 0.32 * np.cos(3 * around + np.radians(6))
        - 0.20 * np.cos(4 * around - np.radians(63))
    )
    light = light / (1 + 0.015 * middle / np.sqrt(20 + middle))
    chroma = chroma / (1 + 0.045 * mean_chroma)
    hue = hue / (1 + 0.015 * mean_chroma * tone)
    blue = np.exp(-(((np.degrees(around) - 275) / 25) ** 2))
    rotation = -2 * _saturation(mean_chroma) * np.sin(np.radians(60) * blue)
    square = light**2 + chroma**2 + hue**2 + rotation * chroma * hue
    return np.asarray(np.sqrt(np.maximum(square, 0)), first.dtype)


class ColorDifferences:
    """The colour differences of two photos, taken in part by part; only their counts are kept."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, np.int64)
        self._sum = 0.0

    def add(self, result: Image, reference: Image) -> None:
        """Take in one part of both, float32 RGB, 0..1."""
        differences = ciede2000(rgb_to_lab(result), rgb_to_lab(reference))
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
    power = chroma**7
    return np.sqrt(power / (power + 25.0**7))
