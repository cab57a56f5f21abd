"""The table of the file formats: all that is known of each stands in its row, what else needs it derives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from recon_desktop.core.errors import FormatUnsupported

Depth = Literal["8", "10", "12", "16", "float"]
"""Bits a channel."""

Kept = Literal["profile", "XMP", "IPTC", "comment", "texts"]
"""What goes along with a picture; the texts are those of PNG."""

Stated = Literal["JFIF", "pHYs", "fields", "header"]
"""How a format states a resolution; see `core.io.resolution`."""

_ANY = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Format:
    """A format of files.

    Attributes:
        name: "JPEG", "PNG", ...; names a `Photo.format`, too.
        types: Its suffixes in lower case with the dot, the usual one first, with the names of their types for desktops.
        matches: Whether a file that begins like this is one.
        opener: Function in `core.io` that opens one, as "module:name".
        package: What has to be installed to open and to write it, where that is an extra of the program.
        kind: What one is called where that package is not there.
        encoder: Function in `core.io` that writes one, as "module:name"; empty where results cannot be saved in it.
        streamed: Whether that writes it as rows come, instead of putting it together whole.
        depths: What it can hold, the deepest last.
        alpha: Whether it holds transparency; where not, transparent parts become white.
        quality: Whether `SaveOptions.quality` matters.
        lossless: Whether there is a choice between lossy and lossless.
        subsampling: Whether there is a choice of how lossy colour is stored.
        progressive: Whether it can come into view as a whole, ever sharper.
        max_exif: Most bytes of EXIF.
        keeps: What else goes along.
        resolution: How it states one by means of its own; None where it cannot.
        grey: Whether it knows pictures without colour; where not, they become coloured ones.
        max_side: Most pixels in width or height.
        bytes_per_pixel: Of a photo in 8-bit colour at quality 92, about.
    """

    name: str
    types: Mapping[str, str]
    matches: Callable[[bytes], bool]
    opener: str
    package: str = ""
    kind: str = ""
    encoder: str = ""
    streamed: bool = False
    depths: tuple[Depth, ...] = ()
    alpha: bool = False
    quality: bool = False
    lossless: bool = False
    subsampling: bool = False
    progressive: bool = False
    max_exif: int = 0
    keeps: frozenset[Kept] = frozenset()
    resolution: Stated | None = None
    grey: bool = True
    max_side: int = _ANY
    bytes_per_pixel: float = 0.0

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Lower case with the dot, the usual one first."""
        return tuple(self.types)

    @property
    def installed(self) -> bool:
        """Whether all is there that it takes to open and to write one."""
        return not self.package or find_spec(self.package) is not None


def _brands(head: bytes) -> set[bytes]:
    """Of a file in boxes (ISO/IEC 14496-12, 4.3) what it says it is."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}


def _is_avif(head: bytes) -> bool:
    return bool(_brands(head) & {b"avif", b"avis", b"MA1A", b"MA1B"}) and head[8:12] not in _HEVC


def _is_tiff(head: bytes) -> bool:
    return head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and head[8:10] != b"CR"


def _is_ppm(head: bytes) -> bool:
    return head[:2] in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"Pf") and head[2:3].isspace()


_HEVC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_RAW_HEADS = (b"FUJIFILM", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"\0MRM", b"FOVb")
_ICONS = (b"\0\0\1\0", b"\0\0\2\0")
_NEARLY_ALL: frozenset[Kept] = frozenset({"profile", "XMP", "IPTC"})

CAMERA_RAW = "a camera raw file"

FORMATS = (
    Format(
        name="JPEG",
        types=dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "image/jpeg"),
        matches=lambda head: head.startswith(b"\xff\xd8\xff"),
        opener="decode:open_jpeg",
        encoder="encode:write_jpeg",
        streamed=True,
        depths=("8",),
        quality=True,
        subsampling=True,
        progressive=True,
        max_exif=65527,
        keeps=_NEARLY_ALL | {"comment"},
        resolution="JFIF",
        max_side=65500,
        bytes_per_pixel=0.5,
    ),
    Format(
        name="PNG",
        types={".png": "image/png"},
        matches=lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
        opener="decode:open_png",
        encoder="encode:write_png",
        streamed=True,
        depths=("8", "16"),
        alpha=True,
        max_exif=_ANY,
        keeps=_NEARLY_ALL | {"texts"},
        resolution="pHYs",
        bytes_per_pixel=2.0,
    ),
    Format(
        name="TIFF",
        types=dict.fromkeys((".tif", ".tiff"), "image/tiff"),
        matches=_is_tiff,
        opener="tiff:open_tiff",
        encoder="encode:write_tiff",
        streamed=True,
        depths=("8", "16", "float"),
        alpha=True,
        max_exif=_ANY,
        keeps=_NEARLY_ALL,
        resolution="fields",
        bytes_per_pixel=2.0,
    ),
    Format(
        name="WebP",
        types={".webp": "image/webp"},
        matches=lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
        opener="decode:open_webp",
        encoder="encode:write_webp",
        depths=("8",),
        alpha=True,
        quality=True,
        lossless=True,
        max_exif=_ANY,
        keeps=frozenset({"profile", "XMP"}),
        grey=False,
        max_side=16383,
        bytes_per_pixel=0.25,
    ),
    Format(
        name="AVIF",
        types={".avif": "image/avif"},
        matches=_is_avif,
        opener="avif:open_avif",
        encoder="avif:write_avif",
        depths=("8", "10", "12"),
        alpha=True,
        quality=True,
        lossless=True,
        subsampling=True,
        max_exif=_ANY,
        keeps=frozenset({"profile", "XMP"}),
        max_side=32768,
        bytes_per_pixel=0.25,
    ),
    Format(
        name="JPEG XL",
        types={".jxl": "image/jxl"},
        matches=lambda head: head.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")),
        opener="jpeg_xl:open_jpeg_xl",
        package="pyjpegxl",
        kind="a JPEG XL photo",
        encoder="jpeg_xl:write_jpeg_xl",
        depths=("8", "16", "float"),
        alpha=True,
        quality=True,
        lossless=True,
        max_exif=_ANY,
        keeps=frozenset({"profile", "XMP"}),
        bytes_per_pixel=0.3,
    ),
    Format(
        name="BMP",
        types=dict.fromkeys((".bmp", ".dib"), "image/bmp"),
        matches=lambda head: head.startswith(b"BM"),
        opener="decode:open_bmp",
        encoder="encode:write_bmp",
        depths=("8",),
        resolution="header",
        max_side=32767,
        bytes_per_pixel=3.0,
    ),
    Format(
        name="GIF",
        types={".gif": "image/gif"},
        matches=lambda head: head[:6] in (b"GIF87a", b"GIF89a"),
        opener="decode:open_gif",
    ),
    Format(
        name="JPEG 2000",
        types={".jp2": "image/jp2", ".j2k": "image/x-jp2-codestream", ".jpx": "image/jpx"},
        matches=lambda head: head.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")),
        opener="decode:open_jpeg_2000",
    ),
    Format(
        name="PPM",
        types={
            ".pbm": "image/x-portable-bitmap",
            ".pgm": "image/x-portable-graymap",
            ".ppm": "image/x-portable-pixmap",
            ".pnm": "image/x-portable-anymap",
            ".pfm": "image/x-pfm",
        },
        matches=_is_ppm,
        opener="decode:open_ppm",
    ),
    Format(
        name="Radiance HDR",
        types={".hdr": "image/vnd.radiance"},
        matches=lambda head: head.startswith((b"#?RADIANCE", b"#?RGBE")),
        opener="radiance:open_radiance",
    ),
    Format(
        name="camera raw",
        types={
            ".dng": "image/x-adobe-dng",
            ".cr2": "image/x-canon-cr2",
            ".cr3": "image/x-canon-cr3",
            ".nef": "image/x-nikon-nef",
            ".arw": "image/x-sony-arw",
            ".raf": "image/x-fuji-raf",
            ".rw2": "image/x-panasonic-rw2",
            ".orf": "image/x-olympus-orf",
            ".pef": "image/x-pentax-pef",
        },
        matches=lambda head: head[8:10] == b"CR" or head.startswith(_RAW_HEADS) or b"crx " in _brands(head),
        opener="extras:open_raw",
        package="rawpy",
        kind=CAMERA_RAW,
    ),
    Format(
        name="HEIC",
        types=dict.fromkeys((".heic", ".heif", ".hif"), "image/heif"),
        matches=lambda head: bool(_brands(head) & {*_HEVC, b"mif1", b"msf1"}),
        opener="extras:open_heic",
        package="pi_heif",
        kind="a HEIC photo",
    ),
)
"""Files are recognised in this order, by their content, whatever they are called."""

WRITABLE_FORMATS = tuple(entry for entry in FORMATS if entry.encoder)
"""Those that results can be saved in, where they are `installed`."""

READABLE_SUFFIXES = tuple(suffix for entry in FORMATS for suffix in entry.suffixes)
"""For file dialogs and folders."""

# What people drop on the window although it is no photo that can be read, for the words of the error.
_STRANGERS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("a JPEG XR photo", lambda head: head.startswith(b"II\xbc")),
    ("an OpenEXR picture", lambda head: head.startswith(b"v/1\1")),
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
"""Bytes of a file's beginning that `format_of_content` wants to see."""


def format_of(path: Path) -> Format:
    """The format that a file of this name is written in.

    Raises:
        FormatUnsupported: No format that is installed has this suffix.
    """
    suffix = path.suffix.lower()
    known = [entry for entry in WRITABLE_FORMATS if entry.installed]
    for entry in known:
        if suffix in entry.types:
            return entry
    names = ", ".join(entry.suffixes[0] for entry in known)
    raise FormatUnsupported(path, f"{suffix or 'a name without suffix'} is no format that can be written; use {names}")


def format_of_content(head: bytes) -> Format | None:
    """The format of a file by its first bytes, or None where it is none that can be read."""
    return next((entry for entry in FORMATS if entry.matches(head)), None)


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
