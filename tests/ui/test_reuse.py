"""A run takes the preview's pixels: with real networks, in the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.values.requests import Subject
from recon_desktop.ui.values.state import Result
from recon_desktop.ui.workspace.workspace import Workspace
from tests.engine.nets import file_all
from tests.ui.conftest import WHOLE, Pump, look, original_of


@pytest.fixture
def services(tmp_path: Path, photo_path: Path) -> Iterator[Services]:
    file_all(tmp_path / "networks")
    catalog, runtime = Catalog([tmp_path / "networks"]), Runtime("cpu")
    services = Services(catalog, runtime, Restorer(catalog, runtime, tile=100), [photo_path])
    yield services
    services.close()


def run(workspace: Workspace, pump: Pump) -> Result:
    workspace.runs.restore()
    pump.run()
    assert workspace.runs.result is not None
    return workspace.runs.result


def alone(services: Services, workspace: Workspace) -> np.ndarray:  # type: ignore[type-arg]
    """The pixels of a run to which nothing is known."""
    assert workspace.runs.result is not None
    restored, _ = services.restorer.restore_photo(original_of(workspace), workspace.runs.result.recipe)
    return restored.pixels


@pytest.mark.parametrize("task", ["denoise", "upscale", "denoise+upscale"])
def test_a_photo_that_was_previewed_whole_is_there_at_once(
    opened: Workspace, services: Services, pump: Pump, qtbot: QtBot, task: str
) -> None:
    opened.choices.set_task(task)  # type: ignore[arg-type]
    opened.choices.set_strength(0.5)
    look(opened, pump, qtbot)
    result = run(opened, pump)
    assert (result.report.reused, result.report.tiles) == (1, 0)
    assert result.cost > result.seconds, "what its pixels took is not forgotten"
    assert np.array_equal(result.photo.pixels, alone(services, opened))


def test_what_was_not_seen_is_computed(opened: Workspace, services: Services, pump: Pump, qtbot: QtBot) -> None:
    look(opened, pump, qtbot, Region(0, 0, 140, 100))
    result = run(opened, pump)
    assert 0 < result.report.reused < 1
    assert np.array_equal(result.photo.pixels, alone(services, opened))


def test_other_settings_take_nothing(opened: Workspace, services: Services, pump: Pump, qtbot: QtBot) -> None:
    look(opened, pump, qtbot)
    opened.choices.set_ensemble(True)
    assert run(opened, pump).report.reused == 0


@pytest.mark.parametrize("closed", [False, True])
def test_another_photo_takes_nothing_and_the_older_ones_cells_go(
    opened: Workspace, services: Services, pump: Pump, qtbot: QtBot, make_photo: Callable[..., Path], closed: bool
) -> None:
    look(opened, pump, qtbot)
    recipe = opened.runs.recipe
    assert recipe is not None
    older = Subject(original_of(opened), recipe.without_mix, 1)
    assert list(services._known(older))
    if closed:
        opened.clear()
    opened.photos.open(make_photo("other.png", seed=1))
    pump.run()
    assert not list(services._known(older))
    assert run(opened, pump).report.reused == 0
    assert WHOLE.size == original_of(opened).size
