"""Photoshop's image resources: where IPTC's words about a photo stand, and much else that describes its pixels.

Sources: Adobe, Photoshop File Formats Specification, Image Resources Section; IPTC-NAA IIM 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator

HEADER = b"Photoshop 3.0\0"

_IPTC, _IPTC_DIGEST = 0x0404, 0x0425
# What holds for other pixels than those of the result, or is carried otherwise: resolution, thumbnails, EXIF, XMP,
# the profile, print sizes, and the state of layers.
_STALE = frozenset(
    {0x03ED, 0x0409, 0x040C, 0x0422, 0x0423, 0x0424, 0x040F, 0x03E9, 0x03F5, 0x0426, 0x0400, 0x0402, 0x0406, 0x0414}
)
_GUIDES, _SLICES, _PATHS = 0x0408, 0x041A, range(0x07D0, 0x0BB7)


def parts(resources: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The number, the content and all bytes of each resource; a damaged one is the end."""
    at = 0
    while resources[at : at + 4] in (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR") and at + 12 <= len(resources):
        name = at + 6 + (resources[at + 6] + 2) // 2 * 2
        length = int.from_bytes(resources[name : name + 4], "big")
        if name + 4 + length > len(resources):
            return
        end = name + 4 + length + length % 2
        number = int.from_bytes(resources[at + 4 : at + 6], "big")
        yield number, resources[name + 4 : name + 4 + length], resources[at:end].ljust(end - at, b"\0")
        at = end


def kept(resources: bytes) -> tuple[bytes, bool]:
    """What goes along with other pixels, and whether paths, guides or slices were left out."""
    whole = list(parts(resources))
    bound = [number for number, _, _ in whole if number in (_GUIDES, _SLICES) or number in _PATHS]
    stay = (all_ for number, _, all_ in whole if number not in _STALE and number not in bound)
    return b"".join(stay), bool(bound)


def iptc_of(resources: bytes) -> bytes:
    """The IPTC data in resources; empty if there is none."""
    return next((content for number, content, _ in parts(resources) if number == _IPTC), b"")


def with_iptc(resources: bytes, iptc: bytes) -> bytes:
    """Resources with IPTC data of a file that keeps it apart, where they hold none."""
    if not iptc or iptc_of(resources):
        return resources
    rest = b"".join(all_ for number, _, all_ in parts(resources) if number != _IPTC_DIGEST)
    head = b"8BIM" + _IPTC.to_bytes(2, "big") + b"\0\0" + len(iptc).to_bytes(4, "big")
    return head + iptc + bytes(len(iptc) % 2) + rest


def without_private(resources: bytes) -> bytes:
    """Resources without IPTC, which names people and places."""
    return b"".join(all_ for number, _, all_ in parts(resources) if number not in (_IPTC, _IPTC_DIGEST))
