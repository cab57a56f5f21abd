"""The display pyramid: a photo at 8 bits in halving sizes, so that a view draws only what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.state import Layer


@dataclass(frozen=True, eq=False)
class Pyramid:
    """Levels 0, 1, 2, ... of a photo: whole, half, quarter, ...

    Attributes:
        size: Of the photo (level 0).
        has_alpha: Whether a checkerboard belongs under it.
    """

    size: Size
    has_alpha: bool

    def level_for(self, zoom: float) -> int:
        """The coarsest level that still has a pixel for each pixel of the screen.

        Args:
            zoom: Device pixels of the screen for a pixel of this pyramid's photo.
        """
        raise NotImplementedError

    def crop(self, region: Region, zoom: float) -> Layer:
        """The part to draw; no pixels are copied.

        Args:
            region: In pixels of this pyramid's photo, inside it.
            zoom: As in `level_for`.

        Returns:
            `target` is `region`, `source` lies in the pixels of the chosen level.
        """
        raise NotImplementedError

    def thumbnail(self, side: int) -> QImage:
        """A small copy, at most `side` pixels wide and high."""
        raise NotImplementedError


def rect(region: Region) -> QRectF:
    """A region as Qt's rectangle."""
    return QRectF(region.left, region.top, region.width, region.height)
