"""The bars around the photo: top, view, status, message."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.ui.panels import message_bar as message_bar_module
from recon_desktop.ui.panels.drag_button import DragButton
from recon_desktop.ui.panels.message_bar import MessageBar
from recon_desktop.ui.panels.status_bar import StatusBar
from recon_desktop.ui.panels.top_bar import TopBar, facts
from recon_desktop.ui.panels.view_bar import ViewBar
from recon_desktop.ui.values.state import Action, Activity, Notice
from recon_desktop.ui.view.compare_view import CompareView
from recon_desktop.ui.window.actions import make_actions
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """Owns the actions."""
    owner = QWidget()
    qtbot.addWidget(owner)
    return owner


def show(qtbot: QtBot, widget: QWidget) -> None:
    widget.resize(980, max(40, widget.sizeHint().height()))
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)


# -------------------------------------------------------------------- top bar


@pytest.fixture
def top(qtbot: QtBot, workspace: FakeWorkspace, owner: QWidget) -> TopBar:
    theme = make_theme()
    actions = make_actions(owner)
    bar = TopBar(workspace.photos, workspace.runs, actions, theme)  # type: ignore[arg-type]
    show(qtbot, bar)
    return bar


def test_the_photo_is_named_with_its_facts(top: TopBar, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo(1200, 800), "<i>holiday.png")
    assert top.title.text == "<i>holiday.png  1200 × 800  ·  1.0 MP  ·  sRGB  ·  8 bit"
    assert top.title.toolTip().startswith("<qt>&lt;i&gt;holiday.png"), "names of files are no markup"


def test_facts_of_odd_photos() -> None:
    assert facts(make_photo(3, 5, depth=np.uint16)) == "3 × 5  ·  15 px  ·  sRGB  ·  16 bit"
    assert facts(make_photo(3, 5, depth=np.float32)).endswith("32 bit float")


def test_one_filled_button_at_a_time(top: TopBar, workspace: FakeWorkspace) -> None:
    def filled() -> list[str]:
        return [button.text().strip() for button in (top.restore, top.save) if button.property("role") == "filled"]

    assert filled() == []
    workspace.load(make_photo())
    assert filled() == ["Restore"]
    workspace.finish()
    assert filled() == ["Save"]


# -------------------------------------------------------------------- view bar


def test_the_zoom_is_shown_in_percent(qtbot: QtBot, workspace: FakeWorkspace, owner: QWidget) -> None:
    make_theme()
    actions = make_actions(owner)
    view = CompareView(workspace, actions["actual"])  # type: ignore[arg-type]
    show(qtbot, view)
    bar = ViewBar(workspace.photos, view, actions)  # type: ignore[arg-type]
    show(qtbot, bar)
    assert bar.zoom.text() == ""
    workspace.load(make_photo(3000, 2000))
    view.actual_size()
    assert bar.zoom.text() == "100 %"
    view.fit()
    assert bar.zoom.text().endswith(" %")
    assert bar.zoom.text() != "100 %"
    for zoom, words in ((32.0, "3200 %"), (12.0, "1200 %"), (1 / 3, "33 %")):
        view.look(view.state.zoomed(zoom))  # type: ignore[union-attr]
        assert bar.zoom.text() == words


# -------------------------------------------------------------------- status bar


@pytest.fixture
def status(qtbot: QtBot, workspace: FakeWorkspace, owner: QWidget) -> StatusBar:
    theme = make_theme()
    actions = make_actions(owner)
    actions["cancel"].triggered.connect(workspace.cancel)
    bar = StatusBar(workspace, actions, theme)  # type: ignore[arg-type]
    show(qtbot, bar)
    return bar


def test_trust_is_offered_after_a_run_until_it_shows(status: StatusBar, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    assert not status.trust.isVisible()
    workspace.finish()
    assert status.trust.isVisible()
    status.trust.click()
    assert not status.trust.isVisible()
    status.trust_action.trigger()
    assert status.trust.isVisible()


def test_the_result_is_handed_out_from_where_the_run_is_told(status: StatusBar, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    assert not status.hand_out.isVisible()
    workspace.finish()
    assert status.hand_out.isVisible()
    workspace.runs.result = None
    workspace.runs.changed.emit()
    assert not status.hand_out.isVisible()


def test_a_drag_is_no_click_and_a_click_no_drag(qtbot: QtBot, owner: QWidget) -> None:
    action = QAction("Copy", owner)
    button = DragButton(action)
    show(qtbot, button)
    heard: list[str] = []
    action.triggered.connect(lambda: heard.append("click"))
    button.dragged.connect(lambda: heard.append("drag"))
    middle = button.rect().center()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=middle)
    assert heard == ["click"]
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=middle)
    for step in (2, 40, 80):  # the first one is a hand that is not quite still
        QTest.mouseMove(button, middle + QPoint(0, -step))
    assert button.held
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=middle)
    assert heard == ["click", "drag"]
    assert not button.held


def test_the_device_really_in_use_is_named(status: StatusBar, workspace: FakeWorkspace) -> None:
    assert status.device.text() == "CPU, 2 threads"
    workspace.load(make_photo())
    workspace.finish()
    assert status.device.text() == "CPU, 2 threads  ·  fp32  ·  1.5 MP/s"
    assert status.words.text() == "Restored in 2.5 s: 60 × 40"
    workspace.runs.result.report.reused = 0.304
    workspace.runs.changed.emit()
    assert status.device.text() == "CPU, 2 threads  ·  fp32", "the time is not that of the networks"
    assert status.words.text() == "Restored in 2.5 s, 30 % taken from the preview: 60 × 40"


def test_before_the_models_are_there_it_says_so(status: StatusBar, workspace: FakeWorkspace) -> None:
    workspace.device.ready = False
    workspace.activity_changed.emit()
    assert status.device.text() == "Loading models…"
    workspace.device.ready = True
    workspace.choices.changed.emit()
    assert status.device.text() == "CPU, 2 threads"


def test_a_run_shows_progress_time_and_cancel(status: StatusBar, workspace: FakeWorkspace) -> None:
    assert not status.progress.isVisible()
    workspace.activity = Activity("restoring", 0.64, 12.3, cancellable=True)
    workspace.activity_changed.emit()
    assert status.words.text() == "Restoring 64 %  ·  12 s left"
    assert status.progress.isVisible()
    assert status.progress.value() == 640
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert workspace.named("cancel") == [()]


def test_a_preview_does_not_make_the_bar_flicker(status: StatusBar, workspace: FakeWorkspace) -> None:
    workspace.activity = Activity("previewing", 0.5, None, cancellable=True)
    workspace.activity_changed.emit()
    assert status.words.text() == "Preview 50 %"
    assert not status.progress.isVisible()
    assert not status.cancel.isVisible()


@pytest.mark.parametrize("kind", ["loading", "previewing", "saving", "measuring"])
def test_everything_that_goes_on_has_words(status: StatusBar, workspace: FakeWorkspace, kind: str) -> None:
    workspace.activity = Activity(kind)  # type: ignore[arg-type]
    workspace.activity_changed.emit()
    assert status.words.text()
    assert not status.progress.isVisible()
    assert not status.cancel.isVisible()


# -------------------------------------------------------------------- message bar


@pytest.fixture
def message(qtbot: QtBot) -> MessageBar:
    bar = MessageBar(make_theme())
    show(qtbot, bar)
    bar.hide()
    return bar


def test_an_error_has_words_a_next_step_actions_and_details(message: MessageBar, qtbot: QtBot) -> None:
    done: list[str] = []
    actions = (
        Action("open_truncated", "Open the part that is there", lambda: done.append("opened")),
        Action("open", "Another"),
    )
    message.tell(Notice("error", "“<b>x.jpg” ends early.", "Copy it again.", actions, details="line 1\nline 2"))
    assert message.isVisible()
    assert message.what.text() == "“<b>x.jpg” ends early."
    assert {label.textFormat() for label in (message.what, message.next_step, message.details)} == {
        Qt.TextFormat.PlainText
    }
    assert not message.details.isVisible()
    message.details_button.click()
    assert message.details.isVisible()
    message.buttons[0].click()
    assert done == ["opened"]
    assert not message.isVisible()


def test_actions_of_the_window_are_asked_for_by_key(message: MessageBar, qtbot: QtBot) -> None:
    message.tell(Notice("error", "No.", actions=(Action("save_as", "Save elsewhere"),)))
    with qtbot.waitSignal(message.asked) as asked:
        message.buttons[0].click()
    assert asked.args == ["save_as"]


def test_an_error_stays_and_what_is_told_meanwhile_waits(message: MessageBar) -> None:
    message.tell(Notice("error", "First."))
    message.tell(Notice("info", "Second."))
    assert message.what.text() == "First."
    message.close_button.click()
    assert message.what.text() == "Second."
    message.tell(Notice("error", "Third."))
    assert message.what.text() == "Third."
    message.tell(Notice("error", "Fourth."))
    assert message.what.text() == "Fourth."
    message.dismiss()
    assert not message.isVisible()


def test_an_offer_comes_back_until_it_is_answered(message: MessageBar) -> None:
    answered: list[str] = []
    offers = [Notice("info", name, actions=(Action(name, name, partial(answered.append, name)),)) for name in "AB"]
    for notice in (offers[0], Notice("info", "A word."), offers[1]):
        message.tell(notice)
    for severity in ("good", "error"):
        message.tell(Notice(severity, severity))  # type: ignore[arg-type]
        assert message.what.text() == severity
        message.dismiss()
        assert message.what.text() == "A", severity
    message.buttons[0].click()
    assert message.what.text() == "A word."
    message.dismiss()
    message.buttons[0].click()
    assert answered == ["A", "B"]
    assert not message.isVisible()


def test_only_what_was_told_about_other_files_goes(message: MessageBar) -> None:
    for name in ("a", "b"):
        message.tell(Notice("info", name, actions=(Action("x", "X"),), path=Path(name)))
    message.tell(Notice("info", "No file.", actions=(Action("x", "X"),)))
    message.forget_others(Path("b"))
    assert [notice.what for notice in message.notices] == ["b", "No file."]


def test_good_news_goes_away_by_itself(message: MessageBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_bar_module, "GOOD_MS", 10)
    message.tell(Notice("good", "Saved."))
    assert message.isVisible()
    qtbot.waitUntil(lambda: not message.isVisible())


def test_severity_is_a_symbol_and_not_a_colour_alone(message: MessageBar) -> None:
    symbols = []
    for severity in ("info", "good", "error"):
        message.tell(Notice(severity, "Words."))  # type: ignore[arg-type]
        symbols.append(message.symbol.pixmap().toImage())
    assert message.symbol.accessibleName() == "Error"
    assert symbols[0] != symbols[1] != symbols[2] != symbols[0]


def test_long_words_wrap(message: MessageBar) -> None:
    message.resize(500, 60)
    message.tell(Notice("error", "word " * 80, "step " * 40))
    assert all(label.wordWrap() for label in message.findChildren(QLabel) if label.text())


def test_a_long_name_of_a_file_is_shortened_and_told_in_full_by_the_tooltip(message: MessageBar) -> None:
    name = "name_of_a_photo_" * 15 + ".jpg"
    message.resize(500, 60)
    message.tell(Notice("error", f"“{name}” is text, which is not read here.", "Open another photo."))
    assert message.what.toolTip() == f"“{name}” is text, which is not read here."
    assert message.next_step.toolTip() == ""
    words = message.what.text()
    assert words.startswith("“name_of_a_photo_name_of")
    assert words.endswith("photo_.jpg” is text, which is not read here.")
    assert message.minimumSizeHint().width() < 300
    assert max(map(message.what.fontMetrics().horizontalAdvance, words.split())) < 500


def test_a_long_name_of_a_device_gives_way(status: StatusBar, workspace: FakeWorkspace) -> None:
    workspace.device.words = "A device with a name of many words " * 12
    workspace.activity_changed.emit()
    assert status.minimumSizeHint().width() < 300
    assert status.device.shown.endswith("…")
    assert workspace.device.words in status.device.toolTip()
