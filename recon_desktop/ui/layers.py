"""What a pane draws: pictures in a row, bottom first, with nothing copied and nothing computed.

Transparent pictures must not lie on each other, or their cover would add up: with them the preview shows when all that
is in view is ready, and nothing lies below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QRectF

from recon_desktop.core.geometry import Region
from recon_desktop.ui.pyramid import Pyramid, rect
from recon_desktop.ui.state import Layer, Patch, Preview, Result


def before(pyramid: Pyramid, preview: Preview, region: Region, zoom: float) -> tuple[Layer, ...]:
    """The photo, on it its bicubic enlargement where it is ready."""
    bottom = [pyramid.crop(region, zoom)]
    if preview.scale == 1:
        return tuple(bottom)
    top = [_layer(patch, baseline=True) for patch in _seen(preview, region)]
    return _stacked(bottom, top, pyramid, preview, region)


def after(
    pyramid: Pyramid, preview: Preview, result: Result | None, strength: float, region: Region, zoom: float
) -> tuple[Layer, ...]:
    """The photo, on it the result at a strength, on it the live preview."""
    bottom = []
    if result is None or strength < 1:
        bottom.append(pyramid.crop(region, zoom))
    if result is not None:
        scale = result.pyramid.size.width // pyramid.size.width
        crop = result.pyramid.crop(region.scaled(scale), zoom / scale)
        bottom.append(replace(crop, target=rect(region), opacity=strength))
    top = [_layer(patch, baseline=False) for patch in _seen(preview, region)]
    return _stacked(bottom, top, pyramid, preview, region)


def reference(pyramid: Pyramid, scale: int, region: Region, zoom: float) -> tuple[Layer, ...]:
    """The reference, whose pixels are those of a result `scale` times as large as the photo."""
    return (replace(pyramid.crop(region.scaled(scale), zoom / scale), target=rect(region)),)


def _stacked(
    bottom: list[Layer], top: list[Layer], pyramid: Pyramid, preview: Preview, region: Region
) -> tuple[Layer, ...]:
    shared = (patch.region.intersect(region) for patch in preview.patches)
    covered = sum(part.size.area for part in shared if part is not None) == region.size.area
    if covered:
        return tuple(top)
    return tuple(bottom) if pyramid.has_alpha else (*bottom, *top)


def _seen(preview: Preview, region: Region) -> Iterator[Patch]:
    return (patch for patch in preview.patches if patch.region.intersect(region) is not None)


def _layer(patch: Patch, *, baseline: bool) -> Layer:
    image = patch.baseline if baseline else patch.image
    return Layer(image, QRectF(image.rect()), rect(patch.region))
