"""The language of the window, and the window that takes its place when another one is chosen.

Widgets take their words when they are made. To switch, the translators are exchanged and a new window is built over the
same workspace; it shows what the old one showed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QDialog

from recon_desktop.ui.kept.presets import BRING_BACK  # the presets go with their window, and this offer goes with them
from recon_desktop.ui.kept.settings import Language, Settings

if TYPE_CHECKING:
    from recon_desktop.ui.window.main_window import MainWindow
    from recon_desktop.ui.workspace.workspace import Workspace


class Translators(QObject):
    """The translators of Qt's own words and of ours, installed in the application.

    Args:
        app: Where they are installed.
        folder: Holds recon_en.qm (plurals) and recon_ko.qm.
    """

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []
        self._spoken: QLocale.Language | None = None

    def speaks(self, language: Language) -> bool:
        """Whether this is what is spoken already: the desktop's language may be one of those by name."""
        return _locale(language).language() == self._spoken

    def apply(self, language: Language) -> None:
        """Speak a language from now on; "system" is the desktop's, English where there is no translation into it."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        locale = _locale(language)
        self._spoken = locale.language()
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase", qt_folder), ("recon", str(self._folder))):
            translator = QTranslator(self)
            if translator.load(locale, name, "_", folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)


class Stage(QObject):
    """The window on the screen.

    Args:
        workspace: What it shows.
        make: Builds a window over the workspace.
        settings: What the last session remembered.
        translators: For the language.
        parent: Owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        make: Callable[[Settings], MainWindow],
        settings: Settings,
        translators: Translators,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._make = make
        self._translators = translators
        translators.apply(settings.language)
        self.window = self._made(settings)
        self._next: MainWindow | None = None

    def set_language(self, language: Language) -> None:
        """Show a window in another language in the place of this one, in a moment."""
        if self._translators.speaks(language):
            self.window.desk.remember(language=language)
            self.window.actions_by_key[f"language_{language}"].setChecked(True)
            return
        self._translators.apply(language)
        if self._next is not None:  # another choice in the same moment
            self._next.deleteLater()
        self._next = self._made(replace(self.window.remembered, language=language))
        # To make a window and to show one takes long enough each to let the application breathe in between.
        QTimer.singleShot(0, self._show_next)

    def _show_next(self) -> None:
        old, window = self.window, self._next
        if window is None:
            return
        self._next = None
        if not old.isVisible():  # closed in between
            window.deleteLater()
            return
        self.window = window
        window.show()
        window.desk.keep_soon()
        _take_over(window, old)
        self._workspace.name_again()
        for dialog in old.findChildren(QDialog):
            dialog.close()
        old.hide()
        old.deleteLater()

    def _made(self, settings: Settings) -> MainWindow:
        window = self._make(settings)
        # Later, because the menu or the dialog that asks belongs to the window that goes.
        window.language_asked.connect(self.set_language, Qt.ConnectionType.QueuedConnection)
        return window


def _locale(language: Language) -> QLocale:
    locale = QLocale.system() if language == "system" else QLocale(language)
    return QLocale("en") if locale.language() == QLocale.Language.C else locale


def _take_over(window: MainWindow, other: MainWindow) -> None:
    """Show what another window over the same workspace shows, once this one is on the screen."""
    for key, action in other.actions_by_key.items():
        mine = window.actions_by_key[key]
        if action.actionGroup() is None and action.isChecked() != mine.isChecked():
            mine.trigger()
    if window.view.mode != other.view.mode:  # laying the divider has chosen one
        window.actions_by_key[other.view.mode].trigger()
    window.view.look_as(other.view)
    if other.tour is not None and other.tour.running:
        window.begin_tour()
    for notice in other.message_bar.notices:
        if notice.severity == "error" or any(action.key != BRING_BACK for action in notice.actions):
            window.message_bar.tell(notice)
