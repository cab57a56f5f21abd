"""The window's own letters for figures: of whatever script the desktop has a font for. For lanes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from recon_desktop.core.letters import Line


class WindowLetters:
    """`core.letters.Letters` of the application's font."""

    def length(self, text: str, size: int) -> float:
        """How long a line is, as long as it is when it is bold."""
        return QFontMetricsF(_font(size, bold=True)).horizontalAdvance(text)

    def line(self, text: str, size: int, *, bold: bool) -> Line:
        """Draw a line."""
        font = _font(size, bold=bold)
        measure = QFontMetricsF(font)
        x, y = math.ceil(measure.horizontalAdvance(text) / 2) + size, math.ceil(measure.ascent()) + size
        image = QImage(2 * x, y + math.ceil(measure.descent()) + size, QImage.Format.Format_Grayscale8)
        image.fill(0)
        with QPainter(image) as painter:
            painter.setFont(font)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(QPointF(x - measure.horizontalAdvance(text) / 2, y), text)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return Line(rows[:, : image.width()].copy(), x, y)


def _font(size: int, *, bold: bool) -> QFont:
    font = QFont()
    font.setPixelSize(size)
    font.setBold(bold)
    return font
