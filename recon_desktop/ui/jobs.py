"""The only door to threads: three lanes of one thread each, and signals that arrive on the GUI thread.

Chosen over QThread, whose pending events cannot be dropped, and over Qt's global pool, which is shared and unordered. A
job is a frozen request: a function that has captured all it needs, and that reads no live object.

`Jobs` is created on the GUI thread and the lanes only call its `emit`: Qt then runs every receiver, a lambda as well,
on the GUI thread. A signal can still be queued when its job is cancelled, so receivers keep the ids they wait for and
drop all others.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType, TypeVar

from PySide6.QtCore import QObject, Signal

from recon_desktop.core.progress import Cancelled, CancelToken, Progress, Reporter

T = TypeVar("T")
JobId = NewType("JobId", int)

PROGRESS_INTERVAL = 0.05
"""Seconds between two progress signals of a job, at least."""


class Lane(Enum):
    """One thread each, so that work of a kind never overtakes or races its own kind."""

    INTERACTIVE = "interactive"  # the person is waiting: open, preview
    BATCH = "batch"  # full runs and measurements
    SAVE = "save"  # one writer at a time


def one_thread(lane: Lane) -> Executor:
    """The executor of a lane; tests hand `Jobs` another maker."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"recon-{lane.value}")


@dataclass(eq=False)
class _Job:
    lane: Lane
    group: str
    token: CancelToken = field(default_factory=CancelToken)
    future: Future[object] | None = None

    def cancel(self) -> None:
        self.token.cancel()
        if self.future is not None:
            self.future.cancel()


class Jobs(QObject):
    """Runs work in lanes; every job ends in exactly one of `done`, `failed` and `cancelled`.

    Args:
        parent: Owner.
        executor: Makes the executor of a lane.

    Signals:
        progress: JobId and fraction; at most 20 times a second by job, and always the last one reported.
        done: JobId and what the work returned.
        failed: JobId and the exception.
        cancelled: JobId; there is no result, and that is no error.
    """

    progress = Signal(int, float)
    done = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)

    def __init__(self, parent: QObject | None = None, *, executor: Callable[[Lane], Executor] = one_thread) -> None:
        super().__init__(parent)
        self._executors = {lane: executor(lane) for lane in Lane}
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._jobs: dict[JobId, _Job] = {}
        self._accepting = True

    def submit(self, lane: Lane, work: Callable[[Progress], T], *, group: str = "") -> JobId:
        """Queue work; an older job of the same group is cancelled first.

        Args:
            lane: Where it runs.
            work: Called in the lane with the progress to report to.
            group: Name of the group, "" for none.

        Raises:
            RuntimeError: After `shutdown`.
        """
        if not self._accepting:
            raise RuntimeError("the lanes are shut down")
        if group:
            self.cancel_group(group)
        job_id = JobId(next(self._ids))
        job = _Job(lane, group)
        with self._lock:
            self._jobs[job_id] = job
        throttle = _Throttle(lambda fraction: self.progress.emit(job_id, fraction))

        def run() -> T:
            # A job cancelled between leaving the queue and starting must not start.
            job.token.check()
            try:
                return work(Reporter(throttle, job.token))
            finally:
                throttle.flush()

        future = self._executors[lane].submit(run)
        job.future = future  # type: ignore[assignment]  # a Future is read only here
        future.add_done_callback(lambda ended: self._end(job_id, ended))
        return job_id

    def cancel(self, job_id: JobId) -> None:
        """Ask a job to stop; of no effect on one that has ended."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is not None:
            job.cancel()

    def cancel_group(self, group: str) -> None:
        """Ask the jobs of a group to stop."""
        with self._lock:
            jobs = [job for job in self._jobs.values() if job.group == group]
        for job in jobs:
            job.cancel()

    @property
    def running(self) -> int:
        """Number of jobs that have not ended."""
        return len(self._jobs)

    def shutdown(self) -> None:
        """Stop accepting, cancel everything, wait for the threads to end. May be called twice."""
        self._accepting = False
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        for executor in self._executors.values():
            executor.shutdown(wait=True, cancel_futures=True)

    def _end(self, job_id: JobId, future: Future[T]) -> None:
        """Say how a job ended; in its lane, or in the thread that cancelled it while it was queued."""
        with self._lock:
            self._jobs.pop(job_id, None)
        if future.cancelled():
            self.cancelled.emit(job_id)
            return
        error = future.exception()
        if error is None:
            self.done.emit(job_id, future.result())
        elif isinstance(error, Cancelled):
            self.cancelled.emit(job_id)
        else:
            self.failed.emit(job_id, error)


class _Throttle:
    """Lets a fraction through every `PROGRESS_INTERVAL`, and the last one in `flush`."""

    def __init__(self, emit: Callable[[float], None]) -> None:
        self._emit = emit
        self._told = 0.0
        self._waiting: float | None = None

    def __call__(self, fraction: float) -> None:
        now = time.monotonic()
        if now - self._told < PROGRESS_INTERVAL:
            self._waiting = fraction
            return
        self._told, self._waiting = now, None
        self._emit(fraction)

    def flush(self) -> None:
        if self._waiting is not None:
            self._emit(self._waiting)
            self._waiting = None
