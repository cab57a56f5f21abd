"""Dialogs: what they offer, refuse and hand back."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFileSystemModel,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from recon_desktop.core.icc import SRGB_CURVE, rgb_profile
from recon_desktop.core.io import SaveOptions
from recon_desktop.core.photo import Photo
from recon_desktop.core.space import Space
from recon_desktop.ui.dialogs import file_dialogs
from recon_desktop.ui.dialogs.about_dialog import AboutDialog
from recon_desktop.ui.dialogs.file_dialogs import FolderDialog, OpenDialog, PhotosDialog, ask_where
from recon_desktop.ui.dialogs.licences_dialog import LicencesDialog
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog, SaveRequest
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from recon_desktop.ui.window.actions import shortcut_groups
from tests.ui.conftest import PATIENCE_MS
from tests.ui.fake_workspace import MODELS, make_model, make_photo, make_theme, offscreen

pytestmark = offscreen

T = TypeVar("T")


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
    assert [depth for depth, button in dialog.bits.buttons.items() if button.isVisible()] == ["8", "16", "float"]
    dialog.kind.buttons["JPEG"].click()
    assert dialog.bits.value == "8"
    assert not dialog.bits.buttons["16"].isVisible()
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


def test_how_colour_is_stored_and_what_metadata_goes_along(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = save_dialog(qtbot, tmp_path / "cat.jpg")
    dialog.subsampling.buttons["4:2:2"].click()
    dialog.progressive.click()
    dialog.strip.buttons["private"].click()
    options = SaveOptions(depth="8", subsampling="4:2:2", progressive=True, strip="private")
    assert dialog.request.options == options
    dialog.kind.buttons["AVIF"].click()
    assert dialog.request.options == replace(options, progressive=False)
    dialog.bits.buttons["12"].click()
    assert not dialog.subsampling.isEnabled()
    dialog.kind.buttons["PNG"].click()
    assert not dialog.subsampling.isVisible()
    assert not dialog.progressive.isVisible()
    assert dialog.request.options == SaveOptions(depth="16", strip="private")


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


def test_a_wide_photo_keeps_its_colours_unless_srgb_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    space = Space.of(rgb_profile("Display P3", (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06), SRGB_CURVE))
    dialog = save_dialog(qtbot, tmp_path / "cat.png", replace(make_photo(), profile="Display P3", space=space))
    assert dialog.colours.isVisible()
    assert dialog.colours.value is False
    assert not dialog.request.options.srgb
    assert not dialog.warning.isVisible()
    dialog.colours.buttons[True].click()
    assert dialog.request.options.srgb
    assert "Display P3" in dialog.warning.text()
    dialog.colours.buttons[False].click()
    dialog.kind.buttons["BMP"].click()
    assert dialog.colours.value is True
    assert not dialog.colours.buttons[False].isEnabled()
    assert "Display P3" in dialog.warning.text()
    dialog.kind.buttons["JPEG"].click()
    assert dialog.colours.value is False
    assert not save_dialog(qtbot, tmp_path / "cat.png").colours.isVisible()


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
        lambda: AboutDialog.tell("1.2.3", theme, None, window),
        lambda: ShortcutsDialog.tell(shortcut_groups(), window),
        lambda: ModelsDialog.tell(MODELS, window),
        lambda: ModelsDialog.tell((), window),
    ):
        QTimer.singleShot(0, window, close)
        tell()
    about, shortcuts, models, none = seen
    assert "Version 1.2.3" in about
    assert "Ctrl+Shift+Z" in shortcuts
    assert "Residual denoiser" in models, "the card of the first one"
    assert "No models" in none


def test_the_models_are_sorted_by_each_column_and_one_shows_its_card(qtbot: QtBot) -> None:
    models = [make_model(name, name.title()) for name in ("swift", "clean")]
    models += [make_model("grow-x4", "Grow", "upscale", 4), make_model("grow-x2", "Grow", "upscale", 2)]
    for model, parameters, gain in zip(models, (900, 80_000, 7, 1_000), (1.0, 12.0, 3.0, 2.0), strict=True):
        model.card.parameters = parameters
        model.card.metrics = (SimpleNamespace(measure="psnr_y", dataset="Set5", value=30 + gain, baseline=30.0),)
    models[3].card.character = "inventive"
    seconds = {"swift": 0.5, "grow-x4": 11.0}
    speeds = FakeSpeeds(seconds)
    dialog = ModelsDialog(models, None, speeds)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    assert speeds.wanted == ["swift", "clean", "grow-x4", "grow-x2"], "what is not known is measured"
    table = dialog.table

    def ids(column: int) -> list[str]:
        table.sortItems(column)
        return [str(table.item(row, 0).data(Qt.ItemDataRole.UserRole)) for row in range(4)]  # type: ignore[union-attr]

    assert ids(1)[2:] == ["grow-x2", "grow-x4"], "denoisers, then by scale"
    assert ids(2) == ["clean", "grow-x4", "grow-x2", "swift"], "what gains most, first: 12 dB before 3 dB"
    assert ids(3)[:2] == ["swift", "grow-x4"], "seconds as numbers, what is unknown last"
    assert ids(4)[3] == "grow-x2"
    assert ids(5) == ["grow-x4", "swift", "grow-x2", "clean"]
    table.selectRow(0)
    assert "Grow" in dialog.card.toPlainText()
    table.selectRow(3)
    assert "Clean" in dialog.card.toPlainText()
    seconds["clean"] = 0.25
    speeds.changed.emit()
    assert ids(3) == ["clean", "swift", "grow-x4", "grow-x2"]


class FakeSpeeds(QObject):
    """Knows what a test puts in."""

    changed = Signal()

    def __init__(self, seconds: dict[str, float]) -> None:
        super().__init__()
        self._seconds = seconds
        self.wanted: list[str] = []

    def want(self, models: Iterable[str]) -> None:
        self.wanted = list(models)

    def of(self, model: str) -> float | None:
        return self._seconds.get(model)


def test_a_file_dialog_is_there_before_what_reads_photos() -> None:
    heavy = ("numpy", "cv2", "PIL", "tifffile")
    ask = "from recon_desktop.ui.dialogs import file_dialogs; file_dialogs._filters()"
    code = f"import sys; {ask}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def asked(act: Callable[[], T], answer: Callable[[QFileDialog], None]) -> tuple[T, list[str]]:
    """What comes of a file dialog that is answered once it has read its folder, and the names that it showed."""
    shown: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        model = dialog.findChild(QFileSystemModel) if isinstance(dialog, QFileDialog) else None
        if model is None or not model.rowCount(model.index(model.rootPath())):
            return
        timer.stop()
        assert isinstance(dialog, QFileDialog)
        root = model.index(model.rootPath())
        shown.extend(sorted(model.index(row, 0, root).data() for row in range(model.rowCount(root))))
        answer(dialog)

    timer = QTimer(interval=10)
    timer.timeout.connect(look)
    timer.start()
    return act(), shown


def choose(*names: str) -> Callable[[QFileDialog], None]:
    def answer(dialog: QFileDialog) -> None:
        line, buttons = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
        assert line is not None
        assert buttons is not None
        if names:
            line.setText(" ".join(f'"{name}"' for name in names) if len(names) > 1 else names[0])
        next(each for each in buttons.buttons() if buttons.buttonRole(each) == buttons.ButtonRole.AcceptRole).click()

    return answer


def test_file_dialogs_hand_back_paths(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for name in ("cat.JPG", "dog.png", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "below").mkdir()
    folder = str(tmp_path)
    path, names = asked(lambda: OpenDialog.ask(window, "Open", folder), choose("dog.png"))
    assert path == tmp_path / "dog.png"
    assert names == ["below", "cat.JPG", "dog.png"]
    several, _ = asked(lambda: PhotosDialog.ask(window, "Add", folder), choose("dog.png", "cat.JPG"))
    assert several == [tmp_path / "dog.png", tmp_path / "cat.JPG"]
    below, names = asked(lambda: FolderDialog.ask(window, "Folder", folder), choose("below"))
    assert (below, names) == (tmp_path / "below", ["below"])
    page = ["Page (*.html)"]
    target, _ = asked(lambda: ask_where(window, "Save", tmp_path / "cat.html", page), choose())
    assert target == ([str(tmp_path / "cat.html")], page[0])
    nothing, _ = asked(lambda: OpenDialog.ask(window, "Open", folder), QFileDialog.reject)
    assert nothing is None


def test_a_folder_that_is_not_there_is_no_name_to_open(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "cat.png").write_text("x")
    typed: list[str] = []

    def look(dialog: QFileDialog) -> None:
        line = dialog.findChild(QLineEdit)
        assert line is not None
        typed.append(line.text())
        dialog.reject()

    asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path / "Pictures")), look)
    assert typed == [""]


def test_a_file_dialog_is_used_again_and_begins_anew(qtbot: QtBot, tmp_path: Path) -> None:
    window, child = QWidget(), QDialog()
    qtbot.addWidget(window)
    child.setParent(window, child.windowFlags())
    used: list[object] = []

    def look(dialog: QFileDialog) -> None:
        used.append(dialog.property("used"))
        dialog.setProperty("used", True)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        assert line.text() == ""
        line.setText("half a na")
        dialog.reject()

    (tmp_path / "one.png").write_text("x")
    _, names = asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path)), look)
    assert names == ["one.png"]
    gc.collect()
    (tmp_path / "two.png").write_text("x")
    other, names = asked(lambda: OpenDialog.ask(child, "Choose another", str(tmp_path)), look)
    assert other is None
    assert names == ["one.png", "two.png"], "what came while it was away"
    asked(lambda: FolderDialog.ask(window, "Folder", str(tmp_path.parent)), look)
    assert used == [None, True, None]
    dialogs = window.findChildren(QFileDialog)
    assert len(dialogs) == 2
    for dialog in dialogs:
        model = dialog.findChild(QFileSystemModel)
        assert model is not None
        assert model.rootPath() == "", "no folder is watched meanwhile"
        assert dialog.parentWidget() is window, "it outlives the dialog that it stood over"


def test_a_folder_that_is_gone_is_not_begun_with(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "home.png").write_text("x")
    path, names = asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path / "gone" / "x")), choose("home.png"))
    assert path == tmp_path / "home.png"
    assert names == ["home.png"]


def test_a_file_dialog_goes_with_its_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    (tmp_path / "one.png").write_text("x")

    def go(dialog: QFileDialog) -> None:
        dialog.reject()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    path, _ = asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path)), go)
    assert path is None
    assert not isValid(window)


def test_a_file_dialog_that_showed_thousands_is_not_kept(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "_LARGE", 2)
    window = QWidget()
    qtbot.addWidget(window)
    for number in range(3):
        (tmp_path / f"{number}.png").write_text("x")
    path, names = asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path)), choose("2.png"))
    assert (path, len(names)) == (tmp_path / "2.png", 3)
    qtbot.waitUntil(lambda: window.findChildren(QFileDialog) == [], timeout=PATIENCE_MS)
    path, names = asked(lambda: OpenDialog.ask(window, "Open", str(tmp_path)), choose("1.png"))
    assert (path, len(names)) == (tmp_path / "1.png", 3)


def test_the_licences_of_what_is_bundled_are_shown_from_about(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<p><a href="numpy/LICENSE">LICENSE</a></p>')
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "LICENSE").write_text("BSD")
    about = AboutDialog("1.2.3", make_theme(), tmp_path)
    qtbot.addWidget(about)
    shown: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LicencesDialog)
        (back,) = (button for button in dialog.findChildren(QPushButton) if button.text() == "Back")
        shown.append(dialog.page.toPlainText())
        dialog.page.setSource(QUrl("numpy/LICENSE"))
        shown.append(dialog.page.toPlainText())
        back.click()
        shown.append(dialog.page.toPlainText())
        dialog.accept()

    (button,) = (button for button in about.findChildren(QPushButton) if button.text() == "Licences")
    QTimer.singleShot(0, about, read)
    button.click()
    assert shown == ["LICENSE", "BSD", "LICENSE"]


def test_about_offers_no_licences_where_nothing_is_bundled(qtbot: QtBot) -> None:
    about = AboutDialog("1.2.3", make_theme())
    qtbot.addWidget(about)
    assert "Licences" not in {button.text() for button in about.findChildren(QPushButton)}
