"""The grid: its panes, their marks and words, clicks, keys, and the cross that points at the same spot in all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Size
from recon_desktop.ui.look.theme import ACCENT
from recon_desktop.ui.values.state import Method, Score, Standing
from recon_desktop.ui.view.caption import fitting, method_words
from recon_desktop.ui.view.compare_view import CompareView
from recon_desktop.ui.view.pane_grid import FRAME, squarest
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def view(qtbot: QtBot, workspace: FakeWorkspace) -> CompareView:
    """Nearest, Bicubic, Lanczos, ESPCN 2x."""
    make_theme("dark")
    view = CompareView(workspace, QAction("1:1"))  # type: ignore[arg-type]
    view.resize(900, 700)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    workspace.choices.task = "upscale"
    workspace.load(make_photo(200, 150))
    view.set_mode("grid")
    return view


def words(view: CompareView) -> list[str]:
    return [cell.caption.text for cell in view.grid.cells]


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (2, (980, 680), (2, 1)),
        (2, (600, 900), (1, 2)),
        (3, (1600, 500), (3, 1)),
        (4, (980, 680), (2, 2)),
        (5, (980, 680), (3, 2)),
        (9, (980, 680), (3, 3)),
        (9, (980, 660), (3, 3)),  # five columns are a little squarer, but too narrow for captions
        (7, (1900, 900), (4, 2)),
    ],
)
def test_panes_are_as_square_as_they_get(count: int, size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert squarest(count, *size) == expected


def test_there_is_a_pane_for_each_method(view: CompareView, workspace: FakeWorkspace) -> None:
    assert [cell.method.title for cell in view.grid.cells if cell.method] == [
        "Nearest",
        "Bicubic",
        "Lanczos",
        "ESPCN 2x",
    ]
    assert workspace.contenders.watched[-1] == (True, "")
    assert not any(pane.isVisible() for pane in view.panes)
    assert not any(caption.isVisible() for caption in (view.captions.left, view.captions.right))
    workspace.contenders.leave_out(["bicubic", "lanczos"])
    assert len([cell for cell in view.grid.findChildren(type(view.grid.cells[0])) if cell.isVisible()]) == 2
    view.set_mode("single")
    assert not view.grid.isVisible()
    assert view.panes[0].isVisible()
    assert workspace.contenders.watched[-1] == (False, "")


def test_panes_are_of_one_size_and_at_one_spot(view: CompareView) -> None:
    view.actual_size()
    view.grid.panes[2].pan_asked.emit(10.0, 5.0)
    assert len({pane.size().toTuple() for pane in view.grid.panes}) == 1
    assert {id(pane._state) for pane in view.grid.panes} == {id(view.state)}
    assert view.state is not None
    assert view.state.viewport == view.grid.panes[0].device_size
    view.resize(700, 500)
    assert view.state.viewport == view.grid.panes[0].device_size


def test_every_pane_draws_its_own_method(view: CompareView, workspace: FakeWorkspace) -> None:
    colours = set()
    for pane in view.grid.panes:
        shown = pane.grab().toImage()
        colours.add(shown.pixelColor(shown.rect().center()).name())
    assert len(colours) == 4


def test_words_stand_under_the_pane(view: CompareView, workspace: FakeWorkspace) -> None:
    for cell in view.grid.cells:
        assert cell.pane.geometry().bottom() < cell.caption.geometry().top()
        assert cell.rect().contains(cell.caption.geometry())
    assert words(view)[0] == "1  Nearest  preview starts at 1:1 (Z)"
    offered = [cell.caption.button for cell in view.grid.cells]
    assert [button is not None and button.isVisible() for button in offered] == [True, False, False, False]
    workspace.contenders.standings = {
        "nearest": Standing(0.5),
        "bicubic": Standing(1.0, 0.02, False, Score(float("inf"), 1.0)),
        "upscale-espcn-x2": Standing(1.0, 2.5, True, Score(36.379, 0.93784)),
    }
    workspace.photos.has_reference = True
    workspace.photos.changed.emit()
    workspace.contenders.changed.emit()
    workspace.contenders.scored.emit()
    assert words(view) == [
        "1  Nearest",
        "2  Bicubic  about 20 ms, whole photo  ·  ∞ dB / 1.0000",
        "3  Lanczos  preview starts at 1:1 (Z)",
        "4  ESPCN 2x  2.5 s, whole photo  ·  36.38 dB / 0.9378  ·  in use",
        "5  Reference  what the result should look like",
    ]
    workspace.contenders.standings = {
        "nearest": Standing(1.0, 0.01, True, Score(30.0, 0.8)),
        "bicubic": Standing(1.0, 0.02, True, Score(31.0, 0.9)),
        "lanczos": Standing(1.0, 0.02, True, Score(32.0, 0.9)),
        "upscale-espcn-x2": Standing(1.0, 2.5, True, Score(31.5, 0.9)),
    }
    workspace.contenders.scored.emit()
    assert [line.endswith("best") for line in words(view)] == [False, False, True, False, False]


def test_progress_is_a_line_at_each_panes_top(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.contenders.standings = {"nearest": Standing(0.5), "bicubic": Standing(1.0, 0.02)}
    workspace.previews.changed.emit()
    first, second = (cell.grab().toImage() for cell in view.grid.cells[:2])
    accent = view.palette().color(ACCENT)
    assert first.pixelColor(first.width() // 4, FRAME) == accent
    assert first.pixelColor(first.width() * 3 // 4, FRAME) != accent
    assert second.pixelColor(second.width() // 4, FRAME) != accent
    assert view.grid.cells[0].pane.geometry().top() > FRAME


def test_the_chosen_pane_is_framed(view: CompareView) -> None:
    accent = view.palette().color(ACCENT)
    framed = [cell.grab().toImage().pixelColor(0, 40) == accent for cell in view.grid.cells]
    assert framed == [False, False, False, True]
    assert [cell.chosen for cell in view.grid.cells] == framed


def test_a_click_chooses_and_a_drag_does_not(view: CompareView, workspace: FakeWorkspace) -> None:
    view.actual_size()
    pane = view.grid.panes[1]
    QTest.mouseClick(pane, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert workspace.named("select") == [("bicubic",)]
    QTest.mousePress(pane, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=QPoint(90, 50))
    QTest.mouseClick(pane, Qt.MouseButton.MiddleButton, pos=QPoint(50, 50))
    assert len(workspace.named("select")) == 1
    QTest.mouseClick(view.grid.cells[3].caption, Qt.MouseButton.LeftButton)
    assert workspace.named("select")[-1] == ("upscale-espcn-x2",)


def hover(view: CompareView, pane: int, at: QPointF) -> None:
    target = view.grid.panes[pane]
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, target.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


def test_hovering_shows_the_same_spot_in_the_other_panes(view: CompareView) -> None:
    hover(view, 1, QPointF(100, 60))
    crosses = [cell._cross for cell in view.grid.cells]
    assert [cross.isVisible() for cross in crosses] == [True, False, True, True]
    assert crosses[0].geometry().center() == QPoint(100, 60)
    assert not crosses[0].grab().isNull()
    QApplication.sendEvent(view.grid.panes[1], QEvent(QEvent.Type.Leave))
    assert not any(cross.isVisible() for cross in crosses)


def test_blink_and_difference_are_for_all_panes(view: CompareView, workspace: FakeWorkspace) -> None:
    view.blink(True)
    assert {pane.sides for pane in view.grid.panes} == {("before",)}
    assert words(view)[0] == "1  Before (bicubic 2x)"
    view.blink(False)
    view.set_difference(True)
    assert all(pane.differ is not None for pane in view.grid.panes)
    view.set_pixel_grid(True)
    assert all(pane.pixel_grid for pane in view.grid.panes)


def test_the_grid_starts_where_methods_can_be_told_apart(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo(3000, 2000))
    assert view.state is not None
    assert view.state.zoom == 1.0
    view.set_mode("single")
    view.fit()
    view.set_mode("grid")
    assert view.state.zoom == 1.0
    view.fit()
    assert view.state.fitted, "who wants to see all of it can"


def test_another_scale_while_zoomed_into_a_corner_is_no_trouble(view: CompareView, workspace: FakeWorkspace) -> None:
    workspace.choose("upscale", 4)
    view.actual_size()
    view.pan(1e6, 1e6)
    workspace.choose("denoise")
    assert view.state is not None
    assert view.state.content == Size(200, 150)
    assert [cell.method.key for cell in view.grid.cells if cell.method] == ["input", "denoise-dncnn"]


def test_numbers_choose_the_pane(view: CompareView, workspace: FakeWorkspace) -> None:
    view.show_method(3)
    view.show_method(8)
    assert workspace.named("select") == [("upscale-espcn-x2",)]


def test_elsewhere_numbers_flip_the_method_in_place(view: CompareView, workspace: FakeWorkspace) -> None:
    view.set_mode("single")
    plain = view.panes[0].grab().toImage()
    view.show_method(1)
    assert view.mode == "single"
    assert workspace.contenders.watched[-1] == (False, "bicubic")
    assert view.captions.right.text.startswith("Bicubic")
    assert view.panes[0].grab().toImage() != plain
    view.show_method(3)
    assert workspace.contenders.watched[-1] == (False, "")
    assert view.captions.right.text.startswith("After")
    assert view.panes[0].grab().toImage() == plain
    view.show_method(0)
    workspace.choose("denoise")
    assert view.captions.right.text.startswith("After"), "nearest is no way to denoise"


def test_the_caption_of_a_method_that_invents_says_so() -> None:
    standing = Standing(seconds=2.0)
    assert (
        method_words(Method("gan", "SRGAN 4x", "model", inventive=True), standing).rest
        == "invents detail  ·  about 2.0 s, whole photo"
    )
    assert method_words(Method("net", "ESPCN 4x", "model"), standing).rest == "about 2.0 s, whole photo"


def test_a_caption_leaves_out_whole_facts(qtbot: QtBot) -> None:
    letters = QFontMetrics(QApplication.font())
    text = "2.4 s  ·  33.20 dB / 0.8532  ·  in use"
    shown = [fitting(text, room, letters) for room in range(letters.horizontalAdvance(text), 0, -1)]
    whole = ["2.4 s  ·  33.20 dB / 0.8532", "2.4 s  ·  33.20 dB", "2.4 s"]
    expected = [text, *(each for fact in whole for each in (f"{fact} …", fact))]
    assert list(dict.fromkeys(shown))[: len(expected)] == expected
    assert fitting("what the result should look like", 80, letters).endswith("…")
