"""The workspace with lanes that run when told: photos and choices, and that nothing is left behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors
from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.values.state import Notice, Simulation
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import (
    RESTED_MS,
    WHOLE,
    FakeRestorer,
    Heard,
    Pump,
    look,
    original_of,
)

# -------------------------------------------------------------------- opening


def test_empty(workspace: Workspace) -> None:
    assert not workspace.ready
    assert (workspace.photo, workspace.recipe, workspace.result, workspace.measures) == (None, None, None, None)
    assert workspace.choices("denoise+upscale") == ()
    assert workspace.before(WHOLE, 1) == workspace.after(WHOLE, 1) == ()
    workspace.restore()
    workspace.cancel()
    workspace.look_at(WHOLE, 1)
    workspace.set_simulation(Simulation(noise=5))
    workspace.set_reference(Path("nowhere"))
    workspace.set_model("nothing")
    workspace.undo()
    assert workspace.activity.kind == "idle"


def test_a_photo_named_before_the_models_are_loaded_waits_for_them(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path, heard: Heard
) -> None:
    workspace.open(photo_path)
    assert workspace.activity.kind == "loading"
    assert workspace.photo is None
    workspace.start(lambda: services)
    pump.run()
    assert workspace.ready
    assert workspace.name == "photo.png"
    assert original_of(workspace).size == Size(300, 200)
    assert workspace.activity.kind == "idle"
    assert heard.errors == []


def test_a_start_that_fails_is_told(workspace: Workspace, pump: Pump, heard: Heard) -> None:
    def make() -> Services:
        raise errors.ModelCorrupt("a-model", "nibbled")

    workspace.start(make)
    pump.run()
    assert "a-model" in heard.last.what


def test_the_photo_shows_before_its_noise_is_known(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path, heard: Heard
) -> None:
    workspace.attach(services)
    workspace.open(photo_path)
    pump.run(Lane.INTERACTIVE)
    assert workspace.pyramid is not None
    assert workspace.estimated_noise is None
    pump.run()
    assert workspace.estimated_noise == pytest.approx(4, abs=1.5)
    assert heard.signals.count("photo_changed") == 2


def test_a_photo_that_cannot_be_opened_leaves_the_older_one(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path
) -> None:
    before = opened.photo
    (tmp_path / "text.jpg").write_text("not a photo")
    opened.open(tmp_path / "text.jpg")
    assert opened.activity.kind == "loading"
    pump.run()
    assert opened.photo is before
    assert "text.jpg" in heard.last.what
    assert heard.last.next_step
    assert opened.activity.kind == "idle"


def test_a_truncated_photo_opens_when_asked_for_what_is_there(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path, make_photo: Callable[..., Path]
) -> None:
    whole = make_photo("whole.jpg")
    (tmp_path / "cut.jpg").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    opened.open(tmp_path / "cut.jpg")
    pump.run()
    act = next(action for action in heard.last.actions if action.key == "open_truncated")
    assert act.run is not None
    act.run()
    pump.run()
    assert opened.name == "cut.jpg"


def test_the_last_of_two_photos_counts(opened: Workspace, pump: Pump, make_photo: Callable[..., Path]) -> None:
    opened.open(make_photo("first.png", (30, 20)))
    opened.open(make_photo("second.png", (40, 20)))
    pump.run()
    assert opened.name == "second.png"


def test_opening_can_be_cancelled(opened: Workspace, pump: Pump, make_photo: Callable[..., Path]) -> None:
    opened.open(make_photo("other.png", (30, 20)))
    opened.cancel()
    pump.run()
    assert opened.name == "photo.png"
    assert opened.activity.kind == "idle"


def test_a_pasted_picture(workspace: Workspace, services: Services, pump: Pump) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    workspace.attach(services)
    workspace.open_image(image)
    image.fill(0)
    pump.run()
    assert workspace.photo is not None
    assert workspace.photo.pixels[5, 5].tolist() == [0x33, 0x66, 0x99]
    assert workspace.name
    assert workspace.suggested_name() == "photo_denoise-one.png"
    workspace.set_task("denoise+upscale")
    assert workspace.suggested_name() == "photo_denoise-one+upscale-one-x2.png"


def test_a_reference_that_is_refused_can_be_taken_nevertheless_or_exchanged(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path], heard: Heard
) -> None:
    path = make_photo("reference.png")
    path.write_bytes(path.read_bytes()[:-2000])
    opened.set_reference(path)
    pump.run()
    nevertheless, another = heard.last.actions
    assert (nevertheless.key, another.key, another.run) == ("open_truncated", "choose_reference", None)
    assert not opened.has_reference
    assert nevertheless.run is not None
    nevertheless.run()
    pump.run()
    assert opened.has_reference
    assert opened.reference_name == "reference.png"


def test_a_suggested_name_is_one_that_file_systems_take(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path
) -> None:
    long = photo_path.rename(photo_path.with_name("고" * 80 + ".png"))
    workspace.attach(services)
    workspace.open(long)
    pump.run()
    name = workspace.suggested_name()
    assert len(name.encode()) <= 255
    assert name.startswith("고" * 70)
    assert name.endswith("_denoise-one.png")


def test_the_sample(workspace: Workspace, services: Services, pump: Pump) -> None:
    workspace.attach(services)
    workspace.open_sample()
    pump.run()
    assert workspace.photo is not None


# -------------------------------------------------------------------- choices


def test_choices_make_the_recipe(opened: Workspace) -> None:
    assert opened.recipe is not None
    assert [step.model for step in opened.recipe.steps] == ["denoise-one"]
    assert (opened.result_scale, opened.result_size) == (1, Size(300, 200))
    opened.set_task("denoise+upscale")
    opened.set_scale(4)
    opened.set_model("denoise-two")
    assert opened.recipe is not None
    assert [step.model for step in opened.recipe.steps] == ["denoise-two", "upscale-one-x4"]
    assert (opened.result_scale, opened.result_size) == (4, Size(1200, 800))
    assert [model.id for model in opened.choices("upscale")] == ["upscale-one-x4"]
    opened.set_scale(2)
    opened.set_model("upscale-two-x2")
    assert opened.upscaler == "upscale-two-x2"
    opened.set_scale(4)
    assert opened.upscaler == "upscale-one-x4"
    opened.set_scale(2)
    assert opened.upscaler == "upscale-two-x2", "each scale remembers its model"


def test_undo_and_redo(opened: Workspace, heard: Heard) -> None:
    opened.set_task("upscale")
    for step in range(5):
        opened.set_strength(1 - step / 10)
    assert heard.signals.count("recipe_changed") == 5  # the first strength is the one it has
    opened.undo()
    assert (opened.task, opened.strength) == ("upscale", 1.0)
    opened.undo()
    assert opened.task == "denoise"
    assert not opened.can_undo
    opened.redo()
    opened.redo()
    assert (opened.task, opened.strength) == ("upscale", 0.6)
    assert not opened.can_redo


def test_an_unknown_model_is_told_and_nothing_changes(opened: Workspace, heard: Heard) -> None:
    opened.set_model("denoise-won")
    assert "denoise-won" in heard.last.what
    assert opened.denoiser == "denoise-one"


def test_a_damaged_card_is_told(workspace: Workspace, services: Services, heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "models" / "denoise-one" / "card.json").write_text("{")
    broken = Services.start([tmp_path / "models"], tmp_path / "sample.png", "cpu", None)
    workspace.attach(broken)
    assert "denoise-one" in heard.last.what
    assert workspace.denoiser == "denoise-two"


# -------------------------------------------------------------------- the end


def test_a_bug_is_told_calmly(
    opened: Workspace, pump: Pump, restorer: FakeRestorer, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    restorer.error = KeyError("a bug")
    opened.restore()
    pump.run()
    assert heard.last.severity == "error"
    assert "KeyError" in heard.last.details
    assert "a bug" in caplog.text
    caplog.clear()


def test_close_ends_everything_and_can_be_repeated(
    opened: Workspace, pump: Pump, services: Services, qtbot: QtBot
) -> None:
    opened.restore()
    opened.look_at(WHOLE, 2)
    opened.close()
    opened.close()
    opened.look_at(Region(0, 0, 20, 20), 2)
    opened.restore()
    qtbot.wait(RESTED_MS)
    assert services.runtime.closed  # type: ignore[attr-defined]
    assert pump.waiting() == 0


def test_photos_and_results_are_let_go(
    opened: Workspace, pump: Pump, qtbot: QtBot, services: Services, make_photo: Callable[..., Path]
) -> None:
    look(opened, pump, qtbot)
    opened.restore()
    pump.run()
    assert opened.pyramid is not None
    watched = [weakref.ref(original_of(opened).pixels.base), weakref.ref(opened.pyramid)]
    told: list[Notice] = []
    opened.told.connect(told.append)
    opened.open(make_photo("other.png", (64, 48), seed=1))
    pump.run()
    services.cache.clear()
    gc.collect()
    assert [ref() for ref in watched] == [None, None]
