"""What a photo tells by itself: damage moves each measure the way it should."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from recon_desktop.core import color, degrade, metrics, naturalness
from recon_desktop.core.blockiness import Blockiness
from recon_desktop.core.gauge import gauge
from recon_desktop.core.geometry import Region
from recon_desktop.core.histogram import histogram
from recon_desktop.core.image import Image
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import ArraySource
from recon_desktop.core.quality import damage_of, quality, quality_areas
from recon_desktop.core.resize import bicubic
from recon_desktop.resources import pristine_statistics

DAMAGES = {
    "noise": degrade.GaussianNoise(20),
    "blur": degrade.Blur(2),
    "jpeg": degrade.Jpeg(8),
}


def _photo(name: str = "astronaut") -> Image:
    return np.asarray(getattr(skimage.data, name)()[:400, :500], np.float32) / np.float32(255.0)


def _damaged(image: Image, damage: str) -> Image:
    return metrics.round8(DAMAGES[damage](image, np.random.default_rng(0)))


@pytest.fixture(scope="module")
def pristine() -> Pristine:
    return Pristine.read(pristine_statistics())


# -------------------------------------------------------------------- blockiness


def _blockiness(image: Image, scale: int = 1, left: int = 0, top: int = 0) -> float:
    blocks = Blockiness(scale)
    blocks.add(color.luma(image), left, top)
    assert blocks.ratio is not None
    return blocks.ratio


def test_blockiness_is_one_without_a_grid_and_grows_with_compression() -> None:
    image = _photo()
    assert _blockiness(image) == pytest.approx(1, abs=0.06)
    assert _blockiness(_damaged(image, "noise")) == pytest.approx(1, abs=0.02)
    values = [_blockiness(degrade.Jpeg(quality)(image, np.random.default_rng(0))) for quality in (80, 40, 10)]
    assert values == sorted(values)
    assert values[-1] > 1.8


def test_the_grid_begins_at_the_corner_of_the_photo() -> None:
    compressed = _damaged(_photo(), "jpeg")
    whole, part = _blockiness(compressed), compressed[101:381, 53:453]
    assert _blockiness(part, left=53, top=101) == pytest.approx(whole, rel=0.1)
    assert _blockiness(part) < 1.2, "the grid lies elsewhere"


def test_an_enlarged_grid_is_found_too() -> None:
    compressed = _damaged(_photo()[:200, :240], "jpeg")
    assert _blockiness(bicubic(compressed, 2), 2) == pytest.approx(_blockiness(compressed), rel=0.2)


@pytest.mark.parametrize("scale", [2, 4])
def test_interpolation_is_no_grid(scale: int) -> None:
    noise = np.random.default_rng(0).random((160, 160, 3), np.float32)
    assert _blockiness(bicubic(noise, scale), scale) == pytest.approx(1, abs=0.03)


def test_blockiness_of_pictures_without_borders_or_steps() -> None:
    assert Blockiness().ratio is None
    small = Blockiness()
    small.add(np.zeros((8, 8), np.float32))
    assert small.ratio is None
    assert _blockiness(np.full((32, 32), 0.5, np.float32)) == 1
    assert _blockiness(_photo()[::8, ::8].repeat(8, axis=0).repeat(8, axis=1)) == np.inf


# -------------------------------------------------------------------- NIQE


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_damage_raises_niqe(name: str, damage: str, pristine: Pristine) -> None:
    image = _photo(name)
    clean, worse = (
        naturalness.niqe([naturalness.features(picture)], pristine) for picture in (image, _damaged(image, damage))
    )
    assert clean is not None
    assert worse is not None
    assert 1 < clean < 6
    assert worse > clean + 1


def test_the_index_is_zero_for_what_it_was_fitted_to() -> None:
    described = naturalness.features(_photo())
    assert described.shape == (4 * 5, naturalness.FEATURES)
    own = naturalness.fit([described], "itself")
    assert naturalness.niqe([described], own) == pytest.approx(0, abs=1e-6)


def test_a_known_distribution_is_recognised() -> None:
    rng = np.random.default_rng(0)
    gaussian = rng.normal(0, 1, (3, 300, 300)).astype(np.float32)
    shape, left, right = naturalness._asymmetric(gaussian)
    np.testing.assert_allclose(shape, 2, atol=0.03)
    np.testing.assert_allclose([left, right], np.sqrt(2), atol=0.03)
    laplacian = rng.laplace(0, 1, (1, 300, 300)).astype(np.float32)
    laplacian[laplacian > 0] *= 2
    shape, left, right = naturalness._asymmetric(laplacian)
    assert shape[0] == pytest.approx(1, abs=0.2)
    assert right[0] / left[0] == pytest.approx(2, abs=0.05)


def test_small_and_flat_photos(pristine: Pristine) -> None:
    assert naturalness.features(_photo()[:95]).shape == (0, 36)
    assert naturalness.niqe([naturalness.features(_photo()[:192, :191])], pristine) is None
    assert naturalness.niqe([], pristine) is None
    flat = naturalness.niqe([naturalness.features(np.full((200, 200, 3), 0.5, np.float32))], pristine)
    assert flat is not None
    assert np.isfinite(flat)


def test_statistics_survive_their_file(tmp_path: Path, pristine: Pristine) -> None:
    pristine.write(tmp_path / "again.json")
    again = Pristine.read(tmp_path / "again.json")
    np.testing.assert_array_equal(again.mean, pristine.mean)
    np.testing.assert_array_equal(again.covariance, pristine.covariance)
    np.testing.assert_array_equal(again.covariance, again.covariance.T)
    assert np.linalg.eigvalsh(again.covariance).min() > 0
    assert "photos" in again.source
    assert pristine_statistics().stat().st_size < 100_000


# -------------------------------------------------------------------- histogram


def test_a_histogram_counts_every_pixel_once() -> None:
    picture = np.zeros((4, 5, 3), np.float32)
    picture[0, :, 0] = 1.0
    picture[1, :, 1] = 100 / 255
    picture[2, :, 2] = 7.0
    told = histogram([picture, picture])
    assert (told.red[255], told.red[0]) == (10, 30)
    assert (told.green[100], told.blue[255]) == (10, 10)
    assert told.luma[76] == 10, "0.299 of white"
    assert {sum(channel) for channel in (told.red, told.green, told.blue, told.luma)} == {40}


# -------------------------------------------------------------------- all of it


def test_quality_of_parts_and_of_the_whole(pristine: Pristine) -> None:
    noisy = _damaged(_photo(), "noise")
    source = ArraySource(noisy)
    areas = (Region(0, 0, 200, 192), Region(200, 192, 200, 192))
    told = quality(source.read, areas, pristine)
    assert told.noise == pytest.approx(20, rel=0.35)
    assert told.noise == gauge(source.read, areas).strength
    assert told.sharpness == pytest.approx(metrics.sharpness(noisy), rel=0.2)
    assert told.niqe is not None
    assert sum(told.histogram.luma) == 2 * 200 * 192
    assert quality(source.read, areas, None).niqe is None


def test_large_photos_are_judged_by_parts() -> None:
    assert quality_areas(Region(0, 0, 2000, 2000)) == (Region(0, 0, 2000, 2000),)
    areas = quality_areas(Region(0, 0, 6000, 4000))
    assert len(areas) == 9
    assert sum(area.size.area for area in areas) <= 4_000_000


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (9, 9), (2, 40)])
def test_tiny_photos_are_judged_too(shape: tuple[int, int], pristine: Pristine) -> None:
    picture = np.random.default_rng(0).random((*shape, 3), np.float32)
    told = quality(ArraySource(picture).read, [Region(0, 0, shape[1], shape[0])], pristine)
    assert told.niqe is None
    assert told.noise >= 0


@pytest.mark.parametrize("side", [900, 2100])
def test_the_noise_of_a_large_photo_is_not_that_of_its_middle_alone(side: int) -> None:
    pixels = np.full((side, side, 3), 0.5, np.float32)
    third = side // 3
    noise = np.random.default_rng(0).normal(0, 0.1, (third, third, 3))
    pixels[third : 2 * third, third : 2 * third] += noise.astype(np.float32)
    source = ArraySource(pixels)
    told = damage_of(source)
    assert told.strength == quality(source.read, quality_areas(source.size.whole), None).noise
    middle = Region(third, third, third, third)
    assert told.strength < 0.7 * gauge(source.read, [middle]).strength
