"""What each method made of each box: a row for each box, a column for each method, captions below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recon_desktop.core.compare import BOX_COLOURS, score
from recon_desktop.ui.look.theme import GAP, RAISED, SECONDARY
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.view.caption import plain_tip
from recon_desktop.ui.workspace.live_figure import Column

SMALLEST_CELL, LARGEST_CELL = 96, 240
_WIDEST_SCORE = score(88.88, 0.8888)
_LETTERS = 11
_LINE = 16
_FRAME = 2


class CropGrid(QWidget):
    """Draws the columns.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self._room = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Crops of every method"))

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Draw these."""
        self.columns = columns
        self.setMinimumWidth(max(0, len(columns) * (self._smallest + GAP) - GAP))
        self._fit()
        self.setAccessibleDescription("; ".join(f"{column.title} {self._score(column)}".strip() for column in columns))
        self.update()

    def fit_into(self, height: int) -> None:
        """Make the crops as large as they can be with all rows and captions in sight, or else no smaller than is good.

        Args:
            height: That is in sight, in pixels.
        """
        self._room = height
        self._fit()
        self.update()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = (event.pos().x() - self._left) // (self._cell + GAP)
            words = self.columns[index].title if 0 <= index < len(self.columns) else ""
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            cell = self._cell
            for number, column in enumerate(self.columns):
                left = self._left + number * (cell + GAP)
                for row, crop in enumerate(column.crops):
                    place = QRect(left, row * (cell + GAP), cell, cell)
                    painter.fillRect(place, self.palette().color(RAISED))
                    if crop is None:
                        painter.setPen(self.palette().color(SECONDARY))
                        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "…")
                    else:
                        image = qimage.wrap(crop)
                        size = image.size().scaled(
                            cell - 2 * _FRAME, cell - 2 * _FRAME, Qt.AspectRatioMode.KeepAspectRatio
                        )
                        place = QRect(0, 0, size.width() + 2 * _FRAME, size.height() + 2 * _FRAME)
                        place.moveCenter(QRect(left, row * (cell + GAP), cell, cell).center())
                        painter.drawImage(place.adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME), image)
                    painter.setPen(QPen(QColor(*BOX_COLOURS[row]), _FRAME))
                    painter.drawRect(QRectF(place).adjusted(1, 1, -1, -1))
                self._write(painter, column, left)

    def _write(self, painter: QPainter, column: Column, left: int) -> None:
        top = self._rows * (self._cell + GAP)
        for line, (words, ink, bold) in enumerate(
            (
                (column.title, self.palette().windowText().color(), False),
                (self._score(column), self.palette().color(SECONDARY), column.best),
            )
        ):
            painter.setFont(self._letters(bold=bold))
            painter.setPen(ink if not bold else self.palette().windowText().color())
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self._cell)
            painter.drawText(QRect(left, top + line * _LINE, self._cell, _LINE), Qt.AlignmentFlag.AlignCenter, shown)

    @staticmethod
    def _score(column: Column) -> str:
        return score(*column.score) if column.score is not None else ""

    def _letters(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_LETTERS)
        font.setBold(bold)
        return font

    @property
    def _smallest(self) -> int:
        """A cell below which there is no room for every score, in bold letters as well."""
        return max(SMALLEST_CELL, QFontMetrics(self._letters(bold=True)).horizontalAdvance(_WIDEST_SCORE))

    @property
    def _rows(self) -> int:
        return len(self.columns[0].crops) if self.columns else 0

    @property
    def _cell(self) -> int:
        wide = (self.width() + GAP) // max(1, len(self.columns)) - GAP
        high = (self._room - 2 * _LINE) // max(1, self._rows) - GAP
        return min(max(min(wide, high), self._smallest), LARGEST_CELL)

    @property
    def _left(self) -> int:
        """Where the first column begins: all of them lie in the middle."""
        return max(0, (self.width() - len(self.columns) * (self._cell + GAP) + GAP) // 2)

    def _fit(self) -> None:
        self.setFixedHeight(max(1, self._rows * (self._cell + GAP) + 2 * _LINE))

    def sizeHint(self) -> QSize:
        return QSize(640, self.height())
