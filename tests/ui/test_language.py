"""English and Korean, switched without a restart."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.core import errors
from recon_desktop.resources import resource_path
from recon_desktop.ui.dialogs.preferences_dialog import PreferencesDialog
from recon_desktop.ui.kept.settings import Language, Settings
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.values.state import Action, Choices, Notice
from recon_desktop.ui.window.language import Stage, Translators
from recon_desktop.ui.window.main_window import LEAST_SIZE, MainWindow
from recon_desktop.ui.words import problems
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, Pump, let_measure
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen

KOREAN = re.compile("[가-힣]")


@pytest.fixture
def translators(qtbot: QtBot) -> Iterator[Translators]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translators = Translators(app, resource_path("translations"))
    yield translators
    translators.apply("en")
    translators.deleteLater()


@pytest.fixture
def saved() -> list[Settings]:
    return []


@pytest.fixture
def stage(qtbot: QtBot, workspace: Workspace, translators: Translators, saved: list[Settings]) -> Iterator[Stage]:
    make = partial(MainWindow, workspace, make_theme(), save_settings=saved.append, version="1.2.3")
    stage = Stage(workspace, make, Settings(language="en"), translators)
    stage.window.resize(LEAST_SIZE)  # fits the screen of the offscreen platform
    stage.window.show()
    qtbot.waitExposed(stage.window)
    yield stage
    stage.window.close()
    stage.window.deleteLater()


@pytest.mark.parametrize("system", ["en_GB", "C"])
def test_the_same_language_by_another_name_needs_no_new_window(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    window = stage.window
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    stage.set_language("system")
    assert stage.window is window
    assert window.desk.settings.language == "system"
    assert window.actions_by_key["language_system"].isChecked()
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("ko_KR"))
    stage.set_language("system")
    qtbot.waitUntil(lambda: stage.window is not window, timeout=PATIENCE_MS)


def test_of_two_choices_in_one_moment_the_later_one_counts(stage: Stage, qtbot: QtBot) -> None:
    old = stage.window
    stage.set_language("ko")
    stage.set_language("en")
    qtbot.waitUntil(lambda: stage.window is not old, timeout=PATIENCE_MS)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert stage.window.restore_panel.header.accessibleName() == "Restore"
    assert stage.window.actions_by_key["language_en"].isChecked()
    assert sum(isinstance(window, MainWindow) for window in QApplication.topLevelWidgets()) == 1


def test_a_window_that_is_closed_while_another_one_is_made_stays_closed(stage: Stage, qtbot: QtBot) -> None:
    old = stage.window
    stage.set_language("ko")
    old.close()
    qtbot.wait(50)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(window.isVisible() for window in QApplication.topLevelWidgets())
    assert stage.window is old


def switch(stage: Stage, language: Language, qtbot: QtBot) -> MainWindow:
    """Choose a language in the menu, as a person does."""
    old = stage.window
    old.actions_by_key[f"language_{language}"].trigger()
    qtbot.waitUntil(lambda: stage.window is not old, timeout=PATIENCE_MS)
    qtbot.waitExposed(stage.window)
    return stage.window


def words(widget: QWidget) -> list[str]:
    """All that a window shows and tells."""
    found = [widget.windowTitle()]
    for child in widget.findChildren(QWidget):
        found += [child.toolTip(), child.accessibleName()]
        if isinstance(child, QLabel | QAbstractButton):
            found.append(child.text())
        if isinstance(child, QMenu):
            found.append(child.title())
    return [text for text in found if text]


def test_the_window_speaks_the_language_that_is_chosen(stage: Stage, qtbot: QtBot) -> None:
    assert stage.window.restore_panel.header.accessibleName() == "Restore"
    korean = switch(stage, "ko", qtbot)
    assert korean.restore_panel.header.accessibleName() == "복원"
    assert korean.actions_by_key["open"].text() == "열기(&O)…"
    assert korean.actions_by_key["open"].iconText().strip() == "열기"
    assert korean.actions_by_key["language_ko"].isChecked()
    english = switch(stage, "en", qtbot)
    assert english.restore_panel.header.accessibleName() == "Restore"
    assert not [text for text in words(english) if KOREAN.search(text) and "한국어" not in text]


def test_no_english_is_left_in_the_korean_window(stage: Stage, qtbot: QtBot) -> None:
    names = {"Recon Desktop", "JPEG", "PNG", "CPU", "GPU", "CUDA", "PSNR", "SSIM", "RGB", "English", "Ctrl", "MP"}
    names |= {"TIFF", "WebP"}
    korean = switch(stage, "ko", qtbot)
    left = [text for text in words(korean) if re.search("[A-Za-z]{3}", text) and not KOREAN.search(text)]
    assert [text for text in left if not any(name in text for name in names)] == []


def test_the_photo_the_choices_and_the_spot_stay(
    stage: Stage, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot, photo_path: Path
) -> None:
    workspace.device.attach(services)
    stage.window.open(photo_path)
    pump.run()
    workspace.choices.set_task("upscale")
    stage.window.actions_by_key["across"].trigger()
    stage.window.actions_by_key["side"].trigger()
    stage.window.simulate_panel.set_collapsed(False)
    stage.window.view.actual_size()
    stage.window.view.pan(40, 20)
    stage.window.actions_by_key["difference"].trigger()
    stage.window.view.set_gain(32)
    photo, state = workspace.photos.photo, stage.window.view.state
    assert state is not None

    window = switch(stage, "ko", qtbot)
    assert workspace.photos.photo is photo
    assert workspace.choices.task == "upscale"
    assert window.restore_panel.task.value == "upscale"
    assert window.view.mode == "side"
    assert not window.simulate_panel.collapsed
    assert (window.view.across, window.view.differing, window.view.gain) == (True, True, 32)
    assert window.view.state is not None
    assert (window.view.state.zoom, window.view.state.fitted) == (1.0, False)
    assert window.view.state.centre == pytest.approx(state.centre, abs=1)
    assert window.view.isVisible()
    pump.run()


def test_a_run_goes_on_while_the_language_changes(
    stage: Stage, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot, photo_path: Path
) -> None:
    workspace.device.attach(services)
    stage.window.open(photo_path)
    pump.run()
    workspace.runs.restore()
    window = switch(stage, "ko", qtbot)
    assert window.actions_by_key["cancel"].isEnabled()
    pump.run()
    assert workspace.runs.result is not None
    assert window.actions_by_key["save"].isEnabled()


def test_what_is_offered_stays_but_not_what_the_old_window_offers(stage: Stage, qtbot: QtBot) -> None:
    tell = stage.window.message_bar.tell
    tell(Notice("info", "A batch was broken off.", actions=(Action("resume_batch", "Resume", lambda: None),)))
    tell(Notice("info", "A word."))
    stage.window.kept.presets.save("mine", Choices())
    stage.window.kept.presets.delete("mine")
    assert len(stage.window.message_bar.notices) == 3
    korean = switch(stage, "ko", qtbot)
    assert [notice.what for notice in korean.message_bar.notices] == ["A batch was broken off."]


def test_the_preferences_switch_it_as_well(stage: Stage, qtbot: QtBot) -> None:
    old = stage.window

    def choose() -> None:
        (dialog,) = old.findChildren(PreferencesDialog)
        dialog.language.buttons["ko"].click()

    QTimer.singleShot(0, choose)
    old.actions_by_key["preferences"].trigger()
    qtbot.waitUntil(lambda: stage.window is not old, timeout=PATIENCE_MS)
    assert stage.window.restore_panel.header.accessibleName() == "복원"
    assert stage.window.remembered.language == "ko"


def test_what_was_named_before_is_named_again(
    stage: Stage, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot
) -> None:
    workspace.device.attach(services)
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    workspace.photos.open_image(picture)
    pump.run()
    let_measure(pump, qtbot)
    assert workspace.measures.latest is not None
    assert workspace.measures.latest.rows[0].label == "Damage"
    window = switch(stage, "ko", qtbot)
    let_measure(pump, qtbot)
    assert workspace.measures.latest.rows[0].label == "손상"
    assert window.top_bar.title.text.startswith("붙여넣은 이미지")


def test_the_window_before_is_gone(
    stage: Stage, workspace: Workspace, services: Services, pump: Pump, qtbot: QtBot, photo_path: Path
) -> None:
    gone = weakref.ref(stage.window)
    switch(stage, "ko", qtbot)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
    workspace.device.attach(services)
    stage.window.open(photo_path)  # what listened before does not answer any more
    pump.run()


def test_the_language_is_remembered(stage: Stage, qtbot: QtBot, saved: list[Settings]) -> None:
    switch(stage, "ko", qtbot)
    qtbot.waitUntil(lambda: saved != [], timeout=PATIENCE_MS)
    assert saved[-1].language == "ko", "a crash does not lose it"
    stage.window.close()
    assert saved[-1].language == "ko"


def test_words_of_qt_are_translated(translators: Translators, qtbot: QtBot) -> None:
    translators.apply("ko")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert KOREAN.search(box.button(QDialogButtonBox.StandardButton.Cancel).text())


def test_the_system_decides_unless_told_otherwise(translators: Translators, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("ko_KR"))
    translators.apply("system")
    assert problems.label("use_cpu") == "CPU 사용"
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("fr_FR"))
    translators.apply("system")
    assert problems.label("use_cpu") == "Use the CPU"


def test_errors_are_told_in_the_language(translators: Translators) -> None:
    translators.apply("ko")
    notice = problems.notice(errors.ImageUnreadable(Path("바다.jpg"), "the file is empty"))
    assert notice.what == "“바다.jpg” 파일은 읽을 수 있는 사진이 아닙니다: 빈 파일임."
    assert notice.next_step.endswith("복사하십시오.")
    assert notice.actions[0].label == "다른 사진 선택"
    assert "the file is empty" in notice.details
