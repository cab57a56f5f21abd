"""`core.camera`: noise as a camera leaves it in a finished photo."""

from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.camera import CameraNoise
from recon_desktop.core.image import Image


def _noise(camera: CameraNoise, tone: float = 0.5, side: int = 240, channels: int = 3, seed: int = 0) -> Image:
    """What the noise adds to a flat area, in 8-bit units."""
    flat = np.full((side, side, channels), tone, np.float32)
    return np.asarray((camera(flat, np.random.default_rng(seed)) - flat) * 255, np.float32)


def _likeness(noise: Image, distance: int) -> float:
    """How much like its neighbour in a row the noise in brightness is, -1 to 1."""
    luma = noise.mean(axis=2)
    return float(np.corrcoef(luma[:, :-distance].ravel(), luma[:, distance:].ravel())[0, 1])


CAMERAS = [
    CameraNoise(8.0),
    CameraNoise(8.0, red=2.0, blue=1.6, chroma=0.4),
    CameraNoise(8.0, luma_radius=0.9, chroma_radius=2.0),
    CameraNoise(8.0, electronic=0.5, tone="contrast"),
]


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_level_is_that_of_middle_grey(camera: CameraNoise) -> None:
    noise = _noise(camera)
    assert noise.std() == pytest.approx(8.0, rel=0.05)
    assert abs(noise.mean()) < 0.6


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("shape", [(9, 12), (9, 12, 1), (12, 9, 3), (1, 1, 3)])
def test_the_shape_and_the_photo_stay(camera: CameraNoise, shape: tuple[int, ...]) -> None:
    image = np.random.default_rng(3).uniform(-0.2, 1.2, shape).astype(np.float32)
    image.flags.writeable = False
    first, again = (camera(image, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first.shape, first.dtype) == (shape, np.float32)
    assert first.min() >= 0
    assert first.max() <= 1


def test_shadows_are_noisier_and_more_so_by_electronic_noise() -> None:
    photons, electronic = CameraNoise(4.0, electronic=0.0), CameraNoise(4.0, electronic=0.5)
    shadows = [_noise(camera, 0.15).std() for camera in (photons, electronic)]
    assert _noise(photons, 0.85).std() < 4.0 < shadows[0] < shadows[1]
    assert _noise(photons, 0.0).std() == 0


def test_added_contrast_calms_the_shadows() -> None:
    plain, contrast = (_noise(CameraNoise(4.0, tone=tone), 0.1).std() for tone in ("display", "contrast"))
    assert contrast < 0.8 * plain


def test_without_noise_the_photo_stays_as_it_was() -> None:
    image = np.random.default_rng(3).random((20, 30, 3), np.float32)
    for camera in (CameraNoise(0.0), CameraNoise(0.0, tone="contrast"), CameraNoise(0.0, tone="linear", shoulder=3.0)):
        result = camera(image, np.random.default_rng(0))
        np.testing.assert_allclose(result, image, atol=1e-4)


def test_interpolation_and_blur_make_it_coarse() -> None:
    fine, coarse = _noise(CameraNoise(8.0)), _noise(CameraNoise(8.0, luma_radius=1.0, chroma_radius=1.0))
    assert 0.15 < _likeness(fine, 1) < _likeness(coarse, 1)
    assert _likeness(coarse, 1) > 0.6
    assert abs(_likeness(fine, 5)) < 0.05


def test_colours_have_noise_of_their_own() -> None:
    coloured, grey = _noise(CameraNoise(8.0)), _noise(CameraNoise(8.0, chroma=0.0))
    np.testing.assert_allclose(grey[..., 0], grey[..., 2], atol=1e-3)
    assert np.corrcoef(coloured[..., 0].ravel(), coloured[..., 2].ravel())[0, 1] < 0.9
    red, green, _ = _noise(CameraNoise(8.0, red=2.0)).std(axis=(0, 1))
    assert red > 1.3 * green
