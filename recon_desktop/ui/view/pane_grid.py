"""The grid: a pane for each method, all of one size and at one spot, each with its words under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from recon_desktop.ui.look.theme import ACCENT, CANVAS, LINE, SECONDARY
from recon_desktop.ui.values.state import Method
from recon_desktop.ui.view.caption import HEIGHT, Caption
from recon_desktop.ui.view.image_view import ImageView, Side, Source

GUTTER = 6
FRAME = 2
PROGRESS = 2
CAPTION_WIDTH = 240
"""What a method's number, name, seconds and score take."""


class PaneGrid(QWidget):
    """Lays out the panes and marks the chosen one; hands on clicks.

    Args:
        make_pane: Makes a pane with its sources and connects it.
        parent: Owner.

    Signals:
        clicked: The pane of this method, or its words, without a drag.
    """

    clicked = Signal(str)

    def __init__(self, make_pane: Callable[[dict[Side, Source]], ImageView], parent: QWidget) -> None:
        super().__init__(parent)
        self._make_pane = make_pane
        self._cells: list[Cell] = []
        self.cells: tuple[Cell, ...] = ()

    @property
    def panes(self) -> tuple[ImageView, ...]:
        """Those that are shown."""
        return tuple(cell.pane for cell in self.cells)

    def show_methods(self, methods: Sequence[Method], sources: Callable[[str], dict[Side, Source]]) -> None:
        """Have a pane for each of these methods.

        Args:
            methods: From left to right and from top to bottom.
            sources: What the sides of a method's pane draw.
        """
        while len(self._cells) < len(methods):
            cell = Cell(self._make_pane, self)
            cell.clicked.connect(self.clicked)
            cell.hovered.connect(self._hovered)
            self._cells.append(cell)
        self.cells = tuple(self._cells[: len(methods)])
        for cell in self._cells[len(methods) :]:
            cell.hide()
        for cell, method in zip(self.cells, methods, strict=True):
            cell.show_method(method, sources(method.key))
            cell.show()
        self.arrange()

    def arrange(self) -> None:
        """Lay out the panes: all of one size, as near to square as they get."""
        if not self.cells:
            return
        columns, rows = squarest(len(self.cells), self.width(), self.height())
        width = (self.width() - GUTTER * (columns - 1)) // columns
        height = (self.height() - GUTTER * (rows - 1)) // rows
        for place, cell in enumerate(self.cells):
            row, column = divmod(place, columns)
            cell.setGeometry(column * (width + GUTTER), row * (height + GUTTER), width, height)

    def mark(self, chosen: str) -> None:
        """Frame the pane of the method in use."""
        for cell in self.cells:
            cell.set_chosen(cell.method is not None and cell.method.key == chosen)

    def _hovered(self, source: Cell, at: QPointF | None) -> None:
        for cell in self.cells:
            cell.point(None if cell is source else at)


class Cell(QWidget):
    """One pane with its line of progress above it and its words under it.

    Args:
        make_pane: As for `PaneGrid`.
        parent: Owner.

    Signals:
        clicked: The key of its method.
        hovered: Itself, and where the pointer is in its pane, or None.
    """

    clicked = Signal(str)
    hovered = Signal(object, object)

    def __init__(self, make_pane: Callable[[dict[Side, Source]], ImageView], parent: QWidget) -> None:
        super().__init__(parent)
        self.method: Method | None = None
        self.chosen = False
        self.fraction: float | None = None
        self._sources: dict[Side, Source] = {}
        self._pressed_at: QPointF | None = None
        self.pane = make_pane(self._sources)
        self.pane.setParent(self)
        self.pane.setMouseTracking(True)
        self.pane.installEventFilter(self)
        self.caption = Caption(self, pad=6)
        self.setFocusProxy(self.pane)
        self._cross = Cross(self.pane)

    def show_method(self, method: Method, sources: dict[Side, Source]) -> None:
        """Show this method from now on."""
        self.method = method
        self._sources.update(sources)
        self.pane.setAccessibleName(method.title)
        self.caption.setCursor(
            Qt.CursorShape.PointingHandCursor if method.kind == "model" else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Whether it has the frame."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    def set_fraction(self, fraction: float | None) -> None:
        """How long its line of progress is; None for none."""
        if fraction != self.fraction:
            self.fraction = fraction
            self.update(0, 0, self.width(), FRAME + PROGRESS)

    def point(self, at: QPointF | None) -> None:
        """Show the cross here in the pane, or nowhere."""
        self._cross.point(at)

    def resizeEvent(self, event: QEvent) -> None:
        inner = QRect(QPoint(0, 0), self.size()).adjusted(FRAME, FRAME + PROGRESS, -FRAME, -FRAME)
        self.pane.setGeometry(inner.adjusted(0, 0, 0, -HEIGHT))
        self.caption.setGeometry(inner.left(), inner.bottom() + 1 - HEIGHT, inner.width(), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            palette = self.palette()
            painter.fillRect(self.rect(), palette.color(CANVAS))
            mark = ACCENT if self.chosen else LINE
            if self.method is not None and self.method.kind == "reference" and not self.chosen:
                mark = SECONDARY
            thick = FRAME if mark != LINE else 1
            for side in range(thick):
                painter.setPen(palette.color(mark))
                painter.drawRect(self.rect().adjusted(side, side, -1 - side, -1 - side))
            if self.fraction is not None and self.fraction < 1:
                width = round((self.width() - 2 * FRAME) * self.fraction)
                painter.fillRect(FRAME, FRAME, width, PROGRESS, palette.color(ACCENT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._released(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed_at = cast(QMouseEvent, event).position()
        elif kind == QEvent.Type.MouseButtonRelease:
            self._released(cast(QMouseEvent, event))
        elif kind == QEvent.Type.MouseMove:
            self.hovered.emit(self, cast(QMouseEvent, event).position())
        elif kind == QEvent.Type.Leave:
            self.hovered.emit(self, None)
        return False

    def _released(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton or self.method is None:
            return
        if (event.position() - pressed).manhattanLength() < QApplication.startDragDistance():
            self.clicked.emit(self.method.key)


class Cross(QWidget):
    """A small cross with an open middle, so that the pixel that it points at is seen."""

    SIDE = 25
    OPEN = 4

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(QSize(self.SIDE, self.SIDE))
        self.hide()

    def point(self, at: QPointF | None) -> None:
        """Point here in the pane, or nowhere."""
        self.setVisible(at is not None)
        if at is not None:
            self.move(int(at.x()) - self.SIDE // 2, int(at.y()) - self.SIDE // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            middle, last = self.SIDE // 2, self.SIDE - 1
            for colour, width in ((QColor(0, 0, 0, 150), 3), (QColor(255, 255, 255), 1)):
                painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                for start, stop in ((0, middle - self.OPEN), (middle + self.OPEN, last)):
                    painter.drawLine(start, middle, stop, middle)
                    painter.drawLine(middle, start, middle, stop)


def squarest(count: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows for panes in an area: most square, wide enough for captions, with few places empty."""

    def cost(shape: tuple[int, int]) -> float:
        columns, rows = shape
        lankiness = abs(math.log(max(1, width / columns) / max(1, height / rows - HEIGHT)))
        narrowness = max(0.0, 1 - width / columns / CAPTION_WIDTH)
        return lankiness + narrowness + 0.5 * (1 - count / (columns * rows))

    # For so many rows no fewer columns do, and for so many columns no fewer rows.
    rows = {math.ceil(count / columns) for columns in range(1, count + 1)}
    return min(((math.ceil(count / each), each) for each in rows), key=cost)
