"""What can be undone: the choices that the person made, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from recon_desktop.ui.values.state import Choices

MERGE_SECONDS = 1.0
"""Changes of one slider that follow each other faster than this are one step."""

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the history.

    Attributes:
        choices: In force there.
        label: What led there, in words; "" where the choices themselves tell.
    """

    choices: Choices
    label: str = ""


class History:
    """A line of choices with a place in it.

    Args:
        first: Where it begins.
        clock: Tells seconds.

    Attributes:
        place: Index of the step in force.
    """

    def __init__(self, first: Choices, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = [Step(first)]
        self.place = 0
        self._clock = clock
        self._last: tuple[str, float] = ("", 0.0)

    @property
    def now(self) -> Choices:
        """The choices in force."""
        return self._line[self.place].choices

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that there is, the oldest first."""
        return tuple(self._line)

    @property
    def can_undo(self) -> bool:
        """Whether there is something before."""
        return self.place > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is something after."""
        return self.place + 1 < len(self._line)

    def change(self, choices: Choices, slider: str = "", label: str = "") -> None:
        """Add a change; what was undone before it is forgotten.

        Args:
            choices: The new ones.
            slider: Name of the slider that is dragged, "" for a change that stands for itself.
            label: What it is, in words, where the choices themselves do not tell.
        """
        moment = self._clock()
        last, when = self._last
        merged = slider != "" and slider == last and moment - when < MERGE_SECONDS and not self.can_redo
        self._last = (slider, moment)
        if merged and self.place > 0:
            self._line[self.place] = Step(choices, label)
            return
        self._line[self.place + 1 :] = [Step(choices, label)]
        self._line = self._line[-LONGEST:]
        self.place = len(self._line) - 1

    def undo(self) -> None:
        """Go back by one change."""
        self.go_to(self.place - 1)

    def redo(self) -> None:
        """Go forward again."""
        self.go_to(self.place + 1)

    def go_to(self, place: int) -> None:
        """Go to a place, or to the end that is nearest to it."""
        self.place = min(max(place, 0), len(self._line) - 1)
        self._last = ("", 0.0)
