"""Photos in and out of files; see `load_photo` and `save_photo`."""

from recon_desktop.core.formats import READABLE_SUFFIXES, WRITABLE_FORMATS, Depth, Format, format_of
from recon_desktop.core.io.atomic import refuse_target
from recon_desktop.core.io.bands import Band
from recon_desktop.core.io.encode import Subsampling
from recon_desktop.core.io.private import Strip
from recon_desktop.core.io.read import (
    DEFAULT_LIMIT,
    Glimpse,
    PhotoInfo,
    load_glimpse,
    load_photo,
    photo_from_array,
    pixels_digest,
    probe,
)
from recon_desktop.core.io.write import (
    SaveOptions,
    holds_whole,
    losses,
    refuse_sides,
    save_bands,
    save_photo,
    sees_whole,
)

__all__ = [
    "DEFAULT_LIMIT",
    "READABLE_SUFFIXES",
    "WRITABLE_FORMATS",
    "Band",
    "Depth",
    "Format",
    "Glimpse",
    "PhotoInfo",
    "SaveOptions",
    "Strip",
    "Subsampling",
    "format_of",
    "holds_whole",
    "load_glimpse",
    "load_photo",
    "losses",
    "photo_from_array",
    "pixels_digest",
    "probe",
    "refuse_sides",
    "refuse_target",
    "save_bands",
    "save_photo",
    "sees_whole",
]
