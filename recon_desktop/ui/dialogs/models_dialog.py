"""Every model in a table that sorts, and the card of the one that is chosen in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.panels.model_picker import card_words
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.core.card import ModelCard
    from recon_desktop.engine.catalog import Model
    from recon_desktop.ui.kept.speeds import Speeds

translate = QCoreApplication.translate

SIZE = QSize(1180, 600)
SPEED = 3
"""The column of seconds, which may come while the table shows."""

UNKNOWN = "–"


class ModelsDialog(QDialog):
    """The models, one a row, and beside them all that the card of one says.

    Args:
        models: All that there are.
        parent: The window.
        speeds: Tells how fast they are on this machine; None tells nothing.

    Attributes:
        table: A row for each model; a click on a head sorts.
        card: That of the row in force.
    """

    def __init__(self, models: Sequence[Model], parent: QWidget | None = None, speeds: Speeds | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(SIZE.boundedTo(self.screen().availableGeometry().size()))
        self._cards = {model.card.id: model.card for model in models}
        self._speeds = speeds
        self.table = self._table()
        self.card = QTextBrowser()
        self.card.setProperty("role", "page")
        self.card.document().setDocumentMargin(MARGIN)
        self.card.setAccessibleName(self.tr("The card of the model"))
        self.card.setToolTip(self.tr("What the model is for, and how well it measured"))
        self.card.setFixedWidth(320)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.table, 1)
        both.addWidget(self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addLayout(both, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.table.itemSelectionChanged.connect(self._show_card)
        if models:
            self.table.selectRow(0)
        else:
            self.card.setPlainText(self.tr("No models were found."))
        if speeds is not None:
            speeds.changed.connect(self._show_speeds)
            speeds.want(self._cards)

    @classmethod
    def tell(cls, models: Sequence[Model], parent: QWidget, speeds: Speeds | None = None) -> None:
        """Show it until it is closed."""
        dialog = cls(models, parent, speeds)
        dialog.exec()
        dialog.deleteLater()

    def _table(self) -> QTableWidget:
        heads = (
            self.tr("Model"),
            self.tr("Task"),
            self.tr("Gain"),
            self.tr("s/MP here"),
            self.tr("Character"),
            self.tr("Parameters"),
            self.tr("Licence"),
        )
        table = QTableWidget(len(self._cards), len(heads))
        table.setHorizontalHeaderLabels(heads)
        table.setAccessibleName(self.tr("Models"))
        table.setToolTip(self.tr("Click a heading to sort; gain is over bicubic, or over the damaged photo"))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        for row, card in enumerate(self._cards.values()):
            for column, cell in enumerate(self._cells(card)):
                table.setItem(row, column, cell)
        table.setSortingEnabled(True)
        table.sortItems(1)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        return table

    def _cells(self, card: ModelCard) -> tuple[Cell, ...]:
        title = card_text(card.title)
        faithful = card.character == "faithful"
        name = Cell(title, title.casefold())
        name.setData(Qt.ItemDataRole.UserRole, card.id)
        return (
            name,
            Cell(self._task(card), (card.task, card.scale)),
            self._gain(card),
            self._speed(card.id),
            Cell(self.tr("faithful") if faithful else self.tr("inventive"), not faithful),
            Cell(f"{card.parameters:,}", card.parameters),
            Cell(card.licence, card.licence),
        )

    @staticmethod
    def _gain(card: ModelCard) -> Cell:
        """The first gain of PSNR on the card; the largest comes first."""
        for metric in card.metrics:
            if metric.measure.startswith("psnr") and metric.baseline is not None:
                gain = metric.value - metric.baseline
                return Cell(f"{gain:+.2f} dB, {metric.dataset}", -gain)
        return Cell(UNKNOWN, math.inf)

    def _speed(self, model: str) -> Cell:
        seconds = self._speeds.of(model) if self._speeds is not None else None
        return Cell(UNKNOWN, math.inf) if seconds is None else Cell(f"{seconds:.2f}", seconds)

    @staticmethod
    def _task(card: ModelCard) -> str:
        if card.task == "denoise":
            return translate("ModelsDialog", "Denoise")
        return translate("ModelsDialog", "Enlarge {scale}x").format(scale=card.scale)

    def _show_card(self) -> None:
        if self.table.currentRow() < 0:
            return
        model = self._model(self.table.currentRow())
        self.card.setHtml(card_words(self._cards[model], self._speeds.of(model) if self._speeds else None))

    def _show_speeds(self) -> None:
        self.table.setSortingEnabled(False)  # while cells change, no row may go elsewhere
        for row in range(self.table.rowCount()):
            self.table.setItem(row, SPEED, self._speed(self._model(row)))
        self.table.setSortingEnabled(True)

    def _model(self, row: int) -> str:
        item = self.table.item(row, 0)
        assert item is not None
        return str(item.data(Qt.ItemDataRole.UserRole))


class Cell(QTableWidgetItem):
    """Words that are sorted by what they mean.

    Args:
        words: What is shown.
        key: What it is sorted by.
    """

    def __init__(self, words: str, key: object) -> None:
        super().__init__(words)
        self._key = key

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if isinstance(other, Cell):
            return bool(self._key < other._key)  # type: ignore[operator]  # one column has keys of one kind
        return super().__lt__(other)
