"""EXIF and XMP on their way from a photo to its result, in every format, read back by Pillow and tifffile."""

from __future__ import annotations

import io
import itertools
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.exif import sized_exif, tiff_fields, upright_exif
from recon_desktop.core.io.ifd import Field, Structure, packed
from recon_desktop.core.io.metadata import upright_xmp
from recon_desktop.core.io.photoshop import iptc_of
from recon_desktop.core.photo import Metadata, Photo
from tests.core.files import CAT, MAKER_NOTE, THUMBNAIL, XMP, deep, exif, icc, png, read_exif

HOLDING = ("jpg", "png", "webp", "tif")


def _source(path: Path, *, order: str = "<", orientation: int = 6) -> Path:
    """A photo with EXIF, GPS, thumbnail and XMP, in the format of the suffix."""
    options: dict[str, Any] = {"lossless": True} if path.suffix == ".webp" else {}
    if path.suffix == ".png":
        text = b"XML:com.adobe.xmp" + bytes(5) + XMP
        path.write_bytes(png(deep(CAT), (b"eXIf", exif(orientation, order=order)), (b"iTXt", text)))
        return path
    if path.suffix == ".tif":
        tags = Image.Exif()
        tags.load(exif(orientation, order=order, thumbnail=False))
        tags[700] = XMP
        Image.fromarray(CAT).save(path, exif=tags, **options)
        return path
    Image.fromarray(CAT).save(path, exif=b"Exif\0\0" + exif(orientation, order=order), xmp=XMP, **options)
    return path


def _enlarged(photo: Photo) -> Photo:
    """A result twice as large."""
    return photo.with_pixels(np.repeat(np.repeat(photo.pixels, 2, 0), 2, 1), None, "")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("source", "target"), list(itertools.product(HOLDING, HOLDING)))
def test_exif_and_xmp_go_along(tmp_path: Path, source: str, target: str, order: str) -> None:
    photo = load_photo(_source(tmp_path / f"source.{source}", order=order))
    assert photo.size == Size(120, 170)
    result = save_photo(_enlarged(photo), tmp_path / f"result.{target}")
    with Image.open(result) as image:
        image.load()
        assert image.size == (240, 340)
        tags = image.getexif()
        fields, gps = tags.get_ifd(34665), tags.get_ifd(34853)
        xmp = image.info.get("xmp") or tags.get(700)
    assert tags[271] == "Test Camera"
    assert tags.get(274, 1) == 1
    assert fields[36867] == "2026:01:02 03:04:05"
    assert (fields[40962], fields[40963]) == (240, 340)
    assert fields[40961] == 1
    assert fields[37500] == MAKER_NOTE
    assert (gps[1], [float(part) for part in gps[2]], gps[3]) == ("N", [52, 22, 12], "E")
    assert THUMBNAIL not in result.read_bytes()
    assert xmp is not None
    assert b'tiff:Orientation="1"' in xmp
    assert b'tiff:ImageWidth="240"' in xmp
    assert b"<tiff:ImageLength>340</tiff:ImageLength>" in xmp
    assert b'xmp:Rating="4"' in xmp
    assert b"Thumbnails" not in xmp
    assert load_photo(result).notes == ()


def test_tifffile_reads_the_same(tmp_path: Path) -> None:
    photo = load_photo(_source(tmp_path / "source.jpg", order=">"))
    with tifffile.TiffFile(save_photo(photo, tmp_path / "result.tif")) as file:
        tags = file.pages.first.tags
        assert tags["Make"].value == "Test Camera"
        assert tags["ExifTag"].value["PixelXDimension"] == 120
        assert tags["GPSTag"].value["GPSLatitude"] == (52, 1, 22, 1, 12, 1)
        assert tags["Orientation"].value == 1
        assert tags["InterColorProfile"].value[36:40] == b"acsp"


def test_a_photo_without_metadata_gets_none(tmp_path: Path) -> None:
    for suffix in HOLDING:
        path = save_photo(photo_from_array(CAT), tmp_path / f"plain.{suffix}")
        photo = load_photo(path)
        assert photo.metadata.xmp == b""
        assert suffix == "tif" or photo.metadata.exif == b""


@pytest.mark.parametrize("order", ["<", ">"])
def test_only_what_must_change_changes(order: str) -> None:
    block = exif(8, order=order)
    upright, orientation = upright_exif(block)
    assert orientation == 8
    assert len(upright) == len(block) - len(THUMBNAIL)
    changed = [place for place, (old, new) in enumerate(zip(block, upright, strict=False)) if old != new]
    # Orientation, colour space, and the pointer to the thumbnail's directory.
    assert len(changed) <= 1 + 2 + 4
    first, fields, _ = read_exif(upright)
    assert first[274] == 1
    assert fields[37500] == MAKER_NOTE
    assert upright_exif(upright) == (upright, 1)


def test_dimensions_beyond_16_bits_widen_their_field() -> None:
    upright, _ = upright_exif(exif(1))
    _, fields, _ = read_exif(sized_exif(upright, Size(100_000, 70_000)))
    assert (fields[40962], fields[40963]) == (100_000, 70_000)
    assert sized_exif(b"", Size(1, 1)) == b""


@pytest.mark.parametrize("element", [False, True])
def test_xmp_is_made_true(element: bool) -> None:
    names = ("tiff:Orientation", "8"), ("exif:ColorSpace", "65535"), ("photoshop:ICCProfile", "Adobe RGB (1998)")
    packet = "".join(f"<{name}>{value}</{name}>" if element else f" {name}='{value}'" for name, value in names)
    made = upright_xmp(f"<rdf:Description{'>' * element}{packet}{'>' * (not element)}".encode()).decode()
    assert "65535" not in made
    assert "Adobe" not in made
    assert "sRGB" in made
    assert ("<tiff:Orientation>1</tiff:Orientation>" in made) == element


def test_what_of_exif_is_too_large_for_jpeg_is_left_out_and_named(tmp_path: Path) -> None:
    large = packed({271: Field(2, 5, b"Leica"), 315: Field(2, 70_000, b"x" * 69_999 + b"\0")}, 8)
    photo = photo_from_array(CAT, metadata=Metadata(b"II*\0\x08\0\0\0" + large))
    told = losses(photo, tmp_path / "cat.jpg")
    assert told == ("of the EXIF data Artist is left out: JPEG cannot hold all of it",)
    with Image.open(save_photo(photo, tmp_path / "cat.jpg")) as image:
        assert dict(image.getexif()) == {271: "Leica"}
    for suffix in ("png", "tif", "webp"):
        assert losses(photo, tmp_path / f"cat.{suffix}") == ()
        assert len(load_photo(save_photo(photo, tmp_path / f"cat.{suffix}")).metadata.exif) > 70_000


def test_a_segment_is_used_to_its_last_byte(tmp_path: Path) -> None:
    block = exif().ljust(65_527, b"\0")
    photo = photo_from_array(CAT, metadata=Metadata(block))
    assert losses(photo, tmp_path / "cat.jpg") == ()
    with Image.open(save_photo(photo, tmp_path / "cat.jpg")) as image:
        assert len(image.info["exif"]) == 65_533
    assert losses(replace(photo, metadata=Metadata(block + b"\0")), tmp_path / "cat.jpg") != ()


def _long_curve() -> bytes:
    values = np.linspace(0, 1, 30_000) ** 2.2 * 65535
    return b"curv" + struct.pack(">II", 0, len(values)) + values.astype(">u2").tobytes()


def test_a_profile_of_many_segments_is_whole_again(tmp_path: Path) -> None:
    long = icc("a display", curve=_long_curve())
    assert len(long) > 65_536
    source = tmp_path / "cat.jpg"
    Image.fromarray(CAT).save(source, icc_profile=long)
    photo = load_photo(source)
    assert photo.space is not None
    result = save_photo(photo, tmp_path / "result.jpg")
    with Image.open(result) as image:
        assert image.info["icc_profile"] == long


def test_bmp_holds_no_metadata_and_that_is_told(tmp_path: Path) -> None:
    photo = load_photo(_source(tmp_path / "source.jpg"))
    assert len(losses(photo, tmp_path / "result.bmp")) == 2
    assert load_photo(save_photo(photo, tmp_path / "result.bmp")).metadata == Metadata(size=photo.size)


def test_iptc_and_comment_of_a_jpeg_go_to_their_own_kind(tmp_path: Path) -> None:
    def resource(number: int, content: bytes) -> bytes:
        return b"8BIM" + struct.pack(">H", number) + b"\3abc" + struct.pack(">I", len(content)) + content + b"\0"

    caption = resource(0x0404, b"\x1c\2\x78\0\3cat")[:-1]
    resources = b"Photoshop 3.0\0" + resource(0x040C, THUMBNAIL) + caption
    buffer = io.BytesIO()
    Image.fromarray(CAT).save(buffer, "JPEG", comment=b"a cat")
    jpeg = tmp_path / "cat.jpg"
    jpeg.write_bytes(b"\xff\xd8\xff\xed" + struct.pack(">H", len(resources) + 2) + resources + buffer.getvalue()[2:])
    photo = load_photo(jpeg)
    assert losses(photo, tmp_path / "result.jpg") == ()
    with Image.open(save_photo(photo, tmp_path / "result.jpg")) as image:
        assert (image.info["comment"], image.info["photoshop"]) == (b"a cat", {0x0404: b"\x1c\2\x78\0\3cat"})
    assert THUMBNAIL not in (tmp_path / "result.jpg").read_bytes()
    assert losses(photo, tmp_path / "result.webp") == (
        "the IPTC data is left out: only JPEG, PNG and TIFF files take it along",
    )
    for suffix in ("png", "tif"):
        assert losses(photo, tmp_path / f"result.{suffix}") == ()
        again = load_photo(save_photo(photo, tmp_path / f"result.{suffix}"))
        assert iptc_of(again.metadata.resources) == b"\x1c\2\x78\0\3cat"


def test_directories_survive_a_round_trip() -> None:
    fields = tiff_fields(exif(1))
    for big in (False, True):
        start = b"II+\0\x08\0\0\0" + (16).to_bytes(8, "little") if big else b"II*\0\x08\0\0\0"
        block = start + packed(fields, len(start), big=big)
        structure = Structure(io.BytesIO(block))
        read = structure.read(structure.first)
        assert _values(read) == _values(fields)


def _values(ifd: Any) -> Any:
    return {
        tag: _values(field) if isinstance(field, dict) else (field.type, field.count, field.value)
        for tag, field in ifd.items()
    }


def test_damaged_blocks_raise_one_kind_of_error() -> None:
    whole = exif(6)
    rng = np.random.default_rng(5)
    for _ in range(500):
        block = bytearray(whole)
        for place in rng.integers(0, len(block), 8):
            block[place] = rng.integers(256)
        try:
            upright, orientation = upright_exif(bytes(block[: rng.integers(1, len(block))]))
            sized_exif(upright, Size(10, 10))
            tiff_fields(upright)
        except ValueError:
            continue
        assert 1 <= orientation <= 8


def test_xmp_does_not_point_to_a_second_packet_that_is_not_carried() -> None:
    made = upright_xmp(b"<rdf:Description xmp:Rating='4' xmpNote:HasExtendedXMP='0123ABCD' tiff:Make='T'>")
    assert made == b"<rdf:Description xmp:Rating='4' tiff:Make='T'>"


def _with_thumbnail(start: int | None = None, length: int = 40) -> bytes:
    """A block that states a thumbnail before its EXIF directory; where it says, if anywhere."""

    def entry(tag: int, value: int) -> bytes:
        return struct.pack("<HHII", tag, 4, 1, value)

    following, below = 26, 26 + 2 + 24 + 4 + 40
    block = struct.pack("<2sHIH", b"II", 42, 8, 1) + entry(34665, below) + struct.pack("<I", following)
    block += struct.pack("<H", 2) + entry(513, below - 40 if start is None else start) + entry(514, length) + bytes(4)
    return block + bytes(40) + struct.pack("<H", 1) + entry(40962, 100) + bytes(4)


def test_a_thumbnail_that_lies_over_other_parts_is_damage(tmp_path: Path) -> None:
    sound, _ = upright_exif(_with_thumbnail())
    assert tiff_fields(sized_exif(sound, Size(9, 9)))
    for start, length in ((None, 100_000), (0, 60)):
        with pytest.raises(ValueError, match=r"directory|structure"):
            upright_exif(_with_thumbnail(start, length))
    source = tmp_path / "cat.jpg"
    Image.fromarray(CAT).save(source, exif=b"Exif\0\0" + _with_thumbnail(None, 100_000))
    photo = load_photo(source)
    assert photo.notes == ("its EXIF data is damaged and was left out",)
    for suffix in HOLDING:
        save_photo(photo, tmp_path / f"result.{suffix}")


def test_the_first_directory_states_the_size_of_the_result(tmp_path: Path) -> None:
    tags = Image.Exif()
    tags[256], tags[257], tags[274] = CAT.shape[1], CAT.shape[0], 6
    Image.fromarray(CAT).save(tmp_path / "phone.jpg", exif=tags)
    result = save_photo(_enlarged(load_photo(tmp_path / "phone.jpg")), tmp_path / "result.jpg")
    with Image.open(result) as image:
        assert (image.getexif()[256], image.getexif()[257]) == image.size == (240, 340)


def test_xmp_promises_no_film_and_no_gain_map_that_are_gone() -> None:
    promises = (
        b' GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1" GCamera:MicroVideoOffset=\'99\' hdrgm:Version="1.0"',
        b"<Container:Directory rdf:parseType='Resource'><rdf:Seq><rdf:li/></rdf:Seq></Container:Directory>",
        b"<GCamera:MotionPhoto>1</GCamera:MotionPhoto>",
        b"<hdrgm:GainMapMax><rdf:Seq><rdf:li>2</rdf:li></rdf:Seq></hdrgm:GainMapMax>",
    )
    attributes, *elements = promises
    made = upright_xmp(b"<rdf:Description xmp:Rating='4'" + attributes + b">" + b"".join(elements) + b"<a/>")
    assert made == b"<rdf:Description xmp:Rating='4'><a/>"
