"""Lanes: one ending for each job, on the GUI thread, whatever happens."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.core.progress import Progress
from recon_desktop.ui.lanes.jobs import PROGRESS_INTERVAL, JobId, Jobs, Lane
from tests.ui.conftest import PATIENCE_MS, Pump


class Ends:
    """Every ending, with the thread it was told on."""

    def __init__(self, jobs: Jobs) -> None:
        self.all: list[tuple[str, JobId, object]] = []
        self.progress: list[tuple[JobId, float]] = []
        self.threads: set[str] = set()
        jobs.done.connect(lambda job, value: self._add("done", job, value))
        jobs.failed.connect(lambda job, error: self._add("failed", job, error))
        jobs.cancelled.connect(lambda job: self._add("cancelled", job, None))
        jobs.progress.connect(lambda job, fraction: self.progress.append((job, fraction)))

    def _add(self, kind: str, job: JobId, value: object) -> None:
        self.threads.add(threading.current_thread().name)
        self.all.append((kind, job, value))

    @property
    def kinds(self) -> dict[JobId, str]:
        assert len({job for _, job, _ in self.all}) == len(self.all), "a job ended twice"
        return {job: kind for kind, job, _ in self.all}


@pytest.fixture
def threaded(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.shutdown()


def wait_for_cancel(progress: Progress) -> None:
    while True:
        progress.report(0.1)
        time.sleep(0.001)


def test_done_hands_on_the_very_object(threaded: Jobs, qtbot: QtBot) -> None:
    ends, array = Ends(threaded), np.zeros(5)
    job = threaded.submit(Lane.INTERACTIVE, lambda progress: array)
    qtbot.waitUntil(lambda: bool(ends.all), timeout=PATIENCE_MS)
    assert ends.all[0][:2] == ("done", job)
    assert ends.all[0][2] is array
    assert ends.threads == {threading.main_thread().name}


def test_failed_hands_on_the_exception(threaded: Jobs, qtbot: QtBot) -> None:
    ends = Ends(threaded)

    def work(progress: Progress) -> None:
        raise ValueError("no")

    threaded.submit(Lane.BATCH, work)
    qtbot.waitUntil(lambda: bool(ends.all), timeout=PATIENCE_MS)
    assert isinstance(ends.all[0][2], ValueError)
    assert ends.threads == {threading.main_thread().name}


def test_cancelled_while_running_and_while_queued(threaded: Jobs, qtbot: QtBot) -> None:
    ends = Ends(threaded)
    running = threaded.submit(Lane.INTERACTIVE, wait_for_cancel)
    queued = threaded.submit(Lane.INTERACTIVE, lambda progress: 1)
    threaded.cancel(queued)
    threaded.cancel(running)
    qtbot.waitUntil(lambda: len(ends.all) == 2, timeout=PATIENCE_MS)
    assert ends.kinds == {running: "cancelled", queued: "cancelled"}
    assert threaded.running == 0


def test_a_lane_keeps_the_order_and_lanes_do_not_wait_for_each_other(threaded: Jobs, qtbot: QtBot) -> None:
    ends, release = Ends(threaded), threading.Event()
    slow = threaded.submit(Lane.BATCH, lambda progress: release.wait(10))
    after = threaded.submit(Lane.BATCH, lambda progress: 2)
    other = threaded.submit(Lane.INTERACTIVE, lambda progress: 3)
    qtbot.waitUntil(lambda: bool(ends.all), timeout=PATIENCE_MS)
    assert list(ends.kinds) == [other]
    release.set()
    qtbot.waitUntil(lambda: len(ends.all) == 3, timeout=PATIENCE_MS)
    assert list(ends.kinds) == [other, slow, after]


def test_a_group_supersedes_its_older_job(jobs: Jobs, pump: Pump) -> None:
    ends = Ends(jobs)
    old = jobs.submit(Lane.INTERACTIVE, lambda progress: "old", group="preview")
    lone = jobs.submit(Lane.INTERACTIVE, lambda progress: "lone")
    new = jobs.submit(Lane.INTERACTIVE, lambda progress: "new", group="preview")
    pump.run()
    assert ends.kinds == {old: "cancelled", lone: "done", new: "done"}


def test_cancel_of_what_has_ended_is_of_no_effect(jobs: Jobs, pump: Pump) -> None:
    ends = Ends(jobs)
    job = jobs.submit(Lane.SAVE, lambda progress: 1)
    pump.run()
    jobs.cancel(job)
    jobs.cancel(JobId(99))
    assert ends.kinds == {job: "done"}


def test_progress_is_throttled_and_its_last_is_told(jobs: Jobs, pump: Pump) -> None:
    ends = Ends(jobs)

    def work(progress: Progress) -> None:
        for step in range(1001):
            progress.report(step / 1000)

    begin = time.monotonic()
    job = jobs.submit(Lane.BATCH, work)
    pump.run()
    most = (time.monotonic() - begin) / PROGRESS_INTERVAL + 2
    assert len(ends.progress) <= most
    assert ends.progress[0] == (job, 0.0)
    assert ends.progress[-1] == (job, 1.0)


def test_shutdown_ends_everything_once_and_lets_saves_end(threaded: Jobs, qtbot: QtBot) -> None:
    ends = Ends(threaded)
    lanes = [lane for lane in Lane if lane is not Lane.SAVE]
    ids = [threaded.submit(lane, wait_for_cancel) for lane in lanes for _ in range(3)]
    saves = [threaded.submit(Lane.SAVE, lambda progress: time.sleep(0.05) or progress.report(1)) for _ in range(3)]
    threaded.shutdown()
    threaded.shutdown()
    qtbot.waitUntil(lambda: len(ends.all) == len(ids + saves), timeout=PATIENCE_MS)
    assert ends.kinds == dict.fromkeys(ids, "cancelled") | dict.fromkeys(saves, "done")
    assert threaded.running == 0
    with pytest.raises(RuntimeError):
        threaded.submit(Lane.BATCH, lambda progress: 1)


def test_results_are_let_go(threaded: Jobs, qtbot: QtBot) -> None:
    seen: list[weakref.ref[np.ndarray]] = []  # type: ignore[type-arg]
    threaded.done.connect(lambda job, value: seen.append(weakref.ref(value)))
    captured = np.zeros(1000)
    watched = weakref.ref(captured)
    threaded.submit(Lane.BATCH, lambda progress, captured=captured: captured + 1)
    del captured
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)
    # The lane's thread lets go of its last work item as it goes on waiting.
    qtbot.waitUntil(lambda: gc.collect() >= 0 and seen[0]() is None and watched() is None, timeout=PATIENCE_MS)
