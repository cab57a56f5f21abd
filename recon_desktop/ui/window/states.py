"""Which of the window's actions can be done now, and which are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from recon_desktop.core.devices import kind_of
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.view_bar import METHODS
from recon_desktop.ui.view.compare_view import MODES
from recon_desktop.ui.window.desk import Desk

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.workspace import Workspace


class ActionStates(QObject):
    """A part of the window.

    Args:
        workspace: What there is.
        actions: The window's actions by name.
        theme: The look.
        desk: Knows the language that the person chose.
        parent: Owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        actions: Mapping[str, QAction],
        theme: Theme,
        desk: Desk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._actions = actions
        self._theme = theme
        self._desk = desk
        for signal in (
            workspace.batch.list.items_changed,
            workspace.photos.changed,
            workspace.photos.glimpse_changed,
            workspace.choices.changed,
            workspace.runs.changed,
            workspace.activity_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done, and check what is so."""
        workspace, actions = self._workspace, self._actions
        has_photo, activity, glimpse = workspace.photos.photo is not None, workspace.activity, workspace.photos.glimpse
        busy = activity.kind in ("restoring", "comparing", "loading")
        enabled = {
            # Not while another photo covers the one that it would save.
            "save": workspace.runs.result is not None and activity.kind != "saving" and glimpse is None,
            "copy": workspace.runs.result is not None and not busy and glimpse is None,
            "save_beside": has_photo
            and workspace.runs.recipe is not None
            and not busy
            and activity.kind != "saving"
            and glimpse is None,
            "restore": has_photo and workspace.runs.recipe is not None and workspace.runs.result is None and not busy,
            "figure": has_photo and workspace.runs.recipe is not None and glimpse is None,
            "report": has_photo and workspace.runs.recipe is not None and not busy,
            "cancel": activity.cancellable,
            "next_photo": workspace.batch.list.photos > 0,
            "previous_photo": workspace.batch.list.photos > 0,
            "undo": workspace.choices.can_undo,
            "redo": workspace.choices.can_redo,
        }
        looks = (*MODES, *METHODS, "close", "across", "blink", "difference", "trust")
        looks += ("fit", "actual", "zoom_in", "zoom_out")
        enabled |= dict.fromkeys(looks, has_photo)
        for key, on in enabled.items():
            actions[key].setEnabled(on)
        actions[f"device_{kind_of(workspace.device.asked)}"].setChecked(True)
        actions[f"scheme_{self._theme.scheme}"].setChecked(True)
        actions[f"language_{self._desk.settings.language}"].setChecked(True)
