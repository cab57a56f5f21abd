"""The resolution of a photo as each kind of file states it.

JPEG (JFIF, ITU-T T.871, 10.1) counts whole dots an inch or a centimetre, PNG and BMP whole pixels a metre, TIFF and
EXIF fractions of an inch or a centimetre. All but BMP can also state no more than the shape of a pixel.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO

from recon_desktop.core.formats import Stated
from recon_desktop.core.io.ifd import RATIONAL, Field, Ifd, Structure, rational, short
from recon_desktop.core.photo import Resolution

JFIF_HEADER = b"JFIF\0"

_X, _Y, _UNIT = 282, 283, 296
_NO_UNIT, _INCH, _CM = 1, 2, 3  # of TIFF; JFIF counts from 0
_LENGTHS = {_NO_UNIT: Fraction(1), _INCH: Fraction(254, 10_000), _CM: Fraction(1, 100)}  # in metres
_PILLOW_METRE = 39.3701  # inches, as Pillow has it

_LEAST, _MOST = Fraction(1, 1000), 2**32 - 1  # what lies outside is no resolution
_PRECISION = 0.01  # how far off a rounded number may be and still be called the same


def _made(across: Fraction | int, down: Fraction | int, unit: int) -> Resolution | None:
    """What two numbers of dots state; None where they state nothing."""
    if across <= 0 or down <= 0:
        return None
    absolute = unit in (_INCH, _CM)
    if absolute:
        sides = across / _LENGTHS[unit], down / _LENGTHS[unit]
    else:
        ratio = Fraction(across) / Fraction(down)
        sides = Fraction(ratio.numerator), Fraction(ratio.denominator)
    stated = absolute or sides[0] != sides[1]
    return Resolution(*sides, absolute) if stated and min(sides) >= _LEAST and max(sides) <= _MOST else None


def of_jfif(payload: bytes) -> Resolution | None:
    """What a JPEG's APP0 segment states."""
    if not payload.startswith(JFIF_HEADER) or len(payload) < 12:
        return None
    unit, across, down = struct.unpack(">BHH", payload[7:12])
    return _made(across, down, unit + 1)


def of_metres(across: int, down: int) -> Resolution | None:
    """What whole pixels a metre state: 11811 are meant as 300 an inch, which PNG and BMP have no number for."""
    inch = _LENGTHS[_INCH]
    dots = [round(side * inch) for side in (across, down)]
    if [round(side / inch) for side in dots] == [across, down]:
        return _made(dots[0], dots[1], _INCH)
    return _made(across * _LENGTHS[_CM], down * _LENGTHS[_CM], _CM)


def of_phys(body: bytes) -> Resolution | None:
    """What a PNG's pHYs chunk states."""
    if len(body) != 9:
        return None
    across, down, unit = struct.unpack(">IIB", body)
    return of_metres(across, down) if unit == 1 else _made(across, down, _NO_UNIT)


def of_dots(dots: tuple[float, float] | None) -> Resolution | None:
    """What Pillow says of a file, in dots an inch."""
    return of_metres(*(round(side * _PILLOW_METRE) for side in dots)) if dots else None


def of_exif(exif: bytes) -> Resolution | None:
    """What the first directory of a sound EXIF block states."""
    if not exif:
        return None
    structure = Structure(BytesIO(exif))
    ifd = structure.read(structure.first)
    sides: list[Fraction] = []
    for tag in (_X, _Y):
        field = ifd.get(tag)
        if not isinstance(field, Field) or field.type != RATIONAL or field.count != 1:
            return None
        numerator, denominator = struct.unpack("<II", field.value)
        if not denominator:
            return None
        sides.append(Fraction(numerator, denominator))
    unit = ifd.get(_UNIT)
    return _made(sides[0], sides[1], int.from_bytes(unit.value[:2], "little") if isinstance(unit, Field) else _INCH)


def _in_units(resolution: Resolution) -> list[tuple[int, tuple[Fraction, Fraction]]]:
    """It in every unit: first where the numbers are nearest to whole ones, inches unless centimetres are better."""
    units = [
        (unit, (resolution.across * _LENGTHS[unit], resolution.down * _LENGTHS[unit]))
        for unit in ((_INCH, _CM) if resolution.absolute else (_NO_UNIT,))
    ]
    return sorted(units, key=lambda each: max(abs(side - round(side)) for side in each[1]))


def _whole(sides: tuple[Fraction, Fraction], most: int) -> tuple[int, int] | None:
    """Sides as whole numbers; None where these would be too large, or too far off."""
    across, down = (round(side) for side in sides)
    near = all(abs(whole - side) <= _PRECISION * side for whole, side in zip((across, down), sides, strict=True))
    return (across, down) if near and max(across, down) <= most else None


def as_jfif(resolution: Resolution) -> bytes | None:
    """Unit and dots, five bytes of JFIF; None where they hold no such numbers."""
    for unit, sides in _in_units(resolution):
        dots = _whole(sides, 0xFFFF)
        if dots is not None:
            return struct.pack(">BHH", unit - 1, *dots)
    return None


def as_phys(resolution: Resolution) -> bytes | None:
    """The content of a pHYs chunk; None where it holds no such numbers."""
    dots = _whole((resolution.across, resolution.down), _MOST)
    return None if dots is None else struct.pack(">IIB", *dots, resolution.absolute)


def as_fields(resolution: Resolution) -> Ifd:
    """Fields of a TIFF directory."""
    unit, sides = _in_units(resolution)[0]
    return {_X: Field(RATIONAL, 1, rational(sides[0])), _Y: Field(RATIONAL, 1, rational(sides[1])), _UNIT: short(unit)}


UNSTATED = as_fields(Resolution(Fraction(1), Fraction(1), absolute=False))
"""What a TIFF directory, which has to have these fields, holds where there is no resolution."""


def as_dots(resolution: Resolution | None) -> tuple[float, float]:
    """Dots an inch for Pillow's writer of BMP; 0, which BMP takes for unknown, where there are none."""
    if resolution is None or not resolution.absolute:
        return 0.0, 0.0
    return resolution.across / _PILLOW_METRE, resolution.down / _PILLOW_METRE


_HOLDS: Mapping[Stated, Callable[[Resolution], bool]] = {
    "JFIF": lambda resolution: as_jfif(resolution) is not None,
    "pHYs": lambda resolution: as_phys(resolution) is not None,
    "fields": lambda resolution: True,
    "header": lambda resolution: resolution.absolute and as_phys(resolution) is not None,
}


def holds(stated: Stated | None, resolution: Resolution) -> bool:
    """Whether a format that states its resolution like this can state this one."""
    return stated is not None and _HOLDS[stated](resolution)
