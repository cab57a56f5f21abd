"""Photos with damage that is known: what the gauge learns from, and what it is measured by."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import resize
from recon_desktop.core.degrade import Blur, Chain, Degradation, Jpeg, Quantise
from recon_desktop.core.gauge.features import opponent
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from training.data.noise import FAMILIES

_BLUR_FACTOR = 1.5
"""A blur of so many pixels takes as much detail as enlarging twice, about, less what a sharp photo has."""


_UNDAMAGED = 0.15
"""Share of the photos that nothing but rounding happens to."""

_SHARES = {"camera_jpeg": 0.38, "developed_raw": 0.14, "white": 0.14, "compressed": 0.2, "film": 0.14}
"""Of the kinds of damage; the rare ones are to be read as well as the others."""


@dataclass(frozen=True)
class Truth:
    """What was done to a photo.

    Attributes:
        noise: Root of the mean square of the noise in brightness, in 8-bit units, as it is in the finished photo.
        chroma: Likewise in each of the two axes of colour.
        correlation: That of the noise in brightness between neighbouring pixels; not a number where there is no noise.
        softness: How many times larger the photo is than its detail needs.
        damage: Root of the mean square of all that noise and JPEG have changed, over red, green and blue.
    """

    noise: float
    chroma: float
    correlation: float
    softness: float
    damage: float

    def vector(self) -> npt.NDArray[np.float64]:
        """All of it, in the order of `core.gauge.network.QUANTITIES`."""
        return np.array([self.noise, self.chroma, self.correlation, self.softness, self.damage])


def softened(photo: Image, side: int, rng: np.random.Generator) -> tuple[Image, float]:
    """Return a square that was enlarged or blurred, and how soft it is."""
    if rng.random() < 0.5:
        factor = float(2.0 ** rng.uniform(0.1, 2.0))
        small = _square(photo, max(int(side / factor), 24), rng)
        if rng.random() < 0.4:
            large = resize.bicubic(small, side / small.shape[0])[:side, :side]
        else:
            way = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)[rng.integers(3)]
            large = np.asarray(cv2.resize(small, (side, side), interpolation=way), np.float32)
        return np.clip(large, 0.0, 1.0), factor
    sigma = float(rng.uniform(0.3, 3.0))
    return Blur(sigma)(_square(photo, side, rng), rng), blurred(sigma)


def blurred(sigma: float) -> float:
    """How soft a blur of so many pixels makes a photo: as soft as enlarging it by this factor does."""
    return float(np.hypot(1.0, _BLUR_FACTOR * sigma))


def draw(photo: Image, side: int, rng: np.random.Generator) -> tuple[Image, Image, Image, float]:
    """Return a square of a clean photo, damaged at random.

    Returns:
        The damaged square, what it would be without noise, what it would be without all damage; and how soft it is.
    """
    side = min(side, *photo.shape[:2])
    chance = rng.random()
    if chance < 0.4:
        square, softness = softened(photo, side, rng)
    elif chance < 0.6:  # what was finer than a pixel is texture now
        larger = min(int(side * rng.uniform(1.1, 2.5)), *photo.shape[:2])
        square, softness = resize.area(_square(photo, larger, rng), size=(side, side)), 1.0
    else:
        square, softness = _square(photo, side, rng), 1.0
    if rng.random() < _UNDAMAGED:
        return *damaged(square, Quantise(), rng), square, softness
    family = list(_SHARES)[rng.choice(len(_SHARES), p=list(_SHARES.values()))]
    return *damaged(square, FAMILIES[family][1](rng), rng), square, softness


def damaged(clean: Image, damage: Degradation, rng: np.random.Generator) -> tuple[Image, Image]:
    """Return a damaged photo in 8 bits, and what the same JPEGs make of it where there is no noise."""
    photo = round8(damage(clean, rng))
    steps = damage.steps if isinstance(damage, Chain) else (damage,)
    return photo, round8(Chain(tuple(step for step in steps if isinstance(step, Jpeg)))(clean, rng))


def truth(photo: Image, quiet: Image, clean: Image, softness: float) -> Truth:
    """Return what is true of a photo, or of a part of it, given how it would be without noise and without damage."""
    noise = opponent(photo - quiet)
    noise -= noise.mean(axis=(0, 1))
    strength, chroma = measured(noise)
    change = float(np.sqrt(np.mean(np.square(255.0 * (photo - clean)))))
    return Truth(strength, chroma, correlation(noise[..., 0]), softness, change)


def measured(noise: Image) -> tuple[float, float]:
    """Return the strength in brightness and in colour of noise on `opponent`'s axes."""
    power = np.square(noise).mean(axis=(0, 1))
    return float(np.sqrt(power[0])), float(np.sqrt(power[1:].mean()))


def correlation(noise: Image) -> float:
    """Return how alike noise ``(H, W)`` is in neighbouring pixels, -1..1; not a number where there is hardly any."""
    power = float(np.square(noise).mean())
    if power < 0.1:
        return float("nan")
    across, down = (float(np.mean(a * b)) for a, b in ((noise[:, 1:], noise[:, :-1]), (noise[1:], noise[:-1])))
    return 0.5 * (across + down) / power


def _square(photo: Image, side: int, rng: np.random.Generator) -> Image:
    top, left = (int(rng.integers(0, length - side + 1)) for length in photo.shape[:2])
    return photo[top : top + side, left : left + side]
