"""Dialogs: what they offer, refuse and hand back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.core.io import SaveOptions
from recon_desktop.core.photo import Photo
from recon_desktop.ui.actions import shortcut_groups
from recon_desktop.ui.dialogs.about_dialog import AboutDialog
from recon_desktop.ui.dialogs.file_dialogs import FolderDialog, OpenDialog
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog, SaveRequest
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from tests.ui.fake_workspace import MODELS, make_photo, make_theme, offscreen

pytestmark = offscreen


def save_dialog(qtbot: QtBot, suggestion: Path, photo: Photo | None = None) -> SaveDialog:
    dialog = SaveDialog(photo or make_photo(), suggestion, make_theme())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_the_suggestion_is_ready_to_be_saved(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat_denoised.png")
    assert dialog.save.isEnabled()
    assert dialog.save.text() == "Save"
    assert dialog.name.selectedText() == "cat_denoised"
    assert dialog.kind.value == "PNG"
    assert dialog.pixels.text() == "60 × 40  ·  0.0 MP"
    assert not dialog.quality.isVisible()
    assert dialog.request == SaveRequest(tmp_path / "cat_denoised.png", SaveOptions(depth="8"), overwrite=False)


def test_the_format_changes_the_suffix_and_the_suffix_the_format(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.x2.png")
    dialog.kind.buttons["JPEG"].click()
    assert dialog.name.text() == "cat.x2.jpg"
    assert dialog.quality.isVisible()
    dialog.quality.slider.setValue(80)
    assert dialog.request.options == SaveOptions(quality=80, depth="8")
    dialog.name.setText("cat.TIFF")
    assert dialog.kind.value == "TIFF"
    assert not dialog.quality.isVisible()


def test_depths_are_those_that_the_format_holds(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.tif", make_photo(depth=np.uint16))
    assert dialog.bits.value == "16"
    assert all(button.isEnabled() for button in dialog.bits.buttons.values())
    dialog.kind.buttons["JPEG"].click()
    assert dialog.bits.value == "8"
    assert not dialog.bits.buttons["16"].isEnabled()
    assert dialog.warning.text() == "Colours are rounded to 8 bits."
    assert dialog.save.isEnabled()


def test_a_depth_that_a_format_does_not_hold_comes_back_with_one_that_does(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    dialog.bits.buttons["16"].click()
    dialog.kind.buttons["JPEG"].click()
    assert dialog.bits.value == "8"
    dialog.kind.buttons["TIFF"].click()
    assert dialog.bits.value == "16"
    assert dialog.request.options.depth == "16"


def test_lossless_is_for_webp(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.webp")
    assert dialog.lossless.isVisible()
    dialog.lossless.click()
    assert not dialog.quality.isEnabled()
    assert dialog.request.options.lossless
    dialog.kind.buttons["PNG"].click()
    assert not dialog.request.options.lossless


def test_transparency_that_gets_lost_is_said_before(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.jpg", make_photo(alpha=True))
    assert dialog.warning.text() == "Transparent parts become white."


def test_a_file_that_exists_is_replaced_only_by_a_button_that_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "cat.png").touch()
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    assert dialog.save.text() == "Replace"
    assert "exists already" in dialog.warning.text()
    assert dialog.request.overwrite
    dialog.name.setText("dog.png")
    assert dialog.save.text() == "Save"
    (tmp_path / "dog.png").touch()
    assert not dialog.request.overwrite, "it appeared after the button was read"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "needs a name"), (".", "needs a name"), ("cat", "suffix"), ("cat.xyz", "suffix"), (".png", "suffix"),
        ("no/such/cat.png", "folder"), ("x" * 300 + ".png", "too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_says_why(qtbot: QtBot, tmp_path: Path, name: str, words: str) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    dialog.name.setText(name)
    assert not dialog.save.isEnabled()
    assert words in dialog.warning.text()


@pytest.mark.parametrize("name", ["", " ", "."])
def test_a_format_is_chosen_before_there_is_a_name(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    dialog.name.setText(name)
    dialog.kind.buttons["JPEG"].click()
    assert dialog.name.text() == name
    assert "needs a name" in dialog.warning.text()


def test_the_home_of_nobody_does_not_exist(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    dialog.folder.setText("~nobody-of-this-name")
    assert "does not exist" in dialog.warning.text()


def test_a_folder_that_may_not_be_entered(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", refuse)
    dialog.folder.setText(str(tmp_path / "private"))
    assert "cannot be opened" in dialog.warning.text()
    assert not dialog.save.isEnabled()


def test_a_photo_too_large_for_the_format_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    photo = Photo(np.zeros((1, 16384, 3), np.uint8), None, make_photo().metadata, None, "wide")
    dialog = save_dialog(qtbot, tmp_path / "wide.webp", photo)
    assert dialog.warning.text() == "WebP holds at most 16383 pixels a side."
    assert not dialog.save.isEnabled()


def test_the_folder_is_chosen(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.png")
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr(FolderDialog, "ask", classmethod(lambda *_: other))
    dialog.browse.click()
    assert dialog.path == other / "cat.png"
    monkeypatch.setattr(FolderDialog, "ask", classmethod(lambda *_: None))
    dialog.browse.click()
    assert dialog.path == other / "cat.png"


@pytest.mark.parametrize("accept", [True, False])
def test_ask_hands_back_what_was_decided(qtbot: QtBot, tmp_path: Path, accept: bool) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SaveDialog)
        (dialog.accept if accept else dialog.reject)()

    window = QWidget()
    qtbot.addWidget(window)
    QTimer.singleShot(0, window, answer)
    request = SaveDialog.ask(make_photo(), tmp_path / "cat.png", make_theme(), window, 80)
    assert (request is not None and request.path == tmp_path / "cat.png") == accept
    assert request is None or request.options.quality == 80


def test_other_dialogs_show_and_close(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme = make_theme()
    seen: list[str] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        words = [label.text() for label in dialog.findChildren(QLabel)]
        seen.append("\n".join([*words, *(page.toPlainText() for page in dialog.findChildren(QTextBrowser))]))
        dialog.accept()

    for tell in (
        lambda: AboutDialog.tell("1.2.3", theme, window),
        lambda: ShortcutsDialog.tell(shortcut_groups(), window),
        lambda: ModelsDialog.tell(MODELS, window),
        lambda: ModelsDialog.tell((), window),
    ):
        QTimer.singleShot(0, window, close)
        tell()
    about, shortcuts, models, none = seen
    assert "Version 1.2.3" in about
    assert "Ctrl+Shift+Z" in shortcuts
    assert all(model.card.title in models for model in MODELS)
    assert "No models" in none


def test_a_file_dialog_is_there_before_what_reads_photos() -> None:
    heavy = ("numpy", "cv2", "PIL", "tifffile")
    ask = "from recon_desktop.ui.dialogs import file_dialogs; file_dialogs._filters()"
    code = f"import sys; {ask}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_file_dialogs_hand_back_paths(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    asked: list[tuple[object, ...]] = []

    def named(name: str) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (asked.append(args), (name, ""))[1])
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: name)

    named("/x/cat.png")
    assert OpenDialog.ask(window, "Open", "/x") == Path("/x/cat.png")
    assert FolderDialog.ask(window, "Folder", "/x") == Path("/x/cat.png")
    assert "*.jpg" in str(asked[0][3])
    assert "*.TIF" in str(asked[0][3])
    named("")
    assert OpenDialog.ask(window, "Open", "") is None
    assert asked[1][2], "it starts somewhere"
    assert FolderDialog.ask(window, "Folder", "") is None
