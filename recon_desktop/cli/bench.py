"""`recon bench`: what models cost on this machine."""

from __future__ import annotations

import argparse
import dataclasses

from recon_desktop.cli.output import Output
from recon_desktop.cli.workshop import open_catalog, open_restorer
from recon_desktop.core.geometry import Size
from recon_desktop.engine.bench import Benchmark, bench


def run(options: argparse.Namespace, output: Output) -> int:
    """Time one model, or all of them one after the other."""
    catalog = open_catalog(output)
    names = [catalog.get(options.model).id] if options.model else [model.id for model in catalog.models]
    with open_restorer(catalog, options.device, options.variant) as restorer:
        for name in names:
            with output.progress(f"Timing {name}") as progress:
                measured = bench(restorer, name, Size(*options.size), progress=progress)
            output.result(dataclasses.asdict(measured), _text(measured))
    return 0


def _text(measured: Benchmark) -> str:
    facts = [
        ("ran on", f"{measured.device} ({measured.provider})"),
        ("photo", f"{measured.width} x {measured.height} pixels, tiles: {measured.tiles}, side {measured.tile_side}"),
        ("took", f"{measured.seconds:.3f} s, {measured.megapixels_per_second:.2f} megapixels/s"),
        ("cores", f"{measured.cpu_seconds:.3f} s of the processor's, all together"),
        ("network", f"{measured.bare_seconds:.3f} s alone; the whole costs {measured.pipeline_cost:.2f} times that"),
        ("memory", f"{measured.peak_memory_mib:.0f} MiB at the peak, of the whole program"),
        *(("note", note) for note in measured.fallbacks),
    ]
    return "\n".join([measured.model, *(f"  {name:9}{fact}" for name, fact in facts)])
