"""Every model with its card: what it is for, how good it is, what it was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.panels.model_picker import card_words

if TYPE_CHECKING:
    from recon_desktop.engine.catalog import Model
    from recon_desktop.ui.kept.speeds import Speeds


class ModelsDialog(QDialog):
    """The cards, one under the other.

    Args:
        models: All that there are.
        parent: The window.
        speeds: Tells how fast they are on this machine; None tells nothing.

    Attributes:
        cards: The page with all of them.
    """

    def __init__(self, models: Sequence[Model], parent: QWidget | None = None, speeds: Speeds | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(560, 520)
        cards = [card_words(model.card, speeds.of(model.card.id) if speeds else None) for model in models]
        # One document, not a label each: labels lay their tables out again and again until their heights are found.
        self.cards = QTextBrowser()
        self.cards.setProperty("role", "page")
        self.cards.document().setDocumentMargin(2 * MARGIN)
        self.cards.setHtml("<p>&nbsp;</p>".join(cards) if cards else self.tr("No models were found."))
        self.cards.setAccessibleName(self.tr("Models"))
        self.cards.setToolTip(self.tr("What each model is for, and how good it was measured to be"))
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.cards, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    @classmethod
    def tell(cls, models: Sequence[Model], parent: QWidget, speeds: Speeds | None = None) -> None:
        """Show it until it is closed."""
        dialog = cls(models, parent, speeds)
        dialog.exec()
        dialog.deleteLater()
