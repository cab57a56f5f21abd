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
    assert not workspace.device.ready
    assert (workspace.photos.photo, workspace.runs.recipe, workspace.runs.result, workspace.measures.latest) == (
        None,
        None,
        None,
        None,
    )
    assert workspace.choices.models("denoise+upscale") == ()
    assert workspace.previews.before(WHOLE, 1) == workspace.previews.after(WHOLE, 1) == ()
    workspace.runs.restore()
    workspace.cancel()
    workspace.previews.look_at(WHOLE, 1)
    workspace.photos.set_simulation(Simulation(noise=5))
    workspace.photos.set_reference(Path("nowhere"))
    workspace.choices.set_model("nothing")
    workspace.choices.undo()
    assert workspace.activity.kind == "idle"


def test_a_photo_named_before_the_models_are_loaded_waits_for_them(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path, heard: Heard
) -> None:
    workspace.photos.open(photo_path)
    assert workspace.activity.kind == "loading"
    assert workspace.photos.photo is None
    workspace.device.start(lambda: services)
    pump.run()
    assert workspace.device.ready
    assert workspace.photos.name == "photo.png"
    assert original_of(workspace).size == Size(300, 200)
    assert workspace.activity.kind == "idle"
    assert heard.errors == []


def test_a_start_that_fails_is_told(workspace: Workspace, pump: Pump, heard: Heard) -> None:
    def make() -> Services:
        raise errors.ModelCorrupt("a-model", "nibbled")

    workspace.device.start(make)
    pump.run()
    assert "a-model" in heard.last.what


def test_the_photo_shows_before_its_noise_is_known(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path, heard: Heard
) -> None:
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run(Lane.INTERACTIVE)
    assert workspace.photos.pyramid is not None
    assert workspace.photos.estimated_noise is None
    pump.run()
    assert workspace.photos.estimated_noise == pytest.approx(4, abs=1.5)
    assert heard.signals.count("photo_changed") == 2


def test_a_photo_that_cannot_be_opened_leaves_the_older_one(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path
) -> None:
    before = opened.photos.photo
    (tmp_path / "text.jpg").write_text("not a photo")
    opened.photos.open(tmp_path / "text.jpg")
    assert opened.activity.kind == "loading"
    pump.run()
    assert opened.photos.photo is before
    assert "text.jpg" in heard.last.what
    assert heard.last.next_step
    assert opened.activity.kind == "idle"


def test_a_truncated_photo_opens_when_asked_for_what_is_there(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path, make_photo: Callable[..., Path]
) -> None:
    whole = make_photo("whole.jpg")
    (tmp_path / "cut.jpg").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    opened.photos.open(tmp_path / "cut.jpg")
    pump.run()
    act = next(action for action in heard.last.actions if action.key == "open_truncated")
    assert act.run is not None
    act.run()
    pump.run()
    assert opened.photos.name == "cut.jpg"


def test_the_last_of_two_photos_counts(opened: Workspace, pump: Pump, make_photo: Callable[..., Path]) -> None:
    opened.photos.open(make_photo("first.png", (30, 20)))
    opened.photos.open(make_photo("second.png", (40, 20)))
    pump.run()
    assert opened.photos.name == "second.png"


def test_opening_can_be_cancelled(opened: Workspace, pump: Pump, make_photo: Callable[..., Path]) -> None:
    opened.photos.open(make_photo("other.png", (30, 20)))
    opened.cancel()
    pump.run()
    assert opened.photos.name == "photo.png"
    assert opened.activity.kind == "idle"


def test_a_pasted_picture(workspace: Workspace, services: Services, pump: Pump) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    workspace.device.attach(services)
    workspace.photos.open_image(image)
    image.fill(0)
    pump.run()
    assert workspace.photos.photo is not None
    assert workspace.photos.photo.pixels[5, 5].tolist() == [0x33, 0x66, 0x99]
    assert workspace.photos.name
    assert workspace.runs.suggested_name() == "photo_denoise-one.png"
    workspace.choices.set_task("denoise+upscale")
    assert workspace.runs.suggested_name() == "photo_denoise-one+upscale-one-x2.png"


def test_the_result_of_a_simulated_photo_is_called_so(opened: Workspace, pump: Pump) -> None:
    assert opened.runs.suggested_name() == "photo_denoise-one.png"
    opened.photos.set_simulation(Simulation(noise=5))
    pump.run()
    assert opened.runs.suggested_name() == "photo_simulated_denoise-one.png"
    opened.photos.set_simulation(None)
    pump.run()
    assert opened.runs.suggested_name() == "photo_denoise-one.png"


def test_a_reference_that_is_refused_can_be_taken_nevertheless_or_exchanged(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path], heard: Heard
) -> None:
    path = make_photo("reference.png")
    path.write_bytes(path.read_bytes()[:-2000])
    opened.photos.set_reference(path)
    pump.run()
    nevertheless, another = heard.last.actions
    assert (nevertheless.key, another.key, another.run) == ("open_truncated", "choose_reference", None)
    assert not opened.photos.has_reference
    assert nevertheless.run is not None
    nevertheless.run()
    pump.run()
    assert opened.photos.has_reference
    assert opened.photos.reference_name == "reference.png"


def test_a_suggested_name_is_one_that_file_systems_take(
    workspace: Workspace, services: Services, pump: Pump, photo_path: Path
) -> None:
    long = photo_path.rename(photo_path.with_name("고" * 80 + ".png"))
    workspace.device.attach(services)
    workspace.photos.open(long)
    pump.run()
    name = workspace.runs.suggested_name()
    assert len(name.encode()) <= 255
    assert name.startswith("고" * 70)
    assert name.endswith("_denoise-one.png")


def test_the_sample(workspace: Workspace, services: Services, pump: Pump) -> None:
    workspace.device.attach(services)
    workspace.photos.open_sample(0)
    pump.run()
    assert workspace.photos.photo is not None


# -------------------------------------------------------------------- choices


def test_choices_make_the_recipe(opened: Workspace) -> None:
    assert opened.runs.recipe is not None
    assert [step.model for step in opened.runs.recipe.steps] == ["denoise-one"]
    assert (opened.choices.result_scale, opened.photos.result_size) == (1, Size(300, 200))
    opened.choices.set_task("denoise+upscale")
    opened.choices.set_scale(4)
    opened.choices.set_model("denoise-two")
    assert opened.runs.recipe is not None
    assert [step.model for step in opened.runs.recipe.steps] == ["denoise-two", "upscale-one-x4"]
    assert (opened.choices.result_scale, opened.photos.result_size) == (4, Size(1200, 800))
    assert [model.id for model in opened.choices.models("upscale")] == ["upscale-one-x4"]
    opened.choices.set_scale(2)
    opened.choices.set_model("upscale-two-x2")
    assert opened.choices.upscaler == "upscale-two-x2"
    opened.choices.set_scale(4)
    assert opened.choices.upscaler == "upscale-one-x4"
    opened.choices.set_scale(2)
    assert opened.choices.upscaler == "upscale-two-x2", "each scale remembers its model"


def test_automatic_has_the_denoiser_until_the_person_takes_it(opened: Workspace) -> None:
    choices = opened.choices
    assert choices.automatic
    assert choices.decision is not None, "the damage of the photo was read"
    assert choices.denoiser == choices.decision.recipe.steps[0].model
    choices.set_model("denoise-two")
    assert (choices.automatic, choices.denoiser) == (False, "denoise-two")
    choices.set_automatic()
    assert (choices.automatic, choices.denoiser) == (True, choices.decision.recipe.steps[0].model)
    choices.undo()
    assert choices.denoiser == "denoise-two"


def test_undo_and_redo(opened: Workspace, heard: Heard) -> None:
    opened.choices.set_task("upscale")
    for step in range(5):
        opened.choices.set_strength(1 - step / 10)
    assert heard.signals.count("recipe_changed") == 5  # the first strength is the one it has
    opened.choices.undo()
    assert (opened.choices.task, opened.choices.strength) == ("upscale", 1.0)
    opened.choices.undo()
    assert opened.choices.task == "denoise"
    assert not opened.choices.can_undo
    opened.choices.redo()
    opened.choices.redo()
    assert (opened.choices.task, opened.choices.strength) == ("upscale", 0.6)
    assert not opened.choices.can_redo


def test_an_unknown_model_is_told_and_nothing_changes(opened: Workspace, heard: Heard) -> None:
    opened.choices.set_model("denoise-won")
    assert "denoise-won" in heard.last.what
    assert opened.choices.denoiser == "denoise-one"


def test_a_damaged_card_is_told(workspace: Workspace, services: Services, heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "models" / "denoise-one" / "card.json").write_text("{")
    broken = Services.start([tmp_path / "models"], [tmp_path / "sample.png"], "cpu", None)
    workspace.device.attach(broken)
    assert "denoise-one" in heard.last.what
    assert workspace.choices.denoiser == "denoise-two"


# -------------------------------------------------------------------- the end


def test_a_bug_is_told_calmly(
    opened: Workspace, pump: Pump, restorer: FakeRestorer, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    restorer.error = KeyError("a bug")
    opened.runs.restore()
    pump.run()
    assert heard.last.severity == "error"
    assert "KeyError" in heard.last.details
    assert "a bug" in caplog.text
    caplog.clear()


def test_close_ends_everything_and_can_be_repeated(
    opened: Workspace, pump: Pump, services: Services, qtbot: QtBot
) -> None:
    opened.runs.restore()
    opened.previews.look_at(WHOLE, 2)
    opened.close()
    opened.close()
    opened.previews.look_at(Region(0, 0, 20, 20), 2)
    opened.runs.restore()
    qtbot.wait(RESTED_MS)
    assert services.runtime.closed  # type: ignore[attr-defined]
    assert pump.waiting() == 0


def test_photos_and_results_are_let_go(
    opened: Workspace, pump: Pump, qtbot: QtBot, services: Services, make_photo: Callable[..., Path]
) -> None:
    look(opened, pump, qtbot)
    opened.runs.restore()
    pump.run()
    assert opened.photos.pyramid is not None
    watched = [weakref.ref(original_of(opened).pixels.base), weakref.ref(opened.photos.pyramid)]
    told: list[Notice] = []
    opened.told.connect(told.append)
    opened.photos.open(make_photo("other.png", (64, 48), seed=1))
    pump.run()
    services.cache.clear()
    gc.collect()
    assert [ref() for ref in watched] == [None, None]
