"""The shipped denoiser against non-local means tuned on the same photo, in the same run.

    python -m tests.benchmarks.denoiser FOLDER [SIGMA]

The noisy photos, the restorer and the measure are those of `recon evaluate`. OpenCV's `fastNlMeansDenoisingColored`
takes 8 bits, so it gets the noisy photo rounded to 8 bits; its filter strengths, of luma and of colour, are the ones of
many that score best on the very photo, which no one could choose without knowing the clean photo.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import cv2
import numpy as np

from recon_desktop.core import metrics
from recon_desktop.core.io import load_photo
from recon_desktop.core.pixels import Image, from_float, to_float
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.evaluate import Protocol, evaluate, photos_of
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import tell, tell_machine

GOAL, GAIN = 29.0, 1.0


def main() -> None:
    """Measure and tell."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    folder, sigma = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 25.0
    tell_machine()
    protocol = Protocol("denoise", noise=sigma)
    catalog = Catalog([resource_path("models")])
    model = catalog.default("denoise").id
    (ours,) = evaluate(Restorer(catalog, Runtime("cpu")), folder, protocol, models=[model])
    print(f"{'photo':24}{model:>28}{'non-local means':>18}   h, h of colour")
    theirs = []
    for path, image in zip(photos_of(folder), ours.images, strict=True):
        source = load_photo(path).source
        photo = source.read(source.size.whole)
        noisy = protocol.degraded(photo, path.name)
        score, strengths = _tuned(noisy.read(noisy.size.whole), photo, sigma)
        theirs.append(score)
        print(
            f"{image.name:24}{image.result.psnr_rgb:28.2f}{score:18.2f}   {strengths[0]:g}, {strengths[1]:g}",
            flush=True,
        )
    mean, gain = ours.mean.psnr_rgb, ours.mean.psnr_rgb - float(np.mean(theirs))
    worst = min(image.result.psnr_rgb - score for image, score in zip(ours.images, theirs, strict=True))
    tell(f"denoiser, RGB, sigma {sigma:g}", f"{mean:.2f} dB", f"{GOAL} dB at sigma 25", mean >= GOAL)
    tell("over tuned non-local means", f"{gain:.2f} dB (the least on a photo: {worst:.2f})", f"{GAIN} dB", gain >= GAIN)


def _tuned(noisy: Image, photo: Image, sigma: float) -> tuple[float, tuple[float, float]]:
    """The best PSNR over filter strengths around the noise level, and those strengths."""
    rounded = np.ascontiguousarray(from_float(noisy, np.dtype(np.uint8))[:, :, ::-1])

    def score(luma: float, colour: float) -> float:
        result = cv2.fastNlMeansDenoisingColored(rounded, None, luma, colour, 7, 21)
        return metrics.psnr(to_float(np.asarray(result)[:, :, ::-1]), photo)

    coarse = {pair: score(*pair) for pair in itertools.product((0.2 * sigma, 0.4 * sigma, 0.7 * sigma), repeat=2)}
    best = max(coarse, key=coarse.__getitem__)
    steps = (0.75, 0.87, 1.0, 1.15, 1.33)
    fine = {pair: score(*pair) for pair in itertools.product(*((value * step for step in steps) for value in best))}
    best = max(fine, key=fine.__getitem__)
    return fine[best], best


if __name__ == "__main__":
    main()
