"""Keeps the live preview going: one cell at a time, the one nearest to the middle of the view first.

A job for each cell rather than one for all: the next cell is chosen when the last one is there, so that panning changes
what comes next at once, and a cell that went out of view is stopped within it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.ui.activity import Awaited
from recon_desktop.ui.jobs import Lane
from recon_desktop.ui.live import LivePreview
from recon_desktop.ui.requests import Device, Subject, Tile
from recon_desktop.ui.state import Patch, Preview

if TYPE_CHECKING:
    from recon_desktop.ui.services import Services

GROUP = "preview"
DEBOUNCE_MS = 120


class Previewer:
    """The live preview of what is looked at; a part of `Workspace`.

    Args:
        awaited: Starts the jobs.
        changed: Called when `preview` is another one.
        ran: Told the device after each cell.
        failed: Told the error that stopped the preview.
        parent: Owns the timer.
    """

    def __init__(
        self,
        awaited: Awaited,
        changed: Callable[[], None],
        ran: Callable[[Device], None],
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        self._awaited = awaited
        self._changed = changed
        self._ran = ran
        self._failed = failed
        self._timer = QTimer(parent, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._next)
        self._live = LivePreview(self._paint)
        self._services: Services | None = None
        self._subject: Subject | None = None
        self._mix = PLAIN
        self._view: tuple[Region | None, float] = (None, 1.0)
        self._cell: Region | None = None
        self.preview = Preview(None, 1)

    @property
    def complete(self) -> bool:
        """Whether all that is in view is ready."""
        return self._live.complete

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is ready of what is in view."""
        return self._live.tiles

    @property
    def region(self) -> Region | None:
        """What is looked at, None where there is no preview."""
        return self._live.region

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Look elsewhere; what is known shows at once, the rest is worked on once the view rests."""
        if (region, zoom) != self._view:
            self._view = region, zoom
            self._look()

    def set_mix(self, mix: Mix) -> None:
        """Blend what is shown anew."""
        if mix != self._mix:
            self._mix = mix
            self._tell()

    def set_services(self, services: Services) -> None:
        """Run on other services from the next cell on; what failed before is tried again."""
        self._services = services
        self._timer.start()

    def set_subject(self, subject: Subject | None) -> None:
        """Preview something else."""
        self._subject = subject
        self._stop_cell()
        self._look()

    def stop(self) -> None:
        """Work on nothing until the view or the subject changes; what is ready stays."""
        self._timer.stop()
        self._stop_cell()

    def _look(self) -> None:
        region, zoom = self._view
        subject = self._subject
        if subject is None or region is None or region.intersect(subject.photo.size.whole) is None:
            region = None  # the view has not seen yet that the photo is another one
        elif subject is not None:
            region = region.clip(subject.photo.size)
        self._live.look(subject, region, zoom)
        if self._cell is not None and not self._live.sees(self._cell):
            self._stop_cell()
        self._tell()
        self._timer.start()

    def _stop_cell(self) -> None:
        self._cell = None
        self._awaited.drop(GROUP)

    def _next(self) -> None:
        services, subject = self._services, self._subject
        cell = self._live.next_cell()
        if self._cell is not None or services is None or subject is None or cell is None:
            return
        self._cell = cell

        def done(tile: Tile) -> None:
            self._cell = None
            self._live.add(subject, tile)
            if tile.device is not None:
                self._ran(tile.device)
            self._tell()
            self._next()

        def failed(error: Exception) -> None:
            self._cell = None
            self._failed(error)

        self._awaited.start(
            "previewing",
            Lane.INTERACTIVE,
            lambda progress: services.tile(subject, cell, progress),
            done,
            failed,
            group=GROUP,
        )

    def _paint(self, tile: Tile, mix: Mix) -> Patch:
        assert self._services is not None
        assert self._subject is not None
        return self._services.patch(tile, self._subject.scale, mix)

    def _tell(self) -> None:
        self.preview = self._live.preview(self._mix)
        self._changed()
