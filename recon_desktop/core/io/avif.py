"""AVIF: what its properties say (colours, the part to show, auxiliary pictures), its reader and its writer.

Pillow chooses how colour is stored, but holds 8 bits and is never quite lossless; OpenCV is the contrary.

Sources: ISO/IEC 14496-12 (boxes), 23008-12 (HEIF: items and their properties), AV1 Image File Format 1.1.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import BinaryIO

import cv2
import numpy as np

from recon_desktop.core.color import srgb_profile
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.io.boxes import MOST, boxes
from recon_desktop.core.io.decode import (
    UINT8,
    UINT16,
    Blocks,
    Opened,
    header_of,
    of_pillow,
    opencv_blocks,
    pillow_blocks,
    plugin,
    spread,
    with_pillow,
)
from recon_desktop.core.io.encode import NotHeld, Sheet, collected
from recon_desktop.core.io.exif import without_orientation
from recon_desktop.core.io.jpeg import GAIN_MAP
from recon_desktop.core.io.stated import coded_profile
from recon_desktop.core.progress import Progress

_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_SPEED = 8  # of 0..10; 6, which is usual, takes four times as long for files that are a seventh smaller
_DESCRIBES = re.compile(rb"(?<=\0\0\0.)cdsc", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of its primary picture.

    Attributes:
        code: Primaries and transfer (ITU-T H.273); None where it does not say.
        shown: The part of the decoded picture to show; None for all of it.
        gain_map: Whether there is one.
        others: Auxiliary pictures but alpha, and further pictures.
    """

    code: tuple[int, int] | None = None
    shown: tuple[Fraction, ...] | None = None
    gain_map: bool = False
    others: int = 0

    def region(self, size: Size) -> Region:
        """The part to show of a picture of this size (ISO/IEC 14496-12, 12.1.4): clean aperture."""
        if self.shown is None:
            return size.whole
        width, height, across, down = self.shown
        left = across + Fraction(size.width - 1, 2) - (width - 1) / 2
        top = down + Fraction(size.height - 1, 2) - (height - 1) / 2
        region = Region(round(left), round(top), int(width), int(height))
        inside = region.left >= 0 and region.top >= 0 and region.right <= size.width and region.bottom <= size.height
        return region if inside and region.width > 0 and region.height > 0 else size.whole


def properties(content: bytes) -> Properties:
    """The properties of the primary picture; none of them where the file's boxes are damaged."""
    try:
        return _read(content)
    except (struct.error, IndexError, ZeroDivisionError):
        return Properties()


def open_avif(file: BinaryIO, complete: bool) -> Opened:
    """Open an AVIF, as its properties say. None is completed."""
    content = file.read()
    said = properties(content)
    bare = _DESCRIBES.sub(b"free", content)  # decoders refuse a picture for damaged metadata
    notes = []
    try:
        image = plugin("AVIF", io.BytesIO(content))
    except Exception:  # whatever it meets
        image = plugin("AVIF", io.BytesIO(bare))
        notes.append("its EXIF data is damaged and was left out")
    container = of_pillow("AVIF", image, file)
    if said.gain_map:
        notes.append(GAIN_MAP)
    elif said.others:
        notes.append("auxiliary pictures in the file are left out")
    if not container.icc and said.code:
        icc, foreign, told = coded_profile(*said.code)
        container, notes = replace(container, icc=icc, foreign=foreign), [*notes, *told]
    shown = said.region(container.size)
    white = _white(content)
    depth = UINT16 if white > 255 else UINT8
    header = header_of(replace(container, size=shown.size), "AVIF", depth).noting(*notes)
    if depth == UINT16:
        deep = replace(container, stream=bare)

        def blocks(progress: Progress) -> Blocks:
            for top, block in spread(opencv_blocks(deep, progress), white):
                first, last = max(shown.top - top, 0), min(shown.bottom - top, len(block))
                if first < last:
                    yield top + first - shown.top, block[first:last, shown.left : shown.right]

        return Opened(header, blocks)
    if shown == container.size.whole:
        return with_pillow(image, header)
    box = (shown.left, shown.top, shown.right, shown.bottom)
    return Opened(header, lambda progress: pillow_blocks(image.crop(box), b"", progress))


def write_avif(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write an AVIF: of 8 bits with colour as `write_jpeg`; of 10 and 12 bits with a quarter of it, or lossless."""
    metadata = sheet.metadata
    exif = without_orientation(metadata.exif)  # Pillow would write a block that has one anew: notes of makers move
    icc = srgb_profile() if sheet.channels == 2 else sheet.icc  # AVIF knows no grey with transparency
    if sheet.bits == 8 and not sheet.lossless:
        collected(sheet, progress).save(
            file,
            "AVIF",
            quality=sheet.quality,
            subsampling="4:0:0" if sheet.channels == 1 else sheet.subsampling,
            speed=_SPEED,
            exif=exif,
            xmp=metadata.xmp,
            icc_profile=icc,
        )
        return
    pixels = sheet.whole(progress)
    if sheet.bits < 16 and sheet.depth == UINT16:
        for rows in pixels:  # in place, one at a time
            rows[:] = (rows.astype(np.uint32) * (2**sheet.bits - 1) + 32767) // 65535
    if sheet.channels > 1:  # in OpenCV's order
        pixels = pixels[:, :, [0, 0, 0, 1] if sheet.channels == 2 else [2, 1, 0, 3][: sheet.channels]]
    kept = {
        cv2.IMAGE_METADATA_EXIF: exif,
        cv2.IMAGE_METADATA_XMP: metadata.xmp,
        cv2.IMAGE_METADATA_ICCP: icc,
    }
    kinds = [kind for kind, content in kept.items() if content]
    settings = {
        cv2.IMWRITE_AVIF_QUALITY: 100 if sheet.lossless else min(sheet.quality, 99),  # 100 is lossless
        cv2.IMWRITE_AVIF_DEPTH: sheet.bits,
        cv2.IMWRITE_AVIF_SPEED: _SPEED,
    }
    done, content = cv2.imencodeWithMetadata(
        ".avif",
        pixels,
        kinds,
        [np.frombuffer(kept[kind], np.uint8) for kind in kinds],
        [number for pair in settings.items() for number in pair],
    )
    if not done:
        raise NotHeld("the encoder gave up")
    file.write(content.tobytes())


def _white(content: bytes) -> int:
    """The largest value, by the flags in av1C (AV1-ISOBMFF, 2.3.3)."""
    found = re.search(rb"av1C\x81.(.)", content, re.DOTALL)
    return {0x40: 1023, 0x60: 4095}.get(found[1][0] & 0x60, 255) if found else 255


def _read(content: bytes) -> Properties:
    meta = next((body for kind, body in boxes(content) if kind == b"meta"), b"")
    parts = dict(boxes(meta[4:]))
    pitm = parts.get(b"pitm", b"\0" * 6)
    primary = int.from_bytes(pitm[4:8] if pitm[0] else pitm[4:6], "big")
    iprp = list(boxes(parts.get(b"iprp", b"")))
    all_ = [each for kind, body in iprp if kind == b"ipco" for each in boxes(body)]
    wanted = {index for kind, body in iprp if kind == b"ipma" for item, index in _associations(body) if item == primary}
    own = [each for number, each in enumerate(all_, start=1) if number in wanted]
    code = next(
        (struct.unpack(">HH", body[4:8]) for kind, body in own if kind == b"colr" and body[:4] == b"nclx"), None
    )
    shown = None
    for kind, body in own:
        if kind == b"clap":
            numbers = struct.unpack(">IIIIiIiI", body[:32])
            shown = tuple(Fraction(numbers[at], numbers[at + 1]) for at in (0, 2, 4, 6))
    auxiliary = [body[4:].rstrip(b"\0") for kind, body in all_ if kind == b"auxC"]
    kinds = [_item_kind(body) for kind, body in boxes(parts.get(b"iinf", b"\0" * 6)[6:]) if kind == b"infe"]
    others = [name for name in auxiliary if not name.startswith(_ALPHA)]
    gain_map = b"tmap" in kinds or any(b"hdrgainmap" in name for name in others)
    return Properties((code[0], code[1]) if code else None, shown, gain_map, len(others))


def _associations(body: bytes) -> Iterator[tuple[int, int]]:
    """Item and the number of a property of it."""
    version, wide = body[0], body[3] & 1
    (count,) = struct.unpack(">I", body[4:8])
    at, width = 8, 4 if version else 2
    for _ in range(min(count, MOST)):
        item, number = int.from_bytes(body[at : at + width], "big"), body[at + width]
        at += width + 1
        for _ in range(number):
            yield item, int.from_bytes(body[at : at + 2], "big") & 0x7FFF if wide else body[at] & 0x7F
            at += 2 if wide else 1


def _item_kind(body: bytes) -> bytes:
    return body[8:12] if body[0] == 2 else body[10:14]
