"""The line over everything: which photo this is, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from recon_desktop.ui.look.theme import BODY_PX, GAP, MARGIN, Theme, set_role
from recon_desktop.ui.view.caption import Caption
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recon_desktop.core.geometry import Size
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.workspace.photos import Photos
    from recon_desktop.ui.workspace.runs import Runs

translate = QCoreApplication.translate

HEIGHT = 44
BETWEEN = "  ·  "


class TopBar(QWidget):
    """Name and facts of the photo; undo, redo, Improve and save, Restore, Save.

    Args:
        photos: Has the photo.
        runs: Has its result.
        actions: The window's actions by name.
        theme: For icons.
        parent: Owner.
    """

    def __init__(
        self, photos: Photos, runs: Runs, actions: Mapping[str, QAction], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._runs = runs
        self._theme = theme
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.title = Caption(px=BODY_PX, pad=0)
        self.restore = self._button(actions["restore"], "restore")
        self.save = self._button(actions["save"], "save")
        self.save_beside = self._button(actions["save_beside"], "save")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.title, 1)
        for key in ("undo", "redo", "history"):
            button = QToolButton()
            button.setProperty("role", "flat")
            button.setDefaultAction(actions[key])
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)  # of the menu that the history has
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        layout.addWidget(self.save_beside)
        layout.addWidget(self.restore)
        layout.addWidget(self.save)
        photos.changed.connect(self.refresh)
        photos.glimpse_changed.connect(self.refresh)
        runs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how things are."""
        photo, glimpse = self._photos.photo, self._photos.glimpse
        if glimpse is not None:
            self.title.set_words(glimpse.name, BETWEEN.join(extent(glimpse.size)))
        else:
            self.title.set_words(self._photos.name, facts(photo) if photo else "")
        done = self._runs.result is not None
        for button, filled in ((self.restore, photo is not None and not done), (self.save, done)):
            set_role(button, "filled" if filled else "")
            self._theme.set_icon(button, button.property("icon_name"), "on_accent" if filled else "text")

    def _button(self, action: QAction, icon: str) -> QPushButton:
        button = QPushButton(self)
        self._theme.set_icon(button, icon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(action.iconText())
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        follow()
        return button


def facts(photo: Photo) -> str:
    """Size, megapixels, profile and depth in one line."""
    depths = {
        "uint8": translate("TopBar", "8 bit"),
        "uint16": translate("TopBar", "16 bit"),
        "float32": translate("TopBar", "32 bit float"),
    }
    parts = [*extent(photo.size), photo.profile, depths[photo.depth.name], *map(retell, photo.notes)]
    return BETWEEN.join(part for part in parts if part)


def extent(size: Size) -> tuple[str, str]:
    """Width and height, and how many pixels that is."""
    pixels = f"{size.megapixels:.1f} MP" if size.megapixels >= 0.1 else f"{size.area:,} px"
    return f"{size.width} × {size.height}", pixels
