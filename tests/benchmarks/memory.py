"""Peak memory of the real command line: a 24-megapixel photo enlarged 4x, 384 megapixels out."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recon_desktop.core.io import probe
from tests.benchmarks.common import RECON, ROOT, finished, save_photo_of, tell, tell_machine

GOAL = 3.0


def main() -> None:
    """Measure and tell; formats may be named on the command line (default: jpg png tif)."""
    tell_machine()
    with tempfile.TemporaryDirectory() as name:
        photo = save_photo_of(24, Path(name, "photo.jpg"))
        for suffix in sys.argv[1:] or ["jpg", "png", "tif"]:
            out = Path(name, f"out.{suffix}")
            command = [*RECON, "restore", str(photo), "-o", str(out), "--task", "upscale", "--scale", "4"]
            start = time.perf_counter()
            run = subprocess.Popen([*command, "--device", "cpu"], cwd=ROOT)
            status, peak_mib = finished(run)
            seconds = time.perf_counter() - start
            if status:
                raise SystemExit(f"it failed with status {status}")
            peak = peak_mib / 1024
            pixels = 3 * (probe(photo).size.area + probe(out, limit_megapixels=1000).size.area) / 2**30
            print(f"pixels of input and output at their own depth: {pixels:.2f} GiB; {seconds:.0f} s in all")
            tell(f"peak memory, 24 MP enlarged 4x to .{suffix}", f"{peak:.2f} GiB", f"{GOAL} GiB", peak <= GOAL)
            out.unlink()


if __name__ == "__main__":
    main()
