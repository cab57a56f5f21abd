"""The dialog of the figure: boxes by mouse and keys, crops with captions, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.dialogs import figure_dialog
from recon_desktop.ui.dialogs.figure_dialog import FigureDialog
from recon_desktop.ui.look.theme import GAP
from recon_desktop.ui.view.box_canvas import BoxCanvas
from recon_desktop.ui.view.crop_grid import SMALLEST_CELL
from recon_desktop.ui.workspace.live_figure import Column
from tests.ui.fake_workspace import FakeFigure, FakeWorkspace, make_photo, make_pyramid, make_window, offscreen

pytestmark = offscreen

BOX = Region(20, 10, 30, 20)


@pytest.fixture
def canvas(qtbot: QtBot) -> BoxCanvas:
    canvas = BoxCanvas()
    canvas.resize(600, 400)
    canvas.show_photo(make_pyramid(make_photo(300, 200)), (BOX,), 64)
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def _drag(canvas: BoxCanvas, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Between pixels of the photo, which is shown at twice its size; not to its corner, which Qt takes for no place."""
    first, last = (QPoint(2 * x, 2 * y) for x, y in (start, end))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(canvas, last)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=last)


def test_a_box_is_moved_by_the_mouse_and_stays_inside(canvas: BoxCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.changed):
        _drag(canvas, (35, 20), (45, 25))
    assert canvas.boxes == (Region(30, 15, 30, 20),)
    _drag(canvas, (45, 25), (299, 199))
    assert canvas.boxes == (Region(270, 180, 30, 20),)
    _drag(canvas, (285, 190), (1, 1))
    assert canvas.boxes == (Region(0, 0, 30, 20),)


@pytest.mark.parametrize(
    ("corner", "to", "expected"),
    [
        ((50, 30), (60, 50), Region(20, 10, 40, 40)),
        ((20, 10), (30, 15), Region(30, 15, 20, 15)),
        ((50, 10), (40, 4), Region(20, 4, 20, 26)),
        ((50, 30), (1, 1), Region(20, 10, 8, 8)),
        ((50, 30), (290, 190), Region(20, 10, 64, 64)),
        ((20, 10), (1, 1), Region(1, 1, 49, 29)),
    ],
)
def test_corners_resize(canvas: BoxCanvas, corner: tuple[int, int], to: tuple[int, int], expected: Region) -> None:
    _drag(canvas, corner, to)
    assert canvas.boxes == (expected,)


def test_new_boxes_are_drawn_up_to_three(canvas: BoxCanvas) -> None:
    _drag(canvas, (100, 100), (140, 130))
    assert canvas.boxes == (BOX, Region(100, 100, 40, 30))
    assert canvas.current == 1
    _drag(canvas, (200, 20), (201, 21))
    assert canvas.boxes[2] == Region(200, 20, 8, 8), "the smallest"
    _drag(canvas, (250, 150), (270, 170))
    assert len(canvas.boxes) == 3
    canvas.add()
    assert len(canvas.boxes) == 3


def test_keys_do_all_that_the_mouse_does(canvas: BoxCanvas) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.boxes == (Region(21, 20, 30, 20),)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.boxes == (Region(20, 19, 32, 22),)
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.boxes == (Region(21, 20, 30, 20),)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert len(canvas.boxes) == 2
    assert canvas.current == 1
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.current == 0
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(canvas.boxes) == 1
    assert canvas.boxes[0] != Region(21, 20, 30, 20)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(canvas.boxes) == 1, "the last one stays"
    assert "Box 1: 33 × 33 pixels at" in canvas.accessibleDescription()


@pytest.mark.parametrize("size", [Size(1, 1), Size(5, 300), Size(300, 4)])
def test_photos_smaller_than_a_box(qtbot: QtBot, size: Size) -> None:
    canvas = BoxCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.show_photo(make_pyramid(make_photo(size.width, size.height)), (), 64)
    canvas.add()
    assert all(size.whole.contains(box) for box in canvas.boxes)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(canvas, key)
    assert all(size.whole.contains(box) for box in canvas.boxes)
    assert not canvas.grab().isNull()


def _columns(*scores: tuple[float, float] | None) -> tuple[Column, ...]:
    crop = np.full((20, 30, 3), 200, np.uint8)
    return tuple(
        Column(f"m{number}", f"Method {number}", (crop, None), score, best=number == 1)
        for number, score in enumerate(scores)
    )


def _dialog(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> tuple[FakeWorkspace, Any, FakeFigure]:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    workspace.load(make_photo(path="/somewhere/cat.jpg"))
    window.metrics_panel.figure.click()
    dialog = window.exports.dialog
    assert isinstance(dialog, FigureDialog)
    figure = dialog.figure
    assert isinstance(figure, FakeFigure)
    return workspace, window, figure


def test_crops_come_with_their_captions(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    figure.boxes = (BOX, Region(0, 0, 10, 10))
    figure.columns = _columns(None, (31.5, 0.91234), (float("inf"), 1.0))
    figure.changed.emit()
    words = dialog.grid.accessibleDescription()
    assert words == "Method 0; Method 1 [31.50 / 0.9123]; Method 2 [∞ / 1.0000]"
    assert not dialog.grid.grab().isNull()
    assert not dialog.export.isEnabled()
    figure.complete = True
    figure.changed.emit()
    assert dialog.export.isEnabled()
    figure.columns = _columns(*[None] * 12)
    figure.changed.emit()
    assert dialog.grid.minimumWidth() >= 12 * SMALLEST_CELL
    window.close()


def test_the_narrowest_column_has_room_for_a_score_in_bold_letters(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    figure.columns = _columns(*[(33.68, 0.93)] * 12)
    figure.changed.emit()
    bold = QFont(dialog.grid.font())
    bold.setPixelSize(11)
    bold.setBold(True)
    cell = (dialog.grid.minimumWidth() + GAP) // 12 - GAP
    assert QFontMetrics(bold).horizontalAdvance("[33.68 / 0.9300]") <= cell
    window.close()


def test_captions_of_three_boxes_are_in_sight(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    crop = np.zeros((20, 20, 3), np.uint8)
    figure.columns = tuple(Column(f"m{number}", "Method", (crop,) * 3) for number in range(3))
    figure.changed.emit()
    qtbot.waitUntil(lambda: dialog.grid.height() <= dialog.area.viewport().height())
    dialog.resize(880, 1100)
    qtbot.waitUntil(lambda: dialog.grid.height() > 460)
    assert dialog.grid.height() <= dialog.area.viewport().height()
    window.close()


def test_boxes_of_the_canvas_go_to_the_figure(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    assert dialog.canvas.boxes == figure.boxes
    assert not dialog.remove.isEnabled()
    dialog.add.click()
    assert len(figure.boxes) == 2
    assert dialog.remove.isEnabled()
    dialog.remove.click()
    assert len(figure.boxes) == 1
    window.close()
    assert figure.closed


def test_the_export_asks_for_a_name_and_a_format(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    figure.complete = True
    figure.changed.emit()
    asked: list[Path] = []
    answers = iter(
        [([], ""), ([str(tmp_path / "a")], "Document (*.pdf)"), ([str(tmp_path / "b.svg")], "Picture (*.png)")]
    )

    def ask(parent: object, title: str, start: Path, kinds: object) -> tuple[list[str], str]:
        asked.append(start)
        return next(answers)

    monkeypatch.setattr(figure_dialog, "ask_where", ask)
    for _ in range(3):
        dialog.export.click()
    assert asked[0] == Path("/somewhere/cat_figure.png")
    assert figure.written == [(tmp_path / "a.pdf", False), (tmp_path / "b.svg", False)]
    window.close()


@pytest.mark.parametrize(("typed", "overwrite"), [("a", False), ("a.png", True)])
def test_only_the_figure_that_the_system_asked_about_is_replaced(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, overwrite: bool
) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    figure.complete = True
    figure.changed.emit()
    (tmp_path / "a.png").write_text("precious")
    monkeypatch.setattr(figure_dialog, "ask_where", lambda *_: ([str(tmp_path / typed)], "Picture (*.png)"))
    window.exports.dialog.export.click()
    assert figure.written == [(tmp_path / "a.png", overwrite)]
    window.close()


def test_there_is_one_figure_and_escape_ends_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _, window, figure = _dialog(qtbot, monkeypatch)
    dialog = window.exports.dialog
    window.actions_by_key["figure"].trigger()
    assert window.exports.dialog is dialog
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert figure.closed
    assert window.exports.dialog is None
    window.actions_by_key["figure"].trigger()
    assert window.exports.dialog is not dialog
    window.close()
    assert window.exports.dialog is None
