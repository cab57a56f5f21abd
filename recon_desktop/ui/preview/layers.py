"""What a pane draws: pictures in a row, bottom first, with nothing copied and nothing computed.

Transparent pictures must not lie on each other, or their cover would add up: with them the preview shows when all that
is in view is ready, and nothing lies below it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from recon_desktop.core.geometry import Region
from recon_desktop.ui.pictures.layer import Layer, rect
from recon_desktop.ui.values.state import Patch, Preview, Result

if TYPE_CHECKING:
    from recon_desktop.ui.pictures.pyramid import Pyramid

Bottom = Callable[[], tuple[Layer, ...]]


def before(pyramid: Pyramid, preview: Preview, region: Region, zoom: float) -> tuple[Layer, ...]:
    """The photo, on it its bicubic enlargement where it is ready."""
    seen = () if preview.scale == 1 else _seen(preview, region)
    return _stacked(lambda: (pyramid.crop(region, zoom),), seen, pyramid, region, baseline=True)


def after(pyramid: Pyramid, preview: Preview, region: Region, bottom: Bottom) -> tuple[Layer, ...]:
    """Photo and result, on them the live preview.

    Args:
        pyramid: Of the photo.
        preview: What is ready.
        region: In view.
        bottom: Makes the layers below the preview; called only if some of them can be seen.
    """
    return _stacked(bottom, _seen(preview, region), pyramid, region, baseline=False)


def faded(pyramid: Pyramid, result: Result | None, strength: float, region: Region, zoom: float) -> tuple[Layer, ...]:
    """The photo, on it the result at a strength."""
    if result is None:
        return (pyramid.crop(region, zoom),)
    scale = result.pyramid.size.width // pyramid.size.width
    crop = result.pyramid.crop(region.scaled(scale), zoom / scale)
    top = replace(crop, target=rect(region), opacity=strength)
    return (top,) if strength >= 1 else (pyramid.crop(region, zoom), top)


def reference(pyramid: Pyramid, scale: int, region: Region, zoom: float) -> tuple[Layer, ...]:
    """The reference, whose pixels are those of a result `scale` times as large as the photo."""
    return (replace(pyramid.crop(region.scaled(scale), zoom / scale), target=rect(region)),)


def _stacked(
    bottom: Bottom, seen: tuple[Patch, ...], pyramid: Pyramid, region: Region, *, baseline: bool
) -> tuple[Layer, ...]:
    top = tuple(_layer(patch, baseline=baseline) for patch in seen)
    shared = (patch.region.intersect(region) for patch in seen)
    covered = sum(part.size.area for part in shared if part is not None) == region.size.area
    if covered:
        return top
    return bottom() if pyramid.has_alpha else (*bottom(), *top)


def _seen(preview: Preview, region: Region) -> tuple[Patch, ...]:
    return tuple(patch for patch in preview.patches if patch.region.intersect(region) is not None)


def _layer(patch: Patch, *, baseline: bool) -> Layer:
    image = patch.baseline if baseline else patch.image
    return Layer(image, QRectF(image.rect()), rect(patch.region))
