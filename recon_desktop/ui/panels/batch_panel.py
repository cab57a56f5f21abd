"""The batch under the canvas: a line with its state, a strip of small pictures, on demand table and settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from recon_desktop.engine.batch.queue import Item, State
from recon_desktop.ui.batch.run import WITHOUT, counted
from recon_desktop.ui.look.theme import GAP, MARGIN, Theme, set_role
from recon_desktop.ui.panels.batch_model import ITEM, BatchModel, file_size
from recon_desktop.ui.panels.batch_settings import BatchSettings
from recon_desktop.ui.panels.batch_views import BatchStrip, BatchTable
from recon_desktop.ui.panels.drop_area import dropped_files
from recon_desktop.ui.view.caption import Caption, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recon_desktop.ui.batch.state import BatchState

translate = QCoreApplication.translate

BAR = 40
ROWS = 4
"""Of the table that are in view, where there are as many and the window is high enough."""

LEAST_ROWS = 2
ENDED: tuple[State, ...] = ("done", *WITHOUT)


class BatchPanel(QWidget):
    """Shown as long as there is a batch.

    Args:
        batch: What it shows.
        actions: The window's actions by name.
        theme: For icons.
        parent: Owner.

    Signals:
        open_asked: A photo to open.
        compare_asked: An item whose photo is to be opened with the recipe that it was restored with.
        folder_asked: The person wants to choose the folder of the results.
    """

    open_asked = Signal(object)
    compare_asked = Signal(object)
    folder_asked = Signal()

    def __init__(
        self, batch: BatchState, actions: Mapping[str, QAction], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._batch = batch
        self._theme = theme
        self._followed: int | None = None
        self.setProperty("role", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.model = BatchModel(batch, theme, self)
        self.table = BatchTable(batch, self.model, theme)
        self.strip = BatchStrip(batch, self.model, theme)
        self.settings = BatchSettings(batch)
        self.details = self._details()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar(actions))
        column.addWidget(self.strip)
        column.addWidget(self.details)
        for view in (self.table, self.strip):
            view.customContextMenuRequested.connect(partial(self._menu_at, view))
            view.opened.connect(self._open)
        self.table.removed.connect(lambda: batch.remove(self.selected))
        self.settings.folder_asked.connect(self.folder_asked)
        self.table.selectionModel().selectionChanged.connect(self._refresh_tools)
        self.model.modelReset.connect(self._refresh_tools)
        for signal in (batch.list.items_changed, batch.run.changed, batch.outlook.changed):
            signal.connect(self.refresh)
        self.set_expanded(True)
        self.refresh()

    # ---------------------------------------------------------------- parts

    def _bar(self, actions: Mapping[str, QAction]) -> QHBoxLayout:
        batch, button = self._batch, partial(_button, self._theme)
        self.expander = QToolButton()
        self.expander.setProperty("role", "section")
        self.expander.setText(self.tr("Batch").upper())
        self.expander.setAccessibleName(self.tr("Batch"))
        self.expander.setToolTip(self.tr("Show the table and the settings, or only thumbnails"))
        self.expander.setCheckable(True)
        self.expander.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.expander.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.expander.toggled.connect(self.set_expanded)
        self.summary = Caption(px=11, pad=0)
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(140)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Progress of the batch"))
        self.start = button(self.tr("Start"), "start", self.tr("Restore all waiting photos"), batch.run.start)
        held = self.tr("Pause the photo being restored")
        self.pause = button(self.tr("Pause"), "pause", held, self._pause_or_resume)
        cancelled = self.tr("Cancel the photo being restored; the others keep waiting")
        self.stop = button(self.tr("Stop"), "cancel", cancelled, batch.run.stop)
        self.add = QToolButton()
        self.add.setProperty("role", "flat")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setAccessibleName(self.tr("Add photos"))
        self.add.setToolTip(self.tr("Add photos or a folder"))
        self._theme.set_icon(self.add, "add")
        menu = QMenu(self.add)
        for key in ("batch_add", "batch_add_folder"):
            menu.addAction(actions[key])
        self.add.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(4, 6, MARGIN, 6)
        row.setSpacing(GAP)
        row.addWidget(self.expander)
        row.addWidget(self.summary, 1)
        row.addWidget(self.bar)
        self.tools = self._tools()
        for widget in (self.tools, self.add, self.stop, self.pause, self.start):
            row.addWidget(widget)
        return row

    def _tools(self) -> QWidget:
        batch, tools = self._batch, QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.retry = _tool(
            self._theme, self.tr("Retry failed"), "retry", self.tr("Queue photos without a result again")
        )
        self.retry.clicked.connect(lambda: batch.run.retry(None))
        self.up = _tool(self._theme, "", "up", self.tr("Move up"))
        self.up.clicked.connect(lambda: batch.list.shift(self.selected, -1))
        self.down = _tool(self._theme, "", "down", self.tr("Move down"))
        self.down.clicked.connect(lambda: batch.list.shift(self.selected, 1))
        self.remove = _tool(self._theme, "", "remove", self.tr("Remove the selected photos from the batch (Delete)"))
        self.remove.clicked.connect(lambda: batch.remove(self.selected))
        self.clear = _tool(self._theme, "", "clear", self.tr("Remove photos that are done"))
        self.clear.clicked.connect(batch.list.clear_done)
        for tool in (self.retry, self.up, self.down, self.remove, self.clear):
            row.addWidget(tool)
        return tools

    def _details(self) -> QWidget:
        details = QWidget()
        column = QVBoxLayout(details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self.settings)
        return details

    # ---------------------------------------------------------------- what is shown

    @property
    def selected(self) -> list[int]:
        """Numbers of the selected items."""
        return self.table.selected

    @property
    def expanded(self) -> bool:
        """Whether table and settings are shown."""
        return self.expander.isChecked()

    @property
    def first_control(self) -> QWidget:
        """What a person most likely came for."""
        buttons = (self.start, self.pause)
        return next((button for button in buttons if button.isVisible() and button.isEnabled()), self.expander)

    def set_expanded(self, expanded: bool) -> None:
        """Show table and settings, or the strip."""
        self.expander.setChecked(expanded)
        self.details.setVisible(expanded)
        self.tools.setVisible(expanded)
        self.strip.setVisible(not expanded)
        self._theme.set_icon(self.expander, "chevron-down" if expanded else "chevron-right", "secondary")

    def refresh(self) -> None:
        """Show what the batch says."""
        batch = self._batch
        self.setVisible(batch.list.photos > 0)
        self.summary.set_words(*_summary(batch))
        working = batch.run.phase != "idle"
        self.bar.setVisible(working)
        self.bar.setValue(round(batch.run.fraction * 1000))
        self.start.setVisible(not working)
        self.start.setEnabled(batch.run.can_start)
        self._fill(self.start, filled=batch.run.can_start)
        self.table.show_rows(min(batch.list.photos, LEAST_ROWS), min(batch.list.photos, ROWS))
        self.pause.setVisible(working)
        resuming = batch.run.phase == "paused"
        self.pause.setText(" " + (self.tr("Resume") if resuming else self.tr("Pause")))
        self.pause.setToolTip(self.tr("Continue") if resuming else self.tr("Pause the photo being restored"))
        if self.pause.property("icon_name") != ("start" if resuming else "pause"):
            self._theme.set_icon(self.pause, "start" if resuming else "pause")
        self.stop.setVisible(working)
        self._refresh_tools()
        if batch.run.running != self._followed:
            self._followed = batch.run.running
            self._follow()

    def _fill(self, button: QPushButton, *, filled: bool) -> None:
        role = "filled" if filled else ""
        if (button.property("role") or "") != role:
            set_role(button, role)
            self._theme.set_icon(button, button.property("icon_name"), "on_accent" if filled else "text")

    def _follow(self) -> None:
        """Keep the photo that runs in view."""
        row = None if self._followed is None else self.model.row_of(self._followed)
        if row is not None:
            (self.table if self.expanded else self.strip).scrollTo(self.model.index(row, 0))

    def _refresh_tools(self) -> None:
        self.retry.setVisible(self._batch.list.count("failed", "skipped", "cancelled") > 0)
        self.clear.setEnabled(self._batch.list.count("done") > 0)
        some = self.table.selectionModel().hasSelection()
        for tool in (self.up, self.down, self.remove):
            tool.setEnabled(some)

    # ---------------------------------------------------------------- what the person does

    def _pause_or_resume(self) -> None:
        if self._batch.run.phase == "running":
            self._batch.run.pause()
        else:
            self._batch.run.resume()

    def _open(self, number: int) -> None:
        item = self._batch.list.get(number)
        if item is not None:
            self.open_asked.emit(item.source)

    def _menu_at(self, view: QAbstractItemView, place: QPoint) -> None:
        index = view.indexAt(place)
        if index.isValid():
            menu = self.menu_of(index.data(ITEM))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(view.viewport().mapToGlobal(place))

    def menu_of(self, item: Item) -> QMenu:
        """What can be done with an item."""
        batch, menu = self._batch, QMenu(self)
        target = item.job.target if item.job is not None and item.state == "done" else None
        numbers = self.selected if item.number in self.selected else [item.number]

        def entry(text: str, act: object, *, on: bool = True) -> None:
            action = menu.addAction(text)
            action.setEnabled(on)
            action.triggered.connect(act)

        entry(self.tr("Open the photo"), lambda: self.open_asked.emit(item.source))
        entry(self.tr("Compare with the result"), lambda: self.compare_asked.emit(item), on=target is not None)
        entry(self.tr("Open the result"), lambda: self.open_asked.emit(target), on=target is not None)
        shown = (target or item.source).parent
        entry(self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown))))
        menu.addSeparator()
        failed = item.state in ("failed", "skipped", "cancelled")
        entry(self.tr("Retry"), lambda: batch.run.retry(numbers), on=failed)
        entry(self.tr("Remove"), lambda: batch.remove(numbers))
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._batch.add(dropped_files(event.mimeData()))


def _summary(batch: BatchState) -> tuple[str, str]:
    """The line: how many photos, and how far they are."""
    count = translate("BatchPanel", "%n photo(s)", "", batch.list.photos)
    parts = counted({state: batch.list.count(state) for state in ENDED})
    if batch.run.phase == "paused":
        parts.append(translate("BatchPanel", "paused"))
    estimate = batch.outlook.estimate
    if batch.run.phase == "running":
        parts.append(f"{round(batch.run.fraction * 100)} %")
        if batch.run.eta_seconds is not None:
            parts.append(translate("BatchPanel", "{time} left").format(time=duration(max(batch.run.eta_seconds, 1.0))))
    elif estimate is not None and batch.run.can_start:
        room = file_size(estimate.result_bytes)
        if estimate.seconds is None:
            parts.append(translate("BatchPanel", "about {room}").format(room=room))
        else:
            time = duration(max(estimate.seconds, 1.0))
            parts.append(translate("BatchPanel", "about {time}, {room}").format(time=time, room=room))
        if estimate.free_bytes is not None and estimate.free_bytes < estimate.result_bytes:
            parts.append(
                translate("BatchPanel", "only {room} free on the disk").format(room=file_size(estimate.free_bytes))
            )
    return count, "  ·  ".join(parts)


def _button(theme: Theme, text: str, icon: str, tip: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(f" {text}")  # Qt puts a button's words too close to its icon
    button.setToolTip(tip)
    theme.set_icon(button, icon)
    button.clicked.connect(lambda: act())
    return button


def _tool(theme: Theme, text: str, icon: str, tip: str) -> QToolButton:
    tool = QToolButton()
    tool.setProperty("role", "flat")
    tool.setText(f" {text}" if text else "")
    tool.setToolTip(tip)
    tool.setAccessibleName(text or tip)
    tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    style = Qt.ToolButtonStyle
    tool.setToolButtonStyle(style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly)
    theme.set_icon(tool, icon)
    return tool
