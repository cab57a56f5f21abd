"""Decoding of TIFF: tifffile understands the structure, the strips and tiles are unpacked here.

tifffile leaves LZW and the like to a large package of codecs. Here they go through libtiff, which Pillow carries, one
strip or tile at a time and never to more bytes than a strip of this picture can hold. Pictures of 8 bits and less with
a storage of their own (palettes, CMYK, fax, JPEG inside) are left to Pillow altogether.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image as PillowImage

from recon_desktop.core.color import icc_to_srgb, lab_to_srgb
from recon_desktop.core.formats import CAMERA_RAW
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import photoshop
from recon_desktop.core.io.container import Container, Damaged, Foreign
from recon_desktop.core.io.decode import (
    FLOAT32,
    UINT8,
    UINT16,
    Blocks,
    Header,
    Opened,
    header_of,
    open_stored,
    strips,
)
from recon_desktop.core.io.exif import DESCRIPTION, DESCRIPTIVE, exif_of_tiff, tag_names
from recon_desktop.core.io.ifd import LONG, Field, Ifd, Structure, long, packed, short
from recon_desktop.core.io.profiles import cut_to_srgb
from recon_desktop.core.photo import Metadata
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress

logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what it says of damaged files is an error here

_SUBFILE_TYPE, _BITS, _SUB_IFDS, _XMP, _ICC, _DNG_VERSION = 254, 258, 330, 700, 34675, 50706
_MINISWHITE, _MINISBLACK, _RGB, _CMYK, _LAB = 0, 1, 2, 5, 8
_ASSOCIATED, _UNASSOCIATED = 1, 2
_NONE, _LZW, _DEFLATE, _OLD_DEFLATE, _PACKBITS, _LZMA, _ZSTD = 1, 5, 8, 32946, 32773, 34925, 50000
_UNPACKED = (_NONE, _LZW, _DEFLATE, _OLD_DEFLATE, _PACKBITS, _LZMA, _ZSTD)
_MOST_CHANNELS, _MOST_TILE = 16, 1 << 13  # beyond these a file asks for memory rather than for being seen
_COMPRESSION, _PHOTOMETRIC, _SENSOR = 259, 262, (32803, 34892)
_RAW_COMPRESSIONS = (262, 32767, 32769, 32770, 34713, 65000, 65535)  # of Kodak, Sony, Epson, Samsung, Nikon, Pentax

_IPTC, _PHOTOSHOP, _EXIF_TAGS = 33723, 34377, {34665, 34853}

_ONLY_SHAPE = re.compile(rb'\{"shape": \[[\d, ]*\]\}\0*$')  # what tifffile notes down in every file

# What tells how the pixels of a page are stored.
_STRUCTURE = {256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 332, 338}
_STRUCTURE |= {339, 347, 529, 530, 531, 532} | set(range(512, 522))
_CARRIED = {274, _XMP, _ICC, _IPTC, _PHOTOSHOP} | _EXIF_TAGS
# Other pages and previews, of which the first page is opened, and what says how it is to be printed or halftoned.
_CARRIED |= {254, 255, 263, 264, 265, 280, 281, 285, 286, 287, 290, 291}
_CARRIED |= {297, 301, 318, 319, 321, 330, 333, 334, 336, 337}


def open_tiff(file: BinaryIO, complete: bool) -> Opened:
    """Open the first page of a TIFF file. None is completed."""
    structure = Structure(file)
    ifd = structure.read(structure.first, frozenset())
    raw = _number(ifd, _PHOTOMETRIC) in _SENSOR or _number(ifd, _COMPRESSION) in _RAW_COMPRESSIONS
    if raw or _DNG_VERSION in ifd or (_number(ifd, _SUBFILE_TYPE) & 1 and _SUB_IFDS in ifd):
        raise Foreign(CAMERA_RAW)
    file.seek(0)
    tiff = tifffile.TiffFile(file)
    page = tiff.pages.first
    if not page.imagewidth or not page.imagelength or page.imagedepth != 1 or page.samplesperpixel > _MOST_CHANNELS:
        raise Damaged("its first page is no flat picture")
    if page.is_tiled and not (0 < page.tilewidth <= _MOST_TILE and 0 < page.tilelength <= _MOST_TILE):
        raise Damaged("its tiles have an impossible size")
    known = page.photometric in (_MINISWHITE, _MINISBLACK, _RGB) and page.compression in _UNPACKED
    whole = page.dtype is not None and page.bitspersample == page.dtype.itemsize * 8
    odd = known and not whole and isinstance(page.bitspersample, int) and 8 < page.bitspersample < 16
    odd = odd and page.predictor == 1 and page.fillorder == 1 and page.planarconfig == 1 and not page.is_tiled
    plain = known and whole
    size = Size(page.imagewidth, page.imagelength)
    foreign = whole and page.dtype == UINT16 and page.compression in _UNPACKED and page.photometric in (_CMYK, _LAB)
    lab = foreign and page.photometric == _LAB
    depth: np.dtype[Any] = _depth(page.dtype) if plain else UINT16 if odd or lab else UINT8
    header = _header(structure, ifd, size, len(tiff.pages), depth)
    if plain:
        return Opened(header.noting(*_notes(page)), lambda progress: _blocks(file, page, progress))
    if odd:
        header = header.noting(f"its {page.bitspersample} bits a channel became 16")
        return Opened(header, lambda progress: _unpacked_blocks(file, page, progress))
    if foreign:
        return _converted(file, page, header)
    if _number(ifd, _BITS) <= 8:
        return open_stored("TIFF", _bare(file, ifd), header)
    raise Damaged(f"a kind of TIFF that is not read: {_kind(page)}")


def _header(structure: Structure, ifd: Ifd, size: Size, frames: int, depth: np.dtype[Any]) -> Header:
    described = structure.read(structure.first)
    notes = []
    if structure.broken:
        names = tag_names([tag for tag, _ in structure.broken])
        notes.append(f"parts of its EXIF data are damaged and were left out: {names}")
    description = _bytes(ifd, DESCRIPTION)
    if _ONLY_SHAPE.match(description):
        del described[DESCRIPTION]
    elif _states_pixels(description):
        del described[DESCRIPTION]
        notes.append("its description is left out: it states the sizes of the pixels before")
    resources, paths = photoshop.kept(_bytes(ifd, _PHOTOSHOP))
    resources = photoshop.with_iptc(resources, _iptc(structure, ifd))
    notes += ["Photoshop's paths, guides and slices are left out"] if paths else []
    unknown = ifd.keys() - DESCRIPTIVE - _STRUCTURE - _CARRIED
    notes += [f"other data in it is left out: {tag_names(sorted(unknown))}"] if unknown else []
    metadata = Metadata(exif_of_tiff(described), _bytes(ifd, _XMP), resources)
    container = Container(size, b"", metadata, _bytes(ifd, _ICC), frames, notes=tuple(notes))
    return header_of(container, "TIFF", depth)


def _iptc(structure: Structure, ifd: Ifd) -> bytes:
    """IPTC data, which many programs count in words of 32 bits, bytes swapped in files of that order."""
    field = ifd.get(_IPTC)
    if not isinstance(field, Field):
        return b""
    content = field.value
    if field.type == LONG and structure.order == ">":
        content = np.frombuffer(content, "<u4").astype(">u4").tobytes()
    return content.rstrip(b"\0") if field.type == LONG else content


def _states_pixels(description: bytes) -> bool:
    """Whether a description tells programs of microscopy how large the pictures are: OME, ImageJ, tifffile."""
    words = description.lstrip()[:2000]
    return words.startswith((b"ImageJ=", b'{"shape":', b"SCANIMAGE", b"<MetaData")) or b"<OME" in words


def _depth(stored: np.dtype[Any]) -> np.dtype[Any]:
    return stored if stored in (UINT8, UINT16) else FLOAT32


def _number(ifd: Ifd, tag: int) -> int:
    return field.integer() if isinstance(field := ifd.get(tag), Field) else 0


def _bytes(ifd: Ifd, tag: int) -> bytes:
    return field.value if isinstance(field := ifd.get(tag), Field) else b""


def _kind(page: Any) -> str:
    """What a page is, in the words of the TIFF specification."""
    names = (tifffile.PHOTOMETRIC, page.photometric), (tifffile.COMPRESSION, page.compression)
    words = [str(names(value).name) if value in list(names) else str(value) for names, value in names]
    return f"{page.bitspersample} bits, {', '.join(words)}"


def _notes(page: Any) -> tuple[str, ...]:
    notes = []
    if page.dtype.kind in "ui" and _depth(page.dtype) == FLOAT32:
        notes.append(f"{page.dtype.itemsize * 8}-bit whole numbers became float, the largest possible one 1.0")
    spare = page.samplesperpixel - _channels(page)
    if spare:
        notes.append(f"{spare} of its {page.samplesperpixel} channels were left out")
    return tuple(notes)


def _channels(page: Any) -> int:
    """How many of the channels are the picture: 1 or 3, and one more where the next one is alpha."""
    colours = 3 if page.photometric == _RGB else 1
    if page.samplesperpixel < colours:
        raise Damaged(f"{page.samplesperpixel} channels where there should be {colours}")
    return colours + (page.extrasamples[:1] in ((_ASSOCIATED,), (_UNASSOCIATED,)))


def _bare(file: BinaryIO, ifd: Ifd) -> BinaryIO:
    """The file with a directory that holds nothing but the structure of the first page."""
    file.seek(0)
    content = file.read()
    content += bytes(len(content) % 2)
    fields: Ifd = {tag: field for tag, field in ifd.items() if tag in _STRUCTURE}
    start = struct.pack("<2sHI", b"II", 42, len(content))
    return io.BytesIO(start + content[len(start) :] + packed(fields, len(content)))


def _blocks(file: BinaryIO, page: Any, progress: Progress) -> Blocks:
    pixels = _stored(file, page, progress)[:, :, : _channels(page)]
    premultiplied = page.extrasamples[:1] == (_ASSOCIATED,)
    if pixels.dtype in (UINT8, UINT16, FLOAT32) and page.photometric != _MINISWHITE and not premultiplied:
        yield 0, pixels
        return
    for top, bottom in strips(*pixels.shape[:2]):
        block = _standard(pixels[top:bottom])
        if page.photometric == _MINISWHITE:
            block[:, :, 0] = (1 if block.dtype == FLOAT32 else np.iinfo(block.dtype).max) - block[:, :, 0]
        yield top, _straight(block) if premultiplied else block


def _unpacked_blocks(file: BinaryIO, page: Any, progress: Progress) -> Blocks:
    """Channels of 9 to 15 bits, packed one behind the other, each row beginning with a byte of its own."""
    bits, samples = page.bitspersample, page.samplesperpixel
    line = -(-page.imagewidth * samples * bits // 8)
    compression = page.compression
    top = 0
    weights = 1 << np.arange(bits - 1, -1, -1)
    for offset, length in zip(page.dataoffsets, page.databytecounts, strict=False):
        lines = min(page.rowsperstrip, page.imagelength - top)
        progress.report(top / page.imagelength)
        if lines <= 0:
            return
        file.seek(offset)
        data = _unpacked(file.read(min(length, 2 * lines * line + 4096)), compression, lines, line)
        if len(data) < lines * line:
            raise Damaged("the file ends early, or a strip of it is damaged")
        for row, end in strips(lines, page.imagewidth):
            part = np.frombuffer(data, np.uint8, (end - row) * line, row * line).reshape(end - row, line)
            each = np.unpackbits(part, axis=1)[:, : page.imagewidth * samples * bits]
            values = each.reshape(end - row, page.imagewidth, samples, bits) @ weights
            block = np.rint(values * (65535 / ((1 << bits) - 1))).astype(np.uint16)[:, :, : _channels(page)]
            if page.photometric == _MINISWHITE:
                block[:, :, 0] = 65535 - block[:, :, 0]
            yield top + row, _straight(block) if page.extrasamples[:1] == (_ASSOCIATED,) else block
        top += lines


def _converted(file: BinaryIO, page: Any, header: Header) -> Opened:
    """16 bits of CMYK, which LittleCMS takes 8 bits of, or of Lab: brought to sRGB as they are decoded."""
    if page.photometric == _LAB:
        header = replace(header, icc=b"", space=None).noting(cut_to_srgb("Lab"))
        return Opened(header, lambda progress: _lab_blocks(_stored(file, page, progress)))
    icc, notes = header.icc, ["its 16-bit CMYK colours were converted with a precision of 8 bits"]
    try:
        icc_to_srgb(PillowImage.new("CMYK", (1, 1)), icc)
    except ValueError:
        icc = b""
    header = replace(header, icc=b"", space=None).noting(*notes)

    def blocks(progress: Progress) -> Blocks:
        stored = _stored(file, page, progress)
        for top, bottom in strips(*stored.shape[:2]):
            inks = from_float(to_float(stored[top:bottom, :, :4]), UINT8)
            image = PillowImage.frombytes("CMYK", inks.shape[1::-1], np.ascontiguousarray(inks).tobytes())
            yield top, np.asarray(icc_to_srgb(image, icc) if icc else image.convert("RGB"))

    return Opened(header, blocks)


def _stored(file: BinaryIO, page: Any, progress: Progress) -> Pixels:
    """All pixels of a page, rows, columns, samples."""
    stored = _decoded(file, page, progress)
    # Planes, depth, rows, columns, samples: one of the first and the last is 1.
    pixels: Pixels = stored[0, 0] if len(stored) == 1 else np.moveaxis(stored[:, 0, :, :, 0], 0, -1)
    return pixels


def _lab_blocks(stored: Pixels) -> Blocks:
    """CIE L*a*b* of 16 bits (TIFF 6.0, section 23; a and b with a sign) as sRGB."""
    for top, bottom in strips(*stored.shape[:2]):
        part = stored[top:bottom]
        lightness = part[..., 0].astype(np.float32) * np.float32(100 / 65535)
        a, b = (part[..., at].astype(np.int16).astype(np.float32) / np.float32(256) for at in (1, 2))
        yield top, from_float(lab_to_srgb(np.stack([lightness, a, b], axis=-1)), UINT16)


def _standard(block: Pixels) -> Pixels:
    """A new array at one of the project's depths."""
    if block.dtype in (UINT8, UINT16):
        return block.copy()
    if block.dtype.kind == "f":
        return block.astype(FLOAT32)
    return np.maximum(block / np.iinfo(block.dtype).max, 0).astype(FLOAT32)


def _straight(block: Pixels) -> Pixels:
    """Colours divided by their alpha, which TIFF may store multiplied."""
    top = 1.0 if block.dtype == FLOAT32 else float(np.iinfo(block.dtype).max)
    alpha = block[:, :, -1:].astype(FLOAT32)
    multiplied = block[:, :, :-1] * np.float32(top)
    colours = np.divide(multiplied, alpha, out=np.zeros_like(multiplied), where=alpha > 0)
    if block.dtype != FLOAT32:
        colours = np.clip(colours + np.float32(0.5), 0, top)
    block[:, :, :-1] = colours.astype(block.dtype)
    return block


def _decoded(file: BinaryIO, page: Any, progress: Progress) -> NDArray[Any]:
    """All strips or tiles in place: (planes, 1, rows, columns, samples), in the numbers of the file.

    Raises:
        Damaged: Some are missing or damaged.
    """
    compression, floating = page.compression, page.predictor == 3
    page.compression = _NONE  # tifffile then takes the unpacked bytes, and undoes all else
    if floating:
        page.predictor = 1
    stored: NDArray[Any] = np.zeros(page.shaped, page.dtype)
    rows, columns = page.shaped[2:4]
    height, width = (page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip, columns)
    samples = page.shaped[4]
    per_plane = -(-rows // height) * -(-columns // width)
    segments = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if len(segments) < per_plane * page.shaped[0]:
        raise Damaged("some of its strips are missing")
    for index, (offset, length) in enumerate(segments[: per_plane * page.shaped[0]]):
        progress.report(index / len(segments))
        if not offset or not length:
            continue
        lines = height if page.is_tiled else min(height, rows - index % per_plane * height)
        line = width * samples * page.dtype.itemsize
        file.seek(offset)
        data = _unpacked(file.read(min(length, 2 * lines * line + 4096)), compression, lines, line)
        if len(data) < lines * line:
            raise Damaged("the file ends early, or a strip of it is damaged")
        if floating:
            data = _unpredicted(data, lines, samples, page.dtype.itemsize, page.parent.byteorder)
        segment, (plane, _, top, left, _), _ = page.decode(data, index)
        target = stored[plane, 0, top : top + segment.shape[1], left : left + segment.shape[2]]
        target[:] = segment[0, : target.shape[0], : target.shape[1]]
    return stored


def _unpacked(data: bytes, compression: int, lines: int, line: int) -> bytes:
    """A strip or tile of `lines` rows of `line` bytes, unpacked, and never more than that."""
    if compression == _NONE:
        return data
    if compression in (_DEFLATE, _OLD_DEFLATE):
        return zlib.decompressobj().decompress(data, lines * line)
    data += bytes(len(data) % 2)
    fields: Ifd = {256: long(line), 257: long(lines), 258: short(8), 259: short(compression), 262: short(1)}
    fields |= {273: long(8), 277: short(1), 278: long(lines), 279: long(len(data))}
    small = struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data + packed(fields, 8 + len(data))
    blocks = open_stored("TIFF", io.BytesIO(small), Header(Size(line, lines), "TIFF")).blocks(SILENT)
    return b"".join(block.tobytes() for _, block in blocks)


def _unpredicted(data: bytes, lines: int, samples: int, width: int, order: str) -> bytes:
    """Undo the floating-point predictor (Adobe Photoshop TIFF Technical Note 3): byte planes, differences of bytes."""
    bytes_ = np.frombuffer(data, np.uint8).reshape(lines, -1, samples).cumsum(axis=1, dtype=np.uint8)
    numbers = np.moveaxis(bytes_.reshape(lines, width, -1), 1, 2)
    return (numbers if order == ">" else numbers[..., ::-1]).tobytes()
