"""EXIF and XMP that travel from a photo to its result, made true for the result.

The pixels are upright when they leave `load_photo`, and sRGB unless they keep colours of their own, so the metadata
must say so: orientation 1, colour space sRGB, no thumbnail of the photo before its restoration. EXIF is patched in
place rather than written anew, because makers' notes hold offsets that break when they move.
"""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from io import BytesIO

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.ifd import EXIF_IFD, GPS_IFD, Field, Ifd, Structure, packed
from recon_desktop.core.photo import Metadata

_WIDTH, _HEIGHT, ORIENTATION = 256, 257, 274
_COLOR_SPACE, _PIXEL_WIDTH, _PIXEL_HEIGHT = 40961, 40962, 40963
_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH = 513, 514

# Of the first directory of a TIFF file, what describes the photo rather than the storage of its pixels: names,
# descriptions, resolution, software, dates, ratings, rights, and the fields of Windows' file properties.
_DESCRIPTIVE = (
    {269, 270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 18246, 18249, 33432, EXIF_IFD, GPS_IFD}
    | set(range(40091, 40096))
)  # fmt: skip

_BEHIND = rb"(?:G?Camera:(?:MotionPhoto|MicroVideo)\w*|hdrgm:\w+|Container:Directory)"
_XMP_EDITS = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (rb"(tiff:Orientation\s*=\s*[\"'])\d+", rb"\g<1>1"),
        (rb"(<tiff:Orientation>)\s*\d+\s*", rb"\g<1>1"),
        (rb"\s+xmpNote:HasExtendedXMP\s*=\s*(\"[^\"]*\"|'[^']*')", rb""),  # JPEG's second packet, which is not carried
        (rb"<(\w+):Thumbnails>.*?</\1:Thumbnails>", rb""),
        # A film and a gain map behind the picture, which are not carried either.
        (rb"<(" + _BEHIND + rb")(?:\s[^>]*)?(?<!/)>.*?</\1>", rb""),
        (rb"\s+" + _BEHIND + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", rb""),
    )
)
_XMP_SRGB = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rb"(exif:ColorSpace\s*=\s*[\"'])\d+", rb"\g<1>1"),
        (rb"(<exif:ColorSpace>)\s*\d+\s*", rb"\g<1>1"),
        (rb"(photoshop:ICCProfile\s*=\s*)(\"[^\"]*\"|'[^']*')", rb'\g<1>"sRGB IEC61966-2.1"'),
        (rb"(<photoshop:ICCProfile>)[^<]*", rb"\g<1>sRGB IEC61966-2.1"),
    )
)
_XMP_SIDES = (
    (rb"(?:tiff:ImageWidth|exif:PixelXDimension)", "width"),
    (rb"(?:tiff:ImageLength|exif:PixelYDimension)", "height"),
)


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


def upright_exif(exif: bytes, *, srgb: bool = True) -> tuple[bytes, int]:
    """Make an EXIF block true for upright pixels.

    Args:
        exif: TIFF-structured block.
        srgb: Whether they are sRGB now, whatever they were.

    Returns:
        The block with orientation 1 and no thumbnail, where asked for with colour space sRGB, and the orientation that
        it had.

    Raises:
        ValueError: The block is damaged.
    """
    structure = Structure(BytesIO(exif))
    ifd = structure.read(structure.first)
    orientation = orientation_of(ifd)
    block = bytearray(exif)
    if isinstance(field := ifd.get(ORIENTATION), Field):
        structure.patch(block, field, 1)
    if srgb and isinstance(below := ifd.get(EXIF_IFD), dict) and isinstance(field := below.get(_COLOR_SPACE), Field):
        structure.patch(block, field, 1)
    mended = bytes(_without_thumbnail(block, structure))
    again = Structure(BytesIO(mended))
    again.read(again.first)  # a thumbnail may claim to lie over a directory
    return mended, orientation


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


def sized_exif(exif: bytes, size: Size) -> bytes:
    """The EXIF block with the pixel dimensions of the result, where it states any."""
    if not exif:
        return exif
    structure = Structure(BytesIO(exif))
    first = structure.read(structure.first)
    block = bytearray(exif)
    for ifd, width, height in ((first, _WIDTH, _HEIGHT), (first.get(EXIF_IFD), _PIXEL_WIDTH, _PIXEL_HEIGHT)):
        for tag, value in ((width, size.width), (height, size.height)):
            if isinstance(ifd, dict) and isinstance(field := ifd.get(tag), Field):
                structure.patch(block, field, value)
    return bytes(block)


def exif_of_tiff(structure: Structure) -> bytes:
    """What describes the photo in the first directory of a TIFF file, as an EXIF block; empty if there is nothing.

    Raises:
        ValueError: One of its directories is damaged.
    """
    fields: Ifd = {tag: field for tag, field in structure.read(structure.first).items() if tag in _DESCRIPTIVE}
    return struct.pack("<2sHI", b"II", 42, 8) + packed(fields, 8) if fields else b""


def tiff_fields(exif: bytes) -> Ifd:
    """What of an EXIF block goes into the first directory of a TIFF file, with the directories below it."""
    if not exif:
        return {}
    structure = Structure(BytesIO(exif))
    return {tag: field for tag, field in structure.read(structure.first).items() if tag in _DESCRIPTIVE}


def upright_xmp(xmp: bytes, *, srgb: bool = True) -> bytes:
    """An XMP packet that is true for upright pixels, of sRGB where that is said, without thumbnails."""
    for pattern, replacement in (*_XMP_EDITS, *(_XMP_SRGB if srgb else ())):
        xmp = pattern.sub(replacement, xmp)
    return xmp


def said_srgb(metadata: Metadata) -> Metadata:
    """Metadata of a photo that was brought to sRGB only now."""
    exif = upright_exif(metadata.exif)[0] if metadata.exif else b""
    return replace(metadata, exif=exif, xmp=upright_xmp(metadata.xmp))


def sized_xmp(xmp: bytes, size: Size) -> bytes:
    """The XMP packet with the pixel dimensions of the result, where it states any."""
    for name, side in _XMP_SIDES:
        value = str(getattr(size, side)).encode()
        xmp = re.sub(rb"(" + name + rb"\s*=\s*[\"'])\d+", rb"\g<1>" + value, xmp)
        xmp = re.sub(rb"(<" + name + rb">)\s*\d+\s*", rb"\g<1>" + value, xmp)
    return xmp
