"""How fast the models are here: from runs, measured in passing, kept, and told on the cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.kept.speeds import Speeds, speed_words
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.panels.model_picker import card_words
from recon_desktop.ui.values.requests import Speed
from recon_desktop.ui.values.state import Activity
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import FakeRestorer, Pump
from tests.ui.fake_workspace import MODELS, FakeWorkspace, make_model, make_photo, make_window, offscreen

pytestmark = offscreen

DEVICE = "CPU, 2 threads"


@pytest.fixture
def double(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def speeds(double: FakeWorkspace, tmp_path: Path) -> Speeds:
    return Speeds(double, tmp_path)  # type: ignore[arg-type]


def answer(double: FakeWorkspace) -> Callable[[Speed | None], None]:
    """What waits for the measurement asked for last."""
    done: Callable[[Speed | None], None] = double.named("time_model")[-1][1]
    return done


def asked(double: FakeWorkspace) -> list[str]:
    return [call[0] for call in double.named("time_model")]


def test_a_run_tells_the_speed_and_it_is_kept(speeds: Speeds, double: FakeWorkspace, tmp_path: Path) -> None:
    double.load(make_photo())
    double.finish()
    assert speeds.of("denoise-dncnn") == pytest.approx(1 / 1.5)
    again = Speeds(double, tmp_path)  # type: ignore[arg-type]
    again.load()
    assert again.of("denoise-dncnn") == pytest.approx(1 / 1.5)
    double.device.words = "GPU"
    assert again.of("denoise-dncnn") is None, "on another device it is another"
    double.device.words = ""
    assert again.of("denoise-dncnn") is not None
    (tmp_path / "speeds.json").write_text('{"schema": 1, "speeds": [{}]}')
    damaged = Speeds(double, tmp_path)  # type: ignore[arg-type]
    damaged.load()
    assert damaged.of("denoise-dncnn") is None


def test_an_ensemble_tells_nothing(speeds: Speeds, double: FakeWorkspace) -> None:
    double.load(make_photo())
    double.finish()
    double.runs.result.recipe.ensemble, double.runs.result.report.models = True, ("other",)
    double.runs.changed.emit()
    assert speeds.of("other") is None


def test_a_run_that_took_the_preview_tells_nothing(speeds: Speeds, double: FakeWorkspace) -> None:
    double.load(make_photo())
    double.finish()
    double.runs.result.report.reused, double.runs.result.report.models = 0.1, ("other",)
    double.runs.changed.emit()
    assert speeds.of("other") is None


def test_what_is_unknown_is_measured_one_by_one_while_nothing_goes_on(speeds: Speeds, double: FakeWorkspace) -> None:
    double.activity = Activity("previewing")
    speeds.want(["a", "b", "c"])
    assert asked(double) == []
    double.activity = Activity()
    double.activity_changed.emit()
    assert asked(double) == ["a"]
    answer(double)(Speed("a", DEVICE, 2.5))
    assert speeds.of("a") == 2.5
    answer(double)(None)
    assert asked(double) == ["a", "b", "c"], "one that fails does not hold up the next"
    speeds.want(["a"])
    assert asked(double) == ["a", "b", "c"], "it is known"


def test_an_answer_that_comes_after_the_window_went_is_dropped(
    speeds: Speeds, double: FakeWorkspace, tmp_path: Path
) -> None:
    speeds.want(["a", "b"])
    delete(speeds)
    answer(double)(Speed("a", DEVICE, 2.5))
    assert asked(double) == ["a"]
    assert not list(tmp_path.iterdir())


def test_a_run_goes_first(speeds: Speeds, double: FakeWorkspace) -> None:
    speeds.want(["a"])
    double.activity = Activity("restoring")
    double.activity_changed.emit()
    double.activity = Activity()
    double.activity_changed.emit()
    assert asked(double) == ["a", "a"]


def test_the_list_of_models_tells_speeds_as_they_come(qtbot: QtBot, double: FakeWorkspace) -> None:
    window = make_window(qtbot, double)
    popup = window.restore_panel.denoiser.open()
    button = popup.buttons["denoise-dncnn"]
    assert "not measured yet" in button._caption.text()
    answer(double)(Speed("denoise-dncnn", DEVICE, 1.234))
    assert "1.2 s per megapixel" in button._caption.text()
    assert "1.2 s per megapixel" in button.toolTip()
    assert "1.2 s per megapixel" in window.restore_panel.denoiser.toolTip()
    popup.close()
    dialog = ModelsDialog(MODELS, window, window.kept.speeds)
    qtbot.addWidget(dialog)
    row = next(row for row in range(dialog.table.rowCount()) if dialog.table.item(row, 0).text() == "Residual denoiser")
    assert dialog.table.item(row, 3).text() == "1.23"


def test_speeds_in_words() -> None:
    assert [speed_words(seconds) for seconds in (None, 0.034, 0.5, 2.34, 12.6)] == [
        "speed not measured yet", "0.03 s per megapixel", "0.50 s per megapixel", "2.3 s per megapixel",
        "13 s per megapixel",
    ]  # fmt: skip


def test_the_card_tells_what_a_noise_level_does() -> None:
    told = make_model("told", "Told")
    assert "found by the network itself" in card_words(told.card)
    told.card.conditions = ("noise_level",)
    assert "given to the network" in card_words(told.card)
    assert "CC0" in card_words(told.card)


def test_the_workspace_times_a_model(
    opened: Workspace, services: Services, restorer: FakeRestorer, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Speed | None] = []
    monkeypatch.setattr(Services, "speed", lambda self, model, progress: Speed(model, "Fake", 3.0))
    opened.device.time_model("denoise-one", heard.append)
    pump.run()
    assert heard == [Speed("denoise-one", "Fake", 3.0)]
    opened.device.time_model("denoise-two", heard.append)
    opened.runs.restore()
    pump.run()
    assert len(heard) == 1, "the run goes first"
    assert opened.runs.result is not None
