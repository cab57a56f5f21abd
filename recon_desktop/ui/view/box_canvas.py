"""The whole photo with up to three boxes, which are drawn, moved and resized by mouse and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from recon_desktop.core.compare import BOX_COLOURS
from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.look.theme import ACCENT, CANVAS

if TYPE_CHECKING:
    from recon_desktop.ui.pictures.pyramid import Pyramid

SMALLEST = 8
_HANDLE = 8
_PAGE = 10
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class _Drag:
    """What the mouse holds: a box as it was, the corner that moves with it, and the photo's pixel it was taken at."""

    box: Region
    corner: tuple[int, int] | None  # 0 or 1 for left or right, top or bottom; None for all of the box
    start: QPointF


class BoxCanvas(QWidget):
    """Shows a photo and its boxes.

    Args:
        parent: Owner.

    Signals:
        changed: The person drew, moved, resized or took away a box: `boxes` are others.
        selected: `current` is another one.

    Attributes:
        boxes: In pixels of the photo.
        current: Index of the box that the keys move; 0 where there is none.
        longest: Longest side of a box.
    """

    changed = Signal()
    selected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: tuple[Region, ...] = ()
        self.current = 0
        self.longest = 512
        self._pyramid: Pyramid | None = None
        self._drag: _Drag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Photo with boxes"))
        self.setToolTip(
            self.tr(
                "Drag on the photo for a new box, drag a box to move it, its corners to resize it. Keys: arrows move, "
                "+ and - resize, Page Up and Page Down choose, Insert adds, Delete takes away"
            )
        )

    def show_photo(self, pyramid: Pyramid | None, boxes: tuple[Region, ...], longest: int) -> None:
        """Draw these."""
        self._pyramid, self.longest = pyramid, longest
        if boxes != self.boxes:
            self.boxes = boxes
            self._tell_readers()
        self.current = min(self.current, max(0, len(boxes) - 1))
        self.update()

    # ---------------------------------------------------------------- what the person does

    def add(self) -> None:
        """Add a box in the middle of the photo, where there is room for one more."""
        if self._pyramid is None or len(self.boxes) >= len(BOX_COLOURS):
            return
        size = self._pyramid.size
        side = self._side(min(size.width, size.height) // 6)
        self._append(Region((size.width - side) // 2, (size.height - side) // 2, side, side))

    def remove(self) -> None:
        """Take the chosen box away; the last one stays."""
        if len(self.boxes) > 1:
            left = (*self.boxes[: self.current], *self.boxes[self.current + 1 :])
            self.current = min(self.current, len(left) - 1)
            self._set(left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, page = event.key(), _PAGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if key == Qt.Key.Key_Insert:
            self.add()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif not self.boxes:
            super().keyPressEvent(event)
        elif key in _STEPS:
            across, down = _STEPS[Qt.Key(key)]
            self._replace(self._moved(self.boxes[self.current], across * page, down * page))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._replace(self._resized(self.boxes[self.current], -2 if key == Qt.Key.Key_Minus else 2))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            step = 1 if key == Qt.Key.Key_PageDown else -1
            self._choose((self.current + step) % len(self.boxes))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pyramid is None:
            return
        point = event.position()
        found = self._at(point)
        if found is not None:
            index, corner = found
            self._choose(index)
            self._drag = _Drag(self.boxes[index], corner, self._photo(point))
        elif len(self.boxes) < len(BOX_COLOURS) and self._place().contains(point):
            box = self._around(self._photo(point))
            self._drag = _Drag(box, (1, 1), QPointF(box.right, box.bottom))
            self._append(box)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            self._show_cursor(event.position())
            return
        drag, now = self._drag, self._photo(event.position())
        across, down = round(now.x() - drag.start.x()), round(now.y() - drag.start.y())
        if drag.corner is None:
            self._replace(self._moved(drag.box, across, down))
        else:
            self._replace(self._dragged(drag.box, drag.corner, across, down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    # ---------------------------------------------------------------- what the boxes do

    def _append(self, box: Region) -> None:
        self.current = len(self.boxes)
        self._set((*self.boxes, box))
        self.selected.emit()

    def _replace(self, box: Region) -> None:
        self._set((*self.boxes[: self.current], box, *self.boxes[self.current + 1 :]))

    def _set(self, boxes: tuple[Region, ...]) -> None:
        if boxes != self.boxes:
            self.boxes = boxes
            self._tell_readers()
            self.update()
            self.changed.emit()

    def _choose(self, index: int) -> None:
        if index != self.current:
            self.current = index
            self._tell_readers()
            self.update()
            self.selected.emit()

    def _tell_readers(self) -> None:
        words = self.tr("Box {number}: {width} × {height} pixels at {left}, {top}")
        self.setAccessibleDescription(
            "; ".join(
                words.format(number=number, width=box.width, height=box.height, left=box.left, top=box.top)
                for number, box in enumerate(self.boxes, start=1)
            )
        )

    def _size(self) -> Size:
        assert self._pyramid is not None
        return self._pyramid.size

    def _side(self, wanted: int, most: int | None = None) -> int:
        """A side that a box may have."""
        size = self._size()
        limit = min(self.longest, most if most is not None else min(size.width, size.height))
        return max(min(SMALLEST, limit), min(wanted, limit))

    def _around(self, point: QPointF) -> Region:
        side = self._side(SMALLEST)
        return self._moved(Region(round(point.x()), round(point.y()), side, side), 0, 0)

    def _moved(self, box: Region, across: int, down: int) -> Region:
        size = self._size()
        left = min(max(box.left + across, 0), size.width - box.width)
        top = min(max(box.top + down, 0), size.height - box.height)
        return Region(left, top, box.width, box.height)

    def _resized(self, box: Region, by: int) -> Region:
        """The box, larger or smaller around its middle."""
        size = self._size()
        width, height = self._side(box.width + by, size.width), self._side(box.height + by, size.height)
        return self._moved(
            Region(box.left - (width - box.width) // 2, box.top - (height - box.height) // 2, width, height), 0, 0
        )

    def _dragged(self, box: Region, corner: tuple[int, int], across: int, down: int) -> Region:
        """The box with one corner elsewhere; the opposite one stays."""
        size = self._size()
        left, width = self._edges(box.left, box.right, corner[0], across, size.width)
        top, height = self._edges(box.top, box.bottom, corner[1], down, size.height)
        return Region(left, top, width, height)

    def _edges(self, low: int, high: int, end: int, by: int, limit: int) -> tuple[int, int]:
        if end:
            return low, self._side(high + by - low, limit - low)
        length = self._side(high - (low + by), high)
        return high - length, length

    # ---------------------------------------------------------------- where things are

    def _place(self) -> QRectF:
        """Where the photo lies."""
        size = self._size()
        shown = QSize(size.width, size.height).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (self.width() - shown.width()) / 2, (self.height() - shown.height()) / 2, shown.width(), shown.height()
        )

    def _photo(self, point: QPointF) -> QPointF:
        """A point of the widget in pixels of the photo."""
        place, ratio = self._place(), self._ratio()
        return QPointF((point.x() - place.left()) / ratio, (point.y() - place.top()) / ratio)

    def _ratio(self) -> float:
        return self._place().width() / self._size().width

    def _shown(self, box: Region) -> QRectF:
        place, ratio = self._place(), self._ratio()
        return QRectF(
            place.left() + box.left * ratio, place.top() + box.top * ratio, box.width * ratio, box.height * ratio
        )

    def _at(self, point: QPointF) -> tuple[int, tuple[int, int] | None] | None:
        """The box under the pointer, the chosen one first, and the corner of it that is near."""
        order = sorted(range(len(self.boxes)), key=lambda index: index != self.current)
        for index in order:
            shown = self._shown(self.boxes[index])
            for across, x in enumerate((shown.left(), shown.right())):
                for down, y in enumerate((shown.top(), shown.bottom())):
                    if abs(point.x() - x) <= _HANDLE and abs(point.y() - y) <= _HANDLE:
                        return index, (across, down)
            if shown.contains(point):
                return index, None
        return None

    def _show_cursor(self, point: QPointF) -> None:
        found = self._at(point) if self._pyramid is not None else None
        if found is None:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif found[1] is None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            same = found[1][0] == found[1][1]
            self.setCursor(Qt.CursorShape.SizeFDiagCursor if same else Qt.CursorShape.SizeBDiagCursor)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(CANVAS))
            if self._pyramid is None:
                return
            size, place = self._size(), self._place()
            layer = self._pyramid.crop(Region(0, 0, size.width, size.height), self._ratio() * self.devicePixelRatio())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, layer.image, layer.source)
            for index, (box, colour) in enumerate(zip(self.boxes, BOX_COLOURS, strict=False)):
                _draw_box(painter, self._shown(box), QColor(*colour), current=index == self.current)
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(ACCENT), 1))
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def _draw_box(painter: QPainter, shown: QRectF, colour: QColor, *, current: bool) -> None:
    """A frame that shows on any photo, with handles where it is the one in hand."""
    for pen in (QPen(QColor("white"), 4), QPen(colour, 2)):
        painter.setPen(pen)
        painter.drawRect(shown)
    if current:
        for corner in (shown.topLeft(), shown.topRight(), shown.bottomLeft(), shown.bottomRight()):
            painter.fillRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8), QColor("white"))
            painter.fillRect(QRectF(corner.x() - 3, corner.y() - 3, 6, 6), colour)
