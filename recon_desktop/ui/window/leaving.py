"""Closing the window: it stays while a file is being written, and once where work would be lost that is not saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.values.state import Action, Notice

if TYPE_CHECKING:
    from recon_desktop.ui.panels.message_bar import MessageBar
    from recon_desktop.ui.workspace.workspace import Workspace


class Leaving(QObject):
    """A part of the window.

    Args:
        workspace: Writes files, and tells errors.
        cancel: The window's action: who stops the writing stays.
        message_bar: Where it tells that the window waits, and asks.
        window: Closed when the files are written; it stays open with the error where one is not.
    """

    def __init__(self, workspace: Workspace, cancel: QAction, message_bar: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._messages = message_bar
        self._window = window
        self._notice: Notice | None = None
        self._question: Notice | None = None
        self._sure = False
        workspace.told.connect(self._told)
        workspace.activity_changed.connect(self._go_on)
        for changed in (workspace.told, workspace.activity_changed, workspace.runs.changed):
            changed.connect(self._go_by)
        cancel.triggered.connect(self._stay)

    def must_wait(self) -> bool:
        """Whether the window cannot go yet: it then closes by itself, or when it is closed again."""
        if not self._workspace.saving:
            return self._asks()
        if self._notice is None:
            what = self.tr("The window closes as soon as the file is written.")
            self._notice = Notice("info", what, self.tr("Cancel (Esc) stops that, and the window stays."))
            self._messages.tell(self._notice)
        return True

    def _asks(self) -> bool:
        """Ask once what becomes of work that is not saved; whether that is to be answered."""
        what, asked = self._at_stake(), self._question is not None and self._question in self._messages.notices
        if asked or self._sure or not what:
            return False
        leave = Action("leave", self.tr("Close without saving"), self._leave)
        save = Action("save_as", self.tr("Save…"))
        next_step = self.tr("Close the window again to leave without it.")
        self._question = Notice("info", what, next_step, (leave,) if self._workspace.runs.running else (save, leave))
        self._messages.ask(self._question)
        return True

    def _at_stake(self) -> str:
        """What would be lost now; empty where nothing would be."""
        runs = self._workspace.runs
        if runs.running:
            return self.tr("The photo is still being restored.")
        return self.tr("The result is not saved.") if runs.unsaved else ""

    def _go_by(self) -> None:
        """Put the question away where it is true no longer."""
        if self._question is not None and self._question.what != self._at_stake():
            self._messages.withdraw(self._question)
            self._question = None

    def _leave(self) -> None:
        self._sure = True
        self._window.close()

    def _told(self, notice: Notice) -> None:
        if notice.severity == "error":
            self._stay()

    def _stay(self) -> None:
        if self._notice is not None:
            self._messages.withdraw(self._notice)
            self._notice = None

    def _go_on(self) -> None:
        if self._notice is not None and not self._workspace.saving:
            self._stay()
            QTimer.singleShot(0, self._window, self._window.close)  # once the job that has ended is told to all
