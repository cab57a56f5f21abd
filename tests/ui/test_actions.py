"""The table of actions: complete, unambiguous, in the menus."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from recon_desktop.ui.look.icons import GLYPHS
from recon_desktop.ui.panels.view_bar import METHODS
from recon_desktop.ui.window.actions import IconDrawer, entries, fill_menus, gestures, make_actions, shortcut_groups
from tests.ui.fake_workspace import make_theme

AGREED = {
    "open": "Ctrl+O", "paste": "Ctrl+V", "restore": "Ctrl+R", "cancel": "Esc", "save": "Ctrl+S", "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z", "single": "S", "split": "C", "side": "D", "grid": "G", "method_9": "9", "blink": "B",
    "difference": "X", "actual": "Z", "fit": "0", "zoom_in": "+",
    "zoom_out": "-", "panels": "Tab", "full_screen": "F", "shortcuts": "?",
}  # fmt: skip


def _all(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += _all(inner) if isinstance(inner, QMenu) else [] if action.isSeparator() else [action]
    return found


def test_keys_are_those_of_the_design() -> None:
    table = {entry.key: entry for entry in entries()}
    assert {key: table[key].keys[0] for key in AGREED} == AGREED


def test_no_key_means_two_things() -> None:
    keys = Counter(QKeySequence(key).toString() for entry in entries() for key in entry.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_mnemonic_twice_in_a_menu() -> None:
    letters = Counter((entry.menu, entry.text[entry.text.index("&") + 1].lower()) for entry in entries())
    assert [place for place, count in letters.items() if count > 1] == []


def test_menus_hold_everything(qtbot: QtBot) -> None:
    window, bar = QWidget(), QMenuBar()
    qtbot.addWidget(window)
    qtbot.addWidget(bar)
    actions = make_actions(window)
    fill_menus(bar, actions)
    held = [found for action in bar.actions() if isinstance(menu := action.menu(), QMenu) for found in _all(menu)]
    assert sorted(action.text() for action in held) == sorted(entry.text for entry in entries())


def test_tooltips_name_the_first_key(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = make_actions(window)
    for entry in entries():
        tip = actions[entry.key].toolTip()
        assert tip.startswith(entry.tip)
        assert not entry.keys or tip.endswith(f"({QKeySequence(entry.keys[0]).toString()})")


def test_every_icon_is_there() -> None:
    for entry in entries():
        assert not entry.icon or entry.icon in GLYPHS


def test_icons_follow_the_theme(qtbot: QtBot) -> None:
    window, theme = QWidget(), make_theme("dark")
    qtbot.addWidget(window)
    actions = make_actions(window)
    IconDrawer(actions, theme, window)
    action = actions["save"]
    dark = action.icon().pixmap(16).toImage()
    theme.apply("light")
    assert action.icon().pixmap(16).toImage() != dark


def test_a_theme_draws_no_icons_of_a_window_that_is_gone() -> None:
    window, theme = QWidget(), make_theme("dark")
    actions = make_actions(window)
    IconDrawer(actions, theme, window)
    delete(window)
    theme.apply("light")
    assert theme.mode == "light"


def test_the_list_of_keys_names_all_of_them() -> None:
    groups = dict(shortcut_groups())
    listed = [words for rows in groups.values() for words, _ in rows]
    with_keys = [entry.key for entry in entries() if entry.keys and entry.key not in METHODS]
    assert len(listed) == len(with_keys) + 1 + len(gestures())
    assert ("Method of the grid", "1 – 9") in groups["View"]
    assert ("Save", "Ctrl+S, Ctrl+Shift+S") in groups["File"]
