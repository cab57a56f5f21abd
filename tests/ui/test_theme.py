"""Tokens, palette, icons, and switching them live."""

from __future__ import annotations

import re
from dataclasses import asdict
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from recon_desktop.resources import resource_path
from recon_desktop.ui.look import theme as looks
from recon_desktop.ui.look.icons import GLYPHS
from recon_desktop.ui.look.theme import TOKENS, Mode, contrast, style_sheet
from tests.ui.fake_workspace import make_theme

MODES: tuple[Mode, ...] = ("light", "dark")
GREYS = ("canvas", "panel", "raised", "hover", "pressed", "line", "text", "secondary", "disabled")


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_everything_they_stand_on(mode: Mode) -> None:
    tokens = TOKENS[mode]
    for ground in (tokens.canvas, tokens.panel, tokens.raised, tokens.hover, tokens.pressed):
        assert contrast(tokens.text, ground) >= 4.5
        assert contrast(tokens.secondary, ground) >= 4.5
    for ground in (tokens.panel, tokens.raised):
        for colour in (tokens.good, tokens.caution, tokens.bad, tokens.accent, tokens.accent_hover):
            assert contrast(colour, ground) >= 4.5
    for fill in (tokens.accent, tokens.accent_hover):
        assert contrast(tokens.on_accent, fill) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_controls_stand_out_from_the_panel(mode: Mode) -> None:
    tokens = TOKENS[mode]
    assert contrast(tokens.secondary, tokens.panel) >= 3  # edge of a slider's handle
    assert contrast(tokens.accent, tokens.canvas) >= 3  # focus


@pytest.mark.parametrize("mode", MODES)
def test_greys_are_neutral(mode: Mode) -> None:
    for name in GREYS:
        colour = asdict(TOKENS[mode])[name]
        assert colour[1:3] == colour[3:5] == colour[5:7], name


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_every_colour_of_the_style_sheet_is_a_token(mode: Mode) -> None:
    sheet = style_sheet(TOKENS[mode])
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9a-fA-F]{6}", sheet)) <= set(asdict(TOKENS[mode]).values())


def test_switching_is_live(qtbot: QtBot) -> None:
    theme = make_theme("dark")
    button = QToolButton()
    qtbot.addWidget(button)
    theme.set_icon(button, "save")
    dark = button.icon().pixmap(16).toImage()
    with qtbot.waitSignal(theme.changed):
        theme.apply("light")
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == TOKENS["light"].panel
    assert TOKENS["light"].panel in QApplication.instance().styleSheet()  # type: ignore[union-attr]
    assert button.icon().pixmap(16).toImage() != dark


def test_a_scheme_that_looks_the_same_styles_nothing_anew(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = make_theme("dark")
    monkeypatch.setattr("recon_desktop.ui.look.theme.system_mode", lambda: "dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.apply("system")
    assert theme.scheme == "system"
    with qtbot.waitSignal(theme.changed):
        theme.apply("light")


def test_the_system_is_followed_unless_told_otherwise(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = make_theme("system")
    hints = QGuiApplication.styleHints()
    monkeypatch.setattr(looks, "system_mode", lambda: "light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.mode == "light"
    theme.apply("dark")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.mode == "dark"


@pytest.mark.parametrize("name", GLYPHS)
def test_every_icon_has_a_drawing_in_the_colour_of_its_token(qtbot: QtBot, name: str) -> None:
    image = make_theme("dark").pixmap(name, "bad", side=32).toImage()
    colours = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    strongest = max(colours, key=lambda colour: colour.alpha())
    assert strongest.alpha() > 200
    assert strongest.red() > strongest.blue()


def test_the_only_icon_of_our_own_is_that_of_the_application() -> None:
    names = [path.name for path in resource_path("icons").iterdir()]
    assert names == ["recon-desktop.svg"], "line icons come from Lucide: add a line to GLYPHS in ui/look/icons.py"


def test_icons_are_sharp_on_dense_screens(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "screens", lambda _: [SimpleNamespace(devicePixelRatio=lambda: 2.0)])
    theme = make_theme("dark")
    assert theme.pixmap("save", ratio=2).size().width() == 32
    assert {size.width() for size in theme.icon("save").availableSizes()} == {16, 32}
    assert not theme.application_icon.isNull()


def test_the_list_of_all_widgets_is_never_asked_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It crashes where making it collects garbage that holds widgets."""
    theme = make_theme("dark")
    button = QToolButton()
    qtbot.addWidget(button)
    theme.set_icon(button, "close")
    gone = QToolButton()
    theme.set_icon(gone, "close")
    gone.deleteLater()
    QApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    monkeypatch.delattr(QApplication, "allWidgets")
    before = button.icon().pixmap(16).toImage()
    theme.apply("light")
    assert button.icon().pixmap(16).toImage() != before
