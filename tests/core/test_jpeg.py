"""The quality that a JPEG's tables stand for, from its file and from pixels that were one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image as PillowImage

from recon_desktop.core.degrade import GaussianNoise, Jpeg, Subsampling
from recon_desktop.core.gauge.compression import compression
from recon_desktop.core.image import Image
from recon_desktop.core.io import load_photo
from recon_desktop.core.jpeg import luma_tables, quality_of
from recon_desktop.core.metrics import round8


def _photo() -> Image:
    return np.asarray(skimage.data.astronaut()[:256, 60:380], np.float32) / np.float32(255.0)


def _luma(image: Image) -> Image:
    return np.asarray(image @ np.array([0.299, 0.587, 0.114], np.float32) * np.float32(255), np.float32)


@pytest.mark.parametrize("quality", [1, 10, 49, 50, 75, 92, 100])
def test_the_tables_are_those_of_the_reference_encoder(tmp_path: Path, quality: int) -> None:
    path = tmp_path / "photo.jpg"
    PillowImage.new("RGB", (16, 16)).save(path, quality=quality)
    with PillowImage.open(path) as image:
        table = image.quantization[0]  # type: ignore[attr-defined]
    np.testing.assert_array_equal(luma_tables()[quality - 1], table)
    assert quality_of(table) == quality


def test_other_tables_get_the_nearest_quality() -> None:
    between = np.rint(luma_tables()[79] * 1.04).astype(int).tolist()
    assert abs(quality_of(between) - 80) <= 2


def test_a_photo_knows_the_quality_of_its_file_until_it_is_worked_on(tmp_path: Path) -> None:
    for name, mode, options in (
        ("a.jpg", "RGB", {"quality": 83}),
        ("b.jpg", "L", {"quality": 61}),
        ("c.png", "RGB", {}),
    ):
        PillowImage.fromarray(skimage.data.astronaut()[:64, :64]).convert(mode).save(tmp_path / name, **options)
    photos = [load_photo(tmp_path / name) for name in ("a.jpg", "b.jpg", "c.png")]
    assert [photo.jpeg_quality for photo in photos] == [83, 61, None]
    assert photos[0].with_pixels(photos[0].pixels, None, "").jpeg_quality is None
    assert replace(photos[0], alpha=None).jpeg_quality == 83


@pytest.mark.parametrize(
    ("quality", "subsampling", "grid"),
    [
        (12, "4:2:0", (0, 0)),
        (35, "4:2:0", (5, 11)),
        (60, "4:4:4", (3, 0)),
        (80, "4:2:2", (0, 7)),
        (92, "4:4:4", (9, 2)),
    ],
)
def test_pixels_tell_the_jpeg_that_they_were(quality: int, subsampling: Subsampling, grid: tuple[int, int]) -> None:
    image = Jpeg(quality, subsampling, grid)(_photo(), np.random.default_rng(0))
    found = compression([(_luma(image), 0, 0)])
    assert found is not None
    assert abs(found.quality - quality) <= 2
    assert found.grid == (-grid[0] % 8, -grid[1] % 8)


def test_the_grid_is_that_of_the_whole_photo_where_parts_are_read() -> None:
    luma = _luma(Jpeg(40, grid=(2, 3))(_photo(), np.random.default_rng(0)))
    parts = [(luma[top : top + 96, left : left + 100], top, left) for top, left in ((0, 5), (101, 3), (150, 200))]
    found = compression(parts)
    assert found is not None
    assert (found.quality, found.grid) == (40, (6, 5))


def test_of_two_jpegs_the_last_one_is_told() -> None:
    twice = Jpeg(30, grid=(4, 4))(Jpeg(10)(_photo(), np.random.default_rng(0)), np.random.default_rng(0))
    found = compression([(_luma(twice), 0, 0)])
    assert found is not None
    assert (found.quality, found.grid) == (30, (4, 4))


@pytest.mark.parametrize("sigma", [0, 2, 25])
def test_what_was_no_jpeg_is_none(sigma: float) -> None:
    image = GaussianNoise(sigma)(_photo(), np.random.default_rng(0))
    assert compression([(_luma(round8(image)), 0, 0)]) is None


def test_a_jpeg_shows_through_a_little_noise_that_came_later() -> None:
    compressed = Jpeg(30)(_photo(), np.random.default_rng(0))
    little, much = (round8(GaussianNoise(sigma)(compressed, np.random.default_rng(1))) for sigma in (2, 25))
    found = compression([(_luma(little), 0, 0)])
    assert found is not None
    assert found.quality == 30
    assert compression([(_luma(much), 0, 0)]) is None


@pytest.mark.parametrize("shape", [(1, 1), (7, 40), (8, 8), (15, 9), (16, 16)])
def test_hardly_any_pixels_tell_no_jpeg(shape: tuple[int, int]) -> None:
    assert compression([(np.random.default_rng(0).random(shape, np.float32) * 255, 0, 0)]) is None
