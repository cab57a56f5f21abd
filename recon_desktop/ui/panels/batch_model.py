"""The batch as a table for Qt's views."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from recon_desktop.engine.batch.queue import Item, State
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.view.caption import duration

Index = QModelIndex | QPersistentModelIndex

MIME = "application/x-recon-batch-items"

ITEM = Qt.ItemDataRole.UserRole
"""The `Item` of a row."""

STATE_ICONS: dict[State, tuple[str, str]] = {
    "waiting": ("waiting", "secondary"),
    "running": ("running", "accent"),
    "done": ("good", "good"),
    "failed": ("error", "bad"),
    "skipped": ("skip", "caution"),
    "cancelled": ("stopped", "secondary"),
}
"""Icon and colour token of each state."""

PAUSED = ("pause", "secondary")


class Column(IntEnum):
    """What stands where."""

    PHOTO = 0
    SIZE = 1
    STATUS = 2
    TIME = 3
    RESULT = 4
    MESSAGE = 5


class BatchModel(QAbstractTableModel):
    """Rows are items in their order; thumbnails are asked for when a view shows them.

    Args:
        batch: What it shows.
        theme: For icons.
        parent: Owner.
    """

    def __init__(self, batch: BatchState, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batch = batch
        self._theme = theme
        self._items: list[Item] = []
        self._rows: dict[int, int] = {}
        self._paths: dict[Path, int] = {}
        batch.list.items_changed.connect(self.refresh)
        batch.list.item_changed.connect(self._item_changed)
        batch.list.thumbnails.made.connect(self._thumbnail_made)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take over all items; where they are the same ones as before, the views keep their layout."""
        items = list(self._batch.list.items)
        if [item.number for item in items] == [item.number for item in self._items]:
            self._items = items
            if items:
                self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._items = items
        self._rows = {item.number: row for row, item in enumerate(self._items)}
        self._paths = {item.source: row for row, item in enumerate(self._items)}
        self.endResetModel()

    def item(self, row: int) -> Item:
        """The item of a row."""
        return self._items[row]

    def row_of(self, number: int) -> int | None:
        """The row of an item."""
        return self._rows.get(number)

    def thumbnail(self, item: Item) -> QImage | None:
        """Its small picture, None while there is none."""
        return self._batch.list.thumbnails.get(item.source)

    # ---------------------------------------------------------------- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(Column(section)) | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                Column.PHOTO: self.tr("Photo"),
                Column.SIZE: self.tr("Size"),
                Column.STATUS: self.tr("Status"),
                Column.TIME: self.tr("Time"),
                Column.RESULT: self.tr("Result"),
                Column.MESSAGE: self.tr("Message"),
            }[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self._items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(item, column)
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(item, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(column) | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self.words(item, column) for column in Column)))
        return None

    def words(self, item: Item, column: Column) -> str:
        """What a cell says."""
        if column is Column.PHOTO:
            return item.source.name
        if column is Column.SIZE:
            return f"{item.size.width} × {item.size.height}" if item.size else ""
        if column is Column.STATUS:
            words = self.tr("Paused") if self._stands(item) else self.state_words(item.state)
            return f"{words} {round(self._batch.run.running_fraction * 100)} %" if item.state == "running" else words
        if column is Column.TIME:
            return duration(item.seconds) if item.seconds is not None else ""
        if column is Column.RESULT:
            return file_size(item.result_bytes) if item.result_bytes is not None else ""
        return item.message

    def icon(self, item: Item) -> tuple[str, str]:
        """Icon and colour token of what an item does."""
        return PAUSED if self._stands(item) else STATE_ICONS[item.state]

    def _stands(self, item: Item) -> bool:
        return item.state == "running" and self._batch.run.phase == "paused"

    def state_words(self, state: State) -> str:
        """A state in words."""
        return {
            "waiting": self.tr("Waiting"),
            "running": self.tr("Running"),
            "done": self.tr("Done"),
            "failed": self.tr("Failed"),
            "skipped": self.tr("Skipped"),
            "cancelled": self.tr("Cancelled"),
        }[state]

    def _tip(self, item: Item, column: Column) -> str:
        if column is Column.MESSAGE:
            return item.message
        if column in (Column.RESULT, Column.STATUS) and item.job is not None:
            return str(item.job.target)
        return str(item.source)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        numbers = sorted({self._items[index.row()].number for index in indexes})
        data.setData(MIME, ",".join(map(str, numbers)).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not data.hasFormat(MIME):
            return False
        at = row if row >= 0 else parent.row() if parent.isValid() else len(self._items)
        before = self._items[at].number if at < len(self._items) else None
        self._batch.list.move([int(number) for number in bytes(data.data(MIME).data()).split(b",")], before)
        return False  # so that the view does not remove the rows itself

    # ---------------------------------------------------------------- what changes

    def _item_changed(self, number: int) -> None:
        row, item = self._rows.get(number), self._batch.list.get(number)
        if row is not None and item is not None:
            self._items[row] = item
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _thumbnail_made(self, path: Path) -> None:
        row = self._paths.get(path)
        if row is not None:
            self.dataChanged.emit(self.index(row, Column.PHOTO), self.index(row, Column.PHOTO))


def file_size(count: float) -> str:
    """Bytes in words, as file managers say it."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"


def _side(column: Column) -> Qt.AlignmentFlag:
    numbers = (Column.SIZE, Column.TIME, Column.RESULT)
    return Qt.AlignmentFlag.AlignRight if column in numbers else Qt.AlignmentFlag.AlignLeft
