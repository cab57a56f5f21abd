"""Opening photos: header first, with its limit, then the pixels: upright, at their own depth, in their own colours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from recon_desktop.core import formats
from recon_desktop.core.errors import (
    ImageError,
    ImageForbidden,
    ImageForeign,
    ImageMissing,
    ImageTooLarge,
    ImageTruncated,
    ImageUnreadable,
    ReconError,
)
from recon_desktop.core.formats import Format
from recon_desktop.core.geometry import Size
from recon_desktop.core.io.container import Damaged, Foreign
from recon_desktop.core.io.decode import (
    FLOAT32,
    UINT8,
    UINT16,
    Header,
    Opened,
    Opener,
    open_jpeg,
    strips,
)
from recon_desktop.core.io.floats import mended, opacity
from recon_desktop.core.io.profiles import Convert, beyond_srgb, converter, cut_to_srgb
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Cancelled, Progress
from recon_desktop.core.space import Space

DEFAULT_LIMIT = 500.0
"""Megapixels that are opened without asking: a 24 megapixel photo enlarged 4x in both directions, and some more."""


@dataclass(frozen=True, slots=True)
class PhotoInfo:
    """What a file says of itself before it is decoded.

    Attributes:
        size: Upright, as the photo will be seen.
        format: "JPEG", "PNG", ...
        depth: uint8, uint16 or float32.
        frames: Pictures in the file; the first one is opened.
    """

    size: Size
    format: str
    depth: np.dtype[Any]
    frames: int


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What a photo looks like from afar.

    Attributes:
        pixels: HxWx3, uint8, sRGB, upright; each is the mean of 8x8 pixels of the photo, the last ones of fewer.
        size: Of the photo itself.
    """

    pixels: Pixels
    size: Size


def probe(path: Path, *, limit_megapixels: float = DEFAULT_LIMIT) -> PhotoInfo:
    """Read a photo's header.

    Raises:
        ImageMissing: There is no such file, or it is a folder.
        ImageForbidden: It may not be read.
        ImageUnreadable: It is empty, no picture, or damaged.
        ImageTooLarge: It has more than `limit_megapixels`.
    """
    with _opened(path, limit_megapixels, complete=False) as opened:
        header = opened.header
        return PhotoInfo(_upright_size(header), header.format, header.depth, header.frames)


def load_photo(
    path: Path,
    *,
    limit_megapixels: float = DEFAULT_LIMIT,
    allow_truncated: bool = False,
    progress: Progress = SILENT,
) -> Photo:
    """Open a photo: upright, at its own depth, frozen; in its own colours, or in sRGB where `own_space` knows none.

    Whole numbers of up to 8 bits become uint8, up to 16 bits uint16, all else float32. Of animations and of TIFF files
    with several pages it is the first one. `Photo.notes` tells what a person should know.

    Args:
        path: The file; recognised by its content, not by its suffix.
        limit_megapixels: Refuse larger photos before anything is decoded.
        allow_truncated: Open what is there of a JPEG or PNG that ends early.
        progress: Told now and then; a decoder's own work cannot be interrupted.

    Raises:
        ImageMissing: There is no such file, or it is a folder.
        ImageForbidden: It may not be read.
        ImageUnreadable: It is empty, no picture, or damaged.
        ImageTruncated: It ends early, and `allow_truncated` would open it.
        ImageTooLarge: It has more than `limit_megapixels`.
        Cancelled: The token of `progress` was set.
    """
    path = Path(path)
    if allow_truncated:
        with suppress(ImageTruncated):
            return load_photo(path, limit_megapixels=limit_megapixels, progress=progress)
    progress.report(0.0)
    with _opened(path, limit_megapixels, complete=allow_truncated) as opened:
        progress.report(0.05)
        pixels, alpha, notes = _assembled(opened, progress.part(0.05, 0.85))
        if pixels.dtype == FLOAT32:
            notes += mended(pixels)
            notes += () if alpha is None else mended(alpha) + opacity(alpha)
        notes += () if allow_truncated else opened.damage()
    header = opened.header
    if allow_truncated:
        notes += ("the file ends early: what is missing was filled up",)
    photo = photo_from_array(
        pixels,
        alpha,
        metadata=_upright_metadata(header),
        path=path,
        profile=header.profile,
        format=header.format,
        notes=(*header.notes, *notes),
        space=header.space if pixels.ndim == 3 and pixels.shape[2] == 3 else None,
        jpeg_quality=header.jpeg_quality,
    )
    progress.report(1.0)
    return photo


def load_glimpse(
    path: Path, *, least_megapixels: float, limit_megapixels: float = DEFAULT_LIMIT, allow_truncated: bool = False
) -> Glimpse | None:
    """A photo at an eighth of its width and height, where that takes a fraction of the time: of a large JPEG.

    Args:
        path: The file.
        least_megapixels: Smaller photos have none.
        limit_megapixels: Nor have larger ones.
        allow_truncated: Take what is there of one that ends early.

    Raises:
        Exception: Whatever a decoder throws at a damaged file; `load_photo` says the same in words.
    """
    if not path.is_file():  # a pipe would be waited for
        return None
    with path.open("rb") as file:
        found = formats.format_of_content(file.read(formats.HEAD))
        if found is None or found.name != "JPEG":
            return None
        file.seek(0)
        opened = open_jpeg(file, allow_truncated)
        size = _upright_size(opened.header)
        if opened.reduced is None or not least_megapixels <= size.megapixels <= limit_megapixels:
            return None
        pixels, _, _ = _assembled(opened.reduced(), SILENT)
        space = opened.header.space
    if space is not None and pixels.shape[2] == 3:
        pixels = from_float(space.to_srgb(to_float(pixels)), UINT8)
    return Glimpse(np.ascontiguousarray(pixels) if pixels.shape[2] == 3 else np.dstack([pixels] * 3), size)


def photo_from_array(
    pixels: Pixels,
    alpha: Pixels | None = None,
    *,
    metadata: Metadata | None = None,
    path: Path | None = None,
    profile: str = "sRGB",
    format: str = "",
    notes: tuple[str, ...] = (),
    space: Space | None = None,
    jpeg_quality: int | None = None,
) -> Photo:
    """A photo of pixels in memory; they are taken over, not copied, and must not be changed any more.

    Args:
        pixels: uint8, uint16 or float32; HxW, HxWx1, HxWx2 (grey and alpha), HxWx3 or HxWx4 (RGB and alpha).
        alpha: HxW at the same depth, straight; only where `pixels` has none.
        metadata: EXIF and XMP, true for these pixels.
        path: Where they came from.
        profile: The name of the profile they had.
        format: The format of their file.
        notes: Short facts to tell the person.
        space: The colours of the pixels; None for sRGB.
        jpeg_quality: What the tables of their JPEG file say.

    Raises:
        TypeError: Another depth.
        ValueError: Another shape.
    """
    if pixels.dtype not in (UINT8, UINT16, FLOAT32):
        raise TypeError(f"pixels are uint8, uint16 or float32, not {pixels.dtype}")
    if pixels.ndim == 3 and pixels.shape[2] in (2, 4) and alpha is None:
        pixels, alpha = pixels[:, :, :-1], np.ascontiguousarray(pixels[:, :, -1])
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim not in (2, 3) or 0 in pixels.shape or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError(f"pixels are HxW or HxWx3, not {pixels.shape}")
    pixels = np.ascontiguousarray(pixels)
    digest = pixels_digest(pixels, alpha, space)
    return Photo(pixels, alpha, metadata or Metadata(), path, digest, profile, format, notes, space, jpeg_quality)


def pixels_digest(pixels: Pixels, alpha: Pixels | None, space: Space | None = None) -> str:
    """SHA-256 of shape, depth, pixels, alpha and colours, in hex: equal for equal photos, wherever they came from."""
    digest = hashlib.sha256(space.icc if space else b"")
    for array in (pixels,) if alpha is None else (pixels, alpha):
        digest.update(f"{array.shape} {array.dtype.name};".encode())
        for top, bottom in strips(*array.shape[:2]):
            digest.update(np.ascontiguousarray(array[top:bottom]).data)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path, limit_megapixels: float, *, complete: bool) -> Iterator[Opened]:
    """The file opened and its header checked; what a decoder throws becomes an error that names the file."""
    path = Path(path)
    found: Format | None = None
    opened: Opened | None = None
    try:
        if path.is_dir():
            raise ImageMissing(path, "a folder")
        if path.exists() and not path.is_file():
            raise ImageForeign(path, "a device or a pipe")
        with path.open("rb") as file:
            head = file.read(formats.HEAD)
            found = formats.format_of_content(head)
            if found is None:
                if kind := formats.describe(head) if head else "":
                    raise Foreign(kind)
                raise ImageUnreadable(path, "no picture in a known format" if head else "the file is empty")
            file.seek(0)
            opened = _open(file, found, complete)
            size = opened.header.size
            if size.megapixels > limit_megapixels:
                raise ImageTooLarge(path, _upright_size(opened.header), limit_megapixels)
            yield opened
    except FileNotFoundError as error:
        raise ImageMissing(path, "there is no such file") from error
    except PermissionError as error:
        raise ImageForbidden(path) from error
    except (ReconError, Cancelled):
        raise
    except Foreign as error:
        raise ImageForeign(path, str(error)) from error
    except MemoryError as error:
        raise ImageUnreadable(path, "it needs more memory than there is") from error
    except Exception as error:  # a damaged file makes decoders throw anything at all
        if opened is not None and opened.header.cut and not complete:
            raise ImageTruncated(path, _told(error, "")) from error
        if isinstance(error, OSError) and error.strerror and found is None:  # the system's complaint, not a decoder's
            raise ImageError(path, error.strerror) from error
        raise ImageUnreadable(path, _told(error, "its picture data is damaged")) from error


def _open(file: BinaryIO, entry: Format, complete: bool) -> Opened:
    """Open a file of a known format.

    Raises:
        Foreign: What opens it is not installed.
    """
    if not entry.installed:
        raise Foreign(entry.kind)
    module, _, name = entry.opener.partition(":")
    opener = cast(Opener, getattr(import_module(f"{__package__}.{module}"), name))
    try:
        return opener(file, complete)
    except Foreign as error:  # camera raw files that are built like TIFF
        other = next((each for each in formats.FORMATS if each.kind == str(error)), None)
        if other is None:
            raise
        file.seek(0)
        return _open(file, other, complete)


def _told(error: Exception, otherwise: str) -> str:
    """The words of an error that are for people; decoders' own are not."""
    return str(error) if isinstance(error, Damaged) else otherwise


def _upright_size(header: Header) -> Size:
    return Size(header.size.height, header.size.width) if header.orientation >= 5 else header.size


def _upright_metadata(header: Header) -> Metadata:
    resolution = header.metadata.resolution
    if resolution is None or header.orientation < 5:
        return header.metadata
    return replace(header.metadata, resolution=resolution.turned)


def _upright(stored: Pixels, orientation: int) -> Pixels:
    """A view of stored pixels as EXIF `orientation` says they should be seen."""
    turned = stored.swapaxes(0, 1) if orientation >= 5 else stored
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return turned[::rows, ::columns]


def _assembled(opened: Opened, progress: Progress) -> tuple[Pixels, Pixels | None, tuple[str, ...]]:
    """Decode all blocks, upright: pixels, alpha and what is to be told."""
    header = opened.header
    height, width = header.size.height, header.size.width
    # The pixels as stored are a view of the upright ones, so that each block is written once, to its final place.
    inverse = {6: 8, 8: 6}.get(header.orientation, header.orientation)
    upright = _upright_size(header)
    final: Pixels | None = None
    cut = False
    for top, block in opened.blocks(progress):
        channels = block.shape[2]
        colours = 1 if channels <= 2 else 3
        if final is None:
            convert, notes = _conversion(header, colours)
            cuts = convert is not None and header.depth != FLOAT32
            beyond = beyond_srgb(header.icc, colours) if cuts else None
            if convert is None and len(block) == height and header.orientation == 1 and channels == colours:
                return block, None, notes
            final = np.empty((upright.height, upright.width, colours), header.depth)
            stored = _upright(final, inverse)
            alpha = np.empty((upright.height, upright.width), header.depth) if channels > colours else None
        for start, end in strips(len(block), width):
            part = block[start:end, :, :colours]
            cut = cut or (beyond is not None and beyond(part))
            stored[top + start : top + end] = convert(part) if convert else part
            if alpha is not None:
                _upright(alpha, inverse)[top + start : top + end] = block[start:end, :, colours]
    if final is None:
        raise ValueError("there is no picture in it")
    return final, alpha, (*notes, cut_to_srgb(header.profile)) if cut else notes


def _conversion(header: Header, colours: int) -> tuple[Convert | None, tuple[str, ...]]:
    """How to bring the blocks to sRGB, None where they stay as they are, and what is to be told of it."""
    if not header.icc or (header.space is not None and colours == 3):
        return None, ()
    try:
        convert, exact = converter(header.icc, colours, header.depth)
    except ValueError:
        return None, ("its colour profile does not fit the photo and was ignored",)
    if exact:
        return convert, ()
    return convert, ("its colour profile is a table: its colours were converted with a precision of 8 bits",)
