"""Which methods the grid shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from recon_desktop.ui.look.theme import GAP, Theme
from recon_desktop.ui.panels.controls import Section
from recon_desktop.ui.workspace.contenders import LEAST, MOST

if TYPE_CHECKING:
    from recon_desktop.ui.values.state import Method
    from recon_desktop.ui.workspace.contenders import Contenders

COLUMNS = 2
ROOM = 100
"""Pixels for the name of a method; its tooltip has all of it."""


class ComparePanel(Section):
    """A box for each method of the task; the one in use is always shown.

    Args:
        contenders: The methods of the grid.
        theme: For icons.
        parent: Owner.
    """

    def __init__(self, contenders: Contenders, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("compare", theme, parent)
        self.set_title(self.tr("Compare"))
        self._contenders = contenders
        self._methods: tuple[Method, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        table = QWidget()
        self._table = QGridLayout(table)
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setHorizontalSpacing(GAP)
        self._table.setVerticalSpacing(4)
        for column in range(COLUMNS):
            self._table.setColumnStretch(column, 1)
        self.content.addWidget(table)
        self.content.addWidget(self.note)
        self._contenders.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the methods and which of them are in the grid."""
        contenders = self._contenders
        methods, shown = contenders.methods, {method.key for method in contenders.shown}
        if methods != self._methods:
            self._methods = methods
            self._make_boxes()
        for key, box in self.boxes.items():
            box.setChecked(key in shown)
            box.setEnabled(contenders.can_change(key))
            box.setToolTip(self._tip(key, box.accessibleName(), shown))
        words = self.tr("{count} methods in the grid (G); {least} to {most} fit")
        self.note.setText(words.format(count=len(shown), least=LEAST, most=MOST) if methods else "")

    def _make_boxes(self) -> None:
        for box in self.boxes.values():
            self._table.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        rows = -(-len(self._methods) // COLUMNS)
        for place, method in enumerate(self._methods):
            title = self.fontMetrics().elidedText(method.title, Qt.TextElideMode.ElideRight, ROOM)
            box = self.boxes[method.key] = QCheckBox(title)
            box.setAccessibleName(method.title)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.clicked.connect(lambda on, key=method.key: self._contenders.set_shown(key, on))
            self._table.addWidget(box, place % rows, place // rows)

    def _tip(self, key: str, title: str, shown: set[str]) -> str:
        if key == self._contenders.chosen:
            return self.tr("{method} is in use, and always in the grid").format(method=title)
        if self._contenders.can_change(key):
            return self.tr("Show {method} in the grid").format(method=title)
        if key in shown:
            return self.tr("The grid needs at least {least} methods").format(least=LEAST)
        return self.tr("The grid holds at most {most} methods").format(most=MOST)
