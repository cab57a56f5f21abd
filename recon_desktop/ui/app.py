"""Start of the window.

In this order:

1. faulthandler and the log, so that whatever happens from here on leaves a trace;
2. settings, QApplication, theme, the lanes, an empty workspace, the window: nothing heavier than Qt is imported;
3. after the first paint: the session, the taskbar, the hints of a first start, and in a lane numpy, OpenCV,
   onnxruntime, the models (`ui.lanes.services`), then `Workspace.attach`. Files named on the command line wait in the
   workspace until then.

onnxruntime is thus loaded after Qt. On Windows old Qt wheels carried an old msvcp140.dll that broke it in that order
(onnxruntime issue 26127, PyQt5); PySide6 6.8 and later carry a new one.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QSettings, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from recon_desktop import __version__
from recon_desktop.resources import (
    batch_folder,
    bundled_licences,
    data_folder,
    log_folder,
    model_folders,
    paces_file,
    pristine_statistics,
    resource_path,
    sample_photos,
)
from recon_desktop.ui.kept.session import Session
from recon_desktop.ui.kept.settings import SettingsKeeper, keep_newer_aside, load_settings
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.look.theme import QT_ARGUMENTS, Theme
from recon_desktop.ui.window.language import Stage, Translators
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.window.taskbar import Taskbar
from recon_desktop.ui.words import problems
from recon_desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services

_log = logging.getLogger("recon.ui")

LOG_BYTES = 1_000_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def main(photos: Sequence[Path] = ()) -> int:
    """Show the window until it is closed.

    Args:
        photos: To open; several become a batch, of which the first one is shown.

    Returns:
        The exit code of the process.
    """
    start_log(log_folder())
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    app.setApplicationName("recon-desktop")
    app.setApplicationDisplayName("Recon Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("recon-desktop")
    sys.excepthook = _Crash()

    keep_newer_aside(_store())
    settings = load_settings(_store())
    theme = Theme(app, icons=resource_path("icons"))
    theme.apply(settings.scheme)
    jobs = Jobs(app)
    workspace = Workspace(jobs, settings.device, app)
    make = partial(
        MainWindow, workspace, theme, save_settings=SettingsKeeper(jobs, _store).keep, version=__version__,
        folder=data_folder(), licences=bundled_licences(),
    )  # fmt: skip
    stage = Stage(workspace, make, settings, Translators(app, resource_path("translations")))
    window = stage.window
    session = Session(workspace, jobs, data_folder(), lambda: stage.window.view, app)
    app.aboutToQuit.connect(session.end)
    photos = [path.absolute() for path in photos]
    if not window.batch_desk.take(photos):
        for path in photos:
            window.open(path)
    workspace.batch.keep_journal(batch_folder() / "window.jsonl")

    def go_on() -> None:
        app.aboutToQuit.connect(Taskbar(workspace, app).end)
        session.begin(resume=settings.restore_session and not photos)
        if not settings.hints_seen:
            stage.window.begin_tour()
        workspace.device.start(partial(_services, workspace.device.asked, settings.memory_mib or None))

    window.installEventFilter(_AfterFirstPaint(go_on, window))
    window.show()
    return app.exec()


def _store() -> QSettings:
    """Where settings are kept."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "recon-desktop", "window")


def _services(device: str, memory_mib: int | None) -> Services:
    """Load the heavy half; runs in a lane."""
    from recon_desktop.ui.lanes.services import Services  # it takes a second, and the window is not to wait for it

    return Services.start(model_folders(), sample_photos(), device, memory_mib, pristine_statistics(), paces_file())


class _AfterFirstPaint(QObject):
    """Calls a function once the widget that it is installed on has been painted."""

    def __init__(self, act: Callable[[], None], widget: QWidget) -> None:
        super().__init__(widget)
        self._act: Callable[[], None] | None = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._act is not None:
            act, self._act = self._act, None
            QTimer.singleShot(0, act)
        return False


# -------------------------------------------------------------------- traces


def start_log(folder: Path) -> None:
    """Log to a file, the last session's beside it; without a place to write, to standard error alone."""
    handlers: list[logging.Handler] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "window.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handlers.append(logging.FileHandler(path, encoding="utf-8"))
        faulthandler.enable((folder / "crash.log").open("a", encoding="utf-8"))  # which keeps the file open
    except OSError:
        if sys.stderr is not None:
            faulthandler.enable()
    if sys.stderr is not None:
        handlers.append(logging.StreamHandler())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    logging.captureWarnings(True)
    qInstallMessageHandler(_qt_message)
    threading.excepthook = _in_thread
    _log.info("Recon Desktop %s, Python %s", __version__, sys.version.split()[0])


def _qt_message(kind: QtMsgType, context: object, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), message)
    if kind == QtMsgType.QtFatalMsg and "platform plugin" in message:
        _leave_without_platform()


def _leave_without_platform() -> NoReturn:
    """Say why there is no window; Qt would only end the process, and leave its memory on the disk."""
    from recon_desktop.libraries import advice, plugin_problem  # late: a window that shows needs no advice

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")
    wanted = os.environ.get("QT_QPA_PLATFORM") or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb")
    library = plugin_problem(plugins / f"libq{wanted}.so") if sys.platform.startswith("linux") else None
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    unreachable = (
        f"No window can be shown: the display “{display}” cannot be reached (by Qt's platform {wanted}).\n"
        "  `recon`, the command line, works without one."
    )
    if sys.stderr is not None:
        sys.stderr.write(f"recon-desktop: {advice(library) if library else unreachable}\n")
        sys.stderr.flush()
    os._exit(2)


def _in_thread(arguments: threading.ExceptHookArgs) -> None:
    _log.error("unexpected error in %s", arguments.thread, exc_info=arguments.exc_value)


class _Crash:
    """`sys.excepthook`: an error in a slot is a bug; it is logged and told, and the window goes on.

    One dialog at a time: an error in a paint event would otherwise bring a dialog at each paint. A closed one is kept
    until the next: to let go of it in a signal of its own would end the program.
    """

    def __init__(self) -> None:
        self._box: QMessageBox | None = None

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        notice = problems.bug(error)
        if (self._box is not None and self._box.isVisible()) or QApplication.instance() is None:
            return
        self._box = box = QMessageBox(QMessageBox.Icon.Warning, "Recon Desktop", notice.what)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(notice.next_step)
        box.setDetailedText(notice.details)
        box.open()
