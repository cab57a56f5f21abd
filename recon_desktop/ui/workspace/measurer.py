"""Measures again whenever what is to be measured has changed and then rested for a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from recon_desktop.core.mix import Mix
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.preview.previewer import Previewer
from recon_desktop.ui.values.requests import Subject, ToMeasure
from recon_desktop.ui.values.state import Measures
from recon_desktop.ui.workspace.photos import Photos

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services

MEASURING = "measure"
DEBOUNCE_MS = 250


class Measurer(QObject):
    """The figures; a part of `Workspace`.

    Args:
        awaited: Starts the jobs.
        failed: Told the error where measuring failed.
        parent: Owner.

    Attributes:
        latest: The latest figures; None while there are none.

    Signals:
        changed: `latest` changed.
    """

    changed = Signal()

    def __init__(self, awaited: Awaited, failed: Callable[[Exception], None], parent: QObject) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._failed = failed
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._start)
        self._wanted: tuple[Services, ToMeasure] | None = None
        self._last: ToMeasure | None = None
        self.latest: Measures | None = None

    def ask(self, services: Services, request: ToMeasure) -> None:
        """Measure this once things rest, unless it was just measured."""
        if self._last is not None and self._last.same_as(request):
            return
        self._last = request
        self._wanted = services, request
        self._timer.start()

    def forget(self, *, before_holds: bool) -> None:
        """Drop what is measured of a result that is none any more.

        Args:
            before_holds: Whether the figures of the input still hold.
        """
        self.stop()
        old = self.latest
        if old is not None and before_holds:
            self.latest = replace(old, rows=tuple(replace(row, after=None) for row in old.rows))
        else:
            self.latest = None
        if old != self.latest:
            self.changed.emit()

    def stop(self) -> None:
        """Measure nothing for now."""
        self._timer.stop()
        self._wanted = self._last = None
        self._awaited.drop(MEASURING)

    def _start(self) -> None:
        if self._wanted is None:
            return
        services, request = self._wanted
        self._wanted = None
        self._awaited.start(
            "measuring",
            Lane.RUN,
            lambda progress: services.measure(request, progress),
            self._done,
            self._failed,
            group=MEASURING,
        )

    def _done(self, measures: Measures) -> None:
        self.latest = measures
        self.changed.emit()


def to_measure(subject: Subject, mix: Mix, photos: Photos, previewer: Previewer) -> ToMeasure | None:
    """What there is to measure: the result, else the preview, else the photo alone; None while a preview is coming."""
    request = ToMeasure(subject.photo, subject.scale, mix, subject.finished)
    if subject.finished is None and previewer.region is not None:
        if not previewer.complete:
            return None
        request = replace(request, view=previewer.region, tiles=previewer.tiles)
    reference, size = photos.reference, subject.photo.size.scaled(subject.scale)
    if reference is None:
        return request
    if reference.size == size:
        return replace(request, reference=reference, against=photos.reference_name)
    words = QCoreApplication.translate(
        "measurer", "The reference, {0}, is {1} pixels, the result {2}: they cannot be compared."
    )
    return replace(request, note=words.format(photos.reference_name, reference.size, size))
