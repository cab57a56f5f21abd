"""Encoders that take a picture block by block, so that a result is never held twice.

JPEG, PNG and TIFF are put together here: libjpeg encodes strips that restart markers join (ITU-T T.81, B.2.4.4), PNG
rows and TIFF strips are filtered by numpy and packed by zlib. The others go through Pillow or OpenCV as a whole.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import numpy as np
from PIL import Image as PillowImage

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import photoshop
from recon_desktop.core.io.exif import tiff_fields
from recon_desktop.core.io.ifd import Ifd, data, long, packed, short
from recon_desktop.core.io.jpeg import EXIF_HEADER, ICC_HEADER, MORE_XMP_HEADER, SEGMENT, XMP_HEADER, parted_xmp
from recon_desktop.core.io.png import PNG_SIGNATURE, chunk
from recon_desktop.core.io.profiles import description
from recon_desktop.core.io.resolution import UNSTATED, as_dots, as_fields, as_jfif, as_phys
from recon_desktop.core.io.texts import XMP_KEYWORD, as_raw_profile, chunk_of
from recon_desktop.core.photo import Metadata, Resolution
from recon_desktop.core.pixels import Pixels
from recon_desktop.core.progress import Progress

BLOCK_BYTES = 1 << 21
_BIG_TIFF = (1 << 32) - (1 << 26)  # bytes of pixels from which on offsets need 64 bits
_XMP_PART = SEGMENT - len(MORE_XMP_HEADER) - 40
_ICC_PART = SEGMENT - len(ICC_HEADER) - 2  # of a profile, beside its number and that of all parts (ICC.1, annex B.4)
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


Subsampling = Literal["4:4:4", "4:2:2", "4:2:0"]
"""Colour at full resolution, at half of it across, or at half of it both ways."""

_UNITS: dict[Subsampling, Size] = {"4:4:4": Size(8, 8), "4:2:2": Size(16, 8), "4:2:0": Size(16, 16)}


class NotHeld(Exception):
    """The format turned out to be too small for this picture."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture on its way into a file.

    Attributes:
        size: Width and height.
        channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha (straight).
        depth: uint8, uint16 or float32.
        bits: Of each channel that are written; fewer than `depth` has where a format holds 10 or 12.
        rows: The rows from the first to before the second number, HxWxC, contiguous, at `depth`.
        metadata: EXIF and XMP that the format can hold.
        icc: sRGB, for grey or for colour.
        quality: 1..100, for lossy formats.
        subsampling: How colour is stored by lossy formats that offer a choice.
        progressive: Whether a JPEG comes into view as a whole, ever sharper, while it is transmitted.
        lossless: For formats that can be either.
    """

    size: Size
    channels: int
    depth: np.dtype[Any]
    bits: int
    rows: Callable[[int, int], Pixels]
    metadata: Metadata
    icc: bytes
    quality: int
    subsampling: Subsampling
    progressive: bool
    lossless: bool

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return self.size.width * self.channels * self.depth.itemsize

    def blocks(self, step: int, progress: Progress) -> Iterator[Pixels]:
        """All rows in blocks of `step` rows, the last one shorter; reports each."""
        for top in range(0, self.size.height, step):
            progress.report(top / self.size.height)
            yield self.rows(top, min(top + step, self.size.height))

    def whole(self, progress: Progress) -> Pixels:
        """All rows at once, HxWxC."""
        pixels = np.empty((self.size.height, self.size.width, self.channels), self.depth)
        top = 0
        for block in self.blocks(max(BLOCK_BYTES // self.row_bytes, 1), progress):
            pixels[top : top + len(block)] = block
            top += len(block)
        return pixels


Encoder = Callable[[BinaryIO, Sheet, Progress], None]
"""Writes a picture into an empty file."""


def write_jpeg(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a baseline JPEG strip by strip, or a progressive one, whose scans need the whole picture."""
    settings = {"quality": sheet.quality, "subsampling": sheet.subsampling}
    if sheet.progressive:
        buffer = io.BytesIO()
        collected(sheet, progress).save(buffer, "JPEG", progressive=True, **settings)
        head, scans = _split_at_scan(buffer.getvalue())
        file.write(_jpeg_head(head, sheet, None) + scans + b"\xff\xd9")
        return
    unit = _UNITS[sheet.subsampling if sheet.channels == 3 else "4:4:4"]
    across = -(-sheet.size.width // unit.width)
    # Units between two restart markers are counted with 16 bits.
    lines = unit.height * max(min(BLOCK_BYTES // (sheet.row_bytes * unit.height), 65535 // across), 1)
    for index, block in enumerate(sheet.blocks(lines, progress)):
        buffer = io.BytesIO()
        strip = PillowImage.fromarray(block[:, :, 0] if sheet.channels == 1 else block)
        strip.save(buffer, "JPEG", **settings)
        head, scan = _split_at_scan(buffer.getvalue())
        if index == 0:
            file.write(_jpeg_head(head, sheet, across * lines // unit.height))
        else:
            file.write(bytes([0xFF, 0xD0 + (index - 1) % 8]))
        file.write(scan)
    file.write(b"\xff\xd9")


def _split_at_scan(jpeg: bytes) -> tuple[list[bytes], bytes]:
    """The segments up to the start of the scan, that one included, and the scan without the end marker."""
    segments: list[bytes] = []
    at = 2
    while not segments or segments[-1][1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        segments.append(jpeg[at:end])
        at = end
    return segments, jpeg[at:-2]


def _jpeg_head(segments: list[bytes], sheet: Sheet, interval: int | None) -> bytes:
    """The first strip's head, for the whole picture: its height, its metadata, its restart interval if there is one."""
    metadata = sheet.metadata
    extras = []
    if metadata.exif:
        extras.append(_segment(0xE1, EXIF_HEADER + metadata.exif))
    extras += _xmp_segments(metadata.xmp)
    parts = [sheet.icc[at : at + _ICC_PART] for at in range(0, len(sheet.icc), _ICC_PART)]
    extras += [_segment(0xE2, ICC_HEADER + bytes([n, len(parts)]) + part) for n, part in enumerate(parts, start=1)]
    most = SEGMENT - len(photoshop.HEADER)  # what is longer goes on in the next segment
    for at in range(0, len(metadata.resources), most):
        extras.append(_segment(0xED, photoshop.HEADER + metadata.resources[at : at + most]))
    for at in range(0, len(metadata.comment), SEGMENT):
        extras.append(_segment(0xFE, metadata.comment[at : at + SEGMENT]))
    head = []
    for segment in segments:
        if segment[1] == 0xC0:
            segment = segment[:5] + sheet.size.height.to_bytes(2, "big") + segment[7:]
        if segment[1] == 0xDA and interval is not None:
            head.append(_segment(0xDD, interval.to_bytes(2, "big")))
        head.append(segment)
    return b"".join([b"\xff\xd8", _stating(head[0], metadata.resolution), *extras, *head[1:]])


def _xmp_segments(packet: bytes) -> list[bytes]:
    """A packet in one segment, or in as many as it needs (XMP specification, part 3, 1.1.3.1)."""
    if not packet:
        return []
    if len(packet) <= SEGMENT - len(XMP_HEADER):
        return [_segment(0xE1, XMP_HEADER + packet)]
    main, more, name = parted_xmp(packet, SEGMENT - len(XMP_HEADER))
    if len(main) > SEGMENT - len(XMP_HEADER):
        raise NotHeld("its XMP data is one large piece")
    parts = [(at, more[at : at + _XMP_PART]) for at in range(0, len(more), _XMP_PART)]
    heads = [MORE_XMP_HEADER + name + struct.pack(">II", len(more), at) for at, _ in parts]
    return [
        _segment(0xE1, XMP_HEADER + main),
        *(_segment(0xE1, head + part) for head, (_, part) in zip(heads, parts, strict=True)),
    ]


def _stating(jfif: bytes, resolution: Resolution | None) -> bytes:
    """The first segment with this resolution, as far as it can hold it."""
    density = as_jfif(resolution) if resolution else None
    return jfif if density is None else jfif[:11] + density + jfif[16:]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _packer() -> zlib._Compress:
    """Deflate for differences of pixels, which seldom repeat: runs only, 3x as fast as the default at the same size."""
    return zlib.compressobj(1, strategy=zlib.Z_RLE)


def write_png(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a PNG of 8 or 16 bits a channel."""
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[sheet.channels]
    size, depth = sheet.size, sheet.depth
    file.write(PNG_SIGNATURE)
    file.write(
        chunk(b"IHDR", struct.pack(">IIBBBBB", size.width, size.height, 8 * depth.itemsize, colour_type, 0, 0, 0))
    )
    file.write(chunk(b"iCCP", _profile_name(sheet.icc) + b"\0\0" + zlib.compress(sheet.icc)))
    density = as_phys(sheet.metadata.resolution) if sheet.metadata.resolution else None
    if density is not None:
        file.write(chunk(b"pHYs", density))
    if sheet.metadata.exif:
        file.write(chunk(b"eXIf", sheet.metadata.exif))
    if sheet.metadata.xmp:
        file.write(chunk(b"iTXt", XMP_KEYWORD.encode() + bytes(5) + sheet.metadata.xmp))
    if sheet.metadata.resources:
        file.write(chunk(*as_raw_profile("iptc", sheet.metadata.resources)))
    for text in sheet.metadata.texts:
        file.write(chunk(*chunk_of(text)))
    packer = _packer()
    above = np.zeros(sheet.row_bytes, np.uint8)
    for block in sheet.blocks(max(BLOCK_BYTES // sheet.row_bytes, 1), progress):
        rows = block.astype(depth.newbyteorder(">")).view(np.uint8).reshape(len(block), -1)
        file.write(chunk(b"IDAT", packer.compress(_filtered(rows, above, sheet.channels * depth.itemsize))))
        above = rows[-1]
    file.write(chunk(b"IDAT", packer.flush()))
    file.write(chunk(b"IEND", b""))


def _profile_name(icc: bytes) -> bytes:
    """What a profile calls itself, as a PNG can hold it (third edition, 11.3.2.3)."""
    try:
        name = description(icc)
    except ValueError:
        name = ""
    words = "".join(character for character in name if " " <= character <= "~" or "\xa1" <= character <= "\xff")
    return " ".join(words.split())[:79].rstrip().encode("latin-1") or b"unnamed"


def _filtered(rows: Pixels, above: Pixels, step: int) -> bytes:
    """PNG rows with their filter bytes: difference to the left or to the row above, whichever is smaller in sum."""
    left = rows.copy()
    left[:, step:] -= rows[:, :-step]
    up = rows.copy()
    up[0] -= above
    up[1:] -= rows[:-1]
    sums = [np.minimum(filtered, -filtered).sum(axis=1, dtype=np.int64) for filtered in (left, up)]
    takes_left = sums[0] < sums[1]
    result = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    result[:, 0] = np.where(takes_left, 1, 2)
    result[:, 1:] = np.where(takes_left[:, np.newaxis], left, up)
    return result.tobytes()


def write_tiff(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a TIFF of 8 or 16 bits (deflate, horizontal differences) or float (plain); BigTIFF beyond 4 GB."""
    whole = sheet.depth != np.float32
    big = sheet.row_bytes * sheet.size.height > _BIG_TIFF
    file.write(bytes(16 if big else 8))
    lines = max(BLOCK_BYTES // sheet.row_bytes, 1)
    offsets, lengths = [], []
    for block in sheet.blocks(lines, progress):
        if whole:
            differences = block.copy()
            differences[:, 1:] -= block[:, :-1]
            packer = _packer()
            content = packer.compress(differences.astype(sheet.depth.newbyteorder("<")).tobytes()) + packer.flush()
        else:
            content = block.astype("<f4").tobytes()
        offsets.append(file.tell())
        lengths.append(len(content))
        file.write(content + bytes(len(content) % 2))
    bits = 8 * sheet.depth.itemsize
    fields: Ifd = UNSTATED | tiff_fields(sheet.metadata.exif)
    if sheet.metadata.resolution:
        fields |= as_fields(sheet.metadata.resolution)
    fields |= {
        256: long(sheet.size.width),
        257: long(sheet.size.height),
        258: short(*[bits] * sheet.channels),
        259: short(8 if whole else 1),
        262: short(1 if sheet.channels <= 2 else 2),
        273: long(*offsets),
        274: short(1),
        277: short(sheet.channels),
        278: long(lines),
        279: long(*lengths),
        284: short(1),
        339: short(*[1 if whole else 3] * sheet.channels),
        34675: data(sheet.icc),
    }
    if whole:
        fields[317] = short(2)
    if sheet.channels in (2, 4):
        fields[338] = short(2)
    if sheet.metadata.xmp:
        fields[700] = data(sheet.metadata.xmp, 1)
    if sheet.metadata.resources:
        fields[34377] = data(sheet.metadata.resources, 1)
        if iptc := photoshop.iptc_of(sheet.metadata.resources):
            fields[33723] = data(iptc)
    start = file.tell()
    file.write(packed(fields, start, big=big))
    file.seek(0)
    file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, start) if big else struct.pack("<2sHI", b"II", 42, start))


def write_webp(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a WebP, lossy or lossless.

    Raises:
        NotHeld: The encoder gave up; a lossy WebP has 512 KB for what describes its blocks, whatever its sides.
    """
    image = collected(sheet, progress)
    try:
        image.save(
            file,
            "WEBP",
            quality=sheet.quality,
            lossless=sheet.lossless,
            exact=True,
            exif=sheet.metadata.exif,
            xmp=sheet.metadata.xmp,
            icc_profile=sheet.icc,
        )
    except ValueError as error:
        raise NotHeld(str(error)) from error


def write_bmp(file: BinaryIO, sheet: Sheet, progress: Progress) -> None:
    """Write a BMP."""
    collected(sheet, progress).save(file, "BMP", dpi=as_dots(sheet.metadata.resolution))


def collected(sheet: Sheet, progress: Progress) -> PillowImage.Image:
    """The whole picture as a Pillow image."""
    mode = _MODES[sheet.channels]
    image = PillowImage.new(mode, (sheet.size.width, sheet.size.height))
    top = 0
    for block in sheet.blocks(max(BLOCK_BYTES // sheet.row_bytes, 1), progress):
        image.paste(PillowImage.fromarray(block[:, :, 0] if sheet.channels == 1 else block), (0, top))
        top += len(block)
    progress.report(1.0)
    return image
