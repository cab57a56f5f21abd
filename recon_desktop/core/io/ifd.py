"""TIFF directories, the structure that EXIF blocks and TIFF files share: read, packed, and patched in place."""

from __future__ import annotations

import struct
from dataclasses import dataclass
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


def data(content: bytes, kind: int = 7) -> Field:
    """A field of bytes, of type UNDEFINED unless told otherwise."""
    return Field(kind, len(content), content)


class Structure:
    """The directories of a TIFF file or an EXIF block that is open for reading.

    Raises:
        ValueError: It does not start as TIFF does.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0, SEEK_END)
        self._length = file.tell()
        self._budget = _BUDGET
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

        A field whose values lie outside the file, or that has an unknown type, is left out.

        Raises:
            ValueError: The directory, or one below it, lies outside the file.
        """
        width = 8 if self.big else 2
        entries = self._bytes(offset + width, self.next_pointer(offset) - offset - width)
        step = 4 + 2 * self._word
        ifd: Ifd = {}
        for start in range(0, len(entries), step):
            tag, kind = (self._number(entries[at : at + 2]) for at in (start, start + 2))
            count = self._number(entries[start + 4 : start + 4 + self._word])
            inline = entries[start + 4 + self._word : start + step]
            if kind not in _SIZES:
                continue
            if tag in pointers:
                ifd[tag] = self.read(self._number(inline[: _SIZES[kind]]), pointers - {tag})
                continue
            length = count * _SIZES[kind]
            try:
                value = inline[:length] if length <= self._word else self._bytes(self._number(inline), length)
            except ValueError:
                continue
            ifd[tag] = Field(kind, count, self._little(kind, value), offset + width + start)
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
