"""The trust overlay of the workspace: what is judged when, what is drawn, and the one number."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import qGray
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.thresholds import THRESHOLDS
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.trust import Question, TrustMaps, question
from recon_desktop.ui.lanes import judging
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.values.requests import JudgedCell, Subject
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, RESTED_MS, WHOLE, FakeRestorer, Heard, Pump, look, original_of
from tests.ui.fake_workspace import make_photo

CALM = Question(Recipe((Step("denoise-one"),)), "", None, 0.0)


class Judge:
    """Stands for `judging.judged`: what lies left of the middle of the photo is firm, the rest twice the threshold.

    Attributes:
        cells: What it was asked for, and whether a person waits for it.
        error: Raised, if set.
    """

    def __init__(self) -> None:
        self.cells: list[tuple[Region, bool]] = []
        self.asked: list[Question | None] = []
        self.error: Exception | None = None

    def __call__(
        self,
        restorer: Any,
        subject: Subject,
        asked: Question | None,
        cell: Region,
        progress: Progress,
        *,
        urgency: Urgency,
    ) -> JudgedCell:
        self.cells.append((cell, urgency))
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        across = np.arange(cell.left, cell.right) >= subject.photo.size.width // 2
        combined = np.broadcast_to(np.where(across, 128, 10).astype(np.uint8), (cell.height, cell.width)).copy()
        return JudgedCell(cell, {"consistency": combined // 2, "stability": combined, "combined": combined}, CALM)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    judge = Judge()
    monkeypatch.setattr(judging, "judged", judge)
    return judge


def test_the_report_has_the_trust_of_a_result_that_was_judged_all_over(
    opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge, tmp_path: Path
) -> None:
    opened.comparison.write_report(tmp_path / "before.html")
    pump.run()
    assert "Firm" not in (tmp_path / "before.html").read_text(encoding="utf-8")
    opened.runs.restore()
    pump.run()
    opened.trust.show(True)
    look(opened, pump, qtbot)
    qtbot.waitUntil(lambda: pump.run() >= 0 and opened.trust.view.whole, timeout=PATIENCE_MS)
    opened.comparison.write_report(tmp_path / "after.html")
    pump.run()
    page = (tmp_path / "after.html").read_text(encoding="utf-8")
    assert "<th>Firm %</th>" in page
    assert "Firm is the share" in page
    assert page.count('alt="Trust map of denoise-one"') == 2
    with (tmp_path / "after.csv").open(encoding="utf-8") as file:
        firm = {row["method"]: row["firm"] for row in csv.DictReader(file)}
    assert firm == {"input": "", "denoise-one": "0.5", "denoise-two": ""}


def lit(layer: Layer, x: int, y: int) -> int:
    return qGray(layer.image.pixel(x, y))


def clear(workspace: Workspace) -> bool:
    """Whether the overlay hides nothing."""
    return all(
        layer.image.pixelColor(x, 50).alpha() == 0
        for layer in workspace.trust.layers(WHOLE, 2.0)
        for x in range(0, layer.image.width(), 20)
    )


def settle(workspace: Workspace, pump: Pump, qtbot: QtBot) -> None:
    """Let everything come that was asked for."""
    for _ in range(3):
        qtbot.wait(RESTED_MS)
        pump.run()


def test_nothing_is_judged_unless_it_is_shown(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    look(opened, pump, qtbot)
    settle(opened, pump, qtbot)
    assert judge.cells == []
    before = len(opened.previews.after(WHOLE, 2.0))
    opened.trust.show(True)
    settle(opened, pump, qtbot)
    assert [cell for cell, _ in judge.cells] == [Region(0, 0, 256, 200), Region(256, 0, 44, 200)]
    assert all(urgency is Urgency.PREVIEW for _, urgency in judge.cells)
    assert judge.asked == [None, CALM], "the question is asked once"
    assert len(opened.previews.after(WHOLE, 2.0)) == before + 1
    opened.trust.show(False)
    assert len(opened.previews.after(WHOLE, 2.0)) == before
    settle(opened, pump, qtbot)
    assert len(judge.cells) == 2


def test_the_preview_goes_first(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    opened.previews.look_at(WHOLE, 2.0)
    qtbot.waitUntil(lambda: pump.waiting(Lane.INTERACTIVE) > 0, timeout=PATIENCE_MS)
    pump.run(Lane.INTERACTIVE, most=1)
    assert opened.previews.preview.fraction == 0.5
    qtbot.wait(2 * RESTED_MS)
    assert judge.cells == []
    pump.run()
    assert opened.previews.preview.fraction == 1
    settle(opened, pump, qtbot)
    assert len(judge.cells) == 2


def test_the_number_is_that_of_what_is_in_view(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot, Region(100, 0, 100, 100))
    assert opened.trust.view.firm is None
    settle(opened, pump, qtbot)
    view = opened.trust.view
    assert (view.firm, view.whole, view.fraction) == (0.5, False, 1.0)
    assert view.measures == ("consistency", "stability", "combined")
    opened.previews.look_at(Region(125, 0, 100, 100), 2.0)
    assert opened.trust.view.firm == 0.25, "what is judged already counts at once"
    settle(opened, pump, qtbot)
    assert len(judge.cells) == 1, "panning within it costs nothing"


def test_far_out_it_waits_for_the_whole_result(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    opened.previews.look_at(WHOLE, 0.4)
    settle(opened, pump, qtbot)
    assert judge.cells == []
    opened.runs.restore()
    settle(opened, pump, qtbot)
    view = opened.trust.view
    assert (view.firm, view.whole, view.fraction) == (0.5, True, 1.0)
    layer = opened.previews.after(WHOLE, 0.25)[-1]
    assert (layer.image.width(), layer.image.height()) == (75, 50)
    assert lit(layer, 0, 0) < lit(layer, 74, 49)


def test_after_the_run_the_rest_of_the_photo_follows(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot, Region(0, 0, 100, 100))
    settle(opened, pump, qtbot)
    assert [cell for cell, _ in judge.cells] == [Region(0, 0, 256, 200)]
    assert opened.trust.view.firm == 1
    opened.runs.restore()
    settle(opened, pump, qtbot)
    assert judge.cells[1:] == [(Region(256, 0, 44, 200), Urgency.RUN)], "nobody waits for what is out of view"
    assert opened.trust.view.whole
    assert opened.trust.view.firm == 0.5


def test_another_recipe_is_judged_anew_and_the_old_one_kept(
    opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge
) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot)
    settle(opened, pump, qtbot)
    opened.choices.set_model("denoise-two")
    assert opened.trust.view.firm is None
    assert clear(opened)
    settle(opened, pump, qtbot)
    assert not clear(opened)
    assert len(judge.cells) == 4
    opened.choices.undo()
    assert opened.trust.view.firm == 0.5
    settle(opened, pump, qtbot)
    assert len(judge.cells) == 4


def test_what_is_judged_is_dropped_with_the_view(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot, Region(0, 0, 100, 100))
    qtbot.waitUntil(lambda: pump.waiting(Lane.INTERACTIVE) > 0, timeout=PATIENCE_MS)
    opened.previews.look_at(Region(260, 0, 40, 40), 2.0)
    assert pump.waiting(Lane.INTERACTIVE) == 0
    settle(opened, pump, qtbot)
    assert [cell for cell, _ in judge.cells] == [Region(256, 0, 44, 200)]


def test_cancel_stops_it_until_something_changes(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot)
    qtbot.waitUntil(lambda: pump.waiting(Lane.INTERACTIVE) > 0, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: pump.run(Lane.RUN) > 0, timeout=PATIENCE_MS)
    assert opened.activity.kind == "judging"
    opened.cancel()
    assert opened.activity.kind == "idle"
    settle(opened, pump, qtbot)
    assert judge.cells == []
    opened.previews.look_at(Region(0, 0, 90, 90), 2.0)
    settle(opened, pump, qtbot)
    assert judge.cells != []


def test_a_failure_is_told_once(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge, heard: Heard) -> None:
    judge.error = errors.OutOfMemory("no room")
    opened.trust.show(True)
    look(opened, pump, qtbot)
    settle(opened, pump, qtbot)
    assert len(heard.errors) == len(judge.cells) == 1


def test_the_store_is_bounded(
    opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: LruCache[object, JudgedCell] = LruCache(3 * 256 * 200, lambda cell: cell.nbytes)
    monkeypatch.setattr(opened.trust, "_cells", cells)
    opened.trust.show(True)
    look(opened, pump, qtbot, Region(260, 0, 40, 40))
    settle(opened, pump, qtbot)
    look(opened, pump, qtbot, Region(0, 0, 40, 40))
    settle(opened, pump, qtbot)
    assert opened.trust.view.firm == 1
    (layer,) = opened.trust.layers(WHOLE, 2.0)
    assert layer.image.pixelColor(0, 0).alpha() > 0
    assert layer.image.pixelColor(299, 0).alpha() == 0, "that cell has gone"


def test_the_other_maps_are_drawn(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    opened.trust.show(True)
    look(opened, pump, qtbot, Region(0, 0, 256, 200))
    settle(opened, pump, qtbot)
    (combined,) = opened.trust.layers(Region(0, 0, 200, 200), 2.0)
    before = lit(combined, 200, 10)
    opened.trust.show_measure("consistency")
    assert opened.trust.view.measure == "consistency"
    assert opened.trust.view.firm is not None, "the number is that of all of them"
    (layer,) = opened.trust.layers(Region(0, 0, 200, 200), 2.0)
    assert lit(layer, 200, 10) < before
    opened.trust.show_measure("disagreement")
    assert clear(opened), "there is none"


# -------------------------------------------------------------------- what runs in the lane


def test_bytes_keep_what_is_firm_firm(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog, restorer: FakeRestorer
) -> None:
    values = np.linspace(0, 3, 600, dtype=np.float32).reshape(20, 30)
    values[0, :3] = (1.0, np.nextafter(np.float32(1), np.float32(2)), 0.0)
    maps = TrustMaps(
        Region(5, 6, 30, 20),
        values * np.float32(THRESHOLDS["consistency"]),
        np.zeros_like(values),
        np.zeros_like(values),
    )
    monkeypatch.setattr(judging, "judge", lambda *arguments, **options: maps)
    photo = make_photo(60, 40)
    recipe = Recipe((Step("upscale-one-x2"),))
    cell = judging.judged(restorer, Subject(photo, recipe, 2), None, maps.region, SILENT, urgency=Urgency.PREVIEW)
    assert judging.firm([cell], photo.size.whole) == maps.firm
    assert judging.firm([cell], Region(0, 0, 5, 5)) is None
    assert cell.asked == question(catalog, photo, recipe)
    part = Region(10, 10, 4, 3)
    inside = part.relative_to(maps.region).slices
    assert judging.firm([cell], part) == np.mean(maps.combined[inside] <= 1)
    assert cell.nbytes == 4 * 600


def test_a_cell_is_painted_dark_to_glowing() -> None:
    shades = np.linspace(0, 255, 64).astype(np.uint8)[np.newaxis].repeat(8, axis=0)
    cell = JudgedCell(Region(0, 0, 64, 8), {"combined": shades}, CALM)
    mosaic = judging.Mosaic(cell.region, 1, 1)
    assert mosaic.image.pixelColor(63, 7).alpha() == 0
    mosaic.add(cell, "combined")
    image = mosaic.image
    light = [qGray(image.pixel(x, 4)) for x in range(0, 64, 8)]
    assert light == sorted(light)
    assert image.pixelColor(0, 0).alpha() < image.pixelColor(63, 0).alpha() < 255
    for enlarged, step, size in ((1, 4, Size(16, 2)), (2, 1, Size(128, 16))):
        mosaic = judging.Mosaic(Region(32, 0, 64, 8), enlarged, step)
        mosaic.add(cell, "combined")
        assert Size(mosaic.image.width(), mosaic.image.height()) == size
        assert mosaic.image.pixelColor(0, 0).alpha() > 0
        assert mosaic.image.pixelColor(size.width - 1, 0).alpha() == 0, "the cell ends in the middle"
    legend = judging.scale_of_colours(100)
    assert (legend.width(), legend.height()) == (100, 1)


def test_the_map_lies_over_the_result_alone(opened: Workspace, pump: Pump, qtbot: QtBot, judge: Judge) -> None:
    look(opened, pump, qtbot)
    before = opened.previews.before(WHOLE, 2.0)
    opened.trust.show(True)
    settle(opened, pump, qtbot)
    assert len(opened.previews.before(WHOLE, 2.0)) == len(before)
    for layer in opened.trust.layers(WHOLE, 2.0):
        assert original_of(opened).size.whole.contains(Region(*(int(edge) for edge in layer.target.getRect())))
