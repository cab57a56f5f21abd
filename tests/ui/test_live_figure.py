"""The figure while it is arranged: only boxes are restored, what is known is kept, what is written is what shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from recon_desktop.core.errors import ProviderFailed
from recon_desktop.core.geometry import Region
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.workspace import live_figure
from recon_desktop.ui.workspace.live_figure import LiveFigure
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, FakeRestorer, Heard, Pump, original_of

BOX = Region(20, 10, 30, 24)
OTHER = Region(80, 40, 16, 16)


@pytest.fixture
def figure(opened: Workspace, pump: Pump, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveFigure]:
    monkeypatch.setattr(live_figure, "DEBOUNCE_MS", 0)
    opened.photos.set_simulation(Simulation(downscale=2))
    opened.choices.set_task("upscale")
    pump.run()
    figure = opened.comparison.live_figure()
    yield figure
    figure.close()


def _make(figure: LiveFigure, pump: Pump, qtbot: QtBot) -> None:
    def made() -> bool:
        pump.run()
        return figure.complete

    qtbot.waitUntil(made, timeout=PATIENCE_MS)


def test_the_boxes_begin_where_the_detail_is_and_every_method_fills_them(
    figure: LiveFigure, pump: Pump, qtbot: QtBot, restorer: FakeRestorer, opened: Workspace
) -> None:
    restorer.calls.clear()
    _make(figure, pump, qtbot)
    assert len(figure.boxes) == 2
    photo = opened.photos.photo
    assert photo is not None
    assert all(photo.size.whole.contains(box) for box in figure.boxes)
    keys = [column.key for column in figure.columns]
    assert keys == ["reference", "nearest", "bicubic", "lanczos", "upscale-one-x2", "upscale-two-x2"]
    assert figure.columns[0].score is None
    assert all(column.score is not None for column in figure.columns[1:])
    assert {column.best for column in figure.columns[1:]} == {True, False}
    assert {region for _, region in restorer.calls} == set(figure.boxes), "only the boxes are restored"
    for column in figure.columns:
        for crop, box in zip(column.crops, figure.boxes, strict=True):
            assert crop is not None
            assert crop.shape == (2 * box.height, 2 * box.width, 3)


def test_a_box_that_stays_is_not_made_again(
    figure: LiveFigure, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    figure.set_boxes((BOX, OTHER))
    _make(figure, pump, qtbot)
    restorer.calls.clear()
    moved = Region(OTHER.left + 3, OTHER.top, OTHER.width, OTHER.height)
    figure.set_boxes((BOX, moved))
    assert not figure.complete
    assert [crop is not None for crop in figure.columns[1].crops] == [True, False]
    assert figure.columns[1].score is None, "the score of other boxes is not shown"
    _make(figure, pump, qtbot)
    assert {region for _, region in restorer.calls} == {moved}


def test_other_choices_make_other_crops(
    figure: LiveFigure, pump: Pump, qtbot: QtBot, opened: Workspace, restorer: FakeRestorer
) -> None:
    figure.set_boxes((BOX,))
    _make(figure, pump, qtbot)
    opened.choices.set_scale(4)
    assert figure.boxes == (BOX,)
    assert all(crop is None for column in figure.columns for crop in column.crops)
    _make(figure, pump, qtbot)
    assert [column.key for column in figure.columns][:2] == ["nearest", "bicubic"], "no reference of this size"
    assert figure.columns[0].crops[0] is not None
    assert figure.columns[0].crops[0].shape == (96, 120, 3)
    assert all(column.score is None for column in figure.columns)
    opened.photos.set_simulation(None)
    pump.run()
    assert figure.boxes != (BOX,), "another photo has other places"


def test_boxes_stay_while_the_same_photo_is_damaged_otherwise(
    figure: LiveFigure, pump: Pump, opened: Workspace
) -> None:
    figure.set_boxes((BOX,))
    opened.photos.set_simulation(Simulation(downscale=2, noise=5))
    pump.run()
    assert figure.boxes == (BOX,)
    opened.photos.set_simulation(Simulation(downscale=4, noise=5))
    pump.run()
    assert figure.boxes != (BOX,), "of another size"
    opened.photos.set_simulation(None)
    pump.run()
    figure.set_boxes((BOX,))
    path = original_of(opened).path
    assert path is not None
    opened.photos.open(path)
    pump.run()
    assert figure.boxes != (BOX,), "opened anew"


def test_what_is_written_is_what_shows(
    figure: LiveFigure, pump: Pump, qtbot: QtBot, tmp_path: Path, heard: Heard, opened: Workspace
) -> None:
    path = tmp_path / "figure.png"
    figure.write(path)
    assert pump.run() >= 0
    assert not path.exists(), "not before every crop is there"
    figure.set_boxes((BOX, OTHER))
    _make(figure, pump, qtbot)
    figure.write(path)
    pump.run()
    assert heard.last.severity == "good"
    assert [action.key for action in heard.last.actions] == ["show_in_folder"]
    drawn = np.asarray(Image.open(path).convert("RGB"))
    crop = figure.columns[-1].crops[0]
    assert crop is not None
    assert any(_holds(drawn, np.repeat(crop[20], factor, axis=0)) for factor in range(2, 12))
    figure.write(path)
    pump.run()
    assert [action.key for action in heard.last.actions] == ["overwrite", "save_figure_as"]
    figure.write(tmp_path / "figure.svg")
    pump.run()
    assert "PSNR / SSIM of the marked parts" in (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert original_of(opened) is opened.photos.original


def _holds(picture: np.ndarray, line: np.ndarray) -> bool:  # type: ignore[type-arg]
    """Whether a row of the picture has these pixels."""
    return any(line.tobytes() in row.tobytes() for row in picture)


def test_a_failure_is_told_and_nothing_is_tried_forever(
    figure: LiveFigure, pump: Pump, qtbot: QtBot, heard: Heard, restorer: FakeRestorer
) -> None:
    restorer.error = ProviderFailed("Fake", "gone")
    figure.set_boxes((BOX,))
    qtbot.waitUntil(lambda: bool(pump.run()) or bool(heard.errors), timeout=PATIENCE_MS)
    qtbot.wait(20)
    pump.run()
    assert len(heard.errors) == 1
    assert not figure.complete


def test_a_closed_figure_asks_for_nothing(figure: LiveFigure, pump: Pump, qtbot: QtBot, opened: Workspace) -> None:
    figure.set_boxes((BOX,))
    figure.close()
    qtbot.wait(20)
    assert opened.activity.kind != "previewing"
    opened.choices.set_scale(4)
    assert figure.boxes == (BOX,)
