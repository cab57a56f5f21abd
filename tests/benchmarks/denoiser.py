"""The shipped denoisers against non-local means tuned on the same photo, in the same run.

    python -m tests.benchmarks.denoiser FOLDER --noise SIGMA --model ID
    python -m tests.benchmarks.denoiser FOLDER --jpeg QUALITY --model ID
    python -m tests.benchmarks.denoiser FOLDER --pairs

The noisy photos, the restorer and the measure are those of `recon evaluate`; without a model it is the default one.
OpenCV's `fastNlMeansDenoisingColored` takes 8 bits, so it gets the noisy photo rounded to 8 bits; its filter strengths,
of luma and of colour, are the ones of many that score best on the very photo, which no one could choose without knowing
the clean photo.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import cv2
import numpy as np

from recon_desktop.core import metrics
from recon_desktop.core.image import Image
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.evaluate import evaluate
from recon_desktop.engine.protocol import Protocol, Specimens
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import tell, tell_machine

GAIN = 1.0
_FILE_LEVEL = 6.0
"""Around which strengths are looked for where no level is known: that of most photos of high sensitivity, or JPEG."""


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=Path)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--noise", type=float, default=0.0)
    kind.add_argument("--jpeg", type=int)
    kind.add_argument("--pairs", action="store_true")
    parser.add_argument("--model")
    options = parser.parse_args()
    tell_machine()
    protocol = Protocol("denoise", noise=options.noise, jpeg=options.jpeg, pairs=options.pairs)
    catalog = Catalog([resource_path("models")])
    model = options.model or catalog.default("denoise").id
    (ours,) = evaluate(Restorer(catalog, Runtime("cpu")), options.folder, protocol, models=[model])
    print(f"{'photo':44}{'input':>8}{model:>26}{'non-local means':>18}   h, h of colour")
    theirs = []
    for specimen, image in zip(Specimens(options.folder, protocol), ours.images, strict=True):
        noisy = specimen.source.read(specimen.source.size.whole)
        score, strengths = _tuned(noisy, specimen.photo, options.noise or _FILE_LEVEL)
        theirs.append(score)
        print(
            f"{image.name:44}{image.baseline.psnr_rgb:8.2f}{image.result.psnr_rgb:26.2f}{score:18.2f}"
            f"   {strengths[0]:.3g}, {strengths[1]:.3g}",
            flush=True,
        )
    gains = [image.result.psnr_rgb - score for image, score in zip(ours.images, theirs, strict=True)]
    gain = float(np.mean(gains))
    told = f"{ours.mean.psnr_rgb:.2f} dB, input {ours.baseline.psnr_rgb:.2f}, non-local means {np.mean(theirs):.2f}"
    print(f"mean RGB PSNR: {told}")
    tell(
        "over tuned non-local means",
        f"{gain:.2f} dB (the least on a photo: {min(gains):.2f})",
        f"{GAIN} dB",
        gain >= GAIN,
    )


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
