"""The panes of the canvas: one or two with a divider, or a grid of methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.view.captions import CompareMode
from recon_desktop.ui.view.image_view import Differ, ImageView, Side, Source
from recon_desktop.ui.view.pane_grid import PaneGrid
from recon_desktop.ui.view.split_handle import SplitHandle

SIDES: dict[CompareMode, tuple[Side, ...]] = {
    "single": ("after",),
    "split": ("before", "after"),
    "side": ("before",),
    "grid": ("after",),
}
"""What the first pane shows; all others show "after", which in the grid is the result of the pane's own method."""

GUTTER = 8


class Drawn(NamedTuple):
    """What is drawn in the panes, beyond their pixels.

    Attributes:
        blinking: Whether "before" is in place of everything.
        across: Whether the divider lies across.
        differ: Makes the difference in place of the result; None for the result.
        against: What the difference is taken to.
        pixel_grid: Whether lines part the pixels at high zoom.
    """

    blinking: bool
    across: bool
    differ: Differ | None
    against: Side
    pixel_grid: bool


class Panes:
    """Lays out the panes and has them show what a mode asks for.

    Args:
        make_pane: Makes a pane with its sources and connects it.
        sources: What the sides of the two panes draw.
        view: Where they stand.

    Attributes:
        two: The panes outside the grid; the second is for "side" alone.
        handle: The divider over the first of them.
        grid: A pane for each method.
        mode: How they are arranged.
    """

    def __init__(
        self, make_pane: Callable[[dict[Side, Source]], ImageView], sources: dict[Side, Source], view: QWidget
    ) -> None:
        self.mode: CompareMode = "split"
        self.two = tuple(make_pane(sources) for _ in range(2))
        self.handle = SplitHandle(self.two[0])
        self.grid = PaneGrid(make_pane, view)

    @property
    def shown(self) -> tuple[ImageView, ...]:
        """Those of the mode."""
        return self.grid.panes if self.mode == "grid" else self.two

    def set_mode(self, mode: CompareMode) -> None:
        """Have the panes of this mode there, and no others."""
        self.mode = mode
        self.two[0].setVisible(mode != "grid")
        self.two[1].setVisible(mode == "side")
        self.grid.setVisible(mode == "grid")

    def set_divider(self, place: float, *, across: bool) -> None:
        """Move the divider, 0 (left or top) to 1 (right or bottom)."""
        self.two[0].divider = place
        self.two[0].update()
        self.handle.place(place, across=across)

    def lay_out(self, area: QRect, whole: QRect, *, across: bool) -> None:
        """Stand in this area, the grid with its own captions in all of the view."""
        if self.mode == "grid":
            self.grid.setGeometry(whole)
            self.grid.arrange()
        first, second = (QRect() if self.mode == "grid" else area), QRect()
        if self.mode == "side":
            half = self.half(area.width())
            first, second = area.adjusted(0, 0, half - area.width(), 0), area.adjusted(area.width() - half, 0, 0, 0)
        self.two[0].setGeometry(first)
        self.two[1].setGeometry(second)
        self.handle.place(self.two[0].divider, across=across)

    @staticmethod
    def half(width: int) -> int:
        """What a pane beside another has of this width."""
        return (width - GUTTER) // 2

    def show(self, drawn: Drawn, *, has_photo: bool) -> None:
        """Draw so from now on."""
        first = self.two[0]
        for pane in self.shown:
            shown = SIDES[self.mode] if pane is first else ("after",)
            pane.sides = ("before",) if drawn.blinking else shown
            pane.pixel_grid = drawn.pixel_grid
            pane.across = drawn.across
            pane.differ = drawn.differ
            pane.against = drawn.against
            pane.update()
        self.handle.setVisible(len(first.sides) == 2 and has_photo)
