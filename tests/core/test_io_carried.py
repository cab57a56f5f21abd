"""Metadata that files keep in odd places: found, and carried where the result can hold it."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.io import load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.exif import mended, upright_exif
from recon_desktop.core.io.photoshop import iptc_of
from recon_desktop.core.io.xmp import Packet
from recon_desktop.core.photo import Metadata, Text
from tests.core.files import CAT, XMP, exif, png, read_exif

IPTC = b"\x1c\2\x78\0\3cat\x1c\2\x19\0\4Jeju"


GAIN_MAP = "its gain map, which makes it shine on HDR displays, is left out"


def _raw_profile(name: str, content: bytes) -> bytes:
    return f"Raw profile type {name}\0\n{name}\n{len(content):8d}\n{content.hex()}\n".encode()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["exif", "APP1"])
def test_exif_in_the_text_of_a_png(tmp_path: Path, name: str, packed: bool) -> None:
    text = _raw_profile(name, b"Exif\0\0" + exif(6))
    keyword, _, words = text.partition(b"\0")
    part = (b"zTXt", keyword + b"\0\0" + zlib.compress(words)) if packed else (b"tEXt", text)
    (tmp_path / "cat.png").write_bytes(png(CAT, part))
    photo = load_photo(tmp_path / "cat.png")
    assert (photo.size.width, photo.size.height) == (120, 170)
    assert photo.notes == ()
    with Image.open(save_photo(photo, tmp_path / "result.png")) as image:
        assert image.getexif()[271] == "Test Camera"
        assert image.getexif()[274] == 1


def test_xmp_and_iptc_in_the_text_of_a_png(tmp_path: Path) -> None:
    irb = b"8BIM\4\4\0\0" + struct.pack(">I", len(IPTC)) + IPTC
    parts = (b"tEXt", _raw_profile("xmp", XMP)), (b"tEXt", _raw_profile("iptc", irb))
    (tmp_path / "cat.png").write_bytes(png(CAT, *parts))
    photo = load_photo(tmp_path / "cat.png")
    assert b'xmp:Rating="4"' in photo.metadata.xmp
    assert iptc_of(photo.metadata.resources) == IPTC
    with Image.open(save_photo(photo, tmp_path / "result.jpg")) as image:
        assert image.info["photoshop"][0x0404] == IPTC


TEXTS = (
    Text("parameters", "a tree with a bird. Steps: 40"),
    Text("Copyright", "© 2026 Jane Doe"),
    Text("Author", "Jane Doe"),
    Text("Title", "고양이", "ko", "제목"),
    Text("workflow", "{" + "long " * 500 + "}"),
)


def test_the_texts_of_a_png_stay_in_a_png(tmp_path: Path) -> None:
    photo = replace(photo_from_array(CAT), metadata=Metadata(texts=TEXTS))
    assert losses(photo, tmp_path / "cat.png") == ()
    path = save_photo(photo, tmp_path / "cat.png")
    with Image.open(path) as image:
        image.load()
        assert {text.keyword: str(image.text[text.keyword]) for text in TEXTS} == {  # type: ignore[attr-defined]
            text.keyword: text.text for text in TEXTS
        }
    assert load_photo(path).metadata.texts == TEXTS


@pytest.mark.parametrize("suffix", ["jpg", "webp", "tif"])
def test_the_texts_of_a_png_go_where_other_formats_have_a_place(tmp_path: Path, suffix: str) -> None:
    photo = replace(photo_from_array(CAT), metadata=Metadata(texts=TEXTS))
    told = losses(photo, tmp_path / f"cat.{suffix}")
    assert told == ("texts are left out: “workflow”; only PNG files take them along",)
    again = load_photo(save_photo(photo, tmp_path / f"cat.{suffix}")).metadata
    packet = Packet(again.xmp)
    words = {node.name: packet.text(node) for node in packet.nodes}
    assert (words["title"], words["creator"], words["rights"]) == ("고양이", "Jane Doe", "© 2026 Jane Doe")
    assert b'xml:lang="ko"' in again.xmp
    _, fields, _ = read_exif(again.exif)
    assert fields[37510] == b"ASCII\0\0\0" + TEXTS[0].text.encode()


def test_a_packet_states_what_it_stated_before(tmp_path: Path) -> None:
    own = XMP.replace(
        b"<tiff:Image", b'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">Mine</dc:title><tiff:Image'
    )
    photo = replace(photo_from_array(CAT), metadata=Metadata(xmp=own, texts=(Text("Title", "Other"),)))
    assert losses(photo, tmp_path / "cat.jpg") == ("texts are left out: “Title”; only PNG files take them along",)
    assert b"Other" not in load_photo(save_photo(photo, tmp_path / "cat.jpg")).metadata.xmp


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("words", [False, True])
def test_iptc_of_a_tiff(tmp_path: Path, order: str, words: bool) -> None:
    content = IPTC + bytes(-len(IPTC) % 4)
    values = tuple(np.frombuffer(content, order + "u4")) if words else content
    tag = (33723, "I" if words else "B", len(values), values, True)
    tifffile.imwrite(tmp_path / "cat.tif", CAT, photometric="rgb", byteorder=order, extratags=[tag], metadata=None)
    photo = load_photo(tmp_path / "cat.tif")
    assert iptc_of(photo.metadata.resources).rstrip(b"\0") == IPTC
    for suffix in ("tif", "jpg", "png"):
        again = load_photo(save_photo(photo, tmp_path / f"result.{suffix}"))
        assert iptc_of(again.metadata.resources).rstrip(b"\0") == IPTC
    assert losses(photo, tmp_path / "result.webp") == (
        "the IPTC data is left out: only JPEG, PNG and TIFF files take it along",
    )


def test_what_of_photoshop_belongs_to_the_old_pixels_is_left_out_and_told(tmp_path: Path) -> None:
    def resource(number: int, content: bytes) -> bytes:
        return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + content + bytes(len(content) % 2)

    url, path, resolution = resource(0x040B, b"http://a.b"), resource(0x07D0, bytes(26)), resource(0x03ED, bytes(16))
    resources = b"Photoshop 3.0\0" + resolution + url + path
    buffer = io.BytesIO()
    Image.fromarray(CAT).save(buffer, "JPEG")
    head = b"\xff\xd8\xff\xed" + struct.pack(">H", len(resources) + 2) + resources
    (tmp_path / "cat.jpg").write_bytes(head + buffer.getvalue()[2:])
    photo = load_photo(tmp_path / "cat.jpg")
    assert photo.metadata.resources == url
    assert photo.notes == ("Photoshop's paths, guides and slices are left out",)


def _with_segments(*segments: tuple[int, bytes]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(CAT).save(buffer, "JPEG")
    parts = (struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content for marker, content in segments)
    return b"\xff\xd8" + b"".join(parts) + buffer.getvalue()[2:]


def test_xmp_in_several_segments_is_joined_and_parted_again(tmp_path: Path) -> None:
    name = b"0123456789ABCDEF0123456789ABCDEF"
    main = XMP.replace(b'xmp:Rating="4"', b'xmp:Rating="4" xmpNote:HasExtendedXMP="' + name + b'"')
    long = "words " * 20_000
    more = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:source>{long}</dc:source>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    parts = [(at, more[at : at + 50_000]) for at in range(0, len(more), 50_000)]
    segments = [
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + name + struct.pack(">II", len(more), at) + part)
        for at, part in reversed(parts)
    ]
    content = _with_segments((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + main), *segments)
    (tmp_path / "cat.jpg").write_bytes(content)
    photo = load_photo(tmp_path / "cat.jpg")
    for suffix in ("jpg", "png"):
        assert losses(photo, tmp_path / f"result.{suffix}") == ()
        again = load_photo(save_photo(photo, tmp_path / f"result.{suffix}")).metadata.xmp
        packet = Packet(again)
        assert [packet.text(node) for node in packet.nodes if node.name == "source"] == [long.strip()]
        assert b'xmp:Rating="4"' in again
        assert b"HasExtendedXMP" not in again


def test_segments_that_are_left_out_are_named(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(_with_segments((0xE1, b"FLIR\0\1\2"), (0xEB, b"JP\0\1jumb")))
    assert load_photo(tmp_path / "cat.jpg").notes == ("other data in it is left out: FLIR, C2PA",)
    (tmp_path / "cat.png").write_bytes(png(CAT, (b"caBX", b"claim"), (b"tIME", bytes(7))))
    assert load_photo(tmp_path / "cat.png").notes == ("other data in it is left out: C2PA",)


def test_a_broken_directory_costs_itself_alone(tmp_path: Path) -> None:
    block = bytearray(exif(6))
    gps = block.index(struct.pack("<HHI", 34853, 4, 1))
    block[gps + 8 : gps + 12] = struct.pack("<I", 1 << 30)
    Image.fromarray(CAT).save(tmp_path / "cat.jpg", exif=b"Exif\0\0" + bytes(block))
    photo = load_photo(tmp_path / "cat.jpg")
    assert (photo.size.width, photo.size.height) == (120, 170)
    assert photo.notes == ("parts of its EXIF data are damaged and were left out: GPS",)
    first, fields, gone = read_exif(load_photo(save_photo(photo, tmp_path / "result.jpg")).metadata.exif)
    assert (first[271], fields[36867], gone) == ("Test Camera", "2026:01:02 03:04:05", {})
    assert load_photo(tmp_path / "result.jpg").notes == ()


def test_exif_that_ends_early_keeps_what_is_there() -> None:
    block, gone = mended(exif(6)[:40])
    assert gone == (271,)
    assert upright_exif(block)[1] == 6


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (b"\0\0\0\x18ftypmp42" + bytes(200), "the film of a motion photo is left out"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "a second picture in the file is left out"),
        (b"\xff\xd8\xff\xe1\0\x30 hdrgm:Version='1.0'" + bytes(100), GAIN_MAP),
        (b"SEFT" + bytes(range(200)), "data behind the picture is left out"),
        (bytes(5000), None),
    ],
)
def test_what_lies_behind_the_picture_is_told(tmp_path: Path, behind: bytes, words: str | None) -> None:
    (tmp_path / "cat.jpg").write_bytes(_with_segments() + behind)
    assert load_photo(tmp_path / "cat.jpg").notes == ((words,) if words else ())


def test_descriptions_that_state_sizes_are_left_out(tmp_path: Path) -> None:
    ome = '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org"><Pixels SizeX="170"/></OME>'
    for name, words, told in (
        ("ome", ome, True),
        ("ij", "ImageJ=1.53\nunit=micron\n", True),
        ("plain", "A cat", False),
    ):
        tifffile.imwrite(tmp_path / f"{name}.tif", CAT, photometric="rgb", description=words, metadata=None)
        photo = load_photo(tmp_path / f"{name}.tif")
        assert (photo.notes == ("its description is left out: it states the sizes of the pixels before",)) == told
        with tifffile.TiffFile(save_photo(photo, tmp_path / f"{name}-2.tif")) as file:
            assert file.pages.first.description == ("" if told else words)
