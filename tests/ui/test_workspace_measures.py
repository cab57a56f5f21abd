"""Simulation, reference and figures in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import (
    Heard,
    Pump,
    array,
    let_measure,
    look,
    original_of,
)

# -------------------------------------------------------------------- simulate, reference, measures


def test_simulate_makes_the_original_the_reference(opened: Workspace, pump: Pump, qtbot: QtBot) -> None:
    original = original_of(opened)
    opened.photos.set_simulation(Simulation(downscale=2, noise=10))
    pump.run()
    assert opened.photos.original is original
    assert opened.photos.photo is not None
    assert opened.photos.photo.size == Size(150, 100)
    assert opened.photos.reference is not None
    assert opened.photos.reference.size == Size(300, 200)
    assert opened.photos.estimated_noise == pytest.approx(10, abs=3)
    opened.choices.set_task("upscale")
    opened.runs.restore()
    pump.run()
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    assert [row.key for row in opened.measures.latest.rows[:4]] == ["psnr_y", "ssim_y", "psnr_rgb", "ssim_rgb"]
    assert opened.measures.latest.against == "the original photo"
    assert all(row.before is not None and row.after is not None for row in opened.measures.latest.rows[:4])
    assert opened.measures.latest.rows[0].before > opened.measures.latest.rows[0].after  # type: ignore[operator]  # it inverts
    opened.photos.set_simulation(None)
    assert opened.photos.photo is original
    assert (opened.photos.reference, opened.photos.simulation) == (None, None)


def test_the_preview_of_a_transparent_photo_is_measured_in_its_colours(
    opened: Workspace, pump: Pump, qtbot: QtBot, photo_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "transparent.png"
    with Image.open(photo_path) as picture:
        cover = np.tile(np.linspace(0, 255, picture.width).astype(np.uint8), (picture.height, 1))
        Image.fromarray(np.dstack([np.asarray(picture), cover])).save(path)
    opened.photos.open(path)
    pump.run()
    opened.photos.set_simulation(Simulation(noise=10))
    pump.run()
    opened.contenders.watch(grid=True)
    look(opened, pump, qtbot, region=Region(0, 0, 300, 200))
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    live = {row.key: row.after for row in opened.measures.latest.rows}
    keys = [method.key for method in opened.contenders.shown if method.kind != "reference"]
    qtbot.waitUntil(lambda: pump.run() >= 0 and all(opened.contenders.standing(key).score for key in keys))
    opened.runs.restore()
    pump.run()
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    assert live == pytest.approx({row.key: row.after for row in opened.measures.latest.rows})


def test_the_reference_is_drawn_where_the_result_is(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path]
) -> None:
    region = Region(10, 20, 30, 40)
    assert opened.previews.against(region, 2.0) == ()
    opened.photos.set_simulation(Simulation(downscale=2))
    pump.run()
    assert not opened.photos.has_reference, "nothing is enlarged"
    assert opened.previews.against(region, 2.0) == ()
    opened.choices.set_task("upscale")
    (layer,) = opened.previews.against(region, 2.0)
    assert opened.photos.has_reference
    assert layer.target.getRect() == (10, 20, 30, 40)
    assert np.array_equal(array(layer.image), original_of(opened).pixels[40:120, 20:80])
    opened.photos.set_simulation(None)
    opened.choices.set_task("denoise")
    opened.photos.set_reference(make_photo("right.png", seed=3))
    pump.run()
    (layer,) = opened.previews.against(region, 1.0)
    assert layer.source.size() == layer.target.size()


def test_a_simulation_repeats_itself(opened: Workspace, pump: Pump) -> None:
    digests = []
    for simulation in (Simulation(noise=5), Simulation(noise=6), None, Simulation(noise=5)):
        opened.photos.set_simulation(simulation)
        pump.run()
        assert opened.photos.photo is not None
        digests.append(opened.photos.photo.digest)
    assert digests[0] == digests[3]
    assert len(set(digests)) == 3


def test_a_simulation_of_another_scale_says_why_nothing_is_compared(
    opened: Workspace, pump: Pump, qtbot: QtBot
) -> None:
    opened.photos.set_simulation(Simulation(downscale=2))
    pump.run()
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    assert "300 x 200" in opened.measures.latest.note
    assert "150 x 100" in opened.measures.latest.note


def test_a_reference_has_the_size_of_the_result(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path], heard: Heard, qtbot: QtBot
) -> None:
    opened.photos.set_reference(make_photo("small.png", (30, 20)))
    pump.run()
    assert opened.photos.reference is None
    assert all(words in heard.last.what for words in ("small.png", "30 x 20", "300 x 200"))
    opened.photos.set_reference(make_photo("right.png", seed=3))
    pump.run()
    assert opened.photos.reference is not None
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    assert opened.measures.latest.against == "right.png"
    opened.photos.set_reference(None)
    assert opened.photos.reference is None


def test_measures_follow_the_preview_and_then_the_result(opened: Workspace, pump: Pump, qtbot: QtBot) -> None:
    look(opened, pump, qtbot, Region(10, 10, 100, 100))
    let_measure(pump, qtbot)
    assert opened.measures.latest is not None
    assert opened.measures.latest.scope == "the part in view"
    opened.runs.restore()
    pump.run()
    let_measure(pump, qtbot)
    assert opened.measures.latest.scope == "whole photo"
    opened.choices.set_model("denoise-two")
    assert {row.after for row in opened.measures.latest.rows} == {None}, "figures of another model are not shown"
    opened.choices.set_task("upscale")
    assert opened.measures.latest is None
