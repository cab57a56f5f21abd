"""A photo made worse on purpose, strip by strip, so that it is never held whole as float."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from recon_desktop.core.camera import CameraNoise
from recon_desktop.core.degrade import Blur, Chain, Degradation, Downscale, GaussianNoise, Jpeg, Sharpen
from recon_desktop.core.film import Dust, FilmGrain
from recon_desktop.core.geometry import Padding, Size, strips
from recon_desktop.core.image import Image
from recon_desktop.core.io import photo_from_array, pixels_digest
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress

SEED = 0
"""Of the noise; each strip has a generator of its own, seeded with this and its first row."""

_CAMERA = CameraNoise(
    0.0, red=1.7, blue=1.5, chroma=0.45, luma_radius=0.7, chroma_radius=2.2, tone="contrast", shoulder=3.0
)
"""One of high sensitivity by daylight, with some noise reduction of its own."""

_STEPS: Mapping[str, Callable[[float], Degradation]] = {
    "blur": Blur,
    "downscale": lambda scale: Downscale(int(scale)),
    "grain": lambda sigma: FilmGrain(sigma, colour=_COLOUR_FILM),
    "dust": Dust,
    "camera": lambda sigma: replace(_CAMERA, sigma=sigma),
    "noise": GaussianNoise,
    "sharpen": Sharpen,
    "jpeg": lambda quality: Jpeg(int(quality)),
    "jpeg2": lambda quality: Jpeg(int(quality), grid=(_MOVED, _MOVED)),
}
"""In the order in which photos go through them: lens, scan or camera, editing, files."""

_COLOUR_FILM = 0.4
_MOVED = 4
"""Pixels by which the blocks of the second JPEG lie elsewhere: the photo was cut between the two."""

_REACH = {"sharpen": 4, "jpeg": 16, "jpeg2": 16}
"""How far beyond a pixel its surroundings matter, besides a blur."""

_MCU = 16  # JPEG codes blocks of this many pixels
_STRIP_AREA = 1 << 20


def degraded(photo: Photo, steps: Mapping[str, float], progress: Progress = SILENT) -> Photo:
    """Make a photo worse, always in the order in which it happens.

    That is: blur, downscale, grain, dust, camera, noise, sharpen, jpeg, jpeg2.

    Strips are degraded with a margin that holds all that their pixels depend on.

    Args:
        photo: A clean one.
        steps: Strength by name: sigma of the blur in pixels; whole factor; sigma of film grain at middle grey in 8-bit
            units; specks of dust a megapixel; sigma of a camera's noise at middle grey and of white noise in 8-bit
            units; amount of an unsharp mask; quality of a JPEG and of a second one, whose blocks lie elsewhere.
        progress: Told after each strip.

    Returns:
        The degraded photo at its own depth; 8 bits after a JPEG.

    Raises:
        Cancelled: The token was set.
        ValueError: The photo has fewer pixels on a side than the factor.
    """
    scale = int(steps.get("downscale", 1))
    if scale > min(photo.size.width, photo.size.height):
        raise ValueError(f"{photo.size} cannot be made {scale} times smaller")
    size = Size(photo.size.width // scale, photo.size.height // scale)
    chain = Chain(tuple(make(steps[name]) for name, make in _STEPS.items() if name in steps))
    compressed = "jpeg" in steps or "jpeg2" in steps
    reach = math.ceil(4 * steps.get("blur", 0.0) / scale) + 4 + sum(_REACH.get(name, 0) for name in steps)
    margin = Padding(0, -(-reach // _MCU) * _MCU, 0, -(-reach // _MCU) * _MCU)
    depth = np.dtype(np.uint8) if compressed else photo.depth
    pixels: Pixels = np.empty((size.height, size.width, *photo.pixels.shape[2:]), depth)
    alpha = None if photo.alpha is None else np.empty((size.height, size.width), depth)
    for strip in strips(size.whole, area=_STRIP_AREA // scale**2, step=_MCU):
        around = strip.grow(margin).clip(size)
        core = strip.relative_to(around).slices
        image = chain(to_float(photo.pixels[around.scaled(scale).slices]), np.random.default_rng((SEED, strip.top)))
        pixels[strip.slices] = from_float(image[core], depth)
        if alpha is not None and photo.alpha is not None:
            cover = _smaller(to_float(photo.alpha[around.scaled(scale).slices]), scale)
            alpha[strip.slices] = from_float(cover[core], depth)
        progress.report(strip.bottom / size.height)
    digest = pixels_digest(pixels, alpha, photo.space)
    return replace(photo.with_pixels(pixels, alpha, digest), notes=())


def with_reference(photo: Photo, steps: Mapping[str, float], progress: Progress = SILENT) -> tuple[Photo, Photo]:
    """A photo made worse, and what it should be: the photo itself, without alpha, cut to multiples of the factor."""
    scale = int(steps.get("downscale", 1))
    height, width = (side // scale * scale for side in photo.pixels.shape[:2])
    clean = photo_from_array(np.ascontiguousarray(photo.pixels[:height, :width]), path=photo.path, space=photo.space)
    return degraded(clean, steps, progress), clean


def _smaller(alpha: Image, scale: int) -> Image:
    return Downscale(scale)(alpha, np.random.default_rng(SEED)) if scale > 1 else alpha
