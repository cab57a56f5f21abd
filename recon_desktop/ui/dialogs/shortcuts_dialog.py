"""All keys on one page, read from the actions themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN

COLUMNS = 3

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title, and rows of what it does and its keys."""


class ShortcutsDialog(QDialog):
    """The list of shortcuts, in columns.

    Args:
        groups: What to list.
        parent: The window.
    """

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        columns = QHBoxLayout()
        columns.setSpacing(4 * MARGIN)
        share = sum(len(rows) + 2 for _, rows in groups) / COLUMNS
        grids: list[QGridLayout] = []
        used = 0.0
        for title, rows in groups:
            if not grids or used + len(rows) / 2 > share * len(grids):
                grids.append(self._grid())
                columns.addLayout(grids[-1])
            used += len(rows) + 2
            self._add(grids[-1], title, rows)
        for grid in grids:
            grid.setRowStretch(grid.rowCount(), 1)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(MARGIN)
        layout.addLayout(columns)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    @classmethod
    def tell(cls, groups: Sequence[Group], parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(groups, parent)
        dialog.exec()
        dialog.deleteLater()

    @staticmethod
    def _grid() -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * MARGIN)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        return grid

    def _add(self, grid: QGridLayout, title: str, rows: Sequence[tuple[str, str]]) -> None:
        top = grid.rowCount()
        grid.addWidget(self._label(title, "title"), top, 0, 1, 2)
        for row, (words, keys) in enumerate(rows, start=top + 1):
            grid.addWidget(self._label(words, ""), row, 0)
            grid.addWidget(self._label(keys, "secondary"), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowMinimumHeight(grid.rowCount(), GAP)

    @staticmethod
    def _label(text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        return label
