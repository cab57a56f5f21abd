"""WebP taken apart without decoding."""

from __future__ import annotations

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.container import Container, Damaged
from recon_desktop.core.photo import Metadata

EXIF_HEADER = b"Exif\0\0"
_KNOWN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"EXIF", b"XMP ", b"ICCP"}


def split_webp(content: bytes) -> Container:
    """Take a WebP file apart.

    Raises:
        Damaged: There is no picture in it, or it ends early.
    """
    view, at = memoryview(content), 12
    parts: dict[bytes, memoryview] = {}
    frames = 0
    while at + 8 <= len(content):
        kind, length = bytes(view[at : at + 4]), int.from_bytes(view[at + 4 : at + 8], "little")
        body = view[at + 8 : at + 8 + length]
        if len(body) < length:
            raise Damaged("the file ends early")
        parts.setdefault(kind, body)
        frames += kind == b"ANMF"
        at += 8 + length + length % 2
    return Container(
        _webp_size(parts),
        content,
        Metadata(bytes(parts.get(b"EXIF", b"")).removeprefix(EXIF_HEADER), bytes(parts.get(b"XMP ", b""))),
        bytes(parts.get(b"ICCP", b"")),
        max(frames, 1),
        notes=_notes(parts),
    )


def _notes(parts: dict[bytes, memoryview]) -> tuple[str, ...]:
    names = [kind.decode("ascii", "replace").strip() for kind in parts if kind not in _KNOWN]
    return (f"other data in it is left out: {', '.join(names)}",) if names else ()


def _webp_size(parts: dict[bytes, memoryview]) -> Size:
    if len(header := parts.get(b"VP8X", b"")) >= 10:
        return Size(*(int.from_bytes(header[at : at + 3], "little") + 1 for at in (4, 7)))
    if len(header := parts.get(b"VP8 ", b"")) >= 10:
        return Size(*(int.from_bytes(header[at : at + 2], "little") & 0x3FFF for at in (6, 8)))
    if len(header := parts.get(b"VP8L", b"")) >= 5:
        both = int.from_bytes(header[1:5], "little")
        return Size((both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1)
    raise Damaged("a WebP without a picture")
