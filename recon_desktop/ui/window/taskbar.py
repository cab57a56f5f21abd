"""Progress on the program's icon in the taskbar: runs take minutes, and people look at something else meanwhile.

On Linux it is a signal on the session's bus that the taskbars of Plasma, Ubuntu, elementary and others show; where none
listens it does nothing. Windows and macOS have ways of their own, which Python reaches by calls through raw pointers
alone: nothing here could test those, so there is no progress there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    from recon_desktop.ui.workspace.workspace import Workspace

LONG = ("restoring", "comparing")
PATH, INTERFACE, SIGNAL = (
    "/com/canonical/unity/launcherentry/recon_desktop",
    "com.canonical.Unity.LauncherEntry",
    "Update",
)
ENTRY = "application://recon-desktop.desktop"

Show = Callable[[int | None], None]
"""Shows percents, None for no progress."""


class Taskbar(QObject):
    """Follows runs, reports and batches; of several the one that the person waits for.

    Args:
        workspace: Whose work it is.
        parent: Owner.
        connect: Finds the taskbar, when there is something to show for the first time.
    """

    def __init__(
        self, workspace: Workspace, parent: QObject | None = None, *, connect: Callable[[], Show] | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._connect = connect or session_taskbar
        self._show: Show | None = None
        self._shown: int | None = None
        workspace.activity_changed.connect(self._refresh)
        workspace.batch.run.changed.connect(self._refresh)

    def end(self) -> None:
        """Show nothing: the program ends."""
        self._tell(None)

    def _refresh(self) -> None:
        activity, batch = self._workspace.activity, self._workspace.batch
        if activity.kind in LONG:
            self._tell(round(100 * (activity.fraction or 0.0)))
        else:
            self._tell(None if batch.run.phase == "idle" else round(100 * batch.run.fraction))

    def _tell(self, percent: int | None) -> None:
        if percent == self._shown:
            return
        self._shown = percent
        if self._show is None:
            self._show = self._connect()
        self._show(percent)


def session_taskbar() -> Show:
    """The taskbar of this session; where there is none, or none that is known, what is shown goes nowhere."""
    # Without an address Qt would look for a bus, and perhaps start one.
    if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        try:
            from PySide6.QtDBus import QDBusConnection, QDBusMessage  # late: few windows ever need it
        except ImportError:  # distributions put it into a package of its own
            return _nowhere
        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            return launcher_entry(bus, QDBusMessage.createSignal)
    return _nowhere


def launcher_entry(bus: QDBusConnection, signal: Callable[[str, str, str], QDBusMessage]) -> Show:
    """Shows progress on the icon of our desktop file."""

    def show(percent: int | None) -> None:
        message = signal(PATH, INTERFACE, SIGNAL)
        properties = {"progress": (percent or 0) / 100, "progress-visible": percent is not None}
        message.setArguments([ENTRY, properties])
        bus.send(message)

    return show


def _nowhere(percent: int | None) -> None:
    """Show nothing."""
