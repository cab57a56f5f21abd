"""The photos in folders, in an order that stays the same."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from recon_desktop.core.formats import READABLE_SUFFIXES
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.batch.queue import Found

# What storage systems, cameras and programs keep beside photos: thumbnails, waste, copies for themselves.
_NOT_FOR_PEOPLE = frozenset(
    {"@eadir", "#recycle", "@recycle", "#snapshot", "@recently-snapshot", "$recycle.bin", "recycler", "lost+found"}
    | {"system volume information", "__macosx", "thmbnl", "thumbnails", "thumbs", "canonmsc", "avf_info"}
)
_PREVIEWS = (".lrdata", ".lrprev")
_THUMBNAILS = ("synofile_thumb", "synophoto_thumb")


def collect(
    paths: Iterable[Path], *, recursive: bool = True, leave_out: Path | None = None, progress: Progress = SILENT
) -> tuple[Found, ...]:
    """Every photo that is named, and every file in the folders that are named which looks like a photo by its suffix.

    Within a folder files come first, then the folders in it, both by name. Hidden files and folders are left out, and
    those that systems and cameras keep for themselves; a folder that links lead back to is visited once. Files that
    are named are taken as they are, whatever their suffix.

    Args:
        paths: Files and folders; what is not there counts as a file.
        recursive: Whether folders within folders count, too.
        leave_out: A folder inside those named, in which the results come to lie.
        progress: Its token stops the search.

    Returns:
        The photos, with absolute paths; each once.

    Raises:
        Cancelled: The token was set.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        path = path.absolute()
        # os.path, as a Path of Python 3.11 raises where it may not look, or the name is too long.
        if os.path.isdir(path):
            # Of several folders that were named, each photo belongs to the first.
            for each in _photos(path, path, recursive, _identity(leave_out), set(), progress):
                found.setdefault(each.path, each)
        else:
            found.setdefault(path, Found(path))
    return tuple(found.values())


def _photos(
    folder: Path,
    root: Path,
    recursive: bool,
    leave_out: tuple[int, int] | None,
    visited: set[tuple[int, int]],
    progress: Progress,
) -> Iterator[Found]:
    progress.token.check()
    identity = _identity(folder)
    if identity is None or identity in visited or (identity == leave_out and folder != root):
        return
    visited.add(identity)
    try:
        paths = sorted(filter(_is_for_people, folder.iterdir()), key=_by_name)
    except OSError:  # a folder that may not be looked into holds no photos for us
        return
    folders = [path for path in paths if os.path.isdir(path)]
    for path in paths:
        if path.suffix.lower() in READABLE_SUFFIXES and os.path.isfile(path):
            yield Found(path, root)
    if recursive:
        for each in folders:
            yield from _photos(each, root, recursive, leave_out, visited, progress)


def _is_for_people(path: Path) -> bool:
    name = path.name.casefold()
    return not (name.startswith((".", *_THUMBNAILS)) or name.endswith(_PREVIEWS) or name in _NOT_FOR_PEOPLE)


def _by_name(path: Path) -> tuple[str, str]:
    return path.name.casefold(), path.name


def _identity(folder: Path | None) -> tuple[int, int] | None:
    """What two paths to the same folder have in common."""
    try:
        facts = folder.stat() if folder else None
    except OSError:
        return None
    return (facts.st_dev, facts.st_ino) if facts else None
