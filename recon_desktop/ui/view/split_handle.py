"""The divider between before and after: a line over the pane with a handle to drag, by mouse or by keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.theme import ACCENT

WIDTH = 28
STEP = 0.02
RADIUS = 12.0


class SplitHandle(QWidget):
    """Lies over a pane, as high as it, centred on the divider.

    Args:
        pane: What it lies over.

    Signals:
        moved: Wanted place of the divider, 0 (left edge) to 1 (right edge).
    """

    moved = Signal(float)

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._place = 0.5
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Divider between before and after"))
        self.setToolTip(self.tr("Drag, or focus it and press Left and Right"))

    def place(self, where: float) -> None:
        """Stand at this part of the pane's width."""
        self._place = where
        pane = self.parentWidget()
        if pane is not None:
            self.setGeometry(round(where * pane.width()) - WIDTH // 2, 0, WIDTH, pane.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(WIDTH / 2, self.height() / 2)
        painter.fillRect(QRectF(middle.x() - 1.5, 0, 3, self.height()), QColor(0, 0, 0, 90))
        painter.fillRect(QRectF(middle.x() - 0.5, 0, 1, self.height()), QColor(255, 255, 255))
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
            self._ask(self.mapToParent(event.position()).x() / max(1, pane.width()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._ask(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
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
