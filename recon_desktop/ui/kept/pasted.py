"""A pasted picture as a file, as long as it is open: a crash would lose it, for it has no file of its own."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs, Lane

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.workspace.workspace import Workspace

FILE = "pasted.png"
KEEPING = "pasted picture"

_log = logging.getLogger("recon.ui")


class Pasted(QObject):
    """Writes the picture when it is pasted and lets its file go when another photo is open; in the save lane.

    Args:
        workspace: Whose photo it is.
        jobs: The lanes.
        folder: Where the file lies.
        parent: Owner.

    Attributes:
        path: The file.

    Signals:
        kept: The picture that is open is on disk now.
    """

    kept = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.path = folder / FILE
        self._workspace = workspace
        self._awaited = Awaited(jobs, lambda: None, self)
        self._picture: Photo | None = None
        self._written = False

    def begin(self, *, anew: bool) -> None:
        """Keep what is pasted from now on.

        Args:
            anew: Whether what an earlier session left goes.
        """
        if anew:
            self._remove()
        self._workspace.photos.changed.connect(self._photo_changed)

    def end(self) -> None:
        """The clean end: nothing is kept."""
        self._awaited.close()
        self._remove()

    @property
    def holds(self) -> bool:
        """Whether the photo that is open was pasted, and is on disk."""
        return self._written and self._picture is self._workspace.photos.original

    def _photo_changed(self) -> None:
        original = self._workspace.photos.original
        picture = original if original is not None and original.path is None else None
        if picture is self._picture:
            return
        self._picture, self._written = picture, False
        services = self._workspace.device.services

        def keep(progress: Progress) -> None:
            if picture is None:
                self._remove()
            elif services is not None:
                services.photos.keep_pasted(picture, self.path, progress)

        self._awaited.start("idle", Lane.SAVE, keep, self._done, self._failed, group=KEEPING)

    def _done(self, _: None) -> None:
        self._written = self._picture is not None
        if self._written:
            self.kept.emit()

    def _remove(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _failed(self, error: Exception) -> None:
        _log.info("the pasted picture: %s", error)
