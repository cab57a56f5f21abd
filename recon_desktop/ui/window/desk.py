"""Everything that asks or tells in a dialog, and the settings that remember what was answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from recon_desktop.ui.dialogs.about_dialog import AboutDialog
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.preferences_dialog import PreferencesDialog
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.window.actions import shortcut_groups
from recon_desktop.ui.workspace import proposals

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recon_desktop.ui.kept.speeds import Speeds
    from recon_desktop.ui.window.exports import Exports
    from recon_desktop.ui.workspace.workspace import Workspace

DEBOUNCE_MS = 1000


class Desk(QObject):
    """The dialogs; a part of the window.

    Args:
        workspace: The state.
        theme: The look.
        settings: What the last window remembered.
        save_settings: Called with what this one remembers, shortly after a change and at the end.
        remembered: What the window remembers, all of it.
        version: Of the program.
        licences: Those of what the installation bundles; None where it bundles nothing.
        exports: The dialogs for figures and reports.
        speeds: Of the models.
        window: Owner of the dialogs.

    Attributes:
        settings: What the next window has to know, but for what `remembered` adds.

    Signals:
        language_asked: The person chose this language.
    """

    language_asked = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        settings: Settings,
        save_settings: Callable[[Settings], None],
        remembered: Callable[[], Settings],
        *,
        version: str,
        licences: Path | None,
        exports: Exports,
        speeds: Speeds,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._theme = theme
        self._remembered = remembered
        self._version = version
        self._exports = exports
        self._speeds = speeds
        self._licences = licences
        self._window = window
        self.settings = settings
        self._save_settings = save_settings
        self._kept: Settings | None = None
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.keep)

    def remember(self, **changes: Any) -> None:
        """Change fields of the settings."""
        self.settings = replace(self.settings, **changes)
        self.keep_soon()

    def keep_soon(self) -> None:
        """Save what is remembered once nothing has changed for a moment: a crash then costs none of it."""
        self._timer.start()

    def keep(self) -> None:
        """Save what is remembered, if it is not saved yet."""
        self._timer.stop()
        remembered = self._remembered()
        if remembered != self._kept:
            self._kept = remembered
            self._save_settings(remembered)

    def do(self, key: str) -> None:
        """What a notice offers and needs a dialog for."""
        {
            "open": self.choose_photo,
            "choose_reference": self.choose_reference,
            "save_as": self.save,
            "save_report_as": self._exports.report,
            "save_figure_as": self._exports.save_figure,
            "show_models": self.tell_models,
        }[key]()

    def open(self, path: Path) -> None:
        """Open a photo, and remember its folder."""
        self.remember(open_folder=str(path.parent))
        self._workspace.photos.open(path)

    def choose_photo(self) -> None:
        """Ask for a photo and open it."""
        path = self._ask_for_photo(self.tr("Open a photo"))
        if path is not None:
            self.open(path)

    def save(self) -> None:
        """Ask where to save the result, and save it."""
        from recon_desktop.ui.dialogs.save_dialog import SaveDialog  # late: it loads the writers of all formats

        result, settings = self._workspace.runs.result, self.settings
        if result is None:
            return
        folder = (
            Path(settings.save_folder) if settings.save_folder else proposals.folder(self._workspace.photos.own_file)
        )
        path = proposals.unused(folder / self._workspace.runs.suggested_name(settings.save_suffix))
        request = SaveDialog.ask(result.photo, path, self._theme, self._window, settings.save_quality)
        if request is not None:
            self.remember(save_folder=str(request.path.parent), save_quality=request.options.quality)
            self._workspace.runs.save(request.path, request.options, overwrite=request.overwrite)

    def save_beside(self) -> None:
        """Restore the photo where that is still to do, and save the result beside it, never over a file."""
        self._workspace.runs.restore(lambda: self.save_into(proposals.folder(self._workspace.photos.own_file)))

    def save_into(self, folder: Path, then: Callable[[Path], None] | None = None) -> None:
        """Save the result in a folder as the last one was saved; told when done, or `then` is called."""
        from recon_desktop.core.io import SaveOptions  # late: it loads the writers of all formats

        runs, settings = self._workspace.runs, self.settings
        path = proposals.unused(folder / runs.suggested_name(settings.save_suffix))
        runs.save(path, SaveOptions(quality=settings.save_quality), then=then)

    def choose_reference(self) -> None:
        """Ask for a photo to measure against."""
        path = self._ask_for_photo(self.tr("Choose the reference"))
        if path is not None:
            self._workspace.photos.set_reference(path)

    def _ask_for_photo(self, title: str) -> Path | None:
        from recon_desktop.ui.dialogs.file_dialogs import OpenDialog  # late: the dialogs of files take 7 ms

        return OpenDialog.ask(self._window, title, self.settings.open_folder)

    def set_preferences(self) -> None:
        """Ask for the settings for all photos; a change counts at once."""
        last = self._remembered()

        def changed(settings: Settings) -> None:
            nonlocal last
            old, last = last, settings
            self._prefer(old, settings)

        PreferencesDialog.tell(last, changed, self._window)

    def _prefer(self, old: Settings, settings: Settings) -> None:
        self.settings = settings
        self.keep_soon()
        if settings.scheme != old.scheme:
            self._theme.apply(settings.scheme)
        if settings.device != old.device:
            self._workspace.device.set_device(settings.device)
        if settings.memory_mib != old.memory_mib:
            self._workspace.device.set_memory(settings.memory_mib or None)
        if settings.language != old.language:
            self.language_asked.emit(settings.language)

    def tell_shortcuts(self) -> None:
        """List the keys."""
        ShortcutsDialog.tell(shortcut_groups(), self._window)

    def tell_models(self) -> None:
        """Show every model's card."""
        services = self._workspace.device.services
        ModelsDialog.tell(services.catalog.models if services is not None else (), self._window, self._speeds)

    def tell_about(self) -> None:
        """Version and licence."""
        AboutDialog.tell(self._version, self._theme, self._licences, self._window)
