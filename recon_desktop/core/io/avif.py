"""AVIF taken apart as far as its properties go: colours, the part to show, auxiliary pictures.

Sources: ISO/IEC 14496-12 (boxes), 23008-12 (HEIF: items and their properties), AV1 Image File Format 1.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from recon_desktop.core.geometry import Region, Size

_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_MOST = 4096  # boxes; a hostile file goes on for ever


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


def _read(content: bytes) -> Properties:
    meta = next((body for kind, body in _boxes(content) if kind == b"meta"), b"")
    boxes = dict(_boxes(meta[4:]))
    pitm = boxes.get(b"pitm", b"\0" * 6)
    primary = int.from_bytes(pitm[4:8] if pitm[0] else pitm[4:6], "big")
    iprp = list(_boxes(boxes.get(b"iprp", b"")))
    all_ = [each for kind, body in iprp if kind == b"ipco" for each in _boxes(body)]
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
    kinds = [_item_kind(body) for kind, body in _boxes(boxes.get(b"iinf", b"\0" * 6)[6:]) if kind == b"infe"]
    others = [name for name in auxiliary if not name.startswith(_ALPHA)]
    gain_map = b"tmap" in kinds or any(b"hdrgainmap" in name for name in others)
    return Properties((code[0], code[1]) if code else None, shown, gain_map, len(others))


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST):
        if at + 8 > len(content):
            return
        length, kind, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        end = len(content) if length == 0 else at + length
        if end < at + head:
            return
        yield kind, content[at + head : end]
        at = end


def _associations(body: bytes) -> Iterator[tuple[int, int]]:
    """Item and the number of a property of it."""
    version, wide = body[0], body[3] & 1
    (count,) = struct.unpack(">I", body[4:8])
    at, width = 8, 4 if version else 2
    for _ in range(min(count, _MOST)):
        item, number = int.from_bytes(body[at : at + width], "big"), body[at + width]
        at += width + 1
        for _ in range(number):
            yield item, int.from_bytes(body[at : at + 2], "big") & 0x7FFF if wide else body[at] & 0x7F
            at += 2 if wide else 1


def _item_kind(body: bytes) -> bytes:
    return body[8:12] if body[0] == 2 else body[10:14]
