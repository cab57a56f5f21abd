"""Words whose length comes from outside: names of files, models, devices. They never push a panel wider."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

LONGEST_WORD = 48


class OneLine(QLabel):
    """A label of one line that ends in an ellipsis where there is no room; its tooltip is the owner's to set.

    Args:
        text: The words, all of them.
        parent: Owner.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """The words as there is room for them."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                self.contentsRect(),
                QStyle.visualAlignment(self.layoutDirection(), self.alignment()).value,
                self.palette(),
                self.isEnabled(),
                self.shown,
                self.foregroundRole(),
            )


def shortened(text: str) -> str:
    """Text that can be wrapped: of a word that is longer than a line, such as a file's name, the middle is left out."""
    half = LONGEST_WORD // 2
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: f"{word[0][:half]}…{word[0][1 - half :]}", text)
