"""Decoders of everything but TIFF: a header that is read first, then blocks of pixels from top to bottom."""

from __future__ import annotations

import importlib
import io
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageCms, ImageFile

from recon_desktop.core.color import icc_to_srgb
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import bmp
from recon_desktop.core.io.container import Container, Damaged
from recon_desktop.core.io.ending import closed, damage_of, is_whole
from recon_desktop.core.io.jpeg import split_jpeg
from recon_desktop.core.io.metadata import upright
from recon_desktop.core.io.png import completed_png, split_png
from recon_desktop.core.io.profiles import description, own_space
from recon_desktop.core.io.resolution import of_dots, of_exif, of_metres
from recon_desktop.core.io.webp import split_webp
from recon_desktop.core.jpeg import quality_of
from recon_desktop.core.photo import Metadata
from recon_desktop.core.pixels import Pixels, from_float
from recon_desktop.core.progress import Progress
from recon_desktop.core.space import Space

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # what it says of damaged files is an error here

UINT8, UINT16, FLOAT32 = np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32)

_PPM_HEAD = 1 << 12  # of which a PPM's comments leave room for its numbers

EIGHTH = 8
"""The pixels of a JPEG come in blocks of so many a side, of each of which the mean can be had without the rest."""

BLOCK_PIXELS = 1 << 22
"""What is converted at once: a conversion holds this much besides the whole photo."""

_LAB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
_BAD_PROFILE = "its colour profile is damaged or does not fit, and was ignored"

# Pillow's plug-ins are called one by one: its own `open` tries more formats than are wanted here, some of which start
# other programs, and applies a limit on pixels that is global.
_PLUGINS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "JPEG 2000": ("PIL.Jpeg2KImagePlugin", "Jpeg2KImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "PPM": ("PIL.PpmImagePlugin", "PpmImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
}

_DEPTHS: dict[str, np.dtype[Any]] = {"I": UINT16, "I;16": UINT16, "I;16L": UINT16, "I;16B": UINT16, "F": FLOAT32}
_SRGB_JP2 = re.compile(rb"colr\x01..\0\0\0\x10", re.DOTALL)  # the only JPEG 2000 colours that OpenCV does not guess
_PLAIN = {"1": "L", "L": "L", "P": "RGB", "RGBX": "RGB", "RGBa": "RGBA", "La": "LA", "PA": "RGBA", "YCbCr": "RGB"}
_CLEAR = {"1": "LA", "L": "LA", "P": "RGBA", "RGB": "RGBA"}


@dataclass(frozen=True, slots=True)
class Header:
    """What is known before any pixel is decoded.

    Attributes:
        size: As stored, before the orientation is applied.
        format: "JPEG", "PNG", ...
        depth: uint8, uint16 or float32, of the blocks to come.
        frames: Pictures in the file.
        orientation: EXIF orientation to apply, 1..8.
        metadata: EXIF and XMP, true for the upright photo already.
        icc: Colour profile of the blocks to come, empty for sRGB.
        space: The colours of this profile, where a photo of them keeps them as long as it is no grey one.
        profile: Name of the file's profile.
        notes: Short facts to tell the person.
        cut: Whether the file ends early.
        jpeg_quality: What its quantisation tables say, if it is a JPEG.
    """

    size: Size
    format: str
    depth: np.dtype[Any] = UINT8
    frames: int = 1
    orientation: int = 1
    metadata: Metadata = field(default_factory=Metadata)
    icc: bytes = b""
    space: Space | None = None
    profile: str = "sRGB"
    notes: tuple[str, ...] = ()
    cut: bool = False
    jpeg_quality: int | None = None

    def noting(self, *notes: str) -> Header:
        """The same with more notes."""
        return replace(self, notes=(*self.notes, *notes))


Blocks = Iterator[tuple[int, Pixels]]
"""(top, block) from top to bottom: HxWxC at the header's depth, C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
(straight). The iteration raises whatever a decoder throws at a damaged file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose header was read, ready to be decoded while the file is open.

    Attributes:
        header: What is known.
        blocks: Decodes it.
        damage: What is to be told of damage that decoders pass over.
        reduced: The same at an eighth of its width and height, in place of the whole, where that is much quicker.
    """

    header: Header
    blocks: Callable[[Progress], Blocks]
    reduced: Callable[[], Opened] | None = None
    damage: Callable[[], tuple[str, ...]] = tuple


Opener = Callable[[BinaryIO, bool], Opened]
"""Opens a file; the second argument asks for what is there of one that ends early."""


def header_of(container: Container, name: str, depth: np.dtype[Any] = UINT8) -> Header:
    """The header of a file that was taken apart; damaged EXIF and profiles are left out, with a note."""
    icc, profile = container.icc, "sRGB"
    space: Space | None = None
    notes: list[str] = []
    if icc:
        try:
            profile, space = description(icc), own_space(icc, depth)
        except ValueError:
            icc = b""
            notes.append(_BAD_PROFILE)
    metadata, orientation, told = upright(container.metadata, container.size, srgb=space is None)
    notes += told
    if container.frames > 1:
        notes.append(f"the first of {container.frames} frames")
    if container.foreign:
        notes.append("it states other colours than those of sRGB, which are not converted")
    notes += container.notes
    metadata = replace(metadata, resolution=metadata.resolution or of_exif(metadata.exif))
    size, frames, cut = container.size, container.frames, container.cut
    return Header(size, name, depth, frames, orientation, metadata, icc, space, profile, tuple(notes), cut)


def strips(height: int, width: int) -> Iterator[tuple[int, int]]:
    """The rows of a picture in parts of about `BLOCK_PIXELS`: (top, bottom)."""
    step = max(BLOCK_PIXELS // width, 1)
    for top in range(0, height, step):
        yield top, min(top + step, height)


def open_jpeg(file: BinaryIO, complete: bool) -> Opened:
    """Open a JPEG; `complete` opens one that lacks more than its end marker, too."""
    container = split_jpeg(file.read())
    stream = closed(container.stream) if container.cut else container.stream
    image = plugin("JPEG", io.BytesIO(stream))
    # Table 0 is that of luma; Pillow hands it out row by row of the frequencies.
    tables: dict[int, list[int]] = getattr(image, "quantization", {})
    quality = quality_of(tables[0]) if 0 in tables else None
    header = replace(header_of(container, "JPEG"), jpeg_quality=quality)
    opened = with_pillow(image, header)

    def blocks(progress: Progress) -> Blocks:
        if not is_whole(container.stream, lambda stream: plugin("JPEG", io.BytesIO(stream))):
            raise EOFError
        return opened.blocks(progress)

    def reduced() -> Opened:
        image.draft(None, (max(image.width // EIGHTH, 1), max(image.height // EIGHTH, 1)))
        return with_pillow(image, replace(header, size=Size(*image.size)))

    opened = replace(opened, damage=lambda: damage_of(stream))
    return replace(opened, reduced=reduced) if complete or not container.cut else replace(opened, blocks=blocks)


def open_png(file: BinaryIO, complete: bool) -> Opened:
    """Open a PNG; `complete` fills up one that ends early. Pillow holds 16 bits of grey only, so OpenCV reads those."""
    container = split_png(file.read())
    header = header_of(container, "PNG", UINT16 if container.bits == 16 else UINT8)

    def blocks(progress: Progress) -> Blocks:
        whole = container
        if complete and container.cut:
            whole = replace(container, stream=completed_png(container))
        if container.bits == 16:
            return opencv_blocks(whole, progress)
        return pillow_blocks(plugin("PNG", io.BytesIO(whole.stream)), b"", progress)

    return Opened(header, blocks)


def open_webp(file: BinaryIO, complete: bool) -> Opened:
    """Open a WebP, with OpenCV: Pillow refuses large ones by a limit that is global. None is completed."""
    container = split_webp(file.read())
    return Opened(header_of(container, "WebP"), lambda progress: opencv_blocks(container, progress))


def open_gif(file: BinaryIO, complete: bool) -> Opened:
    """Open a GIF; where its first frame is smaller than its canvas, that is clear around it. None is completed."""
    image = plugin("GIF", file)
    opened = with_pillow(image, header_of(of_pillow("GIF", image, file), "GIF"))
    box = image.tile[0][1] if image.tile else None
    if not box or tuple(box) == (0, 0, *image.size):
        return opened
    left, top, right, bottom = box

    def blocks(progress: Progress) -> Blocks:
        for start, block in opened.blocks(progress):
            opaque = np.zeros((*block.shape[:2], 1), np.uint8)
            opaque[max(top - start, 0) : max(bottom - start, 0), left:right] = 255
            colours = 1 if block.shape[2] <= 2 else 3
            own = block[:, :, colours:] if block.shape[2] > colours else opaque
            yield start, np.concatenate([block[:, :, :colours], np.minimum(own, opaque)], axis=2)

    return replace(opened, blocks=blocks)


def open_bmp(file: BinaryIO, complete: bool) -> Opened:
    """Open a BMP. None is completed."""
    content = file.read()
    icc = bmp.profile_of(content)
    fields = bmp.fields_of(content)
    if fields is None:
        file.seek(0)
        image = plugin("BMP", file)
        return with_pillow(image, header_of(replace(of_pillow("BMP", image, file), icc=icc), "BMP"))
    across, down = struct.unpack_from("<ii", content, 38)
    resolution = of_metres(across, down) if across > 0 and down > 0 else None
    container = Container(fields.size, b"", Metadata(resolution=resolution), icc)
    return Opened(header_of(container, "BMP", fields.depth), lambda progress: iter([(0, fields.pixels(content))]))


def of_pillow(name: str, image: ImageFile.ImageFile, file: BinaryIO) -> Container:
    """A file that Pillow opened, in its parts."""
    info = image.info
    metadata = Metadata(
        info.get("exif", b"").removeprefix(b"Exif\0\0"),
        info.get("xmp", b""),
        resolution=of_dots(info.get("dpi")),
        comment=comment if isinstance(comment := info.get("comment", b""), bytes) else b"",
    )
    return Container(Size(*image.size), b"", metadata, info.get("icc_profile", b""), _frames(name, file))


def _opener_with_pillow(name: str) -> Opener:
    """How to open a format that Pillow reads by itself. None is completed.

    Of colour Pillow holds 8 bits; OpenCV reads the deeper files that it gets right.
    """

    def opener(file: BinaryIO, complete: bool) -> Opened:
        content = file.read() if name in ("PPM", "JPEG 2000") else b""  # may be deep
        file.seek(0)
        image = plugin(name, file)
        container = of_pillow(name, image, file)
        white = _largest_value(name, content)
        if image.mode in _DEPTHS or white <= 255:
            return with_pillow(image, header_of(container, name, _DEPTHS.get(image.mode, UINT8)))
        if content.startswith(b"P6") or (white == 65535 and _SRGB_JP2.search(content)):
            deep = replace(container, stream=content)
            header = header_of(container, name, UINT16)
            return Opened(header, lambda progress: spread(opencv_blocks(deep, progress), white))
        return with_pillow(
            image, header_of(container, name).noting(f"its {white.bit_length()} bits a channel became 8")
        )

    return opener


open_jpeg_2000, open_ppm = _opener_with_pillow("JPEG 2000"), _opener_with_pillow("PPM")


def open_stored(name: str, stream: BinaryIO, header: Header) -> Opened:
    """Open a stream with Pillow, its header being known."""
    return with_pillow(plugin(name, stream), header)


def plugin(name: str, stream: BinaryIO) -> ImageFile.ImageFile:
    """A stream opened by the plug-in of Pillow that is called by a format."""
    module, plugin = _PLUGINS[name]
    opened: ImageFile.ImageFile = getattr(importlib.import_module(module), plugin)(stream)
    return opened


def _frames(name: str, file: BinaryIO) -> int:
    """The number of frames; counted by an image of its own, because counting moves it."""
    place = file.tell()
    file.seek(0)
    try:
        return int(getattr(plugin(name, file), "n_frames", 1))
    except (EOFError, OSError, SyntaxError, ValueError):
        return 1  # later frames are damaged; the first one decides whether the file can be read
    finally:
        file.seek(place)


def with_pillow(image: ImageFile.ImageFile, header: Header) -> Opened:
    """What Pillow decodes, colours of print and of Lab brought to sRGB."""
    if image.mode not in ("CMYK", "LAB"):
        return Opened(header, lambda progress: pillow_blocks(image, b"", progress))
    # LittleCMS brings these to sRGB as they are decoded, so that no profile is left for the blocks.
    icc = header.icc if image.mode == "CMYK" else _LAB_PROFILE
    header = replace(header, icc=b"", space=None)
    try:
        icc_to_srgb(PillowImage.new(image.mode, (1, 1)), icc)
    except ValueError:
        if icc:
            header = header.noting(_BAD_PROFILE)
        icc = b""
    return Opened(header, lambda progress: pillow_blocks(image, icc, progress))


def pillow_blocks(image: PillowImage.Image, icc: bytes, progress: Progress) -> Blocks:
    """The blocks of a Pillow image; `icc` is the profile of colours that are brought to sRGB."""
    image.load()
    width, height = image.size
    for top, bottom in strips(height, width):
        progress.report(0.5 + 0.5 * top / height)
        yield top, _pillow_block(image.crop((0, top, width, bottom)), icc)


def _pillow_block(strip: PillowImage.Image, icc: bytes) -> Pixels:
    if depth := _DEPTHS.get(strip.mode):
        values = np.asarray(strip)
        return (np.clip(values, 0, 65535) if depth == UINT16 else values).astype(depth)[:, :, np.newaxis]
    if strip.mode in ("CMYK", "LAB"):
        strip = icc_to_srgb(strip, icc) if icc else strip.convert("RGB")
    elif "transparency" in strip.info and strip.mode in _CLEAR:
        strip = strip.convert(_CLEAR[strip.mode])
    elif strip.mode in _PLAIN:
        strip = strip.convert(_PLAIN[strip.mode])
    values = np.asarray(strip)
    return values.reshape(*values.shape[:2], -1)


def opencv_blocks(container: Container, progress: Progress) -> Blocks:
    """The blocks of a file that OpenCV decodes."""
    pixels = cv2.imdecode(np.frombuffer(container.stream, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise Damaged("its picture data is damaged")
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    for top, bottom in strips(*pixels.shape[:2]):
        progress.report(0.5 + 0.5 * top / len(pixels))
        block = pixels[top:bottom]
        if block.shape[2] >= 3:
            block = block[:, :, [0, 3] if container.grey else [2, 1, 0, 3][: block.shape[2]]]
        yield top, _with_key(block, container.key)


def _largest_value(name: str, content: bytes) -> int:
    """What white is in a PPM or JPEG 2000 file, by its header; 255 where it does not tell."""
    if name == "PPM" and content[1:2] in b"2356":
        words = re.sub(rb"#[^\r\n]*", b"", content[:_PPM_HEAD]).split(maxsplit=4)
        return int(words[3]) if len(words) > 3 and words[3].isdigit() else 255
    # Of JPEG 2000 the first component in SIZ (ITU-T T.800, A.5.1).
    if name == "JPEG 2000" and (found := re.search(rb"\xff\x4f\xff\x51.{38}(.)", content, re.DOTALL)):
        return int((2 << (found[1][0] & 0x7F)) - 1)
    return 255


def spread(blocks: Blocks, white: int) -> Blocks:
    """16-bit blocks in which white is less than it could be, brought to their whole range."""
    for top, block in blocks:
        yield top, block if white == 65535 else from_float(np.asarray(block / np.float32(white), FLOAT32), UINT16)


def _with_key(block: Pixels, key: tuple[int, ...]) -> Pixels:
    """Grey or RGB with an alpha channel that is clear where a pixel has the colour `key`; as it is without key."""
    if len(key) != block.shape[2]:
        return block
    opaque = (block != np.array(key, block.dtype)).any(axis=2, keepdims=True)
    return np.concatenate([block, np.where(opaque, np.iinfo(block.dtype).max, 0).astype(block.dtype)], axis=2)
