"""The README's first picture: the noisy sample and the sample from the web, before and after, at 1:1.

    python -m tests.benchmarks.before_after [--to FILE]

What `recon restore` makes of them, and of the one from the web with `--scale 2`, beside bicubic's enlargement. The
samples are in the public domain; what was done to them stands in `resources/sample/sources.toml`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from recon_desktop.core.geometry import Region
from recon_desktop.core.io import load_photo
from recon_desktop.core.pixels import to_float
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.levels import gauged
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path, sample_photos

GAP = 8
QUALITY = 90
SHOWN = ((1, Region(190, 60, 400, 260)), (2, Region(300, 150, 400, 260)))
"""For each sample how much it is enlarged, and the part of the result that is shown."""


def main() -> None:
    """Restore, cut and put side by side."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--to", type=Path, default=resource_path("screenshots", "before-after.webp"))
    target = parser.parse_args().to
    catalog = Catalog([resource_path("models")])
    restorer = Restorer(catalog, Runtime("cpu"))
    rows = []
    for path, (scale, part) in zip(sample_photos(), SHOWN, strict=False):
        photo = load_photo(path)
        decision = Order.of(catalog, scale=scale).decide(catalog, gauged(photo))
        print(f"{path.name}: {', '.join(step.model for step in decision.recipe.steps)}")
        before = to_float(photo.pixels)
        if scale > 1:
            before = bicubic(before, scale)
        result, _ = restorer.restore_photo(photo, decision.recipe)
        after = to_float(result.pixels)
        rows.append([_cut(before, part), np.full((part.height, GAP, 3), 255, np.uint8), _cut(after, part)])
    strips = [np.hstack(row) for row in rows]
    picture = np.vstack([strips[0], np.full((GAP, strips[0].shape[1], 3), 255, np.uint8), strips[1]])
    Image.fromarray(picture).save(target, quality=QUALITY)


def _cut(pixels: np.ndarray, part: Region) -> np.ndarray:
    inside = pixels[part.top : part.bottom, part.left : part.right, :3]
    return np.asarray(np.rint(inside.clip(0, 1) * 255), np.uint8)


if __name__ == "__main__":
    main()
