"""The parts of the workspace that need no jobs: history, time left, the grid of the preview, layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.ui.lanes.activity import Estimator
from recon_desktop.ui.lanes.display import build_pyramid
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.preview import layers
from recon_desktop.ui.preview.live import LivePreview, TileStore
from recon_desktop.ui.values.cells import cell_side, cells
from recon_desktop.ui.values.requests import Baseline, Subject, Tile
from recon_desktop.ui.values.state import Choices, Patch, Preview, Simulation
from recon_desktop.ui.workspace.history import History

RECIPE = Recipe((Step("a-model"),))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


# -------------------------------------------------------------------- history


def test_a_slider_is_one_step_until_it_rests() -> None:
    clock = Clock()
    history = History(Choices(), clock)
    for strength in (0.9, 0.8, 0.7):
        history.change(Choices(strength=strength), "strength")
        clock.now += 0.5
    clock.now += 1
    history.change(Choices(strength=0.2), "strength")
    history.undo()
    assert history.now.strength == 0.7
    history.undo()
    assert history.now == Choices()
    assert not history.can_undo


def test_a_change_forgets_what_was_undone() -> None:
    history = History(Choices())
    history.change(Choices(scale=4))
    history.undo()
    history.change(Choices(task="upscale"))
    assert not history.can_redo
    history.redo()
    assert history.now.task == "upscale"


def test_two_sliders_are_two_steps() -> None:
    history = History(Choices(), Clock())
    history.change(Choices(strength=0.5), "strength")
    history.change(Choices(strength=0.5, noise_level=9), "noise_level")
    history.undo()
    assert history.now == Choices(strength=0.5)


def test_chroma_goes_with_strength_until_it_is_set_apart() -> None:
    assert Choices(strength=0.4).mix == Mix(0.4, 0.4)
    assert Choices(strength=0.4, chroma=1.0, grain=3).mix == Mix(0.4, 1.0, 3)


# -------------------------------------------------------------------- time left


def test_time_left_counts_from_the_first_report() -> None:
    clock = Clock()
    estimator = Estimator(clock)
    assert estimator.eta_seconds is None
    clock.now = 100  # preparation
    estimator.report(0.0)
    clock.now = 100.5
    estimator.report(0.1)
    assert estimator.eta_seconds is None, "too early to tell"
    clock.now = 102
    estimator.report(0.5)
    assert estimator.eta_seconds == pytest.approx(2)
    clock.now = 103
    assert estimator.eta_seconds == pytest.approx(1), "it goes on between reports"
    clock.now = 200
    assert estimator.eta_seconds == 0


# -------------------------------------------------------------------- grid


def test_cells_cover_what_is_seen_from_its_middle() -> None:
    found = cells(Region(100, 100, 300, 200), Size(1000, 310), 128)
    assert found[0] == Region(128, 128, 128, 128)
    assert sum(cell.size.area for cell in found) == 512 * 310  # whole cells, but for the photo's lower edge
    assert all(cell.intersect(Region(100, 100, 300, 200)) for cell in found)


@pytest.mark.parametrize("size", [Size(1, 1), Size(3, 5), Size(127, 129)])
def test_cells_of_small_photos(size: Size) -> None:
    assert sum(cell.size.area for cell in cells(size.whole, size, 128)) == size.area


def subject(scale: int = 1) -> Subject:
    photo = Photo(np.zeros((512, 512, 3), np.uint8), None, Metadata(), None, "digest")
    return Subject(photo, RECIPE, scale)


def tile(region: Region, scale: int = 1) -> Tile:
    shown = np.zeros((region.height * scale, region.width * scale, 4), np.uint8)
    return Tile(region, shown, shown)


def paint(tile: Tile, scale: int, mix: Mix) -> Patch:
    return Patch(tile.region, QImage(), QImage())


def test_the_store_is_bounded_but_keeps_what_is_seen() -> None:
    store, one = TileStore(max_bytes=3 * 4 * 256 * 256), subject()
    live = LivePreview(paint, store)
    live.look(one, Region(0, 0, 512, 512), 1)
    while (cell := live.next_cell()) is not None:
        store.put((one.key, cell), tile(cell), live.keys)
    assert live.complete, "all that is in view stays, even above the limit"
    live.look(one, Region(0, 0, 10, 10), 1)
    store.put((one.key, Region(0, 0, 256, 256)), tile(Region(0, 0, 256, 256)), live.keys)
    live.look(one, Region(0, 0, 512, 512), 1)
    assert len(live.tiles) == 3


def test_previews_share_their_tiles() -> None:
    store, one = TileStore(), subject()
    first, second = LivePreview(paint, store), LivePreview(paint, store)
    first.look(one, Region(0, 0, 300, 10), 1)
    second.look(subject(), Region(0, 0, 10, 10), 1)
    assert (first.next_place, second.next_place) == (0, 0)
    store.put((one.key, Region(0, 0, 256, 256)), tile(Region(0, 0, 256, 256)), first.keys)
    assert (first.next_place, second.next_place) == (1, None), "the same recipe on the same photo"
    assert second.complete
    second.look(Baseline(one.photo, "input", 1), Region(0, 0, 10, 10), 1)
    assert not second.complete
    second.give_up()
    assert second.next_cell() is None
    second.look(second.subject, Region(0, 0, 11, 11), 1)
    assert second.next_cell() is not None


def test_patches_are_painted_once_for_a_mix() -> None:
    painted: list[Mix] = []
    half = Mix(0.5, 0.5)

    def count(tile: Tile, scale: int, mix: Mix) -> Patch:
        painted.append(mix)
        return paint(tile, scale, mix)

    store, one = TileStore(), subject()
    live = LivePreview(count, store)
    live.look(one, Region(0, 0, 300, 10), 1)
    fractions = []
    for cell in (Region(0, 0, 256, 256), Region(256, 0, 256, 256)):
        store.put((one.key, cell), tile(cell), live.keys)
        fractions.append(live.preview.fraction)
    assert fractions == [0.5, 1]
    live.mix = half
    assert live.preview.fraction == 1
    assert painted == [PLAIN, PLAIN, half, half]


def test_zoom_counts_in_pixels_of_the_result() -> None:
    live = LivePreview(paint, TileStore())
    for scale, zoom, truthful in ((1, 0.5, True), (1, 0.49, False), (4, 1.9, False), (4, 2.0, True)):
        live.look(subject(scale), Region(0, 0, 9, 9), zoom)
        assert (live.region is not None) == truthful
    assert [cell_side(scale) for scale in (1, 2, 4)] == [256, 128, 128]


# -------------------------------------------------------------------- layers


def preview(*regions: Region, scale: int = 1) -> Preview:
    patches = tuple(
        Patch(region, QImage(region.width * scale, region.height * scale, QImage.Format.Format_RGB32), QImage())
        for region in regions
    )
    return Preview(Region(0, 0, 60, 40), scale, patches, 0.5)


def pyramid(alpha: bool) -> Any:
    pixels = np.zeros((40, 60, 3), np.uint8)
    cover = np.full((40, 60), 100, np.uint8) if alpha else None
    return build_pyramid(Photo(pixels, cover, Metadata(), None, "digest"))


def after(pyramid: Any, preview: Preview, region: Region) -> tuple[Layer, ...]:
    return layers.after(pyramid, preview, region, lambda: layers.faded(pyramid, None, 1.0, region, 1))


def test_a_half_ready_preview_lies_on_the_photo() -> None:
    part = preview(Region(0, 0, 30, 40))
    stack = after(pyramid(False), part, Region(0, 0, 60, 40))
    assert [layer.target.width() for layer in stack] == [60, 30]
    (only,) = after(pyramid(False), part, Region(5, 5, 20, 20))
    assert only.target.width() == 30, "what is covered is not drawn"


def test_transparent_layers_do_not_add_up() -> None:
    part = preview(Region(0, 0, 30, 40))
    (only,) = after(pyramid(True), part, Region(0, 0, 60, 40))
    assert only.target.width() == 60
    both = preview(Region(0, 0, 30, 40), Region(30, 0, 30, 40))
    assert len(after(pyramid(True), both, Region(0, 0, 60, 40))) == 2


def test_before_shows_the_photo_itself_unless_it_is_enlarged() -> None:
    whole = Region(0, 0, 60, 40)
    assert len(layers.before(pyramid(False), preview(Region(0, 0, 30, 40)), whole, 1)) == 1
    assert len(layers.before(pyramid(False), preview(Region(0, 0, 30, 40), scale=2), whole, 1)) == 2


def test_a_simulation_names_its_steps_in_their_order() -> None:
    assert Simulation().steps == {}
    most = Simulation(downscale=2, noise=5.0, jpeg=40, blur=1.0, camera=7.0).steps
    assert list(most.items()) == [("blur", 1.0), ("downscale", 2), ("camera", 7.0), ("noise", 5.0), ("jpeg", 40)]
    rest = Simulation(grain=6.0, dust=80.0, sharpen=0.5, jpeg2=30).steps
    assert list(rest.items()) == [("grain", 6.0), ("dust", 80.0), ("sharpen", 0.5), ("jpeg2", 30)]
