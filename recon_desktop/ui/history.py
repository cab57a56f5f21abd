"""What can be undone: the choices that the person made, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from recon_desktop.ui.state import Choices

MERGE_SECONDS = 1.0
"""Changes of one slider that follow each other faster than this are one step."""

LONGEST = 200


class History:
    """A line of choices with a place in it.

    Args:
        first: Where it begins.
        clock: Tells seconds.
    """

    def __init__(self, first: Choices, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = [first]
        self._at = 0
        self._clock = clock
        self._last: tuple[str, float] = ("", 0.0)

    @property
    def now(self) -> Choices:
        """The choices in force."""
        return self._line[self._at]

    @property
    def can_undo(self) -> bool:
        """Whether there is something before."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is something after."""
        return self._at + 1 < len(self._line)

    def change(self, choices: Choices, slider: str = "") -> None:
        """Add a change; what was undone before it is forgotten.

        Args:
            choices: The new ones.
            slider: Name of the slider that is dragged, "" for a change that stands for itself.
        """
        moment = self._clock()
        last, when = self._last
        merged = slider != "" and slider == last and moment - when < MERGE_SECONDS and not self.can_redo
        self._last = (slider, moment)
        if merged and self._at > 0:
            self._line[self._at] = choices
            return
        self._line[self._at + 1 :] = [choices]
        self._line = self._line[-LONGEST:]
        self._at = len(self._line) - 1

    def undo(self) -> None:
        """Go back by one change."""
        self._at = max(0, self._at - 1)
        self._last = ("", 0.0)

    def redo(self) -> None:
        """Go forward again."""
        self._at = min(len(self._line) - 1, self._at + 1)
        self._last = ("", 0.0)
