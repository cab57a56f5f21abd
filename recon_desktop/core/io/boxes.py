"""Files of boxes (ISO/IEC 14496-12), as AVIF and JPEG XL are."""

from __future__ import annotations

from collections.abc import Iterator

MOST = 4096  # a hostile file goes on for ever


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the content of each box, as far as they are sound."""
    at = 0
    for _ in range(MOST):
        if at + 8 > len(content):
            return
        length, kind, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        end = len(content) if length == 0 else at + length
        if end < at + head:
            return
        yield kind, content[at + head : end]
        at = end
