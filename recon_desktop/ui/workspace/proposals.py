"""Where the dialogs propose to write: names that file systems take, in a folder that is the person's own."""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QStandardPaths

LONGEST_NAME = 255
"""Bytes; what most file systems hold."""


def fitted(stem: str, ending: str) -> str:
    """A file name; the stem is shortened where the whole would be too long."""
    encoded, room = os.fsencode(stem), LONGEST_NAME - len(os.fsencode(ending))
    return (stem if len(encoded) <= room else encoded[:room].decode(errors="ignore")) + ending


def unused(path: Path) -> Path:
    """This path, or with the first number from 2 on where something is there already."""
    names = (path.with_name(fitted(path.stem, f"_{number}{path.suffix}")) for number in count(2))
    return next(free for free in chain([path], names) if not os.path.lexists(free))


def folder(photo: Path | None) -> Path:
    """Where a photo lies; for one without a file of the person's the folder of pictures, or else the home folder."""
    if photo is not None:
        return photo.parent
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
