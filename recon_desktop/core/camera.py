"""The noise of a camera as it is in a finished photo: stronger in some tones, coarse, coloured."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.color import linear_to_srgb, srgb_to_linear

Image = npt.NDArray[np.float32]

_MIDDLE_GREY = 0.5
"""The encoded value at which the level of noise is stated."""

_MARGIN = 16
"""Pixels made around a photo and cut off again, so that noise is the same up to the edges."""

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
        chroma: How much of the noise in colour is left, against that in brightness; 1 for none taken away.
        luma_radius: Standard deviation in pixels of the blur that the noise in brightness has been through.
        chroma_radius: Likewise in colour.
        contrast: Whether the camera has added contrast, by an S-shaped curve after the display curve.
    """

    sigma: float
    electronic: float = 0.1
    red: float = 1.0
    blue: float = 1.0
    chroma: float = 1.0
    luma_radius: float = 0.0
    chroma_radius: float = 0.0
    contrast: bool = False

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the noisy image, ``(H, W)`` or ``(H, W, C)``; a grey one gets the noise in brightness."""
        field = self._field((image.shape[0], image.shape[1]), rng)
        if image.ndim == 2 or image.shape[2] != 3:
            field = field.mean(axis=2).reshape(*image.shape[:2], *[1] * (image.ndim - 2))
        field /= max(float(np.sqrt(np.mean(np.square(field)))), 1e-12)
        light = self._to_light(np.clip(image, 0.0, 1.0))
        middle, step = self._to_light(np.full(1, _MIDDLE_GREY, np.float32)), np.float32(1e-3)
        slope = (self._to_display(middle + step) - self._to_display(middle - step)) / (2 * step)
        photons = np.float32(1.0 - self.electronic) * light / middle
        deviation = np.float32(self.sigma / 255.0) / slope * np.sqrt(np.float32(self.electronic) + photons)
        return self._to_display(light + deviation * field)

    def _to_light(self, image: Image) -> Image:
        """Return linear light, from encoded values in 0..1."""
        if self.contrast:  # the inverse of 3 x^2 - 2 x^3
            image = 0.5 - np.sin(np.arcsin(1.0 - 2.0 * image) / 3.0)
        return srgb_to_linear(image)

    def _to_display(self, light: Image) -> Image:
        encoded = linear_to_srgb(np.clip(light, 0.0, 1.0))
        return encoded * encoded * (3.0 - 2.0 * encoded) if self.contrast else encoded

    def _field(self, shape: tuple[int, int], rng: np.random.Generator) -> Image:
        """Return developed noise of any strength, float32 ``(H, W, 3)``, the same at all tones."""
        height, width = (side + 2 * _MARGIN for side in shape)
        sensor = rng.standard_normal((height, width), dtype=np.float32)
        sensor[0::2, 0::2] *= np.float32(self.red)
        sensor[1::2, 1::2] *= np.float32(self.blue)
        # Where the pattern begins is chance: photos are cut and turned.
        top, left = rng.integers(0, 2, 2) + _MARGIN - 1
        developed = _interpolated(sensor)[top : top + shape[0] + _MARGIN, left : left + shape[1] + _MARGIN]
        luma = developed @ np.array([0.25, 0.5, 0.25], np.float32)
        colours = (developed - luma[..., None]) * np.float32(self.chroma)
        field = _blurred(colours, self.chroma_radius) + _blurred(luma, self.luma_radius)[..., None]
        cut = _MARGIN // 2
        return field[cut : cut + shape[0], cut : cut + shape[1]]


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
