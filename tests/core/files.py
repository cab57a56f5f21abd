"""Photos, EXIF blocks and colour profiles for the tests, made with other means than `recon_desktop.core.io` uses."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image

CAT: NDArray[np.uint8] = skimage.data.chelsea()[60:180, 100:270]
RAMP: NDArray[np.uint8] = np.linspace(0, 255, CAT.shape[0] * CAT.shape[1]).reshape(CAT.shape[:2]).astype(np.uint8)
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" tiff:Orientation="6" '
    b'tiff:ImageWidth="17" xmp:Rating="4"><tiff:ImageLength>23</tiff:ImageLength>'
    b"<xmp:Thumbnails><rdf:Alt>picture</rdf:Alt></xmp:Thumbnails>"
    b'</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
MAKER_NOTE = b"maker's note, with bytes \0\1\2 that must not change"
THUMBNAIL = b"\xff\xd8 thumbnail of the photo before \xff\xd9"


def deep(pixels: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The same picture at 16 bits, with low bytes of its own."""
    noise = np.random.default_rng(0).integers(0, 200, pixels.shape)
    return (pixels.astype(np.int64) * 256 + noise).astype(np.uint16)


def png(pixels: NDArray[np.generic], *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of HxWxC pixels at their own depth, without filters, with extra chunks before the pixels."""
    height, width, channels = pixels.shape
    bits = 8 * pixels.dtype.itemsize
    head = struct.pack(">IIBBBBB", width, height, bits, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(pixels.dtype.newbyteorder(">")).tobytes() for row in pixels)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def exif(orientation: int = 1, *, order: str = "<", thumbnail: bool = True) -> bytes:
    """An EXIF block as a camera writes it: maker, orientation, a date, a maker's note, GPS, a thumbnail."""
    mark = {"<": b"II", ">": b"MM"}[order]

    def ascii_(text: bytes) -> tuple[int, int, bytes]:
        return 2, len(text) + 1, text + b"\0"

    def short(value: int) -> tuple[int, int, bytes]:
        return 3, 1, struct.pack(order + "H", value)

    def long(value: int) -> tuple[int, int, bytes]:
        return 4, 1, struct.pack(order + "I", value)

    def rationals(*values: int) -> tuple[int, int, bytes]:
        return 5, len(values), b"".join(struct.pack(order + "II", value, 1) for value in values)

    def directory(at: int, entries: dict[int, tuple[int, int, bytes]], following: bool) -> bytes:
        behind = at + 2 + 12 * len(entries) + 4
        table, values = struct.pack(order + "H", len(entries)), b""
        for tag, (kind, count, value) in sorted(entries.items()):
            table += struct.pack(order + "HHI", tag, kind, count)
            if len(value) <= 4:
                table += value.ljust(4, b"\0")
            else:
                table += struct.pack(order + "I", behind + len(values))
                values += value + bytes(len(value) % 2)
        length = len(table) + 4 + len(values)
        return table + struct.pack(order + "I", at + length if following else 0) + values

    exif_entries = {
        36867: ascii_(b"2026:01:02 03:04:05"),
        37500: (7, len(MAKER_NOTE), MAKER_NOTE),
        40961: short(65535),
        40962: short(17),
        40963: long(23),
    }
    gps_entries = {1: ascii_(b"N"), 2: rationals(52, 22, 12), 3: ascii_(b"E"), 4: rationals(4, 53, 24)}
    below = 8 + 1024
    first = {271: ascii_(b"Test Camera"), 274: short(orientation), 34665: long(below), 34853: long(below + 512)}
    block = mark + struct.pack(order + "HI", 42, 8) + directory(8, first, following=False)
    block = block.ljust(below, b"\0") + directory(below, exif_entries, following=False)
    block = block.ljust(below + 512, b"\0") + directory(below + 512, gps_entries, following=False)
    if not thumbnail:
        return block
    at = len(block)
    pointer = 8 + 2 + 12 * len(first)
    block = block[:pointer] + struct.pack(order + "I", at) + block[pointer + 4 :]
    start = at + 2 + 12 * 2 + 4
    return block + directory(at, {513: long(start), 514: long(len(THUMBNAIL))}, following=False) + THUMBNAIL


def read_exif(block: bytes) -> tuple[Image.Exif, dict[int, object], dict[int, object]]:
    """The first, the EXIF and the GPS directory of a block, as Pillow reads them."""
    read = Image.Exif()
    read.load(block)
    return read, dict(read.get_ifd(34665)), dict(read.get_ifd(34853))


# Red, green and blue in XYZ (D50), from the published profiles of the two spaces.
DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))


def icc(
    name: str, primaries: Sequence[Sequence[float]] = DISPLAY_P3, curve: bytes | None = None, *, grey: bool = False
) -> bytes:
    """A minimal colour profile: a matrix with three equal curves, or a grey one; gamma 2.2 unless told otherwise."""
    curve = curve or b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256))

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))

    text = name.encode() + b"\0"
    entries = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
    }
    if grey:
        entries[b"kTRC"] = curve
    else:
        entries |= {letter + b"XYZ": xyz(*column) for letter, column in zip((b"r", b"g", b"b"), primaries, strict=True)}
        entries |= {letter + b"TRC": curve for letter in (b"r", b"g", b"b")}
    table, content, at = b"", b"", 128 + 4 + 12 * len(entries)
    for signature, entry in entries.items():
        table += struct.pack(">4sII", signature, at + len(content), len(entry))
        content += entry + bytes(-len(entry) % 4)
    body = struct.pack(">I", len(entries)) + table + content
    head = struct.pack(
        ">I4sI4s4s4s", 128 + len(body), b"test", 0x02200000, b"mntr", b"GRAY" if grey else b"RGB ", b"XYZ "
    )
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
    head = head.ljust(68, b"\0") + struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\0") + body
