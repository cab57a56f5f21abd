"""The jobs whose answers are still wanted, and what they add up to for the status bar."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from recon_desktop.core.progress import Progress
from recon_desktop.ui.lanes.jobs import JobId, Jobs, Lane
from recon_desktop.ui.values.state import Activity, ActivityKind

T = TypeVar("T")

INTERVAL_MS = 50
_ORDER: tuple[ActivityKind, ...] = (
    "restoring",
    "comparing",
    "saving",
    "copying",
    "loading",
    "previewing",
    "measuring",
    "judging",
)
_FAIR_SECONDS = 1.0
_FAIR_FRACTION = 0.02


class Estimator:
    """Guesses the time left from the speed so far, counted from the first report: what comes before is preparation."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[float, float] | None = None
        self.fraction: float | None = None
        self._when = 0.0

    def report(self, fraction: float) -> None:
        """Take in a report of progress."""
        self._when, self.fraction = self._clock(), fraction
        if self._first is None:
            self._first = (self._when, fraction)

    @property
    def eta_seconds(self) -> float | None:
        """Seconds left; None while too little is known."""
        if self._first is None or self.fraction is None:
            return None
        seconds, done = self._when - self._first[0], self.fraction - self._first[1]
        if seconds < _FAIR_SECONDS or done < _FAIR_FRACTION:
            return None
        return max(0.0, seconds / done * (1 - self.fraction) - (self._clock() - self._when))


@dataclass(eq=False)
class _Wanted:
    kind: ActivityKind
    group: str
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    progress: Estimator = field(default_factory=Estimator)


class Awaited(QObject):
    """Starts jobs and hands their answers on, as long as they are wanted: what was superseded or cancelled is dropped.

    Args:
        jobs: The lanes.
        changed: Called when `activity` changed, at most every `INTERVAL_MS`.
        parent: Owner.
    """

    def __init__(self, jobs: Jobs, changed: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._changed = changed
        self._wanted: dict[JobId, _Wanted] = {}
        self._after: dict[str, Callable[[], None]] = {}
        self._stale = False
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._later)
        jobs.progress.connect(self._progressed)
        jobs.done.connect(self._done)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)

    def start(
        self,
        kind: ActivityKind,
        lane: Lane,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        group: str,
    ) -> None:
        """Submit a job and wait for its answer.

        Args:
            kind: What the status bar says meanwhile; "idle" for nothing.
            lane: Where it runs.
            work: What runs.
            done: Gets the answer.
            failed: Gets the exception.
            group: An older job of the same group is superseded, its answer no longer wanted.
        """
        if self._closed:  # a widget that is being closed may still ask
            return
        self.drop(group)
        job = self._jobs.submit(lane, work, group=group)
        self._wanted[job] = _Wanted(kind, group, done, failed)
        self._tell()

    def drop(self, *groups: str) -> None:
        """Cancel the jobs of groups; their answers are no longer wanted."""
        for group in groups:
            self._after.pop(group, None)
        gone = [job for job, wanted in self._wanted.items() if wanted.group in groups]
        for job in gone:
            del self._wanted[job]
            self._jobs.cancel(job)
        if gone:
            self._tell()

    def after(self, group: str, act: Callable[[], None]) -> None:
        """Do this once the answer of the group is there or has failed; at once where none is awaited.

        Of several only the last; none where the group is dropped.
        """
        if self.waits_for(group):
            self._after[group] = act
        else:
            act()

    def ask_to_stop(self, kind: ActivityKind) -> None:
        """Cancel the jobs of a kind, and still hear how they end: a file may just have been written."""
        for job in [job for job, wanted in self._wanted.items() if wanted.kind == kind]:
            self._jobs.cancel(job)

    def waits_for(self, group: str) -> bool:
        """Whether an answer of the group is wanted."""
        return any(wanted.group == group for wanted in self._wanted.values())

    def waits_for_any(self, kind: ActivityKind) -> bool:
        """Whether an answer of the kind is wanted."""
        return any(wanted.kind == kind for wanted in self._wanted.values())

    @property
    def activity(self) -> Activity:
        """What goes on; of several things the one that the person waits for most."""
        for kind in _ORDER:
            for wanted in self._wanted.values():
                if wanted.kind == kind:
                    return Activity(kind, wanted.progress.fraction, wanted.progress.eta_seconds, True)
        return Activity()

    def close(self) -> None:
        """Want nothing more, now and later."""
        self._closed = True
        self._wanted.clear()
        self._after.clear()
        self._timer.stop()

    @Slot(int, float)
    def _progressed(self, job: JobId, fraction: float) -> None:
        wanted = self._wanted.get(job)
        if wanted is not None:
            wanted.progress.report(fraction)
            self._tell()

    @Slot(int, object)
    def _done(self, job: JobId, answer: Any) -> None:
        wanted = self._wanted.pop(job, None)
        if wanted is not None:
            wanted.done(answer)
            self._go_on(wanted.group)

    @Slot(int, object)
    def _failed(self, job: JobId, error: Exception) -> None:
        wanted = self._wanted.pop(job, None)
        if wanted is not None:
            wanted.failed(error)
            self._go_on(wanted.group)

    def _go_on(self, group: str) -> None:
        act = None if self.waits_for(group) else self._after.pop(group, None)
        if act is not None:
            act()
        self._tell()

    @Slot(int)
    def _cancelled(self, job: JobId) -> None:
        if self._wanted.pop(job, None) is not None:
            self._tell()

    def _tell(self) -> None:
        if self._timer.isActive():
            self._stale = True
            return
        self._timer.start()
        self._changed()

    @Slot()
    def _later(self) -> None:
        if self._stale:
            self._stale = False
            self._tell()
