"""The whole photo, small, with a frame around what is in view: in the bar, and larger over the canvas while hovered.

A map that lay over the canvas all the time would hide pixels that are to be judged; the one in the bar hides none, and
the large one goes when the pointer does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.look.theme import ACCENT, CANVAS, GAP, LINE

if TYPE_CHECKING:
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.view.compare_view import CompareView
    from recon_desktop.ui.workspace.photos import Photos

IN_BAR = QSize(56, 28)
OVER_CANVAS = QSize(240, 200)
LEAST_FRAME = 5.0
LINGER_MS = 300


class Minimap(QWidget):
    """One map; as large as the photo's shape allows in a box. A click or a drag moves the view there.

    Args:
        photos: Has the photo that it shows.
        view: Which it follows and moves.
        box: The most it takes.
        parent: Owner.

    Signals:
        left: The pointer is elsewhere now.
    """

    left = Signal()

    def __init__(self, photos: Photos, view: CompareView, box: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._view = view
        self._box = box
        self._pyramid: Pyramid | None = None
        self._picture = QPixmap()
        self.setFixedSize(box)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Minimap"))

    def refresh(self) -> None:
        """Draw the photo and the frame anew."""
        pyramid, ratio = self._photos.pyramid, self.devicePixelRatioF()
        if pyramid is None:
            self._pyramid, self._picture = None, QPixmap()
        elif pyramid is not self._pyramid or self._picture.devicePixelRatioF() != ratio:
            part = min(self._box.width() / pyramid.size.width, self._box.height() / pyramid.size.height)
            size = QSize(max(1, round(pyramid.size.width * part)), max(1, round(pyramid.size.height * part)))
            side = round(max(size.width(), size.height()) * ratio)
            self._pyramid, self._picture = pyramid, QPixmap.fromImage(pyramid.thumbnail(side))
            self._picture.setDevicePixelRatio(ratio)
            self.setFixedSize(size.expandedTo(QSize(4, 4)))
        self.update()

    @property
    def frame(self) -> QRectF:
        """What is in view, in its own logical pixels; empty where there is no photo."""
        state = self._view.state
        if state is None:
            return QRectF()
        across, down = self.width() / state.content.width, self.height() / state.content.height
        left, top = state.at((0, 0))
        right, bottom = state.at((state.viewport.width, state.viewport.height))
        frame = QRectF(QPointF(left * across, top * down), QPointF(right * across, bottom * down))
        lack = QPointF(max(0.0, LEAST_FRAME - frame.width()) / 2, max(0.0, LEAST_FRAME - frame.height()) / 2)
        return frame.adjusted(-lack.x(), -lack.y(), lack.x(), lack.y()) & QRectF(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(CANVAS))
            painter.drawPixmap(self.rect(), self._picture)
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(self.palette().color(LINE))
            painter.drawRect(edge)
            frame = self.frame.adjusted(0.5, 0.5, -0.5, -0.5)
            for colour, width in ((QColor(0, 0, 0, 140), 3.0), (self.palette().color(ACCENT), 1.5)):
                pen = QPen(colour, width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRect(frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()

    def _go(self, position: QPointF) -> None:
        state = self._view.state
        if state is not None:
            across, down = position.x() / self.width(), position.y() / self.height()
            self._view.centre_on(across * state.content.width, down * state.content.height)


class BarMinimap(Minimap):
    """The map in the bar; it is there when part of the photo is out of view, and shows the large one while hovered.

    Args:
        photos: Has the photo that it shows.
        view: Which it follows and moves.
        parent: Owner.
    """

    def __init__(self, photos: Photos, view: CompareView, parent: QWidget | None = None) -> None:
        super().__init__(photos, view, IN_BAR, parent)
        self._wanted = False
        self._large = Minimap(photos, view, OVER_CANVAS, view)
        self._large.hide()
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        for each in (self, self._large):
            each.left.connect(self._linger.start)
        self._linger.timeout.connect(self._hide_large)
        # No tooltip: it would lie over the large map, which tells more.
        self.setAccessibleDescription(self.tr("What is in view; click or drag to look elsewhere"))
        view.changed.connect(self.follow)
        self.follow()

    def set_wanted(self, wanted: bool) -> None:
        """Whether the person wants to see it."""
        self._wanted = wanted
        self.follow()

    def follow(self) -> None:
        """Be there or not, and show what the view shows."""
        state = self._view.state
        shown = self._wanted and state is not None and not state.shows_all
        self.setVisible(shown)
        if shown:
            self.refresh()
        if not shown:
            self._large.hide()
        elif self._large.isVisible():
            self._place_large()

    def _place_large(self) -> None:
        self._large.refresh()
        self._large.move(self._view.width() - self._large.width() - GAP, GAP)

    def _hide_large(self) -> None:
        if not self._large.underMouse() and not self.underMouse():
            self._large.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._linger.stop()
        self._place_large()
        self._large.raise_()
        self._large.show()
