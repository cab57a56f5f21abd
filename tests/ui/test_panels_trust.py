"""The line of the trust overlay: which map, the legend, the number, and that it takes turns with the difference."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region
from recon_desktop.ui.panels.trust_bar import TrustBar
from recon_desktop.ui.values.state import Preview
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, make_window, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    workspace = FakeWorkspace()
    workspace.load(make_photo())
    return workspace


@pytest.fixture
def actions(workspace: FakeWorkspace) -> dict[str, QAction]:
    actions = {key: QAction(workspace) for key in ("trust", "difference")}
    for action in actions.values():
        action.setCheckable(True)
    return actions


@pytest.fixture
def bar(qtbot: QtBot, workspace: FakeWorkspace, actions: dict[str, QAction]) -> TrustBar:
    bar = TrustBar(workspace.trust, workspace.photos, workspace.previews, workspace.contenders, actions, make_theme())  # type: ignore[arg-type]
    bar.resize(560, 36)
    qtbot.addWidget(bar)
    return bar


def test_it_is_there_while_the_map_is(bar: TrustBar, workspace: FakeWorkspace, actions: dict[str, QAction]) -> None:
    assert not bar.isVisible()
    actions["trust"].trigger()
    assert workspace.trust.calls == [("show", True)]
    assert bar.isVisible()
    actions["trust"].trigger()
    assert workspace.trust.calls[-1] == ("show", False)
    assert not bar.isVisible()


def test_trust_and_difference_take_turns(bar: TrustBar, workspace: FakeWorkspace, actions: dict[str, QAction]) -> None:
    actions["difference"].trigger()
    actions["trust"].trigger()
    assert not actions["difference"].isChecked()
    actions["difference"].trigger()
    assert not actions["trust"].isChecked()
    assert not workspace.trust.view.shown


def test_the_number_says_what_it_is_about(bar: TrustBar, workspace: FakeWorkspace) -> None:
    trust = workspace.trust
    trust.become(shown=True)
    assert "Z" in bar.words.text, "how to get pixels to judge"
    workspace.previews.preview = Preview(Region(0, 0, 10, 10), 2)
    trust.become(fraction=0.0)
    assert bar.words.text.startswith("Judging")
    trust.become(firm=0.9774, fraction=0.5)
    assert bar.words.text.startswith("97.7 % firm in view  50 % judged")
    trust.become(fraction=1.0, whole=True)
    assert bar.words.text.startswith("97.7 % of the photo firm  dark")


def test_another_map_is_chosen_from_the_list(bar: TrustBar, workspace: FakeWorkspace) -> None:
    trust = workspace.trust
    trust.become(shown=True, measures=("consistency", "stability", "combined"), other="bicubic")
    choices = bar.picker.choices
    assert [measure for measure, action in choices.items() if not action.isEnabled()] == ["disagreement"]
    choices["stability"].trigger()
    assert trust.calls[-1] == ("show_measure", "stability")
    assert bar.picker.text() == "Stability"
    assert bar.legend.ticks == ("0", "2", "6 levels")
    workspace.choose("upscale", 2)
    trust.become(measure="disagreement", firm=0.5)
    assert bar.words.text.endswith("shows differently: Bicubic"), "named as the rest of the window does"
    trust.become(measure="combined")
    assert bar.legend.ticks == ("firm", "threshold", "3x")
    assert "firm" in bar.legend.toolTip()


def test_the_legend_is_drawn(bar: TrustBar, workspace: FakeWorkspace) -> None:
    workspace.trust.become(shown=True)
    drawn = bar.legend.grab().toImage()
    assert drawn.pixelColor(drawn.width() // 2, 5).name() == "#cc4400"


def test_the_key_works_in_the_window(qtbot: QtBot) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    workspace.load(make_photo())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.view.setFocus()
    QTest.keyClick(window, Qt.Key.Key_T)
    assert workspace.trust.view.shown
    assert window.trust_bar.isVisible()
    assert window.actions_by_key["trust"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_X)
    assert not workspace.trust.view.shown
    assert window.view.differing
