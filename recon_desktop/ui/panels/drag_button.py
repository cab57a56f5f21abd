"""A button that does something when it is clicked, and from which something can be dragged out of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget


class DragButton(QToolButton):
    """Knows a drag from a click; what is dragged is the business of whoever hears `dragged`.

    Args:
        action: What a click does.
        parent: Owner.

    Signals:
        dragged: The pointer moves away from it with the button of the mouse down.

    Attributes:
        held: Whether that goes on.
    """

    dragged = Signal()

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self.held = False
        self.setProperty("role", "flat")
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(
            self.tr(
                "Drag from here to a folder or another program: the result goes along as a file. A click copies it."
            )
        )

    def let_go(self) -> None:
        """The drag is over."""
        self.held = False
        self._pressed = None
        self.unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.held:
            return
        start = self._pressed
        far = QApplication.startDragDistance()
        if start is None or (event.position().toPoint() - start).manhattanLength() < far:
            super().mouseMoveEvent(event)
            return
        self.setDown(False)  # so that it is no click when the button of the mouse comes up
        self.held = True
        self.setCursor(Qt.CursorShape.BusyCursor)  # until there is something to drag
        self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.let_go()
        super().mouseReleaseEvent(event)
