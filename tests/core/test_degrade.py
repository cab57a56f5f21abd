"""`core.degrade`: what each degradation does to the numbers, and that all of them are pure."""

from typing import get_args

import numpy as np
import pytest

from recon_desktop.core import degrade, metrics, resize
from recon_desktop.core.image import Image

EVERY = [
    degrade.GaussianNoise(25),
    degrade.PoissonNoise(50),
    degrade.Jpeg(30),
    degrade.Blur(1.5),
    degrade.Downscale(2),
    degrade.Downscale(2, "soft"),
    degrade.Quantise(),
    degrade.Chain((degrade.Blur(1.0), degrade.Downscale(2), degrade.GaussianNoise(10), degrade.Jpeg(60))),
    degrade.Chain(()),
]


def _photo(height: int = 40, width: int = 52, channels: int = 3) -> Image:
    rng = np.random.default_rng(3)
    return resize.bicubic(rng.random((height // 4, width // 4, channels), np.float32), 4)


@pytest.mark.parametrize("degradation", EVERY, ids=lambda d: type(d).__name__)
def test_the_same_seed_gives_the_same_image_and_the_input_stays(degradation: degrade.Degradation) -> None:
    image = _photo()
    image.flags.writeable = False
    first = degradation(image, np.random.default_rng(7))
    second = degradation(image, np.random.default_rng(7))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.float32
    assert not np.shares_memory(first, image)


@pytest.mark.parametrize("degradation", EVERY[:7], ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("shape", [(8, 12), (8, 12, 1), (8, 12, 3)])
def test_the_number_of_channels_stays(degradation: degrade.Degradation, shape: tuple[int, ...]) -> None:
    result = degradation(np.full(shape, 0.5, np.float32), np.random.default_rng(0))
    assert result.shape[2:] == shape[2:]


def test_gaussian_noise_has_the_sigma_asked_for_and_is_not_clipped() -> None:
    flat = np.zeros((400, 400, 3), np.float32)
    noise = degrade.GaussianNoise(25)(flat, np.random.default_rng(0))
    assert noise.std() * 255 == pytest.approx(25, rel=0.01)
    assert noise.min() < -0.2


def test_poisson_noise_grows_with_the_signal() -> None:
    rng = np.random.default_rng(0)
    dark, bright = (degrade.PoissonNoise(100)(np.full((300, 300), v, np.float32), rng) for v in (0.04, 0.64))
    assert dark.mean() == pytest.approx(0.04, rel=0.02)
    assert bright.std() / dark.std() == pytest.approx(4, rel=0.05)


def test_jpeg_keeps_the_order_of_the_channels_and_loses_more_at_low_quality() -> None:
    rng = np.random.default_rng(0)
    red = np.zeros((16, 16, 3), np.float32)
    red[..., 0] = 1
    np.testing.assert_allclose(degrade.Jpeg(95)(red, rng).mean(axis=(0, 1)), [1, 0, 0], atol=0.02)
    image = np.clip(_photo(), 0, 1)
    quality = [metrics.psnr(degrade.Jpeg(q)(image, rng), image) for q in (10, 40, 90)]
    assert quality == sorted(quality)
    assert quality[-1] > quality[0] + 5


def test_downscale_cuts_to_a_multiple_first() -> None:
    image = _photo()
    odd = np.pad(image, ((0, 1), (0, 1), (0, 0)))
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(degrade.Downscale(2)(odd, rng), resize.bicubic(image, 0.5))


def test_photos_are_reduced_by_the_filter_that_is_named() -> None:
    image, rng = _photo(), np.random.default_rng(0)
    small = {way: degrade.Downscale(2, way)(image, rng) for way in get_args(degrade.Reduction)}
    np.testing.assert_array_equal(small["lanczos"], resize.lanczos(image, 0.5))
    np.testing.assert_array_equal(small["area"], resize.area(image, 0.5))
    np.testing.assert_array_equal(small["soft"], resize.bicubic(degrade.Blur(0.8)(image, rng), 0.5))
    detail = [float(np.abs(np.diff(small[way], axis=1)).mean()) for way in ("soft", "bicubic", "lanczos")]
    assert detail == sorted(detail)


def test_a_chain_is_its_steps_in_order_with_one_generator() -> None:
    image = _photo()
    noise = degrade.GaussianNoise(10)
    rng = np.random.default_rng(5)
    expected = metrics.round8(noise(noise(image, rng), rng))
    result = degrade.Chain((noise, noise, degrade.Quantise()))(image, np.random.default_rng(5))
    np.testing.assert_array_equal(result, expected)


def test_sharpening_adds_what_a_blur_takes_away() -> None:
    image = np.random.default_rng(0).random((20, 24, 3), np.float32)
    rng = np.random.default_rng(0)
    sharpened = degrade.Sharpen(0.6)(image, rng)
    np.testing.assert_allclose(sharpened, image + 0.6 * (image - degrade.Blur(1.0)(image, rng)), atol=1e-6)
    flat = np.full((9, 9), 0.3, np.float32)
    np.testing.assert_allclose(degrade.Sharpen(2.0)(flat, rng), flat, atol=1e-6)
