"""The presets at hand: a button that names the one in force, and the menu of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from recon_desktop.ui.kept.presets import Presets, ready_presets
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.controls import draw_arrow, menu_text
from recon_desktop.ui.values.state import Choices

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.choices import WorkspaceChoices

ROOM = 150
"""Pixels for the name on the button."""


class PresetsMenu(QMenu):
    """The presets that come along, then the person's own, the one in force marked, and what leads to their dialog.

    Filled when it is about to show.

    Args:
        presets: What there is.
        choices: What they set.
        parent: Owner.

    Signals:
        keep_asked: The person wants to save, rename, order or delete presets.
    """

    keep_asked = Signal()

    def __init__(self, presets: Presets, choices: WorkspaceChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self._choices = choices
        self._group: QActionGroup | None = None
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        self.clear()
        self._group = QActionGroup(self)
        now = self._presets.find(self._choices.now)
        for preset in (*ready_presets(), *self._presets.all):
            if preset is next(iter(self._presets.all), None):
                self.addSeparator()
            action = self.addAction(menu_text(preset.name))
            action.setCheckable(True)
            action.setChecked(preset == now)
            action.triggered.connect(lambda _=False, preset=preset: self._choices.apply(preset.choices, preset.name))
            self._group.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("Save and arrange presets…")).triggered.connect(lambda: self.keep_asked.emit())


class PresetPicker(QPushButton):
    """Shows the preset in force; a click lists all.

    Args:
        presets: What there is.
        choices: What they set.
        theme: For the arrow.
        menu: Shown under the button.
        parent: Owner.
    """

    def __init__(
        self,
        presets: Presets,
        choices: WorkspaceChoices,
        theme: Theme,
        menu: PresetsMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presets = presets
        self._choices = choices
        self._theme = theme
        self._menu = menu
        self.setProperty("role", "picker")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Preset"))
        self.setToolTip(self.tr("Apply settings that you saved, or save the current ones"))
        self.clicked.connect(self.open)
        presets.changed.connect(self.refresh)
        choices.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Name the preset in force."""
        now = self._presets.find(self._choices.now)
        untouched = not self._presets.all or self._choices.now == Choices()
        words = now.name if now else self.tr("none") if untouched else self.tr("changed by hand")
        self.setText(menu_text(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, ROOM)))
        self.setAccessibleDescription(words)

    def open(self) -> None:
        """Show the menu under the button."""
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_arrow(self, self._theme)
