"""What made a result, stated in its XMP.

Source: IPTC, Digital Source Type NewsCodes.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from recon_desktop.core.io import xmp
from recon_desktop.core.photo import Provenance

NAMESPACE = "urn:recon-desktop:xmp:1.0#"
_CODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_MADE_BY_MACHINES = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")


def stated(packet: bytes, provenance: Provenance) -> bytes:
    """A packet that tells of one more run; what it told of earlier ones stays.

    A picture that was a machine's already stays one.
    """
    edited = xmp.Packet(packet)
    earlier = [node for node in edited.find(NAMESPACE, "Runs") if not node.attribute]
    runs = [edited.text(node) for each in earlier for node in edited.inside(each) if _is_item(node)]
    items = "".join(f"<rdf:li>{escape(run)}</rdf:li>" for run in (*runs, provenance.run))
    edited.remove(earlier)
    edited.add(NAMESPACE, "recon", {"Runs": f"<rdf:Seq>{items}</rdf:Seq>"})
    types = edited.find(xmp.IPTC_EXTENSION, "DigitalSourceType")
    if not any(edited.text(node).endswith(_MADE_BY_MACHINES) for node in types):
        edited.remove(types)
        code = "compositeWithTrainedAlgorithmicMedia" if provenance.invented else "algorithmicallyEnhanced"
        edited.add(xmp.IPTC_EXTENSION, "Iptc4xmpExt", {"DigitalSourceType": _CODES + code})
    return edited.content()


def _is_item(node: xmp.Node) -> bool:
    return node.namespace == xmp.RDF and node.name == "li" and not node.attribute
