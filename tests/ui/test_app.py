"""The start: nothing heavy before the window is there, traces of what goes wrong, a calm word for a bug."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.ui import app
from tests.ui.conftest import PATIENCE_MS

LIGHT = """
import sys
import recon_desktop.ui.app
heavy = {"numpy", "cv2", "PIL", "onnxruntime", "skimage", "pydantic", "tifffile", "rich", "psutil"} & set(sys.modules)
heavy |= {name for name in sys.modules if name.startswith("recon_desktop.engine")}
heavy -= {"recon_desktop.engine"} | {
    f"recon_desktop.engine.{name}" for name in ("batch", "batch.naming", "batch.queue", "automatic", "order", "recipe")
}
sys.exit(", ".join(sorted(heavy)) or 0)
"""

RUN = """
import os
import sys
from pathlib import Path
from typing import TextIO
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from recon_desktop.ui import app
from tests.ui.conftest import PATIENCE_MS
from recon_desktop.ui.workspace.workspace import Workspace

def watch():
    workspace = QApplication.instance().findChild(Workspace)
    if workspace.photos.photo is not None:
        print(workspace.photos.original.path, workspace.photos.photo.size)
        for window in QApplication.topLevelWidgets():
            window.close()
    else:
        QTimer.singleShot(50, watch)

show = app.MainWindow.show
app.MainWindow.show = lambda self: (show(self), QTimer.singleShot(50, watch))
sys.path[0] = os.getcwd()
os.chdir(sys.argv[1])
sys.exit(app.main([Path(name) for name in sys.argv[2:]]))
"""

CLOSED_BY_THE_TITLE_BAR = """
import sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from recon_desktop.ui import app

application = QApplication([])
sys.excepthook = app._Crash()
window = QWidget()
window.show()
told = 0

def boxes():
    return [window for window in application.topLevelWindows() if window.isVisible() and window.title() != "main"]

def fail():
    QTimer.singleShot(20, close)
    raise ValueError("a bug")

def close():
    global told
    (box,) = boxes()
    told += 1
    if told == 20:
        print("told", told, flush=True)
        application.quit()
        return
    application.postEvent(box, QEvent(QEvent.Type.Close))
    QTimer.singleShot(20, fail)

window.setWindowTitle("main")
QTimer.singleShot(20, fail)
sys.exit(application.exec())
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments], capture_output=True, text=True, timeout=120,
        check=False, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip


def test_nothing_heavy_is_imported_before_the_window() -> None:
    done = python(LIGHT)
    assert done.returncode == 0, done.stderr


def test_the_window_opens_the_photo_it_is_given_and_closes(photo_path: Path) -> None:
    done = python(RUN, str(photo_path.parent), photo_path.name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{photo_path} 300 x 200"
    assert "Traceback" not in done.stderr
    assert "WARNING" not in done.stderr


@pytest.fixture
def _own_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    crashes: list[TextIO] = []
    monkeypatch.setattr(app.faulthandler, "enable", lambda *files: crashes.extend(files))
    yield
    for crash in crashes:
        crash.close()
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(False)
    threading.excepthook = threading.__excepthook__
    qInstallMessageHandler(None)


@pytest.mark.usefixtures("_own_log")
def test_the_log_has_a_file_that_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LOG_BYTES", 10)
    (tmp_path / "window.log").write_text("the session before")
    app.start_log(tmp_path)
    logging.getLogger("recon.ui").info("hello")
    assert (tmp_path / "window.old.log").read_text() == "the session before"
    assert "hello" in (tmp_path / "window.log").read_text()


@pytest.mark.usefixtures("_own_log")
def test_a_start_without_a_place_for_the_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app.start_log(tmp_path / "file")


def test_words_of_qt_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        app._qt_message(QtMsgType.QtInfoMsg, None, "hello from Qt")
    assert "hello from Qt" in caplog.text


def boxes() -> list[QMessageBox]:
    return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_bug_in_a_slot_is_told_once_at_a_time(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    crash = app._Crash()
    for _ in range(3):
        crash(ValueError, ValueError("a bug"), None)
    assert caplog.text.count("unexpected error") == 3
    (box,) = boxes()
    assert "ValueError: a bug" in box.detailedText()
    box.accept()
    qtbot.waitUntil(lambda: boxes() == [], timeout=PATIENCE_MS)
    crash(ValueError, ValueError("another"), None)
    (box,) = boxes()
    box.accept()
    qtbot.waitUntil(lambda: boxes() == [], timeout=PATIENCE_MS)
    caplog.clear()


def test_the_words_about_a_bug_are_closed_by_the_title_bar_or_with_the_program() -> None:
    done = python(CLOSED_BY_THE_TITLE_BAR)
    assert done.stdout.strip() == "told 20"
    assert done.returncode == 0, done.stderr


def test_the_rest_is_loaded_after_the_first_paint(qtbot: QtBot) -> None:
    calls: list[bool] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.installEventFilter(app._AfterFirstPaint(lambda: calls.append(widget.isVisible()), widget))
    qtbot.wait(20)
    assert calls == []
    widget.show()
    qtbot.waitUntil(lambda: bool(calls), timeout=PATIENCE_MS)
    widget.update()
    qtbot.wait(20)
    assert calls == [True]
