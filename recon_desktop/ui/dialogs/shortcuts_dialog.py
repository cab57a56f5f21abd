"""All keys on one page, read from the actions themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.ui.theme import GAP, MARGIN

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title, and rows of what it does and its keys."""


class ShortcutsDialog(QDialog):
    """The list of shortcuts, in two columns.

    Args:
        groups: What to list.
        parent: The window.
    """

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        columns = QHBoxLayout()
        columns.setSpacing(4 * MARGIN)
        total = sum(len(rows) + 1 for _, rows in groups)
        column, used = QVBoxLayout(), 0
        columns.addLayout(column)
        for title, rows in groups:
            if used and used + len(rows) / 2 > total / 2 and columns.count() == 1:
                column.addStretch(1)
                column = QVBoxLayout()
                columns.addLayout(column)
            used += len(rows) + 1
            column.addWidget(self._label(title, "title"))
            column.addLayout(self._table(rows))
            column.addSpacing(GAP)
        column.addStretch(1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.addLayout(columns)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    @classmethod
    def tell(cls, groups: Sequence[Group], parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(groups, parent)
        dialog.exec()
        dialog.deleteLater()

    def _table(self, rows: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * MARGIN)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (words, keys) in enumerate(rows):
            grid.addWidget(self._label(words, ""), row, 0)
            grid.addWidget(self._label(keys, "secondary"), row, 1, Qt.AlignmentFlag.AlignRight)
        return grid

    @staticmethod
    def _label(text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        return label
