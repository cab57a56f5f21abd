"""The program with its window, which writes down what can be read on its buttons: `python -m tests.e2e.readable FILE`.

Eyes for a hand that clicks on words and knows no places: FILE holds the buttons in view as JSON, by their words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from recon_desktop.ui import app

INTERVAL_MS = 100


class ReadableApplication(QApplication):
    """Writes it down whenever it has changed."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._read: dict[str, Any] = {}
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._write)
        self._timer.start()

    def _write(self) -> None:
        buttons = (button for window in self.topLevelWidgets() for button in window.findChildren(QAbstractButton))
        read = {_words(button): _seen(button) for button in buttons if _in_view(button)}
        if read != self._read:
            self._read = read
            part = TARGET.with_suffix(".part")
            part.write_text(json.dumps(read))
            part.replace(TARGET)


def _words(button: QAbstractButton) -> str:
    return (button.text() or button.accessibleName()).replace("&", "").strip()


def _in_view(button: QAbstractButton) -> bool:
    return button.isVisible() and not button.visibleRegion().isEmpty()


def _seen(button: QAbstractButton) -> dict[str, Any]:
    """Where it is, in pixels of the screen, and how it looks."""
    ratio = button.devicePixelRatioF()
    middle = button.mapToGlobal(button.visibleRegion().boundingRect().center())
    return {
        "at": [round(middle.x() * ratio), round(middle.y() * ratio)],
        "enabled": button.isEnabled(),
        "checked": button.isChecked(),
    }


if __name__ == "__main__":
    TARGET = Path(sys.argv[1])
    app.QApplication = ReadableApplication  # type: ignore[misc]
    sys.exit(app.main())
