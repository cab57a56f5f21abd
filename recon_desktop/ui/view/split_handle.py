"""The divider between before and after: a line over the pane with a handle to drag, by mouse or by keys.

It stands upright, between left and right, or lies across, between top and bottom.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.look.theme import ACCENT

WIDTH = 29  # odd, so that the line is one sharp column
STEP = 0.02
RADIUS = 12.0


class SplitHandle(QWidget):
    """Lies over a pane, as long as it, centred on the divider.

    Args:
        pane: What it lies over.

    Signals:
        moved: Wanted place of the divider, 0 (left or top edge) to 1 (right or bottom edge).
    """

    moved = Signal(float)

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._place = 0.5
        self._across = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Divider between before and after"))
        self.setToolTip(self.tr("Drag, or focus it and press the arrow keys"))

    def place(self, where: float, *, across: bool) -> None:
        """Stand at this part of the pane's width, or lie across it at this part of its height."""
        self._place, self._across = where, across
        self.setCursor(Qt.CursorShape.SplitVCursor if across else Qt.CursorShape.SplitHCursor)
        pane = self.parentWidget()
        if pane is None:
            return
        if across:
            self.setGeometry(0, round(where * pane.height()) - WIDTH // 2, pane.width(), WIDTH)
        else:
            self.setGeometry(round(where * pane.width()) - WIDTH // 2, 0, WIDTH, pane.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            length = self.width() if self._across else self.height()
            if self._across:  # drawn upright, then laid down
                painter.translate(0, WIDTH)
                painter.rotate(-90)
            middle = QPointF(WIDTH / 2, length / 2)
            painter.fillRect(QRectF(middle.x() - 1.5, 0, 3, length), QColor(0, 0, 0, 90))
            painter.fillRect(QRectF(middle.x() - 0.5, 0, 1, length), QColor(255, 255, 255))
            focused = self.hasFocus()
            painter.setPen(QPen(self.palette().color(ACCENT), 2.0) if focused else QPen(QColor(0, 0, 0, 110), 1.0))
            painter.setBrush(QColor(255, 255, 255))
            painter.drawEllipse(middle, RADIUS, RADIUS)
            painter.setPen(QPen(QColor(60, 60, 60), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for way in (-1, 1):
                tip = middle + QPointF(way * 6.5, 0)
                painter.drawPolyline([tip + QPointF(-way * 3, -3.5), tip, tip + QPointF(-way * 3, 3.5)])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pane = self.parentWidget()
        if event.buttons() & Qt.MouseButton.LeftButton and pane is not None:
            at = self.mapToParent(event.position())
            self._ask(at.y() / max(1, pane.height()) if self._across else at.x() / max(1, pane.width()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._ask(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = (
            {Qt.Key.Key_Up: -STEP, Qt.Key.Key_Down: STEP}
            if self._across
            else {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        )
        if event.key() in steps:
            self._ask(self._place + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._ask(0.0)
        elif event.key() == Qt.Key.Key_End:
            self._ask(1.0)
        else:
            super().keyPressEvent(event)

    def _ask(self, place: float) -> None:
        self.moved.emit(min(max(place, 0.0), 1.0))
