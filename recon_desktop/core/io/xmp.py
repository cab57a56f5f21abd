"""XMP packets edited where they stand.

Properties are found by namespace, whether they are attributes or elements, and only those bytes change that have to. A
packet need not be sound: what cannot be understood stays as it is.

Sources: ISO 16684-1 (XMP), W3C, Namespaces in XML 1.0.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
NOTE = "http://ns.adobe.com/xmp/note/"
CAMERA = "http://ns.google.com/photos/1.0/camera/"
CONTAINER = "http://ns.google.com/photos/1.0/container/"
HDR_GAIN_MAP = "http://ns.adobe.com/hdr-gain-map/1.0/"
APPLE_GAIN_MAP = "http://ns.apple.com/HDRGainMap/1.0/"
PANORAMA = "http://ns.google.com/photos/1.0/panorama/"
REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/"
AREA = "http://ns.adobe.com/xmp/sType/Area#"
DIMENSIONS = "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
MICROSOFT_REGION = "http://ns.microsoft.com/photo/1.2/t/Region#"
ACDSEE_REGIONS = "http://ns.acdsee.com/regions/"
ACDSEE_AREA = "http://ns.acdsee.com/sType/Area#"
ACDSEE_DIMENSIONS = "http://ns.acdsee.com/sType/Dimensions#"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"

# What prefixes mean where a packet does not say.
_USUAL = {
    "rdf": RDF,
    "dc": DC,
    "xmp": XMP,
    "tiff": TIFF,
    "exif": EXIF,
    "photoshop": PHOTOSHOP,
    "xmpNote": NOTE,
    "GCamera": CAMERA,
    "Camera": CAMERA,
    "Container": CONTAINER,
    "hdrgm": HDR_GAIN_MAP,
    "HDRGainMap": APPLE_GAIN_MAP,
    "GPano": PANORAMA,
    "mwg-rs": REGIONS,
    "stArea": AREA,
    "stDim": DIMENSIONS,
    "MPReg": MICROSOFT_REGION,
    "acdsee-rs": ACDSEE_REGIONS,
    "acdsee-stArea": ACDSEE_AREA,
    "acdsee-stDim": ACDSEE_DIMENSIONS,
    "Iptc4xmpExt": IPTC_EXTENSION,
}
_EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{RDF}"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()

_DEEPEST = 64  # elements within each other; hostile packets go on for ever

_TAG = re.compile(rb"<(/?)([^\s/>!?=<]+)((?:\s+[^\s=/><]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/><]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SKIPPED = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))


@dataclass(eq=False, slots=True)
class Node:
    """An element or an attribute.

    Attributes:
        namespace: Its address; the prefix where nothing says what that means.
        name: Without prefix.
        start: Of all of it, of an attribute with the space before it.
        end: Behind all of it.
        inside: Where its content starts and ends; of an element without one both are its end.
        parent: The element around it, or that has it.
        attribute: Whether it is one.
    """

    namespace: str
    name: str
    start: int
    end: int
    inside: tuple[int, int]
    parent: Node | None
    attribute: bool

    def within(self, other: Node) -> bool:
        """Whether it lies in another node, or is it."""
        return other.start <= self.start and self.end <= other.end


class Packet:
    """A packet that is being edited.

    Args:
        content: UTF-8 or, with a byte order mark, UTF-16; empty for a new one.
    """

    def __init__(self, content: bytes = b"") -> None:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            content = content.decode("utf-16", "replace").encode()
        self._content = content or _EMPTY
        self._edits: dict[tuple[int, int], bytes] = {}
        self.nodes = _nodes(self._content)

    def find(self, namespace: str, *names: str) -> list[Node]:
        """The nodes of a namespace with one of these names, or with any."""
        return [node for node in self.nodes if node.namespace == namespace and (not names or node.name in names)]

    def inside(self, node: Node) -> list[Node]:
        """The nodes in an element, its attributes among them."""
        return [other for other in self.nodes if other is not node and other.within(node)]

    def text(self, node: Node) -> str:
        """The content of a node, without tags in it."""
        start, end = node.inside
        return html.unescape(re.sub(rb"<[^>]*>", b"", self._content[start:end]).decode("utf-8", "replace")).strip()

    def set(self, node: Node, text: str) -> None:
        """Replace the content of a node; one that is the same already is left alone."""
        if self.text(node) != text and node.inside[0] < node.end:
            self._edits[node.inside] = escape(text, {'"': "&quot;", "'": "&apos;"}).encode()

    def remove(self, nodes: Iterable[Node]) -> None:
        """Take out nodes."""
        self._edits |= {(node.start, node.end): b"" for node in nodes}

    def add(self, namespace: str, prefix: str, properties: Mapping[str, str]) -> None:
        """Add properties of one namespace, given as their elements' content, ready to be put in (RDF/XML)."""
        roots = self.find(RDF, "RDF")
        if not properties or not roots or roots[0].inside[0] == roots[0].end:
            return
        body = "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in properties.items())
        about = next((self.text(node) for node in self.find(RDF, "about")), "")
        words = (
            f'<rdf:Description xmlns:rdf="{RDF}" rdf:about={quoteattr(about)} '
            f"xmlns:{prefix}={quoteattr(namespace)}>{body}</rdf:Description>"
        )
        self.insert(words.encode())

    def insert(self, descriptions: bytes) -> None:
        """Put in whole descriptions."""
        roots = self.find(RDF, "RDF")
        if roots and roots[0].inside[0] < roots[0].end:
            at = roots[0].inside[1]
            self._edits[at, at] = self._edits.get((at, at), b"") + descriptions

    def descriptions(self) -> list[Node]:
        """The top level descriptions."""
        roots = self.find(RDF, "RDF")
        return [node for node in self.find(RDF, "Description") if roots and node.parent is roots[0]]

    def standing_alone(self, node: Node) -> bytes:
        """An element with the prefixes that it uses of those around it."""
        head = _TAG.match(self._content, node.start)
        assert head is not None
        own = {name for name, *_ in _ATTRIBUTE.findall(head[3])}
        declared: dict[bytes, bytes] = {}
        around = node.parent
        while around is not None:
            outer = _TAG.match(self._content, around.start)
            if outer is not None:
                for each in _ATTRIBUTE.finditer(outer[3]):
                    if each[1].startswith(b"xmlns:") and each[1] not in own:
                        declared.setdefault(each[1], each[0])
            around = around.parent
        used = self._content[node.start : node.end]
        extra = b"".join(text for name, text in declared.items() if name[6:] + b":" in used)
        at = head.start(3)
        return self._content[node.start : at] + extra + self._content[at : node.end]

    def content(self) -> bytes:
        """The packet with all edits; those within a node that is taken out do not count."""
        removed = [place for place, replacement in self._edits.items() if not replacement]
        result, at = [], 0
        for (start, end), replacement in sorted(self._edits.items()):
            if start < at or any(a <= start and end <= b and (a, b) != (start, end) for a, b in removed):
                continue
            result += [self._content[at:start], replacement]
            at = end
        return b"".join([*result, self._content[at:]])


def _nodes(content: bytes) -> list[Node]:
    """All nodes; elements in the order of their starts, each followed by its attributes."""
    found: list[Node] = []
    stack: list[tuple[bytes, Node, Mapping[str, str]]] = []
    at = 0
    while (at := content.find(b"<", at)) >= 0:
        ending = next((close for opening, close in _SKIPPED if content.startswith(opening, at)), None)
        if ending is not None:
            at = content.find(ending, at)
            if at < 0:
                break
            continue
        tag = _TAG.match(content, at)
        if tag is None:
            at += 1
            continue
        at = tag.end()
        closing, name, _, empty = tag.groups()
        if closing:
            if any(name == opened for opened, _, _ in stack):
                while stack:
                    opened, node, _ = stack.pop()
                    node.inside = (node.inside[0], tag.start())
                    node.end = tag.end() if opened == name else tag.start()
                    if opened == name:
                        break
            continue
        parent = stack[-1][1] if stack else None
        given = [(each, each[1].decode("utf-8", "replace")) for each in _ATTRIBUTE.finditer(content, *tag.span(3))]
        spaces = dict(stack[-1][2]) if stack else dict(_USUAL)
        spaces |= {
            word[6:]: html.unescape((each[2] or each[3] or b"").decode("utf-8", "replace"))
            for each, word in given
            if word.startswith("xmlns:")
        }
        node = Node(*_named(name.decode("utf-8", "replace"), spaces), tag.start(), at, (at, at), parent, False)
        found.append(node)
        for each, word in given:
            group = 2 if each[2] is not None else 3
            found.append(Node(*_named(word, spaces), each.start(), each.end(), each.span(group), node, True))
        if not empty and len(stack) < _DEEPEST:
            node.end, node.inside = len(content), (at, len(content))
            stack.append((name, node, spaces))
    return found


def _named(word: str, spaces: Mapping[str, str]) -> tuple[str, str]:
    prefix, colon, name = word.partition(":")
    return (spaces.get(prefix, prefix), name) if colon else ("", word)
