"""One model run at a time, the person's first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from time import perf_counter
from typing import NamedTuple, TypeVar

from recon_desktop.core.progress import Cancelled, CancelToken

_Result = TypeVar("_Result")


class Urgency(IntEnum):
    """Whose run goes first; the larger one."""

    BATCH = 0
    """One of many photos: nobody waits for this one."""
    RUN = 1
    """What a person asked for."""
    PREVIEW = 2
    """What a person looks at."""


class _Holder(NamedTuple):
    """What is on its way through the gate, and the token that stops it."""

    urgency: Urgency
    token: CancelToken


class RunGate:
    """Lets one tile through at a time; a run waits before its next tile while a more urgent one is under way.

    Two tiles at once share the cores and each takes twice as long; a preview behind a batch would wait for the whole
    batch. So every run passes the gate tile by tile. One that waits keeps its photo, its result and the few tiles that
    are being finished, but not what its network works in: that is the memory which a budget is about.

    A tile of a large network takes many seconds, so a more urgent run that stands at the gate stops the tile in it; the
    tile begins again when its run's turn has come.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holder: _Holder | None = None
        self._under_way: Counter[Urgency] = Counter()

    @contextmanager
    def run(self, urgency: Urgency) -> Iterator[Place]:
        """Be under way for a block of code, in which tiles pass the gate by the place that this gives."""
        self._count(urgency, 1)
        try:
            yield Place(self, urgency)
        finally:
            self._count(urgency, -1)

    def enter(self, token: CancelToken, urgency: Urgency) -> CancelToken:
        """Wait for the way to be free, and take it; see `Place.hold`."""
        with token.on_cancel(self._wake), token.on_resume(self._wake), self._changed:
            self._changed.wait_for(lambda: token.cancelled or (not token.paused and self._free(urgency)))
            token.check()
            self._holder = _Holder(urgency, CancelToken())
            return self._holder.token

    def leave(self) -> None:
        """Free the way."""
        with self._changed:
            self._holder = None
            self._changed.notify_all()

    def _free(self, urgency: Urgency) -> bool:
        """Whether such a run may pass; if only a less urgent one is in its way, that one is stopped."""
        if self._holder is not None and self._holder.urgency < urgency:
            self._holder.token.cancel()
        return self._holder is None and not any(self._under_way[other] for other in Urgency if other > urgency)

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

    def through(self, token: CancelToken, work: Callable[[CancelToken], _Result]) -> _Result:
        """Do a piece of work in the gate, from its beginning again whenever a more urgent run has stopped it.

        Args:
            token: Of the run.
            work: Stops with `Cancelled` once the token that it is handed is set. The time that was lost when it was
                stopped counts as waited.

        Returns:
            What the work returns.

        Raises:
            Cancelled: The run's token was set, also while waiting.
        """
        while True:
            with self.hold(token) as stopping:
                begin = perf_counter()
                try:
                    return work(stopping)
                except Cancelled:
                    token.check()
                    self.waited += perf_counter() - begin

    @contextmanager
    def hold(self, token: CancelToken) -> Iterator[CancelToken]:
        """Hold the gate for a block of code; wait for it first, and while the token is paused.

        Gives the token that stops the block: set with the run's own, and when a more urgent run stands at the gate.

        Raises:
            Cancelled: The token was set, also while waiting.
        """
        begin = perf_counter()
        try:
            stopping = self._gate.enter(token, self._urgency)
        finally:
            self.waited += perf_counter() - begin
        try:
            with token.on_cancel(stopping.cancel):
                yield stopping
        finally:
            self._gate.leave()
