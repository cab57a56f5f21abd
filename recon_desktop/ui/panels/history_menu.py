"""Every change of the recipe in words; a click goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from recon_desktop.ui.panels.controls import menu_text

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.choices import WorkspaceChoices


class HistoryMenu(QMenu):
    """The changes, the oldest first, the one in force marked; filled when it is about to show.

    Args:
        choices: Whose changes they are.
        parent: Owner.
    """

    def __init__(self, choices: WorkspaceChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._group: QActionGroup | None = None
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        self.clear()
        self._group = QActionGroup(self)
        for place, words in enumerate(self._choices.changes):
            action = self.addAction(menu_text(words))
            action.setCheckable(True)
            action.setChecked(place == self._choices.place)
            action.triggered.connect(lambda _=False, place=place: self._choices.go_to(place))
            self._group.addAction(action)
            if action.isChecked():
                self.setActiveAction(action)
