"""`core.agreement` and what it is made of: strips give the figures of the whole, which are the published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
import skimage.data
from skimage.color import deltaE_ciede2000, rgb2lab

from recon_desktop.core import agreement, degrade, metrics
from recon_desktop.core.agreement import Read, compare
from recon_desktop.core.color_difference import ColorDifferences, ciede2000, rgb_to_lab
from recon_desktop.core.error_map import ErrorSums
from recon_desktop.core.geometry import Region, Size, parts, strips
from recon_desktop.core.image import Image
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.core.similarity import MULTISCALE_SIDE, WEIGHTS, Similarity


def _photo(width: int = 300, height: int = 256) -> Image:
    return np.asarray(skimage.data.astronaut()[:height, :width], np.float32) / np.float32(255.0)


def _noisy(image: Image) -> Image:
    return metrics.round8(degrade.GaussianNoise(12)(image, np.random.default_rng(0)))


def _reader(image: Image) -> Read:
    return lambda region: image[region.slices]


@pytest.mark.parametrize("size", [(200, 300), (5, 3), (40, 12), (13, 211), (177, 190)])
def test_strips_measure_what_the_whole_measures(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "_STRIP_AREA", 2000)
    clean = _photo(*size)
    noisy = _noisy(clean)
    told = compare(_reader(noisy), _reader(clean), [Region(0, 0, *size)])
    for channel in ("y", "rgb"):
        # Float64 sums in another order.
        assert getattr(told, f"psnr_{channel}") == pytest.approx(metrics.psnr(noisy, clean, channel=channel), abs=1e-4)
        assert getattr(told, f"ssim_{channel}") == pytest.approx(metrics.ssim(noisy, clean, channel=channel), abs=1e-9)
    if min(size) >= MULTISCALE_SIDE:
        assert told.ms_ssim == pytest.approx(metrics.ms_ssim(noisy, clean), abs=1e-9)
    else:
        assert told.ms_ssim is None
    differences = deltaE_ciede2000(rgb2lab(noisy), rgb2lab(clean))
    assert told.ciede2000 == pytest.approx(differences.mean(), abs=1e-3)
    assert told.ciede2000_95 == pytest.approx(np.quantile(differences, 0.95, method="inverted_cdf"), abs=0.011)


def test_equal_pictures() -> None:
    same = _reader(_photo())
    told = compare(same, same, [Region(0, 0, 300, 256)])
    assert (told.psnr_y, told.psnr_rgb) == (math.inf, math.inf)
    assert (told.ssim_y, told.ssim_rgb, told.ms_ssim) == (1.0, 1.0, 1.0)
    assert (told.ciede2000, told.ciede2000_95) == (0.0, 0.0)
    assert told.errors is not None
    assert told.errors.errors.max() == 0


def test_several_areas_count_by_their_pixels() -> None:
    clean = _photo()
    noisy = clean.copy()
    noisy[:, :100] += np.float32(0.1)
    areas = [Region(0, 0, 100, 200), Region(100, 0, 100, 200), Region(200, 0, 100, 200)]
    told = compare(_reader(noisy), _reader(clean), areas)
    assert told.psnr_rgb == pytest.approx(20 + 10 * np.log10(3), abs=1e-3)
    first = metrics.ssim(noisy[:200, :100], clean[:200, :100])
    assert told.ssim_rgb == pytest.approx((first + 2) / 3, abs=1e-6)
    assert told.errors is None


def test_measuring_can_be_cancelled() -> None:
    token, read = CancelToken(), _reader(_photo())
    token.cancel()
    with pytest.raises(Cancelled):
        compare(read, read, [Region(0, 0, 300, 256)], Reporter(lambda fraction: None, token))


# -------------------------------------------------------------------- MS-SSIM


def test_five_scales_by_the_definition() -> None:
    """Against the published procedure done the slow way: a picture halved four times, scale by scale."""
    clean = _photo(301, 255)
    noisy = _noisy(clean)
    a, b = (metrics.color.luma(image).astype(np.float64) for image in (noisy, clean))
    expected = 1.0
    for scale, weight in enumerate(WEIGHTS):
        full, contrast = _ssim_parts(a, b)
        expected *= (full if scale == 4 else contrast) ** weight
        a, b = _halved(a), _halved(b)
    assert metrics.ms_ssim(noisy, clean) == pytest.approx(expected, abs=1e-6)


def _ssim_parts(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:  # type: ignore[type-arg]
    taps = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    taps /= taps.sum()

    def means(plane: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        rows = np.apply_along_axis(np.convolve, 0, plane, taps, mode="valid")
        return np.apply_along_axis(np.convolve, 1, rows, taps, mode="valid")

    ma, mb = means(a), means(b)
    va, vb, both = means(a * a) - ma**2, means(b * b) - mb**2, means(a * b) - ma * mb
    contrast = (2 * both + 0.03**2) / (va + vb + 0.03**2)
    light = (2 * ma * mb + 0.01**2) / (ma**2 + mb**2 + 0.01**2)
    return float((light * contrast).mean()), float(contrast.mean())


def _halved(plane: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    padded = np.pad(plane, [(0, side % 2) for side in plane.shape], mode="edge")
    return (padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]) / 4


def test_five_scales_need_176_pixels() -> None:
    image = _photo(175, 200)
    with pytest.raises(ValueError, match="176"):
        metrics.ms_ssim(image, image)
    image = _photo(176, 176)
    assert metrics.ms_ssim(image, image) == 1.0


def test_a_negative_picture_scores_nothing() -> None:
    image = _photo()
    assert metrics.ms_ssim(1 - image, image) == 0


@pytest.mark.parametrize("rows", [1, 3, 8, 50])
def test_rows_of_any_number_give_the_same(rows: int) -> None:
    clean, noisy = (image[..., 0] for image in (_photo(180, 179), _noisy(_photo(180, 179))))
    whole, parted = (Similarity(Size(180, 179), 5) for _ in range(2))
    whole.feed(noisy, clean)
    for top in range(0, 179, rows):
        parted.feed(noisy[top : top + rows], clean[top : top + rows])
    assert parted.multiscale == pytest.approx(whole.multiscale, abs=1e-12)
    assert parted.mean == pytest.approx(whole.mean, abs=1e-12)


# -------------------------------------------------------------------- CIEDE2000

# Of the supplementary data of Sharma, Wu and Dalal (2005), with four decimals: those that fall on every branch.
SHARMA = (
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, -1.1848, -84.8006), (50, 0, -82.7485), 1.0000),
    ((50, -0.9009, -85.5211), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0010), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0011), 7.2195),
    ((50, -0.0010, 2.4900), (50, 0.0009, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0010, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((61.2901, 3.7196, -5.3901), (61.4292, 2.2480, -4.9620), 1.8731),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
)


@pytest.mark.parametrize("depth", [np.float32, np.float64])
def test_colour_differences_are_the_published_ones(depth: type) -> None:
    first, second, expected = (np.array(column, depth) for column in zip(*SHARMA, strict=True))
    np.testing.assert_allclose(ciede2000(first, second), expected, atol=2e-4)
    np.testing.assert_allclose(ciede2000(second, first), expected, atol=2e-4)


def test_colour_conversion_agrees_with_scikit_image() -> None:
    image = np.random.default_rng(0).random((40, 30, 3), np.float32)
    np.testing.assert_allclose(rgb_to_lab(image), rgb2lab(image.astype(np.float64)), atol=2e-3)


def test_quantiles_come_from_counts() -> None:
    differences = ColorDifferences()
    grey = np.full((10, 10, 3), 0.5, np.float32)
    changed = grey.copy()
    changed[:2] += np.float32(0.1)
    differences.add(changed, grey)
    assert differences.quantile(0.5) == 0
    assert differences.quantile(0.95) == pytest.approx(5 * differences.mean, abs=0.011)


# -------------------------------------------------------------------- where the errors are


def test_the_error_map_shows_where() -> None:
    clean = _photo(60, 40)
    wrong = clean.copy()
    wrong[10:20, 30:40] += np.float32(0.1)
    for longest, cell in ((512, 1), (20, 3)):
        sums = ErrorSums(Size(60, 40), longest)
        for strip in strips(Region(0, 0, 60, 40), area=60 * 7):
            sums.add(strip, wrong[strip.slices], clean[strip.slices])
        told = sums.finished
        assert told.cell == cell
        assert told.errors.shape == (-(-40 // cell), -(-60 // cell))
        assert told.errors.max() == pytest.approx(25.5, abs=1e-3)
        row, column = np.unravel_index(told.errors.argmax(), told.errors.shape)
        assert 10 // cell <= row <= 19 // cell
        assert 30 // cell <= column <= 39 // cell
        mean_square = (25.5**2 * 100) / 2400
        if cell == 1:
            assert np.square(told.errors).mean() == pytest.approx(mean_square, rel=1e-4)
        shown = told.shown(25.5)
        assert (shown.max(), shown.min()) == (255, 0)


# -------------------------------------------------------------------- where is measured


def test_strips_cover_a_region() -> None:
    region = Region(3, 5, 10, 23)
    found = list(strips(region, area=40, step=4))
    assert [strip.height for strip in found] == [4, 4, 4, 4, 4, 3]
    assert (found[0].top, found[-1].bottom) == (5, 28)
    assert {(strip.left, strip.width) for strip in found} == {(3, 10)}


def test_parts_cover_a_bounded_number_of_pixels() -> None:
    assert parts(Region(0, 0, 100, 100), 10_000, 20) == (Region(0, 0, 100, 100),)
    boxes = parts(Region(10, 10, 1000, 300), 10_000, 20)
    assert len(boxes) == 9
    assert boxes[0] == Region(10, 10, 20, 20)
    assert boxes[4] == Region(500, 150, 20, 20)
    assert boxes[8] == Region(990, 290, 20, 20)
