"""A canvas whose panes look at the same spot: zooming and panning by hands, keys and actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.view.hand import Hand, moved_by_key
from recon_desktop.ui.view.image_view import ImageView
from recon_desktop.ui.view.view_state import ViewState


class LockedView(QWidget):
    """Changes the one `ViewState` of all panes.

    Args:
        parent: Owner.

    Attributes:
        state: Where all panes look; None without a photo.
        hand: Lies over the canvas while Space is held.
        reached_by_keys: Whether the focus came by keys, and has to be seen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: ViewState | None = None
        self.hand = Hand(self)
        self.hand.pan_asked.connect(self.pan)
        self.reached_by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def look(self, state: ViewState | None) -> None:
        """Have all panes look there."""
        raise NotImplementedError

    @property
    def shown_panes(self) -> Sequence[ImageView]:
        """The panes that are in use."""
        raise NotImplementedError

    def adopt(self, pane: ImageView) -> ImageView:
        """Follow what hands do on a pane."""
        pane.pan_asked.connect(self.pan)
        pane.zoom_asked.connect(self.zoom_by)
        pane.toggle_asked.connect(self.toggle)
        pane.setFocusProxy(self)
        pane.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return pane

    def fit(self) -> None:
        """Show all of the photo."""
        if self.state is not None:
            self.look(ViewState.fit(self.state.content, self.state.viewport))

    def actual_size(self) -> None:
        """One pixel of the result on one pixel of the screen, at the pointer where it is over the photo."""
        if self.state is not None:
            self.look(self.state.zoomed(1.0, self.pointer()))

    def zoom_in(self) -> None:
        """The next larger round zoom."""
        if self.state is not None:
            self.look(self.state.zoomed_in())

    def zoom_out(self) -> None:
        """The next smaller round zoom."""
        if self.state is not None:
            self.look(self.state.zoomed_out())

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zoom by a factor around a device pixel of a pane."""
        if self.state is not None:
            self.look(self.state.stepped(factor, at.toTuple()))

    def toggle(self, at: QPointF) -> None:
        """Switch between fit and 1:1 around a device pixel of a pane."""
        if self.state is not None:
            self.look(self.state.toggled(at.toTuple()))

    def pan(self, dx: float, dy: float) -> None:
        """Move the view by device pixels."""
        if self.state is not None:
            self.look(self.state.panned(dx, dy))

    def centre_on(self, x: float, y: float) -> None:
        """Look at a point of the content, in pixels of the result."""
        if self.state is not None:
            self.look(self.state.centred((x, y)))

    def look_at_spot(self, zoom: float, x: float, y: float) -> None:
        """Show a spot of the result at a zoom; the spot in 0..1 of width and height."""
        if self.state is not None:
            self.look(self.state.close_up(zoom, (x, y)))

    def pointer(self) -> tuple[float, float] | None:
        """Where the pointer is in a pane, in device pixels; None where it is over none."""
        for pane in self.shown_panes:
            at = pane.mapFromGlobal(QCursor.pos())
            if pane.isVisible() and pane.rect().contains(at):
                return (at.toPointF() * pane.devicePixelRatioF()).toTuple()
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moved = None if self.state is None else moved_by_key(event, self.state, self.devicePixelRatioF())
        if moved is not None:
            self.look(moved)
        elif not self.hand.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.hand.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.reached_by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand.let_go()
        self.update()
