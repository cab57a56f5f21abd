"""The only door to threads: five lanes of one thread each, and signals that arrive on the GUI thread.

Chosen over QThread, whose pending events cannot be dropped, and over Qt's global pool, which is shared and unordered. A
job is a frozen request: a function that has captured all it needs, and that reads no live object.

`Jobs` is created on the GUI thread and the lanes only call its `emit`: Qt then runs every receiver, a lambda as well,
on the GUI thread. A signal can still be queued when its job is cancelled, so receivers keep the ids they wait for and
drop all others.
"""

from __future__ import annotations

import itertools
import os
import sys
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

NICENESS = 5
"""How far the lanes step back behind the GUI thread, in the units of `nice`."""

PROGRESS_INTERVAL = 0.05
"""Seconds between two progress signals of a job, at least."""


class Lane(Enum):
    """One thread each, so that work of a kind never overtakes or races its own kind."""

    INTERACTIVE = "interactive"  # the person is waiting: open, preview
    RUN = "run"  # what the person asked for: full runs, measurements, reports
    BATCH = "batch"  # the photos of a batch
    SAVE = "save"  # one writer at a time
    BROWSE = "browse"  # headers, thumbnails, names and estimates of a batch, glimpses of photos


def one_thread(lane: Lane) -> Executor:
    """The executor of a lane; tests hand `Jobs` another maker."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"recon-{lane.value}", initializer=_step_back)


def _step_back() -> None:
    """Let the GUI thread go before this one, and before the threads that onnxruntime starts from it.

    Only on Linux have threads a niceness of their own, which their children inherit.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)


@dataclass(eq=False)
class _Job:
    lane: Lane
    group: str
    token: CancelToken = field(default_factory=CancelToken)
    future: Future[None] | None = None


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
        job.future = self._executors[lane].submit(self._run, job_id, job.token, work)
        return job_id

    def cancel(self, job_id: JobId) -> None:
        """Ask a job to stop; of no effect on one that has ended."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            return
        job.token.cancel()
        # One that is still queued never runs, so its end is told here.
        if job.future is not None and job.future.cancel():
            self._forget(job_id)
            self.cancelled.emit(job_id)

    def pause(self, job_id: JobId) -> None:
        """Let a job stand still before its next tile; of no effect on one that has ended, or that runs no model."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is not None:
            job.token.pause()

    def resume(self, job_id: JobId) -> None:
        """Let a job go on."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is not None:
            job.token.resume()

    def cancel_group(self, group: str) -> None:
        """Ask the jobs of a group to stop."""
        with self._lock:
            jobs = [job_id for job_id, job in self._jobs.items() if job.group == group]
        for job_id in jobs:
            self.cancel(job_id)

    @property
    def accepting(self) -> bool:
        """Whether `submit` takes jobs: until `shutdown`."""
        return self._accepting

    @property
    def running(self) -> int:
        """Number of jobs that have not ended."""
        return len(self._jobs)

    def shutdown(self) -> None:
        """Stop accepting, cancel all but what is to be saved, wait for the threads to end. May be called twice."""
        self._accepting = False
        with self._lock:
            jobs = [job_id for job_id, job in self._jobs.items() if job.lane is not Lane.SAVE]
        for job_id in jobs:
            self.cancel(job_id)
        for lane, executor in self._executors.items():
            executor.shutdown(wait=True, cancel_futures=lane is not Lane.SAVE)

    def _run(self, job_id: JobId, token: CancelToken, work: Callable[[Progress], object]) -> None:
        """Do the work and say how it ended; in the lane, so that no end is told before `submit` has given the id."""
        throttle = _Throttle(lambda fraction: self.progress.emit(job_id, fraction))
        try:
            token.check()
            value = work(Reporter(throttle, token))
        except Cancelled:
            self._forget(job_id)
            self.cancelled.emit(job_id)
        except Exception as error:
            self._forget(job_id)
            self.failed.emit(job_id, error)
        else:
            throttle.flush()
            self._forget(job_id)
            self.done.emit(job_id, value)

    def _forget(self, job_id: JobId) -> None:
        with self._lock:
            self._jobs.pop(job_id, None)


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
