"""`core.metrics` against scikit-image, definitions and noise of known strength."""

import math

import numpy as np
import pytest
import skimage.data
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from recon_desktop.core import color, degrade, metrics
from recon_desktop.core.image import Image


def _photo(name: str = "astronaut") -> Image:
    return np.asarray(getattr(skimage.data, name)()[:256, :300], np.float32) / np.float32(255.0)


def _pair() -> tuple[Image, Image]:
    clean = _photo()
    return degrade.GaussianNoise(12)(clean, np.random.default_rng(0)), clean


def test_psnr_agrees_with_scikit_image() -> None:
    noisy, clean = _pair()
    assert metrics.psnr(noisy, clean) == pytest.approx(peak_signal_noise_ratio(clean, noisy, data_range=1), abs=1e-4)
    luma = [color.luma(image)[4:-4, 4:-4] for image in (clean, noisy)]
    expected = peak_signal_noise_ratio(*luma, data_range=1)
    assert metrics.psnr(noisy, clean, channel="y", border=4) == pytest.approx(expected, abs=1e-4)


def test_psnr_of_a_known_error() -> None:
    reference = np.full((5, 5, 3), 0.5, np.float32)
    assert metrics.psnr(reference + np.float32(0.1), reference) == pytest.approx(20.0, abs=1e-4)


@pytest.mark.parametrize("border", [0, 2])
def test_ssim_agrees_with_scikit_image(border: int) -> None:
    noisy, clean = _pair()
    settings = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 1.0}
    cut = np.s_[border : clean.shape[0] - border, border : clean.shape[1] - border]
    a, b = noisy[cut].astype(np.float64), clean[cut].astype(np.float64)
    # scikit-image averages over the windows inside the image, as the authors' code does.
    expected = structural_similarity(a, b, channel_axis=2, **settings)
    assert metrics.ssim(noisy, clean, border=border) == pytest.approx(expected, abs=1e-5)
    luma = structural_similarity(color.luma(noisy[cut]), color.luma(clean[cut]), **settings)
    assert metrics.ssim(noisy, clean, channel="y", border=border) == pytest.approx(luma, abs=1e-5)


def test_identical_images() -> None:
    image = _photo()
    assert metrics.psnr(image, image.copy()) == math.inf
    assert metrics.ssim(image, image.copy()) == 1.0


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 5, 3), (4, 200), (12, 10, 1)])
def test_small_images_are_measured_too(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random(shape, np.float32), rng.random(shape, np.float32)
    assert -1.0 <= metrics.ssim(a, b) < 1.0
    assert math.isfinite(metrics.psnr(a, b))
    assert metrics.noise_level(a) >= 0
    assert metrics.sharpness(a) >= 0


def test_different_shapes_and_too_wide_borders_are_refused() -> None:
    image = _photo()
    with pytest.raises(ValueError, match="shapes differ"):
        metrics.psnr(image, image[1:])
    with pytest.raises(ValueError, match="nothing is left"):
        metrics.ssim(image[:8, :8], image[:8, :8], border=4)


def test_round8_is_what_an_8_bit_file_holds() -> None:
    values = np.array([[-0.2, 0.0, 0.5019, 0.999, 1.7]], np.float32)
    np.testing.assert_array_equal(np.rint(metrics.round8(values) * 255), [[0, 0, 128, 255, 255]])


@pytest.mark.parametrize("sigma", [10, 25, 50])
@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_the_noise_level_of_photos(name: str, sigma: float) -> None:
    noisy = degrade.GaussianNoise(sigma)(_photo(name), np.random.default_rng(0))
    assert metrics.noise_level(noisy) == pytest.approx(sigma, rel=0.15)
    assert metrics.noise_level(metrics.round8(noisy)) == pytest.approx(sigma, rel=0.15)


def test_the_noise_level_of_a_clean_photo_is_low() -> None:
    assert metrics.noise_level(_photo("coffee")) < 5
    assert metrics.noise_level(np.full((64, 64, 3), 0.5, np.float32)) == 0


def test_sharpness_falls_with_blur() -> None:
    image = _photo()
    rng = np.random.default_rng(0)
    values = [metrics.sharpness(degrade.Blur(sigma)(image, rng)) for sigma in (2.0, 1.0, 0.5)]
    assert values == sorted(values)
    assert values[-1] < metrics.sharpness(image)


def test_inputs_are_never_mutated() -> None:
    noisy, clean = _pair()
    before = noisy.copy()
    for image in (noisy, clean):
        image.flags.writeable = False
    metrics.psnr(noisy, clean, channel="y", border=2)
    metrics.ssim(noisy, clean)
    metrics.noise_level(noisy)
    metrics.sharpness(noisy)
    metrics.round8(noisy)
    np.testing.assert_array_equal(noisy, before)
