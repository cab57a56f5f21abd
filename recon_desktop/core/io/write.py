"""Saving photos: the format by the suffix, whole or not at all, with the metadata and the colours of the photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from recon_desktop.core.color import srgb_profile
from recon_desktop.core.english import listed
from recon_desktop.core.errors import FormatUnsupported
from recon_desktop.core.formats import WRITABLE_FORMATS, Depth, Format, format_of
from recon_desktop.core.geometry import Size
from recon_desktop.core.io.atomic import whole_file
from recon_desktop.core.io.bands import Band, Feed, StartsAgain
from recon_desktop.core.io.decode import FLOAT32, UINT8, UINT16, strips
from recon_desktop.core.io.encode import Encoder, NotHeld, Sheet, Subsampling
from recon_desktop.core.io.metadata import fitted, said_srgb
from recon_desktop.core.io.private import Strip, stripped
from recon_desktop.core.io.profiles import cut_to_srgb, grey_profile
from recon_desktop.core.io.resolution import holds, of_exif
from recon_desktop.core.photo import Metadata, Photo, in_srgb
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress

_DTYPES: dict[Depth, np.dtype[Any]] = {"8": UINT8, "10": UINT16, "12": UINT16, "16": UINT16, "float": FLOAT32}
_FULL_COLOUR = 90  # quality from which on colour is stored at full resolution
_SAMPLE = 1 << 20  # values that are looked at to know what is usual
_COUNTS = 1.5  # beyond this half of a photo would be much brighter than white: it counts otherwise
_OVERSHOOT = 1.1  # of a network that sharpens edges
_RANGES = (255.0, 4095.0, 65535.0)


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How to save.

    Attributes:
        quality: 1..100, of JPEG and of what else is lossy.
        subsampling: How JPEG and lossy AVIF of 8 bits store colour: "auto" is at full resolution (4:4:4) from quality
            90 on, at a quarter of it (4:2:0) below.
        progressive: Whether a JPEG comes into view as a whole, ever sharper, while it is transmitted.
        depth: Bits a channel; "same" keeps the photo's, or takes the most that the format holds.
        lossless: For formats that can be either.
        strip: What of the metadata is left out: "private" (places, serial numbers, names) or "all".
        srgb: Bring colours to sRGB, for programs that know no profiles, instead of keeping the photo's own.
    """

    quality: int = 92
    depth: Literal["same"] | Depth = "same"
    lossless: bool = False
    subsampling: Literal["auto"] | Subsampling = "auto"
    progressive: bool = False
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
    depth = _depth(photo.depth, path, target, options)
    told = []
    if photo.alpha is not None and not target.alpha:
        told.append("transparent parts become white")
    if _bits(depth) < 8 * photo.depth.itemsize:
        told.append(f"colours are rounded to {_bits(depth)} bits")
    if photo.depth == FLOAT32 and depth != "float":
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
    if holds(target.resolution, metadata.resolution) or of_exif(metadata.exif) == metadata.resolution:
        return ()
    holding = [entry.name for entry in WRITABLE_FORMATS if holds(entry.resolution, metadata.resolution)]
    return (f"the resolution is left out: only {listed(holding, 'or')} files take it along",)


def refuse_sides(path: Path, size: Size) -> None:
    """Raises FormatUnsupported where the format of a file of this name cannot hold a picture of this size."""
    target = format_of(path)
    if max(size.width, size.height) > target.max_side:
        larger = _others(lambda entry: entry.max_side > target.max_side and "profile" in entry.keeps)
        raise FormatUnsupported(path, f"{target.name} holds up to {target.max_side} pixels a side; use {larger}")


def sees_whole(depth: np.dtype[Any], path: Path, options: SaveOptions = _DEFAULT) -> bool:
    """Whether a picture of this depth has to be seen whole to be saved: where white lies in float is seen in all of it.

    Raises:
        FormatUnsupported: Unknown suffix, or the format does not hold the depth asked for.
    """
    return depth == FLOAT32 and _depth(depth, path, format_of(path), options) != "float"


def holds_whole(depth: np.dtype[Any], path: Path, options: SaveOptions = _DEFAULT) -> bool:
    """Whether a picture of this depth is held whole while it is saved; raises as `sees_whole`."""
    target = format_of(path)
    collected = not target.streamed or (target.progressive and options.progressive)
    return collected or sees_whole(depth, path, options)


def save_photo(
    photo: Photo,
    path: Path,
    *,
    options: SaveOptions = _DEFAULT,
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> Path:
    """Save a photo that is there whole; as `save_bands`, which says more.

    Returns:
        The path.
    """
    save_bands([Band(0, photo)], photo.size, path, options=options, overwrite=overwrite, progress=progress)
    return Path(path)


def save_bands(
    bands: Iterable[Band],
    size: Size,
    path: Path,
    *,
    options: SaveOptions = _DEFAULT,
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> tuple[str, ...]:
    """Save a picture in the format of the path's suffix; `losses` tells beforehand what that format cannot hold.

    The file appears whole or not at all: it is written beside its place, brought to disk and then renamed. EXIF and
    XMP go along, with the pixel dimensions of this picture, and a profile: its own or that of sRGB. BMP holds none of
    these, so colours become sRGB. Where the format holds no transparency, transparent parts become white. JPEG
    (not progressive), PNG and TIFF are written as the bands come; the other encoders want the whole picture.

    Args:
        bands: The picture from the top to the bottom, in one band where `sees_whole`. Where it begins anew, so does
            the file.
        size: Of the whole picture.
        path: Where to; an existing file is kept unless `overwrite` is set, the photo's own file, too.
        options: Quality and depth.
        overwrite: Replace an existing file.
        progress: Reported for each strip of rows; WebP and BMP do their last part in one go.

    Returns:
        What the file does not hold, as `losses`.

    Raises:
        FormatUnsupported: Unknown suffix, or the format cannot hold a picture of this size or the depth asked for.
        OutputExists: There is such a file, and `overwrite` is not set.
        OutputFolderMissing: There is no such folder.
        OutputUnwritable: The system refused: permission, disk full, name too long.
        Cancelled: The token of `progress` was set; nothing was left behind.
    """
    path = Path(path)
    target = format_of(path)
    refuse_sides(path, size)
    try:
        with whole_file(path, overwrite=overwrite) as file:
            feed = Feed(bands)
            while True:
                lost = losses(feed.photo, path, options)
                try:
                    encoder_of(target)(file, _sheet(feed, size, path, target, options), progress)
                except StartsAgain:
                    file.seek(0)
                    file.truncate()
                else:
                    progress.report(1.0)
                    return lost
    except NotHeld as error:
        words = f"a {target.name} of these settings cannot hold this photo ({error}); use PNG or TIFF"
        raise FormatUnsupported(path, words) from error


def _others(fits: Callable[[Format], bool]) -> str:
    """Formats that do where one does not."""
    return listed((entry.name for entry in WRITABLE_FORMATS if entry.installed and fits(entry)), "or")


def encoder_of(target: Format) -> Encoder:
    """What writes a format."""
    module, _, name = target.encoder.partition(":")
    return cast(Encoder, getattr(import_module(f"{__package__}.{module}"), name))


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


def _depth(depth: np.dtype[Any], path: Path, target: Format, options: SaveOptions) -> Depth:
    """The depth to write a picture of this depth in."""
    if options.depth == "same":
        return next((held for held in target.depths if _bits(held) >= 8 * depth.itemsize), target.depths[-1])
    if options.depth not in target.depths:
        words = options.depth if options.depth == "float" else f"{options.depth} bits"
        others = _others(lambda entry: options.depth in entry.depths)
        raise FormatUnsupported(path, f"{target.name} does not hold {words}; use {others}")
    return options.depth


def _bits(depth: Depth) -> int:
    return 32 if depth == "float" else int(depth)


def _sheet(feed: Feed, size: Size, path: Path, target: Format, options: SaveOptions) -> Sheet:
    """The picture of a feed on its way into a file; it keeps nothing of the band that the feed is at."""
    photo = feed.photo
    held = _depth(photo.depth, path, target, options)
    depth = _DTYPES[held]
    white = _white(photo.pixels) if photo.depth == FLOAT32 and depth != FLOAT32 else 1.0
    converts = photo.space is not None and _becomes_srgb(target, options)
    keeps_alpha = photo.alpha is not None and target.alpha
    metadata = said_srgb(photo.metadata) if converts else photo.metadata

    def as_stored(part: Photo) -> Pixels:
        part = in_srgb(part) if converts else part
        colours = part.pixels.reshape(part.size.height, part.size.width, -1)
        if white != 1.0:
            colours = colours / np.float32(white)
        if part.alpha is None:
            return _at_depth(colours, depth)
        alpha = part.alpha[..., np.newaxis]
        if keeps_alpha:
            return _at_depth(np.concatenate([colours, alpha], axis=2), depth)
        opacity = to_float(alpha)
        return from_float(to_float(colours) * opacity + (1 - opacity), depth)

    def rows(top: int, bottom: int) -> Pixels:
        first, *others = (as_stored(part) for part in feed.rows(top, bottom))
        return np.concatenate([first, *others]) if others else first

    return Sheet(
        size,
        (1 if photo.grey else 3) + keeps_alpha,
        depth,
        _bits(held),
        rows,
        fitted(stripped(metadata, options.strip), size, target)[0],
        srgb_profile() if converts else _profile(photo, target),
        options.quality,
        _subsampling(options),
        options.progressive,
        options.lossless,
    )


def _subsampling(options: SaveOptions) -> Subsampling:
    if options.subsampling != "auto":
        return options.subsampling
    return "4:4:4" if options.quality >= _FULL_COLOUR else "4:2:0"


def _becomes_srgb(target: Format, options: SaveOptions) -> bool:
    return options.srgb or "profile" not in target.keeps


def _profile(photo: Photo, target: Format) -> bytes:
    if photo.space is not None:
        return photo.space.icc
    return grey_profile() if photo.grey and target.grey else srgb_profile()


def _at_depth(pixels: Pixels, depth: np.dtype[Any]) -> Pixels:
    return pixels if pixels.dtype == depth else from_float(to_float(pixels), depth)
