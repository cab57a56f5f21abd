"""What Pillow does not read of BMP: channels of any width in 16 and 32 bits, and colours that the header states.

Source: Microsoft, Bitmap Header Types (BITMAPV4HEADER, BITMAPV5HEADER).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.geometry import Size
from recon_desktop.core.icc import gamma_curve, rgb_profile
from recon_desktop.core.io.container import Damaged
from recon_desktop.core.pixels import Pixels

_FIELDS = (3, 6)  # ways to store pixels: channels where masks tell
_CALIBRATED, _EMBEDDED = 0, b"DEBM"
_HEADER = 14  # bytes before the one that counts


@dataclass(frozen=True, slots=True)
class Fields:
    """A BMP whose channels lie where masks tell.

    Attributes:
        size: Width and height.
        bits: Of a pixel: 16 or 32.
        masks: Of red, green, blue and, where there is one, alpha.
        start: Where the pixels start.
        upwards: Whether the last row comes first.
    """

    size: Size
    bits: int
    masks: tuple[int, ...]
    start: int
    upwards: bool

    @property
    def depth(self) -> np.dtype[np.uint8] | np.dtype[np.uint16]:
        """What its widest channel wants."""
        wide = any(mask.bit_count() > 8 for mask in self.masks)
        return np.dtype(np.uint16) if wide else np.dtype(np.uint8)

    def pixels(self, content: bytes) -> Pixels:
        """All pixels, HxWx3 or HxWx4, from top to bottom.

        Raises:
            Damaged: The file ends early.
        """
        kind: np.dtype[np.uint16] | np.dtype[np.uint32]
        kind = np.dtype("<u2") if self.bits == 16 else np.dtype("<u4")
        line = -(-self.size.width * self.bits // 32) * 4
        if self.start + line * self.size.height > len(content):
            raise Damaged("the file ends early")
        rows = np.frombuffer(content, np.uint8, line * self.size.height, self.start).reshape(self.size.height, line)
        numbers = np.ascontiguousarray(rows[:, : self.size.width * self.bits // 8]).view(kind)
        if self.upwards:
            numbers = numbers[::-1]
        top = np.iinfo(self.depth).max
        planes = [_spread(numbers, mask, top).astype(self.depth) for mask in self.masks]
        return np.stack(planes, axis=-1)


def _spread(numbers: NDArray[np.unsignedinteger], mask: int, top: int) -> NDArray[np.floating]:
    shift = (mask & -mask).bit_length() - 1
    values = (numbers & numbers.dtype.type(mask)) >> numbers.dtype.type(shift)
    return np.asarray(np.rint(values * (top / (mask >> shift))))


def fields_of(content: bytes) -> Fields | None:
    """How the channels lie, where masks tell; None where Pillow knows.

    Raises:
        Damaged: Masks that are none.
    """
    if len(content) < 54:
        return None
    (start,) = struct.unpack_from("<I", content, 10)
    length, width, height, _, bits, way = struct.unpack_from("<IiiHHI", content, _HEADER)
    if length < 40 or way not in _FIELDS or bits not in (16, 32) or width <= 0 or not height:
        return None
    count = 4 if length >= 56 or way == 6 else 3
    masks = struct.unpack_from(f"<{count}I", content, _HEADER + 40)
    masks = masks[:3] + tuple(mask for mask in masks[3:] if mask)
    for mask in masks:
        shifted = mask // (mask & -mask) if mask else 0
        if not shifted or shifted & (shifted + 1) or mask >> bits:
            raise Damaged("its picture data is damaged")
    return Fields(Size(width, abs(height)), bits, masks, start, height > 0)


def profile_of(content: bytes) -> bytes:
    """The colour profile that the header holds, or what says the same; empty if none."""
    if len(content) < _HEADER + 108:
        return b""
    (length,) = struct.unpack_from("<I", content, _HEADER)
    kind = content[_HEADER + 56 : _HEADER + 60]
    if length >= 124 and kind == _EMBEDDED:
        offset, size = struct.unpack_from("<II", content, _HEADER + 112)
        return content[_HEADER + offset : _HEADER + offset + size]
    if length < 108 or int.from_bytes(kind, "little") != _CALIBRATED:
        return b""
    ends = np.array(struct.unpack_from("<9i", content, _HEADER + 60), np.float64).reshape(3, 3) / (1 << 30)
    gammas = struct.unpack_from("<3I", content, _HEADER + 96)
    sums = ends.sum(axis=1)
    if not (sums > 0).all() or not all(gammas) or len(set(gammas)) > 1:
        return b""
    places = (ends[:, :2] / sums[:, np.newaxis]).ravel()
    white = ends.sum(axis=0)
    curve = gamma_curve(gammas[0] / 65536)
    try:
        return rgb_profile("its own primaries", (*(white[:2] / white.sum()), *places), curve)
    except np.linalg.LinAlgError:
        return b""
