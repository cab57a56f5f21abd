"""The resolution that a photo states, from format to format, written and read back by Pillow and tifffile."""

from __future__ import annotations

import itertools
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.io import load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.ifd import RATIONAL, Field, packed, short
from recon_desktop.core.photo import Metadata, Photo, Resolution
from tests.core.files import CAT, exif, png

HOLDING = ("jpg", "png", "tif", "bmp")
INCH = Fraction(10_000, 254)


def stated(path: Path) -> Any:
    """Dots an inch as Pillow reads them."""
    with Image.open(path) as image:
        return image.info.get("dpi")


def jfif(path: Path, unit: int, across: int, down: int) -> Path:
    """A JPEG whose header states this."""
    Image.fromarray(CAT).save(path)
    content = path.read_bytes()
    assert content[6:11] == b"JFIF\0"
    path.write_bytes(content[:13] + struct.pack(">BHH", unit, across, down) + content[18:])
    return path


def resolved(across: Fraction | int, down: Fraction | int | None = None, *, absolute: bool = True) -> Photo:
    """A photo of this resolution."""
    down = across if down is None else down
    return photo_from_array(CAT, metadata=Metadata(resolution=Resolution(Fraction(across), Fraction(down), absolute)))


def exif_block(across: tuple[int, int], down: tuple[int, int], unit: int | None = 2) -> bytes:
    """An EXIF block with a resolution alone."""
    fields: Any = {282: Field(RATIONAL, 1, struct.pack("<II", *across))}
    fields[283] = Field(RATIONAL, 1, struct.pack("<II", *down))
    if unit is not None:
        fields[296] = short(unit)
    return b"II*\0\x08\0\0\0" + packed(fields, 8)


@pytest.mark.parametrize(("source", "target"), list(itertools.product(HOLDING, HOLDING)))
def test_dots_an_inch_go_from_format_to_format(tmp_path: Path, source: str, target: str) -> None:
    path = tmp_path / f"source.{source}"
    Image.fromarray(CAT).save(path, dpi=(300, 240))
    photo = load_photo(path)
    assert photo.metadata.resolution == Resolution(300 * INCH, 240 * INCH)
    assert not any("resolution" in told for told in losses(photo, tmp_path / f"result.{target}"))
    result = save_photo(photo, tmp_path / f"result.{target}")
    assert stated(result) == pytest.approx((300, 240), rel=1e-4)
    assert load_photo(result).metadata.resolution == photo.metadata.resolution


def test_dots_a_centimetre_stay_what_they_are(tmp_path: Path) -> None:
    photo = load_photo(jfif(tmp_path / "source.jpg", 2, 118, 59))
    assert photo.metadata.resolution == Resolution(Fraction(11800), Fraction(5900))
    for suffix in HOLDING:
        result = save_photo(photo, tmp_path / f"result.{suffix}")
        assert load_photo(result).metadata.resolution == photo.metadata.resolution
    assert (tmp_path / "result.jpg").read_bytes()[13:18] == struct.pack(">BHH", 2, 118, 59)
    with tifffile.TiffFile(tmp_path / "result.tif") as file:
        tags = file.pages.first.tags
        assert (tags["XResolution"].value, tags["YResolution"].value) == ((118, 1), (59, 1))
        assert tags["ResolutionUnit"].value == 3


def test_of_exif_where_it_is_the_only_place(tmp_path: Path) -> None:
    jpeg = tmp_path / "source.jpg"
    Image.fromarray(CAT).save(jpeg, exif=b"Exif\0\0" + exif_block((600, 2), (150, 1), None))
    photo = load_photo(jpeg)
    assert photo.metadata.resolution == Resolution(300 * INCH, 150 * INCH)
    for suffix in HOLDING:
        assert stated(save_photo(photo, tmp_path / f"result.{suffix}")) == pytest.approx((300, 150), rel=1e-4)
    assert losses(photo, tmp_path / "result.webp") == (), "EXIF holds it there"
    Image.fromarray(CAT).save(jpeg, exif=b"Exif\0\0" + exif_block((72, 1), (72, 1)), dpi=(300, 300))
    assert load_photo(jpeg).metadata.resolution == Resolution(300 * INCH, 300 * INCH)
    webp = tmp_path / "source.webp"
    Image.fromarray(CAT).save(webp, exif=exif_block((72, 1), (72, 1)))
    assert load_photo(webp).metadata.resolution == Resolution(72 * INCH, 72 * INCH)


@pytest.mark.parametrize(
    "block",
    [
        exif_block((0, 1), (0, 1)),
        exif_block((1, 0), (1, 0)),
        exif_block((300, 1), (300, 1), 1),
        exif_block((1, 2**32 - 1), (1, 2**32 - 1)),
        exif_block((2**32 - 1, 1), (2**32 - 1, 1), 3),
        exif_block((2**32 - 1, 1), (1, 2**32 - 1), 1),
        exif(6),
    ],
)
def test_what_states_nothing(tmp_path: Path, block: bytes) -> None:
    path = tmp_path / "source.jpg"
    Image.fromarray(CAT).save(path, exif=b"Exif\0\0" + block)
    photo = load_photo(path)
    assert photo.metadata.resolution is None
    assert photo.notes == ()
    for suffix in HOLDING:
        assert load_photo(save_photo(photo, tmp_path / f"result.{suffix}")).size == photo.size


def test_a_photo_without_a_resolution_gets_none(tmp_path: Path) -> None:
    for suffix in HOLDING:
        path = save_photo(photo_from_array(CAT), tmp_path / f"plain.{suffix}")
        assert load_photo(path).metadata.resolution is None
        assert stated(path) in (None, (1, 1)), "TIFF has to have numbers"


def test_the_shape_of_pixels_goes_along_where_no_unit_is_told(tmp_path: Path) -> None:
    shape = Resolution(Fraction(4), Fraction(3), absolute=False)
    sources = jfif(tmp_path / "source.jpg", 0, 16, 12), tmp_path / "source.png"
    sources[1].write_bytes(png(CAT, (b"pHYs", struct.pack(">IIB", 8, 6, 0))))
    for source in sources:
        photo = load_photo(source)
        assert photo.metadata.resolution == shape
        for suffix in ("jpg", "png", "tif"):
            assert losses(photo, tmp_path / f"result.{suffix}") == ()
            result = save_photo(photo, tmp_path / f"result.{suffix}", overwrite=True)
            assert load_photo(result).metadata.resolution == shape
        assert losses(photo, tmp_path / "result.bmp") == (
            "the resolution is left out: only JPEG, PNG or TIFF files take it along",
        )
        assert load_photo(save_photo(photo, tmp_path / "result.bmp", overwrite=True)).metadata.resolution is None


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_it_turns_with_the_photo(tmp_path: Path, suffix: str) -> None:
    tags = Image.Exif()
    tags[274] = 6
    path = tmp_path / f"source.{suffix}"
    Image.fromarray(CAT).save(path, exif=tags, dpi=(300, 150))
    photo = load_photo(path)
    assert photo.metadata.resolution == Resolution(150 * INCH, 300 * INCH)
    assert stated(save_photo(photo, tmp_path / "result.png")) == pytest.approx((150, 300), rel=1e-4)


def test_what_a_format_has_no_number_for_is_told(tmp_path: Path) -> None:
    names = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF", "bmp": "BMP"}
    for photo, holding in (
        (resolved(300 * INCH), ("jpg", "png", "tif", "bmp")),
        (resolved(Fraction(145, 2) * INCH), ("jpg", "png", "tif", "bmp")),  # JPEG rounds 72.5, by less than a percent
        (resolved(70_000 * INCH), ("jpg", "png", "tif", "bmp")),  # 27559 a centimetre
        (resolved(10**8), ("png", "tif", "bmp")),
        (resolved(Fraction(1, 3)), ("tif",)),
    ):
        for suffix in ("jpg", "png", "tif", "bmp", "webp"):
            told = losses(photo, tmp_path / f"result.{suffix}")
            result = load_photo(save_photo(photo, tmp_path / f"result.{suffix}", overwrite=True))
            assert (result.metadata.resolution is not None) == (suffix in holding)
            if suffix in holding:
                assert told == ()
                found = result.metadata.resolution
                assert found is not None
                assert photo.metadata.resolution is not None
                assert float(found.across / photo.metadata.resolution.across) == pytest.approx(1, abs=0.01)
            else:
                *several, last = (names[name] for name in holding)
                formats = f"{', '.join(several)} or {last}" if several else last
                assert told == (f"the resolution is left out: only {formats} files take it along",)


def test_fractions_that_fit_no_32_bits_are_told_as_nearly_as_they_can(tmp_path: Path) -> None:
    odd = Fraction(123_456_789_123, 9_876_543_211)
    for value in (odd, odd * 10**5, Fraction(2**32 - 1), Fraction(1, 1000)):
        found = load_photo(save_photo(resolved(value), tmp_path / "odd.tif", overwrite=True)).metadata.resolution
        assert found is not None
        assert float(found.across / value) == pytest.approx(1, abs=1e-6)


def test_a_jpeg_with_odd_segments_is_read_all_the_same(tmp_path: Path) -> None:
    path = jfif(tmp_path / "source.jpg", 1, 300, 300)
    content = path.read_bytes()
    for segment in (b"", b"JFXX\0\x10" + bytes(20), b"JFIF\0\1\1\1\0\0\0\0\0\0"):
        path.write_bytes(content[:2] + b"\xff\xe0" + struct.pack(">H", len(segment) + 2) + segment + content[20:])
        photo = load_photo(path)
        assert photo.metadata.resolution is None
        np.testing.assert_array_equal(photo.pixels.shape, CAT.shape)
