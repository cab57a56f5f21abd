"""Keeps the live previews going: one cell at a time, the one nearest to the middle of the view first.

A job for each cell rather than one for all: the next cell is chosen when the last one is there, so that panning changes
what comes next at once, and a cell that went out of view is stopped within it. Of several previews, the panes of the
grid, each gets its middle cell before any gets its next one: all sharpen together, the main one a cell ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import Mix
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.preview.live import LivePreview, TileStore
from recon_desktop.ui.values.state import Device, Patch, Preview

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import Baseline, Subject, Tile

GROUP = "preview"
DEBOUNCE_MS = 120


class Previewer:
    """The live previews of what is looked at; a part of `Workspace`.

    Args:
        awaited: Starts the jobs.
        changed: Called when `preview` or one of the others is another one.
        ran: Told the device after each cell.
        failed: Told the error that stopped a preview.
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
        self._store = TileStore()
        self._main = LivePreview(self._paint, self._store)
        self._others: dict[Hashable, LivePreview] = {}
        self._services: Services | None = None
        self._subject: Subject | None = None
        self._digest = ""
        self._view: tuple[Region | None, float] = (None, 1.0)
        self._cell: tuple[Subject | Baseline, Region] | None = None
        self.preview = Preview(None, 1)

    @property
    def complete(self) -> bool:
        """Whether all that is in view is ready."""
        return self._main.complete

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is ready of what is in view."""
        return self._main.tiles

    @property
    def region(self) -> Region | None:
        """What is looked at, None where there is no preview."""
        return self._main.region

    @property
    def fraction(self) -> float:
        """Part of all previews that is ready, 0..1."""
        return sum(live.preview.fraction for live in self._lives) / len(self._lives)

    @property
    def main(self) -> LivePreview:
        """The preview of the main subject."""
        return self._main

    def other(self, key: Hashable) -> LivePreview | None:
        """The preview of another subject, by its key; None where there is none."""
        return self._others.get(key)

    def forget(self) -> None:
        """Let go of the cells of the photo that was closed."""
        self._digest = ""
        self._store.clear()

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Look elsewhere; what is known shows at once, the rest is worked on once the view rests."""
        if (region, zoom) != self._view:
            self._view = region, zoom
            self._look()

    def set_mix(self, mix: Mix) -> None:
        """Blend what is shown anew."""
        if mix != self._main.mix:
            self._main.mix = mix
            self._tell()

    def set_services(self, services: Services) -> None:
        """Run on other services from the next cell on; what failed before is tried again."""
        self._services = services
        self._look()

    def set_subject(self, subject: Subject | None) -> None:
        """Preview something else; photos that are shown no longer take no memory."""
        if subject is not None and subject.photo.digest != self._digest:
            self._digest = subject.photo.digest
            self._store.clear()
            if self._services is not None:
                self._services.previewed.clear()
        self._subject = subject
        self._look()

    def set_others(self, others: Sequence[tuple[Subject | Baseline, Mix]]) -> None:
        """Preview these beside the main one, each blended so."""
        if not others and not self._others:
            return
        old, self._others = self._others, {}
        for subject, mix in others:
            live = old.get(subject.key) or LivePreview(self._paint, self._store)
            live.subject, live.mix = subject, mix
            self._others[subject.key] = live
        self._look()

    def stop(self) -> None:
        """Work on nothing until the view or a subject changes; what is ready stays."""
        self._timer.stop()
        self._stop_cell()

    @property
    def _lives(self) -> tuple[LivePreview, ...]:
        return (self._main, *self._others.values())

    def _look(self) -> None:
        self._main.subject = self._subject
        region, zoom = self._view
        for live in self._lives:
            photo = live.subject.photo if live.subject else None
            # The view may not have seen yet that the photo is another one.
            inside = region is not None and photo is not None and region.intersect(photo.size.whole)
            live.look(live.subject, inside or None, zoom)
        if self._cell is not None and not any(live.sees(*self._cell) for live in self._lives):
            self._stop_cell()
        self._tell()
        self._timer.start()

    def _stop_cell(self) -> None:
        self._cell = None
        self._awaited.drop(GROUP)

    def _next(self) -> None:
        services = self._services
        waiting = [live for live in self._lives if live.next_place is not None]
        if self._cell is not None or services is None or not waiting:
            return
        live = min(waiting, key=lambda live: live.next_place or 0)
        subject, cell = live.subject, live.next_cell()
        assert subject is not None
        assert cell is not None
        self._cell = subject, cell

        def done(tile: Tile) -> None:
            self._cell = None
            kept = set().union(*(live.keys for live in self._lives))
            self._store.put((subject.key, cell), tile, kept)
            if tile.device is not None:
                self._ran(tile.device)
            self._tell()
            self._next()

        def failed(error: Exception) -> None:
            self._cell = None
            live.give_up()
            self._failed(error)
            self._next()

        self._awaited.start(
            "previewing",
            Lane.INTERACTIVE,
            lambda progress: services.tile(subject, cell, progress),
            done,
            failed,
            group=GROUP,
        )

    def _paint(self, tile: Tile, scale: int, mix: Mix) -> Patch:
        assert self._services is not None
        return self._services.patch(tile, scale, mix)

    def _tell(self) -> None:
        self.preview = self._main.preview
        self._changed()
