"""What a person sees of a training: a live line, log lines, learning curves."""

import csv
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from recon_desktop.core import metrics, resize
from training.augment import Batch

History = list[dict[str, float]]

HISTORY_COLUMNS = ("step", "seconds", "loss", "validation_psnr", "learning_rate", "patches_per_second")


class Reporter(Protocol):
    """Is told how a training goes on."""

    def say(self, text: str) -> None:
        """Something worth a line of its own."""

    def step(self, step: int, steps: int, figures: dict[str, float]) -> None:
        """A step is done; figures are loss, psnr (no number before the first validation) and patches_per_second."""

    def close(self) -> None:
        """The training has ended."""


def reporter_for(stream: object = sys.stderr) -> Reporter:
    """Return a live line for a terminal and log lines for anything else."""
    isatty: Callable[[], bool] = getattr(stream, "isatty", lambda: False)
    return LiveLine() if isatty() else LogLines()


class LiveLine:
    """One line that rewrites itself."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("step"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def say(self, text: str) -> None:
        """Print a line above the live one."""
        self._progress.console.print(text, highlight=False, markup=False)

    def step(self, step: int, steps: int, figures: dict[str, float]) -> None:
        """Redraw the live line."""
        self._progress.update(self._task, completed=step, total=steps, description=_describe(figures))

    def close(self) -> None:
        """Leave the last state of the line on the screen."""
        self._progress.stop()


class LogLines:
    """A plain line every `interval` seconds."""

    def __init__(self, interval: float = 30.0) -> None:
        self._interval = interval
        self._last = float("-inf")

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=sys.stderr, flush=True)

    def step(self, step: int, steps: int, figures: dict[str, float]) -> None:
        """Print a line if the last one is old enough."""
        if time.monotonic() - self._last >= self._interval:
            self._last = time.monotonic()
            self.say(f"step {step}/{steps}  {_describe(figures)}")

    def close(self) -> None:
        """Nothing is left open."""


def _describe(figures: dict[str, float]) -> str:
    minutes, seconds = divmod(round(figures["seconds_left"]), 60)
    validated = "" if math.isnan(figures["psnr"]) else f"psnr {figures['psnr']:.3f} dB  "
    return (
        f"loss {figures['loss']:.5f}  {validated}"
        f"{figures['patches_per_second']:.0f} patches/s  {minutes}:{seconds:02} left"
    )


def write_history(history: History, path: Path) -> None:
    """Write the rows measured at each validation as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HISTORY_COLUMNS)
        writer.writeheader()
        writer.writerows(history)


def draw_curves(history: History, path: Path) -> None:
    """Draw training loss and validation PSNR over the steps as PNG."""
    from matplotlib.figure import Figure  # slow to import, and not needed to train

    figure = Figure(figsize=(8, 5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    steps = [row["step"] for row in history]
    above.plot(steps, [row["validation_psnr"] for row in history])
    above.set_ylabel("validation PSNR (dB)")
    below.semilogy(steps, [row["loss"] for row in history])
    below.set_ylabel("training loss")
    below.set_xlabel("step")
    for axes in (above, below):
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=100)


def draw_contact_sheet(sources: Batch, results: Batch, targets: Batch, path: Path) -> None:
    """Draw one row for each picture as PNG: what the network was fed, its answer, what it should be."""
    side = targets.shape[1]
    rows = [
        np.concatenate([resize.nearest(source, size=(side, side)), result, target], axis=1)
        for source, result, target in zip(sources, results, targets, strict=True)
    ]
    sheet = np.rint(metrics.round8(np.concatenate(rows)) * 255).astype(np.uint8)
    cv2.imwrite(str(path), np.ascontiguousarray(sheet[..., ::-1]))
