"""JPEG files without an end marker: whether the marker is all that they lack, and how to close them.

libjpeg fills up what is missing and Pillow keeps its warnings to itself. So a file is whole where it has all of its
scans and where nothing that could follow would change a pixel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import simplejpeg
from PIL import Image as PillowImage
from PIL import ImageChops

from recon_desktop.core.io.container import DAMAGE

_SOF, _SOS, _END = range(0xC0, 0xD0), 0xDA, b"\xff\xd9"
_NO_SOF = (0xC4, 0xC8, 0xCC)
_ALONE = (0x00, 0x01, 0xFF, *range(0xD0, 0xDA))  # what follows 0xFF without a length: stuffing, filling, restarts
_FEW = 16
_OTHER = b"\xb5\x5a\xd3\x4d" * 16  # unlike zeros, which libjpeg fills up with, from the first bit on
_UNFILLED = bytes(16)  # in no entropy-coded data; what was never written of a file that was begun


def closed(stream: bytes) -> bytes:
    """The file with an end marker, without a segment that it breaks off in."""
    for start, end, _, _ in _segments(stream):
        if end > len(stream):
            return stream[:start] + _END
    return stream + _END


def is_whole(stream: bytes, decoded: Callable[[bytes], PillowImage.Image]) -> bool:
    """Whether a file without an end marker holds its whole picture, so far as that can be known.

    Args:
        stream: The file.
        decoded: Decodes one.

    Raises:
        Exception: Whatever the decoder raises, or a damaged header makes happen.
    """
    if stream.endswith(_UNFILLED) or not _has_all_scans(stream):
        return False
    data = stream.rstrip(b"\xff")  # of half an end marker
    restarts = re.findall(rb"\xff([\xd0-\xd7])", data[data.rindex(b"\xff\xda") :])
    next_restart = b"\xff" + bytes([0xD0 + (restarts[-1][0] + 1) % 8 if restarts else 0xD0])
    one, other = (decoded(data + more + _END) for more in (b"", _OTHER + next_restart + _OTHER))
    return ImageChops.difference(one, other).getbbox() is None


def damage_of(stream: bytes) -> tuple[str, ...]:
    """What libjpeg has to say of a file's picture data, which Pillow does not pass on.

    A few bytes too many before the end marker are no damage: some cameras write them.
    """
    try:
        simplejpeg.decode_jpeg(stream, min_width=1, min_height=1, min_factor=8, strict=True)
    except ValueError as error:
        words = str(error)
        extra = re.match(r"Corrupt JPEG data: (\d+) extraneous bytes before marker 0xd9", words)
        if words.startswith("Corrupt JPEG data") and not (extra and int(extra[1]) <= _FEW):
            return (DAMAGE,)
    return ()


def _segments(stream: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """(start, end, marker, content) of all segments; the end of the last one may lie beyond the file."""
    at = 2
    while 0 <= (at := stream.find(b"\xff", at)) < len(stream) - 1:
        marker = stream[at + 1]
        if marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4].ljust(2, b"\xff"), "big")
        yield at, end, marker, stream[at + 4 : end]
        at = end


def _has_all_scans(stream: bytes) -> bool:
    """Whether every coefficient of every component came, and to its last bit (ITU-T T.81, B.2.3 and G.1.1)."""
    lacking: dict[int, bytearray] = {}
    for _, _, marker, content in _segments(stream):
        if marker in _SOF and marker not in _NO_SOF:
            lacking = {component: bytearray(b"\xff" * 64) for component in content[6::3]}
        elif marker == _SOS:
            behind = 1 + 2 * content[0]
            first, last, bits = content[behind : behind + 3]
            for component in content[1:behind:2]:
                lacking[component][first : last + 1] = bytes([bits & 15] * (last + 1 - first))
    return bool(lacking) and not any(any(bits) for bits in lacking.values())
