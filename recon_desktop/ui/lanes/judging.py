"""What the lanes do for the trust overlay: cells judged, and the same cells as colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.heat import glowing, heat
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import Pixels, frozen
from recon_desktop.core.progress import Progress
from recon_desktop.core.thresholds import FULL, THRESHOLDS
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.trust import Question, judge, question
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.values.requests import JudgedCell, Subject
from recon_desktop.ui.values.state import TrustMeasure

_STEPS = 64
"""Shades between nothing and a threshold: departures are kept as bytes, rounded up, so that firm stays firm."""

_MID_GREY = 128


def judged(
    restorer: Restorer, subject: Subject, asked: Question | None, cell: Region, progress: Progress, *, urgency: Urgency
) -> JudgedCell:
    """Judge a cell of a photo; without a question, find it first."""
    asked = asked or question(restorer.catalog, subject.photo, subject.recipe)
    maps = judge(restorer, subject.photo, asked, region=cell, urgency=urgency, progress=progress)
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


def combined(cells: Sequence[JudgedCell], size: Size) -> Image:
    """The largest departures by their thresholds over a photo that these cells cover."""
    departures = np.empty((size.height, size.width), np.float32)
    for cell in cells:
        departures[cell.region.slices] = cell.measures["combined"] / np.float32(_STEPS)
    return departures


class Mosaic:
    """A part of the photo in colours, to lay over it; clear where nothing is judged. Lives on the GUI thread.

    Args:
        region: In pixels of the photo; it begins on the grid of `step`.
        enlarged: How many times larger than the photo it is drawn...
        step: ...or how many times smaller.

    Attributes:
        image: What to draw; it changes when cells are added.
    """

    def __init__(self, region: Region, enlarged: int, step: int) -> None:
        self._region = region
        self._enlarged = enlarged
        self._step = step
        self._pixels = np.zeros((self._length(region.height), self._length(region.width)), np.uint32)
        self.image = qimage.wrap(self._pixels.view(np.uint8).reshape(*self._pixels.shape, 4), alpha=True)

    def add(self, cell: JudgedCell, measure: TrustMeasure) -> None:
        """Draw a cell, where it lies inside; cheap enough for the GUI thread."""
        shared = cell.region.intersect(self._region)
        if shared is None or measure not in cell.measures:
            return
        size = (self._length(shared.width), self._length(shared.height))
        shades = np.ascontiguousarray(cell.measures[measure][shared.relative_to(cell.region).slices])
        how = cv2.INTER_AREA if self._step > 1 else cv2.INTER_LINEAR
        shades = np.asarray(cv2.resize(shades, size, interpolation=how), np.uint8)
        part = shared.relative_to(self._region)
        left, top = (place * self._enlarged // self._step for place in (part.left, part.top))
        self._pixels[top : top + size[1], left : left + size[0]] = _shown()[shades]

    def _length(self, length: int) -> int:
        return -(-length * self._enlarged // self._step)


def scale_of_colours(width: int) -> QImage:
    """The colours over middle grey, from no departure to the largest one shown."""
    departures = np.linspace(0, FULL, width, dtype=np.float32)[np.newaxis]
    grey = np.full((1, width, 3), _MID_GREY, np.uint8)
    return qimage.wrap(np.ascontiguousarray(glowing(grey, departures))).copy()


def _bytes(departures: Image) -> Pixels:
    shades: Pixels = np.clip(np.ceil(departures * np.float32(_STEPS)), 0, 255).astype(np.uint8)
    return shades


@cache
def _shown() -> NDArray[np.uint32]:
    """For each byte of a cell the pixel that shows it: in Qt's order, premultiplied."""
    layer = heat(np.arange(256, dtype=np.float32)[np.newaxis] / np.float32(_STEPS))[0]
    cover = layer[:, 3:].astype(np.float32) / np.float32(255)
    pixels = np.empty((256, 4), np.uint8)
    pixels[:, :3] = np.rint(layer[:, 2::-1] * cover)
    pixels[:, 3] = layer[:, 3]
    return pixels.view(np.uint32)[:, 0]
