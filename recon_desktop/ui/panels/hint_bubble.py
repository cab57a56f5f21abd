"""A hint beside a control: a few words in a bubble that points at it and stops nothing."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import ACCENT, GAP, MARGIN, RAISED, Theme

WIDTH = 280
ARROW = 8
RADIUS = 6

Side = Literal["below", "right"]


class HintBubble(QWidget):
    """One hint.

    Args:
        theme: For the icon.
        parent: What it lies over; it takes no more of it than it covers.

    Signals:
        next: The person read it.
        ended: The person wants no hints.
    """

    next = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._side: Side = "below"
        self._tip = QPoint()
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.forward = QPushButton()
        self.forward.setToolTip(self.tr("Continue"))
        self.forward.clicked.connect(self.next)
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(self.tr("No more hints"))
        self.close_button.setToolTip(self.tr("No more hints (Esc)"))
        theme.set_icon(self.close_button, "close", "secondary")
        self.close_button.clicked.connect(self.ended)
        for button in (self.forward, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        bottom = QHBoxLayout()
        bottom.addWidget(self.count, 1)
        bottom.addWidget(self.forward)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(GAP)
        self._layout.addLayout(top)
        self._layout.addWidget(self.words)
        self._layout.addLayout(bottom)
        self.hide()

    def tell(self, title: str, words: str, place: int, of: int) -> None:
        """Say something.

        Args:
            title: In a few words.
            words: A sentence or two.
            place: Which hint this is, from 1.
            of: How many there are.
        """
        self.title.setText(title)
        self.words.setText(words)
        self.count.setText(self.tr("{place} of {count}").format(place=place, count=of))
        self.forward.setText(self.tr("Next") if place < of else self.tr("Done"))
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)

    def point_at(self, target: QRect, side: Side) -> None:
        """Stand below a part of the parent, or to the right of it, and point at it; always inside the parent.

        Args:
            target: In the parent's coordinates.
            side: Where to stand.
        """
        self._side = side
        below = side == "below"
        pad = MARGIN
        self._layout.setContentsMargins(pad + (0 if below else ARROW), pad + (ARROW if below else 0), pad, pad)
        self.resize(QSize(WIDTH, self._layout.heightForWidth(WIDTH)))
        room = self._around.rect()
        middle = target.center()
        at = QPoint(middle.x() - WIDTH // 2, target.bottom() + 4) if below else QPoint(target.right() + 4, 0)
        if not below:
            at.setY(middle.y() - self.height() // 2)
        at.setX(max(GAP, min(at.x(), room.right() - self.width() - GAP)))
        at.setY(max(GAP, min(at.y(), room.bottom() - self.height() - GAP)))
        self.move(at)
        self._tip = middle - at
        self.show()
        self.raise_()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            below = self._side == "below"
            box = QRectF(self.rect()).adjusted(0.5 if below else ARROW, ARROW if below else 0.5, -0.5, -0.5)
            shape = QPainterPath()
            shape.addRoundedRect(box, RADIUS, RADIUS)
            arrow = QPainterPath()
            if below:
                x = min(max(float(self._tip.x()), box.left() + 2 * ARROW), box.right() - 2 * ARROW)
                arrow.addPolygon([QPointF(x - ARROW, ARROW + 1), QPointF(x, 0.5), QPointF(x + ARROW, ARROW + 1)])
            else:
                y = min(max(float(self._tip.y()), box.top() + 2 * ARROW), box.bottom() - 2 * ARROW)
                arrow.addPolygon([QPointF(ARROW + 1, y - ARROW), QPointF(0.5, y), QPointF(ARROW + 1, y + ARROW)])
            arrow.closeSubpath()
            painter.setPen(QPen(self.palette().color(ACCENT), 1.0))
            painter.setBrush(self.palette().color(RAISED))
            painter.drawPath(shape.united(arrow))
