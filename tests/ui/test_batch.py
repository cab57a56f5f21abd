"""The batch of the window: its run, its table, and going on after the window was closed in the middle of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.core.card import write_card
from recon_desktop.core.errors import OutOfMemory
from recon_desktop.core.gauge import Damage
from recon_desktop.core.io import load_photo
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.engine.batch import opening
from recon_desktop.engine.batch.journal import read_journal
from recon_desktop.engine.batch.queue import EXISTING, Existing, Output
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import AUTO
from recon_desktop.ui.batch import outlook as batch_outlook
from recon_desktop.ui.batch import thumbnails
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.panels.batch_model import MIME, BatchModel, Column, file_size
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, RESTED_MS, FakeRestorer, Pump, card
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen

UNREAD = "Automatic: too small or too even to be read: denoise-one"


@pytest.fixture
def folder(make_photo: Callable[..., Path], tmp_path: Path) -> Path:
    """Three photos and a broken one."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    for seed, name in enumerate(("a.png", "b.png", "d.png")):
        make_photo(f"in/{name}", (60, 40), seed)
    (tmp_path / "in" / "c.png").write_bytes(b"no photo")
    return tmp_path / "in"


@pytest.fixture
def workspace(workspace: Workspace, services: Services, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(batch_outlook, "DEBOUNCE_MS", RESTED_MS // 4)
    workspace.device.attach(services)
    return workspace


@pytest.fixture
def batch(workspace: Workspace, folder: Path, tmp_path: Path) -> BatchState:
    workspace.batch.outlook.set_output(Output(tmp_path / "out", template="{stem}_{scale}x"))
    return workspace.batch


@pytest.fixture
def told(batch: BatchState) -> list[Notice]:
    told: list[Notice] = []
    batch.told.connect(told.append)
    return told


@pytest.fixture
def filled(batch: BatchState, pump: Pump, folder: Path, told: list[Notice]) -> BatchState:
    batch.add([folder])
    pump.run()
    return batch


def states(batch: BatchState) -> dict[str, str]:
    return {item.source.stem: item.state for item in batch.list.items}


def results(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "out").iterdir())


def run_one(pump: Pump) -> None:
    """Let the next photo be restored, and what follows from it."""
    pump.run(Lane.BROWSE, Lane.SAVE)
    pump.run(Lane.BATCH, most=1)


# -------------------------------------------------------------------- the run


def test_one_bad_photo_does_not_stop_the_others(
    filled: BatchState, pump: Pump, told: list[Notice], tmp_path: Path
) -> None:
    assert states(filled) == {"a": "waiting", "b": "waiting", "c": "failed", "d": "waiting"}
    broken = next(item for item in filled.list.items if item.state == "failed")
    assert "c.png" in broken.message
    filled.run.start()
    pump.run()
    assert states(filled) == {"a": "done", "b": "done", "c": "failed", "d": "done"}
    assert results(tmp_path) == ["a_1x.png", "b_1x.png", "d_1x.png"]
    original, restored = (load_photo(tmp_path / name).pixels for name in ("in/a.png", "out/a_1x.png"))
    assert (restored == 255 - original).all()
    assert filled.run.phase == "idle"
    assert told[-1].severity == "info"
    assert "3" in told[-1].what
    assert all(item.seconds and item.result_bytes for item in filled.list.items if item.state == "done")


def test_the_recipe_is_that_of_the_start(
    filled: BatchState, workspace: Workspace, pump: Pump, tmp_path: Path, restorer: FakeRestorer
) -> None:
    workspace.choices.set_task("upscale")
    workspace.choices.set_ensemble(True)
    filled.run.start()
    workspace.choices.set_task("denoise")
    restorer.calls.clear()
    pump.run()
    assert results(tmp_path) == ["a_2x.png", "b_2x.png", "d_2x.png"]
    recipes = [recipe for recipe, region in restorer.calls if region is None and recipe.steps[0].model.startswith("up")]
    assert len(recipes) >= 3
    assert all(recipe.ensemble for recipe in recipes)


def test_automatic_decides_for_each_photo_of_a_batch(
    filled: BatchState,
    workspace: Workspace,
    pump: Pump,
    tmp_path: Path,
    restorer: FakeRestorer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "models" / "denoise-jpeg"
    folder.mkdir()
    write_card(card("denoise-jpeg", removes=("jpeg",)), folder / "card.json")
    restorer.catalog = Catalog([tmp_path / "models"])
    damages = iter((Damage(noise=14.0, chroma=14.0, level=14.0), Damage(quality=20, level=9.0), Damage()))
    monkeypatch.setattr(opening, "gauged", lambda photo, progress: next(damages))
    assert workspace.choices.order is not None
    assert workspace.choices.order.models == (AUTO,)
    filled.run.start()
    pump.run()
    used = [recipe.steps[0].model for recipe, region in restorer.calls if region is None]
    assert used == ["denoise-one", "denoise-jpeg", "denoise-one"]
    told = [item.message for item in filled.list.items if item.state == "done"]
    assert told == [
        "Automatic: strong noise: denoise-one",
        "Automatic: strong JPEG (quality about 20): denoise-jpeg",
        "Automatic: neither noise nor marks of JPEG worth taking out: denoise-one",
    ]
    workspace.choices.set_model("denoise-two")
    assert workspace.choices.order.models == ("denoise-two",), "what the person chose is for all of them"


def test_a_start_counts_what_it_restored(
    filled: BatchState, pump: Pump, told: list[Notice], make_photo: Callable[..., Path]
) -> None:
    filled.remove([item.number for item in filled.list.items if item.state == "failed"])
    filled.run.start()
    pump.run()
    assert "3" in told[-1].what
    filled.add([make_photo("more.png", (30, 20))])
    pump.run()
    filled.run.start()
    pump.run()
    assert "1" in told[-1].what


def test_what_a_person_should_know_of_a_photo_is_told(batch: BatchState, pump: Pump, tmp_path: Path) -> None:
    first = PillowImage.new("RGB", (30, 20))
    first.save(tmp_path / "two.tif", save_all=True, append_images=[first])
    batch.add([tmp_path / "two.tif"])
    pump.run()
    batch.run.start()
    pump.run()
    (item,) = batch.list.items
    assert (item.state, item.message) == ("done", f"{UNREAD}. The first of 2 frames")


def test_what_the_file_does_not_hold_is_told(batch: BatchState, pump: Pump, tmp_path: Path) -> None:
    path = tmp_path / "in" / "clear.png"
    PillowImage.fromarray(np.full((20, 30, 4), 100, np.uint8)).save(path)
    batch.outlook.set_output(replace(batch.outlook.output, form="JPEG"))
    batch.add([path])
    pump.run()
    batch.run.start()
    pump.run()
    (item,) = batch.list.items
    assert (item.state, item.message) == ("done", f"{UNREAD}. Transparent parts become white")


def test_pausing_starts_no_other_photo(filled: BatchState, pump: Pump) -> None:
    filled.run.start()
    pump.run(Lane.BROWSE)
    assert states(filled)["a"] == "running"
    filled.run.pause()
    assert filled.run.phase == "paused"
    pump.run()  # the one that had begun was past its last tile
    assert states(filled) == {"a": "done", "b": "waiting", "c": "failed", "d": "waiting"}
    filled.run.resume()
    pump.run()
    assert states(filled)["d"] == "done"


def test_stopping_cancels_the_photo_that_runs_and_a_start_takes_it_up(
    filled: BatchState, pump: Pump, tmp_path: Path
) -> None:
    filled.run.start()
    pump.run(Lane.BROWSE)
    filled.run.stop()
    assert filled.run.phase == "idle"
    assert states(filled) == {"a": "cancelled", "b": "waiting", "c": "failed", "d": "waiting"}
    pump.run()
    assert results(tmp_path) == []
    filled.run.start()
    pump.run()
    assert states(filled) == {"a": "done", "b": "done", "c": "failed", "d": "done"}


def test_a_photo_that_runs_stops_when_it_is_cancelled(
    filled: BatchState, pump: Pump, restorer: FakeRestorer, tmp_path: Path
) -> None:
    import threading

    restorer.wait = threading.Event()
    filled.run.changed.connect(lambda: filled.run.stop() if filled.run.running_fraction > 0.2 else None)
    filled.run.start()
    pump.run()
    assert filled.run.phase == "idle"
    assert states(filled)["a"] == "cancelled"
    assert results(tmp_path) == []


def test_what_failed_is_tried_again(filled: BatchState, pump: Pump, folder: Path, restorer: FakeRestorer) -> None:
    restorer.error = OutOfMemory()
    filled.run.start()
    pump.run()
    assert set(states(filled).values()) == {"failed"}
    restorer.error = None
    (folder / "c.png").write_bytes((folder / "a.png").read_bytes())
    filled.run.retry()
    assert set(states(filled).values()) == {"waiting"}
    assert not any(item.message for item in filled.list.items)
    filled.run.start()
    pump.run()
    assert set(states(filled).values()) == {"done"}


def test_a_result_that_exists_is_kept_and_skipped(filled: BatchState, pump: Pump, tmp_path: Path) -> None:
    (tmp_path / "out" / "b_1x.png").write_bytes(b"precious")
    filled.run.start()
    pump.run()
    assert states(filled) == {"a": "done", "b": "skipped", "c": "failed", "d": "done"}
    assert (tmp_path / "out" / "b_1x.png").read_bytes() == b"precious"


@pytest.mark.parametrize("existing", EXISTING)
def test_what_is_done_with_files_that_exist_is_chosen_and_a_batch_that_goes_on_keeps_to_it(
    filled: BatchState, pump: Pump, tmp_path: Path, existing: Existing, workspace: Workspace
) -> None:
    path = tmp_path / "out" / "d_1x.png"
    path.write_bytes(b"an earlier result")
    journal = tmp_path / "state" / "window.jsonl"
    filled.keep_journal(journal)
    pump.run()
    filled.outlook.set_output(replace(filled.outlook.output, existing=existing))
    filled.run.start()
    run_one(pump)
    pump.run(Lane.SAVE)
    left = read_journal(journal)
    filled.close()
    pump.run()

    again = BatchState(
        workspace._jobs,
        services=lambda: workspace.device.services,
        order=lambda: workspace.choices.order,
        device=lambda: "auto",
        parent=workspace,
    )
    again._take_up(left)
    pump.run()
    assert again.outlook.output.existing == existing
    assert states(again)["d"] == ("skipped" if existing == "skip" else "done")
    assert ("d_1x-2.png" in results(tmp_path)) == (existing == "number")
    assert (path.read_bytes() == b"an earlier result") == (existing != "replace")
    again.close()


def test_the_depth_of_results_is_chosen(filled: BatchState, pump: Pump, tmp_path: Path) -> None:
    filled.outlook.set_output(replace(filled.outlook.output, form="PNG", depth="16"))
    filled.run.start()
    pump.run()
    assert load_photo(tmp_path / "out" / "a_1x.png").depth == np.uint16


def test_photos_added_while_it_runs_are_restored_too(
    filled: BatchState, pump: Pump, make_photo: Callable[..., Path], tmp_path: Path
) -> None:
    filled.run.start()
    pump.run(Lane.BROWSE)
    filled.add([make_photo("more.png", (30, 20))])
    pump.run()
    assert states(filled)["more"] == "done"
    assert "more_1x.png" in results(tmp_path)


def test_the_one_that_runs_can_be_removed(filled: BatchState, pump: Pump, tmp_path: Path) -> None:
    filled.run.start()
    pump.run(Lane.BROWSE)
    filled.remove([1])
    assert "a" not in states(filled)
    pump.run()
    assert results(tmp_path) == ["b_1x.png", "d_1x.png"]


def test_all_can_be_removed_while_one_runs(filled: BatchState, pump: Pump, tmp_path: Path, told: list[Notice]) -> None:
    filled.run.start()
    pump.run(Lane.BROWSE)
    filled.remove([item.number for item in filled.list.items])
    assert filled.list.items == ()
    assert filled.run.phase == "idle"
    pump.run()
    assert results(tmp_path) == []
    assert told == []


def test_order_counts(filled: BatchState, pump: Pump) -> None:
    filled.list.move([filled.list.items[3].number], filled.list.items[0].number)
    assert [*states(filled)] == [*"dabc"]
    filled.run.start()
    run_one(pump)
    assert states(filled)["d"] == "done"
    assert states(filled)["a"] == "running"


def test_previews_go_before_the_batch(
    filled: BatchState, workspace: Workspace, pump: Pump, folder: Path, qtbot: QtBot
) -> None:
    workspace.photos.open(folder / "a.png")
    pump.run()
    filled.run.start()
    pump.run(Lane.BROWSE)
    assert pump.waiting(Lane.BATCH) >= 1
    workspace.choices.set_task("upscale")
    pump.run(Lane.INTERACTIVE)
    assert states(filled)["a"] == "running", "the batch waits, in a lane of its own"
    pump.run()


# -------------------------------------------------------------------- what it tells


def test_the_cost_is_told_before_the_start(filled: BatchState, pump: Pump, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: pump.run(Lane.BROWSE) > 0 and filled.outlook.estimate is not None, timeout=PATIENCE_MS)
    assert filled.outlook.estimate
    assert filled.outlook.estimate.photos == 3
    assert filled.outlook.estimate.seconds is None, "which is still to be measured"
    assert filled.outlook.estimate.result_bytes > 0
    assert filled.outlook.estimate.free_bytes
    assert filled.outlook.example == "a_1x.png"
    qtbot.waitUntil(lambda: pump.run() > 0 and filled.run.eta_seconds is not None, timeout=PATIENCE_MS)


def test_nothing_waits_for_the_measurement_of_the_pace(
    filled: BatchState, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    qtbot.waitUntil(lambda: pump.run(Lane.BROWSE) > 0 and filled.outlook.example != "", timeout=PATIENCE_MS)
    assert pump.waiting(Lane.BATCH) == 1
    filled.run.start()
    assert pump.waiting(Lane.BATCH) == 0, "the batch does not wait for it"
    pump.run()
    assert states(filled)["d"] == "done"
    assert len(restorer.calls) == 3


def test_a_template_that_makes_no_names_is_told_and_stops_the_start(filled: BatchState, pump: Pump) -> None:
    filled.outlook.set_output(replace(filled.outlook.output, template="{stem}_{modell}"))
    assert "{model}" in filled.outlook.template_problem
    assert not filled.run.can_start
    filled.run.start()
    assert filled.run.phase == "idle"
    filled.outlook.set_output(replace(filled.outlook.output, template="{stem}"))
    assert filled.run.can_start


def test_an_empty_folder_is_told(batch: BatchState, pump: Pump, told: list[Notice], tmp_path: Path) -> None:
    batch.add([tmp_path / "out"])
    pump.run()
    assert batch.list.items == ()
    assert "out" in told[-1].what


def test_the_next_and_the_one_before(filled: BatchState, folder: Path) -> None:
    assert filled.list.neighbour(folder / "a.png", 1) == folder / "b.png"
    assert filled.list.neighbour(folder / "a.png", -1) is None
    assert filled.list.neighbour(None, 1) == folder / "a.png"
    assert filled.list.neighbour(None, -1) == folder / "d.png"


# -------------------------------------------------------------------- going on


@pytest.fixture
def restart(qtbot: QtBot, services: Services, pump: Pump, workspace: Workspace) -> Iterator[Callable[[], Workspace]]:
    """Close the window's state and start another one."""
    started: list[Workspace] = []

    def start() -> Workspace:
        workspace.close()
        started.append(Workspace(Jobs(executor=pump.lane)))
        started[-1].device.attach(services)
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_a_batch_goes_on_after_the_window_was_closed(
    filled: BatchState, pump: Pump, restart: Callable[[], Workspace], tmp_path: Path
) -> None:
    journal = tmp_path / "state" / "window.jsonl"
    filled.keep_journal(journal)
    pump.run()
    filled.run.start()
    run_one(pump)
    assert states(filled)["b"] == "running"
    again = restart()
    assert [item.state for item in read_journal(journal)] == ["done", "waiting", "failed", "waiting"]
    made = (tmp_path / "out" / "a_1x.png").stat().st_mtime_ns

    told: list[Notice] = []
    again.batch.told.connect(told.append)
    again.batch.keep_journal(journal)
    pump.run()
    assert "2 of 4" in told[-1].what
    resume, _ = told[-1].actions
    assert resume.run
    resume.run()
    pump.run()
    assert states(again.batch) == {"a": "done", "b": "done", "c": "failed", "d": "done"}
    assert (tmp_path / "out" / "a_1x.png").stat().st_mtime_ns == made
    assert not journal.exists(), "nothing is left to go on with"


def test_a_batch_goes_on_with_what_was_added_meanwhile(
    filled: BatchState,
    pump: Pump,
    restart: Callable[[], Workspace],
    tmp_path: Path,
    make_photo: Callable[..., Path],
) -> None:
    journal = tmp_path / "window.jsonl"
    filled.keep_journal(journal)
    pump.run()
    filled.run.start()
    run_one(pump)
    again = restart()
    told: list[Notice] = []
    again.batch.told.connect(told.append)
    again.batch.add([make_photo("more.png", (30, 20))])
    again.batch.keep_journal(journal)
    pump.run()
    resume, _ = told[-1].actions
    assert resume.run
    resume.run()
    assert states(again.batch)["more"] == "waiting"
    pump.run()
    assert states(again.batch) == {"more": "done", "a": "done", "b": "done", "c": "failed", "d": "done"}
    assert results(tmp_path) == ["a_1x.png", "b_1x.png", "d_1x.png", "more_1x.png"]


def test_a_batch_that_was_broken_off_can_be_discarded(
    filled: BatchState, pump: Pump, restart: Callable[[], Workspace], tmp_path: Path
) -> None:
    journal = tmp_path / "window.jsonl"
    filled.keep_journal(journal)
    pump.run()
    filled.run.start()
    pump.run(Lane.BROWSE, Lane.SAVE)
    again = restart()
    told: list[Notice] = []
    again.batch.told.connect(told.append)
    again.batch.keep_journal(journal)
    pump.run()
    _, discard = told[-1].actions
    assert discard.run
    discard.run()
    pump.run()
    assert not journal.exists()
    assert again.batch.list.items == ()


def test_a_damaged_journal_is_told_and_the_next_batch_replaces_it(
    filled: BatchState, pump: Pump, told: list[Notice], tmp_path: Path
) -> None:
    journal = tmp_path / "window.jsonl"
    journal.write_bytes(b"garbage\n")
    filled.keep_journal(journal)
    pump.run()
    assert "window.jsonl" in told[-1].what
    filled.run.start()
    pump.run(Lane.BROWSE, Lane.SAVE)
    assert len(read_journal(journal)) == 4
    pump.run()


# -------------------------------------------------------------------- the table


@pytest.fixture
def model(filled: BatchState, pump: Pump) -> BatchModel:
    return BatchModel(filled, make_theme())


def test_the_table_tells_all_of_it(model: BatchModel, filled: BatchState, pump: Pump) -> None:
    filled.run.start()
    pump.run()

    def row(number: int) -> list[str]:
        return [model.data(model.index(number, column)) for column in Column]

    assert row(0)[:3] == ["a.png", "60 × 40", "Done"]
    assert row(0)[3].endswith("s")
    assert row(0)[4].endswith("B")
    assert row(2)[2] == "Failed"
    assert "c.png" in row(2)[5]
    spoken = model.data(model.index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "c.png" in spoken
    assert "Failed" in spoken


def test_rows_are_dragged_to_another_place(model: BatchModel, filled: BatchState) -> None:
    data = model.mimeData([model.index(0, 0), model.index(0, 1), model.index(2, 0)])
    assert data.hasFormat(MIME)
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index(3, 0))
    assert [*states(filled)] == [*"bacd"]
    model.dropMimeData(data, Qt.DropAction.MoveAction, 4, 0, model.index(-1, -1))
    assert [*states(filled)] == [*"bdac"]
    assert not model.dropMimeData(QMimeData(), Qt.DropAction.MoveAction, 0, 0, model.index(-1, -1))


def test_thumbnails_come_when_they_are_asked_for(model: BatchModel, filled: BatchState, pump: Pump) -> None:
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    photo, broken = filled.list.items[0], filled.list.items[2]
    assert model.thumbnail(photo) is None
    assert model.thumbnail(broken) is None
    pump.run(Lane.BROWSE)
    assert sorted(set(changed)) == [0, 2]
    image = model.thumbnail(photo)
    assert image is not None
    assert image.size().toTuple() == (60, 40)
    nothing = model.thumbnail(broken)
    assert nothing is not None
    assert nothing.isNull()


def test_the_cache_of_thumbnails_is_small(
    filled: BatchState, pump: Pump, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(filled.list.thumbnails, "_made", LruCache(2))
    monkeypatch.setattr(thumbnails, "WANTED", 3)
    for item in filled.list.items:
        filled.list.thumbnails.get(item.source)
    pump.run(Lane.BROWSE)
    known = [
        item.source.stem for item in filled.list.items if isinstance(filled.list.thumbnails.get(item.source), QImage)
    ]
    assert len(known) == 2
    QTest.qWait(1)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (23_400, "23 kB"), (999_900, "1.0 MB"), (3_400_000_000, "3.4 GB")],
)
def test_sizes_in_words(count: int, words: str) -> None:
    assert file_size(count) == words
