"""The window as a whole: drops, keys, states, what it remembers, and that it leaves nothing behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.core.io import SaveOptions
from recon_desktop.ui.dialogs import figure_dialog
from recon_desktop.ui.dialogs.about_dialog import AboutDialog
from recon_desktop.ui.dialogs.file_dialogs import OpenDialog
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.preferences_dialog import PreferencesDialog
from recon_desktop.ui.dialogs.report_dialog import ReportDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog, SaveRequest
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.values.state import Action, Activity, Notice, Simulation
from recon_desktop.ui.window.main_window import MainWindow
from tests.ui.conftest import PATIENCE_MS
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, make_window, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def window(qtbot: QtBot, workspace: FakeWorkspace) -> MainWindow:
    return make_window(qtbot, workspace)


@pytest.fixture
def opened(window: MainWindow, workspace: FakeWorkspace) -> MainWindow:
    workspace.load(make_photo(600, 400, path="/photos/cat.png"), "cat.png")
    window.activateWindow()
    window.view.setFocus()
    return window


def files(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    return data


def drag(window: MainWindow, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    return event


def drop(window: MainWindow, data: QMimeData) -> None:
    drag(window, data)
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)


# -------------------------------------------------------------------- opening


def test_a_dropped_file_is_opened(window: MainWindow, workspace: FakeWorkspace) -> None:
    drop(window, files("/photos/a 'quoted' 사진.jpg"))
    assert workspace.named("open") == [(Path("/photos/a 'quoted' 사진.jpg"),)]
    assert window.remembered.open_folder == "/photos"


def test_of_many_files_the_first_is_opened_and_all_become_a_batch(
    window: MainWindow, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    names = [str(tmp_path / name) for name in ("a.jpg", "b.jpg", "c.jpg")]
    drop(window, files(*names))
    assert workspace.named("open") == [(Path(names[0]),)]
    workspace.pump.run(most=1)
    assert [str(item.source) for item in workspace.batch.list.items] == names


def test_a_dropped_picture_is_taken(window: MainWindow, workspace: FakeWorkspace) -> None:
    data = QMimeData()
    data.setImageData(QImage(3, 2, QImage.Format.Format_RGB32))
    drop(window, data)
    assert workspace.named("open_image")[0][0].size().toTuple() == (3, 2)


def test_words_are_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not drag(window, data).isAccepted()


def test_a_photo_held_over_the_window_is_seen(opened: MainWindow) -> None:
    drag(opened, files("/photos/a.jpg"))
    assert opened.drops.frame.isVisible()
    assert opened.drops.frame.grab().toImage().pixelColor(1, 1) == opened.palette().highlight().color()
    QApplication.sendEvent(opened, QDragLeaveEvent())
    assert not opened.drops.frame.isVisible()


def test_the_empty_window_invites_a_drop(window: MainWindow) -> None:
    assert window.drop_area.isVisible()
    assert not window.view.isVisible()
    plain = window.drop_area.grab().toImage()
    drag(window, files("/photos/a.jpg"))
    assert window.drop_area.grab().toImage() != plain
    assert not window.drops.frame.isVisible()


def test_open_and_sample_buttons(window: MainWindow, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenDialog, "ask", classmethod(lambda *_: Path("/photos/b.png")))
    window.drop_area.open.click()
    window.drop_area.sample.click()
    window.drop_area.web_sample.click()
    assert workspace.named("open") == [(Path("/photos/b.png"),)]
    assert workspace.named("open_sample") == [(0,), (1,)]
    monkeypatch.setattr(OpenDialog, "ask", classmethod(lambda *_: None))
    window.drop_area.open.click()
    assert len(workspace.named("open")) == 1


def test_the_last_photos_are_offered_on_the_empty_canvas(
    window: MainWindow, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(4)]
    for path in paths:
        path.touch()
        workspace.load(make_photo(path=str(path)), path.name)
    workspace.photos.photo = workspace.photos.original = None
    workspace.photos.changed.emit()
    buttons = [window.drop_area.recent.itemAt(place).widget() for place in range(window.drop_area.recent.count())]
    shown = [button for button in buttons if isinstance(button, QPushButton)]
    assert [button.text() for button in shown] == ["3.png", "2.png", "1.png"]
    shown[1].click()
    assert workspace.named("open") == [(paths[2],)]


def test_pasting(window: MainWindow, workspace: FakeWorkspace) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage(5, 4, QImage.Format.Format_RGB32))
    window.actions_by_key["paste"].trigger()
    assert workspace.named("open_image")[0][0].size().toTuple() == (5, 4)
    clipboard.setMimeData(files("/photos/c.png"))
    window.actions_by_key["paste"].trigger()
    assert workspace.named("open") == [(Path("/photos/c.png"),)]
    clipboard.setText("words")
    window.actions_by_key["paste"].trigger()
    assert "no picture" in window.message_bar.what.text()
    clipboard.clear()


def test_an_empty_clipboard_is_told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: SimpleNamespace(mimeData=lambda: None))
    window.actions_by_key["paste"].trigger()
    assert "no picture" in window.message_bar.what.text()


# -------------------------------------------------------------------- keys


@pytest.mark.parametrize(("key", "slot"), [(Qt.Key.Key_R, "restore"), (Qt.Key.Key_Z, "undo"), (Qt.Key.Key_Y, "redo")])
def test_keys_reach_the_workspace(opened: MainWindow, workspace: FakeWorkspace, key: Qt.Key, slot: str) -> None:
    workspace.choices.can_undo = workspace.choices.can_redo = True
    workspace.choices.changed.emit()
    QTest.keyClick(opened, key, Qt.KeyboardModifier.ControlModifier)
    assert workspace.named(slot) == [()]


def test_escape_cancels_only_what_can_be_cancelled(opened: MainWindow, workspace: FakeWorkspace) -> None:
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert workspace.named("cancel") == []
    workspace.activity = Activity("restoring", 0.5, None, cancellable=True)
    workspace.activity_changed.emit()
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert workspace.named("cancel") == [()]


def test_keys_change_the_view(opened: MainWindow) -> None:
    view = opened.view
    for key, mode in (
        (Qt.Key.Key_S, "single"),
        (Qt.Key.Key_D, "side"),
        (Qt.Key.Key_G, "grid"),
        (Qt.Key.Key_C, "split"),
    ):
        QTest.keyClick(opened, key)
        assert view.mode == mode
        assert opened.actions_by_key[mode].isChecked()
    QTest.keyClick(opened, Qt.Key.Key_Z)
    assert view.state is not None
    assert view.state.zoom == 1.0
    QTest.keyClick(opened, Qt.Key.Key_Plus)
    assert view.state.zoom == 2.0
    QTest.keyClick(opened, Qt.Key.Key_Minus)
    QTest.keyClick(opened, Qt.Key.Key_0)
    assert view.state.fitted


def test_before_shows_while_the_key_or_the_button_is_down(opened: MainWindow) -> None:
    view = opened.view
    for _ in range(2):
        QTest.keyPress(opened, Qt.Key.Key_B)
        assert view.blinking
        QTest.keyRelease(opened.restore_panel.header, Qt.Key.Key_N)
        assert view.blinking
        QTest.keyRelease(opened.restore_panel.header, Qt.Key.Key_B)
        assert not view.blinking
    button = opened.view_bar.blink
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert view.blinking
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert not view.blinking
    QTest.keyPress(button, Qt.Key.Key_Space)
    assert view.blinking
    QTest.keyRelease(button, Qt.Key.Key_Space)
    assert not view.blinking
    opened.actions_by_key["blink"].trigger()  # from the menu: until anything else is done
    assert view.blinking
    QTest.mouseClick(view.captions.left, Qt.MouseButton.LeftButton)
    assert not view.blinking


def test_the_blink_button_looks_like_its_action(opened: MainWindow) -> None:
    button, action = opened.view_bar.blink, opened.actions_by_key["blink"]
    assert (button.text(), button.toolTip()) == (action.iconText(), action.toolTip())
    action.setEnabled(False)
    assert not button.isEnabled()


def test_the_difference_brings_its_own_bar(opened: MainWindow, workspace: FakeWorkspace) -> None:
    bar, view = opened.difference_bar, opened.view
    assert not bar.isVisible()
    QTest.keyClick(opened, Qt.Key.Key_X)
    assert view.differing
    assert bar.isVisible()
    QTest.mouseClick(bar.gain.buttons[32], Qt.MouseButton.LeftButton)
    assert view.gain == 32
    assert not bar.against.buttons["reference"].isEnabled()
    workspace.photos.has_reference = True
    workspace.photos.changed.emit()
    QTest.mouseClick(bar.against.buttons["reference"], Qt.MouseButton.LeftButton)
    assert view.against == "reference"
    QTest.keyClick(opened, Qt.Key.Key_X)
    assert not bar.isVisible()


def test_bars_fit_the_smallest_window(opened: MainWindow) -> None:
    bar, icons = opened.view_bar, Qt.ToolButtonStyle.ToolButtonIconOnly
    assert bar.blink.toolButtonStyle() != icons
    opened.actions_by_key["difference"].trigger()
    opened.resize(opened.minimumSize())
    for widget in (bar, opened.difference_bar):
        layout = widget.layout()
        assert layout is not None
        assert layout.minimumSize().width() <= widget.width()
    assert bar.blink.toolButtonStyle() == icons
    opened.resize(1280, 800)
    assert bar.blink.toolButtonStyle() != icons


def test_the_divider_is_laid_across(opened: MainWindow) -> None:
    QTest.keyClick(opened, Qt.Key.Key_S)
    QTest.keyClick(opened, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert opened.view.across
    assert opened.view.mode == "split"
    opened.actions_by_key["across"].trigger()
    assert not opened.view.across


def test_numbers_reach_the_methods(opened: MainWindow, workspace: FakeWorkspace) -> None:
    QTest.keyClick(opened, Qt.Key.Key_2)
    assert workspace.named("select") == [("denoise-dncnn",)]
    QTest.keyClick(opened, Qt.Key.Key_9)
    assert len(workspace.named("select")) == 1


def test_tab_on_the_photo_hides_the_panels_and_elsewhere_walks(opened: MainWindow) -> None:
    QTest.keyClick(opened.view, Qt.Key.Key_Tab)
    assert not opened.side.isVisible()
    QTest.keyClick(opened.view, Qt.Key.Key_Tab)
    assert opened.side.isVisible()
    button = opened.restore_panel.task.buttons["denoise"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Tab)
    assert opened.side.isVisible()
    assert QApplication.focusWidget() not in (None, button)


def test_f6_walks_between_photo_and_panels(opened: MainWindow) -> None:
    QTest.keyClick(opened, Qt.Key.Key_F6)
    assert opened.side.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(opened, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is opened.view


def test_letters_are_typed_where_there_is_text(opened: MainWindow) -> None:
    field = QLineEdit(opened)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_C)
    assert field.text() == "c"
    assert opened.view.mode == "split"


def test_full_screen_and_back(opened: MainWindow) -> None:
    QTest.keyClick(opened, Qt.Key.Key_F)
    assert opened.isFullScreen()
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.isFullScreen()
    assert not opened.actions_by_key["full_screen"].isChecked()


def test_every_control_can_be_reached_and_is_named(opened: MainWindow, workspace: FakeWorkspace) -> None:
    workspace.choose("denoise+upscale")
    opened.simulate_panel.set_collapsed(False)
    opened.compare_panel.set_collapsed(False)
    opened.actions_by_key["difference"].trigger()
    kinds = (QAbstractButton, QSlider, QLineEdit)
    for control in (found for kind in kinds for found in opened.findChildren(kind)):
        if not control.isVisible():
            continue
        name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert name.strip(), control
        assert control.toolTip(), name
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, name


# -------------------------------------------------------------------- states


def test_actions_are_enabled_when_they_make_sense(window: MainWindow, workspace: FakeWorkspace) -> None:
    def enabled() -> set[str]:
        keys = ("restore", "save", "cancel", "fit", "split")
        return {key for key in keys if window.actions_by_key[key].isEnabled()}

    assert enabled() == set()
    workspace.load(make_photo())
    assert enabled() == {"restore", "fit", "split"}
    workspace.activity = Activity("restoring", 0.1, None, cancellable=True)
    workspace.activity_changed.emit()
    assert enabled() == {"cancel", "fit", "split"}
    workspace.activity = Activity()
    workspace.finish()
    workspace.activity_changed.emit()
    assert enabled() == {"save", "fit", "split"}


def test_the_title_tells_the_progress(opened: MainWindow, workspace: FakeWorkspace) -> None:
    assert opened.windowTitle() == "cat.png – Recon Desktop"
    workspace.activity = Activity("restoring", 0.644)
    workspace.activity_changed.emit()
    assert opened.windowTitle() == "64 % – cat.png – Recon Desktop"


def test_the_title_tells_that_a_photo_is_simulated(opened: MainWindow, workspace: FakeWorkspace) -> None:
    workspace.photos.simulation = Simulation(noise=25)
    workspace.photos.changed.emit()
    assert opened.windowTitle() == "cat.png (simulated) – Recon Desktop"
    workspace.photos.simulation = None
    workspace.photos.changed.emit()
    assert opened.windowTitle() == "cat.png – Recon Desktop"


def test_an_error_leaves_the_window_usable(opened: MainWindow, workspace: FakeWorkspace) -> None:
    workspace.told.emit(Notice("error", "No photo.", path=Path("/photos/broken.jpg")))
    assert opened.message_bar.isVisible()
    assert QApplication.activeModalWidget() is None
    QTest.keyClick(opened, Qt.Key.Key_S)
    assert opened.view.mode == "single"
    workspace.photos.changed.emit()
    assert opened.message_bar.isVisible(), "the same photo, its noise estimated"
    workspace.load(make_photo(path="/photos/good.png"))
    assert not opened.message_bar.isVisible(), "the next photo opened"
    workspace.told.emit(Notice("info", "A batch was broken off.", actions=(Action("resume_batch", "Resume"),)))
    workspace.load(make_photo(path="/photos/next.png"))
    assert opened.message_bar.isVisible(), "an offer that has nothing to do with the photo"


def test_actions_of_a_notice_that_need_a_dialog(
    opened: MainWindow, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(OpenDialog, "ask", classmethod(lambda *_: asked.append("open")))
    monkeypatch.setattr(SaveDialog, "ask", classmethod(lambda *_: asked.append("save_as")))
    monkeypatch.setattr(ModelsDialog, "tell", classmethod(lambda *_: asked.append("show_models")))
    monkeypatch.setattr(ReportDialog, "ask", classmethod(lambda *_: asked.append("save_report_as")))
    monkeypatch.setattr(figure_dialog, "ask_where", lambda *_: (asked.append("save_figure_as"), ([], ""))[1])
    workspace.finish()
    opened.exports.figure()
    assert opened.exports.dialog is not None
    opened.exports.dialog.export.setEnabled(True)
    keys = ["open", "save_as", "show_models", "save_report_as", "save_figure_as"]
    for key in keys:
        workspace.told.emit(Notice("error", "No.", actions=(Action(key, key),)))
        opened.message_bar.buttons[0].click()
    assert asked == keys
    workspace.told.emit(Notice("error", "No.", actions=(Action("choose_reference", "Another"),)))
    monkeypatch.setattr(OpenDialog, "ask", classmethod(lambda *_: Path("/photos/clean.png")))
    opened.message_bar.buttons[0].click()
    assert workspace.named("set_reference") == [(Path("/photos/clean.png"),)]
    opened.exports.close()


def test_saving(opened: MainWindow, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    suggestions: list[Path] = []
    request = SaveRequest(tmp_path / "out.png", SaveOptions(quality=80), overwrite=True)

    def ask(_: type, photo: object, suggestion: Path, *rest: object) -> SaveRequest:
        suggestions.append(suggestion)
        return request

    monkeypatch.setattr(SaveDialog, "ask", classmethod(ask))
    opened.actions_by_key["save"].trigger()
    assert suggestions == [], "there is nothing to save yet"
    workspace.finish()
    QTest.keyClick(opened, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert suggestions == [Path("/photos/photo_denoise-dncnn.png")]
    assert workspace.named("save") == [(request.path, request.options, {"overwrite": True})]
    opened.actions_by_key["save"].trigger()
    assert suggestions[1].parent == tmp_path, "the folder is remembered"
    assert opened.remembered.save_quality == 80
    monkeypatch.setattr(SaveDialog, "ask", classmethod(lambda *_: None))
    opened.actions_by_key["save"].trigger()
    assert len(workspace.named("save")) == 2


def test_the_reference_is_chosen(opened: MainWindow, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenDialog, "ask", classmethod(lambda *_: Path("/photos/clean.png")))
    opened.metrics_panel.choose.click()
    assert workspace.named("set_reference") == [(Path("/photos/clean.png"),)]


def test_help(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    for dialog in (AboutDialog, ModelsDialog, ShortcutsDialog):
        monkeypatch.setattr(dialog, "tell", classmethod(lambda which, *_: told.append(which)))
    for key in ("about", "models", "shortcuts"):
        opened.actions_by_key[key].trigger()
    assert told == [AboutDialog, ModelsDialog, ShortcutsDialog]


def test_devices_and_schemes_are_chosen_in_the_menu(opened: MainWindow, workspace: FakeWorkspace) -> None:
    assert opened.actions_by_key["device_auto"].isChecked()
    opened.actions_by_key["device_cpu"].trigger()
    assert workspace.named("set_device") == [("cpu",)]
    workspace.device.asked = "cuda:1"
    workspace.activity_changed.emit()
    assert opened.actions_by_key["device_cuda"].isChecked()
    icon = opened.actions_by_key["fit"].icon().pixmap(16).toImage()
    opened.actions_by_key["scheme_light"].trigger()
    assert opened.actions_by_key["fit"].icon().pixmap(16).toImage() != icon
    assert opened.remembered.scheme == "light"
    dark = opened.grab().toImage()
    opened.actions_by_key["scheme_dark"].trigger()
    assert opened.grab().toImage() != dark


# -------------------------------------------------------------------- what it remembers


def test_the_layout_comes_back(qtbot: QtBot, workspace: FakeWorkspace, opened: MainWindow) -> None:
    opened.resize(opened.minimumWidth(), 700)
    opened.metrics_panel.set_collapsed(True)
    opened.simulate_panel.set_collapsed(False)
    opened.actions_by_key["grid"].trigger()
    opened.compare_panel.set_collapsed(False)
    opened.actions_by_key["panels"].trigger()
    workspace.contenders.leave_out(["lanczos"])
    opened.close()
    saved = workspace.saved[-1]
    assert workspace.named("close") == [()]
    other = FakeWorkspace()
    again = make_window(qtbot, other, saved)
    assert other.contenders.left_out == {"lanczos"}
    assert not again.compare_panel.collapsed
    assert again.height() == 700
    assert again.metrics_panel.collapsed
    assert not again.simulate_panel.collapsed
    assert again.view.mode == "grid"
    assert not again.side.isVisible()


def test_what_is_chosen_outlives_a_crash(
    qtbot: QtBot, workspace: FakeWorkspace, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prefer(settings: Settings, changed: Callable[[Settings], None], *_: object) -> None:
        changed(replace(settings, memory_mib=512))

    monkeypatch.setattr(PreferencesDialog, "tell", prefer)
    opened.desk.keep()
    workspace.saved.clear()
    opened.actions_by_key["grid"].trigger()
    opened.actions_by_key["scheme_light"].trigger()
    opened.actions_by_key["preferences"].trigger()
    opened.open(Path("/others/dog.png"))
    assert workspace.saved == [], "changes are gathered"
    qtbot.waitUntil(lambda: workspace.saved != [], timeout=PATIENCE_MS)
    (saved,) = workspace.saved
    assert (saved.compare, saved.scheme, saved.memory_mib, saved.open_folder) == ("grid", "light", 512, "/others")
    workspace.device.asked = "cuda"
    workspace.choices.changed.emit()
    qtbot.waitUntil(lambda: workspace.saved[-1].device == "cuda", timeout=PATIENCE_MS)


def test_a_number_field_leaves_letters_to_the_shortcuts_and_gives_the_keyboard_back(
    opened: MainWindow, workspace: FakeWorkspace
) -> None:
    box = opened.restore_panel.strength.box
    opened.activateWindow()
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "60")
    QTest.keyClick(box, Qt.Key.Key_G)
    assert box.text() == "60"
    assert opened.view.mode == "grid"
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert workspace.named("set_strength") == [(0.6,)]
    assert opened.focusWidget() is opened.view
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "35")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "60 %"
    assert opened.focusWidget() is box
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert opened.focusWidget() is opened.view
    assert workspace.named("set_strength") == [(0.6,)]


def test_the_panel_keeps_the_room_of_its_scroll_bar(opened: MainWindow) -> None:
    page = opened.side.page
    opened.resize(1280, 1600)
    assert opened.side.verticalScrollBar().maximum() == 0
    width = page.width()
    opened.resize(1280, 520)
    assert opened.side.verticalScrollBar().maximum() > 0
    assert page.width() == width


def test_a_message_lies_over_the_photo_and_does_not_push_it_down(opened: MainWindow, workspace: FakeWorkspace) -> None:
    place = opened.view.geometry()
    workspace.told.emit(Notice("error", "It did not work.", "Try again. " * 40))
    QApplication.processEvents()
    message = opened.message_bar
    assert message.isVisible()
    assert opened.view.geometry() == place
    assert message.geometry().topLeft() == place.topLeft()
    assert message.width() == place.width()
    assert opened.centre.childAt(message.geometry().center()) in (message, *message.findChildren(QWidget))
    assert message.height() >= message.heightForWidth(message.width())


def test_the_first_window_is_no_larger_than_its_screen(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    first = MainWindow(workspace, make_theme(), Settings(), save_settings=lambda _: None)  # type: ignore[arg-type]
    qtbot.addWidget(first)
    room = first.screen().availableGeometry()
    assert room.height() < 801, "a screen as high as the window, which has a title, too"
    assert first.height() == room.height() - 48
    assert first.width() == max(room.width() - 16, 860)


def test_at_its_smallest_the_window_shows_captions_and_status(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(860, 520)
    for part in (opened.status_bar, opened.view.captions.right):
        corner = part.mapTo(opened, QPoint(0, part.height()))
        assert part.isVisible()
        assert corner.y() <= 520


def test_a_first_start_fits_a_small_screen(window: MainWindow, workspace: FakeWorkspace) -> None:
    assert window.simulate_panel.collapsed
    workspace.load(make_photo())
    workspace.choose("denoise+upscale")
    assert window.side.verticalScrollBar().maximum() == 0
    assert not window.side.horizontalScrollBar().isVisible()
    page = window.side.widget()
    assert page.width() <= window.side.viewport().width()


def test_a_window_closed_in_full_screen_comes_back_in_it(
    qtbot: QtBot, workspace: FakeWorkspace, opened: MainWindow
) -> None:
    QTest.keyClick(opened, Qt.Key.Key_F)
    opened.close()
    again = make_window(qtbot, FakeWorkspace(), workspace.saved[-1])
    assert again.isFullScreen() == again.actions_by_key["full_screen"].isChecked()


def test_settings_of_no_use_do_no_harm(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    window = make_window(qtbot, workspace, Settings(geometry=b"nonsense", compare="no such mode", collapsed=("gone",)))
    assert window.view.mode == "split"


def test_nothing_is_left_behind(qtbot: QtBot) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    workspace.load(make_photo())
    workspace.choose("upscale", 4)
    workspace.finish()
    window.close()
    alive = [weakref.ref(part) for part in (window, window.view, window.restore_panel, window.message_bar)]
    pixels = weakref.ref(workspace.photos.photo.pixels)  # type: ignore[union-attr]
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    window.deleteLater()
    qtbot.waitUntil(lambda: gone == [True])
    del window
    workspace.photos.photo = workspace.photos.original = workspace.photos.pyramid = workspace.runs.result = None
    gc.collect()
    assert [part() for part in alive] == [None] * 4
    assert pixels() is None


def test_nothing_heavy_is_loaded_with_the_window() -> None:
    heavy = (
        "cv2",
        "skimage",
        "onnxruntime",
        "pydantic",
        "PIL",
        "recon_desktop.engine.restore",
        "recon_desktop.core.io",
    )
    code = (
        f"import sys, recon_desktop.ui.window.main_window; print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
