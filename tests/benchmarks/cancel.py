"""How long a run goes on after it was cancelled, for every shipped model, at moments spread over the run.

And for two made networks of random weights, in the shapes of VDSR and of SRResNet: a run ends with the operator that it
is in, so what takes long is a costly layer on a large tile.
"""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

from recon_desktop.core.io import photo_from_array
from recon_desktop.core.progress import Cancelled, Reporter
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import large_photo, tell, tell_machine
from tests.engine.nets import Graph, file_model

GOAL = 0.200
WIDE = "made-wide-x4"
MOMENTS = (0.3, 0.5, 0.7, 0.9, 1.1, 1.3)
LATE = (4, 5, 6, 7, 8)
"""For the network whose costly layers come last."""


def main() -> None:
    """Measure and tell."""
    tell_machine()
    photo = photo_from_array(large_photo(6000, 4000))
    with tempfile.TemporaryDirectory() as name:
        _file_deep(Path(name))
        _file_wide(Path(name))
        catalog = Catalog([resource_path("models"), Path(name)])
        restorer = Restorer(catalog, Runtime("cpu"))
        for model in catalog.models:
            side = restorer.side([model.card])
            waits = [
                _wait(restorer, photo, Recipe((Step(model.id),)), moment)
                for moment in (LATE if model.id == WIDE else MOMENTS)
            ]
            told = " ".join("done" if wait is None else f"{1000 * wait:.0f}" for wait in waits)
            worst = max((wait for wait in waits if wait is not None), default=float("nan"))
            print(f"{model.id}, tiles of {side}: {told} ms")
            tell(f"cancel, {model.id}", f"{1000 * worst:.0f} ms at most", f"{1000 * GOAL:.0f} ms", worst <= GOAL)


def _file_deep(folder: Path) -> None:
    """Twenty layers of 64 channels on the enlarged luma, as VDSR."""
    graph = Graph(1).conv(3, 64)
    for _ in range(18):
        graph.relu().conv(3, 64)
    content = graph.relu().conv(3, 1).times(0.1).plus_input().bytes()
    facts = {"channels": "luma", "scale": 2, "pre_upsample": True, "receptive_radius": 20}
    file_model(folder, "made-deep-x2", content, **facts, work_bytes_per_pixel=772, flops_per_output_pixel=1_330_000)


def _file_wide(folder: Path) -> None:
    """Thirty-three layers of 64 channels, then 256 channels in two sizes, as SRResNet."""
    graph = Graph(3).conv(9, 64)
    for _ in range(33):
        graph.relu().conv(3, 64)
    graph.conv(3, 256).up(2).relu().conv(3, 256).up(2).relu()
    content = graph.conv(9, 3).bytes()
    facts = {"scale": 4, "receptive_radius": 41}
    file_model(folder, WIDE, content, **facts, work_bytes_per_pixel=9000, flops_per_output_pixel=277_000)


def _wait(restorer: Restorer, photo: object, recipe: Recipe, moment: float) -> float | None:
    """Seconds from cancel to the end of the run; None where the run was done before."""
    progress = Reporter(lambda fraction: None)
    ended = 0.0
    stopped = False

    def run() -> None:
        nonlocal ended, stopped
        try:
            restorer.restore_photo(photo, recipe, progress=progress)  # type: ignore[arg-type]
        except Cancelled:
            stopped = True
        ended = time.perf_counter()

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(moment)
    cancelled = time.perf_counter()
    progress.token.cancel()
    thread.join()
    return ended - cancelled if stopped else None


if __name__ == "__main__":
    main()
