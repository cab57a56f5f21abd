"""Choosing where a report goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate


class ReportDialog:
    """The system's own dialog; it asks before a file is replaced."""

    @classmethod
    def ask(cls, parent: QWidget, path: Path) -> Path | None:
        """The page's name that the person chose, or None; `path` is proposed."""
        words = translate("ReportDialog", "Page")
        title = translate("ReportDialog", "Export report")
        name, _ = QFileDialog.getSaveFileName(parent, title, str(path), f"{words} (*.html)")
        if not name:
            return None
        chosen = Path(name)
        return chosen if chosen.suffix.lower() in (".html", ".htm") else chosen.with_name(f"{chosen.name}.html")
