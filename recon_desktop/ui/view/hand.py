"""Moving the view whatever else the mouse is for: a hand over the canvas while Space is held, and the keys that pan."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.view.view_state import ViewState

STEP = 64
"""Logical pixels that an arrow key pans; four times that with Shift."""

OVERLAP = 0.9
"""Part of the viewport that a page key pans."""


class Hand(QWidget):
    """Lies unseen over all of the canvas while Space is held, so that a drag pans over panes and handles alike.

    Args:
        canvas: What it lies over; passes its key events to `press` and `release`.

    Signals:
        pan_asked: Move the view by device pixels (dx, dy).
    """

    pan_asked = Signal(float, float)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._grabbed: QPointF | None = None
        self._held = False
        self.hide()

    def press(self, event: QKeyEvent) -> bool:
        """Take hold if this is Space; say whether it is."""
        canvas = self.parentWidget()
        if event.key() != Qt.Key.Key_Space or canvas is None:
            return False
        if not event.isAutoRepeat():
            self._held = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.setGeometry(canvas.rect())
            self.raise_()
            self.show()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Let go if this is Space; say whether it is."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self.let_go()
        return True

    def let_go(self) -> None:
        """Space is up, or the keyboard is elsewhere; a drag goes on until the button is up, too."""
        self._held = False
        if self._grabbed is None:
            self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = (self._grabbed - event.position()) * self.devicePixelRatioF()
            self._grabbed = event.position()
            self.pan_asked.emit(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            if not self._held:
                self.hide()


def moved_by_key(event: QKeyEvent, state: ViewState, ratio: float) -> ViewState | None:
    """Where a key leads: arrows a step, page keys a screen, Home and End the first and the last corner.

    Args:
        event: The key; Shift makes the step of an arrow larger, and turns the page keys sideways.
        state: Where the view is.
        ratio: Device pixels for a logical one.

    Returns:
        None for other keys.
    """
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    step = STEP * ratio * (4 if shift else 1)
    wide, high = state.viewport.width * OVERLAP, state.viewport.height * OVERLAP
    key, keys = event.key(), Qt.Key
    if key == keys.Key_Home:
        return state.centred((0, 0))
    if key == keys.Key_End:
        return state.centred((state.content.width, state.content.height))
    ways = {
        keys.Key_Left: (-step, 0.0),
        keys.Key_Right: (step, 0.0),
        keys.Key_Up: (0.0, -step),
        keys.Key_Down: (0.0, step),
        keys.Key_PageUp: (-wide, 0.0) if shift else (0.0, -high),
        keys.Key_PageDown: (wide, 0.0) if shift else (0.0, high),
    }
    way = ways.get(key)  # type: ignore[call-overload]
    return None if way is None else state.panned(*way)
