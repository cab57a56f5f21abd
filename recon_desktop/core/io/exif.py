"""EXIF that travels from a photo to its result, made true for the result.

The pixels are upright when they leave `load_photo`, and sRGB unless they keep colours of their own, so the metadata
must say so: orientation 1, colour space sRGB, no thumbnail of the photo before its restoration. EXIF is patched in
place rather than written anew, because makers' notes hold offsets that break when they move.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

from PIL import ExifTags

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.ifd import (
    EXIF_IFD,
    GPS_IFD,
    INTEROP_IFD,
    Field,
    Ifd,
    Structure,
    data,
    packed,
    rational,
    short,
)
from recon_desktop.core.io.regions import turned_box

_WIDTH, _HEIGHT, ORIENTATION, DESCRIPTION = 256, 257, 274, 270
_COLOR_SPACE, _PIXEL_WIDTH, _PIXEL_HEIGHT = 40961, 40962, 40963
_RELATED_WIDTH, _RELATED_HEIGHT = 4097, 4098
_SUBJECT_AREA, _SUBJECT_LOCATION, _FOCAL_ACROSS, _FOCAL_DOWN = 37396, 41492, 41486, 41487
_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH = 513, 514
_MAKER_NOTE, _USER_COMMENT = 37500, 37510

# Of the first directory of a TIFF file, what describes the photo rather than the storage of its pixels: names,
# descriptions, resolution, software, dates, ratings, rights, and the fields of Windows' file properties.
DESCRIPTIVE = (
    {269, 270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 18246, 18249, 33432, EXIF_IFD, GPS_IFD}
    | set(range(40091, 40096))
)  # fmt: skip

_DIRECTORIES = {EXIF_IFD: "the EXIF directory", GPS_IFD: "GPS", INTEROP_IFD: "the interoperability directory"}
_HEAD = struct.pack("<2sHI", b"II", 42, 8)


def orientation_of(ifd: Ifd) -> int:
    """The orientation of a first directory, 1..8; 1 where it has none or nonsense."""
    field = ifd.get(ORIENTATION)
    if not isinstance(field, Field):
        return 1
    try:
        value = field.integer()
    except ValueError:
        return 1
    return value if 1 <= value <= 8 else 1


def tag_names(tags: Sequence[int]) -> str:
    """Fields and directories by their names in the standard."""
    names = _DIRECTORIES | {tag: ExifTags.TAGS.get(tag, f"field {tag}") for tag in tags if tag not in _DIRECTORIES}
    return ", ".join(dict.fromkeys(names[tag] for tag in tags))


def mended(exif: bytes) -> tuple[bytes, tuple[int, ...]]:
    """A block without the fields and directories in it that point nowhere.

    Returns:
        The block, and the tags of what was left out.

    Raises:
        ValueError: Nothing of it can be read.
    """
    structure = Structure(BytesIO(exif))
    ifd = structure.read(structure.first)
    tags = tuple(tag for tag, _ in structure.broken)
    if structure.cut:
        if not ifd:
            raise ValueError("a directory points outside the file")
        return _HEAD + packed(ifd, 8), tags
    if not tags:
        return exif, ()
    return structure.without(exif, [position for _, position in structure.broken]), tags


def upright_exif(exif: bytes, *, srgb: bool = True, stored: Size | None = None) -> tuple[bytes, int]:
    """Make an EXIF block true for upright pixels.

    Args:
        exif: TIFF-structured block.
        srgb: Whether they are sRGB now, whatever they were.
        stored: The size of the picture before it was turned.

    Returns:
        The block with orientation 1, places in the picture turned with it, and no thumbnail, where asked for with
        colour space sRGB; and the orientation that it had.

    Raises:
        ValueError: The block is damaged.
    """
    structure = Structure(BytesIO(exif))
    ifd = structure.read(structure.first)
    orientation = orientation_of(ifd)
    block = bytearray(exif)
    if isinstance(field := ifd.get(ORIENTATION), Field):
        structure.patch(block, field, 1)
    below = ifd.get(EXIF_IFD)
    if isinstance(below, dict):
        if srgb and isinstance(field := below.get(_COLOR_SPACE), Field):
            structure.patch(block, field, 1)
        if stored and orientation != 1:
            _turn(structure, block, below, orientation, stored)
    result = bytes(_without_thumbnail(block, structure))
    again = Structure(BytesIO(result))
    again.read(again.first)
    if again.broken:  # a thumbnail may claim to lie over a directory
        raise ValueError("a directory points outside the file")
    return result, orientation


def _turn(structure: Structure, block: bytearray, ifd: Ifd, orientation: int, stored: Size) -> None:
    """Turn what is counted in pixels of the stored picture."""
    for tag in (_SUBJECT_AREA, _SUBJECT_LOCATION):
        place = _shorts(ifd.get(tag))
        if len(place) not in (2, 3, 4):
            continue
        x, y, *sides = place
        width, height = (sides[0], sides[1]) if len(sides) == 2 else (0, 0)
        box = (x - width / 2, y - height / 2, float(width), float(height))
        left, top, across, down = turned_box(box, orientation, stored.width, stored.height)
        centre = [round(left + across / 2), round(top + down / 2)]
        rest = [round(across), round(down)] if len(sides) == 2 else sides
        _put_shorts(structure, block, ifd[tag], [*centre, *rest])
    across_field, down_field = ifd.get(_FOCAL_ACROSS), ifd.get(_FOCAL_DOWN)
    if orientation < 5 or not isinstance(across_field, Field) or not isinstance(down_field, Field):
        return
    if (across_field.type, across_field.count) == (down_field.type, down_field.count):
        structure.overwrite(block, across_field, down_field.value)
        structure.overwrite(block, down_field, across_field.value)


def _shorts(field: Field | Ifd | None) -> list[int]:
    if not isinstance(field, Field) or field.type != 3:
        return []
    return list(struct.unpack(f"<{field.count}H", field.value))


def _put_shorts(structure: Structure, block: bytearray, field: Field | Ifd, values: Sequence[int]) -> None:
    if isinstance(field, Field):
        content = struct.pack(f"<{len(values)}H", *(min(max(value, 0), 0xFFFF) for value in values))
        structure.overwrite(block, field, content)


def _without_thumbnail(block: bytearray, structure: Structure) -> bytearray:
    pointer = structure.next_pointer(structure.first)
    following = int.from_bytes(block[pointer : pointer + 4], "little" if structure.order == "<" else "big")
    block[pointer : pointer + 4] = bytes(4)
    if not following:
        return block
    try:
        thumbnail = structure.read(following)
        start, length = (
            field.integer() if isinstance(field := thumbnail[tag], Field) else 0
            for tag in (_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH)
        )
    except (KeyError, ValueError):
        return block
    end = min(start + length, len(block))
    if end >= len(block) > start > following:
        return block[:start]
    block[start:end] = bytes(max(end - start, 0))
    return block


def sized_exif(exif: bytes, size: Size, before: Size | None = None) -> bytes:
    """The EXIF block for a result of another size.

    Args:
        exif: Of the upright photo.
        size: Of the result, for the pixel dimensions that it states.
        before: Of the photo, by which places in it and the resolution of the sensor are scaled.
    """
    if not exif:
        return exif
    structure = Structure(BytesIO(exif))
    first = structure.read(structure.first)
    block = bytearray(exif)
    below = first.get(EXIF_IFD)
    related = below.get(INTEROP_IFD) if isinstance(below, dict) else None
    for ifd, width, height in (
        (first, _WIDTH, _HEIGHT),
        (below, _PIXEL_WIDTH, _PIXEL_HEIGHT),
        (related, _RELATED_WIDTH, _RELATED_HEIGHT),
    ):
        for tag, value in ((width, size.width), (height, size.height)):
            if isinstance(ifd, dict) and isinstance(field := ifd.get(tag), Field):
                structure.patch(block, field, value)
    if before and before != size and isinstance(below, dict):
        _scale(structure, block, below, size.width / before.width, size.height / before.height)
    return bytes(block)


def _scale(structure: Structure, block: bytearray, ifd: Ifd, across: float, down: float) -> None:
    for tag in (_SUBJECT_AREA, _SUBJECT_LOCATION):
        place = _shorts(ifd.get(tag))
        if len(place) in (2, 3, 4):
            factors = (across, down, across, down)
            values = [round(value * factor) for value, factor in zip(place, factors, strict=False)]
            _put_shorts(structure, block, ifd[tag], values)
    for tag, factor in ((_FOCAL_ACROSS, across), (_FOCAL_DOWN, down)):
        field = ifd.get(tag)
        if isinstance(field, Field) and field.type == 5 and field.count == 1:
            numerator, denominator = struct.unpack("<II", field.value)
            if denominator:
                scaled = Fraction(numerator, denominator) * Fraction(factor).limit_denominator(10_000)
                structure.overwrite(block, field, rational(scaled))


def without_orientation(exif: bytes) -> bytes:
    """A sound block without the orientation, for formats that state it elsewhere; nothing that is pointed at moves."""
    if not exif:
        return exif
    order = "<" if exif.startswith(b"II") else ">"
    (first,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, first)
    end = first + 2 + 12 * count + 4
    for at in range(first + 2, end - 4, 12):
        if struct.unpack_from(f"{order}H", exif, at)[0] == ORIENTATION:
            fields = exif[first + 2 : at] + exif[at + 12 : end] + bytes(12)
            return exif[:first] + struct.pack(f"{order}H", count - 1) + fields + exif[end:]
    return exif


def exif_of_tiff(ifd: Ifd) -> bytes:
    """What describes the photo in the first directory of a TIFF file, as an EXIF block; empty if there is nothing."""
    fields: Ifd = {tag: field for tag, field in ifd.items() if tag in DESCRIPTIVE}
    if orientation_of(ifd) != 1:
        fields[ORIENTATION] = short(orientation_of(ifd))
    return _HEAD + packed(fields, 8) if fields else b""


def tiff_fields(exif: bytes) -> Ifd:
    """What of an EXIF block goes into the first directory of a TIFF file, with the directories below it."""
    if not exif:
        return {}
    structure = Structure(BytesIO(exif))
    return {tag: field for tag, field in structure.read(structure.first).items() if tag in DESCRIPTIVE}


def fitting_exif(exif: bytes, most: int) -> tuple[bytes, tuple[int, ...]]:
    """A block of `most` bytes at most, by leaving out its largest fields.

    Returns:
        The block, empty where none would fit, and the tags of what was left out.
    """
    if len(exif) <= most:
        return exif, ()
    structure = Structure(BytesIO(exif))
    first = structure.read(structure.first)
    below = first.get(EXIF_IFD)
    places: list[tuple[int, int, Ifd]] = [
        (len(field.value), tag, ifd)
        for ifd in (first, *([below] if isinstance(below, dict) else []))
        for tag, field in ifd.items()
        if isinstance(field, Field)
    ]
    gone = []
    for _, tag, ifd in sorted(places, key=lambda place: -place[0]):
        del ifd[tag]
        gone.append(tag)
        block = _HEAD + packed(first, 8)
        if len(block) <= most:
            return (block, tuple(gone)) if len(gone) < len(places) else (b"", ())
    return b"", ()


def with_comment(exif: bytes, text: str) -> bytes | None:
    """A block with a comment; None where it has one already, or a maker's note that must not move."""
    first: Ifd = {}
    if exif:
        structure = Structure(BytesIO(exif))
        first = structure.read(structure.first)
    below = first.get(EXIF_IFD, {})
    if not isinstance(below, dict) or _USER_COMMENT in below or _MAKER_NOTE in below:
        return None
    comment = b"ASCII\0\0\0" + text.encode() if text.isascii() else b"UNICODE\0" + text.encode("utf-16-le", "replace")
    return _HEAD + packed(first | {EXIF_IFD: below | {_USER_COMMENT: data(comment)}}, 8)
