"""Presets: save what is chosen now under a name; rename, order and delete what was saved. Every step counts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recon_desktop.ui.kept.presets import LONGEST_NAME, Presets, clean
from recon_desktop.ui.look.theme import GAP, MARGIN

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.choices import WorkspaceChoices


class PresetsDialog(QDialog):
    """The list of presets, and a name for the next one.

    Args:
        presets: What there is.
        choices: What is saved and set.
        parent: The window.
    """

    def __init__(self, presets: Presets, choices: WorkspaceChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Presets"))
        self.resize(440, 420)
        self._presets = presets
        self._choices = choices
        self.name = QLineEdit(maxLength=LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("Name for the current settings"))
        self.name.setAccessibleName(self.tr("Name of the new preset"))
        self.name.setToolTip(self.tr("Task, scale, models and all sliders are saved under this name"))
        self.save = self._button("", self.tr("Save the current settings under this name"), self._save)
        self.save.setDefault(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Presets"))
        self.list.setToolTip(self.tr("Drag to reorder, press F2 to rename, Delete to delete, Return to apply"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.apply = self._button(self.tr("Apply"), self.tr("Apply these settings"), self._apply)
        self.rename = self._button(self.tr("Rename"), self.tr("Give it another name (F2)"), self._rename)
        self.up = self._button(self.tr("Up"), self.tr("Move it up"), lambda: self._move(-1))
        self.down = self._button(self.tr("Down"), self.tr("Move it down"), lambda: self._move(1))
        self.delete = self._button(self.tr("Delete"), self.tr("Delete it; this can be undone"), self._delete)
        close = self._button(self.tr("Close"), self.tr("Close the list"), self.accept)
        self._lay_out(close)
        self.name.textChanged.connect(self._refresh)
        self.list.itemChanged.connect(self._renamed)
        self.list.itemActivated.connect(lambda _: self._apply())
        self.list.currentRowChanged.connect(self._refresh)
        self.list.model().rowsMoved.connect(self._dragged)
        presets.changed.connect(self._fill)
        self._fill()
        self.name.setFocus()

    @classmethod
    def tell(cls, presets: Presets, choices: WorkspaceChoices, parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(presets, choices, parent)
        dialog.exec()
        dialog.deleteLater()

    @property
    def current(self) -> str:
        """The preset that is marked; "" for none."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else ""

    def _lay_out(self, close: QPushButton) -> None:
        new = QHBoxLayout()
        new.setSpacing(GAP)
        new.addWidget(self.name, 1)
        new.addWidget(self.save)
        tools = QVBoxLayout()
        tools.setSpacing(GAP)
        for button in (self.apply, self.rename, self.up, self.down, self.delete):
            tools.addWidget(button)
        tools.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.list, 1)
        row.addLayout(tools)
        self.hint = QLabel(self.tr("A preset holds the task, the scale, the models and all sliders."))
        self.hint.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(MARGIN)
        layout.addLayout(new)
        layout.addWidget(self.hint)
        layout.addLayout(row, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _button(text: str, tip: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _fill(self) -> None:
        marked = self.current
        self.list.blockSignals(True)
        self.list.clear()
        for preset in self._presets.all:
            item = QListWidgetItem(preset.name)
            item.setData(Qt.ItemDataRole.UserRole, preset.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            self.list.addItem(item)
            if preset.name == marked:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._refresh()

    def _refresh(self) -> None:
        name, row = clean(self.name.text()), self.list.currentRow()
        self.save.setText(self.tr("Replace") if name in self._presets.names() else self.tr("Save"))
        self.save.setEnabled(bool(name))
        for button in (self.apply, self.rename, self.delete):
            button.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)

    def _mark(self, name: str) -> None:
        found = self.list.findItems(name, Qt.MatchFlag.MatchExactly)
        if found:
            self.list.setCurrentItem(found[0])

    def _save(self) -> None:
        name = clean(self.name.text())
        self._presets.save(name, self._choices.now)
        self.name.clear()
        self._mark(name)

    def _apply(self) -> None:
        preset = next((preset for preset in self._presets.all if preset.name == self.current), None)
        if preset is not None:
            self._choices.apply(preset.choices, preset.name)

    def _rename(self) -> None:
        self.list.editItem(self.list.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        to = clean(item.text())
        if self._presets.rename(item.data(Qt.ItemDataRole.UserRole), to):
            self._fill()
            self._mark(to)
        else:
            self._fill()

    def _move(self, by: int) -> None:
        name = self.current
        self._presets.move(name, self.list.currentRow() + by)
        self._mark(name)

    def _dragged(self, parent: QModelIndex, start: int, end: int, to_parent: QModelIndex, row: int) -> None:
        item = self.list.item(row - 1 if row > start else row)
        self._presets.move(item.data(Qt.ItemDataRole.UserRole), self.list.row(item))

    def _delete(self) -> None:
        if self.current:
            self._presets.delete(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._delete()
        else:
            super().keyPressEvent(event)
