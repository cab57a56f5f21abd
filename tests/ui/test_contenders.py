"""The methods of the grid in a workspace: which are shown, in what order their pixels come, what each one scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors, metrics
from recon_desktop.core.geometry import Region
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.engine.compare import baseline
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.workspace.contenders import MOST
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import (
    PATIENCE_MS,
    RESTED_MS,
    WHOLE,
    FakeRestorer,
    Heard,
    Pump,
    array,
    inverted,
    look,
    original_of,
)

UPSCALERS = ["nearest", "bicubic", "lanczos", "upscale-one-x2", "upscale-two-x2"]


def shown(workspace: Workspace) -> list[str]:
    return [method.key for method in workspace.contenders.shown]


def models(restorer: FakeRestorer) -> list[str]:
    return [recipe.steps[-1].model for recipe, _ in restorer.calls]


def picture(workspace: Workspace, key: str, region: Region = WHOLE) -> np.ndarray[Any, Any]:
    """What a pane draws of a region where all of it is ready, at twice the size."""
    result = np.zeros((region.height * 2, region.width * 2, 3), np.uint8)
    for layer in workspace.contenders.pixels(key, region, 2.0):
        left, top, width, height = (round(2 * edge) for edge in layer.target.getRect())  # type: ignore[attr-defined]
        result[top : top + height, left : left + width] = array(layer.image)
    return result


def preview(workspace: Workspace, pump: Pump, qtbot: QtBot, region: Region, *, most: int = 1000) -> None:
    """Look, wait until the view rests, and let so many cells come."""
    workspace.previews.look_at(region, 4.0)
    pump.run(Lane.INTERACTIVE)
    qtbot.waitUntil(lambda: workspace.activity.kind == "previewing", timeout=PATIENCE_MS)
    pump.run(Lane.INTERACTIVE, most=most)


@pytest.fixture
def upscaling(opened: Workspace) -> Workspace:
    opened.choices.set_task("upscale")
    opened.contenders.watch(grid=True)
    return opened


# -------------------------------------------------------------------- which are shown


def test_before_the_models_are_loaded_there_are_none(workspace: Workspace) -> None:
    assert workspace.contenders.methods == workspace.contenders.shown == ()
    workspace.contenders.watch(grid=True)
    assert not workspace.contenders.select("nearest")
    assert workspace.contenders.pixels("nearest", WHOLE, 1.0) == ()


def test_methods_are_those_of_task_and_scale(opened: Workspace) -> None:
    assert shown(opened) == ["input", "denoise-one", "denoise-two"]
    opened.choices.set_task("upscale")
    assert shown(opened) == UPSCALERS
    opened.choices.set_scale(4)
    assert shown(opened) == ["nearest", "bicubic", "lanczos", "upscale-one-x4"]
    opened.choices.set_task("denoise+upscale")
    assert shown(opened) == ["nearest", "bicubic", "lanczos", "upscale-one-x4"]


def test_the_reference_is_there_when_it_fits(opened: Workspace, pump: Pump) -> None:
    opened.photos.set_simulation(Simulation(noise=5))
    pump.run()
    assert shown(opened) == ["input", "denoise-one", "denoise-two", "reference"]
    opened.choices.set_task("upscale")
    assert "reference" not in shown(opened)


def test_methods_are_left_out_but_never_the_chosen_one(opened: Workspace) -> None:
    contenders = opened.contenders
    assert contenders.chosen == "denoise-one"
    contenders.set_shown("denoise-one", False)
    assert not contenders.can_change("denoise-one")
    contenders.set_shown("input", False)
    assert shown(opened) == ["denoise-one", "denoise-two"]
    contenders.set_shown("denoise-two", False)
    assert shown(opened) == ["denoise-one", "denoise-two"], "a grid has two panes at least"
    contenders.set_shown("input", True)
    contenders.set_shown("denoise-two", False)
    assert shown(opened) == ["input", "denoise-one"]
    assert contenders.left_out == {"denoise-two"}
    opened.choices.set_model("denoise-two")
    assert shown(opened) == ["input", "denoise-one", "denoise-two"], "the chosen one is there whatever was left out"
    contenders.leave_out(["input", "denoise-one", "denoise-two"])
    assert len(shown(opened)) == 2


def test_no_more_than_fit_are_shown(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recon_desktop.ui.workspace.contenders.MOST", 3)
    opened.choices.set_task("upscale")
    opened.choices.set_model("upscale-two-x2")
    assert MOST == 9
    assert shown(opened) == ["bicubic", "upscale-one-x2", "upscale-two-x2"], "models before nearest and lanczos"
    assert not opened.contenders.can_change("lanczos")
    opened.contenders.set_shown("lanczos", True)
    assert "lanczos" not in shown(opened)
    opened.contenders.set_shown("upscale-one-x2", False)
    opened.contenders.set_shown("lanczos", True)
    assert shown(opened) == ["bicubic", "lanczos", "upscale-two-x2"]


def test_only_a_model_can_be_chosen(opened: Workspace) -> None:
    assert opened.contenders.select("denoise-two")
    assert opened.choices.denoiser == opened.contenders.chosen == "denoise-two"
    assert not opened.contenders.select("input")
    assert not opened.contenders.select("nothing")
    assert opened.choices.denoiser == "denoise-two"


# -------------------------------------------------------------------- pixels


def test_panes_sharpen_together_the_chosen_one_first(
    upscaling: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    upscaling.choices.set_model("upscale-two-x2")
    preview(upscaling, pump, qtbot, Region(0, 0, 200, 100))
    near, far = Region(0, 0, 128, 128), Region(128, 0, 128, 128)
    cells = [(recipe.steps[0].model, region) for recipe, region in restorer.calls]
    assert cells == [
        ("upscale-two-x2", near),
        ("upscale-one-x2", near),
        ("upscale-two-x2", far),
        ("upscale-one-x2", far),
    ]


def test_every_pane_draws_its_own_method(upscaling: Workspace, pump: Pump, qtbot: QtBot, services: Services) -> None:
    look(upscaling, pump, qtbot)
    photo = original_of(upscaling)
    for key in ("nearest", "bicubic", "lanczos"):
        whole = baseline(services.restorer, photo.source, key, 2, WHOLE)
        assert np.array_equal(picture(upscaling, key), from_float(whole, np.dtype(np.uint8)))
    twice = inverted(photo.pixels).repeat(2, axis=0).repeat(2, axis=1)
    assert np.array_equal(picture(upscaling, "upscale-two-x2"), twice)


def test_choosing_another_method_finds_its_pixels_there(
    upscaling: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    look(upscaling, pump, qtbot)
    runs = len(restorer.calls)
    upscaling.contenders.select("upscale-two-x2")
    assert upscaling.previews.preview.fraction == 1
    qtbot.wait(RESTED_MS)
    pump.run()
    assert len(restorer.calls) == runs
    assert upscaling.contenders.standing("upscale-one-x2").fraction == 1


def test_what_is_no_longer_watched_is_stopped(
    upscaling: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    preview(upscaling, pump, qtbot, WHOLE, most=1)
    assert models(restorer) == ["upscale-one-x2"]
    assert pump.waiting(Lane.INTERACTIVE) == 1
    upscaling.contenders.watch()
    assert pump.waiting(Lane.INTERACTIVE) == 0
    qtbot.wait(RESTED_MS)
    pump.run()
    assert set(models(restorer)) == {"upscale-one-x2"}
    assert upscaling.contenders.standing("nearest").fraction is None


def test_outside_the_grid_one_method_can_be_watched(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    opened.contenders.watch(method="input")
    look(opened, pump, qtbot)
    assert opened.contenders.standing("input").fraction == 1
    assert opened.contenders.standing("denoise-two").fraction is None
    assert set(models(restorer)) == {"denoise-one"}


def test_a_method_that_fails_does_not_stop_the_others(
    upscaling: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer, heard: Heard
) -> None:
    restorer.error = errors.ProviderFailed("CUDA", "fell over")
    preview(upscaling, pump, qtbot, WHOLE)
    assert len(heard.errors) == 2, "each model tells once"
    assert upscaling.contenders.standing("lanczos").fraction == 1
    assert upscaling.contenders.standing("upscale-two-x2").fraction == 0


def test_strength_counts_for_every_model(upscaling: Workspace, pump: Pump, qtbot: QtBot) -> None:
    look(upscaling, pump, qtbot)
    upscaling.choices.set_strength(0.0)
    plain = original_of(upscaling).pixels.repeat(2, axis=0).repeat(2, axis=1)
    assert np.array_equal(picture(upscaling, "upscale-two-x2"), plain)
    assert np.array_equal(picture(upscaling, "nearest"), plain), "has no strength"


# -------------------------------------------------------------------- figures


def test_seconds_are_for_the_whole_photo_by_what_is_in_view_and_then_measured(
    upscaling: Workspace, pump: Pump, qtbot: QtBot
) -> None:
    look(upscaling, pump, qtbot, Region(0, 0, 200, 100), 4.0)
    pump.run()
    standing = upscaling.contenders.standing("upscale-one-x2")
    live = upscaling.contenders._live("upscale-one-x2")
    assert live is not None
    assert upscaling.photos.photo is not None
    seen = sum(tile.region.size.area for tile in live.tiles)
    assert len(live.tiles) == 2
    # two cells of the fake's 0.1 s
    assert standing.seconds == pytest.approx(0.2 * upscaling.photos.photo.size.area / seen)
    assert not standing.whole
    upscaling.runs.restore()
    pump.run()
    for chosen in ("upscale-one-x2", "upscale-two-x2"):
        upscaling.contenders.select(chosen)
        pump.run()
        standing = upscaling.contenders.standing("upscale-one-x2")
        assert standing.seconds == pytest.approx(0.1)
        assert standing.whole


def test_panes_are_scored_against_the_reference_once_they_are_ready(
    upscaling: Workspace, pump: Pump, qtbot: QtBot
) -> None:
    upscaling.photos.set_simulation(Simulation(downscale=2))
    pump.run()
    seen = Region(0, 0, 150, 100)
    look(upscaling, pump, qtbot, seen, 2.0)
    contenders = upscaling.contenders
    assert contenders.standing("nearest").score is None
    keys = [method.key for method in contenders.shown if method.kind != "reference"]
    qtbot.waitUntil(lambda: pump.run() >= 0 and all(contenders.standing(key).score for key in keys))
    assert contenders.standing("reference").score is None
    inner = (slice(2, 198), slice(2, 298))  # without a border of the scale, as the tables have it
    assert upscaling.photos.reference is not None
    theirs = to_float(upscaling.photos.reference.pixels[inner])
    for key in keys:
        ours = to_float(picture(upscaling, key, seen)[inner])
        score = contenders.standing(key).score
        assert score is not None
        assert score.psnr == pytest.approx(metrics.psnr(ours, theirs, channel="y"), abs=0.01)
        assert score.ssim == pytest.approx(metrics.ssim(ours, theirs, channel="y"), abs=1e-4)


def test_scores_of_another_view_are_forgotten(upscaling: Workspace, pump: Pump, qtbot: QtBot) -> None:
    upscaling.photos.set_simulation(Simulation(downscale=2))
    pump.run()
    contenders = upscaling.contenders
    look(upscaling, pump, qtbot, Region(0, 0, 150, 100), 2.0)
    qtbot.waitUntil(lambda: pump.run() >= 0 and contenders.standing("lanczos").score is not None)
    upscaling.previews.look_at(Region(0, 0, 50, 50), 4.0)
    assert contenders.standing("lanczos").score is None
    qtbot.waitUntil(lambda: pump.run() >= 0 and contenders.standing("lanczos").score is not None)
    contenders.watch(method="lanczos")
    assert contenders.standing("lanczos").score is not None
    assert contenders.standing("bicubic").score is None
    contenders.watch()
    assert contenders.standing("lanczos").score is None
