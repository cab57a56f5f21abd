"""Every model with its card: what it is for, how good it is, what it was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from recon_desktop.ui.panels.model_picker import card_words
from recon_desktop.ui.theme import GAP, MARGIN

if TYPE_CHECKING:
    from recon_desktop.engine.catalog import Model
    from recon_desktop.ui.speeds import Speeds


class ModelsDialog(QDialog):
    """The cards, one under the other.

    Args:
        models: All that there are.
        parent: The window.
        speeds: Tells how fast they are on this machine; None tells nothing.
    """

    def __init__(self, models: Sequence[Model], parent: QWidget | None = None, speeds: Speeds | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(560, 520)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, MARGIN)
        column.setSpacing(2 * MARGIN)
        for index, model in enumerate(models):
            if index:
                rule = QFrame()
                rule.setProperty("role", "rule")
                rule.setFixedHeight(1)
                column.addWidget(rule)
            card = QLabel(card_words(model.card, speeds.of(model.card.id) if speeds else None))
            card.setWordWrap(True)
            card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(card)
        if not models:
            column.addWidget(QLabel(self.tr("No models were found.")))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Models"))
        scroll.setToolTip(self.tr("What each model is for, and how good it was measured to be"))
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(scroll, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    @classmethod
    def tell(cls, models: Sequence[Model], parent: QWidget, speeds: Speeds | None = None) -> None:
        """Show it until it is closed."""
        dialog = cls(models, parent, speeds)
        dialog.exec()
        dialog.deleteLater()
