"""A batch against the sum of its inference: what reading and writing files add to it.

python -m tests.benchmarks.batch [PHOTOS [MEGAPIXELS [MODEL]]]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.queue import Item, Job, Output
from recon_desktop.engine.batch.run import run_item
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import save_photo_of, tell, tell_machine

GOAL = 1.1


def main() -> None:
    """Measure and tell."""
    count, megapixels, model = (*sys.argv[1:], *("20", "12", "upscale-swift-x2")[len(sys.argv) - 1 :])
    tell_machine()
    catalog = Catalog([resource_path("models")])
    card = catalog.get(model).card
    order = Order("upscale" if card.scale > 1 else "denoise", (model,), card.scale)
    restorer, opener = Restorer(catalog, Runtime("cpu")), Opener()
    with tempfile.TemporaryDirectory() as name:
        photo = save_photo_of(int(megapixels), Path(name, "photo.jpg"))
        items = [Item(n, photo, job=Job(order, Output(), Path(name, f"{n}.jpg"))) for n in range(int(count))]
        begin = time.perf_counter()
        inference = 0.0
        for item, following in zip(items, (*items[1:], None), strict=True):
            finished = run_item(restorer, item, opener=opener, following=following)
            inference += finished.report.inference_seconds
        ratio = (time.perf_counter() - begin) / inference
    words = f"{count} photos of {megapixels} megapixels, {model}, by their inference of {inference:.1f} s"
    tell(words, f"{ratio:.2f}", f"{GOAL}", ratio <= GOAL)


if __name__ == "__main__":
    main()
