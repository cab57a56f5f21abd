"""What this program is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.ui.dialogs.licences_dialog import LicencesDialog
from recon_desktop.ui.look.theme import GAP, MARGIN, Theme

SIDE = 72


class AboutDialog(QDialog):
    """Name, version, licence.

    Args:
        version: Of the program.
        theme: For the icon.
        licences: Those of what the installation bundles; None where it bundles nothing.
        parent: The window.
    """

    def __init__(self, version: str, theme: Theme, licences: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Recon Desktop"))
        icon = QLabel()
        icon.setPixmap(theme.application_icon.pixmap(QSize(SIDE, SIDE), self.devicePixelRatioF()))
        name = QLabel("Recon Desktop")
        name.setProperty("role", "headline")
        number = QLabel(self.tr("Version {version}").format(version=version))
        number.setProperty("role", "secondary")
        words = QLabel(
            self.tr(
                "Denoises and enlarges photos with networks that were trained in the open, and shows what each of them "
                "does to your own pixels. Nothing leaves this computer."
            )
        )
        licence = QLabel(
            self.tr(
                "Apache-2.0. Uses Qt through PySide6 (LGPL), ONNX Runtime, OpenCV, NumPy, Pillow, and icons of Lucide "
                "(ISC)."
            )
        )
        licence.setProperty("role", "caption")
        for label in (words, licence):
            label.setWordWrap(True)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        if licences is not None:
            show = QPushButton(self.tr("Licences"))
            show.setToolTip(self.tr("What is bundled with this program, and under which licences"))
            show.clicked.connect(partial(LicencesDialog.tell, licences, self))
            buttons.addWidget(show)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        for label in (name, number, words, licence):
            column.addWidget(label)
        column.addSpacing(GAP)
        column.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(2 * MARGIN)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)
        self.setFixedWidth(460)

    @classmethod
    def tell(cls, version: str, theme: Theme, licences: Path | None, parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(version, theme, licences, parent)
        dialog.exec()
        dialog.deleteLater()
