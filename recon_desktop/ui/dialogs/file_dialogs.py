"""The system's own dialogs for choosing files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate


class OpenDialog:
    """Choosing a photo."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, folder: str) -> Path | None:
        """The photo that the person chose, or None.

        Args:
            parent: The window.
            title: Translated title.
            folder: Where to start; "" for the pictures folder.
        """
        start = folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        name, _ = QFileDialog.getOpenFileName(parent, title, start, _filters())
        return Path(name) if name else None


class PhotosDialog:
    """Choosing several photos."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, folder: str) -> list[Path]:
        """The photos that the person chose; none where it was cancelled."""
        start = folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        names, _ = QFileDialog.getOpenFileNames(parent, title, start, _filters())
        return [Path(name) for name in names]


class FolderDialog:
    """Choosing a folder."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, folder: str) -> Path | None:
        """The folder that the person chose, or None."""
        name = QFileDialog.getExistingDirectory(parent, title, folder)
        return Path(name) if name else None


def _filters() -> str:
    from recon_desktop.core.io import READABLE_SUFFIXES

    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
    words = translate("OpenDialog", "Photos")
    others = translate("OpenDialog", "All files")
    return f"{words} ({patterns});;{others} (*)"
