"""The choice of methods for the grid."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.ui.panels.compare_panel import ComparePanel
from recon_desktop.ui.values.state import Method
from tests.ui.fake_workspace import FakeContenders, FakeWorkspace, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    workspace = FakeWorkspace()
    workspace.choices.task = "upscale"
    return workspace


@pytest.fixture
def panel(qtbot: QtBot, workspace: FakeWorkspace) -> ComparePanel:
    panel = ComparePanel(workspace.contenders, make_theme())  # type: ignore[arg-type]
    panel.resize(300, 200)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_there_is_a_box_for_each_method(panel: ComparePanel, workspace: FakeWorkspace) -> None:
    assert [box.text() for box in panel.boxes.values()] == ["Nearest", "Bicubic", "Lanczos", "ESPCN 2x"]
    assert all(box.isChecked() for box in panel.boxes.values())
    assert panel.note.text().startswith("4 methods")
    workspace.choose("denoise")
    assert list(panel.boxes) == ["input", "denoise-dncnn"]


def test_a_long_title_does_not_widen_the_panel(
    panel: ComparePanel, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "A network with a title of many words"
    methods = [Method(str(number), title, "model") for number in range(6)]
    monkeypatch.setattr(type(workspace.contenders), "methods", methods)
    workspace.contenders.changed.emit()
    assert panel.minimumSizeHint().width() <= 280
    box = panel.boxes["0"]
    assert box.text().endswith("…")
    assert title in box.toolTip()
    assert box.accessibleName() == title


def test_a_click_takes_a_method_out_and_in_again(panel: ComparePanel, workspace: FakeWorkspace) -> None:
    panel.boxes["bicubic"].click()
    assert workspace.contenders.left_out == {"bicubic"}
    assert not panel.boxes["bicubic"].isChecked()
    assert panel.note.text().startswith("3 methods")
    panel.boxes["bicubic"].click()
    assert workspace.contenders.left_out == frozenset()
    assert panel.boxes["bicubic"].isChecked()


def test_what_cannot_be_changed_says_why(
    panel: ComparePanel, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = panel.boxes["upscale-espcn-x2"]
    assert not box.isEnabled()
    assert "in use" in box.toolTip()
    assert panel.boxes["nearest"].toolTip() == "Show Nearest in the grid"
    monkeypatch.setattr(workspace.contenders, "can_change", lambda key: False)
    workspace.contenders.leave_out(["nearest"])
    assert "at most 9" in panel.boxes["nearest"].toolTip()
    assert "at least 2" in panel.boxes["lanczos"].toolTip()


def test_without_models_there_is_nothing_to_choose(
    panel: ComparePanel, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeContenders, "methods", ())
    panel.refresh()
    assert panel.boxes == {}
    assert panel.note.text() == ""
