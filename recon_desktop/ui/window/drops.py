"""What is dropped on the window, or pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.panels.drop_area import DropArea, DropFrame, dropped_files
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.window.batch_desk import BatchDesk

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.workspace import Workspace


class Drops(QObject):
    """A part of the window.

    Args:
        workspace: Takes pictures.
        batch_desk: Takes several files.
        area: Shows that something is about to be dropped, while no photo is open.
        centre: What is covered by a frame then, while one is.
        open_photo: Takes a file.
        tell: Takes notices.
        window: Where things are dropped; owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        batch_desk: BatchDesk,
        area: DropArea,
        centre: QWidget,
        open_photo: Callable[[Path], None],
        tell: Callable[[Notice], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._batch_desk = batch_desk
        self._area = area
        self._open = open_photo
        self._tell = tell
        self.frame = DropFrame(centre)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def paste(self) -> None:
        """Take what is on the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData() or QMimeData())  # an empty clipboard has none

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            self._hover(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._end()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._end()
            event.acceptProposedAction()
            self._take(event.mimeData())
        else:
            return False
        return True

    def _hover(self, event: QDragEnterEvent) -> None:
        ours = event.source() is not None  # the result on its way out
        if not ours and (dropped_files(event.mimeData()) or event.mimeData().hasImage()):
            event.acceptProposedAction()
            self._area.set_hovered(True)
            if self._workspace.photos.photo is not None:
                self.frame.cover()
        else:
            event.ignore()

    def _end(self) -> None:
        self._area.set_hovered(False)
        self.frame.hide()

    def _take(self, data: QMimeData) -> None:
        found = dropped_files(data)
        if self._batch_desk.take(found):
            return
        if found:
            self._open(found[0])
        elif data.hasImage():
            self._workspace.photos.open_image(cast(QImage, data.imageData()))
        else:
            self._tell(Notice("info", self.tr("There is no picture on the clipboard.")))
