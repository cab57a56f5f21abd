"""The canvas: modes, shared view, divider, keys, captions, and what it tells the workspace."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.ui.look.theme import ACCENT
from recon_desktop.ui.values.state import Activity, Measure, Measures, Patch, Preview, Simulation
from recon_desktop.ui.view.caption import duration
from recon_desktop.ui.view.compare_view import CompareMode, CompareView
from recon_desktop.ui.view.hand import STEP
from recon_desktop.ui.view.view_state import fit_zoom
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_pyramid, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def view(qtbot: QtBot, workspace: FakeWorkspace) -> CompareView:
    make_theme("dark")
    actual = QAction("1:1")
    view = CompareView(workspace, actual)  # type: ignore[arg-type]
    actual.triggered.connect(view.actual_size)
    view.resize(620, 440)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    workspace.load(make_photo(1000, 700))
    return view


def last_look(workspace: FakeWorkspace) -> tuple[Region, float]:
    return workspace.named("look_at")[-1]  # type: ignore[return-value]


def state(view: CompareView):  # type: ignore[no-untyped-def]
    assert view.state is not None
    return view.state


def test_a_new_photo_is_fitted_and_told(view: CompareView, workspace: FakeWorkspace) -> None:
    assert state(view).fitted
    region, zoom = last_look(workspace)
    assert region == Region(0, 0, 1000, 700)
    assert zoom == state(view).zoom == fit_zoom(Size(1000, 700), view.panes[0].device_size)


def test_without_a_photo_nothing_is_looked_at(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    view = CompareView(workspace, QAction("1:1"))  # type: ignore[arg-type]
    qtbot.addWidget(view)
    assert view.state is None
    assert workspace.named("look_at")[-1] == (None, 1.0)
    for act in (view.fit, view.actual_size, view.zoom_in, view.zoom_out):
        act()
    view.pan(1, 1)
    view.zoom_by(2.0, QPointF(0, 0))
    view.toggle(QPointF(0, 0))
    assert view.state is None
    assert not view.handle.isVisibleTo(view)


def test_single_shows_the_result_in_one_pane(view: CompareView) -> None:
    view.set_mode("single")
    assert view.panes[0].sides == ("after",)
    assert not view.panes[1].isVisible()
    assert not view.handle.isVisible()
    assert view.captions.left.text == ""
    assert view.captions.right.text.startswith("After")


def test_split_shows_both_in_one_pane(view: CompareView) -> None:
    view.set_mode("split")
    assert view.panes[0].sides == ("before", "after")
    assert not view.panes[1].isVisible()
    assert view.handle.isVisible()


def test_side_by_side_shows_two_panes_of_one_size(view: CompareView) -> None:
    view.resize(621, 441)
    view.set_mode("side")
    first, second = view.panes
    assert (first.sides, second.sides) == (("before",), ("after",))
    assert first.size() == second.size()
    assert first.geometry().right() < second.geometry().left()
    assert not view.handle.isVisible()


def test_captions_stand_under_the_panes(view: CompareView) -> None:
    for mode in ("single", "split", "side"):
        view.set_mode(mode)  # type: ignore[arg-type]
        for pane in view.panes:
            for caption in (view.captions.left, view.captions.right):
                assert not pane.isVisible() or not pane.geometry().intersects(caption.geometry())


def test_panes_are_locked(view: CompareView) -> None:
    view.set_mode("side")
    view.actual_size()
    first, second = view.panes
    first.pan_asked.emit(40.0, 30.0)
    second.zoom_asked.emit(2.0, QPointF(10, 10))
    assert first._state is second._state is view.state
    assert state(view).zoom == 2.0


def test_zoom_and_pan_are_told_in_pixels_of_the_photo(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.choose("upscale", 2)
    view.actual_size()
    assert state(view).content == Size(2000, 1400)
    region, zoom = last_look(workspace)
    assert zoom == 2.0
    assert region.width == pytest.approx(view.panes[0].width() / 2, abs=1)


def test_another_scale_keeps_the_spot(view: CompareView, workspace: FakeWorkspace) -> None:
    view.actual_size()
    view.pan(100, 80)
    spot = state(view).centre
    workspace.choose("upscale", 4)
    assert state(view).centre == (spot[0] * 4, spot[1] * 4)


def test_another_photo_is_fitted_again_but_not_a_simulation(view: CompareView, workspace: FakeWorkspace) -> None:
    view.actual_size()
    workspace.photos.simulation, workspace.photos.photo = Simulation(noise=10), make_photo(1000, 700)
    workspace.photos.changed.emit()
    assert state(view).zoom == 1.0
    workspace.load(make_photo(1000, 700))
    assert state(view).fitted


def test_a_large_photo_opens_at_its_most_telling_spot(view: CompareView, workspace: FakeWorkspace) -> None:
    photo = make_photo(4000, 3000)
    workspace.photos.photo = workspace.photos.original = photo
    workspace.photos.pyramid = replace(make_pyramid(photo), spot=(0.75, 0.25))
    workspace.photos.changed.emit()
    assert state(view).zoom == 1.0
    assert state(view).centre == (3000, 750)
    view.resize(view.width() + 40, view.height() + 20)
    assert state(view).centre == (3000, 750)
    view.resize(2200, 1700)  # now all of it is large enough
    assert state(view).fitted
    view.pan(300, 0)
    view.actual_size()
    view.resize(700, 500)
    assert state(view).zoom == 1.0
    view.fit()
    view.resize(800, 600)
    assert state(view).fitted, "who has moved the view is not led back"


def test_the_divider_is_dragged(view: CompareView, qtbot: QtBot) -> None:
    handle = view.handle
    middle = QPoint(handle.width() // 2, handle.height() // 2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + QPoint(-155, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert view.panes[0].divider == pytest.approx(0.25, abs=0.01)
    assert abs(handle.geometry().center().x() - 155) <= 1


def test_the_divider_moves_by_keys(view: CompareView) -> None:
    view.handle.setFocus()
    QTest.keyClick(view.handle, Qt.Key.Key_Left)
    assert view.panes[0].divider == pytest.approx(0.48)
    QTest.keyClick(view.handle, Qt.Key.Key_End)
    assert view.panes[0].divider == 1.0
    QTest.keyClick(view.handle, Qt.Key.Key_Right)
    assert view.panes[0].divider == 1.0
    QTest.keyClick(view.handle, Qt.Key.Key_Home)
    assert view.panes[0].divider == 0.0
    QTest.mouseDClick(view.handle, Qt.MouseButton.LeftButton)
    assert view.panes[0].divider == 0.5


def test_a_divider_across_is_dragged_and_moved_by_keys(view: CompareView) -> None:
    view.set_across(True)
    handle, pane = view.handle, view.panes[0]
    assert handle.width() == pane.width()
    middle = QPoint(handle.width() // 2, handle.height() // 2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + QPoint(0, pane.height() // 4))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert pane.divider == pytest.approx(0.75, abs=0.01)
    handle.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Home)
    QTest.keyClick(handle, Qt.Key.Key_Down)
    QTest.keyClick(handle, Qt.Key.Key_Right)
    assert pane.divider == pytest.approx(0.02)
    assert abs(handle.geometry().center().y() - 0.02 * pane.height()) <= 2
    assert pane.across
    assert not handle.grab().isNull()


@pytest.mark.parametrize("mode", ["single", "split", "side"])
def test_blink_shows_before_in_place(view: CompareView, mode: str) -> None:
    view.set_mode(mode)  # type: ignore[arg-type]
    sides = [pane.sides for pane in view.panes]
    view.blink(True)
    assert {pane.sides for pane in view.panes} == {("before",)}
    assert not view.handle.isVisible()
    assert view.captions.right.text == "Before"
    view.blink(False)
    assert [pane.sides for pane in view.panes] == sides
    assert view.captions.right.text.startswith("After")
    assert view.handle.isVisible() == (mode == "split")


def test_the_difference_takes_the_place_of_the_result(view: CompareView, workspace: FakeWorkspace) -> None:
    view.set_mode("single")
    view.set_difference(True)
    view.set_gain(16)
    grey = view.panes[0].grab().toImage()
    assert grey.pixelColor(grey.rect().center()).name() == "#808080"
    assert workspace.named("difference")[-1] == (16,)
    assert view.captions.right.text.startswith("Difference from before, 16x")
    view.blink(True)
    workspace.calls.clear()
    view.panes[0].grab()
    assert workspace.named("difference") == [], "blink shows before itself"


def test_the_difference_to_a_reference_needs_one(view: CompareView, workspace: FakeWorkspace) -> None:
    view.set_difference(True)
    view.set_against("reference")
    assert view.panes[0].against == "before"
    workspace.photos.has_reference = True
    workspace.photos.changed.emit()
    assert view.panes[0].against == "reference"
    assert view.captions.right.text.startswith("Difference from the reference, 8x")


def test_arrows_pan_and_shift_pans_further(view: CompareView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "pointer", lambda: None)
    view.actual_size()
    view.setFocus()
    x, y = state(view).centre
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert state(view).centre == (x + STEP, y)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert state(view).centre == (x + STEP, y - STEP)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert state(view).centre[0] < x


def test_page_keys_pan_a_screen_and_home_and_end_lead_to_the_corners(
    view: CompareView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "pointer", lambda: None)
    view.actual_size()
    wide, high = state(view).viewport.width, state(view).viewport.height
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert state(view).at((0, 0)) == (0, 0)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert state(view).centre == (wide / 2, min(high / 2 + 0.9 * high, 700 - high / 2))
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert state(view).centre == (min(wide / 2 + 0.9 * wide, 1000 - wide / 2), high / 2)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert state(view).at((wide, high)) == pytest.approx((1000, 700))


def test_space_and_drag_pans_over_the_handle_too(view: CompareView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "pointer", lambda: None)
    view.actual_size()
    view.setFocus()
    spot = view.handle.mapTo(view, view.handle.rect().center())
    assert view.childAt(spot) is view.handle
    QTest.keyPress(view, Qt.Key.Key_Space)
    hand = view.childAt(spot)
    assert hand is view.hand
    x, y = state(view).centre
    QTest.mousePress(hand, Qt.MouseButton.LeftButton, pos=spot)
    assert hand.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseMove(hand, spot + QPoint(-30, 20))
    assert state(view).centre == (x + 30, y - 20)
    assert view.panes[0].divider == 0.5
    QTest.keyRelease(view, Qt.Key.Key_Space)
    QTest.mouseMove(hand, spot + QPoint(-40, 20))
    assert state(view).centre == (x + 40, y - 20), "the drag goes on until the button is up"
    QTest.mouseRelease(hand, Qt.MouseButton.LeftButton, pos=spot)
    assert view.childAt(spot) is view.handle


def test_the_hand_goes_when_the_keyboard_does(view: CompareView) -> None:
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Space)
    assert view.hand.isVisible()
    view.clearFocus()
    assert not view.hand.isVisible()
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert not view.hand.isVisible()


def test_the_pixel_grid_is_switched_in_all_panes(view: CompareView) -> None:
    view.set_pixel_grid(True)
    assert all(pane.pixel_grid for pane in view.panes)
    view.set_pixel_grid(False)
    assert not any(pane.pixel_grid for pane in view.panes)


def test_a_double_click_switches_between_fit_and_one_to_one(view: CompareView) -> None:
    QTest.mouseDClick(view.panes[0], Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert state(view).zoom == 1.0
    QTest.mouseDClick(view.panes[0], Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert state(view).fitted


def test_a_recipe_for_a_photo_that_is_not_told_yet_is_waited_for(
    view: CompareView, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workspace tells what is to be done with another photo before it tells the photo."""
    monkeypatch.setattr(view, "pointer", lambda: None)
    view.actual_size()
    view.centre_on(1000, 700)
    workspace.photos.photo = workspace.photos.original = make_photo(5000, 4000)
    workspace.choices.changed.emit()
    workspace.load(workspace.photos.photo)
    assert state(view).content == Size(5000, 4000)
    assert state(view).centre == (2500, 2000)


def test_resizing_fits_again(view: CompareView) -> None:
    view.resize(900, 700)
    assert state(view).fitted
    assert state(view).viewport == view.panes[0].device_size


def test_progress_is_a_thin_line_above_the_panes(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.activity = Activity("previewing", 0.5)
    workspace.activity_changed.emit()
    shown = view.grab().toImage()
    accent = view.palette().color(ACCENT)
    assert shown.pixelColor(100, 0) == accent
    assert shown.pixelColor(400, 0) != accent
    assert view.panes[0].geometry().top() > 0


def test_captions_say_which_method_a_pane_shows(view: CompareView, workspace: FakeWorkspace) -> None:
    view._write_captions()
    assert view.captions.left.text == "Before"
    assert view.captions.right.text == "After  Residual denoiser  ·  preview starts at 1:1 (Z)"
    workspace.previews.preview = Preview(Region(0, 0, 10, 10), 1)
    workspace.previews.changed.emit()
    assert view.captions.right.text.endswith("live preview")
    workspace.runs.recipe = Recipe((Step("denoise-dncnn", amount=0.5),))
    workspace.choices.changed.emit()
    assert view.captions.right.text == "After  Residual denoiser  ·  denoised 50 % by noise level  ·  live preview"
    workspace.runs.recipe = Recipe((Step("denoise-dncnn"),))
    workspace.choices.strength = 0.6
    workspace.choose("denoise+upscale", 4)
    assert view.captions.left.text == "Before (bicubic 4x)"
    assert "Residual denoiser + ESPCN 4x  ·  strength 60 %" in view.captions.right.text
    rows = (Measure("psnr_y", "PSNR, luma", 28.4, 30.52, "dB"),)
    workspace.measures.latest = Measures(rows, "whole photo", "the original")
    workspace.finish()
    assert view.captions.left.text.endswith("PSNR 28.40 dB")
    assert view.captions.right.text.endswith("2.5 s  ·  PSNR 30.52 dB")
    workspace.measures.latest = replace(
        workspace.measures.latest, rows=(replace(workspace.measures.latest.rows[0], after=math.inf),)
    )
    view._write_captions()
    assert view.captions.right.text.endswith("PSNR ∞ dB")
    assert view.captions.right.toolTip() == view.captions.right.accessibleName() == view.captions.right.text


@pytest.mark.parametrize("mode", ["single", "split", "side"])
def test_where_the_view_is_too_far_out_for_a_preview_a_button_shows_1_to_1(
    view: CompareView, workspace: FakeWorkspace, qtbot: QtBot, mode: CompareMode
) -> None:
    view.set_mode(mode)
    caption = view.captions.right
    button = caption.button
    assert button is not None
    for length in ("short", "long " * 100):
        caption.set_words("After", length)
        assert caption.rect().contains(button.geometry())
        assert not any(pane.geometry().intersects(caption.geometry()) for pane in view.shown_panes if pane.isVisible())
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert state(view).zoom == 1
    workspace.previews.preview = Preview(Region(0, 0, 10, 10), 1)
    workspace.previews.changed.emit()
    assert not button.isVisible()
    assert view.hasFocus()
    workspace.previews.preview = Preview(None, 1)
    workspace.previews.changed.emit()
    assert button.isVisible()


def test_without_a_photo_nothing_is_offered(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    view = CompareView(workspace, QAction("1:1"))  # type: ignore[arg-type]
    qtbot.addWidget(view)
    assert view.captions.right.button is None


def test_a_task_without_a_model_says_so(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.choices.denoiser = ""
    workspace.choices.changed.emit()
    assert view.captions.right.text == "After  no model yet"


def test_long_captions_are_cut_where_there_is_no_room(view: CompareView) -> None:
    caption = view.captions.right
    caption.set_words("After", "a very long list of models " * 10)
    assert not caption.grab().isNull()


def test_patches_show_as_they_arrive(
    view: CompareView, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.set_mode("single")
    view.actual_size()
    painted = []
    monkeypatch.setattr(workspace.previews, "after", lambda region, zoom: painted.append(region) or ())
    for pane in view.panes:
        pane._sources = {"before": workspace.previews.before, "after": workspace.previews.after}
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    workspace.previews.preview = Preview(Region(0, 0, 8, 8), 1, (Patch(Region(0, 0, 8, 8), image, image),), 0.5)
    workspace.previews.changed.emit()
    view.repaint()
    view.panes[0].repaint()
    assert painted


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.021, "21 ms"), (0.4, "0.4 s"), (9.94, "9.9 s"), (12.4, "12 s"), (185, "3 min 5 s"), (3725, "1 h 2 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_focus_by_keys_is_seen(view: CompareView) -> None:
    view.window().activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.reached_by_keys
    view.clearFocus()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not view.reached_by_keys


def test_one_to_one_is_at_the_pointer(view: CompareView, monkeypatch: pytest.MonkeyPatch) -> None:
    spot = view.panes[0].mapToGlobal(QPoint(500, 300))
    monkeypatch.setattr("recon_desktop.ui.view.locked_view.QCursor", SimpleNamespace(pos=lambda: spot))
    under = state(view).at((500, 300))
    view.actual_size()
    assert state(view).at((500, 300)) == pytest.approx(under, abs=2)
    assert QRectF(0, 0, 1000, 700).contains(QPointF(*state(view).centre))
