"""Where the panes look: one frozen value that all panes share, so that they cannot drift. No Qt.

Content is the result: its pixels are the unit of `centre`. Zoom is device pixels by content pixel: 1.0 is 1:1 on every
screen. Offsets are whole device pixels, so 1:1 shows every pixel as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from recon_desktop.core.geometry import Region, Size

MAX_ZOOM = 32.0
WHOLE_ZOOM = 8.0
"""From here on the zoom is a whole number, so that every pixel is as large as its neighbours."""

FIT_MARGIN = 12
"""Device pixels that stay free around fitted content."""

STEPS = (1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ViewState:
    """The part of the content that a viewport shows.

    Attributes:
        content: Size of the result in its own pixels.
        viewport: Size of one pane in device pixels.
        zoom: Device pixels by content pixel.
        centre: The content point in the middle of the viewport.
        fitted: Whether the zoom follows the viewport, so that all of the content stays in view.
        asked: The zoom before it was rounded to a whole number, so that small steps add up; 0 where it was not.
    """

    content: Size
    viewport: Size
    zoom: float
    centre: Point
    fitted: bool = True
    asked: float = 0.0

    @classmethod
    def fit(cls, content: Size, viewport: Size) -> ViewState:
        """All of the content, in the middle, as large as there is room for it."""
        return cls(content, viewport, fit_zoom(content, viewport), _middle(content))

    @property
    def origin(self) -> tuple[int, int]:
        """Where the content's top left corner lies in the viewport, in whole device pixels."""
        return (
            round(self.viewport.width / 2 - self.centre[0] * self.zoom),
            round(self.viewport.height / 2 - self.centre[1] * self.zoom),
        )

    @property
    def visible(self) -> Region:
        """The content pixels in view, those cut by an edge included."""
        left, top = self.at((0, 0))
        right, bottom = self.at((self.viewport.width, self.viewport.height))
        reach = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
        return Region.from_edges(*reach).clip(self.content)

    @property
    def shows_all(self) -> bool:
        """Whether nothing of the content lies outside the viewport."""
        return (
            self.content.width * self.zoom <= self.viewport.width
            and self.content.height * self.zoom <= self.viewport.height
        )

    def at(self, point: Point) -> Point:
        """The content point under a viewport point."""
        left, top = self.origin
        return (point[0] - left) / self.zoom, (point[1] - top) / self.zoom

    def zoomed(self, zoom: float, at: Point | None = None) -> ViewState:
        """Another zoom; the content under the viewport point `at` (the middle by default) stays where it is."""
        at = at or _middle(self.viewport)
        low = min(1.0, fit_zoom(self.content, self.viewport))
        asked = min(max(zoom, low), max(MAX_ZOOM, low))
        zoom = float(round(asked)) if asked >= WHOLE_ZOOM else asked
        x, y = self.at(at)
        middle = _middle(self.viewport)
        centre = (x + (middle[0] - at[0]) / zoom, y + (middle[1] - at[1]) / zoom)
        return replace(self, zoom=zoom, centre=centre, fitted=False, asked=asked)._clamped()

    def stepped(self, factor: float, at: Point | None = None) -> ViewState:
        """A smooth zoom by `factor`, which rests at 1:1 on its way past it."""
        target = (self.asked or self.zoom) * factor
        return self.zoomed(1.0 if (self.zoom - 1.0) * (target - 1.0) < 0 else target, at)

    def zoomed_in(self) -> ViewState:
        """The next larger round zoom."""
        return self.zoomed(next((step for step in STEPS if step > self.zoom * 1.001), MAX_ZOOM))

    def zoomed_out(self) -> ViewState:
        """The next smaller round zoom, down to where all is in view."""
        return self.zoomed(next((step for step in reversed(STEPS) if step < self.zoom * 0.999), STEPS[0]))

    def panned(self, dx: float, dy: float) -> ViewState:
        """The view moved over the content by device pixels; it stops at the edges."""
        centre = (self.centre[0] + dx / self.zoom, self.centre[1] + dy / self.zoom)
        moved = replace(self, centre=centre)._clamped()
        return moved if moved.centre == self.centre else replace(moved, fitted=False)

    def centred(self, spot: Point) -> ViewState:
        """The same zoom with a content point in the middle, as far as the edges allow."""
        return self.panned((spot[0] - self.centre[0]) * self.zoom, (spot[1] - self.centre[1]) * self.zoom)

    def close_up(self, zoom: float, spot: Point) -> ViewState:
        """A spot at a zoom; the spot in 0..1 of the content's width and height."""
        return self.zoomed(zoom).centred((spot[0] * self.content.width, spot[1] * self.content.height))

    def resized(self, viewport: Size) -> ViewState:
        """Another size of the panes: fitted stays fitted, otherwise the middle stays in the middle."""
        if self.fitted:
            return ViewState.fit(self.content, viewport)
        return replace(self, viewport=viewport)._clamped()

    def with_content(self, content: Size) -> ViewState:
        """The same spot of a result of another size: fitted stays fitted, otherwise the zoom is kept."""
        if self.fitted:
            return ViewState.fit(content, self.viewport)
        centre = (
            self.centre[0] * content.width / self.content.width,
            self.centre[1] * content.height / self.content.height,
        )
        return replace(self, content=content, centre=centre)._clamped()

    def toggled(self, at: Point | None = None) -> ViewState:
        """Fit where it is not fitted, else 1:1 at a viewport point (pixels enlarged 4x where fit is about 1:1)."""
        if not self.fitted:
            return ViewState.fit(self.content, self.viewport)
        return self.zoomed(4.0 if 1 <= self.zoom < 2 else 1.0, at)

    def _clamped(self) -> ViewState:
        return replace(
            self,
            centre=(
                _clamp(self.centre[0], self.content.width, self.viewport.width / self.zoom),
                _clamp(self.centre[1], self.content.height, self.viewport.height / self.zoom),
            ),
        )


def fit_zoom(content: Size, viewport: Size) -> float:
    """The zoom that shows all of the content: exact, but for whole numbers where single pixels are seen."""
    width, height = (max(1, side - 2 * FIT_MARGIN) for side in (viewport.width, viewport.height))
    ratio = min(width / content.width, height / content.height)
    return ratio if ratio < WHOLE_ZOOM else min(float(math.floor(ratio)), MAX_ZOOM)


def _clamp(centre: float, content: int, span: float) -> float:
    return content / 2 if span >= content else min(max(centre, span / 2), content - span / 2)


def _middle(size: Size) -> Point:
    return size.width / 2, size.height / 2
