"""Places that metadata names in a photo: turned with its pixels, and scaled with them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo, save_photo
from recon_desktop.core.io.exif import sized_exif, upright_exif
from recon_desktop.core.io.metadata import sized_xmp, upright_xmp
from recon_desktop.core.io.regions import turned_point
from recon_desktop.core.io.xmp import Packet
from tests.core.files import CAT, read_exif

STORED = Size(40, 30)
MARK = (4, 21)
"""Column and row of a pixel of a stored picture."""


def _xmp(body: str, attributes: str = "") -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:R="http://www.metadataworkinggroup.com/schemas/regions/" '
        'xmlns:A="http://ns.adobe.com/xmp/sType/Area#" xmlns:D="http://ns.adobe.com/xap/1.0/sType/Dimensions#" '
        'xmlns:MP="http://ns.microsoft.com/photo/1.2/t/Region#" '
        f'xmlns:G="http://ns.google.com/photos/1.0/panorama/"{attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def _value(packet: bytes, name: str) -> str:
    edited = Packet(packet)
    return next(
        edited.text(node) for node in edited.nodes if node.name == name and not node.namespace.endswith("xmlns")
    )


AREAS = {
    "attributes": (
        '<R:Regions rdf:parseType="Resource"><R:AppliedToDimensions D:w="40" D:h="30" D:unit="pixel"/><R:RegionList>'
        "<rdf:Bag><rdf:li><rdf:Description R:Name='Ann'><R:Area A:x='{x}' A:y='{y}' A:w='0.1' A:h='0.2' "
        "A:unit='normalized'/></rdf:Description></rdf:li></rdf:Bag></R:RegionList></R:Regions>"
    ),
    "elements": (
        "<R:Regions><rdf:Description><R:AppliedToDimensions rdf:parseType='Resource'><D:w>40</D:w><D:h>30</D:h>"
        "</R:AppliedToDimensions><R:RegionList><rdf:Bag><rdf:li rdf:parseType='Resource'>"
        "<R:Area rdf:parseType='Resource'><A:x>{x}</A:x><A:y>{y}</A:y><A:w>0.1</A:w><A:h>0.2</A:h></R:Area>"
        "</rdf:li></rdf:Bag></R:RegionList></rdf:Description></R:Regions>"
    ),
}


def _upright_mark(orientation: int) -> tuple[int, int]:
    """Where Pillow puts the pixel: column and row."""
    picture = np.zeros((STORED.height, STORED.width), np.uint8)
    picture[MARK[1], MARK[0]] = 255
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    image = Image.fromarray(picture)
    seen = np.asarray(image.transpose(turns[orientation]) if orientation in turns else image)
    row, column = np.argwhere(seen)[0]
    return int(column), int(row)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_points_turn_as_pixels_do(orientation: int) -> None:
    x, y = turned_point(MARK[0] + 0.5, MARK[1] + 0.5, orientation, STORED.width, STORED.height)
    assert (x - 0.5, y - 0.5) == _upright_mark(orientation)


@pytest.mark.parametrize("kind", AREAS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_faces_turn_and_their_dimensions_are_those_of_the_result(kind: str, orientation: int) -> None:
    x, y = (MARK[0] + 0.5) / STORED.width, (MARK[1] + 0.5) / STORED.height
    packet = upright_xmp(_xmp(AREAS[kind].format(x=x, y=y)), orientation=orientation, stored=STORED)
    column, row = _upright_mark(orientation)
    upright = Size(30, 40) if orientation >= 5 else STORED
    assert float(_value(packet, "x")) == pytest.approx((column + 0.5) / upright.width, abs=1e-5)
    assert float(_value(packet, "y")) == pytest.approx((row + 0.5) / upright.height, abs=1e-5)
    assert (_value(packet, "w"), _value(packet, "h"))[:2] == (str(upright.width), str(upright.height))
    large = sized_xmp(packet, upright.scaled(2), upright)
    assert (_value(large, "w"), _value(large, "h")) == (str(2 * upright.width), str(2 * upright.height))


def test_faces_that_were_named_on_the_upright_picture_stay() -> None:
    packet = _xmp(AREAS["attributes"].format(x=0.25, y=0.5).replace('w="40" D:h="30"', 'w="30" D:h="40"'))
    assert upright_xmp(packet, orientation=6, stored=STORED) == packet


def test_microsofts_faces_turn_unless_they_agree_with_the_others_already() -> None:
    alone = _xmp("", " MP:Rectangle='0.1, 0.2, 0.3, 0.4'")
    turned = upright_xmp(alone, orientation=6, stored=STORED)
    assert [float(word) for word in _value(turned, "Rectangle").split(",")] == pytest.approx([0.4, 0.1, 0.4, 0.3])
    both = _xmp(AREAS["attributes"].format(x=0.25, y=0.4), " MP:Rectangle='0.5, 0.2, 0.2, 0.1'")
    assert "0.5, 0.2" in upright_xmp(both, orientation=6, stored=STORED).decode()


def test_a_panorama_is_scaled_and_gone_where_it_was_turned(tmp_path: Path) -> None:
    names = {"CroppedAreaImageWidthPixels": 170, "FullPanoWidthPixels": 400, "CroppedAreaLeftPixels": 50}
    names |= {"CroppedAreaImageHeightPixels": 120, "FullPanoHeightPixels": 200, "CroppedAreaTopPixels": 0}
    packet = _xmp("", "".join(f' G:{name}="{value}"' for name, value in names.items()))
    Image.fromarray(CAT).save(tmp_path / "wide.jpg", xmp=packet)
    photo = load_photo(tmp_path / "wide.jpg")
    large = photo.with_pixels(np.repeat(np.repeat(photo.pixels, 3, 0), 3, 1), None, "")
    made = load_photo(save_photo(large, tmp_path / "large.png")).metadata.xmp
    assert {name: int(_value(made, name)) for name in names} == {name: 3 * value for name, value in names.items()}
    tags = Image.Exif()
    tags[274] = 6
    Image.fromarray(CAT).save(tmp_path / "turned.jpg", xmp=packet, exif=tags)
    turned = load_photo(tmp_path / "turned.jpg")
    assert turned.notes == ("its panorama data is left out: the photo was turned",)
    assert b"Pano" not in turned.metadata.xmp


def test_regions_of_iptc_turn_and_grow() -> None:
    space = ' xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    region = (
        "<I:ImageRegion><rdf:Bag><rdf:li rdf:parseType='Resource'><I:RegionBoundary rdf:parseType='Resource'>"
        "<I:rbUnit>pixel</I:rbUnit><I:rbX>4</I:rbX><I:rbY>6</I:rbY><I:rbW>10</I:rbW><I:rbH>20</I:rbH>"
        "</I:RegionBoundary></rdf:li></rdf:Bag></I:ImageRegion>"
    )
    turned = upright_xmp(_xmp(region, space), orientation=6, stored=STORED)
    large = sized_xmp(turned, Size(60, 80), Size(30, 40))
    assert [_value(large, name) for name in ("rbX", "rbY", "rbW", "rbH")] == ["8", "8", "40", "20"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_what_exif_counts_in_pixels_turns_and_grows(order: str) -> None:
    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(order + "HHI", tag, kind, count) + value

    first = struct.pack(order + "H", 2) + entry(274, 3, 1, struct.pack(order + "HH", 6, 0))
    first += entry(34665, 4, 1, struct.pack(order + "I", 50)) + bytes(4)
    below = struct.pack(order + "H", 4) + entry(37396, 3, 4, struct.pack(order + "I", 120))
    below += entry(41486, 5, 1, struct.pack(order + "I", 130)) + entry(41487, 5, 1, struct.pack(order + "I", 140))
    below += entry(41492, 3, 2, struct.pack(order + "HH", 4, 21)) + bytes(4)
    block = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8) + first
    block = (block.ljust(50, b"\0") + below).ljust(120, b"\0") + struct.pack(order + "4H", 10, 12, 4, 2)
    block = block.ljust(130, b"\0") + struct.pack(order + "II", 1000, 1) + bytes(2)
    block = block.ljust(140, b"\0") + struct.pack(order + "II", 500, 1)
    upright, orientation = upright_exif(block, stored=STORED)
    assert orientation == 6
    _, fields, _ = read_exif(upright)
    assert fields[37396] == (18, 10, 2, 4)
    assert fields[41492] == (9, 4)
    assert (fields[41486], fields[41487]) == (500, 1000)
    _, fields, _ = read_exif(sized_exif(upright, Size(60, 80), Size(30, 40)))
    assert fields[37396] == (36, 20, 4, 8)
    assert (fields[41486], fields[41487]) == (1000, 2000)
