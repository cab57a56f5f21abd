"""From choosing what is to be done to the first restored pixels in the window: a 12-megapixel photo at 1:1.

The real window with its real lanes and the default models. Each choice is made twice: the first time its model has to
be opened. Set QT_QPA_PLATFORM=offscreen, or start it under `xvfb-run`, where there is no display.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import QT_ARGUMENTS
from recon_desktop.ui.values.state import Task
from recon_desktop.ui.workspace.workspace import Workspace
from tests.benchmarks.common import save_photo_of, tell, tell_machine
from tests.benchmarks.window import open_window

GOAL = 1.0
QUIET = 1.0
CHOICES: tuple[tuple[Task, int], ...] = (("denoise", 2), ("upscale", 2), ("upscale", 4), ("denoise+upscale", 2))


def main() -> None:
    """Measure and tell."""
    tell_machine()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    opened = open_window(app, QSize(1280, 800), Settings(compare="single", scheme="dark"))
    window, workspace = opened.window, opened.workspace
    with tempfile.TemporaryDirectory() as name:
        workspace.photos.open(save_photo_of(12, Path(name, "photo.jpg")))
        wait(app, lambda: workspace.photos.pyramid is not None)
    worst = 0.0
    for row, turn in enumerate(("cold", "warm")):
        for column, (task, scale) in enumerate(CHOICES):
            workspace.choices.set_task("upscale" if task == "denoise" else "denoise")
            window.view.actual_size()
            assert window.view.state is not None
            content = window.view.state.content
            # Each time where nothing is restored yet.
            window.view.centre_on((column + 0.5) / len(CHOICES) * content.width, (row + 0.5) / 2 * content.height)
            settle(app, workspace)
            start = time.perf_counter()
            workspace.choices.set_scale(scale)
            workspace.choices.set_task(task)
            wait(app, lambda: bool(workspace.previews.preview.patches))
            window.view.repaint()
            seconds = time.perf_counter() - start
            worst = max(worst, seconds)
            print(f"{turn}  {task:16} {scale}x  {1000 * seconds:5.0f} ms", flush=True)
    tell("first restored pixels after a choice, 12 MP", f"{worst:.2f} s at most", f"{GOAL:g} s", worst <= GOAL)
    window.close()


def wait(app: QApplication, until: Callable[[], bool]) -> None:
    """Run the event loop until something holds."""
    while not until():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.001)


def settle(app: QApplication, workspace: Workspace) -> None:
    """Run the event loop until nothing has gone on for a while."""
    quiet = time.perf_counter()
    while time.perf_counter() - quiet < QUIET:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.001)
        if workspace.activity.kind != "idle":
            quiet = time.perf_counter()


if __name__ == "__main__":
    main()
