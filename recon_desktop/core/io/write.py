"""Saving photos: the format by the suffix, whole or not at all, with the metadata and the colours of the photo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from recon_desktop.core.color import srgb_profile
from recon_desktop.core.errors import FormatUnsupported
from recon_desktop.core.formats import WRITABLE_FORMATS, Depth, Format, format_of
from recon_desktop.core.io.atomic import whole_file
from recon_desktop.core.io.decode import FLOAT32, UINT8, UINT16, strips
from recon_desktop.core.io.encode import ENCODERS, NotHeld, Sheet
from recon_desktop.core.io.metadata import fitted, said_srgb
from recon_desktop.core.io.private import Strip, stripped
from recon_desktop.core.io.profiles import cut_to_srgb, grey_profile
from recon_desktop.core.io.resolution import holding, of_exif
from recon_desktop.core.photo import Metadata, Photo, in_srgb
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress

_DTYPES: dict[Depth, np.dtype[Any]] = {"8": UINT8, "16": UINT16, "float": FLOAT32}
_SAMPLE = 1 << 20  # values that are looked at to know what is usual
_COUNTS = 1.5  # beyond this half of a photo would be much brighter than white: it counts otherwise
_OVERSHOOT = 1.1  # of a network that sharpens edges
_RANGES = (255.0, 4095.0, 65535.0)
_WORDS: dict[Depth, str] = {"8": "8 bits", "16": "16 bits", "float": "float"}


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How to save.

    Attributes:
        quality: 1..100, of JPEG and lossy WebP.
        depth: Bits a channel; "same" keeps the photo's, or takes the most that the format holds.
        lossless: For WebP.
        strip: What of the metadata is left out: "private" (places, serial numbers, names) or "all".
        srgb: Bring colours to sRGB, for programs that know no profiles, instead of keeping the photo's own.
    """

    quality: int = 92
    depth: Literal["same", "8", "16", "float"] = "same"
    lossless: bool = False
    srgb: bool = False
    strip: Strip = "none"

    def __post_init__(self) -> None:
        if not 1 <= self.quality <= 100:
            raise ValueError(f"quality is 1..100, not {self.quality}")


_DEFAULT = SaveOptions()


def losses(photo: Photo, path: Path, options: SaveOptions = _DEFAULT) -> tuple[str, ...]:
    """What the file will not hold of the photo, in words; empty where it holds all.

    Raises:
        FormatUnsupported: As `save_photo`.
    """
    path = Path(path)
    target = format_of(path)
    depth = _depth(photo, path, target, options)
    told = []
    if photo.alpha is not None and not target.alpha:
        told.append("transparent parts become white")
    if depth.itemsize < photo.depth.itemsize:
        told.append(f"colours are rounded to {8 * depth.itemsize} bits")
    if photo.depth == FLOAT32 and depth != FLOAT32:
        white = _white(photo.pixels)
        if white != 1.0:
            told.append(f"values are stored with {white:g} as white")
        if _beyond(photo.pixels, white):
            told.append("values beyond white are cut off")
    if photo.space is not None and _becomes_srgb(target, options):
        told.append(cut_to_srgb(photo.profile))
    told += [note for note in photo.notes if note == cut_to_srgb(photo.profile)]
    metadata, left_out = fitted(stripped(photo.metadata, options.strip), photo.size, target)
    return (*told, *left_out, *_lost_resolution(metadata, target))


def _lost_resolution(metadata: Metadata, target: Format) -> tuple[str, ...]:
    """What is to be told of a resolution that neither the format nor the EXIF block in it states."""
    if metadata.resolution is None:
        return ()
    *several, last = holding(metadata.resolution)
    in_exif = of_exif(metadata.exif) == metadata.resolution
    if target.name in (*several, last) or in_exif:
        return ()
    formats = f"{', '.join(several)} or {last}" if several else last
    return (f"the resolution is left out: only {formats} files take it along",)


def save_photo(
    photo: Photo,
    path: Path,
    *,
    options: SaveOptions = _DEFAULT,
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> Path:
    """Save a photo in the format of the path's suffix; `losses` tells beforehand what that format cannot hold.

    The file appears whole or not at all: it is written beside its place, brought to disk and then renamed. EXIF and
    XMP go along, with the pixel dimensions of this photo, and a profile: its own or that of sRGB. BMP holds none of
    these, so colours become sRGB. Where the
    format holds no transparency, transparent parts become white.

    Args:
        photo: What to save.
        path: Where to; an existing file is kept unless `overwrite` is set, the photo's own file, too.
        options: Quality and depth.
        overwrite: Replace an existing file.
        progress: Reported for each strip of rows; WebP and BMP do their last part in one go.

    Returns:
        The path.

    Raises:
        FormatUnsupported: Unknown suffix, or the format cannot hold a photo of this size or the depth asked for.
        OutputExists: There is such a file, and `overwrite` is not set.
        OutputFolderMissing: There is no such folder.
        OutputUnwritable: The system refused: permission, disk full, name too long.
        Cancelled: The token of `progress` was set; nothing was left behind.
    """
    path = Path(path)
    target = format_of(path)
    if max(photo.size.width, photo.size.height) > target.max_side:
        larger = [
            other.name for other in WRITABLE_FORMATS if other.max_side > target.max_side and "profile" in other.keeps
        ]
        raise FormatUnsupported(
            path, f"{target.name} holds up to {target.max_side} pixels a side; use {' or '.join(larger)}"
        )
    sheet = _sheet(photo, target, _depth(photo, path, target, options), options)
    try:
        with whole_file(path, overwrite=overwrite) as file:
            ENCODERS[target.name](file, sheet, progress)
            progress.report(1.0)
    except NotHeld as error:
        words = f"a {target.name} of these settings cannot hold this photo ({error}); use PNG or TIFF"
        raise FormatUnsupported(path, words) from error
    return path


def _beyond(pixels: Pixels, white: float) -> bool:
    """Whether float pixels hold what 8 bits would still tell from white."""
    least = white * (1 + 0.5 / 255)
    return any(float(pixels[top:bottom].max()) > least for top, bottom in strips(*pixels.shape[:2]))


def _white(pixels: Pixels) -> float:
    """What white is in float pixels: 1, or the end of the range that most of them lie in, as microscopes count."""
    step = max(round((pixels.size / _SAMPLE) ** 0.5), 1)
    seen = pixels[::step, ::step]
    light = seen[seen > 0]
    if not light.size or float(np.median(light)) <= _COUNTS:
        return 1.0
    high = float(pixels.max())
    return next((top for top in _RANGES if high <= top * _OVERSHOOT), high)


def _depth(photo: Photo, path: Path, target: Format, options: SaveOptions) -> np.dtype[Any]:
    """The depth to write."""
    if options.depth == "same":
        return min(photo.depth, _DTYPES[target.depths[-1]], key=lambda depth: depth.itemsize)
    if options.depth not in target.depths:
        holding = [other.name for other in WRITABLE_FORMATS if options.depth in other.depths]
        raise FormatUnsupported(
            path, f"{target.name} does not hold {_WORDS[options.depth]}; use {' or '.join(holding)}"
        )
    return _DTYPES[options.depth]


def _sheet(photo: Photo, target: Format, depth: np.dtype[Any], options: SaveOptions) -> Sheet:
    if photo.space is not None and _becomes_srgb(target, options):
        photo = replace(in_srgb(photo), metadata=said_srgb(photo.metadata))
    if photo.depth == FLOAT32 and depth != FLOAT32 and (white := _white(photo.pixels)) != 1.0:
        photo = replace(photo, pixels=photo.pixels / np.float32(white))
    keeps_alpha = photo.alpha is not None and target.alpha
    channels = (1 if photo.grey else 3) + keeps_alpha

    def rows(top: int, bottom: int) -> Pixels:
        colours = photo.pixels[top:bottom].reshape(bottom - top, photo.size.width, -1)
        if photo.alpha is None:
            return _at_depth(colours, depth)
        alpha = photo.alpha[top:bottom, :, np.newaxis]
        if keeps_alpha:
            return _at_depth(np.concatenate([colours, alpha], axis=2), depth)
        opacity = to_float(alpha)
        return from_float(to_float(colours) * opacity + (1 - opacity), depth)

    return Sheet(
        photo.size,
        channels,
        depth,
        rows,
        fitted(stripped(photo.metadata, options.strip), photo.size, target)[0],
        _profile(photo, target),
        options.quality,
        options.lossless,
    )


def _becomes_srgb(target: Format, options: SaveOptions) -> bool:
    return options.srgb or "profile" not in target.keeps


def _profile(photo: Photo, target: Format) -> bytes:
    if photo.space is not None:
        return photo.space.icc
    return grey_profile() if photo.grey and target.grey else srgb_profile()


def _at_depth(pixels: Pixels, depth: np.dtype[Any]) -> Pixels:
    return pixels if pixels.dtype == depth else from_float(to_float(pixels), depth)
