"""Radiance's pictures (.hdr): linear light as floats, which OpenCV reads."""

from __future__ import annotations

import re
from typing import BinaryIO

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.container import Container, Damaged
from recon_desktop.core.io.decode import FLOAT32, Blocks, Opened, header_of, opencv_blocks
from recon_desktop.core.io.stated import coded_profile
from recon_desktop.core.progress import Progress

_HEAD = 1 << 14  # bytes of words before the size, at most
_SIZE = re.compile(rb"\n\n-Y (\d{1,9}) \+X (\d{1,9})\n")
_BT709, _LINEAR = 1, 8  # as ITU-T H.273 counts primaries and transfers


def open_radiance(file: BinaryIO, complete: bool) -> Opened:
    """Open one, in colours of sRGB's primaries, which the format takes for granted. None is completed.

    Raises:
        Damaged: It states no size, or its rows lie in another order than from the top.
    """
    content = file.read()
    found = _SIZE.search(content, 0, _HEAD)
    if found is None:
        raise Damaged("its header states an impossible size")
    icc, foreign, _ = coded_profile(_BT709, _LINEAR)
    size = Size(int(found[2]), int(found[1]))
    container = Container(size, content, icc=icc, foreign=foreign or b"\nPRIMARIES=" in content[: found.start() + 1])

    def blocks(progress: Progress) -> Blocks:
        return opencv_blocks(container, progress)

    return Opened(header_of(container, "Radiance HDR", FLOAT32), blocks)
