"""The noise of a camera as it is in a finished photo: stronger in some tones, coarse, coloured."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from recon_desktop.core.color import linear_to_srgb, srgb_to_linear
from recon_desktop.core.image import Image

Tone = Literal["linear", "display", "contrast"]

_MIDDLE_GREY = 0.5
"""The encoded value at which the level of noise is stated."""

_MARGIN = 24
"""Pixels made around a photo and cut off again, so that noise is the same up to the edges."""

_STRONG_EDGE = 0.08
"""Slope of the brightness a pixel, in encoded values, from which on an edge counts in full."""

_COARSE = 3.0
"""How many times as wide as the rest of the noise its blotches are."""

# Malvar, He, Cutler: "High-quality linear interpolation for demosaicing of Bayer-patterned color images", ICASSP 2004.
# What is missing at a pixel: green at red or blue; red or blue at a green neighbour in its row; red at blue and back.
_GREEN = np.array([[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]], np.float32)
_IN_ROW = np.array(
    [[0, 0, 0.5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, 0.5, 0, 0]], np.float32
)
_ACROSS = np.array(
    [[0, 0, -1.5, 0, 0], [0, 2, 0, 2, 0], [-1.5, 0, 6, 0, -1.5], [0, 2, 0, 2, 0], [0, 0, -1.5, 0, 0]], np.float32
)


@dataclass(frozen=True)
class CameraNoise:
    """Noise that was white on the sensor, and has since been developed: it varies with brightness, colour and place.

    Photons and electronics add noise to one colour a pixel, in linear light (A. Foi et al., "Practical
    Poissonian-Gaussian noise modeling and fitting for single-image raw-data", IEEE TIP 17(10), 2008); interpolating the
    other two and the camera's own noise reduction make it coarse; the display curve lifts it in the shadows (S. Guo et
    al., "Toward convolutional blind denoising of real photographs", CVPR 2019) and a curve of contrast pushes it down
    again (T. Brooks et al., "Unprocessing images for learned raw denoising", CVPR 2019). Detail is left as it is. What
    leaves 0..1 is clipped, as on the sensor.

    Attributes:
        sigma: Standard deviation at middle grey in 8-bit units, over all channels.
        electronic: Share of the variance at middle grey, 0..1, that is there in the dark, too.
        red: How much stronger red is amplified than green, and with it its noise: 1 or more.
        blue: Likewise.
        chroma: Standard deviation in each of the two axes of colour, as it is in the finished noise, against that in
            brightness; None for what the development leaves.
        luma_radius: Standard deviation in pixels of the blur that the noise in brightness has been through.
        chroma_radius: Likewise in colour.
        blotches: Share of the variance, 0..1, that is three times as coarse: what noise reduction has left.
        edges: How much stronger the noise is at strong edges, where noise reduction holds back; 0 for no more.
        sharpening: Strength of an unsharp mask of radius 1 that came after the noise.
        resized: How many times larger the photo was made after the noise, mostly less than 1.
        tone: The curve from light to the file: none (plainly developed raw), the display curve, or the display curve
            and an S of contrast.
        shoulder: How strongly highlights are compressed before that curve, ``k`` of ``1 - exp(-k x)``; 0 for not.
    """

    sigma: float
    electronic: float = 0.1
    red: float = 1.0
    blue: float = 1.0
    chroma: float | None = None
    luma_radius: float = 0.0
    chroma_radius: float = 0.0
    blotches: float = 0.0
    edges: float = 0.0
    sharpening: float = 0.0
    resized: float = 1.0
    tone: Tone = "display"
    shoulder: float = 0.0

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the noisy image, ``(H, W)`` or ``(H, W, C)``; a grey one gets the noise in brightness."""
        height, width = image.shape[:2]
        field = self._finished(height, width, rng)
        if image.ndim == 2 or image.shape[2] != 3:
            field = field.mean(axis=2).reshape(height, width, *[1] * (image.ndim - 2))
        field /= max(_rms(field), 1e-12)
        seen = np.clip(image, 0.0, 1.0)
        if self.edges:
            field *= self._held_back(seen)
        light = self._to_light(seen)
        middle, step = self._to_light(np.full(1, _MIDDLE_GREY, np.float32)), np.float32(1e-3)
        slope = (self._to_display(middle + step) - self._to_display(middle - step)) / (2 * step)
        photons = np.float32(1.0 - self.electronic) * light / middle
        deviation = np.float32(self.sigma / 255.0) / slope * np.sqrt(np.float32(self.electronic) + photons)
        return self._to_display(light + deviation * field)

    def _to_light(self, image: Image) -> Image:
        """Return linear light, from encoded values in 0..1."""
        if self.tone == "contrast":  # the inverse of 3 x^2 - 2 x^3
            image = 0.5 - np.sin(np.arcsin(1.0 - 2.0 * image) / 3.0)
        light = image if self.tone == "linear" else srgb_to_linear(image)
        if self.shoulder:
            light = -np.log1p(light * np.float32(np.expm1(-self.shoulder))) / np.float32(self.shoulder)
        return np.asarray(light, np.float32)

    def _to_display(self, light: Image) -> Image:
        light = np.clip(light, 0.0, 1.0)
        if self.shoulder:
            light = np.expm1(np.float32(-self.shoulder) * light) / np.float32(np.expm1(-self.shoulder))
        encoded = light if self.tone == "linear" else linear_to_srgb(light)
        if self.tone == "contrast":
            encoded = encoded * encoded * (3.0 - 2.0 * encoded)
        return np.asarray(encoded, np.float32)

    def _finished(self, height: int, width: int, rng: np.random.Generator) -> Image:
        """Return noise of any strength, the same at all tones, as it is after all steps: float32 ``(H, W, 3)``."""
        if self.resized == 1.0:
            field = self._field(height, width, rng)
        else:
            before = self._field(round(height / self.resized) + 1, round(width / self.resized) + 1, rng)
            way = cv2.INTER_AREA if self.resized < 1.0 else cv2.INTER_CUBIC
            field = np.asarray(cv2.resize(before, (width, height), interpolation=way), np.float32)
        if self.sharpening:
            field += np.float32(self.sharpening) * (field - _blurred(field, 1.0))
        if self.chroma is None:
            return field
        luma = field.mean(axis=2, keepdims=True)
        colours = field - luma
        # One axis of brightness holds sqrt(3) of the mean; two axes of colour share the rest.
        wanted = self.chroma * np.sqrt(2.0) * _rms(luma)
        return np.asarray(luma + colours * np.float32(wanted / max(_rms(colours), 1e-12)), np.float32)

    def _field(self, height: int, width: int, rng: np.random.Generator) -> Image:
        """Return developed noise of any strength, float32 ``(H, W, 3)``, the same at all tones."""
        sensor = rng.standard_normal((height + 2 * _MARGIN, width + 2 * _MARGIN), dtype=np.float32)
        sensor[0::2, 0::2] *= np.float32(self.red)
        sensor[1::2, 1::2] *= np.float32(self.blue)
        # Where the pattern begins is chance: photos are cut and turned.
        top, left = rng.integers(0, 2, 2) + _MARGIN // 2
        developed = _interpolated(sensor)[top : top + height + _MARGIN, left : left + width + _MARGIN]
        luma = developed @ np.array([0.25, 0.5, 0.25], np.float32)
        colours = _blurred(developed - luma[..., None], self.chroma_radius)
        luma = _blurred(luma, self.luma_radius)
        if self.blotches:
            luma = _blotched(luma, self.blotches, self.luma_radius, rng)
            colours = _blotched(colours, self.blotches, self.chroma_radius, rng)
        cut = _MARGIN // 2
        return (colours + luma[..., None])[cut : cut + height, cut : cut + width]

    def _held_back(self, image: Image) -> Image:
        """Return how much stronger the noise is at each pixel: 1 in flat places, more at edges."""
        grey = image if image.ndim == 2 else np.ascontiguousarray(image.mean(axis=2))
        grey = _blurred(grey, 1.0)
        slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / np.float32(8.0)
        more = 1.0 + np.float32(self.edges) * np.minimum(slope / np.float32(_STRONG_EDGE), 1.0)
        return np.asarray(more, np.float32).reshape(*grey.shape, *[1] * (image.ndim - 2))


def _rms(field: Image) -> float:
    return float(np.sqrt(np.mean(np.square(field))))


def _blotched(field: Image, share: float, radius: float, rng: np.random.Generator) -> Image:
    """Replace a share of a field's variance by noise that is `_COARSE` times as wide."""
    height, width = field.shape[:2]
    step = max(2.0, _COARSE * radius)
    grid = rng.standard_normal((int(height / step) + 3, int(width / step) + 3, *field.shape[2:]), dtype=np.float32)
    enlarged = cv2.resize(grid, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
    coarse = np.asarray(enlarged, np.float32)[:height, :width]
    if field.ndim == 3:  # colour alone
        coarse = coarse - coarse.mean(axis=2, keepdims=True)
    strength = np.sqrt(share) * _rms(field) / max(_rms(coarse), 1e-12)
    return np.asarray(np.sqrt(1.0 - share) * field + strength * coarse, np.float32)


def _interpolated(sensor: Image) -> Image:
    """Return red, green and blue of every pixel of a sensor whose pattern begins with red and green."""
    green, in_row, in_column, across = (
        cv2.filter2D(sensor, -1, kernel / 8) for kernel in (_GREEN, _IN_ROW, _IN_ROW.T, _ACROSS)
    )
    developed = np.stack([sensor] * 3, axis=2)
    developed[0::2, 0::2, 1], developed[0::2, 0::2, 2] = green[0::2, 0::2], across[0::2, 0::2]
    developed[0::2, 1::2, 0], developed[0::2, 1::2, 2] = in_row[0::2, 1::2], in_column[0::2, 1::2]
    developed[1::2, 0::2, 0], developed[1::2, 0::2, 2] = in_column[1::2, 0::2], in_row[1::2, 0::2]
    developed[1::2, 1::2, 0], developed[1::2, 1::2, 1] = across[1::2, 1::2], green[1::2, 1::2]
    return developed


def _blurred(field: Image, radius: float) -> Image:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), radius), np.float32) if radius > 0 else field
