"""Small pictures of photos, for lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from recon_desktop.core.io.read import load_photo, probe
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress

_UINT8 = np.dtype(np.uint8)


def thumbnail(
    path: Path, side: int, *, seen: Callable[[Photo], Photo] = lambda photo: photo, progress: Progress = SILENT
) -> Pixels:
    """A photo, upright, fitted into a square: HxWx3 uint8, sRGB.

    JPEG is decoded at an eighth of its size where that is enough, with its colours as they are in the file; all else is
    opened as a photo. Transparency is left out.

    Args:
        path: The file.
        side: Of the square.
        seen: Brings an opened photo to the values that are shown from black to white, 0..1.
        progress: Told as it is opened.

    Raises:
        ImageError: It cannot be opened.
        Cancelled: The token of `progress` was set.
    """
    if probe(path).format == "JPEG":
        try:
            return _drafted(path, side)
        except (OSError, ValueError, SyntaxError):  # a damaged one: its error is told by the common way
            pass
    photo = seen(load_photo(path, progress=progress))
    scale = min(side / max(photo.size.width, photo.size.height), 1.0)
    size = max(round(photo.size.width * scale), 1), max(round(photo.size.height * scale), 1)
    small = cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA)
    if photo.space is not None:
        small = photo.space.to_srgb(to_float(small))
    if small.dtype != _UINT8:
        small = from_float(np.clip(to_float(small), 0, 1), _UINT8)
    return np.ascontiguousarray(small if small.ndim == 3 else np.dstack([small] * 3))


def _drafted(path: Path, side: int) -> Pixels:
    with path.open("rb") as file, JpegImageFile(file) as image:
        image.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        return np.asarray(upright.convert("RGB"))
