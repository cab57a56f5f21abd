"""Keeps the trust overlay going: what is in view first, nearest to the middle; the whole photo once it is restored.

Works cell by cell on the grid of the live preview, in the same lane, and only while no preview is wanted: looking
elsewhere stops the cell that is being judged. What was judged is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal

from recon_desktop.core.geometry import Region
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.pictures.layer import Layer, rect
from recon_desktop.ui.preview.live import MIN_ZOOM
from recon_desktop.ui.values.cells import cell_side, cells
from recon_desktop.ui.values.state import TrustMeasure, TrustView

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.engine.trust import Question
    from recon_desktop.ui.lanes.judging import Mosaic
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import JudgedCell, Subject

GROUP = "trust"
DEBOUNCE_MS = 250
MAX_BYTES = 256 << 20
COARSEST = 8
"""How many times smaller than the photo the map is drawn at the most."""

_Key = tuple[str, "Recipe", Region]
"""Photo, by its digest, recipe and cell."""


class Truster(QObject):
    """The trust overlay; a part of `Workspace`.

    Args:
        awaited: Starts the jobs.
        free: Whether no preview is wanted.
        failed: Told the error that stopped it.
        parent: Owner.

    Signals:
        changed: `view` or what `layers` draws changed.

    Attributes:
        view: What is shown and what is known.
    """

    changed = Signal()

    def __init__(
        self, awaited: Awaited, free: Callable[[], bool], failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._free = free
        self._failed = failed
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._next)
        self._services: Services | None = None
        self._subject: Subject | None = None
        self._asked: Question | None = None
        self._look: tuple[Region | None, float] = (None, 1.0)
        self._judging: Region | None = None
        self._stopped = False
        self._cells: LruCache[_Key, JudgedCell] = LruCache(MAX_BYTES, lambda cell: cell.nbytes)
        self._near: tuple[Region, ...] = ()  # in view
        self._wanted: tuple[Region, ...] = ()  # to be judged, first to last...
        self._pending: list[Region] = []  # ...and those of them that are not yet, last to first
        self._mosaic: Mosaic | None = None
        self._drawn: tuple[Region, int, int] | None = None
        self.view = TrustView()

    # ---------------------------------------------------------------- what the person asks for

    def show(self, on: bool) -> None:
        """Lay the map over the result, or take it away."""
        if on != self.view.shown:
            self.view = TrustView(on, self.view.measure)
            self._renew()

    def show_measure(self, measure: TrustMeasure) -> None:
        """Choose which map."""
        self.view = TrustView(self.view.shown, measure)
        self._mosaic = None
        self._tell()

    def stop(self) -> None:
        """Judge nothing more until something changes; what is judged stays."""
        self._stopped = True
        self._stop_cell()
        self._tell()

    # ---------------------------------------------------------------- what the workspace tells

    def set_services(self, services: Services) -> None:
        """Run on other services from the next cell on."""
        self._services = services
        self._renew()

    def set_subject(self, subject: Subject | None) -> None:
        """Judge something else."""
        if subject is None or not subject.same_as(self._subject):
            self._asked = self._mosaic = None
        self._subject = subject
        self._renew()

    def forget(self) -> None:
        """Let go of what was judged of the photo that was closed."""
        self._cells.clear()

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Look elsewhere, as told to `Workspace.look_at`."""
        if (region, zoom) != self._look:
            self._look = region, zoom
            self._renew()

    def go_on(self) -> None:
        """The preview has changed: perhaps there is time now."""
        if self.view.shown and self._judging is None and not self._timer.isActive():
            self._timer.start()

    # ---------------------------------------------------------------- what is drawn

    def layers(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What lies over the result.

        Args:
            region: Visible part of the photo, in its pixels.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        services, subject = self._services, self._subject
        if not self.view.shown or services is None or subject is None:
            return ()
        enlarged, step = (subject.scale if zoom >= subject.scale else 1), 1
        while step < COARSEST and zoom * step <= sqrt(0.5):  # to the power of two that is next to the screen's pixels
            step *= 2
        looked, size, side = self._look[0], subject.photo.size, cell_side(subject.scale)
        seen = looked if looked is not None and looked.contains(region) else region
        drawn = (seen.align(side).clip(size), enlarged, step)
        if drawn != self._drawn or self._mosaic is None:
            self._drawn, self._mosaic = drawn, services.trust_mosaic(*drawn)
            for cell in cells(drawn[0], size, side):
                if judged := self._cell(cell):
                    self._mosaic.add(judged, self.view.measure)
        part, factor = region.relative_to(drawn[0]), enlarged / step
        source = QRectF(part.left * factor, part.top * factor, part.width * factor, part.height * factor)
        return (Layer(self._mosaic.image, source, rect(region)),)

    def colours(self, width: int) -> QImage | None:
        """The colours of the map side by side, for the legend; None before the models are loaded."""
        return None if self._services is None else self._services.trust_colours(width)

    @property
    def judged(self) -> tuple[JudgedCell, ...]:
        """The cells of the whole photo; none as long as one of them is not judged."""
        if self._subject is None:
            return ()
        size = self._subject.photo.size
        whole = cells(size.whole, size, cell_side(self._subject.scale))
        known = self._known(whole)
        return known if len(known) == len(whole) else ()

    # ---------------------------------------------------------------- how it goes on

    def _renew(self) -> None:
        self._stopped = False
        self._stop_cell()
        self._plan()
        if self.view.shown:
            self._timer.start()
        self._tell()

    def _stop_cell(self) -> None:
        self._timer.stop()
        self._judging = None
        self._awaited.drop(GROUP)

    def _seen(self) -> Region | None:
        """What is looked at, where its pixels are or will be those of the result."""
        (region, zoom), subject = self._look, self._subject
        if subject is None or region is None or region.intersect(subject.photo.size.whole) is None:
            return None
        truthful = subject.finished is not None or zoom / subject.scale >= MIN_ZOOM
        return region.clip(subject.photo.size) if truthful else None

    def _plan(self) -> None:
        """Find the cells to judge: those in view, and of a restored photo the others as well."""
        seen, subject = self._seen(), self._subject
        self._near = self._wanted = ()
        if self.view.shown and subject is not None and seen is not None:
            size, side = subject.photo.size, cell_side(subject.scale)
            self._near = self._wanted = cells(seen, size, side)
            if subject.finished is not None and 4 * size.area <= MAX_BYTES:
                self._wanted = tuple(dict.fromkeys((*self._near, *cells(size.whole, size, side))))
        self._pending = [cell for cell in reversed(self._wanted) if self._cell(cell) is None]

    def _next(self) -> None:
        services, subject = self._services, self._subject
        if self._judging is not None or self._stopped or not self.view.shown or services is None or subject is None:
            return
        if not self._pending or not self._free():
            return
        cell = self._pending[-1]
        self._judging = cell
        asked, seen = self._asked, self._seen()
        urgent = seen is not None and cell.intersect(seen) is not None

        def done(judged: JudgedCell) -> None:
            self._judging = None
            self._asked = judged.asked
            self._pending.pop()
            self._keep(subject, judged)
            self._tell()
            self._next()

        def failed(error: Exception) -> None:
            self._judging = None
            self._stopped = True
            self._failed(error)

        self._awaited.start(
            "judging",
            Lane.INTERACTIVE,
            lambda progress: services.trust(subject, asked, cell, progress, urgent=urgent),
            done,
            failed,
            group=GROUP,
        )

    def _cell(self, cell: Region) -> JudgedCell | None:
        """A cell of the subject, if it is judged."""
        subject = self._subject
        return None if subject is None else self._cells.get((subject.photo.digest, subject.recipe, cell))

    def _known(self, wanted: Iterable[Region]) -> tuple[JudgedCell, ...]:
        """Those of these cells of the subject that are judged."""
        found = (self._cell(cell) for cell in wanted)
        return tuple(cell for cell in found if cell is not None)

    def _keep(self, subject: Subject, judged: JudgedCell) -> None:
        self._cells.put((subject.photo.digest, subject.recipe, judged.region), judged)
        if self._mosaic is not None:
            self._mosaic.add(judged, self.view.measure)

    def _tell(self) -> None:
        self.view = self._viewed()
        self.changed.emit()

    def _viewed(self) -> TrustView:
        view, services, subject = self.view, self._services, self._subject
        if not view.shown or services is None or subject is None:
            return TrustView(view.shown, view.measure)
        seen = self._seen()
        if not self._wanted or seen is None:
            return TrustView(True, view.measure)
        # One sum over all cells when they are there; until then that of what is in view.
        whole = not self._pending and (len(self._wanted) > len(self._near) or seen == subject.photo.size.whole)
        known = self._known(self._wanted if whole else self._near)
        return TrustView(
            True,
            view.measure,
            firm=services.firm(known, subject.photo.size.whole if whole else seen),
            whole=whole,
            fraction=1 - len(self._pending) / len(self._wanted),
            other=self._asked.other if self._asked else "",
            measures=tuple(known[0].measures) if known else (),
        )
