"""Runs small networks on the WebGPU plug-in and prints what came of it: the half of `test_webgpu` that needs a device.

python -m tests.e2e.on_webgpu FOLDER    files the networks there; one JSON object on standard output
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from recon_desktop.core.pixels import ArraySink, ArraySource, Pixels
from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine import pace
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.engine.runtime import Runtime
from tests.engine.nets import file_all

MODELS = ("denoise-strided", "denoise-told", "upscale-luma-x2")


def main() -> None:
    folder = Path(sys.argv[1])
    file_all(folder / "models")
    catalog = Catalog([folder / "models"])
    runtime = Runtime("webgpu")
    source = ArraySource(np.random.default_rng(0).random((44, 56, 3), np.float32))

    def run(model: str, used: Runtime, tile: int | None = None) -> tuple[Pixels, RunReport]:
        card = catalog.get(model).card
        sink = ArraySink(source.size.scaled(card.scale), np.dtype(np.float32))
        step = Step(model, noise_level=25.0 if card.conditions else None)
        return sink.pixels, Restorer(catalog, used, tile=tile).restore(source, sink, Recipe((step,)))

    told = {}
    for model in MODELS:
        exact, _ = run(model, Runtime("cpu"))
        whole, report = run(model, runtime)
        tiled, in_tiles = run(model, runtime, tile=32)
        told[model] = {
            "provider": report.provider,
            "device": report.device,
            "fallbacks": [*report.fallbacks, *in_tiles.fallbacks],
            "tiles": in_tiles.tiles,
            "from_cpu": float(np.abs(whole - exact).max()),
            "tiled_from_whole": float(np.abs(tiled - whole).max()),
        }

    opened, batch = runtime.open(catalog.get("denoise-deep")), np.zeros((1, 32, 32, 3), np.float32)
    token = CancelToken()
    token.cancel()
    try:
        opened.run(batch, token)
        cancelled = False
    except Cancelled:
        cancelled = True
    alive = opened.run(batch, CancelToken()).shape == batch.shape
    pace._WARM_UP_S = 0.5  # a device in software takes many seconds
    automatic = Runtime("auto", paces=folder / "devices.json").open(catalog.get("denoise-deep"))
    facts = {
        "models": told,
        "cancelled": cancelled,
        "alive": alive,
        "automatic": [automatic.provider, automatic.reason, *automatic.fallbacks],
    }
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    main()
