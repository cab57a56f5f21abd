"""How the window is arranged, from one to the next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.controls import Section
from recon_desktop.ui.view.captions import CompareMode
from recon_desktop.ui.view.compare_view import MODES, CompareView

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.workspace import Workspace

AROUND = QSize(16, 48)
"""Room for the title and the edges of the window on the screen."""


class Layout:
    """A part of the window.

    Args:
        window: What is arranged.
        workspace: Has the methods of the grid, and the device.
        theme: The look.
        actions: The window's actions by name.
        view: The canvas.
        sections: The panels, which can be collapsed.
    """

    def __init__(
        self,
        window: QWidget,
        workspace: Workspace,
        theme: Theme,
        actions: Mapping[str, QAction],
        view: CompareView,
        sections: Collection[Section],
    ) -> None:
        self._window = window
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self._view = view
        self._sections = sections

    def remembered(self, settings: Settings) -> Settings:
        """The settings with what the next window has to know of this one."""
        return replace(
            settings,
            geometry=bytes(self._window.saveGeometry().data()),
            panels_shown=self._actions["panels"].isChecked(),
            collapsed=tuple(section.name for section in self._sections if section.collapsed),
            compare=self._view.mode,
            left_out=tuple(sorted(self._workspace.contenders.left_out)),
            pixel_grid=self._actions["pixel_grid"].isChecked(),
            minimap=self._actions["minimap"].isChecked(),
            device=self._workspace.device.asked,
            scheme=self._theme.scheme,
        )

    def restore(self, settings: Settings, first_size: QSize, *, first_collapsed: Collection[Section]) -> None:
        """Arrange it as the last one was.

        Args:
            settings: What that remembered.
            first_size: Size where there was none.
            first_collapsed: What is collapsed where there was none.
        """
        window, actions = self._window, self._actions
        if not (settings.geometry and window.restoreGeometry(QByteArray(settings.geometry))):
            # What a window manager puts around the window is not known before it is shown.
            window.resize(first_size.boundedTo(window.screen().availableGeometry().size() - AROUND))
            for section in first_collapsed:
                section.set_collapsed(True)
        for section in self._sections:
            if settings.geometry:
                section.set_collapsed(section.name in settings.collapsed)
        self._workspace.contenders.leave_out(settings.left_out)
        mode: CompareMode = next((mode for mode in MODES if mode == settings.compare), "split")
        actions[mode].setChecked(True)
        self._view.set_mode(mode)
        actions["full_screen"].setChecked(window.isFullScreen())
        actions["pixel_grid"].setChecked(settings.pixel_grid)
        actions["minimap"].setChecked(settings.minimap)
        actions["panels"].setChecked(settings.panels_shown)
