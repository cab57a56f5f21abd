"""What the window does for figures and reports: it opens their dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.workspace import proposals

if TYPE_CHECKING:
    from recon_desktop.ui.dialogs.figure_dialog import FigureDialog
    from recon_desktop.ui.workspace.workspace import Workspace


class Exports(QObject):
    """A part of the window.

    Args:
        workspace: What is exported.
        window: Owner of the dialogs.

    Attributes:
        dialog: The figure that stands beside the window, None while there is none.
    """

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self.dialog: FigureDialog | None = None

    def report(self) -> None:
        """Ask for a name, and have the report written."""
        from recon_desktop.ui.dialogs.report_dialog import ReportDialog  # late: the dialogs of files take 7 ms

        if self._workspace.photos.photo is None:
            return
        # A page that may be replaced takes its table along: the two are one report.
        target = ReportDialog.ask(self._window, self._proposed("report.html"))
        if target is not None:
            self._workspace.comparison.write_report(target.path, overwrite=target.overwrite)

    def figure(self) -> None:
        """Open the figure beside the window, or bring it to the front."""
        from recon_desktop.ui.dialogs.figure_dialog import FigureDialog  # late: it draws figures as the engine does

        if self._workspace.photos.photo is None:
            return
        if self.dialog is None:
            live = self._workspace.comparison.live_figure()
            self.dialog = FigureDialog(self._workspace.photos, live, lambda: self._proposed("figure.png"), self._window)
            self.dialog.gone.connect(self._forget)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def save_figure(self) -> None:
        """Show the figure, and if it is complete ask for a name and have it written."""
        self.figure()
        if self.dialog is not None:
            self.dialog.export.click()

    def close(self) -> None:
        """Close what stands beside the window."""
        if self.dialog is not None:
            self.dialog.close()

    def _forget(self) -> None:
        self.dialog = None

    def _proposed(self, ending: str) -> Path:
        """A name beside the photo."""
        original = self._workspace.photos.original
        stem = original.path.stem if original is not None and original.path is not None else "photo"
        return proposals.folder(self._workspace.photos.own_file) / proposals.fitted(stem, f"_{ending}")
