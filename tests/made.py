"""Photos made of noise, for tests of whatever works on any photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from recon_desktop.core.geometry import Size
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import from_float


def photo(size: Size, depth: Any = np.uint8, *, alpha: bool = False, grey: bool = False) -> Photo:
    """A photo of a size and a depth, the same at every call."""
    rng = np.random.default_rng(0)
    shape = (size.height, size.width) if grey else (size.height, size.width, 3)
    image = rng.random(shape, np.float32)
    cover = from_float(rng.random((size.height, size.width), np.float32), np.dtype(depth)) if alpha else None
    pixels, metadata = from_float(image, np.dtype(depth)), Metadata(xmp=b"<x/>")
    return Photo(pixels, cover, metadata, Path("a.tif"), "digest", format="TIFF")
