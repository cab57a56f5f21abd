"""A picture reduced to the screen in tiles that are kept, so that a view that pans reduces only what comes into view.

For pictures that Qt would have to convert at every paint. The tiles lie on a grid of device pixels that moves with the
picture, and a view moves by whole device pixels: they fit without seams.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.pictures import qimage

if TYPE_CHECKING:
    from recon_desktop.core.pixels import Pixels

WIDTH, HEIGHT = 256, 64
"""Of a tile, in device pixels; small enough that Qt paints it in its own thread, which waits for no other."""

MOST = 1024
"""Tiles that are kept: 64 MiB."""

_MARGIN = 2
"""Pixels of the picture around a tile's own, for Qt's smoothing."""


class Scaled:
    """The tiles of one picture at the last zoom that was asked for.

    Args:
        pixels: uint8, HxWx3, red first.
    """

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._scale = 0.0
        self._tiles: dict[tuple[int, int], QImage] = {}

    def paint(self, painter: QPainter, shown: QRect, scale: float) -> None:
        """Paint a part of the picture.

        Args:
            painter: Its origin is that of the picture, its unit the device pixel; it cuts what reaches over `shown`.
            shown: The part, in device pixels.
            scale: Device pixels for a pixel of the picture, less than 1.
        """
        if scale != self._scale:
            self._scale = scale
            self._tiles.clear()
        for row in range(shown.top() // HEIGHT, shown.bottom() // HEIGHT + 1):
            for column in range(shown.left() // WIDTH, shown.right() // WIDTH + 1):
                place = column, row
                tile = self._tiles.pop(place, None) or self._make(column * WIDTH, row * HEIGHT)
                self._tiles[place] = tile  # the last one is the one that was used last
                painter.drawImage(column * WIDTH, row * HEIGHT, tile)
        while len(self._tiles) > MOST:
            del self._tiles[next(iter(self._tiles))]

    def _make(self, left: int, top: int) -> QImage:
        scale = self._scale
        height, width = self._pixels.shape[:2]
        part = Region.from_edges(
            math.floor(left / scale) - _MARGIN,
            math.floor(top / scale) - _MARGIN,
            math.ceil((left + WIDTH) / scale) + _MARGIN,
            math.ceil((top + HEIGHT) / scale) + _MARGIN,
        ).clip(Size(width, height))
        image = qimage.wrap(self._pixels, part).convertToFormat(QImage.Format.Format_RGB32)
        whole = left + WIDTH <= width * scale and top + HEIGHT <= height * scale
        tile = QImage(WIDTH, HEIGHT, image.format() if whole else QImage.Format.Format_ARGB32_Premultiplied)
        if not whole:
            tile.fill(Qt.GlobalColor.transparent)
        with QPainter(tile) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(-left, -top)
            painter.scale(scale, scale)
            painter.drawImage(QRectF(part.left, part.top, part.width, part.height), image, QRectF(image.rect()))
        return tile
