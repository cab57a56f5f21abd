"""The gauge: what a photo tells of its damage, from its pixels and, where it is a JPEG, from its file's tables."""

from recon_desktop.core.gauge.reading import Damage, gauge, judged, piece, read_damage

__all__ = ["Damage", "gauge", "judged", "piece", "read_damage"]
