"""A finished result on its way out: blended as is set, strip by strip, in values that fit the file or the screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from recon_desktop.core.alpha import bleed
from recon_desktop.core.blend import blend
from recon_desktop.core.io import SaveOptions, format_of, save_photo
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, MappedSink
from recon_desktop.core.progress import Progress
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.restore import Restorer
from recon_desktop.ui.lanes.display import ground, strips
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.values.requests import Subject

_STRIP_AREA = 1 << 20
_MAPPED_ABOVE = 100_000_000
_AS_SHOWN = Levels()


def save(
    restorer: Restorer,
    subject: Subject,
    mix: Mix,
    path: Path,
    options: SaveOptions,
    levels: Levels,
    progress: Progress,
    *,
    overwrite: bool,
) -> Path:
    """Write the finished result of a subject; errors as `save_photo`.

    Args:
        restorer: Knows what strength 0 shows.
        subject: What was done to what.
        mix: How much of it counts.
        path: Where to.
        options: How.
        levels: How the photo's values came to be in 0..1: a float file gets those of the photo's own file again, any
            other what is shown.
        progress: Told as strips are done.
        overwrite: Replace an existing file.
    """
    assert subject.finished is not None
    as_float = subject.finished.depth == np.float32 and "float" in format_of(path).depths
    own = levels if as_float and options.depth in ("same", "float") else _AS_SHOWN
    blended = _blended(restorer, subject.photo, subject.finished, subject.scale, mix, own, progress.part(0.0, 0.3))
    return save_photo(blended, path, options=options, overwrite=overwrite, progress=progress.part(0.3, 0.7))


def picture(restorer: Restorer, subject: Subject, mix: Mix, progress: Progress) -> QImage:
    """The finished result of a subject at 8 bits, for other programs."""
    assert subject.finished is not None
    photo = _blended(restorer, subject.photo, subject.finished, subject.scale, mix, _AS_SHOWN, progress.part(0.0, 0.5))
    shown = qimage.wrap(ground(photo, progress.part(0.5, 0.5)), alpha=photo.alpha is not None)
    return shown.copy()  # the clipboard lives longer than Python, and must not hold memory that Python lets go of


def _blended(
    restorer: Restorer, photo: Photo, result: Photo, scale: int, mix: Mix, own: Levels, progress: Progress
) -> Photo:
    if mix == PLAIN and own == _AS_SHOWN:
        return result
    pixels = photo.pixels if photo.alpha is None else bleed(photo.pixels, photo.alpha)
    levels = Levels.of(pixels, photo.space)
    source, restored = levels.source(pixels), levels.source(result.pixels)
    make = MappedSink if result.size.area > _MAPPED_ABOVE else ArraySink
    sink = make(result.size, result.depth, grey=result.grey)
    for strip in strips(photo.size, area=_STRIP_AREA // scale**2):
        place = strip.scaled(scale)
        made = restored.read(place)
        if mix != PLAIN:
            made = blend(restorer.baseline(source, scale, strip), made, mix, place)
        levels.sink(own.sink(sink)).write(place, made)
        progress.report(strip.bottom / photo.size.height)
    return result.with_pixels(sink.pixels, result.alpha, "")
