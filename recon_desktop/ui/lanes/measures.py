"""The figures of the metrics panel, measured in a lane on a bounded number of pixels.

Everything is read as regions of the result's size, rounded to 8 bits as a saved file would be, and measured by
`core.agreement` and `core.quality`, strip by strip. Photos above `EXACT_AREA` are compared on nine parts, those above
`core.quality.AREA` judged on nine parts, and the panel says so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from recon_desktop.core import metrics
from recon_desktop.core.agreement import Agreement, Read, compare
from recon_desktop.core.blend import blend
from recon_desktop.core.error_map import ErrorMap
from recon_desktop.core.gauge import gauge
from recon_desktop.core.geometry import Region, parts
from recon_desktop.core.image import Image
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.core.measures import CONTEXT, MEASURES, MeasureKind
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import Pixels, to_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import Quality, quality, quality_areas
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.values.requests import Tile, ToMeasure
from recon_desktop.ui.values.state import ErrorPicture, Measure, Measures, Score

Baseline = Callable[[Region], Image]
"""Hands out a region of the photo, enlarged to the result's size."""

EXACT_AREA = 12_000_000
SCORE_AREA = 4_000_000
_PART = 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of one picture.

    Attributes:
        agreement: With the reference; None where there is none.
        quality: What it tells by itself.
    """

    agreement: Agreement | None
    quality: Quality


Inputs = LruCache[Hashable, Figures]
"""Figures of what went in, by all that they depend on."""


def measure(
    request: ToMeasure,
    baseline: Baseline,
    pristine: Pristine | None = None,
    progress: Progress = SILENT,
    inputs: Inputs | None = None,
) -> Measures:
    """Measure the input and, where there is one, the result.

    Args:
        request: What to measure.
        baseline: How the photo is enlarged.
        pristine: What undamaged photos are like, for NIQE.
        progress: Told as strips are done.
        inputs: Knows the figures of inputs from earlier calls with these statistics; None for none.
    """
    whole = request.photo.size.scaled(request.scale).whole
    before = _enlarged(baseline, request.scale)
    after: Read | None = None
    part = whole
    if request.finished is not None:
        after = _blended(before, request.finished.source.read, request.mix)
    elif request.view is not None:
        part = request.view.scaled(request.scale)
        after = _blended(before, _tiled(request.tiles, request.scale), request.mix)
    own = quality_areas(part)
    scopes = [_scope(request, own)]
    areas: tuple[Region, ...] = ()
    if request.reference is not None:
        # As the field's tables have it: enlargements are measured without a border of `scale` pixels.
        inner = whole.size.inside(request.scale if request.scale > 1 else 0)
        areas = parts(part.intersect(inner) or part, EXACT_AREA, _PART)
        scopes.insert(0, _scope(request, areas))

    def of_input() -> Figures:
        found = _figures(request, before, areas, own, pristine, progress.part(0, 0.5))
        if request.scale == 1:
            return found
        # Noise is that of the photo's own pixels: enlarging smears it. All else compares like with like.
        own_damage = gauge(request.photo.source.read, quality_areas(part.shrunk(request.scale)))
        seen = replace(found.quality, level=own_damage.level, noise=own_damage.strength)
        return replace(found, quality=seen)

    reference = request.reference.digest if request.reference is not None else ""
    key = request.photo.digest, request.scale, reference, areas, own
    was = inputs.get_or_make(key, of_input) if inputs is not None else of_input()
    now = _figures(request, after, areas, own, pristine, progress.part(0.5, 0.5)) if after else None
    seen = (now or was).agreement
    errors = seen.errors if seen else None
    return Measures(
        _rows(was, now, request.scale),
        "; ".join(dict.fromkeys(scopes)),
        request.against,
        request.note,
        histograms=(was.quality.histogram, now.quality.histogram if now else None),
        errors=_picture(errors) if errors else None,
    )


def _figures(
    request: ToMeasure,
    read: Read,
    areas: Sequence[Region],
    own: Sequence[Region],
    pristine: Pristine | None,
    progress: Progress,
) -> Figures:
    """Measure a picture: its agreement with the reference on `areas`, its quality on `own`."""
    agreement = None
    if request.reference is not None:
        reference = _rounded(request.reference.source.read)
        agreement = compare(_rounded(read), reference, areas, progress.part(0, 0.6))
        progress = progress.part(0.6, 0.4)
    return Figures(agreement, quality(read, own, pristine, scale=request.scale, progress=progress))


def _rows(was: Figures, now: Figures | None, scale: int) -> tuple[Measure, ...]:
    def row(kind: MeasureKind) -> Measure:
        before, after = getattr(was, kind.given_by), getattr(now, kind.given_by, None)
        # Before is that of the photo's pixels, and enlarging smears it: less of it is no merit of an upscaler.
        better = "lower" if kind.key == "level" and scale == 1 else kind.better
        return Measure(
            kind.key,
            QCoreApplication.translate(CONTEXT, kind.name),
            kind.of(before),
            kind.of(after),
            kind.unit,
            kind.decimals,
            better,
        )

    return tuple(row(kind) for kind in MEASURES if getattr(was, kind.given_by) is not None)


def _picture(errors: ErrorMap) -> ErrorPicture:
    grey = errors.shown(errors.top)
    return ErrorPicture(qimage.wrap(np.repeat(grey[..., np.newaxis], 3, axis=2)), errors.top)


def _rounded(read: Read) -> Read:
    return lambda region: metrics.round8(read(region))


def _enlarged(baseline: Baseline, scale: int) -> Read:
    def read(region: Region) -> Image:
        grid = region.shrunk(scale)
        return baseline(grid)[region.relative_to(grid.scaled(scale)).slices]

    return read


def _blended(before: Read, after: Read, mix: Mix) -> Read:
    if mix == PLAIN:
        return after
    return lambda region: blend(before(region), after(region), mix, region)


def _tiled(tiles: Sequence[Tile], scale: int) -> Read:
    """Reads across the tiles of the preview; what they do not cover stays black, so ask for what they cover."""

    def read(region: Region) -> Image:
        block: Pixels = np.zeros((region.height, region.width, 3), np.uint8)
        for tile in tiles:
            place = tile.region.scaled(scale)
            shared = place.intersect(region)
            if shared is not None:
                pixels = tile.restored if tile.colours is None else tile.colours
                seen = pixels[shared.relative_to(place).slices]
                block[shared.relative_to(region).slices] = seen[..., 2::-1]
        return to_float(block)

    return read


def _scope(request: ToMeasure, areas: Sequence[Region]) -> str:
    if len(areas) > 1:
        return _tr("{0} parts of the photo").format(len(areas))
    partial = request.finished is None and request.view is not None and request.view != request.photo.size.whole
    return _tr("the part in view") if partial else _tr("whole photo")


def _tr(text: str) -> str:
    return QCoreApplication.translate("measures", text)


def score(request: ToMeasure, baseline: Baseline) -> Score:
    """Compare the luma of the part in view, or of its middle where that is very large, with the reference."""
    assert request.reference is not None
    assert request.view is not None
    after = _blended(_enlarged(baseline, request.scale), _tiled(request.tiles, request.scale), request.mix)
    whole = request.photo.size.scaled(request.scale)
    inner = whole.inside(request.scale if request.scale > 1 else 0)
    part = request.view.scaled(request.scale)
    area = middle(part.intersect(inner) or part, SCORE_AREA)
    ours, theirs = (metrics.round8(read(area)) for read in (after, request.reference.source.read))
    return Score(metrics.psnr(ours, theirs, channel="y"), metrics.ssim(ours, theirs, channel="y"))


def middle(region: Region, limit: int) -> Region:
    """The middle of a region, of its shape, with no more than about `limit` pixels."""
    part = min(1.0, (limit / region.size.area) ** 0.5)
    width, height = max(1, int(region.width * part)), max(1, int(region.height * part))
    return Region(region.left + (region.width - width) // 2, region.top + (region.height - height) // 2, width, height)
