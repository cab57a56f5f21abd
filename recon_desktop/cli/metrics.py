"""`recon metrics`: what a photo tells by itself, and how close a result is to its reference."""

from __future__ import annotations

import argparse

from recon_desktop.cli.output import Output, Refusal
from recon_desktop.core.agreement import Agreement, compare
from recon_desktop.core.decimals import decimals
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import load_photo
from recon_desktop.core.measures import MEASURE, MEASURES, MeasureKind
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import PixelSource
from recon_desktop.core.progress import Progress
from recon_desktop.core.quality import Quality, quality, quality_areas
from recon_desktop.engine.levels import Levels
from recon_desktop.resources import pristine_statistics

_WIDTH = 16


def run(options: argparse.Namespace, output: Output) -> int:
    """Measure one photo."""
    with output.progress("Measuring") as progress:
        result = load_photo(options.result, progress=progress.part(0.0, 0.1))
        reference = load_photo(options.reference, progress=progress.part(0.1, 0.1)) if options.reference else None
        for path, photo in ((options.result, result), (options.reference, reference)):
            if photo is not None and not photo.opaque:
                output.told(f"recon: “{path}” has transparent parts; transparency is not measured, colours alone are.")
        # Measures know 0..1 only: float photos beyond it are both brought there by one map.
        levels = Levels.of((reference or result).pixels)
        seen = levels.photo(result).source
        measured: dict[str, float | None] = {}
        if reference:
            agreement = _agreement(options, seen, levels.photo(reference).source, progress.part(0.2, 0.5))
            measured |= _values("agreement", agreement, options.channel)
        if not options.channel:
            alone = _quality(seen, progress.part(0.7, 0.3))
            measured |= _values("quality", alone)
    lines = (f"{MEASURE[key].short:{_WIDTH}}{_printed(MEASURE[key], value)}" for key, value in measured.items())
    output.result(measured, "\n".join(lines))
    return 0


def _agreement(
    options: argparse.Namespace, result: PixelSource, reference: PixelSource, progress: Progress
) -> Agreement:
    if result.size != reference.size:
        raise Refusal(
            f"“{options.result}” is {result.size} pixels, its reference “{options.reference}” {reference.size}.",
            "Measure photos of the same size.",
        )
    border, size = options.border, result.size
    if 2 * border >= min(size.width, size.height):
        raise Refusal(
            f"A border of {border} pixels leaves nothing of {size} pixels.",
            "Use a smaller --border.",
        )
    inside = Region(border, border, size.width - 2 * border, size.height - 2 * border)
    return compare(result.read, reference.read, [inside], progress)


def _quality(source: PixelSource, progress: Progress) -> Quality:
    areas = quality_areas(source.size.whole)
    return quality(source.read, areas, Pristine.read(pristine_statistics()), progress=progress)


def _values(part: str, measured: Agreement | Quality, channel: str | None = None) -> dict[str, float | None]:
    """What is told of a measurement, by key; PSNR and SSIM of one channel alone where it is named."""
    kinds = [kind for kind in MEASURES if kind.given_by == part]
    if channel:
        kinds = [MEASURE[f"psnr_{channel}"], MEASURE[f"ssim_{channel}"]]
    return {kind.key: kind.of(measured) for kind in kinds}


def _printed(kind: MeasureKind, value: float | None) -> str:
    if value is None:
        return f"{'-':>8}"
    return f"{decimals(value, kind.decimals):>8}" + (f" {kind.unit}" if kind.unit else "")
