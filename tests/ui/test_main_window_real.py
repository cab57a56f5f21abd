"""The window on the real workspace (with a restorer without networks): from drop to file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.core.gauge import Damage
from recon_desktop.core.io import SaveOptions
from recon_desktop.ui.dialogs.report_dialog import ReportDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog, SaveRequest
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.from_qimage import to_arrays
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.values.state import Notice, Simulation
from recon_desktop.ui.window import handing_out
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, RESTED_MS, Pump, await_preview, let_measure
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace) -> MainWindow:
    window = MainWindow(workspace, make_theme(), Settings(), save_settings=lambda _: None)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def filled(window: MainWindow) -> list[str]:
    buttons = (window.top_bar.restore, window.top_bar.save)
    return [button.text().strip() for button in buttons if button.property("role") == "filled"]


def test_from_drop_to_file(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot, photo_path: Path,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    assert window.status_bar.device.text() == "Loading models…"
    window.open(photo_path)
    workspace.device.attach(services)
    pump.run()
    assert window.view.isVisible()
    assert window.top_bar.title.text == "photo.png  300 × 200  ·  60,000 px  ·  sRGB  ·  8 bit"
    assert window.restore_panel.denoiser.text() == "denoise-one"

    await_preview(pump, qtbot)
    pump.run()
    assert window.view.captions.right.text == "After  denoise-one  ·  live preview"
    middle = window.view.panes[0].grab().toImage()
    assert middle.pixelColor(middle.width() // 4, 300) != middle.pixelColor(middle.width() * 3 // 4, 300)

    window.restore_panel.task.buttons["upscale"].click()
    window.restore_panel.scale.buttons[4].click()
    assert window.view.captions.left.text == "Before (bicubic 4x)"
    window.restore_panel.strength.slider.setValue(50)
    assert workspace.choices.strength == 0.5
    assert filled(window) == ["Restore"]
    window.actions_by_key["restore"].trigger()
    pump.run()
    assert filled(window) == ["Save"]
    assert window.status_bar.words.text() == "Restored in 0.1 s: 1200 × 800"

    target = tmp_path / "out" / "big.png"
    target.parent.mkdir()
    suggested: list[Path] = []

    def ask(_: type, photo: object, suggestion: Path, *rest: object) -> SaveRequest:
        suggested.append(suggestion)
        return SaveRequest(target, SaveOptions(), overwrite=False)

    monkeypatch.setattr(SaveDialog, "ask", classmethod(ask))
    window.actions_by_key["save"].trigger()
    pump.run()
    assert suggested[0].parent == photo_path.parent
    with PillowImage.open(target) as saved:
        assert saved.size == (1200, 800)
    assert window.message_bar.notice is not None
    assert window.message_bar.notice.severity == "good"


def test_improve_and_save_is_one_deed_and_never_goes_over_a_file(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path
) -> None:
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run()
    there = {path: path.read_bytes() for path in photo_path.parent.iterdir() if path.is_file()}
    window.top_bar.save_beside.click()
    pump.run()
    first = photo_path.with_name("photo_denoise-one.png")
    assert set(photo_path.parent.glob("*.*")) == {*there, first}
    made = first.read_bytes()
    window.actions_by_key["save_beside"].trigger()
    pump.run()
    second = photo_path.with_name("photo_denoise-one_2.png")
    assert set(photo_path.parent.glob("*.*")) == {*there, first, second}
    assert {path: path.read_bytes() for path in there} == there
    assert first.read_bytes() == made
    assert window.message_bar.notice is not None
    assert window.message_bar.notice.severity == "good"


def test_improve_waits_for_what_automatic_chooses(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def advise(choices: WorkspaceChoices, damage: Damage | None) -> None:
        if damage is not None and choices.denoiser != "denoise-two":
            choices.set_model("denoise-two")

    monkeypatch.setattr(WorkspaceChoices, "advise", advise)
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run(Lane.INTERACTIVE)
    assert workspace.photos.damage is None
    window.top_bar.save_beside.click()
    pump.run()
    assert photo_path.with_name("photo_denoise-two.png").exists()


def test_improve_saves_nothing_after_a_cancel(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path
) -> None:
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run()
    there = set(photo_path.parent.iterdir())
    window.actions_by_key["save_beside"].trigger()
    workspace.cancel()
    pump.run()
    workspace.runs.restore()
    pump.run()
    assert workspace.runs.result is not None
    assert set(photo_path.parent.iterdir()) == there


def test_the_result_is_copied_as_it_is_saved(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path, tmp_path: Path
) -> None:
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run()
    assert not window.actions_by_key["copy"].isEnabled()
    workspace.choices.set_strength(0.5)
    workspace.runs.restore()
    pump.run()
    window.actions_by_key["copy"].trigger()
    workspace.runs.save(tmp_path / "saved.png")
    pump.run()
    copied, _ = to_arrays(QGuiApplication.clipboard().image())
    with PillowImage.open(tmp_path / "saved.png") as saved:
        np.testing.assert_array_equal(copied, np.asarray(saved.convert("L")))  # the photo is one grey


def test_what_is_too_large_for_the_clipboard_is_told(
    restored: MainWindow, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_out, "MOST_COPIED_AREA", 59_999)
    QGuiApplication.clipboard().setText("mine")
    restored.actions_by_key["copy"].trigger()
    pump.run()
    assert QGuiApplication.clipboard().text() == "mine"
    assert restored.message_bar.notice is not None
    assert "too large" in restored.message_bar.notice.what


def test_the_result_is_dragged_out_as_a_whole_file(
    restored: MainWindow, workspace: Workspace, pump: Pump, qtbot: QtBot, photo_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dragged: list[Path] = []

    def carry(drag: QDrag, _: Qt.DropAction) -> Qt.DropAction:
        path = Path(drag.mimeData().urls()[0].toLocalFile())
        with PillowImage.open(path) as whole:
            whole.load()
        dragged.append(path)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", carry)
    button = restored.status_bar.hand_out
    told: list[Notice] = []
    workspace.told.connect(told.append)
    for held in (True, False):
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        QTest.mouseMove(button, QPoint(5, -100))
        if not held:  # let go before the file is there
            QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
        pump.run()
        qtbot.wait(20)
    assert [path.name for path in dragged] == ["photo_denoise-one.png"]
    assert dragged[0].parent != photo_path.parent
    assert told == []
    for _ in range(2):  # it asks about the result
        restored.close()
    assert not dragged[0].exists()


def test_nothing_is_proposed_beside_the_sample(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.device.attach(services)
    workspace.photos.open_sample(0)
    pump.run()
    workspace.runs.restore()
    pump.run()
    proposed: list[Path] = []
    monkeypatch.setattr(SaveDialog, "ask", classmethod(lambda _, photo, path, *rest: proposed.append(path)))
    monkeypatch.setattr(ReportDialog, "ask", classmethod(lambda _, parent, path: proposed.append(path)))
    for action in ("save", "report"):
        window.actions_by_key[action].trigger()
    assert [path.name for path in proposed] == ["sample_denoise-one.png", "sample_report.html"]
    assert all(path.parent != services.samples[0].parent and path.parent.is_dir() for path in proposed)
    assert window.kept.recent.paths == ()


def test_another_name_is_proposed_where_a_result_is_already(
    restored: MainWindow, photo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_path.with_name("photo_denoise-one.png").write_text("of another noise level")
    proposed: list[Path] = []
    monkeypatch.setattr(SaveDialog, "ask", classmethod(lambda _, photo, path, *rest: proposed.append(path)))
    restored.actions_by_key["save"].trigger()
    assert [path.name for path in proposed] == ["photo_denoise-one_2.png"]


def test_simulate_measure_and_undo(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot, photo_path: Path
) -> None:
    workspace.device.attach(services)
    window.open(photo_path)
    pump.run()
    window.simulate_panel.noise.slider.setValue(200)
    pump.run()
    assert workspace.photos.simulation == Simulation(noise=20.0)
    assert window.metrics_panel.reference.text() == "Reference: the original"
    assert not window.metrics_panel.clear.isVisible()
    window.actions_by_key["restore"].trigger()
    pump.run()
    let_measure(pump, qtbot)
    assert window.metrics_panel._cells[1, 0].text() == "PSNR, luma (dB)"
    window.restore_panel.task.buttons["upscale"].click()
    assert workspace.choices.task == "upscale"
    window.actions_by_key["undo"].trigger()
    assert workspace.choices.task == "denoise"
    assert window.restore_panel.task.value == "denoise"


def test_a_broken_file_is_told_beside_the_photo(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path, tmp_path: Path
) -> None:
    workspace.device.attach(services)
    window.open(photo_path)
    pump.run()
    broken = tmp_path / "<b>broken.jpg"
    broken.write_text("no photo")
    window.open(broken)
    pump.run()
    assert window.message_bar.isVisible()
    assert "<b>broken.jpg" in window.message_bar.what.text()
    assert window.view.isVisible()
    window.open(photo_path)
    pump.run()
    assert not window.message_bar.isVisible()


def test_closing_while_something_runs(
    window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path
) -> None:
    workspace.device.attach(services)
    window.open(photo_path)
    pump.run()
    window.actions_by_key["restore"].trigger()
    window.close()
    assert window.isVisible()
    assert window.message_bar.what.text() == "The photo is still being restored."
    window.close()
    pump.run()
    assert not window.isVisible()
    assert workspace.runs.result is None


@pytest.fixture
def restored(window: MainWindow, workspace: Workspace, services: Services, pump: Pump, photo_path: Path) -> MainWindow:
    workspace.device.attach(services)
    window.open(photo_path)
    pump.run()
    workspace.runs.restore()
    pump.run()
    return window


@pytest.mark.parametrize("answer", ["again", "button"])
def test_closing_asks_about_a_result_that_is_not_saved(restored: MainWindow, answer: str) -> None:
    restored.message_bar.tell(Notice("error", "Something else is told."))
    restored.close()
    assert restored.isVisible()
    notice = restored.message_bar.notice
    assert notice is not None
    assert notice.what == "The result is not saved."
    assert [action.key for action in notice.actions] == ["save_as", "leave"]
    if answer == "again":
        restored.close()
    else:
        restored.message_bar.buttons[1].click()
    assert not restored.isVisible()


def test_closing_asks_again_after_the_question_was_put_away(restored: MainWindow) -> None:
    for _ in range(2):
        restored.close()
        assert restored.isVisible()
        restored.message_bar.close_button.click()


def test_the_question_goes_once_the_result_is_saved(
    restored: MainWindow, workspace: Workspace, pump: Pump, tmp_path: Path
) -> None:
    restored.close()
    question = restored.message_bar.notice
    workspace.runs.save(tmp_path / "out.png")
    pump.run()
    assert question not in restored.message_bar.notices
    restored.close()
    assert not restored.isVisible()


def test_closing_asks_about_what_was_changed_since_it_was_saved(
    restored: MainWindow, workspace: Workspace, pump: Pump, tmp_path: Path
) -> None:
    assert workspace.runs.unsaved
    workspace.runs.save(tmp_path / "elsewhere.png", then=lambda path: None)
    pump.run()
    assert workspace.runs.unsaved, "what goes to another program may not stay"
    workspace.runs.save(tmp_path / "out.png")
    pump.run()
    assert not workspace.runs.unsaved
    workspace.choices.set_grain(5.0)
    pump.run()
    assert workspace.runs.unsaved
    restored.close()
    assert restored.isVisible()


def test_a_window_that_is_closed_while_it_saves_goes_when_that_is_done(
    restored: MainWindow, workspace: Workspace, pump: Pump, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace.runs.save(tmp_path / "out.png")
    for _ in range(2):
        restored.close()
        assert restored.isVisible()
    assert restored.message_bar.notice is not None
    assert "closes" in restored.message_bar.notice.what
    pump.run()
    qtbot.waitUntil(lambda: not restored.isVisible(), timeout=PATIENCE_MS)
    assert (tmp_path / "out.png").exists()


def test_a_save_that_fails_while_the_window_is_closed_is_told(
    restored: MainWindow, workspace: Workspace, pump: Pump, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "there.png").write_text("mine")
    workspace.runs.save(tmp_path / "there.png")
    restored.close()
    pump.run()
    qtbot.wait(RESTED_MS)
    assert restored.isVisible()
    notice = restored.message_bar.notice
    assert notice is not None
    assert (notice.severity, notice.path) == ("error", tmp_path / "there.png")
    assert [action.key for action in notice.actions] == ["overwrite", "save_as"]
    assert restored.message_bar.notices == [notice]
    restored.message_bar.buttons[0].click()
    pump.run()
    qtbot.wait(RESTED_MS)
    assert (tmp_path / "there.png").read_bytes()[1:4] == b"PNG"
    assert restored.isVisible(), "to be closed again by the person"
    restored.close()
    assert not restored.isVisible()


def test_cancelling_a_save_cancels_the_closing(
    restored: MainWindow, workspace: Workspace, pump: Pump, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace.runs.save(tmp_path / "out.png")
    restored.close()
    cancel = restored.actions_by_key["cancel"]
    qtbot.waitUntil(cancel.isEnabled, timeout=PATIENCE_MS)
    cancel.trigger()
    pump.run()
    qtbot.wait(RESTED_MS)
    assert restored.isVisible()
    assert restored.message_bar.notice is None
    assert not (tmp_path / "out.png").exists()
