"""What film and its scanning leave in a photo: grain, dust and scratches."""

from dataclasses import dataclass

import cv2
import numpy as np

from recon_desktop.core.image import Image

_MEGAPIXEL = 1_000_000


@dataclass(frozen=True)
class FilmGrain:
    """Grain: clumps of silver or dye, strongest in the middle tones, much the same in all channels.

    Where a share `v` of the grains is developed, their count varies as ``v (1 - v)`` does (C. E. K. Mees and T. H.
    James, "The Theory of the Photographic Process", 3rd edition, chapter on granularity). Values can leave 0..1.

    Attributes:
        sigma: Standard deviation at middle grey in 8-bit units, over all channels.
        radius: Standard deviation in pixels of the clumps.
        colour: Share of the variance, 0..1, that each channel has for itself; 0 for black-and-white film.
    """

    sigma: float
    radius: float = 0.8
    colour: float = 0.0

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the grainy image, ``(H, W)`` or ``(H, W, C)``."""
        height, width = image.shape[:2]
        common = self._clumps((height, width), rng)[..., None]
        channels = 1 if image.ndim == 2 else image.shape[2]
        field = common
        if self.colour and channels > 1:
            own = np.stack([self._clumps((height, width), rng) for _ in range(channels)], axis=2)
            field = np.sqrt(np.float32(1.0 - self.colour)) * common + np.sqrt(np.float32(self.colour)) * own
        tone = np.clip(image, 0.0, 1.0)
        strength = 2.0 * np.sqrt(tone * (1.0 - tone)) * np.float32(self.sigma / 255.0)
        grain = np.broadcast_to(field, (height, width, channels)).reshape(image.shape)
        return np.asarray(image + strength * grain, np.float32)

    def _clumps(self, shape: tuple[int, int], rng: np.random.Generator) -> Image:
        """Return a field of standard deviation 1."""
        field = rng.standard_normal(shape, dtype=np.float32)
        if self.radius > 0:
            field = np.asarray(cv2.GaussianBlur(field, (0, 0), self.radius, borderType=cv2.BORDER_REFLECT), np.float32)
        return field / np.float32(max(float(field.std()), 1e-12))


@dataclass(frozen=True)
class Dust:
    """Dust and hairs on a scanned original: small specks and thin curves, black or white.

    Attributes:
        specks: How many to a megapixel; every eighth is a hair. A small image gets its share by chance.
    """

    specks: float

    def __call__(self, image: Image, rng: np.random.Generator) -> Image:
        """Return the dusty image, ``(H, W)`` or ``(H, W, C)``."""
        height, width = image.shape[:2]
        cover = np.zeros((height, width), np.uint8)
        white = np.zeros((height, width), np.uint8)
        for number in range(int(rng.poisson(self.specks * height * width / _MEGAPIXEL))):
            layer = white if rng.random() < 0.3 else cover
            at = rng.integers(0, [width, height])
            if number % 8 == 7:
                steps = rng.normal(0, 6, (6, 2)).cumsum(axis=0)
                bend = np.rint(at + steps).astype(np.int32).reshape(-1, 1, 2)
                cv2.polylines(layer, [bend], isClosed=False, color=255, thickness=1, lineType=cv2.LINE_AA)
            else:
                axes = (int(rng.integers(1, 4)), int(rng.integers(1, 3)))
                where = (int(at[0]), int(at[1]))
                cv2.ellipse(layer, where, axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
        extra = (1,) * (image.ndim - 2)
        dark, light = (
            cv2.GaussianBlur(layer.astype(np.float32) / np.float32(255.0), (0, 0), 0.7).reshape(height, width, *extra)
            for layer in (cover, white)
        )
        covered = image * (1.0 - np.float32(0.8) * dark)
        return np.asarray(covered + (1.0 - covered) * np.float32(0.8) * light, np.float32)
