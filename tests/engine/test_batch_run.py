"""A batch with real (tiny) networks: results, failures, and going on after the program was killed."""

from __future__ import annotations

import datetime
import json
import os
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
import tifffile
from PIL import Image

from recon_desktop.core.degrade import GaussianNoise
from recon_desktop.core.errors import (
    FormatUnsupported,
    ImageUnreadable,
    JournalError,
    NotEnoughMemory,
    OutputExists,
    OutputFolderMissing,
    OutputUnwritable,
    SaveError,
)
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import PhotoInfo, load_photo, photo_from_array, save_photo
from recon_desktop.core.mix import Mix
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.engine.batch import room
from recon_desktop.engine.batch.journal import Journal, read_journal
from recon_desktop.engine.batch.plan import plan
from recon_desktop.engine.batch.queue import Change, Existing, Found, Item, Job, Output, Queue
from recon_desktop.engine.batch.run import COPIED, Finished, measured_pace, run_item
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.engine.restore import Restorer

from .conftest import random_pixels

ORDER = Order("upscale", ("upscale-rgb-x2",), scale=2)
IMPROVE = Order("improve", (AUTO,))
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "in" / name for name in ("a.png", "b.jpg", "c.png")]
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    for seed, path in enumerate(paths):
        Image.fromarray(random_pixels(20, 30, seed)).save(path)
    return paths


def planned(paths: list[Path], output: Output, order: Order = ORDER) -> Queue:
    queue = Queue()
    queue.add(Found(path) for path in paths)
    queue.put(plan(queue.items, order, output, today=TODAY))
    return queue


def only(change: Change) -> Item:
    (item,) = change.put
    return item


# -------------------------------------------------------------------- one item


def test_an_item_becomes_what_the_restorer_makes_of_it(restorer: Restorer, photos: list[Path], tmp_path: Path) -> None:
    order = Order("denoise+upscale", ("denoise-told", "upscale-rgb-x2"), 2, noise_level=10.0, mix=Mix(0.7, 0.6))
    (item, *_) = planned(photos, Output(tmp_path / "out", form="TIFF", template="{stem}_{scale}x"), order).items
    told: list[float] = []
    finished = run_item(restorer, item, progress=Reporter(told.append))
    assert item.job
    assert item.job.target == tmp_path / "out" / "a_2x.tif"
    assert finished.size == Size(60, 40)
    assert finished.result_bytes == item.job.target.stat().st_size
    assert finished.report.models == order.models
    assert told == sorted(told)
    recipe = order.recipe(restorer.catalog)
    expected, _ = restorer.restore_photo(load_photo(item.source), recipe)
    assert np.array_equal(load_photo(item.job.target).pixels, expected.pixels)


def test_what_the_format_does_not_hold_is_noted(restorer: Restorer, tmp_path: Path) -> None:
    Image.fromarray(np.dstack([random_pixels(20, 30, 0), np.full((20, 30), 128, np.uint8)])).save(tmp_path / "a.png")
    (item,) = planned([tmp_path / "a.png"], Output(tmp_path, form="JPEG")).items
    assert run_item(restorer, item).notes == ("transparent parts become white",)


def test_what_was_told_of_the_photo_is_not_told_again_of_its_result(restorer: Restorer, tmp_path: Path) -> None:
    path = tmp_path / "hdr.png"
    Image.fromarray(random_pixels(20, 30, 0)).save(path)
    stated = b"cICP" + bytes((9, 16, 0, 1))  # BT.2020, PQ
    chunk = (4).to_bytes(4, "big") + stated + zlib.crc32(stated).to_bytes(4, "big")
    content = path.read_bytes()
    path.write_bytes(content[:33] + chunk + content[33:])  # after IHDR
    (item,) = planned([path], Output(tmp_path, form="JPEG")).items
    notes = run_item(restorer, item).notes
    assert sum("colours beyond it are cut" in note for note in notes) == 1
    assert len(set(notes)) == len(notes)


def test_noise_is_measured_as_networks_see_the_photo(restorer: Restorer, tmp_path: Path) -> None:
    decisions = []
    light = GaussianNoise(25)(np.full((96, 96, 3), 0.5, np.float32), np.random.default_rng(0))
    light[0, 0], light[0, 1] = 0, 1
    for top in (1, 255):
        path = tmp_path / f"{top}.tif"
        tifffile.imwrite(path, light * np.float32(top), photometric="rgb")
        queue = planned([path], Output(), Order("denoise", ("denoise-told",)))
        decisions.append(run_item(restorer, queue.items[0]).report.decision)
    usual, bright = (decision.damage.strength for decision in decisions if decision and decision.damage)
    assert usual == pytest.approx(25, rel=0.3)
    assert bright == pytest.approx(usual, rel=0.02)


def test_each_photo_decides_for_itself_and_one_that_needs_nothing_keeps_its_file(
    restorer: Restorer, tmp_path: Path
) -> None:
    clean = skimage.data.chelsea()[:96, :96]
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 15, clean.shape), 0, 255).astype(np.uint8)
    paths = [tmp_path / "clean.jpg", tmp_path / "noisy.png"]
    Image.fromarray(clean).save(paths[0], quality=95)
    Image.fromarray(noisy).save(paths[1])

    def run(path: Path, output: Output, order: Order = IMPROVE) -> tuple[Finished, Path]:
        (item,) = planned([path], replace(output, existing="replace"), order).items
        assert item.job
        return run_item(restorer, item), item.job.target

    improved, _ = run(paths[1], Output())
    kept, copy = run(paths[0], Output())
    assert copy.name == "clean_auto.jpg"
    assert copy.read_bytes() == paths[0].read_bytes()
    assert (kept.report.models, kept.notes) == ((), (COPIED,))
    assert kept.report.decision
    assert (kept.report.decision.automatic, kept.report.decision.treated) == (True, ())
    assert improved.report.models == (restorer.catalog.default("denoise").id,)
    assert improved.report.decision
    assert improved.report.decision.treated == ("noise",)

    for output in (Output(quality=50), Output(form="PNG")):  # something else is asked of the file
        written, target = run(paths[0], output)
        assert written.report.models == ()
        assert COPIED not in written.notes
        assert target.read_bytes() != paths[0].read_bytes()
    grainy, target = run(paths[0], Output(form="PNG"), replace(IMPROVE, mix=Mix(grain=5.0)))
    assert grainy.report.models == ()
    assert 2 < np.std(load_photo(target).pixels - np.float32(load_photo(paths[0]).pixels)) < 5.5
    larger, _ = run(paths[0], Output(form="PNG"), replace(IMPROVE, scale=2))
    assert larger.report.models == (restorer.catalog.default("upscale", 2).id,)


def test_what_cannot_be_written_is_refused_before_the_photo_is_opened(
    restorer: Restorer, photos: list[Path], tmp_path: Path
) -> None:
    (item, *_) = planned([tmp_path / "no photo.png"], Output(tmp_path / "out")).items
    assert item.job

    def refused(target: Path, kind: type[SaveError], **output: object) -> None:
        job = Job(ORDER, replace(item.job.output, **output), target)  # type: ignore[union-attr, arg-type]
        with pytest.raises(kind):
            run_item(restorer, replace(item, job=job))

    (tmp_path / "out" / "there.png").write_bytes(b"precious")
    refused(tmp_path / "out" / "there.png", OutputExists)
    refused(tmp_path / "gone" / "x.png", OutputFolderMissing, folder=tmp_path / "gone")
    refused(tmp_path / "out" / "x.jpg", FormatUnsupported, depth="16")
    refused(tmp_path / "out" / "x.xyz", FormatUnsupported)
    assert (tmp_path / "out" / "there.png").read_bytes() == b"precious"
    own = Job(ORDER, Output(existing="replace"), photos[0])
    with pytest.raises(SaveError):
        run_item(restorer, replace(item, source=photos[0], job=own))


def test_folders_are_made_below_the_output_folder(restorer: Restorer, photos: list[Path], tmp_path: Path) -> None:
    queue = Queue()
    queue.add([Found(photos[0], tmp_path)])
    queue.put(plan(queue.items, ORDER, Output(tmp_path / "out", mirror=True), today=TODAY))
    run_item(restorer, queue.items[0])
    assert [path.name for path in (tmp_path / "out" / "in").iterdir()] == ["a_upscale-rgb-x2.png"]


def test_a_cancelled_item_leaves_nothing(restorer: Restorer, photos: list[Path], tmp_path: Path) -> None:
    token = CancelToken()

    def tell(fraction: float) -> None:
        if fraction > 0.1:
            token.cancel()

    with pytest.raises(Cancelled):
        run_item(restorer, planned(photos, Output(tmp_path / "out")).items[0], progress=Reporter(tell, token))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_pace_can_be_measured(restorer: Restorer) -> None:
    assert measured_pace(restorer, ORDER) > 0
    assert measured_pace(restorer, replace(IMPROVE, scale=2)) > 0


# -------------------------------------------------------------------- the journal


def run_some(queue: Queue, journal: Journal, restorer: Restorer, count: int) -> None:
    """As a program does it, until it is killed."""
    for _ in range(count):
        item = queue.next()
        assert item
        journal.note(queue.begin(item.number))
        journal.flush()
        try:
            finished = run_item(restorer, item)
            journal.note(queue.done(item.number, finished.seconds, finished.result_bytes))
        except ImageUnreadable as error:
            journal.note(queue.end(item.number, "failed", str(error)))
        journal.flush()


def test_a_killed_batch_goes_on_where_it_stopped(restorer: Restorer, photos: list[Path], tmp_path: Path) -> None:
    photos.insert(1, tmp_path / "in" / "bad é.png")
    photos[1].write_bytes(b"no photo")
    queue = planned(photos, Output(tmp_path / "out"))
    path = tmp_path / "state" / "batch.jsonl"
    journal = Journal(path)
    journal.begin(queue.items)
    run_some(queue, journal, restorer, 2)
    # Killed while the third was half done: it had begun, and a line was being written.
    journal.note(queue.begin(3))
    journal.flush()
    with path.open("ab") as file:
        file.write(b'{"put":[{"numb')
    kept = (tmp_path / "out" / "a_upscale-rgb-x2.png").stat().st_mtime_ns

    resumed = Queue(read_journal(path))
    assert [item.state for item in resumed.items] == ["done", "failed", "waiting", "waiting"]
    assert [replace(item, state="running") for item in resumed.items[2:3]] == [queue.items[2]]
    again = Journal(path)
    again.begin(resumed.items)
    run_some(resumed, again, restorer, 2)
    assert [item.state for item in read_journal(path)] == ["done", "failed", "done", "done"]
    assert (tmp_path / "out" / "a_upscale-rgb-x2.png").stat().st_mtime_ns == kept, "not done twice"
    assert len(list((tmp_path / "out").iterdir())) == 3
    again.discard()
    assert read_journal(path) == ()
    assert not path.exists()


def test_results_are_looked_at_when_a_batch_goes_on(restorer: Restorer, photos: list[Path], tmp_path: Path) -> None:
    queue = planned(photos, Output(tmp_path / "out"))
    journal = Journal(tmp_path / "batch.jsonl")
    journal.begin(queue.items)
    run_some(queue, journal, restorer, 3)
    first, second, _ = (item.job.target for item in queue.items if item.job)
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1])
    assert [item.state for item in read_journal(journal.path)] == ["waiting", "waiting", "done"]


def test_a_result_that_was_whole_before_its_end_was_told_counts(photos: list[Path], tmp_path: Path) -> None:
    choices: tuple[tuple[Existing, str], ...] = (("skip", "done"), ("number", "done"), ("replace", "waiting"))
    for existing, state in choices:
        queue = planned(photos[:1], Output(tmp_path / "out", existing=existing))
        journal = Journal(tmp_path / "batch.jsonl")
        journal.begin(queue.items)
        journal.note(queue.begin(1))
        journal.flush()
        assert queue.items[0].job
        queue.items[0].job.target.write_bytes(b"result")
        (item,) = read_journal(journal.path)
        assert (item.state, item.result_bytes) == (state, 6 if state == "done" else None)


def test_every_fact_comes_back(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(b"/caf\xe9/\xec\x82\xac.png")) if os.name == "posix" else Path("/사진.png")
    order = Order("denoise+upscale", ("a", "b"), 4, 12.5, Mix(0.25, 0.5, 3.0), True)
    output = Output(Path("/out"), True, "{stem}", "WebP", 80, "16", "number")
    full = Item(7, odd, odd.parent, Size(3, 2), Job(order, output, odd), "failed", 1.5, None, "“x” broke\nbadly")
    journal = Journal(tmp_path / "batch.jsonl")
    journal.begin([full, Item(8, Path("/b.png")), Item(9, Path("/c.png"))])
    journal.note(Change(removed=(8,)))
    journal.note(Change(ordered=(9, 7)))
    journal.flush()
    assert read_journal(journal.path) == (Item(9, Path("/c.png")), full)


def test_changes_are_noted_while_the_disk_is_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are noted on the GUI thread, which must not wait for the disk."""
    first, second = Item(1, Path("/a.png")), Item(2, Path("/b.png"))
    journal = Journal(tmp_path / "batch.jsonl")
    journal.begin([first])
    journal.flush()
    stuck: list[bool] = []

    def slow(file: int) -> None:
        other = threading.Thread(target=journal.note, args=(Change(put=(second,)),), daemon=True)
        other.start()
        other.join(5)
        stuck.append(other.is_alive())

    monkeypatch.setattr(os, "fsync", slow)
    journal.note(Change(removed=(1,)))
    journal.flush()
    monkeypatch.undo()
    assert stuck == [False]
    assert journal.pending
    assert read_journal(journal.path) == ()
    journal.flush()
    assert read_journal(journal.path) == (second,)


def test_what_could_not_be_written_is_written_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Item(1, Path("/a.png")), Item(2, Path("/b.png"))
    journal = Journal(tmp_path / "folder" / "batch.jsonl")
    journal.begin([first])
    journal.note(Change(put=(second,)))
    (tmp_path / "folder").write_text("in the way")
    with pytest.raises(JournalError):
        journal.flush()
    (tmp_path / "folder").unlink()
    journal.flush()
    assert read_journal(journal.path) == (first, second)


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda lines: [b"{}", *lines[1:]], "line 1"),
        (lambda lines: [lines[0].replace(b"4", b"1"), *lines[1:]], "version"),
        (lambda lines: [lines[0], b"not json", *lines[1:]], "line 2"),
        (lambda lines: [*lines, b'{"put":[]}x'], "line 3"),
        (lambda lines: [*lines, b"{}"], "line 3"),
        (lambda lines: [*lines, b'{"drop":[1]}'], "line 3"),
        (lambda lines: [*lines, b'{"removed":["1"]}'], "line 3"),
        (lambda lines: [lines[0], lines[1].replace(b'"state":"waiting"', b'"state":"lost"')], "lost"),
        (lambda lines: [lines[0], lines[1].replace(b'"number":1', b'"number":1.0')], "line 2"),
        (lambda lines: [lines[0], lines[1].replace(b'"message":""', b'"massage":""')], "line 2"),
        (lambda lines: [lines[0], lines[1].replace(b'"size":null', b'"size":{"width":0,"height":1}')], "line 2"),
    ],
)
def test_a_journal_that_is_not_as_it_should_be_is_refused(tmp_path: Path, change, fact: str) -> None:  # type: ignore[no-untyped-def]
    journal = Journal(tmp_path / "batch.jsonl")
    journal.begin([Item(1, Path("/a.png"))])
    journal.flush()
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(b"\n".join(change(lines)) + b"\n")
    with pytest.raises(JournalError, match=fact):
        read_journal(journal.path)


def test_a_journal_that_cannot_be_written_keeps_what_was_noted(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file, no folder")
    journal = Journal(tmp_path / "state" / "batch.jsonl")
    journal.begin([Item(1, Path("/a.png"))])
    with pytest.raises(JournalError):
        journal.flush()
    (tmp_path / "state").unlink()
    journal.flush()
    assert len(read_journal(journal.path)) == 1
    assert json.loads(journal.path.read_bytes().splitlines()[0]) == {"recon batch": 4}


def test_what_cannot_fit_is_refused_before_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order, output = Order("upscale", ("upscale-luma-x2",), scale=2), Output(folder=tmp_path)
    job = Job(order, output, tmp_path / "large.bmp")
    item = Item(1, tmp_path / "photo.png", job=job)
    info = PhotoInfo(Size(16_000, 16_000), "PNG", np.dtype(np.uint8), 1)
    assert room.memory_bytes(info, job) == 16_000 * 16_000 * 4 * 5, "a BMP is put together whole"
    monkeypatch.setattr(room.machine, "memory_at_hand_mib", lambda: 4900.0)
    room.refuse_too_large(item, job, info)
    streamed = replace(job, target=tmp_path / "large.png")
    assert room.memory_bytes(info, streamed) < 16_000 * 16_000 * 4 * 1.2
    monkeypatch.setattr(room.machine, "memory_at_hand_mib", lambda: 4800.0)
    room.refuse_too_large(item, streamed, info)
    with pytest.raises(NotEnoughMemory):
        room.refuse_too_large(item, job, info)
    monkeypatch.setattr(room.machine, "memory_at_hand_mib", lambda: 1e6)
    monkeypatch.setattr(room, "free_bytes", lambda folder: 100_000_000)
    with pytest.raises(OutputUnwritable):
        room.refuse_too_large(item, job, info)


def test_the_outlook_of_a_batch_comes_from_some_of_its_photos(tmp_path: Path) -> None:
    job = Job(Order("upscale", ("x",), scale=2), Output(folder=tmp_path), tmp_path / "out.png")
    items = []
    for number in range(100):
        path = tmp_path / f"{number:03}.png"
        save_photo(photo_from_array(np.zeros((10, 20, 3), np.uint8)), path)
        items.append(Item(number, path, job=job))
    expected = room.outlook(items, 500.0)
    assert expected is not None
    one = room.outlook(items[:1], 500.0)
    assert one is not None
    assert (expected.photos, expected.result_bytes) == (100, pytest.approx(100 * one.result_bytes, rel=0.02))
    assert expected.memory_bytes == 10 * 20 * 4 * (1 + 2 * 4), "bands as large as the result: one is read, one is made"
    assert room.outlook([Item(1, tmp_path / "none.png", job=job)], 500.0) is None
