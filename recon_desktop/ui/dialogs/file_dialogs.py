"""The system's own dialogs for choosing files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from recon_desktop.core.formats import READABLE_SUFFIXES

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


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write.

    Attributes:
        path: Its name.
        overwrite: Whether the person was asked about this very file, and agreed to replace it.
    """

    path: Path
    overwrite: bool


def completed(name: str, suffixes: Sequence[str], suffix: str) -> Target:
    """What a dialog of the system answered, with a suffix where it has none of `suffixes`.

    The dialog asked about the name that it answered: a file under the completed one it knows nothing of.
    """
    chosen = Path(name)
    if chosen.suffix.lower() in suffixes:
        return Target(chosen, os.path.lexists(chosen))
    return Target(chosen.with_name(chosen.name + suffix), overwrite=False)


def _filters() -> str:
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
    words = translate("OpenDialog", "Photos")
    others = translate("OpenDialog", "All files")
    return f"{words} ({patterns});;{others} (*)"
