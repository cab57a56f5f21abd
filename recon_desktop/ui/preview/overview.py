"""The finished result far out, where its luma and its chroma count differently.

There a cross-fade while painting will not do: what is in view is blended once, at the size that the screen needs, and
kept until something changes. Grain is left out: far out it averages away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import Mix
from recon_desktop.ui.pictures.layer import Layer, rect
from recon_desktop.ui.values.state import Result

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.pictures.pyramid import Pyramid

_GRID = 256
"""What is blended begins and ends on this grid, so that a small move of the view needs nothing new."""


class Overview:
    """Blends photo and result at the level of their pyramids that the screen needs."""

    def __init__(self) -> None:
        self._of: tuple[Result, Mix, int, Region] | None = None
        self._image = QImage()

    def forget(self) -> None:
        """Let go of the result and of what was blended of it."""
        self._of = None
        self._image = QImage()

    def layer(
        self, services: Services, pyramid: Pyramid, result: Result, mix: Mix, region: Region, zoom: float
    ) -> Layer:
        """What to draw for a region.

        Args:
            services: Does the arithmetic.
            pyramid: Of the photo.
            result: Of the same photo.
            mix: How much of the result counts.
            region: In pixels of the photo.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        scale = result.pyramid.size.width // pyramid.size.width
        level = pyramid.level_for(zoom)
        baseline, restored = pyramid.levels[level], result.pyramid.levels[level + scale.bit_length() - 1]
        height, width = baseline.shape[:2]
        step = 2**level
        part = region.shrunk(step).align(_GRID).clip(Size(width, height))
        wanted = (result, mix, level, part)
        if wanted != self._of:
            self._of = wanted
            self._image = services.overview(baseline[part.slices], restored[part.slices], mix, pyramid.has_alpha)
        source = QRectF(
            region.left / step - part.left, region.top / step - part.top, region.width / step, region.height / step
        )
        return Layer(self._image, source, rect(region))
