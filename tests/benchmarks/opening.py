"""From opening a large JPEG to the first picture of it in the window, and to the photo itself.

The real window with its real lanes, 24 and 100 megapixels, in turn with the small picture that stands in for the photo
and without it. Set QT_QPA_PLATFORM=offscreen, or start it under `xvfb-run`, where there is no display.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import QT_ARGUMENTS
from recon_desktop.ui.workspace import glimpses
from tests.benchmarks.common import median, save_photo_of, tell, tell_machine
from tests.benchmarks.first_pixels import settle, wait
from tests.benchmarks.window import Opened, open_window

GOAL = 1.0
ROUNDS = 5
MEGAPIXELS = (24, 100)


def main() -> None:
    """Measure and tell."""
    tell_machine()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    opened = open_window(app, QSize(1280, 800), Settings(compare="single", scheme="dark"))
    least = glimpses.LEAST_MEGAPIXELS
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        for megapixels in MEGAPIXELS:
            photo = save_photo_of(megapixels, Path(name, f"{megapixels}.jpg"))
            seconds: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
            for _ in range(ROUNDS):
                for glimpsed in seconds:
                    glimpses.LEAST_MEGAPIXELS = least if glimpsed else math.inf
                    seconds[glimpsed].append(_seconds(app, opened, photo))
            for glimpsed, pairs in seconds.items():
                first, whole = (median(each) for each in zip(*pairs, strict=True))
                how = "with a glimpse" if glimpsed else "without"
                print(f"{megapixels:4} MP, {how:14}", flush=True, end="")
                print(f"  first picture {1000 * first:5.0f} ms, photo {1000 * whole:5.0f} ms", flush=True)
            worst = max(worst, first)
    tell("first picture of a large JPEG", f"{worst:.2f} s", f"{GOAL:g} s", worst <= GOAL)
    opened.window.close()


def _seconds(app: QApplication, opened: Opened, photo: Path) -> tuple[float, float]:
    window, workspace = opened.window, opened.workspace
    workspace.clear()
    settle(app, workspace)
    start = time.perf_counter()
    window.open(photo)
    wait(app, lambda: workspace.photos.glimpse is not None or workspace.photos.pyramid is not None)
    window.view.repaint()
    first = time.perf_counter() - start
    wait(app, lambda: workspace.photos.pyramid is not None)
    window.view.repaint()
    return first, time.perf_counter() - start


if __name__ == "__main__":
    main()
