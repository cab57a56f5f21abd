"""How long a run goes on after it was cancelled, for every shipped model, at moments spread over the run.

    python -m tests.benchmarks.cancel [MODEL...]

The operator that it was in goes on by itself behind that, for up to a second: that is not measured here.
"""

from __future__ import annotations

import sys
from functools import partial

from recon_desktop.core.io import photo_from_array
from recon_desktop.engine.catalog import SWIFT_FLOPS, Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import large_photo, tell, tell_machine
from tests.benchmarks.stopping import seconds_to_stop

GOAL = 0.200
MOMENTS = (0.3, 0.5, 0.7, 0.9, 1.1, 1.3)
LATE = (2, 3, 4, 6, 8, 10)
"""For models that are not swift: a tile of theirs takes seconds, and its widest layers may come late."""


def main() -> None:
    """Measure and tell."""
    tell_machine()
    photo = photo_from_array(large_photo(6000, 4000))
    catalog = Catalog([resource_path("models")])
    restorer = Restorer(catalog, Runtime("cpu"))
    for model in [catalog.get(name) for name in sys.argv[1:]] or catalog.models:
        side = restorer.side([model.card])
        moments = MOMENTS + LATE * (model.card.flops_per_output_pixel > SWIFT_FLOPS[model.card.task])
        run = partial(restorer.restore_photo, photo, Recipe((Step(model.id),)))
        waits = [seconds_to_stop(lambda progress, run=run: run(progress=progress), moment) for moment in moments]
        told = " ".join("done" if wait is None else f"{1000 * wait:.0f}" for wait in waits)
        worst = max((wait for wait in waits if wait is not None), default=float("nan"))
        print(f"{model.id}, tiles of {side}: {told} ms")
        tell(f"cancel, {model.id}", f"{1000 * worst:.0f} ms at most", f"{1000 * GOAL:.0f} ms", worst <= GOAL)


if __name__ == "__main__":
    main()
