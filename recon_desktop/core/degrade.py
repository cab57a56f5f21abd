"""Degradations with which networks are trained and results are measured.

Each is a frozen value; called with an image and a random generator it returns a new, degraded image. None clips or
rounds, except those that are clipping or rounding by nature: `Jpeg` and `Quantise`.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import metrics, resize

Image = npt.NDArray[np.float32]
Reduction = Literal["bicubic", "area"]


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
    """JPEG compression at `quality` 1..100, chroma at half resolution; clips and rounds to 8 bits by nature."""

    quality: int

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the image after encoding and decoding. Channels: 1 or 3, red first."""
        eight = np.rint(metrics.round8(image) * 255.0).astype(np.uint8)
        colour = image.ndim == 3 and image.shape[2] == 3
        encoded_image = cv2.cvtColor(eight, cv2.COLOR_RGB2BGR) if colour else eight.reshape(image.shape[:2])
        done, data = cv2.imencode(".jpg", encoded_image, [cv2.IMWRITE_JPEG_QUALITY, self.quality])
        if not done:
            raise ValueError(f"an image of shape {image.shape} cannot be written as JPEG")
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB if colour else cv2.IMREAD_GRAYSCALE)
        assert decoded is not None  # imencode has just written it
        return np.asarray(decoded, np.float32).reshape(image.shape) / np.float32(255.0)


@dataclass(frozen=True)
class Blur:
    """Gaussian blur of standard deviation `sigma` pixels, the image mirrored at its edges."""

    sigma: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the blurred image."""
        blurred = cv2.GaussianBlur(image, (0, 0), self.sigma, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32).reshape(image.shape)


@dataclass(frozen=True)
class Downscale:
    """Reduction by a whole `scale`, after cutting the sides to multiples of it.

    Attributes:
        scale: How many pixels of a row become one.
        method: Antialiased bicubic (a = -0.5), or the mean over the area of each new pixel.
    """

    scale: int
    method: Reduction = "bicubic"

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the small image; bicubic overshoot is kept."""
        height, width = (side // self.scale * self.scale for side in image.shape[:2])
        resized = resize.bicubic if self.method == "bicubic" else resize.area
        return resized(image[:height, :width], 1 / self.scale)


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
