"""The empty canvas: where to drop a photo, and what else to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import ACCENT, GAP, SECONDARY

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH, HEIGHT = 460, 260
RADIUS = 12


class DropArea(QWidget):
    """One dashed area, and three buttons.

    Args:
        actions: The window's actions by name.
        parent: Owner.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = False
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        headline = QLabel(self.tr("Drop a photo"))
        headline.setProperty("role", "headline")
        hint = QLabel(self.tr("JPEG, PNG, TIFF, WebP, BMP or GIF  ·  {keys} pastes one").format(keys="Ctrl+V"))
        hint.setProperty("role", "secondary")
        self.open = QPushButton(self.tr("Open…"))
        self.open.setProperty("role", "filled")
        self.sample = QPushButton(self.tr("Try a noisy photo"))
        self.web_sample = QPushButton(self.tr("Try a picture from the web"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        offers = ((self.open, "open"), (self.sample, "noisy_sample"), (self.web_sample, "web_sample"))
        for button, action in ((button, actions[name]) for button, name in offers):
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP)
        layout.addStretch(1)
        for label in (headline, hint):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(GAP)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def set_hovered(self, hovered: bool) -> None:
        """Whether a photo is being held over the window."""
        self._hovered = hovered
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen()
            pen.setColor(self.palette().color(ACCENT if self._hovered else SECONDARY))
            pen.setWidthF(2.0 if self._hovered else 1.5)
            pen.setDashPattern([4, 4])
            painter.setPen(pen)
            area = QRectF(0, 0, min(WIDTH, self.width() - 32), min(HEIGHT, self.height() - 32))
            area.moveCenter(QRectF(self.rect()).center())
            painter.drawRoundedRect(area, RADIUS, RADIUS)


class DropFrame(QWidget):
    """A frame over the window while a photo is held over it.

    Args:
        parent: What it lies over.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over all of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QPen(self.palette().color(ACCENT), 4.0))
            painter.drawRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files of a drop or of the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
