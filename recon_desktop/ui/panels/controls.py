"""The few controls that the panels are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from recon_desktop.ui.look.theme import ACCENT, GAP, ICON, LINE, MARGIN, ON_ACCENT, SECONDARY, Theme
from recon_desktop.ui.panels.value_box import ValueBox

Value = TypeVar("Value", bound=str | int)

LABEL_WIDTH = 96


def menu_text(words: str) -> str:
    """Words that somebody wrote, for a menu or a button: an ampersand is one."""
    return words.replace("&", "&&")


class Section(QWidget):
    """A titled part of a panel that folds away.

    Args:
        name: What the settings call it.
        theme: For the icon.
        parent: Owner.
    """

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._theme = theme
        self.header = QToolButton(self)
        self.header.setProperty("role", "section")
        self.header.setToolTip(self.tr("Collapse or expand"))
        self.header.setCheckable(True)
        self.header.setChecked(True)
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.toggled.connect(self._toggled)
        self.body = QWidget(self)
        self.content = QVBoxLayout(self.body)
        self.content.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        self.content.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        title = QHBoxLayout()
        title.setContentsMargins(4, 0, 4, 0)
        title.addWidget(self.header)
        layout.addLayout(title)
        layout.addWidget(self.body)
        self._toggled(True)

    def set_title(self, title: str) -> None:
        """Name it, in translated words."""
        self.header.setText(title.upper())
        self.header.setAccessibleName(title)

    @property
    def collapsed(self) -> bool:
        """Whether it is folded away."""
        return not self.header.isChecked()

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold it away, or unfold it."""
        self.header.setChecked(not collapsed)

    def _toggled(self, open_: bool) -> None:
        self.body.setVisible(open_)
        self._theme.set_icon(self.header, fold_icon(self, unfolded=open_), "secondary")


def fold_icon(widget: QWidget, *, unfolded: bool) -> str:
    """The icon of what folds away: points down, or to where the line of words goes."""
    if unfolded:
        return "chevron-down"
    return "chevron-left" if widget.isRightToLeft() else "chevron-right"


def draw_arrow(button: QPushButton, theme: Theme) -> None:
    """Paint the arrow of a button that lists something, at the end of its words."""
    token = "secondary" if button.isEnabled() else "disabled"
    x = 8 if button.isRightToLeft() else button.width() - ICON - 8
    arrow = theme.pixmap("chevron-down", token, ratio=button.devicePixelRatioF())
    with QPainter(button) as painter:
        painter.drawPixmap(x, (button.height() - ICON) // 2, arrow)


@dataclass(frozen=True, slots=True)
class Option(Generic[Value]):
    """One of several values to choose from, with translated words."""

    value: Value
    label: str
    tip: str = ""


class Segmented(QFrame, Generic[Value]):
    """A row of buttons of which one is down.

    Args:
        options: From left to right.
        name: Accessible name of the whole.
        parent: Owner.

    Signals:
        chosen: The person chose this value.
    """

    chosen = Signal(object)

    def __init__(self, options: Sequence[Option[Value]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "segmented")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[Value, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(1)
        for option in options:
            button = QPushButton(option.label, self)
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {option.label}")
            button.setToolTip(option.tip or option.label)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            self.buttons[option.value] = button
            layout.addWidget(button)
        self._group.buttonToggled.connect(self._toggled)

    @property
    def value(self) -> Value | None:
        """What is chosen."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), None)

    def set_value(self, value: Value) -> None:
        """Show a value without saying that the person chose it."""
        if value in self.buttons:
            self._group.blockSignals(True)
            self.buttons[value].setChecked(True)
            self._group.blockSignals(False)

    def _toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.chosen.emit(next(value for value, other in self.buttons.items() if other is button))


class _Slider(QSlider):
    """A slider that leaves the wheel to the panel while the person does not work with it.

    It grows to the right in every language: the style sheet would fill a mirrored one at its wrong end.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SliderRow(QWidget):
    """A label, a slider and a number to type.

    Args:
        label: Translated.
        low: Smallest value.
        high: Largest value.
        decimals: Digits after the point.
        suffix: Unit behind the number.
        tip: Translated tooltip.
        word_for_maximum: Shown instead of the largest value.
        compact: Everything on one line, instead of the slider under label and number.
        parent: Owner.

    Signals:
        changed: The person set this value.
    """

    changed = Signal(float)

    def __init__(
        self,
        label: str,
        low: float,
        high: float,
        *,
        decimals: int = 0,
        suffix: str = "",
        tip: str = "",
        word_for_maximum: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._factor = 10**decimals
        self.label = QLabel(label, self)
        self.box = ValueBox(low, high, decimals, suffix, word_for_maximum)
        self.slider = _Slider(self)
        self.slider.setRange(round(low * self._factor), round(high * self._factor))
        self.slider.setPageStep(max(1, round((high - low) * self._factor / 10)))
        self.label.setBuddy(self.box)
        for control in (self.box, self.slider):
            control.setAccessibleName(label)
            control.setToolTip(tip or label)
        self.top = QHBoxLayout()
        self.top.setSpacing(GAP)
        self.top.addWidget(self.label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.top)
        if compact:
            self.label.setFixedWidth(LABEL_WIDTH)
            self.top.addWidget(self.slider, 1)
        else:
            self.top.addStretch(1)
            layout.addWidget(self.slider)
        self.top.addWidget(self.box)
        self.slider.valueChanged.connect(self._slid)
        self.box.typed.connect(self._typed)

    def set_label(self, label: str) -> None:
        """Call it otherwise."""
        self.label.setText(label)
        for control in (self.box, self.slider):
            control.setAccessibleName(label)

    def add_to_label(self, button: QWidget) -> None:
        """Put a button behind the label of a compact row; the slider stays in line with those of other rows."""
        self.label.setFixedWidth(LABEL_WIDTH - button.sizeHint().width() - GAP)
        self.top.insertWidget(1, button)

    @property
    def value(self) -> float:
        """The number shown."""
        return self.box.value

    def set_value(self, value: float) -> None:
        """Show a number without saying that the person set it."""
        self.box.set_value(value)
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * self._factor))
        self.slider.blockSignals(False)

    def _slid(self, position: int) -> None:
        self.set_value(position / self._factor)
        self.changed.emit(self.value)

    def _typed(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit(value)


class Switch(QAbstractButton):
    """On or off, as a small sliding switch with its words beside it."""

    TRACK = QSize(30, 16)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self.TRACK.width() + GAP + words + 2, max(22, self.fontMetrics().height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            palette, on = self.palette(), self.isChecked()
            track = QRectF(1, (self.height() - self.TRACK.height()) / 2, self.TRACK.width(), self.TRACK.height())
            mirrored = self.isRightToLeft()
            if mirrored:
                track.moveRight(self.width() - 1)
            if self.hasFocus():
                painter.setPen(QPen(palette.color(palette.ColorRole.WindowText if on else ACCENT), 1.5))
            else:
                painter.setPen(QPen(palette.color(ACCENT if on else SECONDARY), 1.0))
            painter.setBrush(palette.color(ACCENT if on else LINE))
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            knob = track.height() - 6
            left = track.right() - knob - 3 if on != mirrored else track.left() + 3
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(ON_ACCENT if on else SECONDARY))
            painter.drawEllipse(QRectF(left, track.top() + 3, knob, knob))
            painter.setPen(palette.color(palette.ColorRole.WindowText))
            beside = self.TRACK.width() + GAP
            words = self.rect().adjusted(0 if mirrored else beside, 0, -beside if mirrored else 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)
