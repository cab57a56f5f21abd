"""Keeps the trust overlay going: what is in view first, nearest to the middle; the whole photo once it is restored.

Works cell by cell on the grid of the live preview, in the same lane, and only while no preview is wanted: looking
elsewhere stops the cell that is being judged. What was judged is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recon_desktop.core.geometry import Region
from recon_desktop.ui.activity import Awaited
from recon_desktop.ui.jobs import Lane
from recon_desktop.ui.live import MIN_ZOOM, cell_side, cells
from recon_desktop.ui.pyramid import rect
from recon_desktop.ui.requests import JudgedCell, Subject
from recon_desktop.ui.state import Layer, TrustMeasure, TrustView

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.engine.trust import Question
    from recon_desktop.ui.services import Services

GROUP = "trust"
DEBOUNCE_MS = 250
MAX_BYTES = 256 << 20
COARSEST = 8
"""How many times smaller than the photo a cell is drawn at the least."""

_Key = tuple[str, "Recipe", Region]


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
        self._cells: OrderedDict[_Key, JudgedCell] = OrderedDict()
        self._bytes = 0
        self._painted: dict[tuple[_Key, TrustMeasure, int], QImage] = {}
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
        self._painted.clear()
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
            self._asked = None
            self._painted.clear()
        self._subject = subject
        self._renew()

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
        step = 1
        while step < COARSEST and zoom * step * 2 <= 1:
            step *= 2
        measure, found = self.view.measure, []
        for cell in cells(region, subject.photo.size, cell_side(subject.scale)):
            key = _key(subject, cell)
            judged = self._cells.get(key)
            if judged is None or measure not in judged.measures:
                continue
            if (key, measure, step) not in self._painted:
                self._painted[key, measure, step] = services.trust_image(judged, measure, step)
            image = self._painted[key, measure, step]
            found.append(Layer(image, rect(Region(0, 0, image.width(), image.height())), rect(cell)))
        return tuple(found)

    def colours(self, width: int) -> QImage | None:
        """The colours of the map side by side, for the legend; None before the models are loaded."""
        return None if self._services is None else self._services.trust_colours(width)

    # ---------------------------------------------------------------- how it goes on

    def _renew(self) -> None:
        self._stopped = False
        self._stop_cell()
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

    def _wanted(self) -> tuple[tuple[Region, ...], Region | None]:
        """The cells to judge, first to last, and the region that the number is about."""
        seen, subject = self._seen(), self._subject
        if subject is None or seen is None:
            return (), None
        size, side = subject.photo.size, cell_side(subject.scale)
        near = cells(seen, size, side)
        if subject.finished is None or 4 * size.area > MAX_BYTES:
            return near, seen
        return tuple(dict.fromkeys((*near, *cells(size.whole, size, side)))), size.whole

    def _next(self) -> None:
        services, subject = self._services, self._subject
        if self._judging is not None or self._stopped or not self.view.shown or services is None or subject is None:
            return
        if not self._free():
            return
        wanted, scope = self._wanted()
        cell = next((cell for cell in wanted if _key(subject, cell) not in self._cells), None)
        if cell is None or scope is None:
            return
        self._judging = cell
        asked, seen = self._asked, self._seen()
        urgent = seen is not None and cell.intersect(seen) is not None

        def done(judged: JudgedCell) -> None:
            self._judging = None
            self._asked = judged.asked
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

    def _keep(self, subject: Subject, judged: JudgedCell) -> None:
        self._cells[_key(subject, judged.region)] = judged
        self._bytes += judged.nbytes
        while self._bytes > MAX_BYTES:
            key, old = self._cells.popitem(last=False)
            self._bytes -= old.nbytes
            self._painted = {place: image for place, image in self._painted.items() if place[0] != key}

    def _tell(self) -> None:
        self.view = self._viewed()
        self.changed.emit()

    def _viewed(self) -> TrustView:
        view, services, subject = self.view, self._services, self._subject
        if not view.shown or services is None or subject is None:
            return TrustView(view.shown, view.measure)
        wanted, scope = self._wanted()
        if scope is None:
            return TrustView(True, view.measure)
        known = [self._cells[_key(subject, cell)] for cell in wanted if _key(subject, cell) in self._cells]
        seen = self._seen()
        whole = scope == subject.photo.size.whole and len(known) == len(wanted)
        region = scope if whole or seen is None else seen
        return TrustView(
            True,
            view.measure,
            firm=services.firm(known, region),
            whole=whole,
            fraction=len(known) / len(wanted),
            other=self._asked.other if self._asked else "",
            measures=tuple(known[0].measures) if known else (),
        )


def _key(subject: Subject, cell: Region) -> _Key:
    return subject.photo.digest, subject.recipe, cell
