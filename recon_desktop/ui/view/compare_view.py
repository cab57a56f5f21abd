"""Before and after, alone, split, side by side or in a grid of methods, always at the same spot and the same zoom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from recon_desktop.core.geometry import Size
from recon_desktop.ui.look.theme import ACCENT, CANVAS
from recon_desktop.ui.preview.live import MIN_ZOOM
from recon_desktop.ui.view.caption import HEIGHT
from recon_desktop.ui.view.captions import Captions, CompareMode, Shown
from recon_desktop.ui.view.glimpse_view import GlimpseView
from recon_desktop.ui.view.image_view import ImageView, Side, Source
from recon_desktop.ui.view.locked_view import LockedView
from recon_desktop.ui.view.panes import Drawn, Panes
from recon_desktop.ui.view.view_state import ViewState

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.state import Activity, Method
    from recon_desktop.ui.workspace.workspace import Workspace

MODES: tuple[CompareMode, ...] = ("single", "split", "side", "grid")
GAINS = (1, 2, 4, 8, 16, 32)
"""How much a difference can be amplified."""

PROGRESS = 2


class CompareView(LockedView):
    """The canvas: one or two panes that share one `ViewState`, a caption under each, a line of progress above.

    Args:
        workspace: What is shown.
        actual: Zooms to 1:1; offered where the view is too far out for a preview.
        parent: Owner.

    Signals:
        changed: Mode, zoom, blink or difference changed.

    Attributes:
        mode: How the panes are arranged.
        flipped: The method that stands in for the result, a baseline or the reference; None for the result.
        across: Whether the divider of "split" lies across, between top and bottom.
        blinking: Whether "before" is shown in place for a moment.
        differing: Whether the difference is shown in place of the result...
        gain: ...amplified so much...
        against: ...to "before" or to the "reference".
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, actual: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._original: Photo | None = None
        self._pyramid: Pyramid | None = None
        self._opening: ViewState | None = None  # the first look at the photo, as long as nobody has moved it
        self._pixel_grid = False
        self.mode: CompareMode = "split"
        self.flipped: Method | None = None
        self.across = self.blinking = self.differing = False
        self.gain = 8
        self.against: Side = "before"
        self._sources = _sources(workspace)
        self._arranged = Panes(lambda sources: self.adopt(ImageView(sources, self)), self._sources, self)
        self.panes, self.handle, self.grid = self._arranged.two, self._arranged.handle, self._arranged.grid
        self.captions = Captions(workspace, actual, self)
        self.handle.moved.connect(self.set_divider)
        self.grid.clicked.connect(workspace.contenders.select)
        self.glimpse = GlimpseView(workspace.photos, self.first_look, lambda: self.shown_panes, self)
        self.setAccessibleName(self.tr("Photo, before and after"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # photos do not mirror, nor do before and after
        workspace.photos.changed.connect(self._photo_changed)
        workspace.choices.changed.connect(self._content_changed)
        workspace.previews.changed.connect(self._pixels_changed)
        workspace.runs.changed.connect(self._pixels_changed)
        workspace.measures.changed.connect(self._pixels_changed)
        workspace.activity_changed.connect(self._progress_changed)
        workspace.contenders.changed.connect(self._methods_changed)
        workspace.contenders.scored.connect(self._write_captions)
        self.set_mode("split")
        self._photo_changed()

    # ---------------------------------------------------------------- what actions ask for

    def set_mode(self, mode: CompareMode) -> None:
        """Show the result alone, before and after split by a divider or side by side, or a grid of methods."""
        self.mode, self.flipped = mode, None
        self._arranged.set_mode(mode)
        self._workspace.contenders.watch(grid=mode == "grid")
        self._methods_changed()
        self._arrange()
        if self.state is not None:
            self.look(self._worth_comparing(self.state))

    def show_method(self, place: int) -> None:
        """Choose a method by its place in the grid, from 0; elsewhere what is no model stands in for the result."""
        contenders = self._workspace.contenders
        methods = contenders.shown
        if place >= len(methods):
            return
        is_model = contenders.select(methods[place].key)
        if self.mode != "grid":
            self.flipped = None if is_model else methods[place]
            contenders.watch(method=self.flipped.key if self.flipped else "")
            self._methods_changed()

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
        self._arranged.set_divider(place, across=self.across)

    def set_pixel_grid(self, shown: bool) -> None:
        """Whether lines part the pixels at high zoom."""
        self._pixel_grid = shown
        self._show_sides()

    def look_as(self, other: CompareView) -> None:
        """Show the same spot of the photo, with the divider at the same place and the same difference."""
        self.set_gain(other.gain)
        self.set_against(other.against)
        if other.state is not None:
            self.look(other.state.resized(self._viewport))
        self.set_divider(other.panes[0].divider)

    # ---------------------------------------------------------------- what the workspace tells

    def _photo_changed(self) -> None:
        photos = self._workspace.photos
        if photos.original is not self._original:
            self.state = self._opening = None
        self._original, self._pyramid = photos.original, photos.pyramid
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._content_changed()
        self._show_sides()

    def _content_changed(self) -> None:
        if self._workspace.photos.pyramid is not self._pyramid:
            return  # another photo, which is told next
        size = self._workspace.photos.result_size
        if size is None or self._pyramid is None:
            self.look(None)
        elif self.state is None or self.state is self._opening:
            self._opening = self.first_look(self._pyramid.size, self._pyramid.spot)
            self.look(self._opening)
        else:
            state = self.state if self.state.content == size else self.state.with_content(size)
            self.look(state.resized(self._viewport))

    def _methods_changed(self) -> None:
        """Have a pane for each method of the grid, or the one that stands in for the result."""
        contenders = self._workspace.contenders
        if self.mode == "grid":
            self.grid.show_methods(contenders.shown, partial(_sources, self._workspace))
            self.grid.mark(contenders.chosen)
            self._content_changed()
        elif self.flipped not in contenders.methods:
            self.flipped = None
        self._sources.update(_sources(self._workspace, self.flipped.key if self.flipped else ""))
        self._show_sides()

    def first_look(self, photo: Size, spot: tuple[float, float] | None = None) -> ViewState:
        """Where the panes look first at a photo of this size: at all of it, or at its spot where all is too small."""
        state = ViewState.fit(photo.scaled(self._workspace.choices.result_scale), self._viewport)
        return self._worth_comparing(state) if spot is None or state.zoom >= MIN_ZOOM else state.close_up(1.0, spot)

    def _worth_comparing(self, state: ViewState) -> ViewState:
        """In the grid 1:1 instead of a view so far out that all methods look the same."""
        return state.zoomed(1.0, self.pointer()) if self.mode == "grid" and state.zoom < MIN_ZOOM else state

    @property
    def shown_panes(self) -> tuple[ImageView, ...]:
        return self._arranged.shown

    def _show_sides(self) -> None:
        """Have the panes show what mode, blink and difference ask for."""
        differ = partial(self._workspace.previews.difference, gain=self.gain) if self.differing else None
        drawn = Drawn(self.blinking, self.across, differ, self._other_side, self._pixel_grid)
        self._arranged.show(drawn, has_photo=self._pyramid is not None)
        self._write_captions()
        self.changed.emit()

    @property
    def _other_side(self) -> Side:
        return self.against if self._workspace.photos.has_reference else "before"

    def _pixels_changed(self) -> None:
        for pane in self.shown_panes:
            pane.update()
        self._write_captions()
        self._progress_changed()

    def _progress_changed(self) -> None:
        self.update(0, 0, self.width(), PROGRESS)

    def look(self, state: ViewState | None) -> None:
        self.state = state
        scale = self._workspace.choices.result_scale
        has_alpha = self._pyramid is not None and self._pyramid.has_alpha
        for pane in self.shown_panes:
            pane.show_view(state, scale, has_alpha=has_alpha)
        self._write_captions()
        region, zoom = None, 1.0
        if state is not None and self._pyramid is not None:
            # Empty while the workspace has told of another recipe but not yet of its photo.
            region, zoom = state.visible.shrunk(scale).intersect(self._pyramid.size.whole), state.zoom * scale
        self._workspace.previews.look_at(region, zoom)
        self.changed.emit()

    def _write_captions(self) -> None:
        if self.mode == "grid":
            self.captions.write_grid(self.grid.cells, blinking=self.blinking)
            return
        against = self._other_side if self.differing else None
        shown = Shown(self.flipped, self.blinking, against, self.gain, self.mode == "single")
        self.captions.write(shown if self._pyramid is not None else None)

    # ---------------------------------------------------------------- Qt

    @property
    def _viewport(self) -> Size:
        return next(iter(self.shown_panes), self.panes[0]).device_size

    def _arrange(self) -> None:
        width, height = self.width(), self.height() - PROGRESS - HEIGHT
        if width < 4 or height < 4:
            return
        whole = self.rect().adjusted(0, PROGRESS, 0, 0)
        self._arranged.lay_out(QRect(0, PROGRESS, width, height), whole, across=self.across)
        self.captions.lay_out(self.mode, PROGRESS + height, width, Panes.half(width))
        self._write_captions()
        if self.state is not None:
            self._content_changed()
        self.glimpse.cover()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().color(CANVAS))
            done = _done(self._workspace.activity, self.mode)
            painter.fillRect(0, 0, round(self.width() * done), PROGRESS, self.palette().color(ACCENT))
            if self.hasFocus() and self.reached_by_keys:
                painter.fillRect(0, self.height() - PROGRESS, self.width(), PROGRESS, self.palette().color(ACCENT))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)


def _sources(workspace: Workspace, method: str = "") -> dict[Side, Source]:
    """What the sides of a pane draw where "after" is this method's, "" for the result."""
    after = partial(workspace.contenders.pixels, method) if method else workspace.previews.after
    return {"before": workspace.previews.before, "after": after, "reference": workspace.previews.against}


def _done(activity: Activity, mode: CompareMode) -> float:
    """Part of what goes on that is done, for the line above; in the grid panes show their own."""
    shown = ("restoring",) if mode == "grid" else ("previewing", "restoring")
    return activity.fraction or 0.0 if activity.kind in shown else 0.0
