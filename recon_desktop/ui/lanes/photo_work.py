"""Photos opened, kept and made worse."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from recon_desktop.core.gauge import Damage
from recon_desktop.core.io import (
    DEFAULT_LIMIT,
    WRITABLE_FORMATS,
    load_glimpse,
    load_photo,
    photo_from_array,
    save_photo,
)
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.telling import telling_spot
from recon_desktop.engine.degrading import degraded
from recon_desktop.engine.levels import Levels, gauged
from recon_desktop.ui.lanes.display import build_pyramid, display
from recon_desktop.ui.lanes.from_qimage import to_arrays
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.pictures.pyramid import Pyramid
from recon_desktop.ui.values.requests import Loaded
from recon_desktop.ui.values.state import Glimpse, Simulation

_NO_LEVELS = Levels()


@dataclass(frozen=True)
class PhotoWork:
    """What can be done with a photo without a model; a part of `Services`."""

    def glimpse(
        self, path: Path, least_megapixels: float, *, allow_truncated: bool = False, lift_limit: bool = False
    ) -> Glimpse | None:
        """The small picture that stands in for a large photo; None for smaller ones, and where it takes as long."""
        limit = math.inf if lift_limit else DEFAULT_LIMIT
        found = load_glimpse(
            path, least_megapixels=least_megapixels, limit_megapixels=limit, allow_truncated=allow_truncated
        )
        return None if found is None else Glimpse(path.name, found.size, qimage.wrap(display(found.pixels)))

    def load(
        self,
        path: Path,
        *,
        beside: Loaded | None = None,
        allow_truncated: bool = False,
        lift_limit: bool = False,
        progress: Progress = SILENT,
    ) -> Loaded:
        """Open a photo; its header is looked at before anything is decoded.

        A float photo beyond 0..1 is brought there: by the levels of `beside`, so that the two can be compared, where
        that is a float photo, too.
        """
        limit = math.inf if lift_limit else DEFAULT_LIMIT
        photo = load_photo(
            path, limit_megapixels=limit, allow_truncated=allow_truncated, progress=progress.part(0.0, 0.7)
        )
        alike = beside is not None and beside.photo.depth == photo.depth == np.float32
        levels = beside.levels if beside is not None and alike else Levels.of(photo.pixels)
        if levels != _NO_LEVELS:
            words = f"its values from {levels.low:g} to {levels.low + levels.span:g} are shown from black to white"
            photo = replace(levels.photo(photo), notes=(*photo.notes, words))
        return Loaded(photo, _pyramid(photo, progress.part(0.7, 0.3)), levels)

    def take(self, image: QImage, progress: Progress = SILENT) -> Loaded:
        """Take a pasted picture."""
        pixels, alpha = to_arrays(image)
        photo = photo_from_array(pixels, alpha)
        return Loaded(photo, _pyramid(photo, progress), _NO_LEVELS)

    def take_again(self, path: Path, progress: Progress = SILENT) -> Loaded:
        """Take a picture that was pasted before, from the file that kept it."""
        loaded = self.load(path, progress=progress)
        return replace(loaded, photo=replace(loaded.photo, path=None, format=""))

    def keep_pasted(self, photo: Photo, path: Path, progress: Progress = SILENT) -> None:
        """Write a pasted picture to the file that keeps it."""
        save_photo(photo, path, overwrite=True, progress=progress)

    def writable(self, suffix: str) -> bool:
        """Whether files of this suffix can be written."""
        return any(suffix.lower() in form.suffixes for form in WRITABLE_FORMATS)

    def simulate(self, original: Loaded, simulation: Simulation, progress: Progress = SILENT) -> Loaded:
        """Make a photo worse, strip by strip, so that it is never held whole as float."""
        photo = degraded(original.photo, simulation.steps, progress.part(0.0, 0.8))
        return Loaded(photo, build_pyramid(photo, progress.part(0.8, 0.2)), original.levels)

    def damage(self, photo: Photo, progress: Progress = SILENT) -> Damage:
        """Read the damage of a photo."""
        return gauged(photo, progress)


def _pyramid(photo: Photo, progress: Progress) -> Pyramid:
    """What the view draws of a photo that is opened, and where it looks first."""
    return replace(build_pyramid(photo, progress), spot=telling_spot(photo.pixels))
