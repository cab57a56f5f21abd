"""Degradations with which networks are trained and results are measured.

Each is a frozen value; called with an image and a random generator it returns a new, degraded image. None clips or
rounds, except those that are clipping or rounding by nature: `Jpeg` and `Quantise`.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import cv2
import numpy as np

from recon_desktop.core import metrics, resize
from recon_desktop.core.image import Image

Reduction = Literal["bicubic", "area", "lanczos", "soft"]
Subsampling = Literal["4:4:4", "4:2:2", "4:2:0"]

_SOFT_SIGMA = 0.4
"""Of the blur of a lens that is "soft", in pixels of the small image."""

_SAMPLING = {
    "4:4:4": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    "4:2:2": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    "4:2:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
}


class Degradation(Protocol):
    """Anything that turns a float32 image in 0..1, ``(H, W)`` or ``(H, W, C)``, into a worse one."""

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return a degraded copy of `image`; all randomness comes from `rng`."""
        ...


@dataclass(frozen=True)
class GaussianNoise:
    """White Gaussian noise, unclipped; `sigma` in 8-bit units (25 is a standard deviation of 25/255)."""

    sigma: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the image with noise added; values can leave 0..1."""
        noise = rng.standard_normal(image.shape, dtype=np.float32)
        return np.asarray(image + noise * np.float32(self.sigma / 255.0), np.float32)


@dataclass(frozen=True)
class PoissonNoise:
    """Photon noise: a value v becomes a Poisson count of mean ``v * peak``, divided by `peak` again."""

    peak: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the image as counted photons; values can exceed 1. Negative values count as 0."""
        expected = np.maximum(image, 0.0).astype(np.float64) * self.peak
        return np.asarray(rng.poisson(expected) / self.peak, np.float32)


@dataclass(frozen=True)
class Jpeg:
    """JPEG compression; clips and rounds to 8 bits by nature.

    Attributes:
        quality: 1..100, libjpeg's.
        subsampling: Chroma at full resolution, at half of it in rows, or in rows and columns.
        grid: Rows and columns of the first block that lie outside the image, 0..15: it was cut out after compression.
    """

    quality: int
    subsampling: Subsampling = "4:2:0"
    grid: tuple[int, int] = (0, 0)

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the image after encoding and decoding. Channels: 1 or 3, red first."""
        colour = image.ndim == 3 and image.shape[2] == 3
        eight = np.rint(metrics.round8(image) * 255.0).astype(np.uint8)
        eight = cv2.cvtColor(eight, cv2.COLOR_RGB2BGR) if colour else eight.reshape(image.shape[:2])
        top, left = self.grid
        if top or left:
            eight = cv2.copyMakeBorder(eight, top, 0, left, 0, cv2.BORDER_REFLECT)
        settings = [cv2.IMWRITE_JPEG_QUALITY, self.quality]
        if colour:
            settings += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, _SAMPLING[self.subsampling]]
        done, data = cv2.imencode(".jpg", eight, settings)
        if not done:
            raise ValueError(f"an image of shape {image.shape} cannot be written as JPEG")
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB if colour else cv2.IMREAD_GRAYSCALE)
        assert decoded is not None  # imencode has just written it
        return np.asarray(decoded[top:, left:], np.float32).reshape(image.shape) / np.float32(255.0)


@dataclass(frozen=True)
class Blur:
    """Gaussian blur of standard deviation `sigma` pixels, the image mirrored at its edges."""

    sigma: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the blurred image."""
        blurred = cv2.GaussianBlur(image, (0, 0), self.sigma, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32).reshape(image.shape)


@dataclass(frozen=True)
class Sharpen:
    """An unsharp mask of radius 1: `amount` of what a blur takes away is added; values can leave 0..1."""

    amount: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the sharpened image."""
        return np.asarray(image + np.float32(self.amount) * (image - Blur(1.0)(image, rng)), np.float32)


@dataclass(frozen=True)
class Downscale:
    """Reduction by a whole `scale`, after cutting the sides to multiples of it.

    Attributes:
        scale: How many pixels of a row become one.
        method: Antialiased bicubic (a = -0.5), the mean over the area of each new pixel, antialiased Lanczos of three
            lobes, or bicubic after the slight blur of a lens.
    """

    scale: int
    method: Reduction = "bicubic"

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the small image; overshoot is kept."""
        height, width = (side // self.scale * self.scale for side in image.shape[:2])
        cut = image[:height, :width]
        if self.method == "soft":
            cut = Blur(_SOFT_SIGMA * self.scale)(cut, rng)
        resized = {"area": resize.area, "lanczos": resize.lanczos}.get(self.method, resize.bicubic)
        return resized(cut, 1 / self.scale)


@dataclass(frozen=True)
class Quantise:
    """Clipping to 0..1 and rounding to 256 levels, as an 8-bit file does."""

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the clipped and rounded image."""
        return metrics.round8(image)


@dataclass(frozen=True)
class Chain:
    """Several degradations, one after the other, drawing from one generator."""

    steps: tuple[Degradation, ...]

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the image after all steps; without steps, a copy."""
        result = image.copy()
        for step in self.steps:
            result = step(result, rng)
        return result
