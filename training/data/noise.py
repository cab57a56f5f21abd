"""The damage that denoisers learn from: white noise, that of cameras, JPEG, or all that befalls real photos."""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from recon_desktop.core.camera import CameraNoise, Tone
from recon_desktop.core.degrade import Chain, Degradation, GaussianNoise, Jpeg, Quantise, Subsampling
from recon_desktop.core.film import FilmGrain

NoiseKind = Literal["white", "camera", "real"]

_WHITE_SHARE = 0.25
"""Of the patches of kind "camera": scans and photos made smaller have white noise, which is another one."""

_FILED_SHARE = 0.5
"""Of an upscaler's patches that were compressed; the others are as the field's tables have them."""

_GREY_BLOCK = 8
"""Pixels after which the grid of a JPEG of luma repeats."""

_BLOCK = 16
"""Pixels after which the grid of a JPEG with chroma at half resolution repeats."""


def draw_noise(kind: NoiseKind, levels: tuple[float, float], rng: np.random.Generator) -> Degradation:
    """Return noise of a random level: white noise of any one as often, a camera's of the lower ones more often.

    Args:
        kind: "white" is white alone, neither clipped nor rounded; "camera" is that of camera JPEGs and, in a quarter
            of the patches, white, as both are in files; "real" is any of `FAMILIES`, which has levels of its own.
        levels: Lowest and highest standard deviation, in 8-bit units.
        rng: Where all chance comes from.
    """
    low, high = levels
    if kind == "white":
        return GaussianNoise(rng.uniform(low, high))
    if kind == "real":
        shares = [share for share, _ in FAMILIES.values()]
        _, draw = list(FAMILIES.values())[rng.choice(len(shares), p=shares)]
        return draw(rng)
    if rng.random() < _WHITE_SHARE:
        return Chain((GaussianNoise(rng.uniform(low, high)), _filed(rng)))
    return camera_jpeg(rng, low + (high - low) * rng.random() ** 3)


def draw_jpeg(qualities: tuple[int, int], rng: np.random.Generator) -> Degradation:
    """Return compression of a random quality between two, any one as often."""
    low, high = qualities
    return Jpeg(int(rng.integers(low, high + 1)))


def draw_filed(qualities: tuple[int, int], rng: np.random.Generator) -> Degradation | None:
    """Return the compression of a small photo's file, on any grid; None for the files that are not compressed."""
    if rng.random() >= _FILED_SHARE:
        return None
    top, left = (int(offset) for offset in rng.integers(0, _GREY_BLOCK, 2))
    return Jpeg(int(rng.integers(qualities[0], qualities[1] + 1)), grid=(top, left))


def camera_jpeg(rng: np.random.Generator, sigma: float | None = None) -> Degradation:
    """Return the noise of a camera's own JPEG, which may since have been cut out and compressed again.

    Luma noise is never as fine as the sensor's, chroma noise is coarser, highlights are compressed; the ranges were
    chosen so that autocorrelation, share of chroma and noise by brightness are those of real pairs (PolyU, CC15, Nam).
    """
    tone: Tone = "contrast" if rng.random() < 0.85 else "display"
    noise = CameraNoise(
        0.5 + 24.0 * rng.random() ** 2.2 if sigma is None else sigma,
        electronic=0.1 ** rng.uniform(1.0, 2.5),
        red=rng.uniform(1.0, 2.2),
        blue=rng.uniform(1.0, 2.2),
        chroma=rng.uniform(0.15, 0.95),
        luma_radius=rng.uniform(0.5, 1.2) if rng.random() < 0.3 else rng.uniform(0.5, 0.95),
        chroma_radius=1.1 * 4.0 ** rng.random(),
        blotches=rng.uniform(0.1, 0.5) if rng.random() < 0.3 else 0.0,
        edges=rng.uniform(0.3, 1.5) if rng.random() < 0.3 else 0.0,
        sharpening=rng.uniform(0.2, 0.8) if rng.random() < 0.25 else 0.0,
        resized=rng.uniform(0.5, 0.9) if rng.random() < 0.25 else 1.0,
        tone=tone,
        shoulder=rng.uniform(2.0, 5.0) if rng.random() < 0.6 else 0.0,
    )
    steps: list[Degradation] = [noise]
    if rng.random() < 0.8:
        steps.append(_jpeg(rng, (84, 98), (0.05, 0.5, 0.45)))
    chance = rng.random()
    if chance < 0.2:
        steps.append(_jpeg(rng, (75, 75), (0.0, 0.0, 1.0)))
    elif chance < 0.5:
        steps.append(_jpeg(rng, (40, 96), (0.1, 0.1, 0.8)))
    return Chain((*steps, Quantise()))


def developed_raw(rng: np.random.Generator, sigma: float | None = None) -> Degradation:
    """Return the noise of a raw file that was developed without noise reduction: fine, strong in colour."""
    luma_radius = max(0.0, rng.uniform(-0.3, 0.45))
    noise = CameraNoise(
        50.0 * rng.random() ** 2.5 if sigma is None else sigma,
        electronic=0.1 ** rng.uniform(0.3, 2.5),
        red=rng.uniform(1.0, 2.4),
        blue=rng.uniform(1.0, 2.4),
        chroma=rng.uniform(0.45, 0.95),
        luma_radius=luma_radius,
        chroma_radius=luma_radius + rng.uniform(0.0, 0.5),
        resized=rng.uniform(0.5, 0.9) if rng.random() < 0.15 else 1.0,
        tone=("contrast", "linear", "display")[rng.choice(3, p=[0.25, 0.15, 0.6])],
    )
    stored = _jpeg(rng, (75, 98), (0.2, 0.2, 0.6)) if rng.random() < 0.4 else Quantise()
    return Chain((noise, stored))


def white(rng: np.random.Generator, sigma: float | None = None) -> Degradation:
    """Return white noise, as it was added or as it is in files."""
    noise = GaussianNoise(rng.uniform(0.0, 50.0) if sigma is None else sigma)
    return noise if rng.random() < 0.5 else Chain((noise, _filed(rng)))


def compressed(rng: np.random.Generator) -> Degradation:
    """Return JPEG, once or twice on different grids, of a photo that had no noise."""
    last = _jpeg(rng, (6, 95), (0.15, 0.15, 0.7))
    if rng.random() < 0.6:
        return last
    return Chain((_jpeg(rng, (6, 90), (0.1, 0.2, 0.7)), last))


def film(rng: np.random.Generator) -> Degradation:
    """Return the grain of a scanned film or print."""
    grain = FilmGrain(
        1.0 + 24.0 * rng.random() ** 2, rng.uniform(0.3, 1.4), 0.0 if rng.random() < 0.4 else rng.random()
    )
    return Chain((grain, _filed(rng)))


FAMILIES: dict[str, tuple[float, Callable[[np.random.Generator], Degradation]]] = {
    "camera_jpeg": (0.36, camera_jpeg),
    "developed_raw": (0.12, developed_raw),
    "white": (0.21, white),
    "compressed": (0.27, compressed),
    "film": (0.04, film),
}
"""What real photos have been through: how often each kind is drawn, and how."""


def real_specimens() -> list[Degradation]:
    """Return what a restorer of real photos is judged by, on each validation photo: always the same."""
    rng = np.random.default_rng(0)
    cameras = [camera_jpeg(rng, sigma) for sigma in (3.0, 6.0, 12.0)]
    return [
        *cameras,
        developed_raw(rng, 10.0),
        *(GaussianNoise(sigma) for sigma in (15.0, 25.0, 50.0)),
        *(Jpeg(quality) for quality in (10, 40)),
        Chain((Jpeg(10), Jpeg(30, grid=(4, 4)))),
    ]


def at_level(kind: NoiseKind, sigma: float, rng: np.random.Generator) -> Degradation:
    """Return noise of a given level; what else there is to a camera's noise is drawn from `rng`."""
    return GaussianNoise(sigma) if kind == "white" else camera_jpeg(rng, sigma)


def _jpeg(rng: np.random.Generator, qualities: tuple[int, int], shares: tuple[float, float, float]) -> Jpeg:
    """Return compression of a random quality on a random grid; shares are those of 4:4:4, 4:2:2 and 4:2:0."""
    subsampling: Subsampling = get_args(Subsampling)[rng.choice(3, p=shares)]
    top, left = rng.integers(0, _BLOCK, 2)
    return Jpeg(int(rng.integers(qualities[0], qualities[1] + 1)), subsampling, (int(top), int(left)))


def _filed(rng: np.random.Generator) -> Degradation:
    """Return how a noisy photo was stored: half as JPEG, half in 8 bits."""
    return _jpeg(rng, (75, 99), (0.2, 0.2, 0.6)) if rng.random() < 0.5 else Quantise()
