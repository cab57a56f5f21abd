"""The engine on an accelerator that is lent for minutes: every model there against the CPU, and what it does in need.

    python engine.py [--device cuda] [--model ID ...]                          in a pack, see `training pack --engine`
    python -m tests.benchmarks.on_device FOLDER [--device cuda] [--model ID ...]    FOLDER/code is a checkout

Needs nothing that the application does not need. Each row: the largest difference to the CPU, in fp32; that of tiled to
whole; megapixels of the result a second; milliseconds from cancel to the end of a run; peak memory of the process.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

import numpy as np

from recon_desktop.core.card import Task
from recon_desktop.core.geometry import Size
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.engine.runtime import Runtime
from tests.benchmarks.stopping import seconds_to_stop

PARITY = 1e-4
SMALL, LARGE = 250, 1000
"""Sides of the photos that are compared, and timed, in pixels of the result at 1x."""
WHOLE = 10_000
NEED = 60_000
"""Side of a tile that no device has memory for."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and tell; 1 where a model differs, or does not run on the device."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--model", nargs="*", default=[])
    options = parser.parse_args(arguments)
    catalog = Catalog([options.folder / "code" / "resources" / "models"])
    runtime, cpu = Runtime(options.device, "fp32"), Runtime("cpu", "fp32")
    for state in runtime.providers():
        print(state, file=sys.stderr)
    print(f"{'model':28}{'provider':>26}{'to CPU':>9}{'tiled':>9}{'MP/s':>8}{'cancel':>8}{'peak MiB':>10}")
    bad = []
    for name in options.model or [model.id for model in catalog.models]:
        recipe = Recipe((Step(name),))
        small, large = _photo(SMALL), _photo(LARGE)
        whole, report = _run(Restorer(catalog, runtime, tile=WHOLE), small, recipe)
        tiled, _ = _run(Restorer(catalog, runtime, tile=224), small, recipe)
        expected, _ = _run(Restorer(catalog, cpu, tile=WHOLE), small, recipe)
        far, apart = (float(np.abs(whole - other).max()) for other in (expected, tiled))
        restorer = Restorer(catalog, runtime)
        _run(restorer, large, recipe)  # warm
        result, timed = _run(restorer, large, recipe)
        speed = result.shape[0] * result.shape[1] / timed.seconds / 1e6
        wait = seconds_to_stop(partial(_run, restorer, large, recipe), timed.seconds / 3)
        cancel = float("nan") if wait is None else 1000 * wait
        told = f"{name:28}{report.provider:>26}{far:9.1e}{apart:9.1e}{speed:8.2f}{cancel:8.0f}"
        print(f"{told}{timed.peak_memory_mib:10.0f}", flush=True)
        for fallback in report.fallbacks:
            print(f"  {fallback}")
        if far > PARITY or report.fallbacks:
            bad.append(name)
    _need(catalog, runtime)
    if bad:
        print(f"MISS  {', '.join(bad)}: not there, or further than {PARITY:g} from the CPU")
    return int(bool(bad))


def _need(catalog: Catalog, runtime: Runtime) -> None:
    """Ask for a tile that is too large, and tell what the engine did about it."""
    task: Task = "upscale"
    recipe = Recipe((Step(catalog.default(task, 4).id),))
    _, report = _run(Restorer(catalog, runtime, tile=NEED), _photo(LARGE), recipe)
    print(f"a tile too large: tiles of {report.tile_side} on {report.provider} in the end")
    for fallback in report.fallbacks:
        print(f"  {fallback}")


def _photo(side: int) -> Image:
    """Made-up: waves, edges and noise, the same each time."""
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    waves = np.stack([np.sin(rows / 9 + n) * np.cos(columns / (11 + n)) for n in range(3)], axis=-1)
    edges = ((rows // 23 + columns // 31) % 2)[..., None]
    noise = np.random.default_rng(0).normal(0, 0.03, (side, side, 3))
    return np.clip(0.5 + 0.2 * waves + 0.2 * edges + noise, 0, 1).astype(np.float32)


def _run(restorer: Restorer, photo: Image, recipe: Recipe, progress: Progress = SILENT) -> tuple[Image, RunReport]:
    source = ArraySource(photo)
    scale = recipe.scale(restorer.catalog)
    sink = ArraySink(Size(source.size.width * scale, source.size.height * scale), np.dtype(np.float32))
    report = restorer.restore(source, sink, recipe, progress=progress)
    return sink.pixels, report


if __name__ == "__main__":
    sys.exit(main())
