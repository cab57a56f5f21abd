"""`recon metrics`: how close a result is to its reference."""

from __future__ import annotations

import argparse

from recon_desktop.cli.output import Output, Refusal
from recon_desktop.core import metrics
from recon_desktop.core.io import load_photo


def run(options: argparse.Namespace, output: Output) -> int:
    """Measure one result."""
    with output.progress("Measuring") as progress:
        result = load_photo(options.result, progress=progress.part(0.0, 0.2))
        reference = load_photo(options.reference, progress=progress.part(0.2, 0.2))
        if result.size != reference.size:
            raise Refusal(
                f"“{options.result}” is {result.size} pixels, its reference “{options.reference}” {reference.size}.",
                "Measure photos of the same size.",
            )
        if 2 * options.border >= min(result.size.width, result.size.height):
            raise Refusal(
                f"A border of {options.border} pixels leaves nothing of {result.size} pixels.",
                "Use a smaller --border.",
            )
        images = [photo.source.read(photo.size.whole) for photo in (result, reference)]
        measures = {}
        for step, channel in enumerate(_channels(options.channel)):
            measures[f"psnr_{channel}"] = metrics.psnr(*images, channel=channel, border=options.border)
            measures[f"ssim_{channel}"] = metrics.ssim(*images, channel=channel, border=options.border)
            progress.report(0.7 + 0.3 * step)
    lines = (f"{name.replace('_', ' ').upper():8}{_value(name, value)}" for name, value in measures.items())
    output.result(measures, "\n".join(lines))
    return 0


def _channels(channel: metrics.Channel | None) -> tuple[metrics.Channel, ...]:
    return (channel,) if channel else ("y", "rgb")


def _value(name: str, value: float) -> str:
    return f"{value:8.2f} dB" if name.startswith("psnr") else f"{value:8.4f}"
