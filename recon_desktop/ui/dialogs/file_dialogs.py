"""The system's own dialogs for choosing files; where it has none, those of Qt."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QDir, QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QLineEdit, QWidget
from shiboken6 import isValid

from recon_desktop.core.formats import READABLE_SUFFIXES

translate = QCoreApplication.translate

_LARGE = 1000
"""Files in a folder from which on it costs more to bring a dialog up to date than to make another one."""

_Mode, _Accept = QFileDialog.FileMode, QFileDialog.AcceptMode


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
        names = ask(parent, title, folder or _pictures(), _filters()).names
        return Path(names[0]) if names else None


class PhotosDialog:
    """Choosing several photos."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, folder: str) -> list[Path]:
        """The photos that the person chose; none where it was cancelled."""
        return [
            Path(name) for name in ask(parent, title, folder or _pictures(), _filters(), mode=_Mode.ExistingFiles).names
        ]


class FolderDialog:
    """Choosing a folder."""

    @classmethod
    def ask(cls, parent: QWidget, title: str, folder: str) -> Path | None:
        """The folder that the person chose, or None."""
        names = ask(parent, title, folder, mode=_Mode.Directory).names
        return Path(names[0]) if names else None


class Answer(NamedTuple):
    """What a dialog answered.

    Attributes:
        names: Of files, or of a folder; none where it was cancelled.
        kind: The filter that was chosen.
    """

    names: list[str]
    kind: str


def ask(
    parent: QWidget,
    title: str,
    start: str,
    filters: Sequence[str] = (),
    *,
    mode: QFileDialog.FileMode = _Mode.ExistingFile,
    accept: QFileDialog.AcceptMode = _Accept.AcceptOpen,
) -> Answer:
    """Show a dialog until it is answered.

    Args:
        parent: What it stands over.
        title: Translated title.
        start: The folder, or the file, that it begins with.
        filters: Kinds of files, the first one is in force.
        mode: What is chosen.
        accept: Whether to open or to save.
    """
    home = _outermost(parent)
    kept = home.findChild(_Kept, options=Qt.FindChildOption.FindDirectChildrenOnly) or _Kept(home)
    dialog = kept.dialogs.pop((mode, accept), None) or _made(home, mode, accept)
    _move(dialog, parent)
    dialog.setWindowTitle(title)
    dialog.setNameFilters(list(filters))
    folder, name = (start, "") if os.path.isdir(start) else os.path.split(start)
    dialog.setDirectory(folder if os.path.isdir(folder) else QDir.homePath())
    dialog.selectFile(name if accept == _Accept.AcceptSave else "")  # a folder that is not there is no file to open
    accepted = bool(dialog.exec())
    if not isValid(dialog):  # its window went meanwhile
        return Answer([], "")
    answer = Answer(dialog.selectedFiles() if accepted else [], dialog.selectedNameFilter())
    if _put_away(dialog):
        _move(dialog, home)
        kept.dialogs[mode, accept] = dialog
    else:
        dialog.deleteLater()
    return answer


def ask_where(parent: QWidget, title: str, path: Path, filters: Sequence[str]) -> Answer:
    """Ask where a file is to be saved; the dialog asks before one is replaced."""
    return ask(parent, title, str(path), filters, mode=_Mode.AnyFile, accept=_Accept.AcceptSave)


class _Kept(QObject):
    """Qt's own dialogs of a window, while they are hidden.

    To make one takes its time. Its end takes more: it waits for the thread that reads folders, and twice for the disk,
    on which it writes what it was used for, and which may be busy with a photo.

    Args:
        home: The window.
    """

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self.dialogs: dict[tuple[QFileDialog.FileMode, QFileDialog.AcceptMode], QFileDialog] = {}


def _made(home: QWidget, mode: QFileDialog.FileMode, accept: QFileDialog.AcceptMode) -> QFileDialog:
    dialog = QFileDialog(home)
    dialog.setFileMode(mode)
    dialog.setAcceptMode(accept)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == _Mode.Directory)
    dialog.setSupportedSchemes(["file"])
    return dialog


def _move(dialog: QFileDialog, parent: QWidget) -> None:
    if dialog.parentWidget() is not parent:
        dialog.setParent(parent, dialog.windowFlags())


def _put_away(dialog: QFileDialog) -> bool:
    """Have a dialog forget what it showed; whether it is one to keep."""
    model, name = dialog.findChild(QFileSystemModel), dialog.findChild(QLineEdit)
    if model is None or name is None:
        return False  # the system's own
    if model.rowCount(model.index(model.rootPath())) > _LARGE:
        return False
    model.setRootPath("")  # no folder is watched meanwhile, and the next one is read anew
    name.clear()
    return True


def _outermost(widget: QWidget) -> QWidget:
    """The window that outlives all dialogs."""
    while (parent := widget.parentWidget()) is not None:
        widget = parent
    return widget


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


def _pictures() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)


def _filters() -> tuple[str, str]:
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in READABLE_SUFFIXES)
    words = translate("OpenDialog", "Photos")
    others = translate("OpenDialog", "All files")
    return f"{words} ({patterns})", f"{others} (*)"
