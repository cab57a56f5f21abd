"""What a person may not want to hand on with a photo, taken out of its metadata."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from io import BytesIO
from typing import Literal

from recon_desktop.core.io import photoshop, xmp
from recon_desktop.core.io.ifd import EXIF_IFD, GPS_IFD, Ifd, Structure, packed
from recon_desktop.core.photo import Metadata

Strip = Literal["none", "private", "all"]

# Artist, host computer, the author of Windows; owner, serial numbers, the photo's own number, the maker's note, which
# holds them, too, and temperature, pressure and the like of the place.
_FIRST = frozenset({315, 316, 40093})
_BELOW = frozenset({37500, 42016, 42032, 42033, 42037, *range(37888, 37894)})
_NAMES = frozenset(
    {"SerialNumber", "LensSerialNumber", "BodySerialNumber", "CameraOwnerName", "OwnerName", "ImageUniqueID"}
    | {"creator", "Artist", "AuthorsPosition", "CaptionWriter", "CreatorContactInfo", "PersonInImage"}
    | {"PersonInImageWDetails", "LocationCreated", "LocationShown", "Location", "City", "State", "Country"}
    | {"CountryCode", "Regions", "RegionInfo", "ImageRegion", "MakerNote", "InstanceID", "DocumentID"}
    | {"OriginalDocumentID", "History", "DerivedFrom", "Thumbnails"}
)
_PERSON = re.compile(r"People[/|](?:.*[/|])?([^/|]+)")
"""A keyword of a tree in which programs sort people."""
_TEXTS = frozenset({"Author", "Artist", "Location"})


def stripped(metadata: Metadata, strip: Strip) -> Metadata:
    """Metadata without what is private - places, serial numbers, names, thumbnails - or without any.

    The resolution stays.
    """
    if strip == "none":
        return metadata
    if strip == "all":
        return Metadata(resolution=metadata.resolution, size=metadata.size)
    return replace(
        metadata,
        exif=_exif(metadata.exif),
        xmp=_xmp(metadata.xmp),
        resources=photoshop.without_private(metadata.resources),
        texts=tuple(text for text in metadata.texts if text.keyword not in _TEXTS),
    )


def _exif(exif: bytes) -> bytes:
    """The block packed anew, so that nothing of what is left out lies between its parts."""
    if not exif:
        return exif
    structure = Structure(BytesIO(exif))
    first: Ifd = {tag: field for tag, field in structure.read(structure.first).items() if tag not in _FIRST}
    first.pop(GPS_IFD, None)
    if isinstance(below := first.get(EXIF_IFD), dict):
        first[EXIF_IFD] = {tag: field for tag, field in below.items() if tag not in _BELOW}
    return struct.pack("<2sHI", b"II", 42, 8) + packed(first, 8)


def _xmp(packet: bytes) -> bytes:
    if not packet:
        return packet
    edited = xmp.Packet(packet)
    around = {id(node.parent) for node in edited.nodes if not node.attribute}
    leaves = [node for node in edited.nodes if id(node) not in around]
    people = {edited.text(node) for node in edited.nodes if _names_someone(node)} - {""}
    people |= {found[1] for node in leaves if (found := _PERSON.fullmatch(edited.text(node)))}
    edited.remove(node for node in leaves if any(person in edited.text(node) for person in people))
    edited.remove(
        node for node in edited.nodes if node.name in _NAMES or (node.namespace == xmp.EXIF and node.name[:3] == "GPS")
    )
    return edited.content()


def _names_someone(node: xmp.Node) -> bool:
    """Whether it names a face, as keywords then do, too."""
    region = node.namespace == xmp.REGIONS and node.name == "Name"
    return region or (node.namespace == xmp.MICROSOFT_REGION and node.name == "PersonDisplayName")
