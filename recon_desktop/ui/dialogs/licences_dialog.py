"""What a frozen build bundles, and under which licences."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN


class LicencesDialog(QDialog):
    """A page of all that is bundled, from which links lead to the licences.

    Args:
        folder: Holds the page, `index.html`, and the texts that it leads to.
        parent: The window.

    Attributes:
        page: The page, or a text.
    """

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.resize(760, 560)
        self.page = QTextBrowser()
        self.page.setProperty("role", "page")
        self.page.setAccessibleName(self.tr("Licences"))
        self.page.setToolTip(self.tr("What is bundled with this program, and under which licences"))
        self.page.setSource(QUrl.fromLocalFile(str(folder / "index.html")))
        back = QPushButton(self.tr("Back"))
        back.setToolTip(self.tr("Back to what is bundled"))
        back.clicked.connect(self.page.backward)
        back.setEnabled(False)
        self.page.backwardAvailable.connect(back.setEnabled)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.page, 1)
        layout.addLayout(buttons)

    @classmethod
    def tell(cls, folder: Path, parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(folder, parent)
        dialog.exec()
        dialog.deleteLater()
