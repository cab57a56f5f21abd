"""The batch in the window: drops, buttons, the menu of an item, settings, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.engine.batch.queue import Found, Output
from recon_desktop.ui.dialogs.file_dialogs import FolderDialog, PhotosDialog
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.panels.batch_model import ITEM, Column
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import FakeRestorer, Pump
from tests.ui.fake_workspace import make_theme, offscreen
from tests.ui.test_main_window import drop, files

pytestmark = offscreen


@pytest.fixture
def saved() -> list[Settings]:
    return []


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace, services: Services, saved: list[Settings], tmp_path: Path) -> MainWindow:
    (tmp_path / "out").mkdir()
    settings = Settings(batch_folder=str(tmp_path / "out"), batch_template="{stem}_{scale}x", batch_form="TIFF")
    window = MainWindow(workspace, make_theme(), settings, save_settings=saved.append)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    workspace.device.attach(services)
    return window


@pytest.fixture
def paths(make_photo: Callable[..., Path], tmp_path: Path) -> list[Path]:
    (tmp_path / "in").mkdir()
    made = [make_photo(f"in/{name}.png", (60, 40), seed) for seed, name in enumerate("abc")]
    (tmp_path / "in" / "broken.png").write_bytes(b"no photo")
    return [*made, tmp_path / "in" / "broken.png"]


@pytest.fixture
def dropped(window: MainWindow, paths: list[Path], pump: Pump) -> MainWindow:
    drop(window, files(*map(str, paths)))
    pump.run()
    return window


def shown(window: MainWindow) -> list[str]:
    model = window.batch_panel.model
    return [model.item(row).source.stem for row in range(model.rowCount())]


def entry(menu: QMenu, words: str) -> None:
    (action,) = [action for action in menu.actions() if action.text() == words]
    assert action.isEnabled()
    action.trigger()


def test_several_dropped_files_become_a_batch_and_the_first_is_shown(
    dropped: MainWindow, workspace: Workspace, pump: Pump, tmp_path: Path
) -> None:
    assert shown(dropped) == ["a", "b", "c", "broken"]
    assert dropped.batch_panel.isVisible()
    assert workspace.photos.name == "a.png"
    assert dropped.batch_panel.start.property("role") == "filled"
    header = dropped.batch_panel.table.horizontalHeader().height()
    assert dropped.batch_panel.table.height() == header + 4 * 40, "all four rows are seen"
    dropped.batch_panel.start.click()
    assert dropped.batch_panel.stop.isVisible()
    assert not dropped.batch_panel.start.isVisible()
    pump.run()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a_1x.tif", "b_1x.tif", "c_1x.tif"]
    assert dropped.message_bar.what.text() == "The batch is finished: 3 restored, 1 failed."
    assert dropped.message_bar.next_step.text() == "The list says why."
    assert dropped.batch_panel.summary.text == "4 photo(s)  3 restored  ·  1 failed"
    assert dropped.batch_panel.start.property("role") == "", "there is nothing to start"


def test_one_file_is_opened_and_a_folder_becomes_a_batch(
    window: MainWindow, workspace: Workspace, paths: list[Path], pump: Pump
) -> None:
    assert not window.batch_panel.isVisible()
    drop(window, files(str(paths[1])))
    pump.run()
    assert workspace.photos.name == "b.png"
    assert not window.batch_panel.isVisible()
    drop(window, files(str(paths[0].parent)))
    pump.run()
    assert sorted(shown(window)) == ["a", "b", "broken", "c"]
    assert workspace.photos.name == "b.png", "what is open stays"


def test_photos_and_folders_are_added_with_dialogs(
    window: MainWindow, paths: list[Path], pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PhotosDialog, "ask", classmethod(lambda *_: paths[:1]))
    monkeypatch.setattr(FolderDialog, "ask", classmethod(lambda *_: paths[0].parent))
    window.actions_by_key["batch_add"].trigger()
    pump.run()
    assert shown(window) == ["a"]
    window.actions_by_key["batch_add_folder"].trigger()
    pump.run()
    assert shown(window) == ["a", "b", "broken", "c"]


def test_the_keys_of_the_list(dropped: MainWindow, workspace: Workspace, pump: Pump) -> None:
    table = dropped.batch_panel.table
    table.setFocus()
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    pump.run()
    assert workspace.photos.name == "b.png"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert shown(dropped) == ["a", "c", "broken"]


def test_the_next_photo_and_the_one_before(dropped: MainWindow, workspace: Workspace, pump: Pump) -> None:
    for key, name in (("next_photo", "b.png"), ("next_photo", "c.png"), ("previous_photo", "b.png")):
        dropped.actions_by_key[key].trigger()
        pump.run()
        assert workspace.photos.name == name


def test_tab_walks_through_the_batch_before_the_line_below_it(dropped: MainWindow) -> None:
    way: list[QWidget] = [dropped]
    while (following := way[-1].nextInFocusChain()) is not dropped:
        way.append(following)
    panel = dropped.batch_panel
    parts = (dropped.metrics_panel.report, panel.expander, panel.start, panel.table, panel.settings.template)
    places = [
        way.index(part) for part in (*parts, panel.settings.existing.buttons["replace"], dropped.status_bar.cancel)
    ]
    assert places == sorted(places)


def test_a_key_goes_round_the_parts_of_the_window(dropped: MainWindow, workspace: Workspace) -> None:
    dropped.view.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(dropped, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    panel = dropped.batch_panel
    assert seen == [dropped.restore_panel.header, panel.start, dropped.view, dropped.restore_panel.header]
    workspace.batch.outlook.set_output(Output(template="{"))
    QTest.keyClick(dropped, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is panel.expander, "there is nothing to start"


def test_moving_keeps_the_selection(dropped: MainWindow) -> None:
    panel = dropped.batch_panel
    panel.table.selectRow(0)
    panel.down.click()
    panel.down.click()
    assert shown(dropped) == ["b", "c", "a", "broken"]
    assert [index.data(ITEM).source.stem for index in panel.table.selectionModel().selectedRows()] == ["a"]
    panel.up.click()
    assert shown(dropped) == ["b", "a", "c", "broken"]
    panel.remove.click()
    assert shown(dropped) == ["b", "c", "broken"]
    assert not panel.up.isEnabled()


def test_what_can_be_done_with_a_result(
    dropped: MainWindow, workspace: Workspace, pump: Pump, restorer: FakeRestorer
) -> None:
    restorer.mixes = True
    panel, batch = dropped.batch_panel, workspace.batch
    menu = panel.menu_of(batch.list.items[1])
    assert not next(action for action in menu.actions() if action.text() == "Open the result").isEnabled()
    workspace.choices.set_task("upscale")
    workspace.choices.set_strength(0.5)
    panel.start.click()
    pump.run()
    workspace.choices.set_task("denoise")
    workspace.choices.set_strength(1.0)
    entry(panel.menu_of(batch.list.items[1]), "Open the result")
    pump.run()
    assert workspace.photos.name == "b_2x.tif"
    changes = len(workspace.choices.changes)
    entry(panel.menu_of(batch.list.items[1]), "Compare with the result")
    pump.run()
    assert workspace.choices.changes[changes:] == ("Recipe of “b.png”",)
    assert (workspace.photos.name, workspace.choices.task, workspace.choices.scale, workspace.choices.strength) == (
        "b.png",
        "upscale",
        2,
        0.5,
    )
    panel.clear.click()
    assert shown(dropped) == ["broken"]


def test_pause_and_resume(dropped: MainWindow, workspace: Workspace, pump: Pump) -> None:
    panel = dropped.batch_panel
    panel.start.click()
    pump.run(Lane.BROWSE)
    model = panel.model
    assert model.words(model.item(0), Column.STATUS) == "Running 0 %"
    panel.pause.click()
    assert panel.pause.text().strip() == "Resume"
    assert workspace.batch.run.phase == "paused"
    assert "paused" in panel.summary.text
    assert model.words(model.item(0), Column.STATUS) == "Paused 0 %"
    assert model.icon(model.item(0)) != model.icon(model.item(1))
    pump.run()
    assert workspace.batch.run.phase == "paused"
    panel.pause.click()
    pump.run()
    assert [item.state for item in workspace.batch.list.items] == ["done", "done", "done", "failed"]


def test_settings_are_shown_set_and_remembered(
    dropped: MainWindow, workspace: Workspace, saved: list[Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings, batch = dropped.batch_panel.settings, workspace.batch
    assert settings.template.text() == "{stem}_{scale}x"
    assert settings.format.value == "TIFF"
    assert not settings.quality.isVisible()
    settings.bits.buttons["float"].click()
    assert batch.outlook.output.depth == "float"
    settings.format.buttons["PNG"].click()
    assert (batch.outlook.output.depth, settings.bits.value) == ("same", "same"), "no PNG holds that"
    settings.bits.buttons["16"].click()
    assert not settings.bits.buttons["float"].isVisible()
    settings.format.buttons["JPEG"].click()
    assert settings.quality.isVisible()
    assert not settings.bits.isVisible()
    settings.format.buttons["same"].click()
    settings.bits.buttons["8"].click()
    settings.existing.buttons["number"].click()
    settings.quality.typed.emit(80.0)
    settings.template.selectAll()
    QTest.keyClicks(settings.template, "{stem")
    assert "brace" in settings.example.text
    assert not dropped.batch_panel.start.isEnabled()
    QTest.keyClicks(settings.template, "}")
    assert dropped.batch_panel.start.isEnabled()
    settings.place.buttons["beside"].click()
    assert not settings.folder.isVisible()
    monkeypatch.setattr(FolderDialog, "ask", classmethod(lambda *_: None))
    settings.place.buttons["folder"].click()
    assert settings.place.value == "beside", "no folder was chosen"
    monkeypatch.setattr(FolderDialog, "ask", classmethod(lambda *_: tmp_path))
    settings.place.buttons["folder"].click()
    settings.mirror.click()
    dropped.batch_panel.expander.click()
    assert batch.outlook.output == Output(tmp_path, True, "{stem}", "same", 80, "8", "number")
    assert dropped.batch_panel.strip.isVisible()
    dropped.close()
    remembered = saved[-1]
    assert (remembered.batch_template, remembered.batch_folder) == ("{stem}", str(tmp_path))
    assert (remembered.batch_form, remembered.batch_quality, remembered.batch_mirror) == ("same", 80, True)
    assert (remembered.batch_depth, remembered.batch_existing) == ("8", "number")
    assert not remembered.batch_expanded


def test_the_recipe_is_told_in_words(dropped: MainWindow, workspace: Workspace) -> None:
    words = dropped.batch_panel.settings.recipe
    assert words.text == "Denoise: Automatic for each photo"
    workspace.choices.set_model("denoise-two")
    workspace.choices.set_task("denoise+upscale")
    workspace.choices.set_strength(0.4)
    for fact in ("2x", "denoise-two", "upscale-one-x2", "strength 40 %"):
        assert fact in words.text
    assert "grain" not in words.text
    workspace.choices.set_chroma(0.5)
    workspace.choices.set_grain(3.5)
    for fact in ("luma 40 %, chroma 50 %", "grain 3.5"):
        assert fact in words.text


def test_thousands_of_rows_are_shown_at_once(window: MainWindow, workspace: Workspace, pump: Pump) -> None:
    """Only what is in view is drawn, and only its pictures are asked for."""
    batch = workspace.batch
    batch.list._found((Path("/many"),), tuple(Found(Path(f"/many/{number}.jpg")) for number in range(5000)))
    assert window.batch_panel.model.rowCount() == 5000
    window.batch_panel.table.grab()
    window.batch_panel.table.scrollToBottom()
    window.batch_panel.table.grab()
    assert len(batch.list.thumbnails._wanted) < 60
    batch.remove([item.number for item in batch.list.items])
    assert not window.batch_panel.isVisible()
