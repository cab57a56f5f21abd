"""The presets that come along, as tiles: one click says what kind of photo is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from recon_desktop.ui.kept.presets import ready_presets
from recon_desktop.ui.look.theme import GAP

if TYPE_CHECKING:
    from recon_desktop.ui.values.state import Choices
    from recon_desktop.ui.workspace.choices import WorkspaceChoices


class PresetTiles(QWidget):
    """Two rows of two; the one in force is marked.

    Args:
        choices: What they set.
        parent: Owner.
    """

    def __init__(self, choices: WorkspaceChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.presets = ready_presets()
        self.tiles: list[QPushButton] = []
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for column in range(2):
            layout.setColumnStretch(column, 1)
        for place, preset in enumerate(self.presets):
            tile = QPushButton(preset.name)
            tile.setProperty("role", "tile")
            tile.setCheckable(True)
            tile.setToolTip(self.tr("Set the panel on the right for this kind of photo"))
            tile.clicked.connect(lambda _=False, preset=preset: self._apply(preset.choices, preset.name))
            self.tiles.append(tile)
            layout.addWidget(tile, place // 2, place % 2)
        choices.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Mark the preset in force."""
        for tile, preset in zip(self.tiles, self.presets, strict=True):
            tile.setChecked(preset.choices == self._choices.now)

    def _apply(self, choices: Choices, name: str) -> None:
        self._choices.apply(choices, name)
        self.refresh()  # the click has turned the tile over, also where nothing changed
