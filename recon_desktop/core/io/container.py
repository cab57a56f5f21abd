"""What is left of a file once its metadata and its pixels are apart.

Decoders then never meet a damaged EXIF block, a text bomb or a broken profile, the three of which would fail a photo
whose pixels are sound; and a file that ends early is told from one that is damaged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recon_desktop.core.geometry import Size
from recon_desktop.core.photo import Metadata

DAMAGE = "its picture data is damaged: parts of it may look wrong"


class Damaged(ValueError):
    """A file is not what it should be; unlike decoders', its message is for people."""


class Foreign(Exception):
    """A file is of a kind that is not read; its message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file in its parts.

    Attributes:
        size: As stored, before the orientation is applied.
        stream: The file without metadata, for the decoder.
        metadata: As the file holds it: not yet made true for an upright sRGB photo.
        icc: Colour profile, or what says the same of a file that states its colours otherwise; empty if none.
        frames: Pictures in the file.
        bits: Bits a channel.
        grey: Whether it has no colour, by its header.
        key: The colour that a PNG declares transparent, at the file's depth; empty if none.
        cut: Whether the file ends early.
        foreign: Whether it states colours that no profile here expresses.
        notes: What is left out of it, in words.
    """

    size: Size
    stream: bytes
    metadata: Metadata = field(default_factory=Metadata)
    icc: bytes = b""
    frames: int = 1
    bits: int = 8
    grey: bool = False
    key: tuple[int, ...] = ()
    cut: bool = False
    foreign: bool = False
    notes: tuple[str, ...] = ()
