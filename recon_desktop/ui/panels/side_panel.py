"""The column of sections beside the photo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import PANEL_WIDTH
from recon_desktop.ui.panels.controls import Section


class SidePanel(QScrollArea):
    """Scrolls where the sections are longer than the window is high.

    Args:
        parent: Owner.

    Attributes:
        page: The parent of the sections.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = QWidget()
        self.setProperty("role", "side")
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its room is always kept: nothing moves to the side when the sections outgrow the window.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFixedWidth(PANEL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lay_out(self, sections: Sequence[Section]) -> None:
        """Put the sections one under the other, a rule between two."""
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for index, section in enumerate(sections):
            if index:
                rule = QFrame(self.page)
                rule.setProperty("role", "rule")
                rule.setFixedHeight(1)
                column.addWidget(rule)
            column.addWidget(section)
        column.addStretch(1)
