"""ndarray <-> QImage: the only place.

numpy is imported late: widgets import this module before the window is shown, and start-up is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColorSpace, QImage

from recon_desktop.core.geometry import Region

if TYPE_CHECKING:
    import numpy as np

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


def view(image: QImage) -> Pixels:
    """The pixels of an image of four bytes a pixel as HxWx4 in Qt's own order; no copy, never to be written to."""
    import numpy as np

    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


def to_arrays(image: QImage) -> tuple[Pixels, Pixels | None]:
    """Copy a QImage into arrays as `Photo` holds them: sRGB, 8 or 16 bits, grey or RGB, straight alpha or None."""
    import numpy as np

    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    alpha = image.hasAlphaChannel()
    deep = image.depth() > 32 or image.format() == _Format.Format_Grayscale16
    depth = np.dtype(np.uint16 if deep else np.uint8)
    if image.isGrayscale() and not alpha:
        grey = image.convertToFormat(_Format.Format_Grayscale16 if deep else _Format.Format_Grayscale8)
        return _copied(grey, depth, 1)[..., 0], None
    form = _Format.Format_RGBA64 if deep else _Format.Format_RGBA8888
    pixels = _copied(image.convertToFormat(form), depth, 4)
    return np.ascontiguousarray(pixels[..., :3]), np.ascontiguousarray(pixels[..., 3]) if alpha else None


def _copied(image: QImage, depth: np.dtype[Any], channels: int) -> Pixels:
    import numpy as np

    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    used = lines[:, : image.width() * channels * depth.itemsize].copy().view(depth)
    return used.reshape(image.height(), image.width(), channels)
