"""A monkey at the window: random keys, clicks, drags, wheels, drops, sliders and menu actions from a seed.

Used by `test_monkey` (no exception, no warning) and `benchmarks.monkey` (no frozen moment). It finds everything by
itself: actions in `MainWindow.actions_by_key`, controls among the window's children. It writes nothing: dialogs are
closed unanswered, and folders are not shown.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QDialog, QWidget
from shiboken6 import isValid

from recon_desktop.ui.window.main_window import MainWindow

CLOSE_MS = 30
FORBIDDEN = ("quit",)
SCHEMES = ("file", "http", "https")
KEYS = (
    *(Qt.Key(Qt.Key.Key_A.value + number) for number in range(26)),
    *(Qt.Key(Qt.Key.Key_0.value + number) for number in range(10)),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F6),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Plus),
    *(Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_Question, Qt.Key.Key_Period, Qt.Key.Key_Comma),
)
MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)


class Monkey(QObject):
    """Does one random thing at a time.

    Args:
        window: The window, shown.
        files: What it drops and opens: photos, broken files, folders.
        seed: Of the dice.
        leave_out: Keys of actions that it never asks for, besides those that end the program.

    Attributes:
        done: What it did last, in words.
    """

    def __init__(self, window: MainWindow, files: Sequence[Path], seed: int, leave_out: Sequence[str] = ()) -> None:
        super().__init__()
        self.done: deque[str] = deque(maxlen=12)
        self._files = list(files)
        self._dice = random.Random(seed)
        self._left_out = (*FORBIDDEN, *leave_out)
        self._actions = [key for key in window.actions_by_key if key not in self._left_out]
        self.follow(window)
        for scheme in SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "ignore")
        self._closer = QTimer(self, interval=CLOSE_MS)
        self._closer.timeout.connect(self.close_dialogs)
        self._closer.start()

    def follow(self, window: MainWindow) -> None:
        """Go on with the window that took the place of the other, as one in another language does."""
        self._window = window
        for key in self._left_out:
            window.actions_by_key[key].setEnabled(False)

    def rest(self) -> None:
        """Close what is open and do nothing more."""
        self.close_dialogs()
        self._closer.stop()
        for scheme in SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)

    @Slot(QUrl)
    def ignore(self, url: QUrl) -> None:
        """Open no folder and no page."""

    def close_dialogs(self) -> None:
        """Leave menus, lists and dialogs without an answer; also called from within their event loops."""
        for top in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if top is not None and top is not self._window:
                top.close()
        for dialog in self._window.findChildren(QDialog) if isValid(self._window) else []:
            if dialog.isVisible():
                dialog.close()

    def act(self) -> None:
        """Do one thing."""
        deeds: list[tuple[int, Callable[[], str]]] = [
            (8, self._trigger),
            (6, self._type),
            (5, self._click),
            (4, self._press_button),
            (4, self._slide),
            (5, self._drag),
            (5, self._wheel),
            (1, self._drop),
            (1, self._open),
            (1, self._resize),
        ]
        deed = self._dice.choices([deed for _, deed in deeds], [weight for weight, _ in deeds])[0]
        self.done.append(deed.__name__)  # told even where it does not come back
        self.done[-1] = deed()

    # ---------------------------------------------------------------- deeds

    def _trigger(self) -> str:
        key = self._dice.choice(self._actions)
        self._window.actions_by_key[key].trigger()
        return f"action {key}"

    def _type(self) -> str:
        key, modifiers = self._dice.choice(KEYS), self._dice.choice(MODIFIERS)
        target = QApplication.focusWidget() or self._window
        QTest.keyClick(target, key, modifiers)
        return f"key {modifiers.name} {key.name} on {type(target).__name__}"

    def _click(self) -> str:
        spot = self._spot(self._window)
        target = self._window.childAt(spot) or self._window
        button = self._dice.choice(
            (*[Qt.MouseButton.LeftButton] * 4, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
        )
        click = self._dice.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        click(target, button, Qt.KeyboardModifier.NoModifier, target.mapFrom(self._window, spot))
        return f"{click.__name__} {button.name} on {type(target).__name__}"

    def _press_button(self) -> str:
        button = self._one_of(QAbstractButton)
        if button is None:
            return "no button"
        words = button.text() or button.accessibleName() or button.toolTip()  # type: ignore[attr-defined]
        self.done[-1] = f"button {words}"
        button.click()  # type: ignore[attr-defined]
        return f"button {words}"

    def _slide(self) -> str:
        slider = self._one_of(QAbstractSlider)
        if slider is None:
            return "no slider"
        value = self._dice.randint(slider.minimum(), slider.maximum())  # type: ignore[attr-defined]
        slider.setValue(value)  # type: ignore[attr-defined]
        return f"slider {slider.accessibleName()} to {value}"

    def _drag(self) -> str:
        view = self._window.view
        spot = self._spot(view)
        target = view.childAt(spot) or view
        QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target.mapFrom(view, spot))
        for _ in range(3):
            QTest.mouseMove(target, target.mapFrom(view, self._spot(view)))
        end = target.mapFrom(view, self._spot(view))
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        return f"drag on {type(target).__name__}"

    def _wheel(self) -> str:
        spot = self._spot(self._window)
        target = self._window.childAt(spot) or self._window
        at = QPointF(target.mapFrom(self._window, spot))
        turn = QPoint(0, self._dice.choice((-120, 120, 15, -15, 480, -480)))
        none = Qt.MouseButton.NoButton
        modifiers = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, target.mapToGlobal(at), QPoint(), turn, none, modifiers, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(target, event)
        return f"wheel {turn.y()} on {type(target).__name__}"

    def _drop(self) -> str:
        files = self._dice.sample(self._files, self._dice.choice((1, 1, 1, 2, 3)))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        at, copy = self._spot(self._window), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self._window, QDragEnterEvent(at, copy, data, left, none))
        if self._dice.random() < 0.2:
            QApplication.sendEvent(self._window, QDragLeaveEvent())
            return "held files over the window"
        QApplication.sendEvent(self._window, QDropEvent(QPointF(at), copy, data, left, none))
        return f"drop {[file.name for file in files]}"

    def _open(self) -> str:
        file = self._dice.choice(self._files)
        self._window.open(file)
        return f"open {file.name}"

    def _resize(self) -> str:
        size = self._dice.randint(860, 1500), self._dice.randint(520, 1000)
        self._window.resize(*size)
        return f"resize to {size}"

    # ---------------------------------------------------------------- choices

    def _spot(self, widget: QWidget) -> QPoint:
        return QPoint(self._dice.randrange(max(1, widget.width())), self._dice.randrange(max(1, widget.height())))

    def _one_of(self, kind: type[QWidget]) -> QWidget | None:
        found = [child for child in self._window.findChildren(kind) if child.isVisible() and child.isEnabled()]
        return self._dice.choice(found) if found else None
