"""A small histogram: luma as an area, the three channels as lines told apart by their strokes as well as by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recon_desktop.ui.look.theme import LINE, SECONDARY, Theme

if TYPE_CHECKING:
    from recon_desktop.core.histogram import Histogram

PLOT_HEIGHT = 40
_CAPTION = 15
_LEVELS = 256
_STROKES = (
    ("red", "bad", Qt.PenStyle.SolidLine),
    ("green", "good", Qt.PenStyle.DashLine),
    ("blue", "accent", Qt.PenStyle.DotLine),
)


class HistogramPlot(QWidget):
    """Draws one histogram with its name and its key.

    Args:
        name: Translated, such as "Input".
        theme: For the colours of the channels.
        parent: Owner.
    """

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = theme
        self.histogram: Histogram | None = None
        self.setFixedHeight(PLOT_HEIGHT + _CAPTION)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Histogram: {name}").format(name=name))
        theme.changed.connect(self.update)

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Draw this; None hides the plot."""
        if histogram is not self.histogram:
            self.histogram = histogram
            self.setAccessibleDescription(self._summary())
            self.update()
        self.setVisible(histogram is not None)

    def words_at(self, x: int) -> str:
        """What the tooltip says at a column of the widget."""
        histogram = self.histogram
        if histogram is None:
            return ""
        level = min(max(x * _LEVELS // max(1, self.width()), 0), _LEVELS - 1)
        total = max(1, sum(histogram.luma))
        shares = (
            f"{name} {100 * counts[level] / total:.2f} %"
            for name, counts in (
                (self.tr("red"), histogram.red),
                (self.tr("green"), histogram.green),
                (self.tr("blue"), histogram.blue),
                (self.tr("luma"), histogram.luma),
            )
        )
        title = self.tr("{name}, level {level} of 255").format(name=self._name, level=level)
        return "\n".join([title, *shares])

    def sizeHint(self) -> QSize:
        return QSize(2 * _LEVELS // 2, PLOT_HEIGHT + _CAPTION)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        histogram = self.histogram
        if histogram is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(0.5, 0.5, self.width() - 1, PLOT_HEIGHT - 1)
            # The ends hold all that was clipped: they may reach beyond the top, so that the rest is seen.
            channels = (histogram.red, histogram.green, histogram.blue, histogram.luma)
            top = max(1, *(max(counts[1:-1]) for counts in channels))
            grey = QColor(self.palette().color(SECONDARY))
            grey.setAlphaF(0.35)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(grey)
            line = _line(histogram.luma, top, place)
            painter.drawPolygon(QPolygonF([place.bottomLeft(), *line, place.bottomRight()]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for channel, token, style in _STROKES:
                painter.setPen(QPen(QColor(getattr(self._theme.tokens, token)), 1.0, style))
                painter.drawPolyline(_line(getattr(histogram, channel), top, place))
            painter.setPen(QPen(self.palette().color(LINE), 1.0))
            painter.drawLine(place.bottomLeft(), place.bottomRight())
            self._paint_key(painter)

    def _paint_key(self, painter: QPainter) -> None:
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        metrics, base = painter.fontMetrics(), self.height() - 3
        ink = self.palette().color(SECONDARY)
        painter.setPen(ink)
        painter.drawText(QPointF(0, base), self._name)
        x = float(self.width())
        for name, (_, token, style) in zip((self.tr("B"), self.tr("G"), self.tr("R")), reversed(_STROKES), strict=True):
            x -= metrics.horizontalAdvance(name)
            painter.setPen(ink)
            painter.drawText(QPointF(x, base), name)
            painter.setPen(QPen(QColor(getattr(self._theme.tokens, token)), 1.5, style))
            painter.drawLine(QPointF(x - 20, base - 4), QPointF(x - 4, base - 4))
            x -= 30
        name = self.tr("luma")
        x -= metrics.horizontalAdvance(name) - 4
        painter.setPen(ink)
        painter.drawText(QPointF(x, base), name)
        grey = QColor(ink)
        grey.setAlphaF(0.35)
        painter.fillRect(QRectF(x - 16, base - 9, 12, 9), grey)

    def _summary(self) -> str:
        if self.histogram is None:
            return ""
        luma = self.histogram.luma
        total = max(1, sum(luma))
        mean = sum(level * count for level, count in enumerate(luma)) / total
        return self.tr("Mean luma {mean:.0f} of 255; {black:.1f} % black, {white:.1f} % white").format(
            mean=mean, black=100 * luma[0] / total, white=100 * luma[-1] / total
        )


def _line(counts: tuple[int, ...], top: int, place: QRectF) -> list[QPointF]:
    step = place.width() / (_LEVELS - 1)
    return [
        QPointF(place.left() + level * step, place.bottom() - min(1.0, count / top) * place.height())
        for level, count in enumerate(counts)
    ]
