"""The line over the canvas: how the panes are arranged, and the zoom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.view.held_key import HeldKey
from recon_desktop.ui.view.minimap import BarMinimap
from recon_desktop.ui.workspace.contenders import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recon_desktop.ui.view.compare_view import CompareView
    from recon_desktop.ui.workspace.photos import Photos

HEIGHT = 36

METHODS = tuple(f"method_{number}" for number in range(1, MOST + 1))
"""Keys of the actions that choose a method by its place in the grid."""


class ViewBar(QWidget):
    """Compare modes on the left, minimap and zoom on the right.

    Args:
        photos: Has the photo that the minimap shows.
        view: Whose zoom it shows.
        actions: The window's actions by name.
        parent: Owner.
    """

    def __init__(
        self, photos: Photos, view: CompareView, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(1)
        self._worded: list[QToolButton] = []
        self.zoom = QLabel()
        self.zoom.setProperty("role", "number")
        self.zoom.setMinimumWidth(56)
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setToolTip(self.tr("Screen pixels for one pixel of the result"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN - 6, 0, MARGIN, 0)
        layout.setSpacing(2)
        for key in ("single", "split", "across", "side", "grid"):
            button = self._button(actions[key], words=key != "across")
            layout.addWidget(button)
        self.grid = button
        layout.addWidget(self._rule())
        self.blink = self._hold_button(actions["blink"])
        self.blink.pressed.connect(lambda: view.blink(True))
        self.blink.released.connect(lambda: view.blink(False))
        layout.addWidget(self.blink)
        layout.addWidget(self._button(actions["difference"], words=True))
        layout.addWidget(self._button(actions["trust"], words=True))
        layout.addStretch(1)
        self.minimap = BarMinimap(photos, view, self)
        kept = self.minimap.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that words neither move nor go when it comes
        self.minimap.setSizePolicy(kept)
        layout.addWidget(self.minimap)
        layout.addSpacing(GAP)
        self._spare = [self._button(actions[key], words=False) for key in ("zoom_out", "zoom_in")]
        for button in (*self._spare, *(self._button(actions[key], words=True) for key in ("actual", "fit"))):
            layout.addWidget(button)
        layout.addWidget(self.zoom)
        self._connect(actions)
        view.changed.connect(self.refresh)
        self.refresh()

    def _connect(self, actions: Mapping[str, QAction]) -> None:
        """Have the actions that change what the panes show do so."""
        view = self._view

        def lay_across(on: bool) -> None:
            view.set_across(on)
            actions["split"].trigger()

        held = HeldKey(Qt.Key.Key_B, self)
        held.changed.connect(view.blink)
        actions["blink"].triggered.connect(held.press)
        actions["across"].triggered.connect(lay_across)
        actions["difference"].triggered.connect(view.set_difference)
        for place, key in enumerate(METHODS):
            actions[key].triggered.connect(partial(view.show_method, place))

    def refresh(self) -> None:
        """Show the zoom."""
        state = self._view.state
        percent = 0.0 if state is None else 100 * state.zoom
        self.zoom.setText("" if state is None else f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all words fit, "Fit" has its icon only; where that does not do, all have, and the wheel zooms."""
        layout, style = self.layout(), Qt.ToolButtonStyle
        for wordless in ([], self._worded[-1:], self._worded):
            for button in self._worded:
                short = button in wordless
                button.setToolButtonStyle(style.ToolButtonIconOnly if short else style.ToolButtonTextBesideIcon)
            for button in self._spare:
                button.setVisible(wordless is not self._worded)
            if layout is None or layout.minimumSize().width() <= self.width():
                break

    def _hold_button(self, action: QAction) -> QToolButton:
        """A button that looks like its action but does not trigger it: what counts is how long it is down."""
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def follow() -> None:
            button.setText(action.iconText())
            button.setIcon(action.icon())
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())

        action.changed.connect(follow)
        follow()
        self._worded.append(button)
        return button

    @staticmethod
    def _rule() -> QFrame:
        rule = QFrame()
        rule.setProperty("role", "rule-upright")
        rule.setFixedSize(1, 16)
        return rule

    def _button(self, action: QAction, *, words: bool) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if words:
            self._worded.append(button)
        return button
