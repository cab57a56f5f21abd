"""JPEG, PNG and WebP taken apart without decoding: metadata to one side, a clean stream for the decoder to the other.

Decoders then never meet a damaged EXIF block, a text bomb or a broken profile, the three of which would fail a photo
whose pixels are sound; and a file that ends early is told from one that is damaged.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.ending import closed
from recon_desktop.core.io.resolution import of_jfif, of_phys
from recon_desktop.core.io.stated import exif_profile, png_profile
from recon_desktop.core.photo import Metadata

_MAX_PACKET = 1 << 26  # of one inflated profile or XMP packet

_PPM_HEAD = 1 << 12  # of which a PPM's comments leave room for its numbers

EXIF_HEADER = b"Exif\0\0"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
ICC_HEADER = b"ICC_PROFILE\0"
XMP_KEYWORD = b"XML:com.adobe.xmp"
IPTC_HEADER = b"Photoshop 3.0\0"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Container:
    """A file in its parts.

    Attributes:
        size: As stored, before the orientation is applied.
        stream: The file without metadata, for the decoder.
        metadata: As the file holds it: not yet made true for an upright sRGB photo.
        icc: Colour profile, or what says the same of a file that states its colours otherwise; empty if none.
        frames: Pictures in the file.
        bits: Bits a channel.
        grey: Whether it has no colour, by its header.
        key: The colour that a PNG declares transparent, at the file's depth; empty if none.
        cut: Whether the file ends early.
        foreign: Whether it states colours that no profile here expresses.
    """

    size: Size
    stream: bytes
    metadata: Metadata = field(default_factory=Metadata)
    icc: bytes = b""
    frames: int = 1
    bits: int = 8
    grey: bool = False
    key: tuple[int, ...] = ()
    cut: bool = False
    foreign: bool = False


def split_jpeg(content: bytes) -> Container:
    """Take a JPEG file apart.

    Raises:
        ValueError: There is no picture in it, or its header is cut off.
    """
    pieces: list[bytes | memoryview] = [b"\xff\xd8"]
    exif, xmp, iptc, comment, size, components, resolution = b"", b"", b"", b"", None, 0, None
    profile: dict[int, bytes] = {}
    view, at = memoryview(content), 2
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 4 > len(content):
            raise ValueError("the file ends within its header")
        marker = content[at + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        payload = content[at + 4 : end]
        if marker == 0xDA:
            break
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(payload) < 6:
                raise ValueError("the file ends within its header")
            height, width = struct.unpack(">HH", payload[1:5])
            size, components = Size(width, height), payload[5]
        if marker == 0xE0:
            resolution = resolution or of_jfif(payload)
        elif marker == 0xE1 and payload.startswith(EXIF_HEADER):
            exif = exif or payload[len(EXIF_HEADER) :]
        elif marker == 0xE1 and payload.startswith(XMP_HEADER):
            xmp = xmp or payload[len(XMP_HEADER) :]
        elif marker == 0xE2 and payload.startswith(ICC_HEADER) and len(payload) > 14:
            profile[payload[12]] = payload[14:]
        elif marker == 0xED and payload.startswith(IPTC_HEADER):
            iptc = iptc or _iptc(payload[len(IPTC_HEADER) :])
        elif marker == 0xFE:
            comment = comment or payload
        if marker in (0xE0, 0xEE) or not 0xE0 <= marker <= 0xFE:
            pieces.append(view[at:end])
        at = end
    if size is None:
        raise ValueError("a JPEG without a picture")
    pieces.append(view[at:])
    ends = content.rfind(b"\xff\xd9", at) >= 0
    icc = b"".join(part for _, part in sorted(profile.items()))
    if not icc and components == 3:
        icc = exif_profile(exif)
    metadata = Metadata(exif, xmp, iptc, comment, resolution)
    return Container(size, b"".join(pieces), metadata, icc, cut=not ends)


def _iptc(resources: bytes) -> bytes:
    """Of Photoshop's resources the one with IPTC; others describe the photo before its restoration."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        name = at + 6 + (resources[at + 6] + 2) // 2 * 2
        length = int.from_bytes(resources[name : name + 4], "big")
        end = name + 4 + length + length % 2
        if resources[at + 4 : at + 6] == b"\4\4":
            return resources[at:end]
        at = end
    return b""


def chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))


def split_png(content: bytes) -> Container:
    """Take a PNG file apart.

    Raises:
        ValueError: Its header is damaged or cut off.
    """
    chunks, rest = _png_chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise ValueError("the file ends within its header")
    width, height, bits, kind_of_colour = struct.unpack(">IIBB", chunks[0][1][:10])
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise ValueError("its header states an impossible size")
    pieces: list[bytes | memoryview] = [PNG_SIGNATURE]
    exif, xmp, icc, resolution, frames = b"", b"", b"", None, 1
    stated: dict[bytes, bytes] = {}
    key: tuple[int, ...] = ()
    for kind, body, whole in chunks:
        if kind == b"tRNS" and bits == 16:
            key = struct.unpack(f">{len(body) // 2}H", body[: len(body) // 2 * 2])
        elif kind == b"tRNS" and kind_of_colour == 0 and bits in (2, 4):
            # Pillow brings the pixels to 0..255, and compares them to the key as it stands.
            spread = int.from_bytes(body[:2], "big") * 255 // ((1 << bits) - 1)
            pieces.append(chunk(kind, struct.pack(">H", spread & 0xFFFF)))
        elif kind in (b"IHDR", b"PLTE", b"IDAT", b"tRNS"):
            pieces.append(whole)
        elif kind == b"eXIf":
            exif = bytes(body).removeprefix(EXIF_HEADER)
        elif kind == b"iTXt" and bytes(body).startswith(XMP_KEYWORD):
            xmp = _international_text(bytes(body))
        elif kind == b"iCCP":
            icc = _inflated(bytes(body).partition(b"\0")[2][1:])
        elif kind == b"pHYs":
            resolution = of_phys(bytes(body))
        elif kind in (b"cICP", b"sRGB", b"gAMA", b"cHRM"):
            stated[kind] = bytes(body)
        elif kind == b"acTL":
            frames = max(int.from_bytes(body[:4], "big"), 1)
    cut = chunks[-1][0] != b"IEND"
    if cut and bytes(rest[4:8]) == b"IDAT":
        pieces.append(chunk(b"IDAT", bytes(rest[8:])))
    pieces.append(chunk(b"IEND", b""))
    icc, foreign = png_profile(icc, stated)
    return Container(
        Size(width, height),
        b"".join(pieces),
        Metadata(exif, xmp, resolution=resolution),
        icc,
        frames,
        bits,
        kind_of_colour in (0, 4),
        key,
        cut,
        foreign,
    )


def _png_chunks(content: bytes) -> tuple[list[tuple[bytes, memoryview, memoryview]], memoryview]:
    """The whole chunks as (kind, content, all of it), and what is left where the file ends within one."""
    view, at = memoryview(content), len(PNG_SIGNATURE)
    chunks: list[tuple[bytes, memoryview, memoryview]] = []
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(view[at : at + 4], "big")
        if end > len(content):
            break
        kind = bytes(view[at + 4 : at + 8])
        chunks.append((kind, view[at + 8 : end - 4], view[at:end]))
        at = end
        if kind == b"IEND":
            break
    return chunks, view[at:]


def _international_text(body: bytes) -> bytes:
    """The text of an iTXt chunk: keyword, flags, language, translated keyword, text."""
    _, _, rest = body.partition(b"\0")
    compressed = rest[:1] == b"\1"
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return _inflated(text) if compressed else text


def _inflated(packed: bytes) -> bytes:
    """The content of a compressed chunk; empty where it is damaged or a bomb."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, _MAX_PACKET)
    except zlib.error:
        return b""
    return content if inflater.eof else b""


def split_webp(content: bytes) -> Container:
    """Take a WebP file apart.

    Raises:
        ValueError: There is no picture in it, or it ends early.
    """
    view, at = memoryview(content), 12
    parts: dict[bytes, memoryview] = {}
    frames = 0
    while at + 8 <= len(content):
        kind, length = bytes(view[at : at + 4]), int.from_bytes(view[at + 4 : at + 8], "little")
        body = view[at + 8 : at + 8 + length]
        if len(body) < length:
            raise ValueError("the file ends early")
        parts.setdefault(kind, body)
        frames += kind == b"ANMF"
        at += 8 + length + length % 2
    return Container(
        _webp_size(parts),
        content,
        Metadata(bytes(parts.get(b"EXIF", b"")).removeprefix(EXIF_HEADER), bytes(parts.get(b"XMP ", b""))),
        bytes(parts.get(b"ICCP", b"")),
        max(frames, 1),
    )


def _webp_size(parts: dict[bytes, memoryview]) -> Size:
    if len(header := parts.get(b"VP8X", b"")) >= 10:
        return Size(*(int.from_bytes(header[at : at + 3], "little") + 1 for at in (4, 7)))
    if len(header := parts.get(b"VP8 ", b"")) >= 10:
        return Size(*(int.from_bytes(header[at : at + 2], "little") & 0x3FFF for at in (6, 8)))
    if len(header := parts.get(b"VP8L", b"")) >= 5:
        both = int.from_bytes(header[1:5], "little")
        return Size((both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1)
    raise ValueError("a WebP without a picture")


def largest_value(name: str, content: bytes) -> int:
    """What white is in a PPM, JPEG 2000 or AVIF file, by its header; 255 where it does not tell."""
    if name == "PPM":
        words = re.sub(rb"#[^\r\n]*", b"", content[:_PPM_HEAD]).split(maxsplit=4)
        return int(words[3]) if len(words) > 3 and words[3].isdigit() else 255
    # Of JPEG 2000 the first component in SIZ (ITU-T T.800, A.5.1), of AVIF the flags in av1C (AV1-ISOBMFF, 2.3.3).
    if name == "JPEG 2000" and (found := re.search(rb"\xff\x4f\xff\x51.{38}(.)", content, re.DOTALL)):
        return int((2 << (found[1][0] & 0x7F)) - 1)
    if name == "AVIF" and (found := re.search(rb"av1C\x81.(.)", content, re.DOTALL)):
        return {0x40: 1023, 0x60: 4095}.get(found[1][0] & 0x60, 255)
    return 255


def completed(container: Container, name: str) -> bytes:
    """The stream of a JPEG or PNG that ends early, filled up so that a decoder gives what is there.

    Raises:
        ValueError: Nothing of the picture is there.
    """
    if name == "JPEG":
        return closed(container.stream)
    chunks, _ = _png_chunks(container.stream)
    # As many bytes as any arrangement of the rows can want; what is missing is black, or clear where there is alpha.
    length = 2 * container.size.height * (container.size.width * container.bits // 2 + 2)
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(b"".join(body for kind, body, _ in chunks if kind == b"IDAT"), length)
    except zlib.error as error:
        raise ValueError(f"its picture data is damaged: {error}") from error
    if not rows:
        raise ValueError("the file ends before its picture begins")
    kept = b"".join(whole for kind, _, whole in chunks if kind not in (b"IDAT", b"IEND"))
    packed = zlib.compress(rows.ljust(length, b"\0"), 1)
    return PNG_SIGNATURE + kept + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
