"""A key that acts as long as it is held: shortcuts tell of its press, but never of its release."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent


class HeldKey(QObject):
    """Hears when a held key is let go, wherever the focus is.

    Args:
        key: Which one.
        parent: Owner.

    Signals:
        changed: True when it was pressed, False when it was let go, or anything else was done.
    """

    changed = Signal(bool)

    def __init__(self, key: Qt.Key, parent: QObject) -> None:
        super().__init__(parent)
        self._key = key
        self.held = False

    def press(self) -> None:
        """It was pressed; for the action of its shortcut."""
        application = QCoreApplication.instance()
        if self.held or application is None:
            return
        self.held = True
        application.installEventFilter(self)
        self.changed.emit(True)

    def release(self) -> None:
        """It was let go."""
        application = QCoreApplication.instance()
        if self.held and application is not None:
            self.held = False
            application.removeEventFilter(self)
            self.changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyRelease:
            key = cast(QKeyEvent, event)
            if key.key() == self._key and not key.isAutoRepeat():
                self.release()
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate):
            self.release()
        return False
