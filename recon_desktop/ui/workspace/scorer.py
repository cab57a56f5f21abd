"""Scores the methods of the grid against the reference, one after the other, once their pixels in view are ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Score

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import ToMeasure

SCORING = "score"
DEBOUNCE_MS = 250


class Scorer:
    """The scores of the panes; a part of `Contenders`.

    Args:
        awaited: Starts the jobs.
        changed: Called when a score is there.
        failed: Told the error where scoring failed.
        parent: Owns the timer.
    """

    def __init__(
        self, awaited: Awaited, changed: Callable[[], None], failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        self._awaited = awaited
        self._changed = changed
        self._failed = failed
        self._timer = QTimer(parent, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._next)
        self._services: Services | None = None
        self._wanted: dict[str, ToMeasure] = {}
        self._scores: dict[str, tuple[ToMeasure, Score]] = {}
        self._running: ToMeasure | None = None

    def ask(self, services: Services | None, wanted: Mapping[str, ToMeasure]) -> None:
        """Score these methods once things rest, unless they were just scored; nothing else is wanted any more."""
        self._services, self._wanted = services, dict(wanted)
        self._scores = {key: found for key, found in self._scores.items() if self._holds(key, found[0])}
        running = self._running
        if running is not None and not any(running.same_as(request) for request in wanted.values()):
            self._running = None
            self._awaited.drop(SCORING)
        if self._missing:
            self._timer.start()

    def score(self, method: str) -> Score | None:
        """The score of a method, if it is there."""
        return self._scores[method][1] if method in self._scores else None

    def stop(self) -> None:
        """Score nothing for now."""
        self._timer.stop()
        self._wanted, self._running = {}, None
        self._awaited.drop(SCORING)

    @property
    def _missing(self) -> list[str]:
        return [key for key in self._wanted if key not in self._scores]

    def _holds(self, key: str, request: ToMeasure) -> bool:
        return key in self._wanted and self._wanted[key].same_as(request)

    def _next(self) -> None:
        services = self._services
        if self._running is not None or services is None or not self._missing:
            return
        key = self._missing[0]
        request = self._running = self._wanted[key]

        def done(score: Score) -> None:
            self._running = None
            if self._holds(key, request):
                self._scores[key] = request, score
                self._changed()
            self._next()

        def failed(error: Exception) -> None:
            self._running = None
            self._failed(error)

        self._awaited.start(
            "measuring", Lane.RUN, lambda progress: services.score(request), done, failed, group=SCORING
        )
