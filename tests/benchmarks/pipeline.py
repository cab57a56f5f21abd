"""What `recon restore` costs beside the network: a 12-megapixel JPEG enlarged 2x on the CPU.

The bare runs are the very batches that the restorer made, fed to a plain onnxruntime session one after the other. Both
are measured in turn, several times, because a shared machine drifts; decoding and encoding stand apart.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from recon_desktop.core.io import load_photo
from recon_desktop.core.progress import CancelToken
from recon_desktop.engine.catalog import Catalog, Model
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import OrtModel, Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import RECON, ROOT, median, save_photo_of, tell, tell_machine

GOAL = 1.25
ROUNDS = 5


class _Recorder:
    """A runtime whose models keep what they are fed."""

    def __init__(self) -> None:
        self._runtime = Runtime("cpu")
        self.gate = self._runtime.gate
        self.batches: list[Any] = []

    def open(self, model: Model, **options: bool) -> OrtModel:
        opened = self._runtime.open(model, **options)
        if "run" in vars(opened):  # it is opened more than once, and would be recorded as often
            return opened
        run = opened.run

        def recorded(batch: Any, token: CancelToken, noise_level: float | None = None) -> Any:
            self.batches.append(np.array(batch))
            return run(batch, token, noise_level)

        opened.run = recorded  # type: ignore[method-assign]
        return opened


def main() -> None:
    """Measure and tell."""
    tell_machine()
    catalog = Catalog([resource_path("models")])
    recipe = Order("upscale", scale=2).recipe(catalog)
    model = catalog.get(recipe.steps[0].model)
    with tempfile.TemporaryDirectory() as name:
        photo = save_photo_of(12, Path(name, "photo.jpg"))
        recorder = _Recorder()
        Restorer(catalog, recorder).restore_photo(load_photo(photo), recipe)  # type: ignore[arg-type]
        session = ort.InferenceSession(model.path(model.card.full_precision), providers=["CPUExecutionProvider"])
        entry = session.get_inputs()[0].name
        shapes = {batch.shape for batch in recorder.batches}
        print(f"{len(recorder.batches)} runs of {model.id}, {len(shapes)} shapes, largest {max(shapes)}")

        bare, pipeline, whole = [], [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for batch in recorder.batches:
                session.run(None, {entry: batch})
            bare.append(time.perf_counter() - start)

            command = [*RECON, "restore", str(photo), "-o", str(Path(name, "out.jpg")), "--overwrite", "--json"]
            start = time.perf_counter()
            options = ["--task", "upscale", "--scale", "2", "--device", "cpu"]
            run = subprocess.run([*command, *options], capture_output=True, text=True, check=True, cwd=ROOT)
            whole.append(time.perf_counter() - start)
            pipeline.append(float(json.loads(run.stdout)["seconds"]))
    print("bare runs   ", " ".join(f"{value:6.2f}" for value in bare), "s")
    print("the pipeline", " ".join(f"{value:6.2f}" for value in pipeline), "s (as reported: decode and encode apart)")
    print("the program ", " ".join(f"{value:6.2f}" for value in whole), "s (start, decode and encode included)")
    ratio = median(pipeline) / median(bare)
    tell("pipeline cost, 12 MP JPEG, 2x, CPU", f"{ratio:.2f}x the bare runs", f"{GOAL}x", ratio <= GOAL)


if __name__ == "__main__":
    main()
