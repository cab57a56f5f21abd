"""Runs over the whole photo, and saving what they give."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors
from recon_desktop.core.geometry import Size
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import (
    WHOLE,
    FakeRestorer,
    FakeRuntime,
    Heard,
    Pump,
    inverted,
    look,
    original_of,
    result_of,
)

# -------------------------------------------------------------------- restore


def test_restore(opened: Workspace, pump: Pump, restorer: FakeRestorer, heard: Heard) -> None:
    opened.runs.restore()
    assert opened.activity.kind == "restoring"
    assert opened.activity.cancellable
    pump.run()
    assert opened.activity.kind == "idle"
    photo = original_of(opened)
    assert np.array_equal(result_of(opened).pixels, inverted(photo.pixels))
    assert restorer.calls[-1][1] is None
    runs = len(restorer.calls)
    opened.runs.restore()
    pump.run()
    assert len(restorer.calls) == runs, "it is there already"
    fallbacks = [notice for notice in heard.notices if "asleep" in notice.what]
    assert len(fallbacks) == 1, "a fallback is told once"


def test_a_result_shows_far_out_at_its_strength(opened: Workspace, pump: Pump) -> None:
    opened.choices.set_task("upscale")
    opened.runs.restore()
    pump.run()
    opened.previews.look_at(WHOLE, 0.4)
    (layer,) = opened.previews.after(WHOLE, 0.4)
    assert layer.target.getRect() == (0, 0, 300, 200)
    opened.choices.set_strength(0.5)
    bottom, top = opened.previews.after(WHOLE, 0.4)
    assert (bottom.opacity, top.opacity) == (1.0, 0.5)
    opened.choices.set_chroma(0.0)
    (layer,) = opened.previews.after(WHOLE, 0.4)
    assert layer.opacity == 1.0
    assert layer.target.getRect() == (0, 0, 300, 200)
    assert opened.runs.result is not None
    pyramid = weakref.ref(opened.runs.result.pyramid)
    del layer
    opened.clear()
    gc.collect()
    assert pyramid() is None, "a photo that is closed takes no memory"


def test_closing_a_photo_frees_what_was_kept_of_it(
    opened: Workspace, services: Services, pump: Pump, qtbot: QtBot
) -> None:
    look(opened, pump, qtbot)
    opened.runs.restore()
    pump.run()
    kept = [cache._values for cache in (services.cache, services.previewed, opened._previewer._store)]
    assert all(kept)
    opened.clear()
    pump.run()
    assert not any(kept)


def test_the_preview_of_a_finished_photo_runs_no_model(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    opened.runs.restore()
    pump.run()
    runs = len(restorer.calls)
    look(opened, pump, qtbot)
    assert opened.previews.preview.fraction == 1
    assert len(restorer.calls) == runs


def test_a_result_belongs_to_its_recipe(opened: Workspace, pump: Pump, restorer: FakeRestorer) -> None:
    opened.runs.restore()
    pump.run()
    first = opened.runs.result
    opened.choices.set_strength(0.3)
    assert opened.runs.result is first
    opened.choices.set_task("upscale")
    assert opened.runs.result is None
    runs = len(restorer.calls)
    opened.choices.undo()
    pump.run()
    assert opened.runs.result is not None
    assert len(restorer.calls) == runs, "going back costs nothing"


def test_a_run_goes_on_when_the_settings_change(opened: Workspace, pump: Pump, heard: Heard) -> None:
    opened.runs.restore()
    opened.choices.set_task("upscale")
    pump.run()
    assert opened.runs.result is None
    assert "denoise-one" in heard.last.what
    opened.choices.set_task("denoise")
    pump.run()
    assert opened.runs.result is not None


def test_nothing_is_told_of_a_result_that_was_only_looked_up(opened: Workspace, pump: Pump, heard: Heard) -> None:
    opened.runs.restore()
    pump.run()
    said = len(heard.notices)
    for leave in (lambda: opened.choices.set_task("upscale"), opened.clear):
        opened.choices.set_task("upscale")
        opened.choices.set_task("denoise")
        leave()
        pump.run()
        assert opened.runs.result is None
        assert len(heard.notices) == said


def test_cancel_leaves_nothing(opened: Workspace, pump: Pump, heard: Heard) -> None:
    opened.runs.restore()
    opened.cancel()
    assert opened.activity.kind == "idle"
    pump.run()
    assert opened.runs.result is None
    assert heard.errors == []


def test_a_failed_run_is_told(opened: Workspace, pump: Pump, restorer: FakeRestorer, heard: Heard) -> None:
    restorer.error = errors.OutOfMemory("1 GB")
    opened.runs.restore()
    pump.run()
    assert opened.runs.result is None
    assert heard.last.severity == "error"
    assert opened.activity.kind == "idle"


def test_another_photo_ends_the_run_and_its_result(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path]
) -> None:
    opened.runs.restore()
    pump.run()
    assert opened.runs.result is not None
    opened.photos.open(make_photo("other.png", (64, 48), seed=1))
    opened.runs.restore()  # the older photo is done
    pump.run()
    assert opened.runs.result is None
    assert opened.photos.photo is not None
    assert opened.photos.photo.size == Size(64, 48)


def test_another_device(
    opened: Workspace, pump: Pump, services: Services, monkeypatch: pytest.MonkeyPatch, heard: Heard
) -> None:
    asked: list[str] = []

    def on_device(self: Services, device: str) -> Services:
        asked.append(device)
        return Services(self.catalog, FakeRuntime(), self.restorer, self.samples, self.cache)  # type: ignore[arg-type]

    monkeypatch.setattr(Services, "on_device", on_device)
    opened.device.set_device("cpu")
    pump.run()
    assert (opened.device.asked, asked) == ("cpu", ["cpu"])
    assert services.runtime.closed  # type: ignore[attr-defined]


# -------------------------------------------------------------------- save


def saved(path: Path) -> np.ndarray:  # type: ignore[type-arg]
    with PillowImage.open(path) as image:
        return np.asarray(image)


def test_save_writes_the_result_at_its_strength(opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path) -> None:
    opened.runs.restore()
    pump.run()
    opened.choices.set_strength(0.5)
    target = tmp_path / opened.runs.suggested_name()
    assert target.name == "photo_denoise-one.png"
    opened.runs.save(target)
    assert opened.activity.kind == "saving"
    pump.run(Lane.SAVE)
    assert heard.last.severity == "good"
    assert heard.last.path == target
    assert [action.key for action in heard.last.actions] == ["show_in_folder"]
    assert np.abs(saved(target).astype(int) - 127).max() <= 1


def test_save_keeps_what_is_there_unless_told(opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path) -> None:
    opened.runs.restore()
    pump.run()
    target = tmp_path / "out.png"
    target.write_text("mine")
    opened.runs.save(target)
    pump.run(Lane.SAVE)
    assert target.read_text() == "mine"
    overwrite = next(action for action in heard.last.actions if action.key == "overwrite")
    assert overwrite.run is not None
    overwrite.run()
    pump.run(Lane.SAVE)
    assert saved(target).shape == (200, 300, 3)


@pytest.mark.parametrize("name", ["missing folder/out.png", "out.xyz"])
def test_save_that_fails_is_told(opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path, name: str) -> None:
    opened.runs.restore()
    pump.run()
    opened.runs.save(tmp_path / name)
    pump.run(Lane.SAVE)
    assert heard.last.severity == "error"
    assert "save_as" in [action.key for action in heard.last.actions]
    assert not (tmp_path / name).exists()


def test_save_without_a_result_is_told(opened: Workspace, heard: Heard, tmp_path: Path) -> None:
    opened.runs.save(tmp_path / "out.png")
    assert heard.last.severity == "info"
    assert not (tmp_path / "out.png").exists()


def test_two_saves_do_not_cancel_each_other(opened: Workspace, pump: Pump, tmp_path: Path) -> None:
    opened.runs.restore()
    pump.run()
    for name in ("a.png", "b.png"):
        opened.runs.save(tmp_path / name)
    pump.run(Lane.SAVE)
    assert (tmp_path / "a.png").exists()
    assert (tmp_path / "b.png").exists()


def test_a_save_ends_before_the_program(opened: Workspace, pump: Pump, tmp_path: Path) -> None:
    opened.runs.restore()
    pump.run()
    opened.runs.save(tmp_path / "a.png")
    opened.close()
    assert saved(tmp_path / "a.png").shape == (200, 300, 3)


def test_a_cancelled_save_leaves_no_file(opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path) -> None:
    opened.runs.restore()
    pump.run()
    said = len(heard.notices)
    opened.runs.save(tmp_path / "a.png")
    opened.cancel()
    pump.run(Lane.SAVE)
    assert not (tmp_path / "a.png").exists()
    assert len(heard.notices) == said
    assert opened.activity.kind == "idle"
