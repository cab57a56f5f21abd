"""A photo as the project passes it around: frozen, upright, sRGB-encoded, at its own depth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from recon_desktop.core.geometry import Size
from recon_desktop.core.pixels import ArraySource, Pixels, frozen


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
class Metadata:
    """What travels from the photo to its result, as raw bytes but for the resolution.

    Attributes:
        exif: TIFF-structured EXIF block without the "Exif" header, orientation already reset to 1; empty if none.
        xmp: XMP packet; empty if none.
        iptc: The IPTC resource of a JPEG, for JPEG alone; empty if none.
        comment: Likewise its comment.
        resolution: That of the upright photo, wherever its file states it; None where it does not. The EXIF block may
            state one of its own.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    comment: bytes = b""
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An opened photo, or a result that is ready to be saved.

    Attributes:
        pixels: uint8, uint16 or float32; HxW (grey) or HxWx3; sRGB-encoded; not writeable.
        alpha: HxW at the depth of `pixels`, straight (not premultiplied), or None; not writeable.
        metadata: EXIF and XMP to carry over.
        path: Where it came from, or None for pasted and computed photos.
        digest: SHA-256 of the pixels, alpha and depth, in hex: the photo's key in caches.
        profile: Name of the colour profile that the file had, "sRGB" if none.
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

    def __post_init__(self) -> None:
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
    def source(self) -> ArraySource:
        """The pixels, readable part by part."""
        return ArraySource(self.pixels)

    def with_pixels(self, pixels: Pixels, alpha: Pixels | None, digest: str) -> Photo:
        """A result made from this photo: new pixels, the same metadata and origin."""
        return replace(self, pixels=pixels, alpha=alpha, digest=digest)
