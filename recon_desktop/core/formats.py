"""Tables of the file formats: what can be opened, what can be written, and what each can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from recon_desktop.core.errors import FormatUnsupported

Depth = Literal["8", "16", "float"]
"""Bits a channel."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that results can be saved in.

    Attributes:
        name: "JPEG", "PNG", ...; names a `Photo.format`, too.
        suffixes: Lower case with the dot, the usual one first.
        depths: What it can hold, the deepest last.
        alpha: Whether it holds transparency; where not, transparent parts become white.
        quality: Whether `SaveOptions.quality` matters.
        lossless: Whether there is a choice between lossy and lossless.
        max_exif: Most bytes of EXIF.
        keeps: What else goes along: "profile", "XMP", "IPTC", "comment", "texts" (those of PNG).
        grey: Whether it knows pictures without colour; where not, they become coloured ones.
        max_side: Most pixels in width or height.
    """

    name: str
    suffixes: tuple[str, ...]
    depths: tuple[Depth, ...]
    alpha: bool
    quality: bool
    lossless: bool
    max_exif: int
    keeps: frozenset[str]
    grey: bool
    max_side: int


_ANY = 2**31 - 1

_NEARLY_ALL = frozenset({"profile", "XMP", "IPTC"})

WRITABLE_FORMATS = (
    Format(
        *("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), ("8",), False, True, False, 65527),
        *(_NEARLY_ALL | {"comment"}, True, 65500),
    ),
    Format("PNG", (".png",), ("8", "16"), True, False, False, _ANY, _NEARLY_ALL | {"texts"}, True, _ANY),
    Format("TIFF", (".tif", ".tiff"), ("8", "16", "float"), True, False, False, _ANY, _NEARLY_ALL, True, _ANY),
    Format("WebP", (".webp",), ("8",), True, True, True, _ANY, frozenset({"profile", "XMP"}), False, 16383),
    Format("BMP", (".bmp",), ("8",), False, False, False, 0, frozenset(), True, 32767),
)

EXTRA_SUFFIXES = (
    *(".heic", ".heif", ".hif"),
    *(".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".rw2", ".orf", ".pef"),
)
"""Those that take a decoder of its own, which the extras `heic` and `raw` bring."""

READABLE_SUFFIXES = (
    *(suffix for entry in WRITABLE_FORMATS for suffix in entry.suffixes),
    *(".gif", ".dib", ".jp2", ".j2k", ".jpx", ".avif", ".pbm", ".pgm", ".ppm", ".pnm", ".pfm"),
    *EXTRA_SUFFIXES,
)
"""Suffixes for file dialogs and folders. Files are recognised by their content, whatever they are called."""


def format_of(path: Path) -> Format:
    """The format that a file of this name is written in.

    Raises:
        FormatUnsupported: No format has this suffix.
    """
    suffix = path.suffix.lower()
    for entry in WRITABLE_FORMATS:
        if suffix in entry.suffixes:
            return entry
    known = ", ".join(entry.suffixes[0] for entry in WRITABLE_FORMATS)
    raise FormatUnsupported(path, f"{suffix or 'a name without suffix'} is no format that can be written; use {known}")


def _brands(head: bytes) -> set[bytes]:
    """Of a file in boxes (ISO/IEC 14496-12, 4.3) what it says it is."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}


def _is_avif(head: bytes) -> bool:
    brands = _brands(head)
    return bool(brands & {b"avif", b"avis", b"MA1A", b"MA1B"}) and head[8:12] not in _HEVC


_HEVC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")

_ICONS = (b"\0\0\1\0", b"\0\0\2\0")
CAMERA_RAW, HEIC = "a camera raw file", "a HEIC photo"
_RAW_HEADS = (b"FUJIFILM", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"\0MRM", b"FOVb")

_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("JPEG", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("PNG", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("WebP", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    ("TIFF", lambda head: head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and head[8:10] != b"CR"),
    ("GIF", lambda head: head[:6] in (b"GIF87a", b"GIF89a")),
    ("BMP", lambda head: head.startswith(b"BM")),
    ("JPEG 2000", lambda head: head.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"))),
    ("AVIF", _is_avif),
    ("PPM", lambda head: head[:2] in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"Pf") and head[2:3].isspace()),
)

# What people drop on the window although it is no photo that can be read, for the words of the error.
_STRANGERS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    (CAMERA_RAW, lambda head: head[8:10] == b"CR" or head.startswith(_RAW_HEADS) or b"crx " in _brands(head)),
    (HEIC, lambda head: bool(_brands(head) & {*_HEVC, b"mif1", b"msf1"})),
    ("a JPEG XL photo", lambda head: head.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"))),
    ("a JPEG XR photo", lambda head: head.startswith(b"II\xbc")),
    ("an OpenEXR picture", lambda head: head.startswith(b"v/1\1")),
    ("a Radiance HDR picture", lambda head: head.startswith((b"#?RADIANCE", b"#?RGBE"))),
    ("a QOI picture", lambda head: head.startswith(b"qoif")),
    ("an icon", lambda head: head.startswith(b"icns") or (head[:4] in _ICONS and head[4:6] != b"\0\0")),
    ("a GIMP picture", lambda head: head.startswith(b"gimp xcf")),
    ("a DICOM picture", lambda head: head[128:132] == b"DICM"),
    ("a FITS picture", lambda head: head.startswith(b"SIMPLE  =")),
    ("a DirectDraw texture", lambda head: head.startswith(b"DDS ")),
    ("a PAM picture", lambda head: head.startswith(b"P7\n")),
    ("a film", lambda head: head[4:8] == b"ftyp" or head.startswith(b"\x1aE\xdf\xa3") or head[8:12] == b"AVI "),
    ("a PDF document", lambda head: head.startswith(b"%PDF")),
    ("a Photoshop document", lambda head: head.startswith(b"8BPS")),
    ("an archive", lambda head: head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"))),
    ("an SVG drawing", lambda head: b"<svg" in head),
    ("a web page", lambda head: head.lstrip().lower().startswith((b"<!doctype html", b"<html"))),
    ("a TGA picture", lambda head: _is_tga(head)),
    ("text", lambda head: _is_text(head)),
)

HEAD = 512
"""Bytes of a file's beginning that `sniff` wants to see."""


def sniff(head: bytes) -> str | None:
    """The format of a file by its first bytes, or None where it is none that can be read."""
    return next((name for name, matches in _SIGNATURES if matches(head)), None)


def describe(head: bytes) -> str:
    """What a file that is no readable picture seems to be, in words; empty where that cannot be told."""
    return next((words for words, matches in _STRANGERS if matches(head)), "")


def _is_tga(head: bytes) -> bool:
    """Truevision's format has no signature; what its header leaves open is little."""
    if len(head) < 18:
        return False
    mapped, kind, bits = head[1], head[2], head[16]
    sides = int.from_bytes(head[12:14], "little"), int.from_bytes(head[14:16], "little")
    plain = mapped == 0 and kind in (2, 3, 10, 11) and head[3:8] == bytes(5) and bits in (8, 15, 16, 24, 32)
    palette = mapped == 1 and kind in (1, 9) and bits == 8 and head[7] in (15, 16, 24, 32)
    return (plain or palette) and all(sides) and head[17] & 0xC0 == 0


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(character.isprintable() or character.isspace() for character in text)
