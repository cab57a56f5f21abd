"""A piece of picture for a view to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region

if TYPE_CHECKING:
    from recon_desktop.ui.pictures.scaled import Scaled


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A piece of picture for a view to draw: `painter.setOpacity(l.opacity); painter.drawImage(t, l.image, l.source)`.

    Attributes:
        image: 8 bits a channel; shares memory with the workspace's arrays, never to be written to.
        source: The part of `image` to draw, in its pixels.
        target: Where it belongs, in pixels of the photo (not of the result), whatever the scale; inside the photo.
        opacity: 0..1.
        scaled: All of the picture that `image` is a part of, from the photo's first pixel on, as a view that pans
            paints it reduced; None where `image` does as well.
    """

    image: QImage
    source: QRectF
    target: QRectF
    opacity: float = 1.0
    scaled: Scaled | None = None


def rect(region: Region) -> QRectF:
    """A region as Qt's rectangle."""
    return QRectF(region.left, region.top, region.width, region.height)
