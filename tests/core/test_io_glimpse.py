"""Large JPEG files at an eighth of their size, in the colours and the position of the photo itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import Glimpse, load_glimpse, load_photo
from recon_desktop.core.photo import in_srgb
from tests.core.files import CAT, exif, icc

BLOCKS = CAT[:120, :168]
"""Whole blocks of 8x8 pixels."""


def save(path: Path, picture: Image.Image | None = None, **options: Any) -> Path:
    (picture or Image.fromarray(BLOCKS)).save(path, quality=95, subsampling=0, **options)
    return path


def look(path: Path) -> Glimpse:
    glimpse = load_glimpse(path, least_megapixels=0)
    assert glimpse is not None
    assert (glimpse.pixels.dtype, glimpse.pixels.ndim, glimpse.pixels.shape[2]) == (np.uint8, 3, 3)
    return glimpse


def assert_mean_of_the_photo(path: Path) -> None:
    photo, glimpse = load_photo(path), look(path)
    assert glimpse.size == photo.size
    shown = in_srgb(photo).pixels
    pixels = shown if shown.ndim == 3 else np.dstack([shown] * 3)
    height, width = photo.size.height // 8, photo.size.width // 8
    means = pixels.reshape(height, 8, width, 8, 3).mean(axis=(1, 3))
    assert np.abs(glimpse.pixels - means).mean() < 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_as_the_photo_does(tmp_path: Path, orientation: int) -> None:
    assert_mean_of_the_photo(save(tmp_path / "turned.jpg", exif=b"Exif\0\0" + exif(orientation)))


def test_it_has_the_colours_of_the_photo(tmp_path: Path) -> None:
    path = save(tmp_path / "wide.jpg", icc_profile=icc("P3"))
    plain = look(save(tmp_path / "plain.jpg")).pixels.astype(int)
    assert np.abs(look(path).pixels - plain).mean() > 3, "the profile counts"
    assert_mean_of_the_photo(path)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_modes(tmp_path: Path, mode: str) -> None:
    assert_mean_of_the_photo(save(tmp_path / "photo.jpg", Image.fromarray(BLOCKS).convert(mode)))


def test_the_last_pixels_stand_for_what_is_left(tmp_path: Path) -> None:
    glimpse = look(save(tmp_path / "odd.jpg", Image.fromarray(CAT[:113, :161])))
    assert glimpse.size == Size(161, 113)
    assert glimpse.pixels.shape == (15, 21, 3)


def test_only_a_large_jpeg_has_one(tmp_path: Path) -> None:
    path = save(tmp_path / "photo.jpg")
    megapixels = 120 * 168 / 1e6
    assert load_glimpse(path, least_megapixels=megapixels) is not None
    assert load_glimpse(path, least_megapixels=megapixels * 1.01) is None
    assert load_glimpse(path, least_megapixels=0, limit_megapixels=megapixels * 0.99) is None
    Image.fromarray(BLOCKS).save(tmp_path / "no.jpg", "PNG")
    assert load_glimpse(tmp_path / "no.jpg", least_megapixels=0) is None
    assert load_glimpse(tmp_path, least_megapixels=0) is None
    assert load_glimpse(tmp_path / "gone.jpg", least_megapixels=0) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert load_glimpse(tmp_path / "pipe.jpg", least_megapixels=0) is None


def test_a_cut_one_has_what_is_there_when_that_is_asked_for(tmp_path: Path) -> None:
    path = save(tmp_path / "photo.jpg")
    path.write_bytes(path.read_bytes()[:-2000])
    assert load_glimpse(path, least_megapixels=0) is None
    glimpse = load_glimpse(path, least_megapixels=0, allow_truncated=True)
    assert glimpse is not None
    assert glimpse.size == Size(168, 120)
