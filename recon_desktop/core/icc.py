"""ICC profiles of the usual kind: a matrix and a curve for each channel; read, and written.

Source: ICC.1:2022, profile version 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.color import srgb_profile
from recon_desktop.core.image import Image

Curve = Callable[[Image], Image]
"""From encoded values to linear light, float32, 0..1 and beyond white."""

COLOUR_CURVES = (b"rTRC", b"gTRC", b"bTRC")
GREY_CURVES = (b"kTRC",)
_COLUMNS = (b"rXYZ", b"gXYZ", b"bXYZ")

_ONE = 65536  # of s15Fixed16Number
_NODES = 4096
_HDR_WHITE = 203  # nits, of white paper in HDR pictures (ITU-R BT.2408)
_KNEE = 0.8  # of white, from where on light is bent
_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
"""To the responses of cones, in which colours are adapted from one white to another (ICC.1, annex E)."""

SRGB_CURVE = (
    b"para"
    + bytes(4)
    + struct.pack(
        ">HH5i", 3, 0, *(round(value * _ONE) for value in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
)
"""The tag of sRGB's curve."""


def tags(icc: bytes) -> dict[bytes, bytes]:
    """The tags of a profile by signature.

    Raises:
        ValueError: The table of tags is damaged.
    """
    try:
        (count,) = struct.unpack_from(">I", icc, 128)
        table = [struct.unpack_from(">4sII", icc, 132 + 12 * index) for index in range(min(count, 256))]
    except struct.error as error:
        raise ValueError("the colour profile is damaged") from error
    return {signature: icc[offset : offset + length] for signature, offset, length in table}


def curves(icc: bytes, names: tuple[bytes, ...]) -> tuple[Curve, ...] | None:
    """The curves of a profile that consists of curves (and a matrix); None where it is of another kind."""
    entries = tags(icc)
    if icc[20:24] != b"XYZ " or b"A2B0" in entries:
        return None
    try:
        return tuple(_curve(entries[name]) for name in names)
    except (KeyError, IndexError, ValueError, ZeroDivisionError, struct.error):
        return None


def to_linear_srgb(icc: bytes) -> NDArray[np.float64] | None:
    """The 3x3 matrix from a profile's linear RGB to that of sRGB, columns red, green and blue; None without one."""
    try:
        return np.linalg.inv(_matrix(tags(srgb_profile()))) @ _matrix(tags(icc))
    except (KeyError, struct.error, np.linalg.LinAlgError):
        return None


def packed(entries: Mapping[bytes, bytes], space: bytes) -> bytes:
    """A profile of these tags, with the rest of its header from sRGB's.

    Args:
        entries: By signature.
        space: What its pixels are, such as ``b"RGB "`` or ``b"GRAY"``.
    """
    table, content = b"", b""
    for name, entry in sorted(entries.items()):
        table += struct.pack(">4sII", name, 132 + 12 * len(entries) + len(content), len(entry))
        content += entry.ljust(-(-len(entry) // 4) * 4, b"\0")
    head = bytearray(srgb_profile()[:128])
    head[16:20] = space
    body = struct.pack(">I", len(entries)) + table + content
    head[:4] = struct.pack(">I", len(head) + len(body))
    return bytes(head) + body


def gamma_curve(exponent: float) -> bytes:
    """The tag of the curve ``light = value ** exponent``."""
    return b"para" + bytes(4) + struct.pack(">HHi", 0, 0, round(exponent * _ONE))


def pq_curve() -> bytes:
    """The tag of the curve of HDR pictures (ITU-R BT.2100, table 4), brought to a display that ends at white."""
    code = np.linspace(0, 1, _NODES) ** (32 / 2523)
    light = (np.maximum(code - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * code)) ** (8192 / 1305)
    return _shown(light * 10_000 / _HDR_WHITE)


def hlg_curve() -> bytes:
    """Likewise of broadcasts (ITU-R BT.2100, table 5), as a display of 1000 nits shows them."""
    code = np.linspace(0, 1, _NODES)
    light = np.where(code <= 0.5, code**2 / 3, (np.exp((code - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return _shown(light**1.2 * 1000 / _HDR_WHITE)


def _shown(light: NDArray[np.float64]) -> bytes:
    """The tag of a curve to light in units of white, with what is brighter bent below it."""
    bent = _KNEE + (1 - _KNEE) * (1 - np.exp(-(light - _KNEE) / (1 - _KNEE)))
    values = np.rint(np.where(light <= _KNEE, light, bent) * 65535).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", len(values)) + bytes(values.tobytes())


def rgb_profile(name: str, chromaticities: Sequence[float], curve: bytes) -> bytes:
    """A profile of a matrix and one curve.

    Args:
        name: What it calls itself.
        chromaticities: x and y of white, red, green and blue (CIE 1931).
        curve: Its tag, for all three channels.
    """
    white, *colours = (_xyz(*chromaticities[at : at + 2]) for at in (0, 2, 4, 6))
    amounts = np.linalg.solve(np.array(colours).T, white)
    adapted = _BRADFORD @ np.array(_D50) / (_BRADFORD @ white)
    adapting = np.linalg.inv(_BRADFORD) @ np.diag(adapted) @ _BRADFORD
    columns = adapting @ np.array(colours).T * amounts
    text = name.encode("utf-16-be")
    entries = {
        b"desc": b"mluc" + bytes(4) + struct.pack(">II4sII", 1, 12, b"enUS", len(text), 28) + text,
        b"chad": b"sf32" + bytes(4) + _fixed(adapting.ravel()),
        **{tag: b"XYZ " + bytes(4) + _fixed(column) for tag, column in zip(_COLUMNS, columns.T, strict=True)},
        **dict.fromkeys(COLOUR_CURVES, curve),
    }
    kept = tags(srgb_profile())
    return packed({b"cprt": kept[b"cprt"], b"wtpt": kept[b"wtpt"], **entries}, b"RGB ")


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    """A colour of luminance 1."""
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _fixed(values: NDArray[np.float64]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(float(value) * _ONE) for value in values))


def _matrix(entries: Mapping[bytes, bytes]) -> NDArray[np.float64]:
    """Linear RGB to XYZ (D50), columns red, green and blue."""
    return np.array([struct.unpack_from(">3i", entries[name], 8) for name in _COLUMNS], np.float64).T / _ONE


def _curve(entry: bytes) -> Curve:
    """The function of a `curv` or `para` tag."""
    kind, count = entry[:4], struct.unpack_from(">I", entry, 8)[0]
    if kind == b"curv" and count == 0:
        return lambda value: value
    if kind == b"curv" and count == 1:
        return _power(struct.unpack_from(">H", entry, 12)[0] / 256)
    if kind == b"curv":
        table = np.frombuffer(entry, ">u2", count, 12).astype(np.float32) / np.float32(65535)
        nodes = np.linspace(0, 1, count, dtype=np.float32)
        near = -max(count // 8, 2)  # enough of the table that its rounding does not turn the slope
        slope = (table[-1] - table[near]) / (nodes[-1] - nodes[near])
        return lambda value: (np.interp(value, nodes, table) + slope * np.maximum(value - 1, 0)).astype(np.float32)
    if kind != b"para":
        raise ValueError(f"unknown curve {kind!r}")
    return _parametric(struct.unpack_from(">H", entry, 8)[0], entry)


def _parametric(function: int, entry: bytes) -> Curve:
    """ICC.1 10.18: Y = (aX + b)^g + e from d on, cX + f below; types 0 to 4 name more and more of the letters."""
    count = (1, 3, 4, 5, 7)[function]
    g, *rest = (value / _ONE for value in struct.unpack_from(f">{count}i", entry, 12))
    if function in (1, 2):
        rest = [*rest[:2], 0.0, -rest[1] / rest[0], *rest[2:], *rest[2:]]
    rest = rest or [1.0]
    a, b, c, d, e, f = rest + [0.0] * (6 - len(rest))
    power = _power(g)

    def curve(value: Image) -> Image:
        return np.where(value >= d, power(a * value + b) + np.float32(e), c * value + np.float32(f)).astype(np.float32)

    return curve


def _power(exponent: float) -> Curve:
    return lambda value: np.asarray(np.power(np.maximum(value, 0), np.float32(exponent)), np.float32)
