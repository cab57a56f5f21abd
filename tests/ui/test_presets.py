"""Presets: kept under names, never lost, and the history of changes in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recon_desktop.ui.dialogs.presets_dialog import PresetsDialog
from recon_desktop.ui.kept.choices import choices_from_json, choices_to_json
from recon_desktop.ui.kept.json_files import keep_aside, read_json, write_json
from recon_desktop.ui.kept.presets import FILE, Preset, Presets, ready_presets
from recon_desktop.ui.values.state import Choices, Notice
from recon_desktop.ui.workspace.changes import change_words
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Heard
from tests.ui.fake_workspace import FakeWorkspace, make_window, offscreen

pytestmark = offscreen

FILM = Choices("denoise+upscale", 4, "denoise-one", ((4, "upscale-one-x4"),), 12.5, 0.8, True, 0.4, 6.0)
SOFT = Choices(strength=0.5)


class Told(list[Notice]):
    """The notices that were told."""


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def presets(qtbot: QtBot, tmp_path: Path, told: Told) -> Presets:
    return again(tmp_path, told)


def again(folder: Path, told: Told) -> Presets:
    presets = Presets(folder, told.append)
    presets.load()
    return presets


# -------------------------------------------------------------------- the file


@pytest.mark.parametrize("choices", [Choices(), FILM, SOFT])
def test_choices_come_back_from_json(choices: Choices) -> None:
    assert choices_from_json(json.loads(json.dumps(choices_to_json(choices)))) == choices


def test_what_an_older_version_did_not_know_has_its_default() -> None:
    assert choices_from_json({"task": "upscale"}) == Choices(task="upscale")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"tusk": "denoise"}, "tusk"), ({"task": "sharpen"}, "task"), ({"scale": 3}, "scale"),
        ({"scale": True}, "scale"),
        ({"strength": 1.5}, "strength"), ({"strength": True}, "strength"), ({"grain": -1}, "grain"),
        ({"upscalers": {"3": "x"}}, "upscalers"), ({"denoiser": None}, "denoiser"), ({"ensemble": 1}, "ensemble"),
        ({"noise_level": 1e999}, "noise_level"), ([], "object"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(wrong: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        choices_from_json(wrong)


def test_presets_are_there_again(presets: Presets, tmp_path: Path, told: Told) -> None:
    presets.save("  Old  film ", FILM)
    presets.save("Soft & gentle", Choices())
    presets.save("Soft & gentle", SOFT)
    assert again(tmp_path, told).all == (Preset("Old film", FILM), Preset("Soft & gentle", SOFT))
    assert presets.rename("Old film", "Film")
    assert not presets.rename("Film", "Soft & gentle"), "the name is taken"
    assert not presets.rename("Film", "  ")
    presets.move("Soft & gentle", 0)
    assert again(tmp_path, told).names() == ("Soft & gentle", "Film")
    assert presets.find(FILM) == Preset("Film", FILM)
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == [FILE], "nothing half-written stays"


def test_a_deleted_preset_can_be_brought_back(presets: Presets, tmp_path: Path, told: Told) -> None:
    for name in "abc":
        presets.save(name, SOFT)
    presets.delete("b")
    presets.save("d", FILM)
    assert again(tmp_path, Told()).names() == ("a", "c", "d")
    (undo,) = told[-1].actions
    assert undo.run is not None
    undo.run()
    assert again(tmp_path, Told()).names() == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", '{"schema": 2, "presets": []}', '{"schema": 1, "presets": [], "more": 1}', '{"schema": 1}',
        '{"schema": 1, "presets": [{"name": "a", "choices": {"strength": NaN}}]}',
        '{"schema": 1, "presets": [{"name": "a", "choices": {}}, {"name": "a", "choices": {}}]}',
        '{"schema": 1, "presets": [{"name": "a", "name": "b", "choices": {}}]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_and_kept_aside(content: str, qtbot: QtBot, tmp_path: Path, told: Told) -> None:
    (tmp_path / FILE).write_text(content)
    presets = again(tmp_path, told)
    assert presets.all == ()
    assert told[0].severity == "error"
    aside = told[0].path
    assert aside is not None
    assert aside.read_text() == content
    presets.save("new", SOFT)
    assert again(tmp_path, told).names() == ("new",)
    assert aside.read_text() == content
    (tmp_path / "other.json").write_text("")
    (tmp_path / "other.damaged-1.json").write_text("older")
    assert keep_aside(tmp_path / "other.json").name == "other.damaged-2.json"


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_lost(qtbot: QtBot, tmp_path: Path, told: Told) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    presets = Presets(blocked, told.append)
    presets.save("kept", SOFT)
    assert presets.names() == ("kept",)
    assert "could not be written" in told[0].what


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert read_json(path) == {"a": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.json"]


# -------------------------------------------------------------------- the dialog


@pytest.fixture
def dialog(qtbot: QtBot, presets: Presets, workspace_double: FakeWorkspace) -> PresetsDialog:
    for name in "abc":
        presets.save(name, Choices(strength=ord(name) / 200))
    dialog = PresetsDialog(presets, workspace_double.choices)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


@pytest.fixture
def workspace_double(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


def test_what_is_chosen_is_saved_under_a_name(
    dialog: PresetsDialog, presets: Presets, workspace_double: FakeWorkspace
) -> None:
    workspace_double.choices.now = FILM
    assert not dialog.save.isEnabled()
    QTest.keyClicks(dialog.name, "film")
    assert dialog.save.text() == "Save"
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert presets.all[-1] == Preset("film", FILM)
    assert dialog.isVisible()
    assert dialog.current == "film"
    dialog.name.setText("a")
    assert dialog.save.text() == "Replace"


def test_presets_are_moved_renamed_applied_and_deleted(
    dialog: PresetsDialog, presets: Presets, workspace_double: FakeWorkspace
) -> None:
    assert not dialog.up.isEnabled()
    dialog.list.setCurrentRow(2)
    assert not dialog.down.isEnabled()
    dialog.up.click()
    dialog.up.click()
    assert presets.names() == ("c", "a", "b")
    assert dialog.current == "c"
    dialog.list.currentItem().setText("new name")
    assert presets.names() == ("new name", "a", "b")
    dialog.list.currentItem().setText("b")
    assert presets.names() == ("new name", "a", "b"), "a name that is taken is put back"
    assert dialog.list.item(0).text() == "new name"
    dialog.apply.click()
    assert workspace_double.named("apply") == [(Choices(strength=ord("c") / 200), "new name")]
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert presets.names() == ("a", "b")


def test_delete_without_a_marked_preset_does_nothing(dialog: PresetsDialog, presets: Presets) -> None:
    dialog.list.setFocus()
    dialog.list.setCurrentRow(-1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert presets.names() == ("a", "b", "c")


def test_presets_are_dragged(dialog: PresetsDialog, presets: Presets) -> None:
    model = dialog.list.model()
    model.moveRow(model.index(0, 0).parent(), 0, model.index(0, 0).parent(), 3)
    assert presets.names() == ("b", "c", "a")
    model.moveRow(model.index(0, 0).parent(), 2, model.index(0, 0).parent(), 1)
    assert presets.names() == ("b", "a", "c")


# -------------------------------------------------------------------- in the window


def test_the_window_offers_presets(qtbot: QtBot, workspace_double: FakeWorkspace, tmp_path: Path) -> None:
    window = make_window(qtbot, workspace_double, folder=tmp_path)
    picker, menu = window.kept.preset_picker, window.kept.presets_menu
    assert picker.text() == "none"
    window.kept.presets.save("R&D", FILM)
    assert picker.text() == "none", "nothing is changed yet"
    workspace_double.choices.now = replace(FILM, strength=0.1)
    workspace_double.choices.changed.emit()
    assert picker.text() == "changed by hand"
    menu.fill()
    own = 5
    assert [action.text() for action in menu.actions()[:own]] == [*(preset.name for preset in ready_presets()), ""]
    action = menu.actions()[own]
    assert (action.text(), action.isChecked()) == ("R&&D", False)
    action.trigger()
    assert workspace_double.named("apply") == [(FILM, "R&D")]
    workspace_double.choices.now = FILM
    workspace_double.choices.changed.emit()
    assert picker.text() == "R&&D"
    menu.fill()
    assert [action.isChecked() for action in menu.actions()[: own + 1]] == [False] * own + [True]


def test_a_tile_sets_what_such_a_photo_needs(qtbot: QtBot, workspace_double: FakeWorkspace) -> None:
    window = make_window(qtbot, workspace_double)
    tiles, ready = window.drop_area.tiles.tiles, ready_presets()
    assert [tile.text() for tile in tiles] == [preset.name for preset in ready]
    assert len({preset.choices for preset in ready} | {Choices()}) == len(ready) + 1, "each changes something"
    tiles[1].click()
    assert workspace_double.named("apply") == [(ready[1].choices, ready[1].name)]
    assert not tiles[1].isChecked(), "what is in force is marked, not what was clicked"
    workspace_double.choices.now = ready[1].choices
    workspace_double.choices.changed.emit()
    assert [tile.isChecked() for tile in tiles] == [False, True, False, False]
    assert window.kept.preset_picker.accessibleDescription() == ready[1].name


def test_the_window_lists_the_history(qtbot: QtBot, workspace_double: FakeWorkspace) -> None:
    window = make_window(qtbot, workspace_double)
    workspace_double.choices.changes, workspace_double.choices.place = ("Start", "Upscale", "Grain & more"), 1
    menu = window.kept.history_menu
    menu.fill()
    assert [action.text() for action in menu.actions()] == ["Start", "Upscale", "Grain && more"]
    assert [action.isChecked() for action in menu.actions()] == [False, True, False]
    menu.actions()[2].trigger()
    assert workspace_double.named("go_to") == [(2,)]


# -------------------------------------------------------------------- in the workspace


def test_the_history_tells_every_change_and_goes_anywhere(opened: Workspace) -> None:
    opened.choices.set_task("upscale")
    opened.choices.set_scale(4)
    opened.choices.set_model("upscale-one-x4")
    opened.choices.set_strength(0.8)
    opened.choices.set_chroma(0.8)
    opened.choices.set_chroma(0.2)
    opened.choices.set_grain(4)
    opened.choices.apply(SOFT, "Soft")
    assert opened.choices.changes == (
        "Start", "Upscale", "Scale 4x", "Model upscale-one-x4", "Strength 80 %", "Luma and chroma apart", "Chroma 20 %",
        "Grain 4.0", "Soft",
    )  # fmt: skip
    assert opened.choices.place == 8
    opened.choices.go_to(2)
    assert (opened.choices.task, opened.choices.scale, opened.choices.strength) == ("upscale", 4, 1.0)
    assert len(opened.choices.changes) == 9, "nothing is forgotten yet"
    opened.choices.redo()
    assert opened.choices.place == 3


def test_a_preset_is_one_step_and_unknown_models_give_way(opened: Workspace, heard: Heard) -> None:
    opened.choices.apply(Choices("denoise+upscale", 4, "gone", ((2, "upscale-two-x2"), (4, "gone-too"))), "Old")
    assert "Old" in heard.last.what
    assert (opened.choices.denoiser, opened.choices.upscaler) == ("denoise-one", "upscale-one-x4")
    assert opened.choices.now.upscalers == ((2, "upscale-two-x2"),)
    opened.choices.undo()
    assert opened.choices.now == Choices()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"noise_level": 12}, "Noise level 12.0"),
        ({"noise_level": 12}, {"noise_level": None}, "Noise level automatic"),
        ({"chroma": 0.5}, {"chroma": None}, "Luma and chroma together"),
        ({"chroma": 0.5}, {"chroma": 0.5, "strength": 0.25}, "Luma 25 %"),
        ({}, {"ensemble": True}, "Ensemble on"),
        ({}, {"denoiser": "a", "upscalers": ((2, "b"),)}, "Model B, Model A"),
        ({"denoiser": "a", "upscalers": ((2, "b"),)}, {}, "Default denoiser, Default upscaler"),
        ({}, {"task": "denoise+upscale", "scale": 4}, "Denoise and upscale, Scale 4x"),
    ],
)
def test_changes_in_words(before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    assert change_words(Choices(**before), Choices(**after), str.upper) == words
