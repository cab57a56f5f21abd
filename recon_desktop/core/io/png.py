"""PNG taken apart without decoding: metadata to one side, a clean stream for the decoder to the other."""

from __future__ import annotations

import struct
import zlib

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import photoshop
from recon_desktop.core.io.container import DAMAGE, Container, Damaged
from recon_desktop.core.io.resolution import of_phys
from recon_desktop.core.io.stated import png_profile
from recon_desktop.core.io.texts import XMP_KEYWORD, inflated, is_stale, raw_profile, text_of
from recon_desktop.core.photo import Metadata, Text

EXIF_HEADER = b"Exif\0\0"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Chunks that tell nothing which is missed: of pixels that are new, of backgrounds, and of animation.
_MOST_PROFILE = _MOST_TEXT = 1 << 26  # bytes, unpacked
_QUIET = {b"IEND", b"tIME", b"sBIT", b"bKGD", b"hIST", b"sPLT", b"fcTL", b"fdAT", b"cLLI", b"mDCV", b"cLLi", b"mDCv"}


def chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))


def split_png(content: bytes) -> Container:
    """Take a PNG file apart.

    Raises:
        Damaged: Its header is damaged or cut off.
    """
    chunks, rest = _png_chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise Damaged("the file ends within its header")
    width, height, bits, kind_of_colour = struct.unpack(">IIBB", chunks[0][1][:10])
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise Damaged("its header states an impossible size")
    pieces: list[bytes | memoryview] = [PNG_SIGNATURE]
    exif, xmp, icc, resources, resolution, frames = b"", b"", b"", b"", None, 1
    texts: list[Text] = []
    others: list[str] = []
    room = _MOST_TEXT
    damaged = False
    stated: dict[bytes, bytes] = {}
    key: tuple[int, ...] = ()
    for kind, body, whole in chunks:
        if kind == b"tRNS" and bits == 16:
            key = struct.unpack(f">{len(body) // 2}H", body[: len(body) // 2 * 2])
        elif kind == b"tRNS" and kind_of_colour == 0 and bits in (2, 4):
            # Pillow brings the pixels to 0..255, and compares them to the key as it stands.
            spread = int.from_bytes(body[:2], "big") * 255 // ((1 << bits) - 1)
            pieces.append(chunk(kind, struct.pack(">H", spread & 0xFFFF)))
        elif kind == b"IDAT" and zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:], "big"):
            pieces.append(chunk(kind, bytes(body)))
            damaged = True
        elif kind in (b"IHDR", b"PLTE", b"IDAT", b"tRNS"):
            pieces.append(whole)
        elif kind == b"eXIf":
            exif = bytes(body).removeprefix(EXIF_HEADER)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            text = text_of(kind, bytes(body), room)
            if text is None:
                others.append(kind.decode())
                continue
            room -= len(text.text)
            name, profile = raw_profile(text)
            if text.keyword == XMP_KEYWORD or name == "xmp":
                xmp = xmp or profile or text.text.encode()
            elif name in ("exif", "app1"):
                exif, xmp = _segment(profile, exif, xmp)
            elif name in ("iptc", "8bim"):
                resources = resources or (profile if profile[:4] == b"8BIM" else photoshop.with_iptc(b"", profile))
            elif name in ("icc", "icm"):
                icc = icc or profile
            elif name:
                others.append(text.keyword)
            elif not is_stale(text):
                texts.append(text)
        elif kind == b"iCCP":
            icc = inflated(bytes(body).partition(b"\0")[2][1:], _MOST_PROFILE)
        elif kind == b"pHYs":
            resolution = of_phys(bytes(body))
        elif kind in (b"cICP", b"sRGB", b"gAMA", b"cHRM"):
            stated[kind] = bytes(body)
        elif kind == b"acTL":
            frames = max(int.from_bytes(body[:4], "big"), 1)
        elif kind not in _QUIET:
            others.append("C2PA" if kind == b"caBX" else kind.decode("latin-1"))
    cut = chunks[-1][0] != b"IEND"
    if cut and bytes(rest[4:8]) == b"IDAT":
        pieces.append(chunk(b"IDAT", bytes(rest[8:])))
    pieces.append(chunk(b"IEND", b""))
    icc, foreign, told = png_profile(icc, stated)
    kept, paths = photoshop.kept(resources)
    notes = [f"other data in it is left out: {', '.join(dict.fromkeys(others))}"] if others else []
    notes += ["Photoshop's paths, guides and slices are left out"] if paths else []
    notes += [DAMAGE] if damaged else []
    return Container(
        Size(width, height),
        b"".join(pieces),
        Metadata(exif, xmp, kept, resolution=resolution, texts=tuple(texts)),
        icc,
        frames,
        bits,
        kind_of_colour in (0, 4),
        key,
        cut,
        foreign,
        (*notes, *told),
    )


def _segment(profile: bytes, exif: bytes, xmp: bytes) -> tuple[bytes, bytes]:
    """EXIF and XMP with what a segment of a JPEG that was put into a PNG holds."""
    if profile.startswith(XMP_HEADER):
        return exif, xmp or profile.removeprefix(XMP_HEADER)
    return exif or profile.removeprefix(EXIF_HEADER), xmp


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


def completed_png(container: Container) -> bytes:
    """The stream of a PNG that ends early, filled up so that a decoder gives what is there.

    Raises:
        Damaged: Nothing of the picture is there.
    """
    chunks, _ = _png_chunks(container.stream)
    # As many bytes as any arrangement of the rows can want; what is missing is black, or clear where there is alpha.
    length = 2 * container.size.height * (container.size.width * container.bits // 2 + 2)
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(b"".join(body for kind, body, _ in chunks if kind == b"IDAT"), length)
    except zlib.error as error:
        raise Damaged(f"its picture data is damaged: {error}") from error
    if not rows:
        raise Damaged("the file ends before its picture begins")
    kept = b"".join(whole for kind, _, whole in chunks if kind not in (b"IDAT", b"IEND"))
    packed = zlib.compress(rows.ljust(length, b"\0"), 1)
    return PNG_SIGNATURE + kept + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
