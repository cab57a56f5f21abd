"""The hints of the first start: each beside its control, none for longer than it is wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.ui.panels.hint_bubble import HintBubble
from recon_desktop.ui.window import language
from recon_desktop.ui.window.main_window import MainWindow
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_window, offscreen

pytestmark = offscreen


def bubble_of(window: MainWindow) -> HintBubble:
    assert window.tour is not None
    return window.tour.bubble


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def window(qtbot: QtBot, workspace: FakeWorkspace) -> MainWindow:
    window = make_window(qtbot, workspace)
    window.begin_tour()
    qtbot.waitUntil(bubble_of(window).isVisible)
    return window


def beside(window: MainWindow, widget: QWidget) -> bool:
    """Whether the bubble is near a control, does not cover its middle, and lies inside the window."""
    bubble = bubble_of(window)
    middle = widget.mapTo(window.centre, widget.rect().center())
    near = bubble.geometry().adjusted(-40, -40, 40, 40).contains(middle)
    return near and not bubble.geometry().contains(middle) and window.centre.rect().contains(bubble.geometry())


def covers_no_button(window: MainWindow) -> bool:
    """Whether all that the empty canvas offers can be seen and clicked."""
    buttons = window.drop_area.findChildren(QPushButton)
    places = [QRect(button.mapTo(window.centre, QPoint(0, 0)), button.size()) for button in buttons]
    return len(places) > 3 and not any(place.intersects(bubble_of(window).geometry()) for place in places)


def titled(window: MainWindow, title: str) -> bool:
    return bubble_of(window).isVisible() and bubble_of(window).title.text() == title


def test_each_hint_stands_beside_its_control(window: MainWindow, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    bubble = bubble_of(window)
    assert titled(window, "Begin with a photo")
    assert covers_no_button(window)
    workspace.load(make_photo(600, 400))
    qtbot.waitUntil(lambda: titled(window, "Drag the divider"))
    assert beside(window, window.view.handle)
    assert bubble.count.text() == "2 of 4"
    bubble.forward.click()
    assert titled(window, "Restore the whole photo")
    assert beside(window, window.top_bar.restore)
    bubble.forward.click()
    assert titled(window, "Every method on your photo")
    assert "Press G" in bubble.words.text()
    assert beside(window, window.view_bar.grid)
    assert bubble.forward.text() == "Done"
    bubble.forward.click()
    assert not bubble.isVisible()
    assert workspace.saved[-1].hints_seen
    assert window.remembered.hints_seen


@pytest.mark.parametrize("way", ["escape", "close"])
def test_the_hints_can_be_ended(window: MainWindow, workspace: FakeWorkspace, way: str) -> None:
    if way == "escape":
        window.activateWindow()
        QTest.keyClick(window, Qt.Key.Key_Escape)
    else:
        bubble_of(window).close_button.click()
    assert window.tour is not None
    assert not window.tour.running
    assert workspace.saved[-1].hints_seen
    workspace.load(make_photo(600, 400))
    QTest.qWait(20)
    assert not bubble_of(window).isVisible()


def test_a_hint_waits_for_what_it_tells_of(window: MainWindow, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    bubble_of(window).forward.click()
    assert not bubble_of(window).isVisible(), "there is no divider without a photo"
    window.view.set_mode("side")
    workspace.load(make_photo(600, 400))
    qtbot.waitUntil(lambda: titled(window, "Restore the whole photo"))


def test_hints_stop_nothing_and_keys_reach_them(window: MainWindow, workspace: FakeWorkspace) -> None:
    window.drop_area.sample.click()
    assert workspace.named("open_sample") == [(0,)]
    for button in (bubble_of(window).forward, bubble_of(window).close_button):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.toolTip()
        assert button.accessibleName() or button.text()


def test_the_hints_follow_the_window(window: MainWindow, qtbot: QtBot) -> None:
    before = bubble_of(window).geometry()
    for size in ((900, 560), (1366, 768)):
        window.resize(*size)
        qtbot.waitUntil(lambda before=before: bubble_of(window).geometry() != before)
        before = bubble_of(window).geometry()
        assert window.centre.rect().contains(before)
        assert covers_no_button(window)


def test_a_window_in_another_language_goes_on(window: MainWindow, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    other = make_window(qtbot, workspace)
    language._take_over(other, window)
    qtbot.waitUntil(bubble_of(other).isVisible)


def test_a_bubble_stays_inside(qtbot: QtBot, window: MainWindow) -> None:
    bubble = bubble_of(window)
    room = window.centre.rect()
    for corner in (room.topLeft(), room.topRight(), room.bottomLeft(), room.bottomRight()):
        for side in ("below", "right"):
            target = window.top_bar.rect()
            target.setSize(target.size() / 20)
            target.moveCenter(QPoint(corner))
            bubble.point_at(target, side)  # type: ignore[arg-type]
            assert room.contains(bubble.geometry())
            assert not bubble.grab().isNull()
