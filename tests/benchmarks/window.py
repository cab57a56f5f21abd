"""The real window with the real engine, for whatever measures or pictures it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from recon_desktop import __version__
from recon_desktop.resources import model_folders, pristine_statistics, resource_path, sample_photos
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace


@dataclass(frozen=True)
class Opened:
    """The window on the screen, with its models at hand."""

    window: MainWindow
    workspace: Workspace
    theme: Theme


def open_window(app: QApplication, size: QSize, settings: Settings) -> Opened:
    """Show the window on the CPU, in the appearance of the settings; it remembers nothing."""
    theme = Theme(app, icons=resource_path("icons"))
    theme.apply(settings.scheme)
    workspace = Workspace(Jobs(app), "cpu", app)
    window = MainWindow(workspace, theme, settings, save_settings=lambda _: None, version=__version__)
    window.resize(size)
    window.show()
    workspace.device.attach(Services.start(model_folders(), sample_photos(), "cpu", None, pristine_statistics()))
    return Opened(window, workspace, theme)
