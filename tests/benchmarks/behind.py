"""How long a preview by the default model takes while a costly model's run is under way, at moments spread over it.

    python -m tests.benchmarks.behind [MODEL...]

A preview stops the run's tile, so it waits for one operator at most. The first figure is that of a preview alone.
"""

from __future__ import annotations

import sys
import threading
import time

from recon_desktop.core.geometry import Region
from recon_desktop.core.io import photo_from_array
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import Cancelled, Reporter
from recon_desktop.engine.catalog import SWIFT_FLOPS, Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import large_photo, tell, tell_machine

GOAL = 1.0
MOMENTS = (0.5, 1.5, 2.5, 3.5, 4.5, 5.5)
SEEN = Region(2000, 1000, 256, 256)


def main() -> None:
    """Measure and tell."""
    tell_machine()
    photo = photo_from_array(large_photo(6000, 4000))
    catalog = Catalog([resource_path("models")])
    restorer = Restorer(catalog, Runtime("cpu"))
    default = catalog.default("upscale", 2)
    looked_at = Recipe((Step(default.id),))

    def preview() -> float:
        begin = time.perf_counter()
        restorer.restore_photo(photo, looked_at, region=SEEN, urgency=Urgency.PREVIEW)
        return time.perf_counter() - begin

    preview()
    print(f"{default.id} alone: {1000 * preview():.0f} ms")
    costly = [model for model in catalog.models if model.card.flops_per_output_pixel > SWIFT_FLOPS[model.card.task]]
    for model in [catalog.get(name) for name in sys.argv[1:]] or costly:
        progress = Reporter(lambda fraction: None)
        thread = threading.Thread(target=_run, args=(restorer, photo, model.id, progress))
        thread.start()
        start = time.perf_counter()
        waits = []
        for moment in MOMENTS:
            time.sleep(max(0.0, start + moment - time.perf_counter()))
            waits.append(preview())
        progress.token.cancel()
        thread.join()
        print(f"{model.id}: {' '.join(f'{1000 * wait:.0f}' for wait in waits)} ms")
        tell(f"preview behind {model.id}", f"{max(waits):.2f} s at most", f"{GOAL:g} s", max(waits) <= GOAL)


def _run(restorer: Restorer, photo: Photo, model: str, progress: Reporter) -> None:
    try:
        restorer.restore_photo(photo, Recipe((Step(model),)), progress=progress)
    except Cancelled:
        return


if __name__ == "__main__":
    main()
