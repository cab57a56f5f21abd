"""Where the panes look: plain arithmetic."""

from __future__ import annotations

import random

import pytest

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.view.view_state import FIT_MARGIN, MAX_ZOOM, ViewState, fit_zoom

PHOTO = Size(4000, 3000)
PANE = Size(800, 600)


def test_fit_shows_all_with_a_margin_and_is_centred() -> None:
    state = ViewState.fit(PHOTO, PANE)
    left, top = state.origin
    assert state.fitted
    assert top == FIT_MARGIN
    assert left >= FIT_MARGIN
    assert state.visible == PHOTO.whole


@pytest.mark.parametrize(
    ("content", "zoom"), [(Size(388, 100), 2.0), (Size(320, 300), 1.92), (Size(70, 60), 9.0), (Size(3, 5), MAX_ZOOM)]
)
def test_fit_enlarges_small_photos_to_the_canvas(content: Size, zoom: float) -> None:
    assert fit_zoom(content, PANE) == zoom


def test_one_to_one_lies_on_whole_device_pixels() -> None:
    state = ViewState.fit(Size(3999, 2999), Size(801, 601)).zoomed(1.0)
    assert state.zoom == 1.0
    assert all(isinstance(edge, int) for edge in state.origin)


def test_zoom_keeps_the_spot_under_the_pointer() -> None:
    state = ViewState.fit(PHOTO, PANE).zoomed(1.0)
    pointer = (650.0, 120.0)
    before = state.at(pointer)
    after = state.zoomed(3.0, pointer).at(pointer)
    assert after == pytest.approx(before, abs=1.0)


def test_zoom_has_limits() -> None:
    state = ViewState.fit(PHOTO, PANE)
    assert state.zoomed(1000).zoom == MAX_ZOOM
    assert state.zoomed(0.0001).zoom == fit_zoom(PHOTO, PANE)


def test_the_wheel_rests_at_one_to_one() -> None:
    state = ViewState.fit(PHOTO, PANE).zoomed(0.9)
    rested = state.stepped(1.25)
    assert rested.zoom == 1.0
    assert rested.stepped(1.25).zoom == 1.25


def test_keys_step_through_round_zooms() -> None:
    state = ViewState.fit(PHOTO, PANE).zoomed(0.9)
    assert state.zoomed_in().zoom == 1.0
    assert state.zoomed_in().zoomed_in().zoom == 2.0
    assert state.zoomed_out().zoom == pytest.approx(2 / 3)
    assert state.zoomed(MAX_ZOOM).zoomed_in().zoom == MAX_ZOOM
    assert ViewState.fit(PHOTO, PANE).zoomed_out().zoom == fit_zoom(PHOTO, PANE)


def test_pan_stops_at_the_edges() -> None:
    state = ViewState.fit(PHOTO, PANE).zoomed(1.0)
    corner = state.panned(-1e6, -1e6)
    assert corner.origin == (0, 0)
    assert corner.visible == Region(0, 0, 800, 600)
    assert state.panned(1e6, 1e6).visible == Region(3200, 2400, 800, 600)


def test_a_fitted_view_does_not_pan() -> None:
    state = ViewState.fit(PHOTO, PANE)
    assert state.panned(50, 50) == state


def test_resizing_keeps_fit_or_the_middle() -> None:
    fitted = ViewState.fit(PHOTO, PANE)
    assert fitted.resized(Size(400, 300)) == ViewState.fit(PHOTO, Size(400, 300))
    zoomed = fitted.zoomed(1.0).panned(100, 50)
    assert zoomed.resized(Size(400, 300)).centre == zoomed.centre


def test_another_scale_shows_the_same_spot() -> None:
    state = ViewState.fit(PHOTO, PANE).zoomed(1.0).panned(300, 200)
    larger = state.with_content(PHOTO.scaled(2))
    assert larger.centre == (state.centre[0] * 2, state.centre[1] * 2)
    assert larger.zoom == state.zoom
    assert ViewState.fit(PHOTO, PANE).with_content(PHOTO.scaled(2)).fitted


def test_double_click_goes_there_and_back() -> None:
    state = ViewState.fit(PHOTO, PANE)
    there = state.toggled((100, 100))
    assert there.zoom == 1.0
    assert there.toggled() == state
    small = ViewState.fit(Size(500, 400), PANE)
    assert small.toggled((100, 100)).zoom == 4.0


def test_whatever_is_done_the_view_stays_on_the_photo() -> None:
    rng = random.Random(7)
    state = ViewState.fit(PHOTO, PANE)
    for _ in range(2000):
        what = rng.randrange(5)
        if what == 0:
            state = state.stepped(rng.uniform(0.5, 2), (rng.uniform(0, 800), rng.uniform(0, 600)))
        elif what == 1:
            state = state.panned(rng.uniform(-900, 900), rng.uniform(-900, 900))
        elif what == 2:
            state = state.resized(Size(rng.randint(1, 2000), rng.randint(1, 1500)))
        elif what == 3:
            state = state.with_content(Size(rng.randint(1, 9000), rng.randint(1, 9000)))
        else:
            state = state.toggled((rng.uniform(0, 800), rng.uniform(0, 600)))
        assert 0 < state.zoom <= MAX_ZOOM
        assert state.content.whole.contains(state.visible)


def test_a_spot_is_brought_to_the_middle_as_far_as_the_edges_allow() -> None:
    state = ViewState.fit(Size(4000, 3000), Size(800, 600)).zoomed(1.0)
    assert state.centred((1000, 900)).centre == (1000, 900)
    assert state.centred((0, 3000)).centre == (400, 2700)
    fitted = ViewState.fit(Size(4000, 3000), Size(800, 600))
    assert fitted.centred((0, 0)) == fitted


def test_whether_all_is_in_view() -> None:
    state = ViewState.fit(Size(4000, 3000), Size(800, 600))
    assert state.shows_all
    assert state.zoomed(0.2).shows_all
    assert not state.zoomed(0.21).shows_all


def test_high_zooms_are_whole_and_small_steps_add_up() -> None:
    state = ViewState.fit(Size(4000, 3000), Size(800, 600)).zoomed(7.9)
    assert state.zoom == 7.9
    seen = set()
    for _ in range(100):
        state = state.stepped(1.02)
        seen.add(state.zoom)
    assert state.zoom == 32
    assert {float(zoom) for zoom in range(8, 33)} <= seen
    assert all(zoom == round(zoom) for zoom in seen)
    for _ in range(100):
        state = state.stepped(1 / 1.02)
    assert state.zoom < 8
