"""Colour profiles to sRGB at every depth, against LittleCMS and against the arithmetic of the spaces."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from recon_desktop.core.color import linear_to_srgb, srgb_profile, srgb_to_linear
from recon_desktop.core.icc import tags
from recon_desktop.core.io import load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.profiles import converter, grey_profile
from tests.core.files import ADOBE_RGB, CAT, DISPLAY_P3, deep, icc

GREY_CAT = CAT[:, :, 1]
GAMMA = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256))
LINEAR = b"curv" + bytes(4) + struct.pack(">I", 0)
TABLE = b"curv" + bytes(4) + struct.pack(">I1024H", 1024, *np.round(np.linspace(0, 1, 1024) ** 1.8 * 65535).astype(int))
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _para(kind: int, *values: float) -> bytes:
    return b"para" + bytes(4) + struct.pack(f">HH{len(values)}i", kind, 0, *(round(v * 65536) for v in values))


CURVES = {
    "gamma": GAMMA,
    "linear": LINEAR,
    "table": TABLE,
    "para0": _para(0, 1.8),
    "para1": _para(1, 2.0, 1.1, -0.1),
    "para2": _para(2, 2.0, 1.1, -0.1, 0.0),
    "para3": _para(3, *SRGB_CURVE),
    "para4": _para(4, *SRGB_CURVE, 0.0, 0.0),
}


def _through_littlecms(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    image = ImageCms.profileToProfile(
        Image.fromarray(pixels), ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    )
    return np.asarray(image)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_an_8_bit_photo_of_linear_light_is_brought_to_srgb(tmp_path: Path, suffix: str) -> None:
    profile = icc("Wide and wild", curve=LINEAR)
    path = tmp_path / f"wide.{suffix}"
    options: dict[str, Any] = {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(CAT).save(path, icc_profile=profile, **options)
    with Image.open(path) as image:
        stored = np.asarray(image)
    photo = load_photo(path)
    assert np.abs(photo.pixels.astype(int) - _through_littlecms(stored, profile)).max() <= 1
    assert np.abs(photo.pixels.astype(int) - stored).max() > 5
    told = ("converted from Wide and wild to sRGB; colours beyond it are cut",)
    assert (photo.profile, photo.notes) == ("Wide and wild", told)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
def test_colours_beyond_srgb_are_told_where_they_are_cut(tmp_path: Path, depth: type) -> None:
    top = 1 if depth == np.float32 else np.iinfo(depth).max
    told = "converted from P3 to sRGB; colours beyond it are cut"
    for red, cut in ((1.0, depth != np.float32), (0.6, False)):
        pixels = np.full((40, 50, 3), 0.5 * top, depth)
        pixels[8:20, 8:20] = np.array([red, 0.1 if cut else 0.5, 0.1 if cut else 0.5]) * top
        path = tmp_path / "wide.tif"
        tifffile.imwrite(path, pixels, photometric="rgb", iccprofile=icc("P3", curve=LINEAR), metadata=None)
        photo = load_photo(path)
        assert photo.notes == ((told,) if cut else ())
        assert losses(photo, tmp_path / "result.tif") == photo.notes


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("primaries", [DISPLAY_P3, ADOBE_RGB], ids=["P3", "Adobe"])
def test_deep_conversion_agrees_with_littlecms(primaries: Any, curve: str) -> None:
    profile = icc("wide", primaries, CURVES[curve])
    convert, exact = converter(profile, 3, np.dtype(np.uint16))
    assert exact
    assert convert is not None
    expected = _through_littlecms(CAT, profile).astype(int)
    found = convert(CAT.astype(np.uint16) * 257)
    assert found.dtype == np.uint16
    assert np.abs(found / 257 - expected).max() < 1.6


def test_deep_conversion_is_finer_than_8_bits(tmp_path: Path) -> None:
    path = tmp_path / "wide.tif"
    profile = icc("P3", curve=LINEAR)
    tifffile.imwrite(path, deep(CAT), photometric="rgb", iccprofile=profile, metadata=None)
    photo = load_photo(path)
    to_srgb = np.linalg.inv(_srgb_matrix()) @ np.array(DISPLAY_P3).T
    expected = linear_to_srgb((deep(CAT) / 65535 @ to_srgb.T).astype(np.float32))
    assert np.abs(photo.pixels - np.clip(expected, 0, 1) * 65535).max() < 12
    assert photo.profile == "P3"


def _srgb_matrix() -> np.ndarray:
    entries = tags(srgb_profile())
    return np.array([struct.unpack_from(">3i", entries[letter + b"XYZ"], 8) for letter in (b"r", b"g", b"b")]).T / 65536


def test_linear_float_light_may_leave_the_range(tmp_path: Path) -> None:
    values = (srgb_to_linear(CAT / np.float32(255)) * 4).astype(np.float32)
    path = tmp_path / "light.tif"
    profile = icc("linear sRGB", _srgb_matrix().T.tolist(), LINEAR)
    tifffile.imwrite(path, values, photometric="rgb", iccprofile=profile, metadata=None)
    photo = load_photo(path)
    np.testing.assert_allclose(photo.pixels, linear_to_srgb(values), atol=2e-4)
    assert photo.pixels.max() > 1.2


@pytest.mark.parametrize("kind", ["table", "sampled"])
@pytest.mark.parametrize("grey", [False, True])
def test_float_light_beyond_white_is_not_clipped(kind: str, grey: bool) -> None:
    if kind == "sampled" and grey:
        profile = icc("lab", curve=TABLE, grey=True)
        profile = profile[:20] + b"Lab " + profile[24:]
    else:
        profile = icc("wide", curve=TABLE, grey=grey) if kind == "table" else _table_profile()
    convert, exact = converter(profile, 1 if grey else 3, np.dtype(np.float32))
    assert convert is not None
    assert exact == (kind == "table")
    values = np.array([0.9, 1.0, 1.1, 1.5], np.float32).reshape(1, 4, 1).repeat(1 if grey else 3, 2)
    found = convert(values)
    assert (np.diff(found, axis=1) > 0.02).all()
    slope = found[:, 2] - found[:, 1]
    if kind == "sampled":
        np.testing.assert_allclose(found[:, 3] - found[:, 1], 5 * slope, rtol=1e-3)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_grey_profiles(tmp_path: Path, depth: type) -> None:
    pixels = GREY_CAT if depth == np.uint8 else deep(GREY_CAT)
    path = tmp_path / "grey.tif"
    profile = icc("linear grey", curve=LINEAR, grey=True)
    tifffile.imwrite(path, pixels, photometric="minisblack", iccprofile=profile, metadata=None)
    photo = load_photo(path)
    top = np.iinfo(depth).max
    expected = linear_to_srgb((pixels / top).astype(np.float32))
    assert photo.grey
    assert photo.profile == "linear grey"
    assert np.abs(photo.pixels / top - expected).max() < 1.5 / 255


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
def test_srgb_is_left_alone(depth: type) -> None:
    variants = (srgb_profile(), icc("sRGB", _srgb_matrix().T.tolist(), CURVES["para3"]))
    for profile in variants:
        assert converter(profile, 3, np.dtype(depth)) == (None, True)
    assert converter(grey_profile(), 1, np.dtype(depth)) == (None, True)


def _table_profile() -> bytes:
    """A CMYK-like kind of profile for RGB: an A2B0 table (lut16) on a 2-node grid, Lab connection space."""
    lut = b"mft2" + bytes(4) + bytes([3, 3, 17, 0])
    lut += struct.pack(">9i", *(65536 if i % 4 == 0 else 0 for i in range(9))) + struct.pack(">HH", 2, 2)
    grid = np.stack(np.meshgrid(*[np.linspace(0, 255, 17)] * 3, indexing="ij"), -1).reshape(1, -1, 3).round()
    lab = ImageCms.profileToProfile(
        Image.fromarray(grid.astype(np.uint8)),
        ImageCms.ImageCmsProfile(io.BytesIO(icc("P3"))),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert lab is not None
    # Pillow shows a and b signed; ICC version 2 encodes L as 0..0xFF00, a and b around 0x8000.
    values = np.asarray(lab)[0].astype(np.uint8).astype(int)
    values[:, 1:] = (values[:, 1:] + 128) % 256
    clut = np.column_stack([values[:, 0] * 0xFF00 / 255, values[:, 1] * 256, values[:, 2] * 256]).round().astype(">u2")
    ramp = struct.pack(">2H", 0, 65535)
    lut += ramp * 3 + clut.tobytes() + ramp * 3
    base = icc("A table")
    entries = {name: entry for name, entry in tags(base).items() if name in (b"desc", b"cprt", b"wtpt")} | {
        b"A2B0": lut
    }
    table, content, at = b"", b"", 132 + 12 * len(entries)
    for name, entry in entries.items():
        table += struct.pack(">4sII", name, at + len(content), len(entry))
        content += entry + bytes(-len(entry) % 4)
    head = base[:20] + b"Lab " + base[24:128]
    body = struct.pack(">I", len(entries)) + table + content
    return struct.pack(">I", 128 + len(body)) + head[4:] + body


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_profile_of_tables_is_sampled_and_it_is_said_so(tmp_path: Path, depth: type) -> None:
    profile = _table_profile()
    path = tmp_path / "scan.tif"
    pixels = CAT if depth == np.uint8 else CAT.astype(np.uint16) * 257
    tifffile.imwrite(path, pixels, photometric="rgb", iccprofile=profile, metadata=None)
    photo = load_photo(path)
    expected = _through_littlecms(CAT, profile).astype(float) / 255
    assert np.abs(photo.pixels / np.iinfo(depth).max - expected).max() < 5 / 255
    assert photo.profile == "A table"
    assert bool(photo.notes) == (depth == np.uint16)


def test_cmyk_with_a_profile_that_does_not_fit_is_converted_plainly(tmp_path: Path) -> None:
    path = tmp_path / "cmyk.jpg"
    Image.fromarray(CAT).convert("CMYK").save(path, quality=95, icc_profile=icc("P3"))
    photo = load_photo(path)
    assert np.abs(photo.pixels.astype(int) - CAT).mean() < 3
    assert "profile" in photo.notes[0]


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
@pytest.mark.parametrize("pixels", [CAT, GREY_CAT], ids=["colour", "grey"])
def test_saved_files_carry_srgb(tmp_path: Path, pixels: np.ndarray, suffix: str) -> None:
    path = save_photo(photo_from_array(pixels), tmp_path / f"cat.{suffix}")
    with Image.open(path) as image:
        profile = image.info["icc_profile"]
    grey = pixels.ndim == 2 and suffix != "webp"
    assert profile[16:20] == (b"GRAY" if grey else b"RGB ")
    assert "sRGB" in ImageCms.getProfileName(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    assert load_photo(path).notes == ()
