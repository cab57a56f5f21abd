"""What the restorer makes of photos when it is told a level, by how much more that is than the gauge reads.

    python -m tests.benchmarks.levels [--evaluation FOLDER] [--each N]

RGB PSNR, rounded to 8 bits: each N-th of the real pairs, and each N-th of Set14 with white noise and with JPEG.
The factors of `engine.automatic.told` were chosen by this table.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np

from recon_desktop.core import metrics
from recon_desktop.core.pixels import ArraySink
from recon_desktop.core.quality import damage_of
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.protocol import Protocol, Specimen, Specimens
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.benchmarks.common import tell_machine
from training.config import EVALUATION_FOLDER

MODEL = "clean"
FACTORS = (None, 1.0, 1.4, 2.0)
"""None leaves the level to the network."""

PROTOCOLS = {
    **{name: Protocol("denoise", pairs=True) for name in ("noisy_real", "nam25", "renoir")},
    **{f"set14, sigma {sigma}": Protocol("denoise", noise=sigma) for sigma in (15, 25, 50)},
    **{f"set14, JPEG {quality}": Protocol("denoise", jpeg=quality) for quality in (10, 40)},
}


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER)
    parser.add_argument("--each", type=int, default=3)
    options = parser.parse_args()
    tell_machine()
    restorer = Restorer(Catalog([resource_path("models")]), Runtime("cpu"))
    factors = "".join(f"{'blind' if factor is None else f'x{factor:g}':>8}" for factor in FACTORS)
    print(f"{'photos':20}{'as they are':>12}{'read / true':>12}{'coarse':>8}{factors}")
    for name, protocol in PROTOCOLS.items():
        folder = options.evaluation / name.partition(",")[0]
        chosen = islice(Specimens(folder, protocol), 0, None, options.each)
        before, ratio, coarse, *after = np.mean([_row(restorer, protocol, specimen) for specimen in chosen], axis=0)
        told = "".join(f"{psnr:8.2f}" for psnr in after)
        print(f"{name:20}{before:12.2f}{ratio:12.2f}{coarse:8.2f}{told}", flush=True)


def _row(restorer: Restorer, protocol: Protocol, specimen: Specimen) -> list[float]:
    noisy = specimen.source.read(specimen.source.size.whole)
    damage = damage_of(specimen.source)
    true = 255.0 * float(np.sqrt(np.mean(np.square(noisy - specimen.photo))))
    row = [metrics.psnr(protocol.seen(noisy), specimen.photo, channel="rgb"), damage.level / true, damage.coarseness]
    for factor in FACTORS:
        step = Step(MODEL, noise_level=None if factor is None else factor * damage.level)
        sink = ArraySink(specimen.source.size, np.dtype(np.float32))
        restorer.restore(specimen.source, sink, Recipe((step,)))
        row.append(metrics.psnr(protocol.seen(sink.pixels), specimen.photo, channel="rgb"))
    return row


if __name__ == "__main__":
    main()
