"""Metadata on its way from a photo to its result: made true for the result, and fitted into its format."""

from __future__ import annotations

import re
from dataclasses import replace

from recon_desktop.core.english import listed
from recon_desktop.core.formats import WRITABLE_FORMATS, Format, Kept
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import photoshop, texts, xmp
from recon_desktop.core.io.exif import fitting_exif, mended, sized_exif, tag_names, upright_exif, with_comment
from recon_desktop.core.io.provenance import stated
from recon_desktop.core.io.regions import scale_regions, turn_regions
from recon_desktop.core.photo import Metadata, Text

# Of a film and a gain map behind the picture, which are not carried.
_BEHIND = re.compile(r"MotionPhoto|MicroVideo")
_SIDES = ((xmp.TIFF, "ImageWidth", "ImageLength"), (xmp.EXIF, "PixelXDimension", "PixelYDimension"))
_SRGB = ((xmp.EXIF, "ColorSpace", "1"), (xmp.PHOTOSHOP, "ICCProfile", "sRGB IEC61966-2.1"))


def upright(metadata: Metadata, stored: Size, *, srgb: bool = True) -> tuple[Metadata, int, tuple[str, ...]]:
    """Metadata as a file holds it made true for upright pixels.

    Args:
        metadata: Of the file.
        stored: The size of its picture before it is turned.
        srgb: Whether its pixels are sRGB now, whatever they were.

    Returns:
        The metadata without what is damaged, the orientation that its EXIF states, and what is to be told.
    """
    exif, orientation, notes = metadata.exif, 1, []
    if exif:
        try:
            exif, broken = mended(exif)
            exif, orientation = upright_exif(exif, srgb=srgb, stored=stored)
            if broken:
                notes.append(f"parts of its EXIF data are damaged and were left out: {tag_names(broken)}")
        except ValueError:
            exif = b""
            notes.append("its EXIF data is damaged and was left out")
    packet = upright_xmp(metadata.xmp, srgb=srgb, orientation=orientation, stored=stored)
    if orientation != 1 and xmp.Packet(metadata.xmp).find(xmp.PANORAMA):
        notes.append("its panorama data is left out: the photo was turned")
    size = Size(stored.height, stored.width) if orientation >= 5 else stored
    return replace(metadata, exif=exif, xmp=packet, size=size), orientation, tuple(notes)


def upright_xmp(packet: bytes, *, srgb: bool = True, orientation: int = 1, stored: Size | None = None) -> bytes:
    """An XMP packet that is true for upright pixels, of sRGB where that is said, without thumbnails."""
    packet = packet.rstrip(b"\0")
    if not packet:
        return b""
    edited = xmp.Packet(packet)
    for node in edited.find(xmp.TIFF, "Orientation"):
        edited.set(node, "1")
    edited.remove(edited.find(xmp.NOTE, "HasExtendedXMP"))
    edited.remove(node for node in edited.nodes if node.name == "Thumbnails" and not node.attribute)
    edited.remove(node for node in edited.find(xmp.CAMERA) if _BEHIND.match(node.name))
    for gone in (xmp.HDR_GAIN_MAP, xmp.APPLE_GAIN_MAP):
        edited.remove(edited.find(gone))
    edited.remove(edited.find(xmp.CONTAINER, "Directory"))
    for namespace, name, value in _SRGB if srgb else ():
        for node in edited.find(namespace, name):
            edited.set(node, value)
    if stored and orientation != 1:
        turn_regions(edited, orientation, stored)
    return edited.content()


def said_srgb(metadata: Metadata) -> Metadata:
    """Metadata of a photo that was brought to sRGB only now."""
    exif = upright_exif(metadata.exif)[0] if metadata.exif else b""
    return replace(metadata, exif=exif, xmp=upright_xmp(metadata.xmp))


def sized_xmp(packet: bytes, size: Size, before: Size | None = None) -> bytes:
    """The XMP packet for a result of another size: its pixel dimensions, and places in the photo."""
    if not packet:
        return packet
    edited = xmp.Packet(packet)
    for namespace, *names in _SIDES:
        for name, side in zip(names, (size.width, size.height), strict=True):
            for node in edited.find(namespace, name):
                edited.set(node, str(side))
    if before:
        scale_regions(edited, before, size)
    return edited.content()


def fitted(metadata: Metadata, size: Size, target: Format) -> tuple[Metadata, tuple[str, ...]]:
    """Metadata as a format can hold it, for a result of this size.

    Returns:
        The metadata, and what is to be told of the rest; of the resolution nothing yet.
    """
    told: list[str] = []
    exif = sized_exif(metadata.exif, size, metadata.size)
    packet = sized_xmp(metadata.xmp, size, metadata.size)
    if metadata.provenance and "XMP" in target.keeps:
        packet = stated(packet, metadata.provenance)
    words = (*metadata.texts, *_comment_text(metadata, target))
    if "texts" not in target.keeps:
        if "XMP" in target.keeps and words:
            packet, words = texts.in_xmp(packet, words)
        comment = texts.for_comment(words)
        longer = with_comment(exif, comment.text) if comment and target.max_exif else None
        if longer is not None and len(longer) <= target.max_exif:
            exif, words = longer, tuple(text for text in words if text is not comment)
        if words:
            names = ", ".join(dict.fromkeys(f"“{text.keyword}”" for text in words))
            told.append(f"texts are left out: {names}; only {_taking('texts')} files take them along")
        words = ()
    if exif and not target.max_exif:
        exif = b""
        told.append(f"EXIF data is left out: {target.name} cannot hold it")
    elif exif:
        exif, gone = fitting_exif(exif, target.max_exif)
        if gone:
            told.append(
                f"of the EXIF data {tag_names(gone)} is left out: {target.name} cannot hold all of it"
                if exif
                else f"EXIF data is left out: {target.name} cannot hold it"
            )
    if packet and "XMP" not in target.keeps:
        packet = b""
        told.append(f"XMP data is left out: {target.name} cannot hold it")
    resources = metadata.resources
    if resources and "IPTC" not in target.keeps:
        name = "IPTC data" if photoshop.iptc_of(resources) else "Photoshop data"
        told.append(f"the {name} is left out: only {_taking('IPTC')} files take it along")
        resources = b""
    comment_kept = metadata.comment if "comment" in target.keeps else b""
    fits = replace(metadata, exif=exif, xmp=packet, resources=resources, comment=comment_kept, texts=words)
    return fits, tuple(told)


def _taking(what: Kept) -> str:
    return listed((entry.name for entry in WRITABLE_FORMATS if what in entry.keeps), "and")


def _comment_text(metadata: Metadata, target: Format) -> tuple[Text, ...]:
    """A JPEG's comment as a text, for formats that have no comments."""
    if not metadata.comment or "comment" in target.keeps:
        return ()
    try:
        words = metadata.comment.decode()
    except UnicodeDecodeError:
        words = metadata.comment.decode("latin-1")
    return (Text("Comment", words.rstrip("\0")),)
