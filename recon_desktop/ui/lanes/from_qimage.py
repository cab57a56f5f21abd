"""QImage -> ndarray: the only place; the way there is `ui.pictures.qimage`."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtGui import QColorSpace, QImage

from recon_desktop.core.pixels import Pixels

_Format = QImage.Format


def view(image: QImage) -> Pixels:
    """The pixels of an image of four bytes a pixel as HxWx4 in Qt's own order; no copy, never to be written to."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


def to_arrays(image: QImage) -> tuple[Pixels, Pixels | None]:
    """Copy a QImage into arrays as `Photo` holds them: sRGB, 8 or 16 bits, grey or RGB, straight alpha or None."""
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
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    used = lines[:, : image.width() * channels * depth.itemsize].copy().view(depth)
    return used.reshape(image.height(), image.width(), channels)
