"""The display pyramid: a photo at 8 bits in halving sizes, so that a view draws only what it shows.

Made in a job by `ui.lanes.display.build_pyramid`. A pixel of level n covers exactly 2^n pixels of the photo each way;
the last ones may reach beyond its edges, where they repeat it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.pictures.layer import Layer, rect
from recon_desktop.ui.pictures.scaled import Scaled

if TYPE_CHECKING:
    from recon_desktop.core.pixels import Pixels


@dataclass(frozen=True, eq=False)
class Pyramid:
    """Levels 0, 1, 2, ... of a photo: whole, half, quarter, ...

    Attributes:
        size: Of the photo (level 0).
        has_alpha: Whether a checkerboard belongs under it.
        levels: Arrays as `qimage.wrap` takes them, the largest first.
        spot: Where it is looked at first where it is too large to be seen whole, in 0..1 of width and height.
    """

    size: Size
    has_alpha: bool
    levels: tuple[Pixels, ...]
    spot: tuple[float, float] = (0.5, 0.5)

    def level_for(self, zoom: float) -> int:
        """The coarsest level that still has a pixel for each pixel of the screen.

        Args:
            zoom: Device pixels of the screen for a pixel of this pyramid's photo.
        """
        halvings = math.floor(math.log2(1 / zoom) + 1e-9) if zoom < 1 else 0
        return min(halvings, len(self.levels) - 1)

    @cached_property
    def scaled(self) -> Scaled | None:
        """Level 0 as a view that pans paints it reduced, where it is the photo's own pixels; for the GUI thread."""
        return Scaled(self.levels[0]) if self.levels[0].shape[2] == 3 else None

    def crop(self, region: Region, zoom: float) -> Layer:
        """The part to draw; no pixels are copied.

        Args:
            region: In pixels of this pyramid's photo, inside it.
            zoom: As in `level_for`.

        Returns:
            `target` is `region`, `source` lies in the pixels of the chosen level.
        """
        level = self.level_for(zoom)
        step = 2**level
        part = region.shrunk(step)
        source = QRectF(
            region.left / step - part.left,
            region.top / step - part.top,
            region.width / step,
            region.height / step,
        )
        image = qimage.wrap(self.levels[level], part, alpha=self.has_alpha)
        return Layer(image, source, rect(region), scaled=None if level else self.scaled)

    def thumbnail(self, side: int) -> QImage:
        """A small copy, at most `side` pixels wide and high."""
        zoom = min(1.0, side / max(self.size.width, self.size.height))
        layer = self.crop(self.size.whole, zoom)
        width, height = (max(1, round(length * zoom)) for length in (self.size.width, self.size.height))
        return layer.image.scaled(
            width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
