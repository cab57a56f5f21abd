"""A window to drop files on, as a file manager's: `python -m tests.e2e.drop_target FOLDER` copies them there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

TITLE = "a folder"
SIDE = 80


class DropTarget(QWidget):
    """Takes files."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setWindowTitle(TITLE)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setGeometry(0, 0, SIDE, SIDE)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            source = Path(url.toLocalFile())
            copy = self._folder / f"{source.name}.part"
            shutil.copy(source, copy)
            copy.rename(self._folder / source.name)
        event.acceptProposedAction()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    target = DropTarget(Path(sys.argv[1]))
    target.show()
    sys.exit(app.exec())
