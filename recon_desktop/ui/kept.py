"""What the person keeps: presets and the history of changes, with their menus and controls in the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.panels.history_menu import HistoryMenu
from recon_desktop.ui.panels.preset_picker import PresetPicker, PresetsMenu
from recon_desktop.ui.presets import Presets
from recon_desktop.ui.state import Notice
from recon_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from recon_desktop.ui.workspace import Workspace


class Kept(QObject):
    """Puts together what outlives a photo; a part of the window.

    Args:
        workspace: The state.
        theme: For icons.
        actions: The window's actions by name; "presets" and "history" get their menus.
        folder: Where files are kept; None keeps everything until the window is closed.
        tell: Takes notices.
        window: Owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        actions: Mapping[str, QAction],
        folder: Path | None,
        tell: Callable[[Notice], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self.presets = Presets(folder, tell, self)
        self.presets_menu = PresetsMenu(self.presets, workspace, window)
        self.presets_menu.keep_asked.connect(self._keep_presets)
        self.preset_picker = PresetPicker(self.presets, workspace, theme, self.presets_menu)
        self.history_menu = HistoryMenu(workspace, window)
        actions["presets"].setMenu(self.presets_menu)
        actions["history"].setMenu(self.history_menu)
        self.presets.load()

    def _keep_presets(self) -> None:
        from recon_desktop.ui.dialogs.presets_dialog import PresetsDialog

        PresetsDialog.tell(self.presets, self._workspace, self._window)
