"""Small pictures of photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.errors import ImageError
from recon_desktop.core.io.thumbnail import thumbnail


def halves(width: int, height: int) -> np.ndarray:  # type: ignore[type-arg]
    """Red on the left, blue on the right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2, 0] = 255
    pixels[:, width // 2 :, 2] = 255
    return pixels


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_a_photo_is_fitted_into_the_square(tmp_path: Path, suffix: str) -> None:
    Image.fromarray(halves(800, 400)).save(tmp_path / f"photo{suffix}")
    small = thumbnail(tmp_path / f"photo{suffix}", 100)
    assert (small.shape, small.dtype) == ((50, 100, 3), np.uint8)
    assert small[25, 20, 0] > 220 > 40 > small[25, 20, 2]
    assert small[25, 80, 2] > 220 > 40 > small[25, 80, 0]


def test_a_small_photo_stays_small(tmp_path: Path) -> None:
    Image.fromarray(halves(30, 20)).save(tmp_path / "photo.png")
    assert thumbnail(tmp_path / "photo.png", 100).shape == (20, 30, 3)


def test_a_turned_jpeg_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(halves(400, 200)).save(tmp_path / "photo.jpg", exif=exif)
    small = thumbnail(tmp_path / "photo.jpg", 100)
    assert small.shape == (100, 50, 3)
    assert small[10, 25, 0] > 200, "what was left is on top"


def test_depths_and_greys(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "deep.tif", np.full((40, 60), 32768, np.uint16))
    tifffile.imwrite(tmp_path / "float.tif", np.full((40, 60, 3), 0.5, np.float32), photometric="rgb")
    for name in ("deep.tif", "float.tif"):
        small = thumbnail(tmp_path / name, 30)
        assert small.shape == (20, 30, 3)
        assert abs(int(small[10, 10, 1]) - 128) <= 1


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_broken_photo_has_none(tmp_path: Path, name: str) -> None:
    Image.fromarray(halves(800, 400)).save(tmp_path / name)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:700])
    with pytest.raises(ImageError):
        thumbnail(tmp_path / name, 100)
    with pytest.raises(ImageError):
        thumbnail(tmp_path / "gone.jpg", 100)
