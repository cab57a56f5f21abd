"""The hints of the first start. They stop nothing, and go away for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.hint_bubble import HintBubble, Side

if TYPE_CHECKING:
    from recon_desktop.ui.panels.drop_area import DropArea
    from recon_desktop.ui.view.compare_view import CompareView
    from recon_desktop.ui.workspace.workspace import Workspace

HINTS = 4


class Tour(QObject):
    """Shows the hints one after the other, each when what it tells of is there.

    Args:
        workspace: Tells when a photo is open.
        theme: For the bubble.
        over: Called once when the hints are over.
        centre: All of the window but its menus; the hints lie over it.
        view: What the second hint is about.
        start: What the first hint is about; it stands below, where it covers nothing that can be clicked.
        restore: The button that the third hint points at.
        grid: The button that the last hint points at.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        over: Callable[[], None],
        *,
        centre: QWidget,
        view: CompareView,
        start: DropArea,
        restore: QWidget,
        grid: QWidget,
    ) -> None:
        window = centre.window()
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._centre = centre
        self._view = view
        self._start = start
        self._restore_button = restore
        self._grid = grid
        self._over = over
        self._hint = 0
        self.bubble = HintBubble(theme, centre)
        self.bubble.next.connect(self._next)
        self.bubble.ended.connect(self.end)
        # Positions are known once the window has laid itself out.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._show)

    @property
    def running(self) -> bool:
        """Whether there are hints to come."""
        return self._hint > 0

    def begin(self) -> None:
        """Show the first hint."""
        self._hint = 1
        self._window.installEventFilter(self)
        self._view.installEventFilter(self)
        self._workspace.photos.changed.connect(self._timer.start)
        self._workspace.choices.changed.connect(self._timer.start)
        self._timer.start()

    def end(self) -> None:
        """Hide the hints, for good."""
        if not self.running:
            return
        self._hint = 0
        self._timer.stop()
        self._window.removeEventFilter(self)
        self._view.removeEventFilter(self)
        self._workspace.photos.changed.disconnect(self._timer.start)
        self._workspace.choices.changed.disconnect(self._timer.start)
        had_focus = self.bubble.isAncestorOf(self._window.focusWidget() or self._window)
        self.bubble.hide()
        if had_focus:
            self._view.setFocus()
        self._over()

    def _next(self) -> None:
        if self._hint == HINTS:
            self.end()
            return
        self._hint += 1
        self._show()

    def _show(self) -> None:
        has_photo = self._workspace.photos.photo is not None
        if has_photo and self._hint == 1:
            self._hint = 2  # the first one was followed
        if not self.running or (self._hint > 1 and not has_photo):
            self.bubble.hide()
            return
        if self._hint == 2 and not self._view.handle.isVisible():
            self._hint = 3  # there is no divider to tell of
        title, words, target, side = (self._drop, self._compare, self._restore, self._methods)[self._hint - 1]()
        self.bubble.tell(title, words, self._hint, HINTS)
        self.bubble.point_at(target, side)

    def _drop(self) -> tuple[str, str, QRect, Side]:
        words = self.tr("Drop a photo on the window, or try a sample first. Your photos stay on this computer.")
        area = self._start.area.toRect().translated(self._start.mapTo(self._centre, QPoint(0, 0)))
        return self.tr("Begin with a photo"), words, area, "below"

    def _compare(self) -> tuple[str, str, QRect, Side]:
        words = self.tr("Before on the left, after on the right. The wheel zooms, dragging moves the photo.")
        handle = self._view.handle
        middle = handle.mapTo(self._centre, handle.rect().center())
        return self.tr("Drag the divider"), words, QRect(middle - QPoint(14, 14), middle + QPoint(14, 14)), "right"

    def _restore(self) -> tuple[str, str, QRect, Side]:
        words = self.tr("You see a preview of the part in view. Restore does the whole photo; then you save it.")
        return self.tr("Restore the whole photo"), words, self._place(self._restore_button), "below"

    def _methods(self) -> tuple[str, str, QRect, Side]:
        words = self.tr("Press G: every method on your photo, side by side. Click the one you like best.")
        return self.tr("Every method on your photo"), words, self._place(self._grid), "below"

    def _place(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._centre, QPoint(0, 0)), widget.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._timer.start()
        pressed = event.type() == QEvent.Type.KeyPress and watched is self._window
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.bubble.isVisible():
            self.end()
            return True
        return False
