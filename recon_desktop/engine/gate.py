"""One model run at a time, the person's first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from time import perf_counter

from recon_desktop.core.progress import CancelToken


class Urgency(IntEnum):
    """Whose run goes first; the larger one."""

    BATCH = 0
    """One of many photos: nobody waits for this one."""
    RUN = 1
    """What a person asked for."""
    PREVIEW = 2
    """What a person looks at."""


class RunGate:
    """Lets one tile through at a time; a run waits before its next tile while a more urgent one is under way.

    Two tiles at once share the cores and each takes twice as long; a preview behind a batch would wait for the whole
    batch. So every run passes the gate tile by tile. One that waits keeps its photo, its result and the few tiles that
    are being finished, but not what its network works in: that is the memory which a budget is about.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._under_way: Counter[Urgency] = Counter()

    @contextmanager
    def run(self, urgency: Urgency) -> Iterator[Place]:
        """Be under way for a block of code, in which tiles pass the gate by the place that this gives."""
        self._count(urgency, 1)
        try:
            yield Place(self, urgency)
        finally:
            self._count(urgency, -1)

    def enter(self, token: CancelToken, urgency: Urgency) -> None:
        """Wait for the way to be free, and take it; see `Place.hold`."""
        with token.on_cancel(self._wake), token.on_resume(self._wake), self._changed:
            self._changed.wait_for(lambda: token.cancelled or (not token.paused and self._free(urgency)))
            token.check()
            self._busy = True

    def leave(self) -> None:
        """Free the way."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()

    def _free(self, urgency: Urgency) -> bool:
        return not self._busy and not any(self._under_way[other] for other in Urgency if other > urgency)

    def _count(self, urgency: Urgency, change: int) -> None:
        with self._changed:
            self._under_way[urgency] += change
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class Place:
    """A run's place at the gate, as `RunGate.run` gives it.

    Attributes:
        waited: Seconds that it has stood there so far.
    """

    def __init__(self, gate: RunGate, urgency: Urgency) -> None:
        self._gate = gate
        self._urgency = urgency
        self.waited = 0.0

    @contextmanager
    def hold(self, token: CancelToken) -> Iterator[None]:
        """Hold the gate for a block of code; wait for it first, and while the token is paused.

        Raises:
            Cancelled: The token was set, also while waiting.
        """
        begin = perf_counter()
        try:
            self._gate.enter(token, self._urgency)
        finally:
            self.waited += perf_counter() - begin
        try:
            yield
        finally:
            self._gate.leave()
