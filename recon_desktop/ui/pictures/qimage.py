"""ndarray -> QImage: the only place; the way back is `ui.lanes.from_qimage`.

Widgets import this module before the window is shown, so it does without numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region

if TYPE_CHECKING:
    from recon_desktop.core.pixels import Pixels

_Format = QImage.Format


def wrap(pixels: Pixels, region: Region | None = None, *, alpha: bool = False) -> QImage:
    """Show an array, or a part of it, as a QImage without a copy.

    The image keeps the array alive (PySide counts the buffer that it is given) and must not be written to.

    Args:
        pixels: uint8 and C-contiguous: HxWx3 red first, or HxWx4 in Qt's own order, blue first.
        region: The part; None for all.
        alpha: Whether the fourth channel is alpha, premultiplied; else it is not looked at.

    Raises:
        ValueError: The part lies outside, or the pixels are not as they have to be: Qt would read beyond their memory.
    """
    height, width, channels = pixels.shape
    whole = Region(0, 0, width, height)
    part = region or whole
    if not whole.contains(part) or channels not in (3, 4) or not pixels.flags.c_contiguous or pixels.itemsize != 1:
        raise ValueError(f"no picture of {part} in {pixels.dtype} {pixels.shape}")
    stride = pixels.strides[0]
    start = part.top * stride + part.left * channels
    flat = pixels.reshape(-1)[start : start + (part.height - 1) * stride + part.width * channels]
    if channels == 3:
        form = _Format.Format_RGB888
    else:
        form = _Format.Format_ARGB32_Premultiplied if alpha else _Format.Format_RGB32
    return QImage(flat.data, part.width, part.height, stride, form)
