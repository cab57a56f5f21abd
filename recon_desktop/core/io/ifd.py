"""TIFF directories, the structure that EXIF blocks and TIFF files share: read, packed, and patched in place."""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from io import SEEK_END
from typing import BinaryIO, TypeAlias

import numpy as np

EXIF_IFD, GPS_IFD, INTEROP_IFD = 34665, 34853, 40965
_POINTERS = frozenset({EXIF_IFD, GPS_IFD, INTEROP_IFD})

SHORT, LONG, RATIONAL, LONG8 = 3, 4, 5, 16

# Field types: bytes of one value, and of the unit that byte order applies to.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_UNITS = _SIZES | {5: 4, 10: 4}

_BUDGET = 1 << 26  # bytes of values read from one file: entries of a hostile one may all point at the same megabytes


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a directory.

    Attributes:
        type: TIFF field type, 1..18.
        count: Number of values.
        value: The values, packed in little-endian order.
        position: Where its entry starts in the file it was read from.
    """

    type: int
    count: int
    value: bytes
    position: int = 0

    def integer(self) -> int:
        """The first value of an unsigned whole-number field.

        Raises:
            ValueError: It is of another type, or empty.
        """
        if self.type not in (1, SHORT, LONG, LONG8) or not self.count:
            raise ValueError(f"no whole number: field type {self.type}")
        return int.from_bytes(self.value[: _SIZES[self.type]], "little")


Ifd: TypeAlias = "dict[int, Field | Ifd]"
"""A directory: fields by tag; the tags that point to a directory hold that directory."""


def short(*values: int) -> Field:
    """A field of 16-bit whole numbers."""
    return Field(SHORT, len(values), struct.pack(f"<{len(values)}H", *values))


def long(*values: int) -> Field:
    """A field of whole numbers: 32 bits wide where they fit, 64 bits (BigTIFF) otherwise."""
    wide = max(values, default=0) >= 1 << 32
    return Field(LONG8 if wide else LONG, len(values), struct.pack(f"<{len(values)}{'Q' if wide else 'I'}", *values))


def rational(value: Fraction) -> bytes:
    """A positive fraction as a field holds it, as near as 32 bits can be."""
    most = 2**31  # leaves numerators room, too
    near = value.limit_denominator(max(1, min(most, int(most / value)))) if value else value
    return struct.pack("<II", near.numerator, near.denominator)


def data(content: bytes, kind: int = 7) -> Field:
    """A field of bytes, of type UNDEFINED unless told otherwise."""
    return Field(kind, len(content), content)


class Structure:
    """The directories of a TIFF file or an EXIF block that is open for reading.

    Attributes:
        order: "<" or ">", of its bytes.
        big: Whether it is a BigTIFF.
        first: Where the first directory is.
        broken: Tag and place of what was met and points nowhere.
        cut: Whether a directory ends with the file.

    Raises:
        ValueError: It does not start as TIFF does.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0, SEEK_END)
        self._length = file.tell()
        self._budget = _BUDGET
        self.broken: list[tuple[int, int]] = []
        self.cut = False
        self._directories: list[tuple[int, int]] = []
        head = self._bytes(0, 8)
        self.order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
        if not self.order:
            raise ValueError("no TIFF structure")
        magic = self._number(head[2:4])
        if magic not in (42, 43):
            raise ValueError("no TIFF structure")
        self.big = magic == 43
        self._word = 8 if self.big else 4
        self.first = self._number(self._bytes(8, 8)) if self.big else self._number(head[4:8])

    def _bytes(self, offset: int, length: int) -> bytes:
        if length > min(self._budget, self._length - offset):
            raise ValueError("a directory points outside the file")
        self._budget -= length
        self._file.seek(offset)
        return self._file.read(length)

    def _number(self, value: bytes) -> int:
        return int.from_bytes(value, "little" if self.order == "<" else "big")

    def next_pointer(self, offset: int) -> int:
        """Where the directory at `offset` tells where the next one is."""
        width = 8 if self.big else 2
        return offset + width + self._number(self._bytes(offset, width)) * (4 + 2 * self._word)

    def read(self, offset: int, pointers: frozenset[int] = _POINTERS) -> Ifd:
        """The directory at `offset`; those that its `pointers` tags point to stand below it.

        A field whose values lie outside the file, or that has an unknown type, is left out, and so is a directory below
        that is none; `broken` tells.

        Raises:
            ValueError: The directory lies outside the file.
        """
        width, step = 8 if self.big else 2, 4 + 2 * self._word
        count = self._number(self._bytes(offset, width))
        there = min(count, (self._length - offset - width) // step)
        if count and not there:
            raise ValueError("a directory points outside the file")
        self.cut = self.cut or there < count
        entries = self._bytes(offset + width, there * step)
        self._directories.append((offset, there))
        ifd: Ifd = {}
        for start in range(0, len(entries), step):
            tag, kind = (self._number(entries[at : at + 2]) for at in (start, start + 2))
            number = self._number(entries[start + 4 : start + 4 + self._word])
            inline, place = entries[start + 4 + self._word : start + step], offset + width + start
            if kind not in _SIZES:
                continue
            try:
                if tag in pointers:
                    ifd[tag] = self._below(self._number(inline[: _SIZES[kind]]), pointers - {tag})
                    continue
                length = number * _SIZES[kind]
                value = inline[:length] if length <= self._word else self._bytes(self._number(inline), length)
            except ValueError:
                self.broken.append((tag, place))
                continue
            ifd[tag] = Field(kind, number, self._little(kind, value), place)
        return ifd

    def _below(self, offset: int, pointers: frozenset[int]) -> Ifd:
        """A directory that another one points to; what lies there may be anything."""
        broken, cut, directories = len(self.broken), self.cut, len(self._directories)
        self.cut = False
        ifd = self.read(offset, pointers)
        count = self._directories[directories][1]
        if self.cut or 2 * len(ifd) < count or not count:
            self.cut = cut
            del self.broken[broken:], self._directories[directories:]
            raise ValueError("a directory points outside the file")
        self.cut = cut
        return ifd

    def _little(self, kind: int, value: bytes) -> bytes:
        unit = _UNITS[kind]
        if self.order == "<" or unit == 1:
            return value
        return np.frombuffer(value, f">u{unit}").astype(f"<u{unit}").tobytes()

    def patch(self, block: bytearray, field: Field, value: int) -> None:
        """Overwrite a field that holds one whole number in `block`, a copy of what was read."""
        kind = LONG if value > 0xFFFF else SHORT
        number = struct.pack(self.order + ("I" if kind == LONG else "H"), value).ljust(self._word, b"\0")
        one = (1).to_bytes(self._word, "little" if self.order == "<" else "big")
        block[field.position + 2 : field.position + 4 + 2 * self._word] = (
            struct.pack(self.order + "H", kind) + one + number
        )

    def overwrite(self, block: bytearray, field: Field, value: bytes) -> None:
        """Give a field of what was read, in `block`, another value (little-endian) of the same length."""
        content = self._little(field.type, value)
        at = field.position + 4 + self._word
        if len(content) > self._word:
            at = self._number(bytes(block[at : at + self._word]))
        block[at : at + len(content)] = content

    def without(self, block: bytes, places: Collection[int]) -> bytes:
        """What was read without the entries at these places; everything else stays where it is."""
        result, width, step = bytearray(block), 8 if self.big else 2, 4 + 2 * self._word
        for offset, count in self._directories:
            start = offset + width
            starts = range(start, start + count * step, step)
            kept = [bytes(result[at : at + step]) for at in starts if at not in places]
            if len(kept) == count:
                continue
            end = start + count * step  # what lies behind may be a pointer, or values where a writer left it out
            pointer = bytes(result[end : end + self._word])
            number = len(kept).to_bytes(width, "little" if self.order == "<" else "big")
            result[offset:end] = (number + b"".join(kept) + pointer).ljust(end - offset, b"\0")
        return bytes(result)


def packed(ifd: Ifd, offset: int, *, big: bool = False) -> bytes:
    """Pack a directory and those below it, to stand at `offset` (even) of a little-endian file.

    Args:
        ifd: The directory.
        offset: Where the bytes will stand; pointers are counted from the start of the file.
        big: Whether the file is a BigTIFF (64-bit offsets).
    """
    count_format, word_format, word = ("<Q", "<Q", 8) if big else ("<H", "<I", 4)
    behind = offset + struct.calcsize(count_format) + len(ifd) * (4 + 2 * word) + word
    entries, values = bytearray(struct.pack(count_format, len(ifd))), bytearray()
    for tag, field in sorted(ifd.items()):
        values += bytes((behind + len(values)) % 2)
        at = struct.pack(word_format, behind + len(values))
        if isinstance(field, dict):
            entries += struct.pack("<HH", tag, LONG8 if big else LONG) + struct.pack(word_format, 1) + at
            values += packed(field, behind + len(values), big=big)
            continue
        entries += struct.pack("<HH", tag, field.type) + struct.pack(word_format, field.count)
        if len(field.value) <= word:
            entries += field.value.ljust(word, b"\0")
        else:
            entries += at
            values += field.value
    return bytes(entries) + bytes(word) + bytes(values)
