"""Places in a photo that its metadata names - faces, subjects, panoramas - turned and scaled with its pixels.

Sources: Metadata Working Group, Guidelines for Handling Image Metadata 2.0, 5.9; Microsoft, People Tagging Overview;
Google, Photo Sphere XMP Metadata; IPTC Photo Metadata Standard 2019.1, Image Region; CIPA DC-008 (EXIF), 4.6.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import xmp
from recon_desktop.core.io.xmp import Node, Packet

Box = tuple[float, float, float, float]
"""Left, top, width and height."""

_SAME = 0.01  # of the picture's side, where two statements of a place are the same
_ACROSS = (
    "CroppedAreaImageWidthPixels",
    "CroppedAreaLeftPixels",
    "FullPanoWidthPixels",
    "LargestValidInteriorRectLeft",
    "LargestValidInteriorRectWidth",
)
_DOWN = (
    "CroppedAreaImageHeightPixels",
    "CroppedAreaTopPixels",
    "FullPanoHeightPixels",
    "LargestValidInteriorRectTop",
    "LargestValidInteriorRectHeight",
)


def turned_point(x: float, y: float, orientation: int, across: float = 1.0, down: float = 1.0) -> tuple[float, float]:
    """A point of a stored picture of `across` x `down` in the upright one, by its EXIF orientation."""
    if orientation >= 5:
        x, y, across, down = y, x, down, across
    return across - x if orientation in (2, 3, 6, 7) else x, down - y if orientation in (3, 4, 7, 8) else y


def turned_box(box: Box, orientation: int, across: float = 1.0, down: float = 1.0) -> Box:
    """A box of a stored picture in the upright one."""
    left, top, width, height = box
    one = turned_point(left, top, orientation, across, down)
    other = turned_point(left + width, top + height, orientation, across, down)
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        abs(one[0] - other[0]),
        abs(one[1] - other[1]),
    )


def turn_regions(packet: Packet, orientation: int, stored: Size) -> None:
    """Turn what a packet says of places in a picture with its pixels; panoramas are none any more."""
    packet.remove(packet.find(xmp.PANORAMA) if orientation != 1 else ())
    places: list[Box] = []
    for regions, dimensions, area in (
        (xmp.REGIONS, xmp.DIMENSIONS, xmp.AREA),
        (xmp.ACDSEE_REGIONS, xmp.ACDSEE_DIMENSIONS, xmp.ACDSEE_AREA),
    ):
        dims = packet.find(dimensions)
        for info in (node for node in packet.find(regions, "RegionInfo", "Regions") if not node.attribute):
            if info.parent is not None and info.parent.namespace == regions:  # named within what was named
                continue
            sides = [node for node in dims if node.within(info)]
            if _is_upright_already(packet, sides, orientation, stored):
                continue
            if orientation >= 5:
                _exchange(packet, sides, "w", "h")
            across, down = _sides(packet, sides) or (stored.width, stored.height)
            for each in _structures(packet, area, info):
                places += _turn_area(packet, each, orientation, across, down)
    boxes = {node: _numbers(packet.text(node).split(",")) for node in packet.find(xmp.MICROSOFT_REGION, "Rectangle")}
    # Some programs name Microsoft's faces on the upright picture: they then agree with the others, turned.
    if not any(_alike(box, place) for box in boxes.values() for place in places):
        for node, box in boxes.items():
            if len(box) == 4:
                turned = turned_box((box[0], box[1], box[2], box[3]), orientation)
                packet.set(node, ", ".join(map(_plain, turned)))
    _turn_boundaries(packet, orientation, stored)


def scale_regions(packet: Packet, before: Size, after: Size) -> None:
    """Scale what a packet counts in pixels of a photo."""
    for names, old, new in ((_ACROSS, before.width, after.width), (_DOWN, before.height, after.height)):
        for node in packet.find(xmp.PANORAMA, *names):
            for value in _numbers([packet.text(node)]):
                packet.set(node, str(round(value * new / old)))
    for dimensions in (xmp.DIMENSIONS, xmp.ACDSEE_DIMENSIONS):
        lists = packet.find(xmp.REGIONS if dimensions == xmp.DIMENSIONS else xmp.ACDSEE_REGIONS)
        for node in packet.find(dimensions, "w", "h"):
            if any(node.within(info) for info in lists):
                packet.set(node, str(after.width if node.name == "w" else after.height))
    for area in (xmp.AREA, xmp.ACDSEE_AREA):
        for fields in _structures(packet, area, None):
            if "unit" in fields and packet.text(fields["unit"]) == "pixel":
                _scale(packet, fields, ("x", "w", "d"), ("y", "h"), before, after)
    for fields in _boundaries(packet):
        if "rbUnit" in fields and packet.text(fields["rbUnit"]) == "pixel":
            _scale(packet, fields, ("rbX", "rbW", "rbRx"), ("rbY", "rbH"), before, after)


def _scale(
    packet: Packet, fields: dict[str, Node], across: tuple[str, ...], down: tuple[str, ...], before: Size, after: Size
) -> None:
    for names, factor in ((across, after.width / before.width), (down, after.height / before.height)):
        for name in names:
            for value in _numbers([packet.text(fields[name])] if name in fields else []):
                packet.set(fields[name], _plain(value * factor))


def _turn_area(packet: Packet, fields: dict[str, Node], orientation: int, across: float, down: float) -> list[Box]:
    """Of the Metadata Working Group: the centre and the sides, as parts of the picture or in pixels.

    Returns:
        Where it is then, where that is given as parts of the picture.
    """
    if not {"x", "y"} <= fields.keys():
        return []
    names = [name for name in ("x", "y", "w", "h") if name in fields]
    values = dict(zip(names, _numbers([packet.text(fields[name]) for name in names]), strict=False))
    if len(values) < len(names):
        return []
    pixels = "unit" in fields and packet.text(fields["unit"]) == "pixel"
    if not pixels:
        across = down = 1.0
    width, height = values.get("w", 0.0), values.get("h", 0.0)
    box = (values["x"] - width / 2, values["y"] - height / 2, width, height)
    left, top, width, height = turned_box(box, orientation, across, down)
    for name, value in (("x", left + width / 2), ("y", top + height / 2), ("w", width), ("h", height)):
        if name in fields:
            packet.set(fields[name], _plain(value))
    return [] if pixels else [(left, top, width, height)]


def _alike(box: list[float], other: Box) -> bool:
    return len(box) == 4 and all(abs(one - another) < _SAME for one, another in zip(box, other, strict=True))


def _turn_boundaries(packet: Packet, orientation: int, stored: Size) -> None:
    """Of IPTC: the corner and the sides of a rectangle, the centre of a circle, the corners of a polygon."""
    for fields in _boundaries(packet):
        if not {"rbX", "rbY"} <= fields.keys():
            continue
        pixels = "rbUnit" in fields and packet.text(fields["rbUnit"]) == "pixel"
        across, down = (stored.width, stored.height) if pixels else (1.0, 1.0)
        names = [name for name in ("rbX", "rbY", "rbW", "rbH") if name in fields]
        values = dict(zip(names, _numbers([packet.text(fields[name]) for name in names]), strict=False))
        if len(values) < len(names):
            continue
        box = values["rbX"], values["rbY"], values.get("rbW", 0.0), values.get("rbH", 0.0)
        turned = turned_box(box, orientation, across, down)
        for name, value in zip(("rbX", "rbY", "rbW", "rbH"), turned, strict=True):
            if name in fields:
                packet.set(fields[name], _plain(value))


def _boundaries(packet: Packet) -> Iterator[dict[str, Node]]:
    """The places that IPTC's regions name, a point of a polygon each; rbUnit is taken from around them."""
    for boundary in packet.find(xmp.IPTC_EXTENSION, "RegionBoundary"):
        inside = packet.inside(boundary)
        unit = [node for node in inside if node.name == "rbUnit"]
        by_parent: dict[int, dict[str, Node]] = {}
        for node in inside:
            if node.name.startswith("rb") and node.name not in ("rbVertices", "rbUnit", "rbShape") and node.parent:
                by_parent.setdefault(id(node.parent), {})[node.name] = node
        for fields in by_parent.values():
            yield fields | ({"rbUnit": unit[0]} if unit else {})


def _structures(packet: Packet, namespace: str, around: Node | None) -> Iterator[dict[str, Node]]:
    """The fields of each structure of a namespace, by name."""
    by_parent: dict[int, dict[str, Node]] = {}
    for node in packet.find(namespace):
        if node.parent is not None and (around is None or node.within(around)):
            by_parent.setdefault(id(node.parent), {})[node.name] = node
    yield from by_parent.values()


def _is_upright_already(packet: Packet, sides: list[Node], orientation: int, stored: Size) -> bool:
    """Whether regions were named on the upright picture, as some programs do: by the sides that they apply to."""
    given = _sides(packet, sides)
    return orientation >= 5 and stored.width != stored.height and given == (stored.height, stored.width)


def _sides(packet: Packet, sides: list[Node]) -> tuple[float, float] | None:
    values = {node.name: _numbers([packet.text(node)]) for node in sides if node.name in ("w", "h")}
    if not values.get("w") or not values.get("h"):
        return None
    return values["w"][0], values["h"][0]


def _exchange(packet: Packet, nodes: list[Node], one: str, other: str) -> None:
    by_name = {node.name: node for node in nodes}
    if {one, other} <= by_name.keys():
        first, second = packet.text(by_name[one]), packet.text(by_name[other])
        packet.set(by_name[one], second)
        packet.set(by_name[other], first)


def _numbers(words: list[str]) -> list[float]:
    """Numbers; an empty list where one of the words is none."""
    try:
        return [float(word) for word in words]
    except ValueError:
        return []


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"
