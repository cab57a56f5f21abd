"""Small pictures of photos for lists: made in the browse lane when they are asked for, the last ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from recon_desktop.core.lru_cache import LruCache
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.words import problems

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.lanes.batch_work import BatchWork

SIDE = 160
"""Pixels; twice what is shown, for screens of twice the density."""
KEPT = 400
WANTED = 60
"""How many of those asked for last are still made; the list has moved on from the others."""


class Thumbnails(QObject):
    """A cache; what was asked for last is made first.

    Args:
        jobs: The lanes.
        work: What makes them; None before it is loaded.
        parent: Owner.

    Signals:
        made: A path whose thumbnail is there now.
    """

    made = Signal(object)

    def __init__(self, jobs: Jobs, work: Callable[[], BatchWork | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._awaited = Awaited(jobs, lambda: None, self)
        self._made: LruCache[Path, QImage] = LruCache(KEPT)
        self._wanted: OrderedDict[Path, None] = OrderedDict()

    def get(self, path: Path) -> QImage | None:
        """The thumbnail, a null image where the photo has none; None while it is not made."""
        made = self._made.get(path)
        if made is not None:
            return made
        self._wanted[path] = None
        self._wanted.move_to_end(path)
        while len(self._wanted) > WANTED:
            self._wanted.popitem(last=False)
        self._next()
        return None

    def close(self) -> None:
        """Make no more."""
        self._wanted.clear()
        self._awaited.close()

    def _next(self) -> None:
        work = self._work()
        if work is None or not self._wanted or self._awaited.waits_for("thumbnail"):
            return
        path, _ = self._wanted.popitem()

        def make(progress: Progress) -> QImage:
            return work.small_picture(path, SIDE, progress)

        self._awaited.start("idle", Lane.BROWSE, make, partial(self._keep, path), self._failed, group="thumbnail")

    def _keep(self, path: Path, image: QImage) -> None:
        self._made.put(path, image)
        self.made.emit(path)
        self._next()

    def _failed(self, error: Exception) -> None:
        problems.bug(error)  # logged; a list without one picture is still a list
        self._next()
