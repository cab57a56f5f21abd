"""What is kept: presets, recent photos, speeds of the models; and the menus of these and of the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from recon_desktop.ui.kept.presets import Presets
from recon_desktop.ui.kept.recent import Recent
from recon_desktop.ui.kept.speeds import Speeds
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.history_menu import HistoryMenu
from recon_desktop.ui.panels.preset_picker import PresetPicker, PresetsMenu
from recon_desktop.ui.panels.recent_menu import RecentMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recon_desktop.ui.values.state import Notice
    from recon_desktop.ui.workspace.workspace import Workspace


class Kept(QObject):
    """Puts together what outlives a photo; a part of the window.

    Args:
        workspace: The state.
        theme: For icons.
        actions: The window's actions by name; "presets", "recent" and "history" get their menus.
        folder: Where files are kept; None keeps everything until the window is closed.
        open_photo: Opens one.
        tell: Takes notices.
        window: Owner of the menus.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        actions: Mapping[str, QAction],
        folder: Path | None,
        *,
        open_photo: Callable[[Path], None],
        tell: Callable[[Notice], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self.presets = Presets(folder, tell, self)
        self.recent = Recent(folder, self)
        self.speeds = Speeds(workspace, folder, self)
        self.recent_menu = RecentMenu(self.recent, open_photo, tell, window)
        self.presets_menu = PresetsMenu(self.presets, workspace.choices, window)
        self.presets_menu.keep_asked.connect(self._keep_presets)
        self.preset_picker = PresetPicker(self.presets, workspace.choices, theme, self.presets_menu)
        self.history_menu = HistoryMenu(workspace.choices, window)
        actions["presets"].setMenu(self.presets_menu)
        actions["history"].setMenu(self.history_menu)
        actions["recent"].setMenu(self.recent_menu)
        self.presets.load()
        self.recent.load()
        self.speeds.load()
        workspace.photos.changed.connect(self._remember_photo)

    def _remember_photo(self) -> None:
        if (path := self._workspace.photos.own_file) is not None:
            self.recent.add(path)

    def _keep_presets(self) -> None:
        from recon_desktop.ui.dialogs.presets_dialog import PresetsDialog  # late: 3 ms, and seldom asked for

        PresetsDialog.tell(self.presets, self._workspace.choices, self._window)
