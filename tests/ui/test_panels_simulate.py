"""The simulate panel: sliders that make the photo worse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.ui.panels.simulate_panel import FIRST, SimulatePanel
from recon_desktop.ui.values.state import Simulation
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def panel(qtbot: QtBot, workspace: FakeWorkspace) -> SimulatePanel:
    panel = SimulatePanel(workspace.photos, make_theme())  # type: ignore[arg-type]
    panel.resize(300, 260)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    workspace.load(make_photo())
    return panel


def test_the_switch_degrades_and_undoes(panel: SimulatePanel, workspace: FakeWorkspace) -> None:
    QTest.mouseClick(panel.switch, Qt.MouseButton.LeftButton)
    assert workspace.named("set_simulation") == [(FIRST,)]
    QTest.mouseClick(panel.switch, Qt.MouseButton.LeftButton)
    assert workspace.named("set_simulation")[-1] == (None,)


def test_every_control_changes_what_is_seen(panel: SimulatePanel, workspace: FakeWorkspace) -> None:
    panel.noise.slider.setValue(100)
    assert panel.switch.isChecked()
    panel.jpeg.slider.setValue(40)
    panel.blur.slider.setValue(12)
    panel.camera.slider.setValue(60)
    panel.grain.slider.setValue(85)
    panel.dust.slider.setValue(120)
    panel.sharpen.slider.setValue(35)
    panel.jpeg2.slider.setValue(30)
    QTest.mouseClick(panel.downscale.buttons[4], Qt.MouseButton.LeftButton)
    assert workspace.named("set_simulation")[-1] == (
        Simulation(4, 10.0, 40, 1.2, camera=6.0, grain=8.5, dust=120, sharpen=0.35, jpeg2=30),
    )


def test_jpeg_has_a_word_for_off(panel: SimulatePanel) -> None:
    assert panel.jpeg.box.text() == "off"
    assert panel.chosen.jpeg is None
    panel.jpeg.box.selectAll()
    QTest.keyClicks(panel.jpeg.box, "30")
    QTest.keyClick(panel.jpeg.box, Qt.Key.Key_Return)
    assert panel.chosen.jpeg == 30
    panel.jpeg.box.selectAll()
    QTest.keyClicks(panel.jpeg.box, "101")  # letters are shortcuts
    QTest.keyClick(panel.jpeg.box, Qt.Key.Key_Return)
    assert panel.chosen.jpeg is None


def test_it_shows_what_the_workspace_says(panel: SimulatePanel, workspace: FakeWorkspace) -> None:
    workspace.photos.simulation = Simulation(downscale=2, jpeg=70, camera=4.0, grain=3.0, dust=9, sharpen=0.2, jpeg2=55)
    workspace.photos.changed.emit()
    assert panel.switch.isChecked()
    assert panel.chosen == workspace.photos.simulation
    workspace.photos.simulation = None
    workspace.photos.changed.emit()
    assert not panel.switch.isChecked()
    assert panel.chosen == Simulation(downscale=2, jpeg=70, camera=4.0, grain=3.0, dust=9, sharpen=0.2, jpeg2=55), (
        "the controls keep what they said"
    )
    assert workspace.named("set_simulation") == []


def test_without_a_photo_nothing_is_simulated(qtbot: QtBot) -> None:
    workspace = FakeWorkspace()
    panel = SimulatePanel(workspace.photos, make_theme())  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    assert not panel.switch.isEnabled()
    panel.noise.slider.setValue(100)
    assert workspace.named("set_simulation") == []


def test_the_switch_is_drawn_on_and_off(panel: SimulatePanel) -> None:
    off = panel.switch.grab().toImage()
    panel.switch.setChecked(True)
    assert panel.switch.grab().toImage() != off
    assert panel.switch.accessibleName()
    assert panel.switch.toolTip()
