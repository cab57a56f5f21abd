"""The damage that denoisers learn from: white noise, that of cameras, or JPEG."""

from typing import Literal

import numpy as np

from recon_desktop.core.camera import CameraNoise
from recon_desktop.core.degrade import Chain, Degradation, GaussianNoise, Jpeg, Quantise

NoiseKind = Literal["white", "camera"]

_WHITE_SHARE = 0.25
"""Of the patches with a camera's noise: scans and photos made smaller have white noise, which is another one."""


def draw_noise(kind: NoiseKind, levels: tuple[float, float], rng: np.random.Generator) -> Degradation:
    """Return noise of a random level: white noise of any one as often, a camera's of the lower ones more often.

    Args:
        kind: "white" is white alone, neither clipped nor rounded; "camera" is that of cameras and, in a quarter of the
            patches, white, as both are in files.
        levels: Lowest and highest standard deviation, in 8-bit units.
        rng: Where all chance comes from.
    """
    low, high = levels
    if kind == "white":
        return GaussianNoise(rng.uniform(low, high))
    if rng.random() < _WHITE_SHARE:
        return _filed(GaussianNoise(rng.uniform(low, high)), rng)
    return at_level(kind, low + (high - low) * rng.random() ** 3, rng)


def draw_jpeg(qualities: tuple[int, int], rng: np.random.Generator) -> Degradation:
    """Return compression of a random quality between two, any one as often."""
    low, high = qualities
    return Jpeg(int(rng.integers(low, high + 1)))


def at_level(kind: NoiseKind, sigma: float, rng: np.random.Generator) -> Degradation:
    """Return noise of a given level; what else there is to a camera's noise is drawn from `rng`."""
    if kind == "white":
        return GaussianNoise(sigma)
    luma_radius = max(0.0, rng.uniform(-0.4, 1.1))
    noise = CameraNoise(
        sigma,
        electronic=0.1 ** rng.uniform(1.0, 2.5),
        red=rng.uniform(1.0, 2.2),
        blue=rng.uniform(1.0, 2.2),
        chroma=rng.uniform(0.3, 1.5),
        luma_radius=luma_radius,
        chroma_radius=luma_radius + max(0.0, rng.uniform(-0.6, 2.4)),
        contrast=bool(rng.random() < 0.5),
    )
    return _filed(noise, rng)


def _filed(noise: Degradation, rng: np.random.Generator) -> Degradation:
    """Return the noise as it is after the photo was stored: half as JPEG, a quarter in 8 bits, a quarter as it was."""
    chance = rng.random()
    if chance < 0.5:
        return Chain((noise, Jpeg(int(rng.integers(75, 100)))))
    return Chain((noise, Quantise())) if chance < 0.75 else noise
