"""A small map of where the result differs from its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recon_desktop.ui.look.theme import SECONDARY

if TYPE_CHECKING:
    from recon_desktop.ui.values.state import ErrorPicture

HIGHEST = 184
_CAPTION = 15


class ErrorView(QWidget):
    """Draws the map as wide as the panel, black where nothing differs.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: ErrorPicture | None = None
        self._words = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Where the errors lie"))

    def show_picture(self, picture: ErrorPicture | None) -> None:
        """Draw this; None hides the map."""
        if picture is not self.picture:
            self.picture = picture
            self.updateGeometry()
            self.update()
        if picture is not None:
            self._words = self.tr("Errors: black is 0, white {top:.1f} or more").format(top=picture.top)
            self.setToolTip(self.tr("Root mean square error at each place over the three channels, in 8-bit values"))
            self.setAccessibleDescription(self._words)
        self.setVisible(picture is not None)

    def heightForWidth(self, width: int) -> int:
        return self._fitted(width).height() + _CAPTION

    def sizeHint(self) -> QSize:
        return self._fitted(276) + QSize(0, _CAPTION)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._fitted(self.width())
            painter.drawImage(QRect(QPoint(0, 0), size), self.picture.image)
            font = self.font()
            font.setPixelSize(11)
            painter.setFont(font)
            painter.setPen(self.palette().color(SECONDARY))
            painter.drawText(0, size.height() + _CAPTION - 3, self._words)

    def _fitted(self, width: int) -> QSize:
        if self.picture is None:
            return QSize(width, 0)
        return self.picture.image.size().scaled(width, HIGHEST, Qt.AspectRatioMode.KeepAspectRatio)
