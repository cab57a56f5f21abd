"""Before and after, alone, split or side by side, always at the same spot and the same zoom; blink and difference."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.core.geometry import Size
from recon_desktop.ui.theme import ACCENT, CANVAS
from recon_desktop.ui.view.caption import HEIGHT, Caption, after_words, before_words, difference_words
from recon_desktop.ui.view.hand import Hand, moved_by_key
from recon_desktop.ui.view.image_view import ImageView, Side, Source
from recon_desktop.ui.view.split_handle import SplitHandle
from recon_desktop.ui.view.view_state import ViewState

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.pyramid import Pyramid
    from recon_desktop.ui.workspace import Workspace

CompareMode = Literal["single", "split", "side"]
MODES: tuple[CompareMode, ...] = ("single", "split", "side")
SIDES: dict[CompareMode, tuple[Side, ...]] = {"single": ("after",), "split": ("before", "after"), "side": ("before",)}
"""What the first pane shows; the second one, where there is one, shows "after"."""

GAINS = (1, 2, 4, 8, 16, 32)
"""How much a difference can be amplified."""

GUTTER = 8
PROGRESS = 2


class CompareView(QWidget):
    """The canvas: one or two panes that share one `ViewState`, a caption under each, a line of progress above.

    Args:
        workspace: What is shown.
        parent: Owner.

    Signals:
        changed: Mode, zoom, blink or difference changed.

    Attributes:
        state: Where all panes look; None without a photo.
        mode: How the panes are arranged.
        across: Whether the divider of "split" lies across, between top and bottom.
        blinking: Whether "before" is shown in place for a moment.
        differing: Whether the difference is shown in place of the result...
        gain: ...amplified so much...
        against: ...to "before" or to the "reference".
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._original: Photo | None = None
        self._pyramid: Pyramid | None = None
        self._reached_by_keys = False
        self.state: ViewState | None = None
        self.mode: CompareMode = "split"
        self.across = self.blinking = self.differing = False
        self.gain = 8
        self.against: Side = "before"
        sources: dict[Side, Source] = {
            "before": workspace.before,
            "after": workspace.after,
            "reference": workspace.against,
        }
        self.panes = tuple(ImageView(sources, self) for _ in range(2))
        self.captions = tuple(Caption(self) for _ in range(2))
        self.handle = SplitHandle(self.panes[0])
        self.handle.moved.connect(self.set_divider)
        for pane in self.panes:
            pane.pan_asked.connect(self.pan)
            pane.zoom_asked.connect(self.zoom_by)
            pane.toggle_asked.connect(self.toggle)
            pane.setFocusProxy(self)
            pane.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hand = Hand(self)
        self.hand.pan_asked.connect(self.pan)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Photo, before and after"))
        workspace.photo_changed.connect(self._photo_changed)
        workspace.recipe_changed.connect(self._content_changed)
        workspace.preview_changed.connect(self._pixels_changed)
        workspace.result_changed.connect(self._pixels_changed)
        workspace.activity_changed.connect(self._progress_changed)
        self.set_mode("split")
        self._photo_changed()

    # ---------------------------------------------------------------- what actions ask for

    def set_mode(self, mode: CompareMode) -> None:
        """Show the result alone, before and after split by a divider, or side by side."""
        self.mode = mode
        self.panes[1].setVisible(mode == "side")
        self._arrange()
        self._show_sides()

    def set_across(self, across: bool) -> None:
        """Lay the divider across, or stand it up."""
        self.across = across
        self._arrange()
        self._show_sides()

    def blink(self, on: bool) -> None:
        """Show "before" in place of everything, or no longer."""
        self.blinking = on and self._pyramid is not None
        self._show_sides()

    def set_difference(self, on: bool) -> None:
        """Show the difference in place of the result, or the result itself."""
        self.differing = on
        self._show_sides()

    def set_gain(self, gain: int) -> None:
        """Amplify the difference."""
        self.gain = gain
        self._show_sides()

    def set_against(self, side: Side) -> None:
        """Take the difference to "before", or to the "reference" where there is one."""
        self.against = side
        self._show_sides()

    def set_divider(self, place: float) -> None:
        """Move the divider, 0 (left or top) to 1 (right or bottom)."""
        self.panes[0].divider = place
        self.panes[0].update()
        self.handle.place(place, across=self.across)

    def fit(self) -> None:
        """Show all of the photo."""
        if self.state is not None:
            self._look(ViewState.fit(self.state.content, self.state.viewport))

    def actual_size(self) -> None:
        """One pixel of the result on one pixel of the screen, at the pointer where it is over the photo."""
        if self.state is not None:
            self._look(self.state.zoomed(1.0, self._pointer()))

    def zoom_in(self) -> None:
        """The next larger round zoom."""
        if self.state is not None:
            self._look(self.state.zoomed_in())

    def zoom_out(self) -> None:
        """The next smaller round zoom."""
        if self.state is not None:
            self._look(self.state.zoomed_out())

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zoom by a factor around a device pixel of a pane."""
        if self.state is not None:
            self._look(self.state.stepped(factor, at.toTuple()))

    def toggle(self, at: QPointF) -> None:
        """Switch between fit and 1:1 around a device pixel of a pane."""
        if self.state is not None:
            self._look(self.state.toggled(at.toTuple()))

    def pan(self, dx: float, dy: float) -> None:
        """Move the view by device pixels."""
        if self.state is not None:
            self._look(self.state.panned(dx, dy))

    def centre_on(self, x: float, y: float) -> None:
        """Look at a point of the content, in pixels of the result."""
        if self.state is not None:
            self._look(self.state.centred((x, y)))

    def set_pixel_grid(self, shown: bool) -> None:
        """Whether lines part the pixels at high zoom."""
        for pane in self.panes:
            pane.pixel_grid = shown
            pane.update()

    def look_as(self, other: CompareView) -> None:
        """Show the same spot of the photo, with the divider at the same place."""
        if other.state is not None:
            self._look(other.state.resized(self._viewport))
        self.set_divider(other.panes[0].divider)

    # ---------------------------------------------------------------- what the workspace tells

    def _photo_changed(self) -> None:
        workspace = self._workspace
        same_photo = workspace.original is self._original
        self._original, self._pyramid = workspace.original, workspace.pyramid
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if not same_photo:
            self.state = None
        self._content_changed()
        self._show_sides()

    def _content_changed(self) -> None:
        size = self._workspace.result_size
        if size is None or self._pyramid is None:
            self._look(None)
        elif self.state is None:
            self._look(ViewState.fit(size, self._viewport))
        else:
            self._look(self.state if self.state.content == size else self.state.with_content(size))

    def _show_sides(self) -> None:
        """Have the panes show what mode, blink and difference ask for."""
        first, second = self.panes
        first.sides = ("before",) if self.blinking else SIDES[self.mode]
        second.sides = ("before",) if self.blinking else ("after",)
        for pane in self.panes:
            pane.across = self.across
            pane.differ = partial(self._workspace.difference, gain=self.gain) if self.differing else None
            pane.against = self._other_side
            pane.update()
        self.handle.setVisible(len(first.sides) == 2 and self._pyramid is not None)
        self._write_captions()
        self.changed.emit()

    @property
    def _other_side(self) -> Side:
        return self.against if self._workspace.has_reference else "before"

    def _pixels_changed(self) -> None:
        for pane in self.panes:
            pane.update()
        self._write_captions()
        self._progress_changed()

    def _progress_changed(self) -> None:
        self.update(0, 0, self.width(), PROGRESS)

    def _look(self, state: ViewState | None) -> None:
        self.state = state
        scale = self._workspace.result_scale
        has_alpha = self._pyramid is not None and self._pyramid.has_alpha
        for pane in self.panes:
            pane.show_view(state, scale, has_alpha=has_alpha)
        self._write_captions()
        if state is None or self._pyramid is None:
            self._workspace.look_at(None, 1.0)
        else:
            region = state.visible.shrunk(scale).clip(self._pyramid.size)
            self._workspace.look_at(region, state.zoom * scale)
        self.changed.emit()

    def _write_captions(self) -> None:
        before = after = ("", "")
        if self._pyramid is not None:
            before, after = before_words(self._workspace), after_words(self._workspace)
            if self.blinking:
                after = before
            elif self.differing:
                after = difference_words(after, self._other_side, self.gain)
        if self.mode == "single":
            before = ("", "")
        self.captions[0].set_words(*before)
        self.captions[1].set_words(*after)

    # ---------------------------------------------------------------- Qt

    @property
    def _viewport(self) -> Size:
        return self.panes[0].device_size

    def _arrange(self) -> None:
        width, height = self.width(), self.height() - PROGRESS - HEIGHT
        if width < 4 or height < 4:
            return
        half = (width - GUTTER) // 2
        areas = {
            "single": (QRect(0, PROGRESS, width, height), QRect()),
            "split": (QRect(0, PROGRESS, width, height), QRect()),
            "side": (QRect(0, PROGRESS, half, height), QRect(width - half, PROGRESS, half, height)),
        }[self.mode]
        for pane, area in zip(self.panes, areas, strict=True):
            pane.setGeometry(area)
        self.handle.place(self.panes[0].divider, across=self.across)
        bottom = PROGRESS + height
        if self.mode == "single":
            self.captions[0].setGeometry(QRect())
            self.captions[1].setGeometry(0, bottom, width, HEIGHT)
        else:
            self.captions[0].setGeometry(0, bottom, half, HEIGHT)
            self.captions[1].setGeometry(width - half, bottom, half, HEIGHT)
        self.captions[1].alignment = Qt.AlignmentFlag.AlignRight if self.mode == "split" else Qt.AlignmentFlag.AlignLeft
        self._write_captions()
        if self.state is not None:
            self._look(self.state.resized(self._viewport))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(CANVAS))
        activity = self._workspace.activity
        if activity.kind in ("previewing", "restoring") and activity.fraction is not None:
            width = round(self.width() * activity.fraction)
            painter.fillRect(0, 0, width, PROGRESS, self.palette().color(ACCENT))
        if self.hasFocus() and self._reached_by_keys:
            painter.fillRect(0, self.height() - PROGRESS, self.width(), PROGRESS, self.palette().color(ACCENT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moved = None if self.state is None else moved_by_key(event, self.state, self.devicePixelRatioF())
        if moved is not None:
            self._look(moved)
        elif not self.hand.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.hand.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._reached_by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand.let_go()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def _pointer(self) -> tuple[float, float] | None:
        for pane in self.panes:
            at = pane.mapFromGlobal(QCursor.pos())
            if pane.isVisible() and pane.rect().contains(at):
                return (at.toPointF() * pane.devicePixelRatioF()).toTuple()
        return None
