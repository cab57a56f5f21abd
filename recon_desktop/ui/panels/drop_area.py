"""The empty canvas: where to drop a photo, and what else to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import ACCENT, GAP, SECONDARY
from recon_desktop.ui.panels.controls import menu_text
from recon_desktop.ui.panels.preset_tiles import PresetTiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recon_desktop.ui.workspace.choices import WorkspaceChoices

WIDTH, HEIGHT = 520, 380
RADIUS = 12
RECENT, RECENT_WIDTH = 3, 130
"""How many of the photos opened last are offered, and the pixels for a name."""


class DropArea(QWidget):
    """One dashed area: open or try a photo, say what kind it is, take one of the last again.

    Args:
        actions: The window's actions by name.
        choices: What the tiles of presets set.
        parent: Owner.

    Signals:
        recent_chosen: The person wants this photo again.
    """

    recent_chosen = Signal(object)

    def __init__(
        self, actions: Mapping[str, QAction], choices: WorkspaceChoices, parent: QWidget | None = None
    ) -> None:
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
        layout.addSpacing(GAP)
        layout.addWidget(_caption(self.tr("What is your photo like?")), 0, Qt.AlignmentFlag.AlignHCenter)
        self.tiles = PresetTiles(choices)
        layout.addWidget(self.tiles, 0, Qt.AlignmentFlag.AlignHCenter)
        self._recent_paths: tuple[Path, ...] = ()
        self.recent = QHBoxLayout()
        self.recent.setSpacing(GAP)
        layout.addLayout(self.recent)
        layout.addSpacing(GAP)
        for words in (
            self.tr("Simulate degrades a good photo: see what each method repairs."),
            self.tr("Metrics measures results on your own photos: choose a clean one as the reference."),
        ):
            layout.addWidget(_caption(words), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer the first of the photos that were opened last."""
        shown = tuple(paths[:RECENT])
        if shown == self._recent_paths:
            return
        self._recent_paths = shown
        while (item := self.recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.recent.addStretch(1)
        if shown:
            self.recent.addWidget(_caption(self.tr("Recent:")))
        for path in shown:
            button = QPushButton()
            button.setProperty("role", "flat")
            name = button.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, RECENT_WIDTH)
            button.setText(menu_text(name))
            button.setToolTip(self.tr("Open “{0}” again").format(path))
            button.setAccessibleName(path.name)
            button.clicked.connect(lambda _=False, path=path: self.recent_chosen.emit(path))
            self.recent.addWidget(button)
        self.recent.addStretch(1)

    @property
    def area(self) -> QRectF:
        """What the dashes go round."""
        area = QRectF(0, 0, min(WIDTH, self.width() - 32), min(HEIGHT, self.height() - 32))
        area.moveCenter(QRectF(self.rect()).center())
        return area

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
            painter.drawRoundedRect(self.area, RADIUS, RADIUS)


def _caption(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "caption")
    return label


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
