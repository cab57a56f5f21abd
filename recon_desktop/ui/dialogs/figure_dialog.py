"""The crop-zoom figure, arranged by hand: boxes on the photo, below them each method's crops as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from recon_desktop.ui.dialogs.file_dialogs import ask_where, completed
from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.view.box_canvas import BoxCanvas
from recon_desktop.ui.view.crop_grid import CropGrid
from recon_desktop.ui.workspace.live_figure import MOST_BOXES, LiveFigure

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.photos import Photos

SUFFIXES = (".png", ".svg", ".pdf")


class FigureDialog(QDialog):
    """Stands beside the window and follows it.

    Args:
        photos: Has the photo that it shows.
        figure: Makes the crops; closed with the dialog.
        propose: The name that an export begins with.
        parent: The window.

    Signals:
        gone: The dialog is closed.
    """

    gone = Signal()

    def __init__(self, photos: Photos, figure: LiveFigure, propose: Callable[[], Path], parent: QWidget) -> None:
        super().__init__(parent)
        self._photos = photos
        self._propose = propose
        self.figure = figure
        self._open = True
        self.setWindowTitle(self.tr("Figure"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 760)
        self.canvas = BoxCanvas()
        self.grid = CropGrid()
        self.area = QScrollArea()
        self.area.setWidget(self.grid)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setMinimumHeight(180)
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.add = self._button(self.tr("Add box"), self.tr("Mark another part of the photo (Insert)"))
        self.remove = self._button(self.tr("Remove box"), self.tr("Remove the selected box (Delete)"))
        self.export = self._button(self.tr("Export…"), self.tr("Write the figure as PNG, SVG or PDF"))
        self.export.setProperty("role", "filled")
        self.close_button = self._button(self.tr("Close"), self.tr("Close the figure (Esc)"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for button in (self.add, self.remove):
            row.addWidget(button)
        row.addWidget(self.words, 1)
        for button in (self.close_button, self.export):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(self.canvas, 3)
        layout.addWidget(self.area, 4)
        layout.addLayout(row)
        self.canvas.changed.connect(lambda: figure.set_boxes(self.canvas.boxes))
        self.add.clicked.connect(self.canvas.add)
        self.remove.clicked.connect(self.canvas.remove)
        self.export.clicked.connect(self._export)
        self.close_button.clicked.connect(self.close)
        figure.changed.connect(self.refresh)
        self.canvas.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Show what the figure says."""
        figure = self.figure
        self.canvas.show_photo(self._photos.pyramid, figure.boxes, figure.longest_side)
        self.grid.show_columns(figure.columns)
        self.grid.fit_into(self.area.viewport().height())
        self.add.setEnabled(self._photos.pyramid is not None and len(figure.boxes) < MOST_BOXES)
        self.remove.setEnabled(len(figure.boxes) > 1)
        self.export.setEnabled(figure.complete)
        self.words.setText(self._words())

    def _words(self) -> str:
        if self._photos.photo is None:
            return self.tr("Open a photo first.")
        if not self._photos.has_reference:
            return self.tr(
                "The methods are those chosen in Compare. With a reference of the result's size, scores are shown, too."
            )
        return self.tr("The methods are those chosen in Compare. [PSNR / SSIM] over all marked parts.")

    def _export(self) -> None:
        kinds = (self.tr("Picture (*.png)"), self.tr("Drawing (*.svg)"), self.tr("Document (*.pdf)"))
        names, kind = ask_where(self, self.tr("Export figure"), self._propose(), kinds)
        if names:
            target = completed(names[0], SUFFIXES, SUFFIXES[kinds.index(kind)] if kind in kinds else SUFFIXES[0])
            self.figure.write(target.path, overwrite=target.overwrite)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grid.fit_into(self.area.viewport().height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # minimised by the system, it comes back
            self._end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        """Make nothing for a figure that nobody sees; Escape hides a dialog without closing it."""
        if self._open:
            self._open = False
            self.figure.changed.disconnect(self.refresh)
            self.figure.close()
            self.figure.deleteLater()
            self.gone.emit()

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button
