"""The words in a PNG: read, written, and what of them other formats can hold.

Sources: W3C, Portable Network Graphics, third edition, 11.3.3; ImageMagick, coders/png.c (raw profiles).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from recon_desktop.core.io import xmp
from recon_desktop.core.photo import Text

XMP_KEYWORD = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "
_LONG = 1024  # characters from which on a text is packed
_HEX_LINE = 72
# Of other pixels than those of the result: what thumbnailers and ImageMagick note down.
_STALE: tuple[str, ...] = ("Thumb::", "png:", "icc:", "date:", "exif:Orientation", "tiff:Orientation")
_STALE += ("exif:PixelXDimension", "exif:PixelYDimension")

_IN_DC = {"Title": "title", "Description": "description", "Copyright": "rights", "Author": "creator"}
_IN_COMMENT = ("parameters", "Comment", "UserComment")


def text_of(kind: bytes, body: bytes, most: int) -> Text | None:
    """The text of a tEXt, zTXt or iTXt chunk; None where it is damaged, or longer than `most` bytes."""
    keyword, _, rest = body.partition(b"\0")
    language = translated = ""
    encoding = "latin-1"
    packed = kind == b"zTXt"
    if kind == b"zTXt":
        rest = rest[1:]
    elif kind == b"iTXt":
        packed, encoding = rest[:1] == b"\1", "utf-8"
        tag, _, rest = rest[2:].partition(b"\0")
        own, _, rest = rest.partition(b"\0")
        language, translated = tag.decode("latin-1"), own.decode("utf-8", "replace")
    if packed:
        unpacked = inflated(rest, most)
        if not unpacked:
            return None
        rest = unpacked
    return Text(keyword.decode("latin-1"), rest.decode(encoding, "replace"), language, translated)


def inflated(packed: bytes, most: int) -> bytes:
    """The content of a compressed chunk; empty where it is damaged or a bomb."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, most)
    except zlib.error:
        return b""
    return content if inflater.eof else b""


def chunk_of(text: Text) -> tuple[bytes, bytes]:
    """The kind and the content of the chunk for a text."""
    keyword = text.keyword.encode("latin-1", "replace")[:79]
    plain = text.text.isascii() or not any(ord(character) > 255 for character in text.text)
    if plain and not text.language and not text.translated:
        words = text.text.encode("latin-1")
        if len(words) < _LONG:
            return b"tEXt", keyword + b"\0" + words
        return b"zTXt", keyword + b"\0\0" + zlib.compress(words)
    words, long = text.text.encode("utf-8", "replace"), len(text.text) >= _LONG
    middle = bytes([long, 0]) + text.language.encode("latin-1", "replace") + b"\0"
    middle += text.translated.encode("utf-8", "replace") + b"\0"
    return b"iTXt", keyword + b"\0" + middle + (zlib.compress(words) if long else words)


def is_stale(text: Text) -> bool:
    """Whether it tells of the pixels that the photo had."""
    return text.keyword.startswith(_STALE)


def raw_profile(text: Text) -> tuple[str, bytes]:
    """Name and content of a profile that is written as text; an empty name where it is none."""
    if not text.keyword.startswith(_RAW_PROFILE):
        return "", b""
    name = text.keyword.removeprefix(_RAW_PROFILE).strip().lower()
    words = text.text.split(maxsplit=2)
    if len(words) < 3 or not words[1].isdigit():
        return name, b""
    digits = "".join(words[2].split())
    try:
        return name, bytes.fromhex(digits[: len(digits) // 2 * 2])[: int(words[1])]
    except ValueError:
        return name, b""


def as_raw_profile(name: str, content: bytes) -> tuple[bytes, bytes]:
    """The chunk of a profile that PNG knows no chunk of its own for."""
    digits = content.hex()
    lines = "\n".join(digits[at : at + _HEX_LINE] for at in range(0, len(digits), _HEX_LINE))
    words = f"\n{name}\n{len(content):8d}\n{lines}\n"
    return b"zTXt", f"{_RAW_PROFILE}{name}\0\0".encode() + zlib.compress(words.encode())


def in_xmp(packet: bytes, texts: Sequence[Text]) -> tuple[bytes, tuple[Text, ...]]:
    """An XMP packet with those texts that it has properties for and does not state yet, and the other texts."""
    edited = xmp.Packet(packet)
    properties: dict[str, str] = {}
    rest = []
    tool = None
    for text in texts:
        name = _IN_DC.get(text.keyword)
        if text.keyword == "Software" and tool is None and not edited.find(xmp.XMP, "CreatorTool"):
            tool = text.text
        elif name is None or edited.find(xmp.DC, name):
            rest.append(text)
        else:
            properties[name] = properties.get(name, "") + _item(name, text)
    kind = {"creator": "Seq"}
    edited.add(
        xmp.DC,
        "dc",
        {name: _list(kind.get(name, "Alt"), items) for name, items in properties.items()},
    )
    if tool is not None:
        edited.add(xmp.XMP, "xmp", {"CreatorTool": escape(tool)})
    return (edited.content() if properties or tool is not None else packet), tuple(rest)


def _item(name: str, text: Text) -> str:
    language = "" if name == "creator" else f" xml:lang={quoteattr(text.language or 'x-default')}"
    return f"<rdf:li{language}>{escape(text.text)}</rdf:li>"


def _list(kind: str, items: str) -> str:
    return f"<rdf:{kind}>{items}</rdf:{kind}>"


def for_comment(texts: Sequence[Text]) -> Text | None:
    """The text that EXIF's comment is for: what an image generator was told, or a comment."""
    for keyword in _IN_COMMENT:
        for text in texts:
            if text.keyword == keyword:
                return text
    return None
