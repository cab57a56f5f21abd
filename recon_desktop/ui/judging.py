"""What the lanes do for the trust overlay: cells judged, and the same cells as colours.

Heavy imports: only `ui.services` may import this module.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QImage

from recon_desktop.core import resize
from recon_desktop.core.geometry import Region
from recon_desktop.core.heat import FULL, glowing, heat
from recon_desktop.core.pixels import Image, Pixels, frozen
from recon_desktop.core.progress import Progress
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.trust import THRESHOLDS, Question, judge, question
from recon_desktop.ui import qimage
from recon_desktop.ui.requests import JudgedCell, Subject
from recon_desktop.ui.state import TrustMeasure

_STEPS = 64
"""Shades between nothing and a threshold: departures are kept as bytes, rounded up, so that firm stays firm."""

_MID_GREY = 128


def judged(
    restorer: Restorer, subject: Subject, asked: Question | None, cell: Region, progress: Progress, *, urgent: bool
) -> JudgedCell:
    """Judge a cell of a photo; without a question, find it first."""
    asked = asked or question(restorer.catalog, subject.photo, subject.recipe)
    maps = judge(restorer, subject.photo, asked, region=cell, urgent=urgent, progress=progress)
    measures: dict[TrustMeasure, Pixels] = {
        name: frozen(_bytes(values / np.float32(THRESHOLDS[name]))) for name, values in maps.measures.items()
    }
    measures["combined"] = frozen(_bytes(maps.combined))
    return JudgedCell(cell, measures, asked)


def firm(cells: Sequence[JudgedCell], region: Region) -> float | None:
    """The share of what is judged of a region that is firm; None where nothing is."""
    found = total = 0
    for cell in cells:
        shared = cell.region.intersect(region)
        if shared is not None:
            part = cell.measures["combined"][shared.relative_to(cell.region).slices]
            found += int(np.count_nonzero(part <= _STEPS))
            total += part.size
    return found / total if total else None


def painted(cell: JudgedCell, measure: TrustMeasure, step: int) -> QImage:
    """A cell in colours to lay over the photo, `step` times smaller; cheap enough for the GUI thread."""
    departures = cell.measures[measure].astype(np.float32) / np.float32(_STEPS)
    if step > 1:
        height, width = (max(1, side // step) for side in departures.shape)
        departures = resize.area(departures, size=(height, width))
    return qimage.wrap(_premultiplied(departures), alpha=True)


def scale_of_colours(width: int) -> QImage:
    """The colours over middle grey, from no departure to the largest one shown."""
    departures = np.linspace(0, FULL, width, dtype=np.float32)[np.newaxis]
    grey = np.full((1, width, 3), _MID_GREY, np.uint8)
    return qimage.wrap(np.ascontiguousarray(glowing(grey, departures))).copy()


def _bytes(departures: Image) -> Pixels:
    shades: Pixels = np.clip(np.ceil(departures * np.float32(_STEPS)), 0, 255).astype(np.uint8)
    return shades


def _premultiplied(departures: Image) -> Pixels:
    layer = heat(departures)
    cover = layer[..., 3:].astype(np.float32) / np.float32(255)
    shown = np.empty_like(layer)
    shown[..., :3] = np.rint(layer[..., 2::-1] * cover)
    shown[..., 3] = layer[..., 3]
    return shown
