"""The live preview of the workspace: which cells come, and which are dropped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors
from recon_desktop.core.blend import blend
from recon_desktop.core.card import write_card
from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import Mix
from recon_desktop.core.pixels import to_float
from recon_desktop.engine.automatic import told
from recon_desktop.engine.catalog import Catalog
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import (
    RESTED_MS,
    WHOLE,
    FakeRestorer,
    FakeRuntime,
    Heard,
    Pump,
    array,
    await_preview,
    card,
    inverted,
    look,
    original_of,
)

# -------------------------------------------------------------------- preview


def test_the_preview_comes_from_the_middle_outwards(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    opened.previews.look_at(WHOLE, 2.0)
    assert opened.previews.preview.region == WHOLE
    assert opened.previews.preview.fraction == 0
    await_preview(pump, qtbot)
    assert opened.activity.kind == "previewing"
    pump.run(Lane.INTERACTIVE, most=1)
    assert [region for _, region in restorer.calls] == [Region(0, 0, 256, 200)]  # (128, 128) is nearer than (278, 128)
    assert opened.previews.preview.fraction == 0.5
    pump.run()
    assert opened.previews.preview.fraction == 1
    assert opened.device.words == "Fake, 1 core"
    photo = original_of(opened)
    for patch in opened.previews.preview.patches:
        assert np.array_equal(array(patch.image), inverted(photo.pixels[patch.region.slices]))
        assert np.array_equal(array(patch.baseline), photo.pixels[patch.region.slices])


def test_panning_back_costs_nothing(opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer) -> None:
    look(opened, pump, qtbot, Region(0, 0, 100, 100))
    look(opened, pump, qtbot, Region(260, 0, 40, 40))
    assert len(restorer.calls) == 2
    opened.previews.look_at(Region(20, 20, 100, 100), 3.0)
    assert opened.previews.preview.fraction == 1
    qtbot.wait(RESTED_MS)
    assert pump.run(Lane.INTERACTIVE) == 0
    assert len(restorer.calls) == 2


def test_far_out_there_is_no_preview(opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer) -> None:
    opened.previews.look_at(WHOLE, 0.4)
    qtbot.wait(RESTED_MS)
    pump.run()
    assert opened.previews.preview.region is None
    assert restorer.calls == []
    (layer,) = opened.previews.after(WHOLE, 0.4)
    assert layer.target.getRect() == (0, 0, 300, 200)


def test_the_preview_is_that_of_the_ensemble(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    look(opened, pump, qtbot)
    opened.choices.set_ensemble(True)
    assert opened.previews.preview.fraction == 0
    look(opened, pump, qtbot)
    assert [recipe.ensemble for recipe, _ in restorer.calls] == [False, False, True, True]
    opened.choices.undo()
    assert not opened.choices.ensemble
    assert opened.previews.preview.fraction == 1, "what was restored without is still there"
    opened.choices.redo()
    assert opened.runs.recipe is not None
    assert opened.runs.recipe.ensemble
    opened.runs.restore()
    pump.run()
    assert opened.runs.result is not None
    assert opened.runs.result.recipe.ensemble


def test_stale_previews_are_dropped(opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer) -> None:
    opened.previews.look_at(WHOLE, 2.0)
    await_preview(pump, qtbot)
    opened.choices.set_task("upscale")
    assert opened.previews.preview.patches == ()
    qtbot.wait(RESTED_MS)
    pump.run()
    assert opened.previews.preview.scale == 2
    assert {recipe.steps[0].model for recipe, _ in restorer.calls} == {"upscale-one-x2"}
    assert all(array(patch.image).shape[1] == patch.region.width * 2 for patch in opened.previews.preview.patches)


def test_a_cell_that_goes_out_of_view_is_stopped(opened: Workspace, pump: Pump, qtbot: QtBot) -> None:
    opened.previews.look_at(Region(0, 0, 100, 100), 2.0)
    await_preview(pump, qtbot)
    opened.previews.look_at(Region(260, 0, 40, 40), 2.0)
    assert pump.waiting(Lane.INTERACTIVE) == 0
    assert opened.activity.kind != "previewing"


def test_strength_blends_at_once_without_a_run(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer, heard: Heard
) -> None:
    look(opened, pump, qtbot)
    runs, heard.signals[:] = len(restorer.calls), []
    opened.choices.set_strength(0.25)
    assert "preview_changed" in heard.signals
    patch = opened.previews.preview.patches[0]
    pixels = original_of(opened).pixels[patch.region.slices].astype(float)
    expected = 0.75 * pixels + 0.25 * (255 - pixels)
    assert np.abs(array(patch.image) - expected).max() <= 1
    pump.run()
    assert len(restorer.calls) == runs


def test_luma_chroma_and_grain_are_set_without_a_run(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    look(opened, pump, qtbot)
    runs = len(restorer.calls)
    opened.choices.set_chroma(0.0)
    opened.choices.set_grain(7)
    assert (opened.choices.strength, opened.choices.chroma, opened.choices.grain) == (1.0, 0.0, 7.0)
    assert opened.runs.recipe is not None
    assert opened.runs.recipe.mix == Mix(1.0, 0.0, 7.0)
    patch = opened.previews.preview.patches[0]
    pixels = to_float(original_of(opened).pixels)
    mixed = blend(pixels, 1 - pixels, Mix(1.0, 0.0, 7.0), WHOLE)
    assert np.abs(array(patch.image) - mixed[patch.region.slices].clip(0, 1) * 255).max() <= 1
    pump.run()
    assert len(restorer.calls) == runs
    opened.choices.undo()
    opened.choices.undo()
    assert (opened.choices.chroma, opened.choices.grain) == (None, 0.0)


def test_a_denoiser_that_is_not_told_takes_no_noise_level(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer
) -> None:
    look(opened, pump, qtbot)
    runs = len(restorer.calls)
    assert opened.photos.estimated_noise is not None
    assert not opened.choices.takes_level
    opened.choices.set_noise_level(opened.photos.estimated_noise / 2)
    assert opened.choices.noise_level is None
    assert opened.runs.recipe is not None
    assert opened.runs.recipe.steps[0].amount == 1, "its strength says how much of it counts"
    pump.run()
    assert len(restorer.calls) == runs


def test_a_failing_preview_is_told_once_and_rests(
    opened: Workspace, pump: Pump, qtbot: QtBot, restorer: FakeRestorer, heard: Heard
) -> None:
    restorer.error = errors.ProviderFailed("CUDA", "fell over")
    look(opened, pump, qtbot)
    assert len(heard.errors) == 1
    assert "CUDA" in heard.last.what
    assert [action.key for action in heard.last.actions] == ["use_cpu"]
    assert len(restorer.calls) == 1
    assert opened.activity.kind == "idle"
    restorer.error = None
    look(opened, pump, qtbot, Region(0, 0, 50, 50))
    assert opened.previews.preview.fraction == 1


def test_cancel_stops_the_preview_until_the_view_moves(opened: Workspace, pump: Pump, qtbot: QtBot) -> None:
    opened.previews.look_at(WHOLE, 2.0)
    await_preview(pump, qtbot)
    opened.cancel()
    pump.run()
    assert (opened.previews.preview.fraction, opened.activity.kind) == (0, "idle")
    look(opened, pump, qtbot, Region(0, 0, 299, 200))
    assert opened.previews.preview.fraction == 1


def test_layers_of_an_enlargement(opened: Workspace, pump: Pump, qtbot: QtBot) -> None:
    opened.choices.set_task("upscale")
    look(opened, pump, qtbot)
    before, after = opened.previews.before(WHOLE, 2.0), opened.previews.after(WHOLE, 2.0)
    assert len(before) == len(after) == 6
    assert {layer.opacity for layer in after} == {1.0}
    assert sum(layer.target.width() * layer.target.height() for layer in after) == 300 * 200
    assert all(layer.image.width() == layer.target.width() * 2 for layer in after)


def test_a_conditioned_denoiser_is_told_the_noise_level(
    workspace: Workspace, pump: Pump, qtbot: QtBot, tmp_path: Path, photo_path: Path
) -> None:
    folder = tmp_path / "conditioned" / "denoise-told"
    folder.mkdir(parents=True)
    write_card(card("denoise-told", conditions=("noise_level",)), folder / "card.json")
    catalog = Catalog([folder.parent])
    restorer = FakeRestorer(catalog)
    workspace.device.attach(Services(catalog, FakeRuntime(), restorer, [photo_path]))  # type: ignore[arg-type]
    workspace.photos.open(photo_path)
    pump.run()
    look(workspace, pump, qtbot)
    damage = workspace.photos.damage
    assert damage is not None
    assert {recipe.steps[0].noise_level for recipe, _ in restorer.calls} == {told(damage)}, "nobody states one"
    runs = len(restorer.calls)
    assert workspace.choices.takes_level
    workspace.choices.set_noise_level(25.0)

    def run_again() -> None:
        pump.run()
        assert len(restorer.calls) > runs, "another level is another result"

    qtbot.waitUntil(run_again)
    assert restorer.calls[-1][0].steps[0].noise_level == 25.0
    assert restorer.calls[-1][0].steps[0].amount == 1.0
