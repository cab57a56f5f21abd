"""A window to drag files out of, as from a file manager: `python -m tests.e2e.drag_source FILE...`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

TITLE = "files to drag"
SIDE = 80


class DragSource(QWidget):
    """Offers its files to whatever window they are dragged to."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__()
        self._paths = paths
        self.setWindowTitle(TITLE)
        self.setGeometry(0, 0, SIDE, SIDE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in self._paths])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)  # ends at once: the other window fetches the data afterwards


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    source = DragSource(sys.argv[1:])
    source.show()
    sys.exit(app.exec())
