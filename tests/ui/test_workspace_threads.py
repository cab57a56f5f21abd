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
from recon_desktop.ui.jobs import Jobs
from recon_desktop.ui.services import Services
from recon_desktop.ui.workspace import Workspace
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
    workspace.start(lambda: services)
    workspace.open(make_photo(size=(900, 600)))
    qtbot.waitUntil(lambda: workspace.photo is not None and workspace.activity.kind == "idle", timeout=PATIENCE_MS)
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
    opened.restore()
    qtbot.waitUntil(lambda: opened.result is not None, timeout=PATIENCE_MS)
    timer.stop()
    assert ticks >= 20, "the run ends only because the timer goes on"
    assert opened.result is not None
    assert opened.result.photo.size == Size(900, 600)


def test_cancel_stops_a_run_and_the_next_one_works(
    opened: Workspace, qtbot: QtBot, restorer: FakeRestorer, heard: Heard, jobs: Jobs
) -> None:
    restorer.wait = threading.Event()
    opened.restore()
    qtbot.waitUntil(lambda: opened.activity.fraction is not None, timeout=PATIENCE_MS)
    assert opened.activity.kind == "restoring"
    opened.cancel()
    assert opened.activity.kind == "idle"
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=PATIENCE_MS)
    restorer.wait = None
    opened.restore()
    qtbot.waitUntil(lambda: opened.result is not None, timeout=PATIENCE_MS)
    assert heard.errors == []


def test_close_during_a_run_joins_the_lanes(opened: Workspace, qtbot: QtBot, restorer: FakeRestorer) -> None:
    restorer.wait = threading.Event()
    opened.restore()
    qtbot.waitUntil(lambda: opened.activity.fraction is not None, timeout=PATIENCE_MS)
    begin = time.monotonic()
    opened.close()
    assert time.monotonic() - begin < 30  # generous: it must end at all
    assert_nothing_runs(opened)
    assert opened.result is None


def test_open_preview_restore_and_save(opened: Workspace, qtbot: QtBot, tmp_path: Path, heard: Heard) -> None:
    assert opened.photo is not None
    opened.set_task("upscale")
    opened.look_at(opened.photo.size.whole, 2.0)
    qtbot.waitUntil(lambda: opened.preview.fraction == 1, timeout=PATIENCE_MS)
    opened.restore()
    qtbot.waitUntil(lambda: opened.result is not None, timeout=PATIENCE_MS)
    opened.save(tmp_path / "out.jpg")
    qtbot.waitUntil(lambda: bool(heard.notices) and heard.last.severity == "good", timeout=PATIENCE_MS)
    assert (tmp_path / "out.jpg").stat().st_size > 0
    qtbot.waitUntil(
        lambda: opened.measures is not None and opened.measures.rows[0].after is not None, timeout=PATIENCE_MS
    )
