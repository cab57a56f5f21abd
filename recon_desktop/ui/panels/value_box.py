"""A number to read or to type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

WIDTH, HEIGHT = 60, 24


class ValueBox(QLineEdit):
    """A number to read or to type; Up and Down change it by a step, Esc takes back what is typed.

    A QDoubleSpinBox would do, but cannot be styled without its arrows.

    Args:
        low: Smallest value.
        high: Largest value.
        decimals: Digits after the point.
        suffix: Unit behind the number.
        word_for_maximum: Shown instead of the largest value.
        parent: Owner.

    Signals:
        typed: The person set this value.
    """

    typed = Signal(float)

    def __init__(
        self, low: float, high: float, decimals: int, suffix: str, word_for_maximum: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._range = (low, high)
        self._decimals = decimals
        self._suffix = suffix
        self._word_for_maximum = word_for_maximum
        self.value = low
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAcceptDrops(False)  # files dropped here are for the window
        self.editingFinished.connect(self._read)

    def set_value(self, value: float) -> None:
        """Show a number."""
        self.value = round(min(max(value, self._range[0]), self._range[1]), self._decimals)
        if self._word_for_maximum and self.value >= self._range[1]:
            self.setText(self._word_for_maximum)
        else:
            self.setText(f"{self.value:.{self._decimals}f}{self._suffix}")
        self.setModified(False)

    def _read(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        try:
            value = self._range[1] if text == self._word_for_maximum else _number(text, self._suffix)
        except ValueError:
            self.set_value(self.value)
        else:
            self._ask(value)

    def _ask(self, value: float) -> None:
        self.set_value(value)
        self.typed.emit(self.value)

    def event(self, event: QEvent) -> bool:
        """Leave letters to the shortcuts, as if the field had not the focus; Esc is its own while it is edited."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _is_letter(event):
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape and self.isModified():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if _is_letter(event):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.set_value(self.value)
            return
        if event.key() in steps:
            self._ask(self.value + steps[Qt.Key(event.key())] * 10 ** -min(self._decimals, 1))
        else:
            super().keyPressEvent(event)


def _is_letter(event: QKeyEvent) -> bool:
    """Whether a key types a letter, which no number has."""
    return event.text().isalpha() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier


def _number(text: str, suffix: str) -> float:
    return float(text.removesuffix(suffix.strip()).strip().replace(",", "."))
