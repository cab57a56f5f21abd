"""Everything that can be done, as one table: words, keys, icon, menu. Menus, buttons and the list of keys read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from recon_desktop.core.devices import GPUS
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.view_bar import METHODS


@dataclass(frozen=True, slots=True)
class Entry:
    """One action, in the person's language.

    Attributes:
        key: Its name in code.
        menu: Titles of its menu and submenu.
        text: Its words, with the menu's ampersand.
        tip: Its tooltip; the keys are added.
        keys: Shortcuts, the one to show first.
        icon: Line icon, "" for none.
        group: Name of the group of which one is checked; "toggle" for an on and off of its own.
        rule: Whether a line stands above it in the menu.
        short: Its words on a button, where those of the menu are too long.
    """

    key: str
    menu: tuple[str, ...]
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""
    rule: bool = False
    short: str = ""


translate = QCoreApplication.translate


# fmt: off
def entries() -> tuple[Entry, ...]:
    """The table, in the order of the menus."""
    file, edit = (translate("Actions", "&File"),), (translate("Actions", "&Edit"),)
    restore, view = (translate("Actions", "&Restore"),), (translate("Actions", "&View"),)
    device, look = (*restore, translate("Actions", "&Device")), (*view, translate("Actions", "&Appearance"))
    language = (*view, translate("Actions", "&Language"))
    method = (*view, translate("Actions", "Met&hod"))
    help_ = (translate("Actions", "&Help"),)
    return (
        Entry("open", file, translate("Actions", "&Open…"),
              translate("Actions", "Open a photo"), ("Ctrl+O",)),
        Entry("noisy_sample", file, translate("Actions", "&Try a noisy photo"),
              translate("Actions", "Open a photo with the noise of a phone, which comes with the program")),
        Entry("web_sample", file, translate("Actions", "Try a picture from the &web"),
              translate("Actions", "Open a small, strongly compressed picture, which comes with the program")),
        Entry("recent", file, translate("Actions", "Open &recent"),
              translate("Actions", "Open a recent photo again")),
        Entry("close", file, translate("Actions", "&Close the photo"),
              translate("Actions", "Close the photo and start over"), ("Ctrl+W",)),
        Entry("batch_add", file, translate("Actions", "Add to &batch…"),
              translate("Actions", "Add photos to the batch"), ("Ctrl+Shift+O",), rule=True),
        Entry("batch_add_folder", file, translate("Actions", "Add a &folder to the batch…"),
              translate("Actions", "Add all photos in a folder and in the folders below it")),
        Entry("next_photo", file, translate("Actions", "&Next photo of the batch"),
              translate("Actions", "Open the next photo of the batch"), (".",)),
        Entry("previous_photo", file, translate("Actions", "Previo&us photo of the batch"),
              translate("Actions", "Open the previous photo of the batch"), (",",)),
        Entry("save", file, translate("Actions", "&Save…"),
              translate("Actions", "Save the result"), ("Ctrl+S", "Ctrl+Shift+S"), icon="save", rule=True),
        Entry("save_beside", file, translate("Actions", "Impro&ve and save beside the photo"),
              translate("Actions", "Restore the whole photo and save the result beside it, never over another file"),
              ("Ctrl+Shift+R",), icon="save", short=translate("Actions", "Improve and save")),
        Entry("figure", file, translate("Actions", "Fi&gure…"),
              translate("Actions", "Export enlarged parts of the photo, as each method of the grid restores them"),
              ("Ctrl+Shift+E",), rule=True),
        Entry("report", file, translate("Actions", "Export re&port…"),
              translate("Actions", "Compare all methods on the photo and write a page with crops and a table"),
              ("Ctrl+E",)),
        Entry("quit", file, translate("Actions", "&Quit"),
              translate("Actions", "Stop everything and close"), ("Ctrl+Q",), rule=True),
        Entry("undo", edit, translate("Actions", "&Undo"),
              translate("Actions", "Undo the last change"), ("Ctrl+Z",), icon="undo"),
        Entry("redo", edit, translate("Actions", "&Redo"),
              translate("Actions", "Redo the change that was undone"), ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
        Entry("history", edit, translate("Actions", "&History"),
              translate("Actions", "All changes in words; go back to any of them"), icon="history"),
        Entry("copy", edit, translate("Actions", "&Copy the result"),
              translate("Actions", "Put the whole result on the clipboard"), ("Ctrl+C",), icon="hand_out", rule=True,
              short=translate("Actions", "Copy or drag out")),
        Entry("paste", edit, translate("Actions", "&Paste"),
              translate("Actions", "Open the picture on the clipboard"), ("Ctrl+V",)),
        Entry("preferences", edit, translate("Actions", "Pr&eferences…"),
              translate("Actions", "Settings for all photos"), ("Ctrl+,",), rule=True),
        Entry("restore", restore, translate("Actions", "&Restore"),
              translate("Actions", "Restore the whole photo"), ("Ctrl+R",), icon="restore"),
        Entry("cancel", restore, translate("Actions", "&Cancel"),
              translate("Actions", "Stop what runs"), ("Esc",), icon="cancel"),
        Entry("presets", restore, translate("Actions", "&Presets"),
              translate("Actions", "Apply settings that you saved, or save the current ones"), rule=True),
        Entry("device_auto", device, translate("Actions", "&Automatic"),
              translate("Actions", "Use the fastest device"), group="device"),
        Entry("device_cpu", device, translate("Actions", "C&PU"),
              translate("Actions", "Use the processor"), group="device"),
        *(Entry(f"device_{kind}", device, translate("Actions", "GPU (&{name})").format(name=name),
                translate("Actions", "Use the graphics card"), group="device") for kind, name in GPUS.items()),
        Entry("single", view, translate("Actions", "&Single"),
              translate("Actions", "Show the result alone"), ("S",), icon="single", group="mode"),
        Entry("split", view, translate("Actions", "S&plit"),
              translate("Actions", "Before and after in one pane, with a divider"), ("C",), icon="split", group="mode"),
        Entry("side", view, translate("Actions", "Side &by side"),
              translate("Actions", "Before and after in two panes"), ("D",), icon="side", group="mode",
              short=translate("Actions", "Side")),
        Entry("grid", view, translate("Actions", "&Grid"),
              translate("Actions", "Up to nine methods on the same spot, side by side"), ("G",), icon="grid",
              group="mode"),
        Entry("across", view, translate("Actions", "Divider a&cross"),
              translate("Actions", "Turn the divider of the split horizontal"), ("Shift+C",), icon="across",
              group="toggle"),
        Entry("blink", view, translate("Actions", "Blin&k"),
              translate("Actions", "Show before in place while the key is held"), ("B",), icon="blink", rule=True),
        Entry("difference", view, translate("Actions", "&Difference"),
              translate("Actions", "Show what changed, amplified"), ("X",), icon="difference", group="toggle"),
        *(Entry(key, method, translate("Actions", "Method &{number}").format(number=number),
                translate("Actions", "Choose this pane of the grid, or show its method instead"), (str(number),))
          for number, key in enumerate(METHODS, start=1)),
        Entry("trust", view, translate("Actions", "&Trust"),
              translate("Actions", "Show where the photo does not support the result"), ("T",), icon="trust",
              group="toggle"),
        Entry("fit", view, translate("Actions", "&Fit"),
              translate("Actions", "Show the whole photo"), ("0",), icon="fit", rule=True),
        Entry("actual", view, translate("Actions", "&1:1"),
              translate("Actions", "One pixel of the screen for each pixel of the result"), ("Z",)),
        Entry("zoom_in", view, translate("Actions", "Zoom &in"),
              translate("Actions", "Zoom in"), ("+", "="), icon="zoom-in"),
        Entry("zoom_out", view, translate("Actions", "Zoom &out"),
              translate("Actions", "Zoom out"), ("-",), icon="zoom-out"),
        Entry("pixel_grid", view, translate("Actions", "Pi&xel grid"),
              translate("Actions", "Lines between the pixels, from 800 % on"), ("Shift+G",), group="toggle", rule=True),
        Entry("minimap", view, translate("Actions", "&Minimap"),
              translate("Actions", "A small view of the whole photo, shown while part of it is out of view"), ("M",),
              group="toggle"),
        Entry("panels", view, translate("Actions", "Pa&nels"),
              translate("Actions", "Show or hide the panels"), ("Tab",), group="toggle", rule=True),
        Entry("full_screen", view, translate("Actions", "F&ull screen"),
              translate("Actions", "Use the whole screen"), ("F",), group="toggle"),
        Entry("next_part", view, translate("Actions", "Next pa&rt of the window"),
              translate("Actions", "Move the keyboard from the photo to the panels, to the batch, and back"), ("F6",)),
        Entry("scheme_system", look, translate("Actions", "&System"),
              translate("Actions", "Follow the desktop"), group="scheme"),
        Entry("scheme_light", look, translate("Actions", "&Light"),
              translate("Actions", "Light greys"), group="scheme"),
        Entry("scheme_dark", look, translate("Actions", "&Dark"), translate("Actions", "Dark greys"), group="scheme"),
        Entry("language_system", language, translate("Actions", "&System"),
              translate("Actions", "Follow the desktop"), group="language"),
        Entry("language_en", language, "&English", "English", group="language"),
        Entry("language_ko", language, "한국어(&K)", "한국어", group="language"),
        Entry("shortcuts", help_, translate("Actions", "&Keyboard shortcuts"),
              translate("Actions", "List all keys"), ("?",)),
        Entry("models", help_, translate("Actions", "&Models"), translate("Actions", "Every model with its card")),
        Entry("about", help_, translate("Actions", "&About Recon Desktop"),
              translate("Actions", "Version and licence"), rule=True),
    )
# fmt: on


def gestures() -> tuple[tuple[str, str], ...]:
    """What hands do on the photo, for the list of keys."""
    return (
        (translate("Actions", "Move the photo"), translate("Actions", "Drag, arrows")),
        (translate("Actions", "Move the photo in any mode"), translate("Actions", "Space and drag")),
        (translate("Actions", "By one screen: up, down; left, right"), translate("Actions", "Page keys; with Shift")),
        (translate("Actions", "To the first or last corner"), translate("Actions", "Home, End")),
        (translate("Actions", "Zoom at the pointer"), translate("Actions", "Wheel, pinch")),
        (translate("Actions", "Fit or 1:1 at the pointer"), translate("Actions", "Double click")),
        (translate("Actions", "Move the divider"), translate("Actions", "Drag, Left, Right")),
    )


def make_actions(window: QWidget) -> dict[str, QAction]:
    """All actions by key, owned by the window, without their icons."""
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for entry in entries():
        action = QAction(entry.text, window)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.setIconText(" " + (entry.short or plain(entry.text)))  # Qt puts a button's words too close to its icon
        action.setToolTip(with_keys(entry.tip, entry.keys))
        action.setIconVisibleInMenu(False)
        action.setCheckable(bool(entry.group))
        if entry.group and entry.group != "toggle":
            groups.setdefault(entry.group, QActionGroup(window)).addAction(action)
        actions[entry.key] = action
    return actions


class IconDrawer(QObject):
    """Keeps the icons of a window's actions in the colours of the theme; goes with the window.

    Args:
        actions: Of the window, by key.
        theme: Whose colours they have.
        window: Its parent, so that no theme draws the icons of a window that is gone.
    """

    def __init__(self, actions: Mapping[str, QAction], theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._actions, self._theme = actions, theme
        self._draw()
        theme.changed.connect(self._draw)

    def _draw(self) -> None:
        for entry in entries():
            if entry.icon:
                self._actions[entry.key].setIcon(self._theme.icon(entry.icon))


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Put every action into its menu."""
    menus: dict[tuple[str, ...], QMenu] = {}
    for entry in entries():
        for depth in range(1, len(entry.menu) + 1):
            path = entry.menu[:depth]
            if path not in menus:
                above = bar if depth == 1 else menus[path[:-1]]
                menus[path] = above.addMenu(path[-1])
        if entry.rule:
            menus[entry.menu].addSeparator()
        menus[entry.menu].addAction(actions[entry.key])


def shortcut_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """For the list of keys: menu by menu, what has keys; then what hands can do."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in entries():
        rows = groups.setdefault(plain(entry.menu[0]), [])
        if entry.key == METHODS[0]:
            rows.append((translate("Actions", "Method of the grid"), f"1 – {len(METHODS)}"))
        elif entry.keys and entry.key not in METHODS:
            rows.append((plain(entry.text), ", ".join(_native(key) for key in entry.keys)))
    return [*groups.items(), (translate("Actions", "On the photo"), list(gestures()))]


def plain(text: str) -> str:
    """Words without the menu's dots and its key: an ampersand, or all of "(&F)" where letters are not Latin."""
    return re.sub(r"\(&\w\)", "", text).replace("&", "").removesuffix("…")


def with_keys(tip: str, keys: tuple[str, ...]) -> str:
    """A tooltip with its first key."""
    return f"{tip} ({_native(keys[0])})" if keys else tip


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
