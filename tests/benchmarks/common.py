"""Photos to measure with, and the way results are told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from recon_desktop.engine import machine

ROOT = Path(__file__).resolve().parents[2]
RECON = [sys.executable, "-m", "recon_desktop.cli"]


def large_photo(width: int, height: int) -> NDArray[np.uint8]:
    """Real photos side by side, mirrored so that they meet without an edge, in a size of choice."""
    cat = data.chelsea()[:300, :450]
    coffee = data.coffee()[:300, :450]
    pair = np.concatenate([cat, coffee[:, ::-1]], axis=1)
    block = np.concatenate([pair, pair[::-1, ::-1]], axis=0)
    rows, columns = -(-height // block.shape[0]), -(-width // block.shape[1])
    return np.ascontiguousarray(np.tile(block, (rows, columns, 1))[:height, :width])


def save_photo_of(megapixels: int, path: Path) -> Path:
    """A photo of 3:2 and `megapixels` million pixels, as a JPEG of quality 92."""
    width = round((megapixels * 1e6 * 1.5) ** 0.5)
    Image.fromarray(large_photo(width, round(width / 1.5))).save(path, quality=92)
    return path


def finished(run: subprocess.Popen[Any]) -> tuple[int, float]:
    """Wait for a process; its exit status, and its peak resident memory in MiB."""
    _, status, usage = os.wait4(run.pid, 0)
    return status, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def tell(what: str, measured: str, goal: str, passed: bool) -> None:
    """Print one row of the table of goals."""
    print(f"{'ok  ' if passed else 'MISS'}  {what}: {measured} (goal: {goal})", flush=True)


def tell_machine() -> None:
    """Print what the figures were measured on."""
    cpu = machine.cpu()
    load = f", load {machine.psutil.getloadavg()[0]:.1f}" if hasattr(machine.psutil, "getloadavg") else ""
    print(f"{cpu.name}, {cpu.cores} cores{load}, {sys.platform}, {time.strftime('%Y-%m-%d')}", flush=True)


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return float(np.median(values))
