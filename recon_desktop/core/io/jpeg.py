"""JPEG taken apart without decoding: metadata to one side, a clean stream for the decoder to the other."""

from __future__ import annotations

import hashlib
import re
import struct

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import photoshop, xmp
from recon_desktop.core.io.container import Container, Damaged
from recon_desktop.core.io.resolution import of_jfif
from recon_desktop.core.io.stated import exif_profile
from recon_desktop.core.photo import Metadata

EXIF_HEADER = b"Exif\0\0"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
ICC_HEADER = b"ICC_PROFILE\0"
GAIN_MAP = "its gain map, which makes it shine on HDR displays, is left out"
SEGMENT = 65533
"""Most bytes of a segment, its length field apart (ITU-T T.81, B.1.1.4)."""

_PICTURES_HEADER = b"MPF\0"  # CIPA DC-007
_ISO_GAIN_MAP = b"urn:iso:std:iso:ts:21496:-1\0"
_QUIET = (b"JFIF\0", b"JFXX\0", b"Adobe\0", b"Ducky", _PICTURES_HEADER, _ISO_GAIN_MAP)  # of these none is missed
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
_NOTE_BYTES = 512  # room for the name of a second packet
_FEW = 64  # bytes that pad a file


def split_jpeg(content: bytes) -> Container:
    """Take a JPEG file apart.

    Raises:
        Damaged: There is no picture in it, or its header is cut off.
    """
    pieces: list[bytes | memoryview] = [b"\xff\xd8"]
    exif, packet, resources, size, components, resolution = b"", b"", b"", None, 0, None
    comments: list[bytes] = []
    profile: dict[int, bytes] = {}
    more_xmp: dict[bytes, dict[int, bytes]] = {}
    others: list[str] = []
    gain_map = False
    view, at = memoryview(content), 2
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 4 > len(content):
            raise Damaged("the file ends within its header")
        marker = content[at + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        payload = content[at + 4 : end]
        if marker == 0xDA:
            break
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(payload) < 6:
                raise Damaged("the file ends within its header")
            height, width = struct.unpack(">HH", payload[1:5])
            size, components = Size(width, height), payload[5]
        if marker == 0xE0 and payload.startswith(b"JFIF\0"):
            resolution = resolution or of_jfif(payload)
        elif marker == 0xE1 and payload.startswith(EXIF_HEADER):
            block = payload[len(EXIF_HEADER) :]
            if not exif or block[:2] not in (b"II", b"MM"):  # a second segment goes on with the first
                exif += block
        elif marker == 0xE1 and payload.startswith(XMP_HEADER):
            packet = packet or payload[len(XMP_HEADER) :]
        elif marker == 0xE1 and payload.startswith(MORE_XMP_HEADER):
            name, start = payload[35:67], int.from_bytes(payload[71:75], "big")
            more_xmp.setdefault(name, {})[start] = payload[75:]
        elif marker == 0xE2 and payload.startswith(ICC_HEADER) and len(payload) > 14:
            profile[payload[12]] = payload[14:]
        elif marker == 0xED and payload.startswith(photoshop.HEADER):
            resources += payload[len(photoshop.HEADER) :]
        elif marker == 0xFE:
            comments.append(payload)
        elif 0xE0 <= marker <= 0xEF and payload:
            gain_map = gain_map or payload.startswith(_ISO_GAIN_MAP)
            others += [] if payload.startswith(_QUIET) else [_name(marker, payload)]
        if marker in (0xE0, 0xEE) or not 0xE0 <= marker <= 0xFE:
            pieces.append(view[at:end])
        at = end
    if size is None:
        raise Damaged("a JPEG without a picture")
    stop = _end(content, at)
    pieces.append(view[at : stop if stop > 0 else len(content)])
    icc = b"".join(part for _, part in sorted(profile.items()))
    if not icc and components == 3:
        icc = exif_profile(exif)
    kept, paths = photoshop.kept(resources)
    notes = [f"other data in it is left out: {', '.join(dict.fromkeys(others))}"] if others else []
    notes += ["Photoshop's paths, guides and slices are left out"] if paths else []
    notes += _behind(content, stop, packet, gain_map)
    metadata = Metadata(exif, joined_xmp(packet, more_xmp), kept, b"\n".join(comments), resolution)
    return Container(size, b"".join(pieces), metadata, icc, grey=components == 1, cut=stop < 0, notes=tuple(notes))


def _name(marker: int, payload: bytes) -> str:
    """What a segment calls itself."""
    word = re.match(rb"[\w.:/ -]{2,40}", payload)
    if b"jumb" in payload[:40]:
        return "C2PA"
    return word[0].decode("ascii", "replace").strip() if word else f"APP{marker - 0xE0}"


def _end(content: bytes, at: int) -> int:
    """Where the picture that has a scan at `at` ends; -1 where it does not."""
    while True:
        found = _NEXT_MARKER.search(content, at + 2)
        if found is None:
            return -1
        at = found.end() - 2
        if found[1] == b"\xd9":
            return found.end()
        if found[1] != b"\xd8":
            at += int.from_bytes(content[at + 2 : at + 4], "big")


def _behind(content: bytes, stop: int, packet: bytes, gain_map: bool) -> list[str]:
    """What lies behind the picture and is left out."""
    rest = content[stop:] if stop > 0 else b""
    head = packet + rest
    maps = (b"hdrgm:Version", b"HDRGainMap", b"hdrgainmap", b'Semantic="GainMap"', _ISO_GAIN_MAP)
    notes = []
    gain_map = (gain_map or any(word in head for word in maps)) and bool(rest or gain_map)
    pictures = len(re.findall(rb"\xff\xd8\xff[\xdb\xe0-\xef]", rest))
    if gain_map:
        notes.append(GAIN_MAP)
        pictures -= 1
    film = re.search(rb"\0\0\0.ftyp", rest, re.DOTALL)
    if film:
        notes.append("the film of a motion photo is left out")
    if pictures > 0:
        several = f"{pictures} more pictures in the file are left out"
        notes.append("a second picture in the file is left out" if pictures == 1 else several)
    if not (gain_map or film or pictures > 0) and len(rest.strip(b"\0\xff")) > _FEW:
        notes.append("data behind the picture is left out")
    return notes


def joined_xmp(packet: bytes, more: dict[bytes, dict[int, bytes]]) -> bytes:
    """The first packet with what it has in segments of its own (XMP specification, part 3, 1.1.3.1)."""
    if not more:
        return packet
    main = xmp.Packet(packet)
    names = [main.text(node).encode() for node in main.find(xmp.NOTE, "HasExtendedXMP")]
    parts = more.get(names[0] if names else b"") or next(iter(more.values()))
    extended = xmp.Packet(b"".join(part for _, part in sorted(parts.items())))
    main.remove(main.find(xmp.NOTE, "HasExtendedXMP"))
    main.insert(b"".join(extended.standing_alone(node) for node in extended.descriptions()))
    return main.content()


def parted_xmp(packet: bytes, most: int) -> tuple[bytes, bytes, bytes]:
    """A packet for one segment, and what does not fit there as one of its own: the largest properties.

    Args:
        packet: Of any size.
        most: Bytes that the first one may have.

    Returns:
        The first packet, the second one, and the name that the first one calls it by.
    """
    whole = xmp.Packet(packet)
    descriptions = whole.descriptions()
    properties = [node for node in whole.nodes if not node.attribute and node.parent in descriptions]
    moved: list[xmp.Node] = []
    room = len(packet) + _NOTE_BYTES - most
    for node in sorted(properties, key=lambda node: node.start - node.end):
        if room <= 0:
            break
        moved.append(node)
        room -= node.end - node.start
    body = b"".join(
        f'<rdf:Description xmlns:rdf="{xmp.RDF}" rdf:about="">'.encode()
        + whole.standing_alone(node)
        + b"</rdf:Description>"
        for node in moved
    )
    more = xmp.Packet()
    more.insert(body)
    name = hashlib.md5(more.content(), usedforsecurity=False).hexdigest().upper()
    whole.remove(moved)
    whole.add(xmp.NOTE, "xmpNote", {"HasExtendedXMP": name})
    return whole.content(), more.content(), name.encode()
