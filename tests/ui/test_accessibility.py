"""Every control of the window and of its dialogs has a name and a tooltip, is reached by Tab, and shows that it was."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenuBar,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from recon_desktop.ui import dialogs
from recon_desktop.ui.dialogs.about_dialog import AboutDialog
from recon_desktop.ui.dialogs.figure_dialog import FigureDialog
from recon_desktop.ui.dialogs.licences_dialog import LicencesDialog
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.preferences_dialog import PreferencesDialog
from recon_desktop.ui.dialogs.presets_dialog import PresetsDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from recon_desktop.ui.kept.presets import Presets
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import Scheme, Theme
from recon_desktop.ui.panels.controls import Section, Switch
from recon_desktop.ui.values.state import Action, Notice
from recon_desktop.ui.view.compare_view import CompareView
from recon_desktop.ui.window.actions import shortcut_groups
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import PATIENCE_MS, Pump
from tests.ui.fake_workspace import MODELS, make_photo, make_theme, offscreen

pytestmark = offscreen

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)


def _licences() -> LicencesDialog:
    with TemporaryDirectory() as name:
        (Path(name) / "index.html").write_text("<p>Something bundled</p>")
        return LicencesDialog(Path(name))


DIALOGS: dict[type[QDialog], Callable[[Theme, Workspace], QDialog]] = {
    AboutDialog: lambda theme, workspace: AboutDialog("1.2.3", theme),
    FigureDialog: lambda theme, workspace: FigureDialog(
        workspace.photos,
        workspace.comparison.live_figure(),
        lambda: Path("figure.png"),
        None,  # type: ignore[arg-type]
    ),
    LicencesDialog: lambda theme, workspace: _licences(),
    ModelsDialog: lambda theme, workspace: ModelsDialog(MODELS),
    PreferencesDialog: lambda theme, workspace: PreferencesDialog(Settings(), lambda settings: None),
    PresetsDialog: lambda theme, workspace: PresetsDialog(Presets(None, lambda notice: None), workspace.choices),
    SaveDialog: lambda theme, workspace: SaveDialog(make_photo(), Path("photo.png"), theme),
    ShortcutsDialog: lambda theme, workspace: ShortcutsDialog(shortcut_groups()),
}
"""How each dialog is made, for the tests below."""


def test_every_dialog_is_tested() -> None:
    for module in pkgutil.iter_modules(dialogs.__path__):
        importlib.import_module(f"{dialogs.__name__}.{module.name}")
    ours = {kind for kind in QDialog.__subclasses__() if kind.__module__.startswith(dialogs.__name__)}
    assert ours == set(DIALOGS)


@pytest.fixture
def window(qtbot: QtBot, opened: Workspace, pump: Pump, photo_path: Path) -> MainWindow:
    """A window that shows all it can: a photo, a batch, bars, a message with actions, every section unfolded."""
    opened.choices.set_task("denoise+upscale")
    opened.batch.add([photo_path])
    pump.run()
    window = _window(qtbot, opened)
    window.resize(1600, 1600)
    for section in window.findChildren(Section):
        section.set_collapsed(False)
    for key in ("trust", "difference"):
        window.actions_by_key[key].trigger()
    window.message_bar.tell(Notice("error", "What", "Next", (Action("open", "Open", None),), details="Technical words"))
    return window


@pytest.fixture
def right_to_left(qtbot: QtBot) -> Iterator[None]:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture(params=list(DIALOGS), ids=lambda kind: kind.__name__)
def dialog(request: pytest.FixtureRequest, qtbot: QtBot, opened: Workspace) -> QDialog:
    dialog = DIALOGS[request.param](make_theme(), opened)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def _window(qtbot: QtBot, workspace: Workspace) -> MainWindow:
    window = MainWindow(workspace, make_theme(), Settings(), save_settings=lambda _: None)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def controls(root: QWidget) -> Iterator[QWidget]:
    """What a person can work with; not the parts that Qt's own controls are made of."""
    for widget in root.findChildren(QWidget):
        parents = [widget.parentWidget()]
        while parents[-1] not in (root, None):
            parents.append(parents[-1].parentWidget())
        parents.pop()
        part_of_another = any(isinstance(parent, (*CONTROLS, QMenuBar)) for parent in parents)
        works = isinstance(widget, CONTROLS) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if works and widget.isVisible() and not isinstance(widget, QScrollBar) and not part_of_another:
            yield widget


def told(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return f"{type(widget).__name__} {interface.text(QAccessible.Text.Name)!r}"


def check_names_and_tips(root: QWidget) -> None:
    found = list(controls(root))
    assert found
    nameless = [told(each) for each in found if not _name(each)]
    assert nameless == []
    # Not the canvas: nothing may lie over the photo that is looked at.
    assert [told(each) for each in found if not each.toolTip() and not isinstance(each, CompareView)] == []


def check_the_way_by_tab(root: QWidget) -> None:
    way: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not root:
        way.append(widget)
        widget = widget.nextInFocusChain()
    unreached = [
        told(each)
        for each in controls(root)
        if each.isEnabled() and not (each in way and each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]
    assert unreached == []


def check_the_focus_is_seen(root: QWidget, qtbot: QtBot) -> None:
    root.activateWindow()
    qtbot.waitActive(root)
    unseen = []
    for widget in controls(root):
        if not widget.isEnabled():
            continue
        root.setFocus()
        QApplication.processEvents()
        before = _seen(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() in (widget, widget.focusProxy()), told(widget)
        QApplication.processEvents()
        if _seen(widget) == before:
            unseen.append(told(widget))
    assert unseen == []


def test_every_control_of_the_window_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    check_names_and_tips(window)


def test_every_control_of_the_window_is_reached_by_tab(window: MainWindow) -> None:
    check_the_way_by_tab(window)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_on_every_control_of_the_window(window: MainWindow, qtbot: QtBot, scheme: Scheme) -> None:
    window.actions_by_key[f"scheme_{scheme}"].trigger()
    check_the_focus_is_seen(window, qtbot)


def test_the_list_of_models(window: MainWindow, qtbot: QtBot) -> None:
    popup = window.restore_panel.denoiser.open()
    qtbot.waitExposed(popup)
    check_names_and_tips(popup)
    popup.close()


def test_the_focus_is_seen_on_a_switch_that_is_on(qtbot: QtBot) -> None:
    switch = Switch("words")
    qtbot.addWidget(switch)
    switch.setChecked(True)
    switch.show()
    qtbot.waitExposed(switch)
    switch.clearFocus()
    before = _seen(switch)
    switch.activateWindow()
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(switch.hasFocus, timeout=PATIENCE_MS)
    assert _seen(switch) != before


def test_from_right_to_left_all_but_the_photo_is_mirrored(qtbot: QtBot, opened: Workspace, right_to_left: None) -> None:
    window = _window(qtbot, opened)
    assert window.side.x() < window.view.x()
    photo, handle = window.view.panes[0].grab().toImage(), window.view.handle.geometry()
    assert window.view.captions.left.x() < window.view.captions.right.x()
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QApplication.processEvents()
    assert window.side.x() > window.view.x()
    assert window.view.panes[0].grab().toImage() == photo
    assert window.view.handle.geometry() == handle


def test_the_empty_window(qtbot: QtBot, workspace: Workspace) -> None:
    window = _window(qtbot, workspace)
    check_names_and_tips(window)
    check_the_way_by_tab(window)
    check_the_focus_is_seen(window, qtbot)


def test_every_control_of_a_dialog_has_a_name_and_a_tooltip(dialog: QDialog) -> None:
    check_names_and_tips(dialog)
    assert dialog.windowTitle()


def test_every_control_of_a_dialog_is_reached_by_tab_and_shows_it(dialog: QDialog, qtbot: QtBot) -> None:
    check_the_way_by_tab(dialog)
    check_the_focus_is_seen(dialog, qtbot)


def test_every_action_has_words_and_a_tooltip(window: MainWindow) -> None:
    for key, action in window.actions_by_key.items():
        assert action.text(), key
        assert action.toolTip() not in ("", action.text()), key


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _seen(widget: QWidget) -> QImage:
    return widget.grab().toImage()
