"""TIFF in the shapes that cameras, scanners, microscopes and image editors give it."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.errors import ImageError, ImageUnreadable
from recon_desktop.core.io import load_photo, probe
from tests.core.files import CAT, RAMP, deep

GREY_CAT = CAT[:, :, 1]
CLEAR_CAT = np.dstack([CAT, RAMP])


def _write(path: Path, pixels: np.ndarray, **options: Any) -> Path:
    options.setdefault("photometric", "rgb" if pixels.ndim == 3 else "minisblack")
    tifffile.imwrite(path, pixels, metadata=None, **options)
    return path


def _float(pixels: np.ndarray) -> np.ndarray:
    return (pixels / np.float32(200)).astype(np.float32)


@pytest.mark.parametrize(
    "options", [{}, {"tile": (32, 48)}, {"rowsperstrip": 7}, {"byteorder": ">"}, {"bigtiff": True}]
)
@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize("pixels", [CAT, GREY_CAT, deep(CAT), _float(CAT)], ids=["rgb8", "grey8", "rgb16", "rgbfloat"])
def test_layouts(tmp_path: Path, pixels: np.ndarray, compression: str | None, options: dict[str, Any]) -> None:
    path = _write(tmp_path / "cat.tif", pixels, compression=compression, **options)
    photo = load_photo(path)
    assert photo.pixels.dtype == probe(path).depth == pixels.dtype
    assert photo.pixels.dtype.isnative
    np.testing.assert_array_equal(photo.pixels, pixels)


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("pixels", [CAT, deep(CAT)], ids=["8", "16"])
def test_horizontal_differences(tmp_path: Path, pixels: np.ndarray, byteorder: str) -> None:
    path = _write(
        tmp_path / "cat.tif", pixels, compression="deflate", predictor=2, byteorder=byteorder, rowsperstrip=50
    )
    np.testing.assert_array_equal(load_photo(path).pixels, pixels)


@pytest.mark.parametrize("pixels", [CLEAR_CAT, deep(CAT)], ids=["8", "16"])
@pytest.mark.parametrize("options", [{}, {"tile": (64, 64)}, {"rowsperstrip": 11, "compression": "deflate"}])
def test_planes(tmp_path: Path, pixels: np.ndarray, options: dict[str, Any]) -> None:
    extra = {"extrasamples": ["unassalpha"]} if pixels.shape[2] == 4 else {}
    path = _write(tmp_path / "cat.tif", np.moveaxis(pixels, 2, 0), planarconfig="separate", **extra, **options)
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, pixels[:, :, :3])
    assert (photo.alpha is not None) == bool(extra)


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "tiff_adobe_deflate", "tiff_deflate"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_what_libtiff_packs(tmp_path: Path, mode: str, compression: str) -> None:
    path = tmp_path / "cat.tif"
    image = Image.fromarray(CLEAR_CAT).convert(mode)
    image.save(path, compression=compression)
    photo = load_photo(path)
    found = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    np.testing.assert_array_equal(found, np.asarray(image))


@pytest.mark.parametrize("predictor", [1, 2])
@pytest.mark.parametrize("code", [5, 32773, 8])
def test_16_bits_packed_by_libtiff(tmp_path: Path, code: int, predictor: int) -> None:
    pixels = deep(CAT)
    options = [cv2.IMWRITE_TIFF_COMPRESSION, code, cv2.IMWRITE_TIFF_PREDICTOR, predictor]
    done, stream = cv2.imencode(".tif", pixels[:, :, ::-1], options)
    assert done
    path = tmp_path / "cat.tif"
    path.write_bytes(stream.tobytes())
    np.testing.assert_array_equal(load_photo(path).pixels, pixels)


@pytest.mark.parametrize(
    ("mode", "compression"),
    [
        ("1", "group4"),
        ("1", "group3"),
        ("1", "packbits"),
        ("1", None),
        ("P", None),
        ("P", "tiff_lzw"),
        ("L", "jpeg"),
        ("RGB", "jpeg"),
    ],
)
def test_kinds_left_to_pillow(tmp_path: Path, mode: str, compression: str | None) -> None:
    path = tmp_path / "cat.tif"
    Image.fromarray(CAT).convert(mode).save(path, compression=compression)
    image = Image.open(path)
    expected = np.asarray(image.convert("RGB" if mode in ("P", "RGB") else "L"))
    image.close()
    np.testing.assert_array_equal(load_photo(path).pixels, expected)


def test_lab_is_brought_to_srgb(tmp_path: Path) -> None:
    from PIL import ImageCms

    image = Image.fromarray(CAT)
    lab = ImageCms.profileToProfile(
        image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    path = tmp_path / "lab.tif"
    lab.save(path)
    assert np.abs(load_photo(path).pixels.astype(int) - CAT).mean() < 3


def test_float_may_leave_the_range(tmp_path: Path) -> None:
    pixels = _float(CAT) * 3 - 0.5
    photo = load_photo(_write(tmp_path / "light.tif", pixels))
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.notes == ()


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_floats_become_float32(tmp_path: Path, dtype: type) -> None:
    pixels = (CAT / 128).astype(dtype)
    photo = load_photo(_write(tmp_path / "light.tif", pixels))
    np.testing.assert_array_equal(photo.pixels, pixels.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.uint32])
def test_other_whole_numbers_become_float_and_it_is_said_so(tmp_path: Path, dtype: type) -> None:
    top = np.iinfo(dtype).max
    pixels = (GREY_CAT / 255 * top).astype(dtype)
    if np.iinfo(dtype).min < 0:
        pixels[0, 0] = -5
    photo = load_photo(_write(tmp_path / "counts.tif", pixels))
    assert photo.depth == np.float32
    np.testing.assert_allclose(photo.pixels, np.maximum(pixels / top, 0), rtol=1e-6)
    assert "whole numbers became float" in photo.notes[0]


def test_what_is_no_number_is_replaced_and_it_is_said_so(tmp_path: Path) -> None:
    pixels = _float(GREY_CAT)
    pixels[0, :3] = np.nan, np.inf, -np.inf
    photo = load_photo(_write(tmp_path / "light.tif", pixels))
    assert photo.pixels[0, :3].tolist() == [0, 1, 0]
    assert photo.notes == ("3 values that are not numbers were replaced",)


@pytest.mark.parametrize("pixels", [GREY_CAT, deep(GREY_CAT)], ids=["8", "16"])
def test_white_is_zero(tmp_path: Path, pixels: np.ndarray) -> None:
    path = _write(tmp_path / "negative.tif", np.iinfo(pixels.dtype).max - pixels, photometric="miniswhite")
    np.testing.assert_array_equal(load_photo(path).pixels, pixels)


def test_premultiplied_alpha_is_divided_out(tmp_path: Path) -> None:
    pixels, alpha = deep(CAT), deep(RAMP) | 1
    multiplied = np.round(pixels * (alpha[:, :, None] / 65535)).astype(np.uint16)
    path = _write(tmp_path / "clear.tif", np.dstack([multiplied, alpha]), extrasamples=["assocalpha"])
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.alpha, alpha)
    solid = alpha > 20000
    assert np.abs(photo.pixels[solid].astype(int) - pixels[solid]).max() <= 3


def test_spare_channels_are_left_out_and_it_is_said_so(tmp_path: Path) -> None:
    path = _write(tmp_path / "five.tif", np.dstack([CAT, RAMP, RAMP]), extrasamples=["unspecified", "unspecified"])
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, CAT)
    assert photo.alpha is None
    assert photo.notes == ("2 of its 5 channels were left out",)


def test_of_several_pages_the_first_one_and_it_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as writer:
        for shift in (0, 30, 60):
            writer.write(np.roll(CAT, shift, axis=1), photometric="rgb", metadata=None)
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, CAT)
    assert probe(path).frames == 3
    assert photo.notes == ("the first of 3 frames",)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_floating_point_predictor(tmp_path: Path, order: str) -> None:
    pixels = _float(CAT)
    height, width = pixels.shape[:2]
    planes = np.moveaxis(pixels.astype(">f4").view(np.uint8).reshape(height, width * 3, 4), 2, 1).reshape(height, -1, 3)
    planes = np.diff(planes, axis=1, prepend=np.zeros((height, 1, 3), np.uint8))
    packed = zlib.compress(planes.astype(np.uint8).tobytes())
    # tifffile writes such files only with a package of codecs: write one without, and patch its predictor.
    path = tmp_path / "light.tif"
    tifffile.imwrite(
        path,
        iter([packed]),
        shape=pixels.shape,
        dtype=np.float32,
        photometric="rgb",
        compression="deflate",
        rowsperstrip=height,
        byteorder=order,
        metadata=None,
        software=False,
        extratags=[(65000, 3, 1, 3, True)],
    )
    content = path.read_bytes()
    entry = struct.pack(order + "HHIH", 65000, 3, 1, 3)
    assert content.count(entry) == 1
    path.write_bytes(content.replace(entry, struct.pack(order + "HHIH", 317, 3, 1, 3)))
    np.testing.assert_array_equal(load_photo(path).pixels, pixels)


def test_a_camera_raw_file_is_told_apart(tmp_path: Path) -> None:
    path = _write(tmp_path / "raw.dng", CAT, extratags=[(50706, 1, 4, bytes([1, 4, 0, 0]), True)])
    with pytest.raises(ImageUnreadable) as caught:
        load_photo(path)
    assert "camera raw" in caught.value.detail


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "ycbcr16.tif", deep(CAT), photometric="ycbcr")
    with pytest.raises(ImageUnreadable) as caught:
        load_photo(path)
    assert "16 bits, YCBCR" in caught.value.detail


@pytest.mark.parametrize("keep", [0.99, 0.5, 0.1])
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_a_file_that_ends_early(tmp_path: Path, keep: float, compression: str | None) -> None:
    path = _write(tmp_path / "cut.tif", CAT, compression=compression, rowsperstrip=20)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(ImageUnreadable):
        load_photo(path)


def test_damaged_files_are_refused_or_read_but_nothing_else(tmp_path: Path) -> None:
    whole = _write(tmp_path / "cat.tif", CAT[:40, :40], compression="deflate", tile=(16, 16)).read_bytes()
    rng = np.random.default_rng(7)
    path = tmp_path / "damaged.tif"
    for _ in range(300):
        content = bytearray(whole)
        for place in rng.integers(4, 400, 3):
            content[place] = rng.integers(256)
        path.write_bytes(content)
        with suppress(ImageError):
            load_photo(path)
