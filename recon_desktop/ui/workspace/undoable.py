"""Choices that can be undone, and what every change of them did, in words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.ui.values.state import Choices
from recon_desktop.ui.workspace.changes import history_words
from recon_desktop.ui.workspace.history import History


class Undoable(QObject):
    """The history of the choices.

    Args:
        renew: Works out what follows from a change, and then has `changed` emitted.
        parent: Owner.

    Signals:
        changed: What is to be done changed: task, scale, model, noise level, strength, the models to choose from, or
            what can be undone.
    """

    changed = Signal()

    def __init__(self, renew: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._renew = renew
        self._history = History(Choices())

    @property
    def now(self) -> Choices:
        """All that the person set."""
        return self._history.now

    @property
    def can_undo(self) -> bool:
        """Whether `undo` does something."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether `redo` does something."""
        return self._history.can_redo

    def forget(self) -> None:
        """Begin afresh: nothing is chosen, or to be undone."""
        self._history = History(Choices())

    @Slot()
    def undo(self) -> None:
        """Take back the last change of the choices."""
        if self.can_undo:
            self._history.undo()
            self._renew()

    @Slot()
    def redo(self) -> None:
        """Do again what `undo` took back."""
        if self.can_redo:
            self._history.redo()
            self._renew()

    @Slot(int)
    def go_to(self, place: int) -> None:
        """Go to a place in the history: 0 is where it began."""
        if place != self.place:
            self._history.go_to(place)
            self._renew()

    @property
    def changes(self) -> tuple[str, ...]:
        """Every change in words, the first one of all at the beginning."""
        return history_words(self._history.steps, self._title)

    @property
    def place(self) -> int:
        """Where in `changes` the choices in force are."""
        return self._history.place

    def _change(self, choices: Choices, slider: str = "", label: str = "") -> None:
        if choices != self._history.now:
            self._history.change(choices, slider, label)
            self._renew()

    @abstractmethod
    def _title(self, model: str) -> str:
        """The name of a model for people."""
