"""A photo as the project passes it around: frozen, upright, at its own depth and in its own colours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from recon_desktop.core.geometry import Size, strips
from recon_desktop.core.pixels import Pixels, PixelSource, from_float, frozen, source_of
from recon_desktop.core.space import Space

_STRIP_AREA = 1 << 20


@dataclass(frozen=True, slots=True)
class Resolution:
    """How densely the pixels of a photo are meant to lie.

    Attributes:
        across: Pixels a metre, from left to right.
        down: From top to bottom.
        absolute: Whether they are pixels a metre; where not, only their ratio counts.
    """

    across: Fraction
    down: Fraction
    absolute: bool = True

    @property
    def turned(self) -> Resolution:
        """That of the photo turned by a quarter."""
        return replace(self, across=self.down, down=self.across)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a PNG holds.

    Attributes:
        keyword: What they are, such as "Title" or "parameters".
        text: The words.
        language: Their language tag; empty where none is given.
        translated: The keyword in that language.
    """

    keyword: str
    text: str
    language: str = ""
    translated: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a result.

    Attributes:
        run: An account of it, for programs.
        invented: Whether it may show what was not in the photo.
    """

    run: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Metadata:
    """What travels from the photo to its result, as raw bytes but for the resolution.

    Attributes:
        exif: TIFF-structured EXIF block without the "Exif" header, orientation already reset to 1; empty if none.
        xmp: XMP packet; empty if none.
        resources: Photoshop's image resources, IPTC data among them; empty if none.
        comment: A JPEG's comment.
        resolution: That of the upright photo, wherever its file states it; None where it does not. The EXIF block may
            state one of its own.
        texts: The words of a PNG.
        provenance: What made these pixels, to be stated in XMP; None for a file's own.
        size: Of the upright photo; what is counted in its pixels is scaled by it. None where there is nothing of that.
    """

    exif: bytes = b""
    xmp: bytes = b""
    resources: bytes = b""
    comment: bytes = b""
    resolution: Resolution | None = None
    texts: tuple[Text, ...] = ()
    provenance: Provenance | None = None
    size: Size | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An opened photo, or a result that is ready to be saved.

    Attributes:
        pixels: uint8, uint16 or float32; HxW (grey) or HxWx3; in the colours of `space`; not writeable.
        alpha: HxW at the depth of `pixels`, straight (not premultiplied), or None; not writeable.
        metadata: EXIF and XMP to carry over.
        path: Where it came from, or None for pasted and computed photos.
        digest: SHA-256 of the pixels, alpha and depth, in hex: the photo's key in caches.
        profile: Name of the colour profile that the file had, "sRGB" if none.
        space: What the pixels' colours are, for HxWx3 of whole numbers alone; None for sRGB.
        format: "JPEG", "PNG", ... of the file; empty for computed photos.
        notes: Short facts to tell the person, such as "first of 12 frames".
    """

    pixels: Pixels
    alpha: Pixels | None
    metadata: Metadata
    path: Path | None
    digest: str
    profile: str = "sRGB"
    format: str = ""
    notes: tuple[str, ...] = field(default=())
    space: Space | None = None
    jpeg_quality: int | None = None

    def __post_init__(self) -> None:
        if self.space is not None and (self.grey or self.depth == np.float32):
            raise ValueError("colours of their own belong to RGB of whole numbers")
        object.__setattr__(self, "pixels", frozen(self.pixels))
        if self.alpha is not None:
            if self.alpha.shape != self.pixels.shape[:2] or self.alpha.dtype != self.pixels.dtype:
                raise ValueError("alpha has the size and the depth of the pixels")
            object.__setattr__(self, "alpha", frozen(self.alpha))

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    @property
    def depth(self) -> np.dtype[Any]:
        """uint8, uint16 or float32."""
        return self.pixels.dtype

    @property
    def grey(self) -> bool:
        """Whether there is one channel only."""
        return self.pixels.ndim == 2

    @property
    def opaque(self) -> bool:
        """Whether nothing of it is transparent."""
        if self.alpha is None:
            return True
        return bool(self.alpha.min() >= (1 if self.depth == np.float32 else np.iinfo(self.depth).max))

    @property
    def source(self) -> PixelSource:
        """The pixels as sRGB, readable part by part."""
        return source_of(self.pixels, self.space)

    def with_pixels(self, pixels: Pixels, alpha: Pixels | None, digest: str) -> Photo:
        """A result made from this photo: new pixels in the same colours, the same metadata and origin."""
        return replace(self, pixels=pixels, alpha=alpha, digest=digest, jpeg_quality=None)


def in_srgb(photo: Photo) -> Photo:
    """A photo whose pixels are sRGB; colours beyond it are cut."""
    if photo.space is None:
        return photo
    source = photo.source
    pixels = np.empty_like(photo.pixels)
    for strip in strips(photo.size.whole, area=_STRIP_AREA):
        pixels[strip.slices] = from_float(source.read(strip), photo.depth)
    return replace(photo, pixels=pixels, space=None)
