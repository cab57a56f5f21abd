"""The batch as a table and as a strip of small pictures; both show the same model."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from recon_desktop.engine.batch.queue import Item
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.look.theme import ACCENT, GAP, ICON, LINE, Theme
from recon_desktop.ui.panels.batch_model import ITEM, BatchModel, Column

Index = QModelIndex | QPersistentModelIndex

ROW = 40
CELL = QSize(104, 84)
PICTURE = QSize(48, 32)
STRIP_PICTURE = QSize(92, 56)
WIDTHS = {Column.PHOTO: 260, Column.SIZE: 110, Column.STATUS: 130, Column.TIME: 90, Column.RESULT: 90}


class _Delegate(QStyledItemDelegate):
    """Draws the ground of a cell, the picture, the state and the progress of an item.

    Args:
        batch: Whose items they are.
        model: What it draws.
        theme: For icons.
        parent: Owner.
    """

    def __init__(self, batch: BatchState, model: BatchModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._batch = batch
        self._model = model
        self._theme = theme

    def ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Show what is selected; as grey, because colours are judged beside it."""
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(_rect(option), option.palette.color(QPalette.ColorRole.Light))

    def picture(self, painter: QPainter, item: Item, box: QRect, empty: QPalette) -> None:
        """The photo fitted into a box, or an empty box."""
        image = self._model.thumbnail(item)
        if image is None or image.isNull():
            painter.fillRect(box, empty.color(LINE))
            return
        place = QRect(QPoint(0, 0), image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio))
        place.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)

    def symbol(self, painter: QPainter, item: Item, place: QRect) -> None:
        """The icon of the item's state."""
        self._theme.icon(*self._model.icon(item)).paint(painter, place)

    def progress(self, painter: QPainter, item: Item, line: QRect, palette: QPalette) -> None:
        """A thin line of what is done of the item that runs."""
        if item.state == "running":
            painter.fillRect(line, palette.color(LINE))
            done = QRect(line.topLeft(), QSize(round(line.width() * self._batch.run.running_fraction), line.height()))
            painter.fillRect(done, palette.color(ACCENT))


class _TableDelegate(_Delegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, column = index.data(ITEM), Column(index.column())
        rect, palette = _rect(option), option.palette
        painter.save()
        self.ground(painter, option)
        words = rect.adjusted(GAP, 0, -GAP, 0)
        if column is Column.PHOTO:
            box = QRect(QPoint(words.left(), 0), PICTURE)
            box.moveTop(rect.top() + (rect.height() - box.height()) // 2)
            self.picture(painter, item, box, palette)
            words.setLeft(box.right() + 1 + GAP)
        elif column is Column.STATUS:
            place = QRect(words.left(), rect.top() + (rect.height() - ICON) // 2, ICON, ICON)
            self.symbol(painter, item, place)
            words.setLeft(place.right() + 1 + 6)
            self.progress(painter, item, QRect(words.left(), rect.bottom() - 6, words.width(), 3), palette)
        quiet = column not in (Column.PHOTO, Column.STATUS)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.Text))
        text = painter.fontMetrics().elidedText(
            index.data() or "",
            Qt.TextElideMode.ElideMiddle if column is Column.PHOTO else Qt.TextElideMode.ElideRight,
            words.width(),
        )
        painter.drawText(words, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTHS.get(Column(index.column()), 120), ROW)


class _StripDelegate(_Delegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Item = index.data(ITEM)
        rect, palette = _rect(option), option.palette
        painter.save()
        self.ground(painter, option)
        box = QRect(QPoint(rect.left() + (rect.width() - STRIP_PICTURE.width()) // 2, rect.top() + 4), STRIP_PICTURE)
        self.picture(painter, item, box, palette)
        self.progress(painter, item, QRect(box.left(), box.bottom() + 1, box.width(), 3), palette)
        place = QRect(box.left(), box.bottom() + 5, ICON, ICON)
        self.symbol(painter, item, place)
        words = QRect(place.right() + 5, place.top(), box.right() - place.right() - 4, ICON)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        name = painter.fontMetrics().elidedText(item.source.name, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CELL


class BatchTable(QTableView):
    """Every item with all that is known of it; rows are dragged to put them in another order.

    Args:
        batch: What it shows.
        model: Its rows.
        theme: For icons.
        parent: Owner.

    Signals:
        removed: The person pressed Delete.
        opened: The number of an item that was double-clicked, or on which Enter was pressed.
    """

    removed = Signal()
    opened = Signal(int)

    def __init__(self, batch: BatchState, model: BatchModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_TableDelegate(batch, model, theme, self))
        self.setAccessibleName(self.tr("Photos of the batch"))
        self.setToolTip(self.tr("Drag to reorder, double-click or Return to open, Delete to remove"))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setTabKeyNavigation(False)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # thousands of rows cost nothing
        rows.setDefaultSectionSize(ROW)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ITEM).number))
        self._rows = model
        self._kept: list[int] = []
        model.modelAboutToBeReset.connect(self._keep_selection)
        model.modelReset.connect(self._restore_selection)

    def show_rows(self, least: int, most: int) -> None:
        """Be as high as so many rows."""
        header = self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(header + least * ROW)
        self.setMaximumHeight(header + most * ROW)

    @property
    def selected(self) -> list[int]:
        """Numbers of the selected items."""
        return [index.data(ITEM).number for index in self.selectionModel().selectedRows()]

    def _keep_selection(self) -> None:
        self._kept = self.selected

    def _restore_selection(self) -> None:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for number in self._kept:
            row = self._rows.row_of(number)
            if row is not None:
                self.selectionModel().select(self._rows.index(row, 0), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ITEM).number)
        else:
            super().keyPressEvent(event)


class BatchStrip(QListView):
    """The items as small pictures side by side, each with its state and its name.

    Args:
        batch: What it shows.
        model: Its items.
        theme: For icons.
        parent: Owner.

    Signals:
        opened: The number of an item that was double-clicked, or on which Enter was pressed.
    """

    opened = Signal(int)

    def __init__(self, batch: BatchState, model: BatchModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_StripDelegate(batch, model, theme, self))
        self.setProperty("role", "strip")
        self.setAccessibleName(self.tr("Photos of the batch, as pictures"))
        self.setToolTip(self.tr("Double-click or Return to open"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFixedHeight(CELL.height() + 12)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ITEM).number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ITEM).number)
        else:
            super().keyPressEvent(event)


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect
