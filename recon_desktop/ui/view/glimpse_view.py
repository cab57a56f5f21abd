"""What can be seen of a photo that is being opened: it covers the canvas, at the places where the photo will stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.look.theme import CANVAS

if TYPE_CHECKING:
    from recon_desktop.core.geometry import Size
    from recon_desktop.ui.values.state import Glimpse
    from recon_desktop.ui.view.view_state import ViewState
    from recon_desktop.ui.workspace.photos import Photos


class GlimpseView(QWidget):
    """Hidden while there is no glimpse.

    An older photo below it cannot be seen or reached by hands; it is there again when this one goes without a photo.

    Args:
        photos: Has the glimpse.
        first_look: How a picture of this size is looked at.
        panes: The parts of its parent that will show it.
        parent: What it covers.
    """

    def __init__(
        self,
        photos: Photos,
        first_look: Callable[[Size], ViewState],
        panes: Callable[[], Iterable[QWidget]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._first_look = first_look
        self._panes = panes
        self._covered = parent
        self._glimpse: Glimpse | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        photos.glimpse_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is."""
        self._glimpse = self._photos.glimpse
        self.setVisible(self._glimpse is not None)
        self.cover()

    def cover(self) -> None:
        """Lie over all of the view, as it is now."""
        if self._glimpse is not None:
            self.setGeometry(self._covered.rect())
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().color(CANVAS))
            if self._glimpse is None:
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            state, ratio = self._first_look(self._glimpse.size), self.devicePixelRatioF()
            left, top = state.origin
            width, height = state.content.width * state.zoom, state.content.height * state.zoom
            for pane in self._panes():
                if pane.isVisible():
                    place = QRect(pane.mapTo(self._covered, QPoint()), pane.size())
                    painter.setClipRect(place)
                    painter.save()
                    painter.translate(place.topLeft())
                    painter.scale(1 / ratio, 1 / ratio)
                    image, source = self._glimpse.image, self._glimpse.source
                    painter.drawImage(QRectF(left, top, width, height), image, source)
                    painter.restore()
