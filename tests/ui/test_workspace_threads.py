"""The workspace with real threads: the GUI thread goes on ticking, cancel stops a run, close joins the lanes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Size
from recon_desktop.engine.batch.queue import Output
from recon_desktop.engine.gate import Urgency
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, FakeRestorer, Heard, assert_nothing_runs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.shutdown()


@pytest.fixture
def opened(
    workspace: Workspace, services: Services, qtbot: QtBot, make_photo: Callable[..., Path], heard: Heard
) -> Workspace:
    workspace.device.start(lambda: services)
    workspace.photos.open(make_photo(size=(900, 600)))
    qtbot.waitUntil(
        lambda: workspace.photos.photo is not None and workspace.activity.kind == "idle", timeout=PATIENCE_MS
    )
    return workspace


def test_the_gui_thread_goes_on_during_a_run(opened: Workspace, qtbot: QtBot, restorer: FakeRestorer) -> None:
    release = restorer.wait = threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 20:
            release.set()

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=10)
    timer.timeout.connect(tick)
    timer.start()
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.runs.result is not None, timeout=PATIENCE_MS)
    timer.stop()
    assert ticks >= 20, "the run ends only because the timer goes on"
    assert opened.runs.result is not None
    assert opened.runs.result.photo.size == Size(900, 600)


def test_cancel_stops_a_run_and_the_next_one_works(
    opened: Workspace, qtbot: QtBot, restorer: FakeRestorer, heard: Heard, jobs: Jobs
) -> None:
    restorer.wait = threading.Event()
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.activity.fraction is not None, timeout=PATIENCE_MS)
    assert opened.activity.kind == "restoring"
    opened.cancel()
    assert opened.activity.kind == "idle"
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=PATIENCE_MS)
    restorer.wait = None
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.runs.result is not None, timeout=PATIENCE_MS)
    assert heard.errors == []


def begin_batch(workspace: Workspace, qtbot: QtBot, restorer: FakeRestorer, folder: Path) -> threading.Event:
    """Let a batch of one photo run, and wait for its first tile; it ends with the event."""
    (folder / "out").mkdir()
    workspace.batch.outlook.set_output(Output(folder / "out"))
    workspace.batch.add([folder / "photo.png"])
    qtbot.waitUntil(lambda: workspace.batch.run.eta_seconds is not None, timeout=PATIENCE_MS)
    restorer.wait = threading.Event()
    workspace.batch.run.start()
    qtbot.waitUntil(lambda: workspace.batch.run.running_fraction > 0.4, timeout=PATIENCE_MS)
    return restorer.wait


def test_what_a_person_asks_for_goes_before_the_photo_of_a_batch(
    opened: Workspace, qtbot: QtBot, restorer: FakeRestorer, tmp_path: Path
) -> None:
    end = begin_batch(opened, qtbot, restorer, tmp_path)
    restorer.ended.clear()
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.activity.fraction is not None, timeout=PATIENCE_MS)
    assert opened.batch.list.count("running") == 1, "it has begun although the batch's photo is not done"
    end.set()
    qtbot.waitUntil(lambda: opened.batch.list.count("done") == 1, timeout=PATIENCE_MS)
    assert restorer.ended[:2] == [Urgency.RUN, Urgency.BATCH]


def test_a_batch_that_is_paused_stands_still_within_a_photo(
    opened: Workspace, qtbot: QtBot, restorer: FakeRestorer, tmp_path: Path
) -> None:
    end = begin_batch(opened, qtbot, restorer, tmp_path)
    opened.batch.run.pause()
    qtbot.waitUntil(lambda: restorer.gate._holder is None, timeout=PATIENCE_MS)
    end.set()
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.runs.result is not None, timeout=PATIENCE_MS)
    assert (opened.batch.run.phase, opened.batch.list.count("running")) == ("paused", 1)
    opened.batch.run.resume()
    qtbot.waitUntil(lambda: opened.batch.list.count("done") == 1, timeout=PATIENCE_MS)


def test_a_batch_that_is_paused_can_be_stopped_and_closed(
    opened: Workspace, qtbot: QtBot, restorer: FakeRestorer, tmp_path: Path, jobs: Jobs
) -> None:
    begin_batch(opened, qtbot, restorer, tmp_path)
    opened.batch.run.pause()
    opened.batch.run.stop()
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=PATIENCE_MS)
    assert list((tmp_path / "out").iterdir()) == []
    opened.batch.run.start()
    qtbot.waitUntil(lambda: opened.batch.run.running_fraction > 0.4, timeout=PATIENCE_MS)
    opened.batch.run.pause()
    opened.close()
    assert_nothing_runs(opened)


def test_close_during_a_run_joins_the_lanes(opened: Workspace, qtbot: QtBot, restorer: FakeRestorer) -> None:
    restorer.wait = threading.Event()
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.activity.fraction is not None, timeout=PATIENCE_MS)
    begin = time.monotonic()
    opened.close()
    assert time.monotonic() - begin < 30  # generous: it must end at all
    assert_nothing_runs(opened)
    assert opened.runs.result is None


def test_open_preview_restore_and_save(opened: Workspace, qtbot: QtBot, tmp_path: Path, heard: Heard) -> None:
    assert opened.photos.photo is not None
    opened.choices.set_task("upscale")
    opened.previews.look_at(opened.photos.photo.size.whole, 2.0)
    qtbot.waitUntil(lambda: opened.previews.preview.fraction == 1, timeout=PATIENCE_MS)
    opened.runs.restore()
    qtbot.waitUntil(lambda: opened.runs.result is not None, timeout=PATIENCE_MS)
    opened.runs.save(tmp_path / "out.jpg")
    qtbot.waitUntil(lambda: bool(heard.notices) and heard.last.severity == "good", timeout=PATIENCE_MS)
    assert (tmp_path / "out.jpg").stat().st_size > 0
    qtbot.waitUntil(
        lambda: opened.measures.latest is not None and opened.measures.latest.rows[0].after is not None,
        timeout=PATIENCE_MS,
    )
