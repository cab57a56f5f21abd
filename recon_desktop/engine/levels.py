"""Photos as networks are to see them, and back: sRGB whatever their colours, float photos beyond 0..1 within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from recon_desktop.core.gauge import Damage
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.io import pixels_digest
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySource, Pixels, PixelSink, PixelSource, source_of
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import damage_of
from recon_desktop.core.space import Space

_HEADROOM = 0.5
"""How far values may leave 0..1 and still be given as they are: noise and overshoot belong to the picture."""

_STRIP = 256


@dataclass(frozen=True, slots=True)
class Levels:
    """A map from a photo's values to sRGB in 0..1: of its colours, or else ``(value - low) / span``."""

    low: float = 0.0
    span: float = 1.0
    space: Space | None = None

    @classmethod
    def of(cls, pixels: Pixels, space: Space | None = None) -> Levels:
        """The map for a photo whose colours are those of `space`, None for sRGB.

        Values stay as they are, unless a float photo leaves 0..1 by more than `_HEADROOM`; then it is the range of its
        finite values, widened to contain 0..1.
        """
        if pixels.dtype != np.float32:
            return cls(space=space)
        low, high = 0.0, 1.0
        for top in range(0, len(pixels), _STRIP):
            strip = pixels[top : top + _STRIP]
            finite = strip[np.isfinite(strip)]
            if finite.size:
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
        if low >= -_HEADROOM and high <= 1 + _HEADROOM:
            return cls()
        return cls(low, high - low)

    def source(self, pixels: Pixels) -> PixelSource:
        """The photo as networks are to see it; in a float photo what is no number reads as its lowest level."""
        return LevelledSource(pixels, self) if pixels.dtype == np.float32 else source_of(pixels, self.space)

    def sink(self, sink: PixelSink) -> PixelSink:
        """Takes what networks return and hands it on in the photo's own values."""
        return sink if self == Levels() else LevelledSink(sink, self)

    def photo(self, photo: Photo) -> Photo:
        """A float photo as networks are to see it, whole; any other as it is."""
        if self == Levels() or photo.depth != np.float32:
            return photo
        pixels = photo.pixels - np.float32(self.low)
        pixels /= np.float32(self.span)
        return photo.with_pixels(pixels, photo.alpha, pixels_digest(pixels, photo.alpha))

    def back(self, image: Image) -> Image:
        """The photo's own values again, as a new array."""
        if self.space is not None:
            return self.space.from_srgb(image)
        return image * np.float32(self.span) + np.float32(self.low)


def levelled(photo: Photo) -> PixelSource:
    """A photo as networks are to see it, to be measured."""
    return Levels.of(photo.pixels, photo.space).source(photo.pixels)


def gauged(photo: Photo, progress: Progress = SILENT) -> Damage:
    """What the gauge reads of a photo; nothing of one that is wholly transparent.

    Raises:
        Cancelled: The token was set.
    """
    if photo.alpha is not None and not photo.alpha.any():
        return Damage(quality=photo.jpeg_quality, readable=False)
    return damage_of(levelled(photo), quality=photo.jpeg_quality, progress=progress)


class LevelledSource:
    """A float photo seen through `Levels`."""

    def __init__(self, pixels: Pixels, levels: Levels) -> None:
        self._source = ArraySource(pixels)
        self._levels = levels

    @property
    def size(self) -> Size:
        """Width and height."""
        return self._source.size

    @property
    def depth(self) -> np.dtype[Any]:
        """float32."""
        return self._source.depth

    def read(self, region: Region) -> Image:
        """The region, mapped."""
        image = self._source.read(region)
        low, high = self._levels.low, self._levels.low + self._levels.span
        if not np.isfinite(image).all():
            np.nan_to_num(image, copy=False, nan=low, posinf=high, neginf=low)
        image -= np.float32(low)
        image /= np.float32(self._levels.span)
        return image


class LevelledSink:
    """A result written through `Levels`."""

    def __init__(self, sink: PixelSink, levels: Levels) -> None:
        self._sink = sink
        self._levels = levels

    @property
    def size(self) -> Size:
        """Width and height."""
        return self._sink.size

    def write(self, region: Region, block: Image) -> None:
        """Store a block of networks' values."""
        self._sink.write(region, self._levels.back(block))
