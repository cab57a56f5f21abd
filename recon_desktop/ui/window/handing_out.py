"""The result on its way into other programs: by the clipboard, or dragged out of the window."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QTemporaryDir, QTimer, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.panels.drag_button import DragButton
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.window.desk import Desk

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.workspace import Workspace

MOST_COPIED_AREA = 100_000_000
"""Pixels: four bytes of each lie on the clipboard, and as many in the program that takes them."""

THUMBNAIL = 128


class HandingOut(QObject):
    """A part of the window.

    A file that is dragged is whole before the drag begins, and lies in a folder that goes with the window: the program
    that it is dropped on reads it after the drag.

    Args:
        workspace: Has the result.
        desk: Saves the result.
        tell: Takes notices.
        button: What is dragged from, and what copies.
        window: Owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        desk: Desk,
        tell: Callable[[Notice], None],
        button: DragButton,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._desk = desk
        self._tell = tell
        self._button = button
        self._folder: QTemporaryDir | None = None
        button.defaultAction().triggered.connect(self.copy)
        button.dragged.connect(self._write)

    def copy(self) -> None:
        """Put the result on the clipboard."""
        result = self._workspace.runs.result
        if result is None:
            return
        if result.photo.size.area > MOST_COPIED_AREA:
            what = self.tr("The result is too large for the clipboard.")
            self._tell(Notice("info", what, self.tr("Save it, or drag it out as a file.")))
            return
        self._workspace.runs.picture(self._copied)

    def close(self) -> None:
        """Remove what was dragged out; programs have their own copies by now."""
        self._folder = None

    def _copied(self, picture: QImage) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self._tell(Notice("good", self.tr("The result is on the clipboard.")))

    def _write(self) -> None:
        """Begin a drag: write the file that is dragged."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        folder = tempfile.mkdtemp(dir=self._folder.path())  # each its own, so that names do not meet
        self._desk.save_into(Path(folder), self._written)

    def _written(self, path: Path) -> None:
        # Later, because a drag has an event loop of its own, and the end of the job has still to be told.
        QTimer.singleShot(0, self, lambda: self._carry(path))

    def _carry(self, path: Path) -> None:
        result = self._workspace.runs.result
        if not self._button.held or result is None:  # let go while the file was being written
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drag = QDrag(self._button)
        drag.setMimeData(data)
        drag.setPixmap(QPixmap.fromImage(result.pyramid.thumbnail(THUMBNAIL)))
        drag.exec(Qt.DropAction.CopyAction)
        self._button.let_go()
