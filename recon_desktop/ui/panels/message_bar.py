"""A message beside the photo: what happened, what to do next, and buttons that do it. Nothing stops meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN, Theme
from recon_desktop.ui.panels.one_line import shortened
from recon_desktop.ui.view.caption import plain_tip

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.values.state import Action, Notice
    from recon_desktop.ui.workspace.photos import Photos

GOOD_MS = 8000
ICONS = {"error": ("error", "bad"), "info": ("info", "secondary"), "good": ("good", "good")}


class MessageBar(QFrame):
    """Shows one notice at a time; what counts for less waits behind it, and an offer comes back until it is answered.

    Args:
        theme: For icons.
        parent: Owner.

    Signals:
        asked: An action that the window has to do itself, by its key.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._waiting: list[Notice] = []
        self._photo: Photo | None = None
        self._photos: Photos | None = None
        self.notice: Notice | None = None
        self.buttons: list[QPushButton] = []
        self.setProperty("role", "message")
        self.symbol = QLabel()
        self.symbol.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.what = self._label("title")
        self.next_step = self._label("secondary")
        self.details = self._label("caption")
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details_button = QPushButton(self.tr("Details"))
        self.details_button.setCheckable(True)
        self.details_button.setProperty("role", "link")
        self.details_button.setToolTip(self.tr("Technical details"))
        self.details_button.toggled.connect(self.details.setVisible)
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(self.tr("Close the message"))
        self.close_button.setToolTip(self.tr("Close the message"))
        theme.set_icon(self.close_button, "close", "secondary")
        self.close_button.clicked.connect(self.dismiss)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.what, self.next_step, self.details):
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.symbol)
        layout.addLayout(words, 1)
        layout.addWidget(self.details_button)
        layout.addLayout(self._actions)
        layout.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        theme.changed.connect(self._draw_symbol)
        self.hide()

    def tell(self, notice: Notice) -> None:
        """Show a notice, at once or after one that counts for more; an offer is never lost."""
        shown = self.notice
        if shown is not None and (_weight(notice) < _weight(shown) or (_offers(notice) and _offers(shown))):
            self._waiting.append(notice)
            return
        if shown is not None and _offers(shown):
            self._waiting.insert(0, shown)
        self._show(notice)

    def ask(self, notice: Notice) -> None:
        """Show a notice at once; what was shown comes back after it."""
        if self.notice is not None:
            self._waiting.insert(0, self.notice)
        self._show(notice)

    def dismiss(self) -> None:
        """Close the notice; the next one that waits is shown."""
        self.notice = None
        self.hide()
        if self._waiting:
            self._show(self._waiting.pop(0))

    def withdraw(self, notice: Notice) -> None:
        """Close a notice that is true no longer."""
        self._waiting = [other for other in self._waiting if other is not notice]
        if self.notice is notice:
            self.dismiss()

    def follow(self, photos: Photos) -> None:
        """Let go of what was told about another photo whenever the next one opens."""
        self._photos = photos
        photos.changed.connect(self._photo_changed)

    def _photo_changed(self) -> None:
        original = self._photos.original if self._photos is not None else None
        if original is not self._photo:
            self._photo = original
            if original is not None:
                self.forget_others(original.path)

    def forget_others(self, path: Path | None) -> None:
        """Close what was told about other files than this one."""
        self._waiting = [notice for notice in self._waiting if notice.path in (None, path)]
        if self.notice is not None and self.notice.path not in (None, path):
            self.dismiss()

    @property
    def notices(self) -> list[Notice]:
        """The one that is shown, then those that wait."""
        return [] if self.notice is None else [self.notice, *self._waiting]

    def _show(self, notice: Notice) -> None:
        self.notice = notice
        for label, words in ((self.what, notice.what), (self.next_step, notice.next_step)):
            label.setText(shortened(words))
            label.setToolTip("" if label.text() == words else plain_tip(words))
        self.next_step.setVisible(bool(notice.next_step))
        self.details.setText(notice.details)
        self.details.setVisible(False)
        self.details_button.setChecked(False)
        self.details_button.setVisible(bool(notice.details))
        for button in self.buttons:
            self._actions.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._button(action) for action in notice.actions]
        self._draw_symbol()
        self._timer.stop()
        if notice.severity == "good":
            self._timer.start(GOOD_MS)
        self.show()

    def _button(self, action: Action) -> QPushButton:
        button = QPushButton(action.label, self)
        button.setToolTip(action.label)
        button.clicked.connect(lambda: self._act(action))
        self._actions.addWidget(button)
        return button

    def _act(self, action: Action) -> None:
        self.dismiss()
        if action.run is None:
            self.asked.emit(action.key)
        else:
            action.run()

    def _draw_symbol(self) -> None:
        if self.notice is not None:
            name, token = ICONS[self.notice.severity]
            self.symbol.setPixmap(self._theme.pixmap(name, token, ratio=self.devicePixelRatioF()))
            words = {"error": self.tr("Error"), "info": self.tr("Note"), "good": self.tr("Done")}
            self.symbol.setAccessibleName(words[self.notice.severity])

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label


def _offers(notice: Notice) -> bool:
    """Whether it waits for an answer; errors have buttons as well, but are told again when it comes to that."""
    return notice.severity == "info" and bool(notice.actions)


def _weight(notice: Notice) -> int:
    """What counts for more is shown first; good news goes by itself, and offers come back after it."""
    return {"info": 1 if notice.actions else 0, "good": 2, "error": 3}[notice.severity]
