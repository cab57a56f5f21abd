"""The photos opened last."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject

from recon_desktop.core.strict_json import fields, one_of, text
from recon_desktop.ui.kept.json_files import read_json, write_json

FILE = "recent.json"
MOST = 10
_SCHEMA = 1

_log = logging.getLogger("recon.ui")


class Recent(QObject):
    """Their paths, the latest first, kept in a file; where that is damaged the list begins anew.

    Args:
        folder: Where the file lies; None keeps the list until the program ends.
        parent: Owner.
    """

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE if folder else None
        self.paths: tuple[Path, ...] = ()

    def load(self) -> None:
        """Read the file."""
        if self._path is None:
            return
        try:
            self.paths = fields(read_json(self._path), {"schema": one_of(_SCHEMA), "photos": _photos})["photos"]
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            _log.info("%s: %s; the list of recent photos begins anew", self._path, error)

    def add(self, path: Path) -> None:
        """Put a photo first."""
        self._set((path.absolute(), *(other for other in self.paths if other != path.absolute()))[:MOST])

    def drop(self, path: Path) -> None:
        """Take a photo out."""
        self._set(tuple(other for other in self.paths if other != path))

    def clear(self) -> None:
        """Forget all."""
        self._set(())

    def _set(self, paths: tuple[Path, ...]) -> None:
        if paths == self.paths:
            return
        self.paths = paths
        if self._path is not None:
            try:
                write_json(self._path, {"schema": _SCHEMA, "photos": [str(path) for path in paths]})
            except (OSError, UnicodeError) as error:
                _log.info("the list of recent photos: %s", error)


def _photos(value: object) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise ValueError("there should be a list")
    return tuple(Path(text(entry)) for entry in value)[:MOST]
