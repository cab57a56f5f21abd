"""The minimap: when it is there, what it frames, and where a click leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Size
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import TOKENS
from recon_desktop.ui.view import minimap as module
from recon_desktop.ui.view.minimap import BarMinimap
from recon_desktop.ui.view.view_state import ViewState
from recon_desktop.ui.window.main_window import MainWindow
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_window, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def window(qtbot: QtBot, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    window = make_window(qtbot, workspace)
    monkeypatch.setattr(window.view, "pointer", lambda: None)
    workspace.load(make_photo(4000, 2000))
    return window


@pytest.fixture
def minimap(window: MainWindow) -> BarMinimap:
    return window.view_bar.minimap


def state(window: MainWindow) -> ViewState:
    assert window.view.state is not None
    return window.view.state


def hover(minimap: BarMinimap) -> None:
    at = QPointF(3, 3)
    QApplication.sendEvent(minimap, QEnterEvent(at, at, at))


def test_it_is_there_while_part_of_the_photo_is_out_of_view(window: MainWindow, minimap: BarMinimap) -> None:
    assert minimap.isVisible(), "so large a photo opens at 1:1"
    window.view.fit()
    assert not minimap.isVisible()
    window.view.actual_size()
    assert minimap.isVisible()


def test_it_is_switched_in_the_menu_and_remembered(
    window: MainWindow, minimap: BarMinimap, workspace: FakeWorkspace, qtbot: QtBot
) -> None:
    window.view.actual_size()
    window.actions_by_key["minimap"].trigger()
    window.actions_by_key["pixel_grid"].trigger()
    assert not minimap.isVisible()
    window.close()
    remembered: Settings = workspace.saved[-1]
    assert (remembered.minimap, remembered.pixel_grid) == (False, False)
    other = make_window(qtbot, FakeWorkspace(), remembered)
    assert not other.actions_by_key["minimap"].isChecked()
    assert not other.view.panes[0].pixel_grid
    assert Settings().minimap
    assert Settings().pixel_grid


def test_it_has_the_shape_of_the_photo(window: MainWindow, minimap: BarMinimap, workspace: FakeWorkspace) -> None:
    window.view.actual_size()
    assert (minimap.width(), minimap.height()) == (56, 28)
    workspace.load(make_photo(100, 4000))
    window.view.actual_size()
    assert (minimap.width(), minimap.height()) == (4, 28)


def test_the_frame_is_what_is_in_view(window: MainWindow, minimap: BarMinimap) -> None:
    window.view.actual_size()
    window.view.centre_on(0, 0)
    seen = state(window).viewport
    hover(minimap)
    large = minimap._large
    part = large.width() / 4000
    assert large.frame.getRect() == pytest.approx((0, 0, seen.width * part, seen.height * part))
    window.view.centre_on(4000, 2000)
    assert large.frame.right() == pytest.approx(large.width())
    assert large.frame.bottom() == pytest.approx(large.height())
    assert minimap.frame.width() >= module.LEAST_FRAME / 2, "seen, however far the view is zoomed in"
    accent = TOKENS[window._theme.mode].accent
    picture = large.grab().toImage()
    assert accent in {picture.pixelColor(x, large.height() - 8).name() for x in range(large.width())}


def test_a_click_and_a_drag_lead_there(window: MainWindow, minimap: BarMinimap) -> None:
    window.view.actual_size()
    hover(minimap)
    large = minimap._large
    assert large.isVisible()
    QTest.mouseClick(large, Qt.MouseButton.LeftButton, pos=QPoint(large.width() // 2, large.height() // 2))
    assert state(window).centre == pytest.approx((2000, 1000))
    QTest.mousePress(large, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))
    QTest.mouseMove(large, QPoint(large.width() // 4, large.height() // 2))
    assert state(window).centre == pytest.approx((1000, 1000))
    QTest.mouseRelease(large, Qt.MouseButton.LeftButton)
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(42, 14))
    assert state(window).centre == pytest.approx((3000, 1000))


def test_the_large_one_goes_with_the_pointer(
    window: MainWindow, minimap: BarMinimap, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    minimap._linger.setInterval(1)
    window.view.actual_size()
    hover(minimap)
    assert minimap._large.isVisible()
    QApplication.sendEvent(minimap, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not minimap._large.isVisible())
    hover(minimap)
    window.view.fit()
    assert not minimap._large.isVisible()


def test_another_photo_has_its_own_picture(window: MainWindow, minimap: BarMinimap, workspace: FakeWorkspace) -> None:
    window.view.actual_size()
    before = minimap._picture.toImage()
    workspace.load(make_photo(4000, 2400))
    window.view.actual_size()
    assert minimap._picture.toImage() != before
    assert state(window).content == Size(4000, 2400)
    workspace.photos.photo = workspace.photos.original = workspace.photos.pyramid = None
    workspace.photos.changed.emit()
    assert not minimap.isVisible()
