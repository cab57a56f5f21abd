"""The colours of photos whose profile is not sRGB: kept as they are stored, read and written as sRGB.

A photo of a wide space (Display P3, Adobe RGB, ProPhoto) keeps its numbers. Networks and measures read it as sRGB that
is not cut off: colours beyond sRGB are values beyond 0..1, mirrored at black. What comes back is stored in the photo's
own space again, so that nothing is lost, and a pixel that no one touched stays the very same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recon_desktop.core import icc as profiles
from recon_desktop.core.color import linear_to_srgb, srgb_to_linear
from recon_desktop.core.image import Image

_NODES = 4097
_FARTHEST = 0.15  # what a curve may be away from sRGB's: networks know pictures that are encoded for the eye
_CONDITION = 100  # of a matrix that can be turned round without loss
_SAME = 1e-4  # where two curves are taken for one: a fortieth of a step of 8 bits


@dataclass(frozen=True, slots=True)
class Space:
    """An RGB space of a matrix and three curves that are like sRGB's. Two are equal whose profiles are.

    Attributes:
        icc: The profile.
        matrix: From its linear RGB to that of sRGB, 3x3.
        encoded: From its values to the same light, encoded as sRGB; None where its curves are those of sRGB.
        decoded: The way back.
    """

    icc: bytes = field(repr=False)
    matrix: NDArray[Any] = field(repr=False, compare=False)
    encoded: tuple[_Table, ...] | None = field(repr=False, compare=False)
    decoded: tuple[_Table, ...] | None = field(repr=False, compare=False)

    @classmethod
    def of(cls, icc: bytes) -> Space | None:
        """The space of a profile; None where it is of another kind: tables, grey, linear light.

        Raises:
            ValueError: The profile is damaged.
        """
        matrix = profiles.to_linear_srgb(icc)
        curves = profiles.curves(icc, profiles.COLOUR_CURVES)
        if icc[16:20] != b"RGB " or matrix is None or curves is None or np.linalg.cond(matrix) > _CONDITION:
            return None
        steps = np.linspace(0, 1, _NODES, dtype=np.float32)
        with np.errstate(all="ignore"):  # a damaged curve may give anything
            encoded = [linear_to_srgb(np.clip(curve(steps), 0, 1)) for curve in curves]
        apart = float(np.abs(np.array(encoded) - steps).max())  # no number where one of them holds none
        if not apart <= _FARTHEST or any((np.diff(values) < 0).any() for values in encoded):
            return None
        if apart < _SAME:
            return cls(icc, matrix, None, None)
        # By the root of the light, or the curve would begin too steeply for a table.
        decoded = [np.interp(steps**2, values, steps).astype(np.float32) for values in encoded]
        return cls(
            icc,
            matrix,
            tuple(_Table(values) for values in encoded),
            tuple(_Table(values, root=True) for values in decoded),
        )

    def to_srgb(self, image: Image) -> Image:
        """Values of this space, 0..1, as sRGB that is not cut off.

        Args:
            image: Float32 HxWx3; read only.

        Returns:
            A new float32 HxWx3.
        """
        planes = _planes(image)
        if self.encoded is not None:
            planes = [table(plane) for table, plane in zip(self.encoded, planes, strict=True)]
        return _mixed(planes, self.matrix)

    def from_srgb(self, image: Image) -> Image:
        """The inverse of `to_srgb`: what lies beyond this space, too, is beyond 0..1 or at its ends."""
        mixed = _mixed(_planes(image), np.linalg.inv(self.matrix))
        if self.decoded is None:
            return mixed
        return np.stack([table(plane) for table, plane in zip(self.decoded, _planes(mixed), strict=True)], axis=-1)


@dataclass(frozen=True, slots=True)
class _Table:
    """A function on 0..1, linear between even steps of its argument, or of the argument's root."""

    values: Image
    root: bool = False

    def __call__(self, argument: Image) -> Image:
        place = np.clip(argument, 0, 1)
        if self.root:
            np.sqrt(place, out=place)
        place *= np.float32(len(self.values) - 1)
        base = np.minimum(place.astype(np.int32), len(self.values) - 2)
        place -= base
        low = self.values[base]
        return np.asarray(low + place * (self.values[base + 1] - low), np.float32)


def _planes(image: Image) -> list[Image]:
    return [np.ascontiguousarray(image[..., channel]) for channel in range(3)]


def _mixed(planes: Sequence[Image], matrix: NDArray[Any]) -> Image:
    """Encoded channels with their light mixed by a matrix.

    By hand, because a library's product rounds by a pixel's place in the block, and a tile would not be the whole.
    """
    red, green, blue = (_mirrored(srgb_to_linear, plane) for plane in planes)
    rows = matrix.astype(np.float32)
    light = (row[0] * red + row[1] * green + row[2] * blue for row in rows)
    return np.stack([_mirrored(linear_to_srgb, plane) for plane in light], axis=-1)


def _mirrored(curve: Callable[[Image], Image], values: Image) -> Image:
    """A curve that knows light from black on, for darker than black, too."""
    return np.copysign(curve(np.abs(values)), values)
