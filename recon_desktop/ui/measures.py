"""The figures of the metrics panel, measured in a lane on a bounded number of pixels.

Everything is read as regions of the result's size, rounded to 8 bits as a saved file would be, and measured strip by
strip: PSNR and SSIM come out as they would for the whole at once. Photos above `EXACT_AREA` are measured on nine parts,
and the panel says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from recon_desktop.core import metrics
from recon_desktop.core.blend import blend
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import Image, Pixels, to_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.ui.requests import Tile, ToMeasure
from recon_desktop.ui.state import Measure, Measures

Read = Callable[[Region], Image]
"""Hands out a region of the result's size as float32 HxWx3."""
Baseline = Callable[[Region], Image]
"""Hands out a region of the photo, enlarged to the result's size."""

EXACT_AREA = 12_000_000
_PART = 1024
_QUALITY_AREA = 4_000_000
_QUALITY_PART = 640
_STRIP_AREA = 1 << 19
_WINDOW = 11  # of SSIM: strips overlap by one less, so that every window is counted once


@dataclass(frozen=True)
class Scores:
    """Agreement of two pictures."""

    psnr_y: float
    ssim_y: float
    psnr_rgb: float
    ssim_rgb: float


@dataclass(frozen=True)
class Quality:
    """What a picture tells without a reference."""

    noise: float
    sharpness: float


def measure(request: ToMeasure, baseline: Baseline, progress: Progress = SILENT) -> Measures:
    """Measure the input and, where there is one, the result.

    Args:
        request: What to measure.
        baseline: How the photo is enlarged.
        progress: Told as strips are done.
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
    if request.reference is not None:
        return _compared(request, part, before, after, progress)
    return _alone(request, part, before, after, progress)


def _compared(request: ToMeasure, part: Region, before: Read, after: Read | None, progress: Progress) -> Measures:
    assert request.reference is not None
    # As the field's tables have it: enlargements are measured without a border of `scale` pixels.
    border = request.scale if request.scale > 1 else 0
    inner = _without_border(request.photo.size.scaled(request.scale), border)
    areas = parts(part.intersect(inner) or part, EXACT_AREA, _PART)
    reference = request.reference.source.read
    was = compare(before, reference, areas, progress.part(0, 0.5))
    now = compare(after, reference, areas, progress.part(0.5, 0.5)) if after else None
    rows = tuple(
        Measure(key, label, getattr(was, key), getattr(now, key, None), unit, decimals, "higher")
        for key, label, unit, decimals in (
            ("psnr_y", _tr("PSNR, luma"), "dB", 2),
            ("ssim_y", _tr("SSIM, luma"), "", 4),
            ("psnr_rgb", _tr("PSNR, RGB"), "dB", 2),
            ("ssim_rgb", _tr("SSIM, RGB"), "", 4),
        )
    )
    return Measures(rows, _scope(request, areas), request.against)


def _alone(request: ToMeasure, part: Region, before: Read, after: Read | None, progress: Progress) -> Measures:
    areas = parts(part, _QUALITY_AREA, _QUALITY_PART)
    # Noise is that of the photo's own pixels: enlarging smears it. Sharpness compares like with like.
    own = tuple(area.shrunk(request.scale) for area in areas)
    noise = quality(request.photo.source.read, own, progress.part(0, 0.4)).noise
    sharpness = quality(before, areas, progress.part(0.4, 0.3)).sharpness
    now = quality(after, areas, progress.part(0.7, 0.3)) if after else None
    rows: tuple[tuple[str, str, float, int, Literal["lower", ""]], ...] = (
        ("noise", _tr("Noise level, estimated"), noise, 1, "lower"),
        ("sharpness", _tr("Sharpness"), sharpness, 1, ""),
    )
    return Measures(
        tuple(
            Measure(key, label, was, getattr(now, key, None), decimals=decimals, better=better)
            for key, label, was, decimals, better in rows
        ),
        _scope(request, areas),
        note=request.note,
    )


def parts(whole: Region, limit: int, side: int) -> tuple[Region, ...]:
    """The whole where it has no more pixels than `limit`, else nine squares spread evenly over it."""
    if whole.width * whole.height <= limit:
        return (whole,)
    width, height = min(side, whole.width), min(side, whole.height)
    return tuple(
        Region(
            whole.left + (whole.width - width) * column // 2,
            whole.top + (whole.height - height) * row // 2,
            width,
            height,
        )
        for row in range(3)
        for column in range(3)
    )


def compare(result: Read, reference: Read, areas: Sequence[Region], progress: Progress = SILENT) -> Scores:
    """PSNR and SSIM over areas, as if each were measured in one piece and all were one picture."""
    squares: dict[metrics.Channel, float] = {"y": 0.0, "rgb": 0.0}
    similar: dict[metrics.Channel, float] = {"y": 0.0, "rgb": 0.0}
    pixels = windows = 0
    strips = [(area, strip) for area in areas for strip in _overlapping(area)]
    for done, (area, strip) in enumerate(strips):
        progress.report(done / len(strips))
        ours, theirs = metrics.round8(result(strip)), metrics.round8(reference(strip))
        fresh = strip.height if strip.top == area.top else strip.height - (_WINDOW - 1)
        weight = max(1, strip.height - _WINDOW + 1) * max(1, strip.width - _WINDOW + 1)
        for channel in squares:
            psnr = metrics.psnr(ours[-fresh:], theirs[-fresh:], channel=channel)
            squares[channel] += 10 ** (-psnr / 10) * fresh * strip.width
            similar[channel] += metrics.ssim(ours, theirs, channel=channel) * weight
        pixels += fresh * strip.width
        windows += weight
    psnr_y, psnr_rgb = (_decibels(squares[channel] / pixels) for channel in ("y", "rgb"))
    return Scores(psnr_y, similar["y"] / windows, psnr_rgb, similar["rgb"] / windows)


def quality(read: Read, areas: Sequence[Region], progress: Progress = SILENT) -> Quality:
    """Estimated noise level and sharpness over areas of one size."""
    pieces = []
    power = 0.0
    for done, area in enumerate(areas):
        progress.report(done / len(areas))
        piece = metrics.round8(read(area))
        power += metrics.sharpness(piece) ** 2 / len(areas)
        pieces.append(piece)
    # Its smoothest blocks tell a picture's noise, so all parts are judged together.
    return Quality(metrics.noise_level(np.concatenate(pieces)), power**0.5)


def noise_level(photo: Photo, progress: Progress = SILENT) -> float:
    """Estimated noise level of a photo in 8-bit units."""
    return quality(photo.source.read, parts(photo.size.whole, _QUALITY_AREA, _QUALITY_PART), progress).noise


def _overlapping(area: Region) -> list[Region]:
    """Full-width strips of an area; neighbours share the rows that let each SSIM window lie in exactly one of them."""
    overlap = _WINDOW - 1
    rows = max(_WINDOW, _STRIP_AREA // area.width)
    tops = range(0, max(1, area.height - overlap), rows)
    return [Region(area.left, area.top + top, area.width, min(rows + overlap, area.height - top)) for top in tops]


def _without_border(size: Size, border: int) -> Region:
    if min(size.width, size.height) <= 2 * border:
        return size.whole
    return Region(border, border, size.width - 2 * border, size.height - 2 * border)


def _decibels(error: float) -> float:
    return float("inf") if error == 0 else float(-10 * np.log10(error))


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
                seen = tile.restored[shared.relative_to(place).slices]
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
