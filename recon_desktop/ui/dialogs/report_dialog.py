"""Choosing where a report goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.dialogs.file_dialogs import Target, ask_where, completed

translate = QCoreApplication.translate


class ReportDialog:
    """The system's own dialog; it asks before a file is replaced."""

    @classmethod
    def ask(cls, parent: QWidget, path: Path) -> Target | None:
        """The page that the person chose, or None; `path` is proposed."""
        words = translate("ReportDialog", "Page")
        title = translate("ReportDialog", "Export report")
        names, _ = ask_where(parent, title, path, [f"{words} (*.html)"])
        return completed(names[0], (".html", ".htm"), ".html") if names else None
