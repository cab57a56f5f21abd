"""JPEG XL, where its library is installed."""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.boxes import boxes
from recon_desktop.core.io.container import Container
from recon_desktop.core.io.decode import Blocks, Opened, header_of
from recon_desktop.core.io.encode import Sheet
from recon_desktop.core.io.extras import in_parts, turned_already
from recon_desktop.core.photo import Metadata
from recon_desktop.core.progress import Progress

_FARTHEST = 15.0
# The beginning of a file in boxes (ISO/IEC 18181-2, 9.1 and 9.2).
_BEGIN = bytes.fromhex("0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20")
_STREAMS = (b"jxlc", b"jxlp")  # the picture whole, or the first part of it behind a number


def open_jpeg_xl(file: BinaryIO, complete: bool) -> Opened:
    """Open a JPEG XL photo, with libjxl, which turns it upright by itself. None is completed."""
    import pyjpegxl

    content = file.read()
    said = pyjpegxl.probe(content)
    kind = "float32" if said.bits_per_sample > 16 else "uint16" if said.bits_per_sample > 8 else "uint8"
    metadata = Metadata(turned_already(_sound(said.exif or b"")), said.xmp or b"")
    grey = said.num_color_channels == 1
    notes = ("the first of several frames",) if moves(content) else ()
    container = Container(Size(said.width, said.height), b"", metadata, said.icc or b"", grey=grey, notes=notes)

    def blocks(progress: Progress) -> Blocks:
        progress.report(0.0)
        yield from in_parts(pyjpegxl.decode_to_numpy(content, dtype=kind)[1])

    return Opened(header_of(container, "JPEG XL", np.dtype(kind)), blocks)


def moves(content: bytes) -> bool:
    """Whether a file says that it is an animation (ISO/IEC 18181-1, annex D), of which the library tells nothing."""
    if content.startswith(_BEGIN[:4]):
        content = next((body[4 * (kind == b"jxlp") :] for kind, body in boxes(content) if kind in _STREAMS), b"")
    bits = _Bits(content[2:])
    _skip_size(bits)
    if bits.take(1) or not bits.take(1):  # all as usual; nothing beyond the colours
        return False
    bits.take(3)  # orientation
    if bits.take(1):
        _skip_size(bits)  # as it is meant to be shown
    return not bits.take(1) and bool(bits.take(1))  # what follows a preview is not looked for


def write_jpeg_xl(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a JPEG XL, its metadata in boxes of their own: libjxl would compress them, which few programs read."""
    import pyjpegxl

    metadata = sheet.metadata
    content = pyjpegxl.encode_from_numpy(
        sheet.whole(progress),
        lossless=sheet.lossless,
        quality=_distance(sheet.quality),
        icc=sheet.icc,
    )
    if not content.startswith(_BEGIN):
        content = _BEGIN + _box(b"jxlc", content)
    boxes = b""
    if metadata.exif:
        boxes += _box(b"Exif", bytes(4) + metadata.exif)
    if metadata.xmp:
        boxes += _box(b"xml ", metadata.xmp)
    file.write(_BEGIN + boxes + content[len(_BEGIN) :])


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


class _Bits:
    """The bits of a file, the lowest of a byte first."""

    def __init__(self, content: bytes) -> None:
        self._left = int.from_bytes(content[:64], "little")

    def take(self, number: int) -> int:
        taken = self._left & ((1 << number) - 1)
        self._left >>= number
        return taken


def _skip_size(bits: _Bits) -> None:
    small = bits.take(1)
    for side in range(2):
        if side and bits.take(3):  # the width follows from a ratio
            return
        bits.take(5 if small else (9, 13, 18, 30)[bits.take(2)])


def _sound(exif: bytes) -> bytes:
    """EXIF without the number of bytes to skip, which most files have before it (ISO/IEC 18181-2, 9.5)."""
    return exif if exif[:2] in (b"II", b"MM") else exif[4 + int.from_bytes(exif[:4], "big") :]


def _distance(quality: int) -> float:
    """How far a picture may be from the original, in the measure of libjxl; the same as its own command's."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return min(53 / 3000 * quality**2 - 23 / 20 * quality + 25, _FARTHEST)
