"""The longest moments in which the window did not answer while a monkey did 2 000 random things to it.

The real window with its real lanes and models, on small photos; see `tests.ui.monkey`. Set QT_QPA_PLATFORM=offscreen,
or start it under `xvfb-run`, where there is no display. Exceptions and warnings of Qt are counted, too.

Beside other programs most of a moment can be a wait for a core. Linux tells how much, and what is left is the window's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from PIL import Image
from PySide6.QtCore import QObject, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from recon_desktop.resources import model_folders, pristine_statistics, resource_path, sample_photos
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.look.theme import QT_ARGUMENTS, Theme
from recon_desktop.ui.window.language import Stage, Translators
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace
from tests.benchmarks.common import large_photo, tell, tell_machine
from tests.ui.monkey import Monkey

GOAL = 0.200
INTERVAL = 0.010
PAUSE_MS = 1
DEEDS = 2000
SEED = 20261120
SHOWN = 12


class _Late(NamedTuple):
    """One tick: how late it came, how long the thread computed and waited for a core before it, and what was done."""

    seconds: float
    computing: float
    kept: float
    deeds: str

    @property
    def own(self) -> float:
        return self.seconds - self.kept


def _spent() -> tuple[float, float]:
    """Seconds that this thread has computed, and that it has waited for a core."""
    try:
        computed, waited, _ = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text().split()
    except OSError:
        return time.thread_time(), 0.0
    return int(computed) / 1e9, int(waited) / 1e9


class _Watch(QObject):
    """Notes how late each tick of a 10 ms timer came, and why."""

    def __init__(self, monkey: Monkey) -> None:
        super().__init__()
        self.late: list[_Late] = []
        self._monkey = monkey
        self._last, self._spent = time.perf_counter(), _spent()
        self._timer = QTimer(self, interval=int(1000 * INTERVAL), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, spent = time.perf_counter(), _spent()
        deeds = "; ".join(list(self._monkey.done)[-2:])
        computing, kept = (after - before for after, before in zip(spent, self._spent, strict=True))
        self.late.append(_Late(now - self._last - INTERVAL, computing, kept, deeds))
        self._last, self._spent = now, spent


class _Player(QObject):
    """Lets the monkey do one thing a turn of the event loop, on whatever window there is, and ends the program."""

    def __init__(self, stage: Stage, monkey: Monkey) -> None:
        super().__init__(stage)
        self._stage = stage
        self._monkey = monkey
        self._deeds = 0
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._act)
        self._timer.start()

    def _act(self) -> None:
        self._timer.stop()  # a deed may open a dialog, which runs the event loop until it is closed
        self._monkey.follow(self._stage.window)
        self._monkey.act()
        self._deeds += 1
        if self._deeds == DEEDS:
            QApplication.quit()
        self._timer.start()


def main() -> None:
    """Measure and tell."""
    tell_machine()
    problems: list[str] = []

    def told(kind: QtMsgType, context: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and "does not support" not in message:  # the offscreen platform says so
            problems.append(message)

    def raised(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        problems.append("".join(traceback.format_exception(kind, error, trace)))

    qInstallMessageHandler(told)
    sys.excepthook = raised
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        os.environ["XDG_CONFIG_HOME"] = name  # file dialogs write there, and would wait for other programs that do
        app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
        workspace = Workspace(Jobs(app), "cpu", app)
        theme = Theme(app, icons=resource_path("icons"))
        theme.apply("dark")
        files = [Path(name, "broken.jpg"), Path(name, "missing.png")]
        files[0].write_text("no photo")
        for number, size in enumerate([(300, 200), (200, 260), (640, 400)]):
            files.append(Path(name, f"photo{number}.png"))
            Image.fromarray(large_photo(*size)).save(files[-1])
        make = partial(MainWindow, workspace, theme, save_settings=lambda settings: None)
        settings = Settings(open_folder=name, language="en")
        stage = Stage(workspace, make, settings, Translators(app, resource_path("translations")), app)
        stage.window.show()
        workspace.device.attach(Services.start(model_folders(), sample_photos(), "cpu", None, pristine_statistics()))
        monkey = Monkey(stage.window, files, SEED)
        watch = _Watch(monkey)
        player = _Player(stage, monkey)
        app.exec()
        player.deleteLater()
        monkey.rest()
        stage.window.close()
    late = sorted(watch.late, reverse=True)
    for each in late[:SHOWN]:
        seconds, computing, kept = (round(1000 * value) for value in each[:3])
        print(f"{seconds:6} ms, computing {computing:4} ms, waiting for a core {kept:4} ms: {each.deeds}")
    for problem in problems:
        print(f"PROBLEM  {problem}")
    frozen = sum(each.seconds > GOAL for each in late)
    own = max(each.own for each in late)
    measured = f"{1000 * late[0].seconds:.0f} ms ({1000 * own:.0f} ms at most without the waits for a core)"
    measured += f", {frozen} moments above the goal, {len(problems)} problems"
    tell(
        f"longest frozen moment in {DEEDS} random deeds", measured, f"{1000 * GOAL:.0f} ms", not frozen and not problems
    )


if __name__ == "__main__":
    main()
