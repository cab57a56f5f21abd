"""One pane: paints the visible part of the photo and turns mouse, wheel and fingers into wishes about the view."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, cast

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.look.theme import CANVAS, LINE, PIXEL_GRID, RAISED
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.view.view_state import WHOLE_ZOOM, ViewState

Side = Literal["before", "after", "reference"]
Source = Callable[[Region, float], tuple[Layer, ...]]
"""`Workspace.before`, say: the layers of a region of the photo at a zoom."""
Differ = Callable[[QImage, QImage], QImage]
"""Makes the picture of the difference between two pictures of one size."""

NOTCH = 120.0
ZOOM_PER_NOTCH = 1.25
CHECKER = 8
_MESH = 256
"""How wide a pattern is about, in device pixels: Qt repeats a wide one faster."""


class ImageView(QWidget):
    """Shows one side of the view that it is told, or both sides of a divider.

    Args:
        sources: What each side draws.
        parent: Owner.

    Signals:
        pan_asked: Move the view by device pixels (dx, dy).
        zoom_asked: Zoom by a factor; the content under the device pixel stays.
        toggle_asked: Switch between fit and 1:1 at a device pixel.

    Attributes:
        sides: What it shows: one side, or two with the divider between them.
        divider: Its place, 0 (left or top) to 1.
        across: Whether the divider lies across the pane, the sides above each other.
        differ: Makes the difference of "after" to `against`, which is then shown for "after"; None for "after" itself.
        against: What `differ` takes "after" against.
        pixel_grid: Whether lines part the pixels from `WHOLE_ZOOM` on; closer ones would veil the picture.
    """

    pan_asked = Signal(float, float)
    zoom_asked = Signal(float, QPointF)
    toggle_asked = Signal(QPointF)

    def __init__(self, sources: Mapping[Side, Source], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        self._state: ViewState | None = None
        self._scale = 1
        self._has_alpha = False
        self._grabbed: QPointF | None = None
        self._painted_zoom = 0.0
        self.sides: tuple[Side, ...] = ("after",)
        self.divider = 0.5
        self.across = False
        self.differ: Differ | None = None
        self.against: Side = "before"
        self.pixel_grid = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.grabGesture(Qt.GestureType.PinchGesture)

    @property
    def device_size(self) -> Size:
        """Its size in device pixels."""
        ratio = self.devicePixelRatioF()
        return Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def show_view(self, state: ViewState | None, scale: int, *, has_alpha: bool) -> None:
        """Draw this from now on.

        Args:
            state: Where to look, in pixels of the result; None for nothing.
            scale: How much larger the result is than the photo.
            has_alpha: Whether a checkerboard belongs under it.
        """
        self._state, self._scale, self._has_alpha = state, scale, has_alpha
        self.update()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().color(CANVAS))
            if self._state is None:
                return
            painter.scale(1 / self.devicePixelRatioF(), 1 / self.devicePixelRatioF())
            width, height = self._state.viewport.width, self._state.viewport.height
            length = height if self.across else width
            edges = [0, length] if len(self.sides) == 1 else [0, round(self.divider * length), length]
            for side, start, stop in zip(self.sides, edges, edges[1:], strict=False):
                part = QRect(0, start, width, stop - start) if self.across else QRect(start, 0, stop - start, height)
                self._paint_side(painter, self._state, side, part)
            if self.pixel_grid and self._state.zoom >= WHOLE_ZOOM:
                self._paint_grid(painter, self._state)
        self._painted_zoom = self._state.zoom

    def _paint_side(self, painter: QPainter, state: ViewState, side: Side, clip: QRect) -> None:
        left, top = state.origin
        content = QRect(
            left, top, math.ceil(state.content.width * state.zoom), math.ceil(state.content.height * state.zoom)
        )
        shown = clip & content
        if shown.isEmpty():
            return
        if side == "after" and self.differ is not None:
            pictures = (self._picture(state, each, shown) for each in ("after", self.against))
            painter.drawImage(shown.topLeft(), self.differ(*pictures))
            return
        painter.save()
        painter.setClipRect(shown)
        if self._has_alpha:
            painter.setBrushOrigin(left, top)
            painter.fillRect(shown, self._checkerboard())
        self._paint_layers(painter, state, side, shown)
        painter.restore()

    def _picture(self, state: ViewState, side: Side, shown: QRect) -> QImage:
        """A side as it would be painted in a rectangle of the pane."""
        form = QImage.Format.Format_ARGB32_Premultiplied if self._has_alpha else QImage.Format.Format_RGB32
        picture = QImage(shown.size(), form)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.translate(-shown.topLeft())
            self._paint_layers(painter, state, side, shown)
        return picture

    def _paint_layers(self, painter: QPainter, state: ViewState, side: Side, shown: QRect) -> None:
        left, top = state.origin
        zoom = state.zoom * self._scale
        photo = Size(max(1, state.content.width // self._scale), max(1, state.content.height // self._scale))
        region = Region.from_edges(
            math.floor((shown.left() - left) / zoom),
            math.floor((shown.top() - top) / zoom),
            math.ceil((shown.right() + 1 - left) / zoom),
            math.ceil((shown.bottom() + 1 - top) / zoom),
        ).clip(photo)
        painter.translate(left, top)
        painter.scale(zoom, zoom)
        for layer in self._sources[side](region, zoom):
            self._paint_layer(painter, layer, zoom, shown.translated(-left, -top))

    def _paint_layer(self, painter: QPainter, layer: Layer, zoom: float, shown: QRect) -> None:
        pixel = layer.target.width() / layer.source.width()
        # Smooth where pixels are lost or would be of several widths, and where the photo stands in for its enlargement.
        size = pixel * zoom
        smooth = size < 1 or (size < WHOLE_ZOOM and not size.is_integer()) or pixel * self._scale > 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setOpacity(layer.opacity)
        if layer.scaled is not None and pixel * zoom < 1 and self._keeps_zoom:
            painter.save()
            painter.scale(1 / zoom, 1 / zoom)
            layer.scaled.paint(painter, shown, pixel * zoom)
            painter.restore()
            return
        image = layer.image
        if pixel * zoom != 1 and image.format() == QImage.Format.Format_RGB888:
            image = image.convertToFormat(QImage.Format.Format_RGB32)  # which Qt scales three times as fast
        painter.drawImage(layer.target, image, layer.source)

    @property
    def _keeps_zoom(self) -> bool:
        """Whether the view only moved since the last paint; one that zooms has no use for tiles."""
        return self._state is not None and self._state.zoom == self._painted_zoom

    def _paint_grid(self, painter: QPainter, state: ViewState) -> None:
        """A line on the first device pixel of each column and row of pixels."""
        left, top = state.origin
        seen, zoom = state.visible, round(state.zoom)
        painter.setBrushOrigin(left, top)
        painter.fillRect(
            left + zoom * seen.left, top + zoom * seen.top, zoom * seen.width + 1, zoom * seen.height + 1, _mesh(zoom)
        )

    def _checkerboard(self) -> QBrush:
        ratio = self.devicePixelRatioF()
        side = round(CHECKER * ratio)
        tile = QPixmap(2 * side, 2 * side)
        tile.fill(self.palette().color(RAISED))
        with QPainter(tile) as painter:
            painter.fillRect(0, 0, side, side, self.palette().color(LINE))
            painter.fillRect(side, side, side, side, self.palette().color(LINE))
        return QBrush(tile)

    # ---------------------------------------------------------------- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = (self._grabbed - event.position()) * self.devicePixelRatioF()
            self._grabbed = event.position()
            self.pan_asked.emit(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_asked.emit(self._device(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()
        if fingers and not control:
            moved = QPointF(event.pixelDelta()) * self.devicePixelRatioF()
            self.pan_asked.emit(-moved.x(), -moved.y())
        elif notches := event.angleDelta().y() / NOTCH:
            self.zoom_asked.emit(ZOOM_PER_NOTCH**notches, self._device(event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.NativeGesture:
            native = cast(QNativeGestureEvent, event)
            if native.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_asked.emit(1.0 + native.value(), self._device(native.position()))
                return True
        if event.type() == QEvent.Type.Gesture:
            pinch = cast(QGestureEvent, event).gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                centre = self.mapFromGlobal(pinch.centerPoint())
                self.zoom_asked.emit(pinch.scaleFactor(), self._device(centre))
                return True
        return super().event(event)

    def _device(self, position: QPointF) -> QPointF:
        return position * self.devicePixelRatioF()


@cache
def _mesh(zoom: int) -> QBrush:
    """The lines between pixels of this side, as a pattern: Qt is slow at many lines that shine through."""
    side = zoom * max(1, _MESH // zoom)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for at in range(0, side, zoom):
            painter.fillRect(at, 0, 1, side, QColor(PIXEL_GRID))
            painter.fillRect(0, at, side, 1, QColor(PIXEL_GRID))
    return QBrush(tile)
