"""How long a frame takes to paint while the view pans and zooms over a 100-megapixel photo, in a window of 1920x1080.

The real window. A frame is all that the GUI thread does between a move of the hand and the pixels in the window's
memory: the new view, captions, minimap and painting. Set QT_QPA_PLATFORM=offscreen, or start it under `xvfb-run`,
where there is no display.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QApplication

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import QT_ARGUMENTS
from recon_desktop.ui.view.compare_view import CompareMode, CompareView
from tests.benchmarks.common import median, save_photo_of, tell, tell_machine
from tests.benchmarks.window import open_window

GOAL = 0.016
MEGAPIXELS = 100
FRAMES = 40


def main() -> None:
    """Measure and tell."""
    tell_machine()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    opened = open_window(app, QSize(1920, 1080), Settings(scheme="dark"))
    window, workspace = opened.window, opened.workspace
    with tempfile.TemporaryDirectory() as name:
        workspace.photos.open(save_photo_of(MEGAPIXELS, Path(name, "photo.jpg")))
        while workspace.photos.pyramid is None:
            app.processEvents()
    view, every = window.view, []
    modes: tuple[CompareMode, ...] = ("single", "split", "side")
    for mode in modes:
        view.set_mode(mode)
        for what, moves in walks(view).items():
            seconds = [frame(app, move) for move in moves]
            every += seconds
            middle, most = 1000 * median(seconds), 1000 * float(np.percentile(seconds, 95))
            print(f"{mode:7}{what:24}{middle:6.1f} ms (median) {most:6.1f} ms (95th percentile)", flush=True)
    middle, most = median(every), float(np.percentile(every, 95))
    measured = f"{1000 * middle:.1f} ms in the median, {1000 * most:.1f} ms in the 95th percentile of {len(every)}"
    tell("a frame at 1920x1080", measured, f"{1000 * GOAL:.0f} ms in the median", middle <= GOAL)
    window.close()


def frame(app: QApplication, move: Callable[[], None]) -> float:
    """Seconds of a move and the painting that it asks for."""
    app.processEvents()
    start = time.perf_counter()
    move()
    app.processEvents()
    return time.perf_counter() - start


def walks(view: CompareView) -> dict[str, Iterator[Callable[[], None]]]:
    """What hands do, by name: each a series of moves."""
    middle = QPointF(view.panes[0].device_size.width / 2, view.panes[0].device_size.height / 2)

    def zooming(factor: float, start: Callable[[], None]) -> Iterator[Callable[[], None]]:
        start()
        for _ in range(FRAMES):
            yield lambda: view.zoom_by(factor, middle)

    def panning(zoom: float) -> Iterator[Callable[[], None]]:
        view.fit()
        assert view.state is not None
        view.look(view.state.zoomed(zoom))
        for step in range(FRAMES):
            yield lambda step=step: view.pan(37, 23 if step % 2 else -11)  # type: ignore[misc]

    return {
        "zooming in from fit": zooming(1.13, view.fit),
        "panning at 30 %": panning(0.30),
        "panning at 51 %": panning(0.51),
        "panning at 80 %": panning(0.80),
        "panning at 100 %": panning(1.0),
        "panning at 250 %": panning(2.5),
        "panning at 1600 %": panning(16.0),
        "zooming out from 3200 %": zooming(1 / 1.13, lambda: view.zoom_by(1000.0, middle)),
    }


if __name__ == "__main__":
    main()
