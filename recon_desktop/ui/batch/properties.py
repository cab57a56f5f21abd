"""What the batch of the window tells: its signals and its read-only properties.

Apart from `BatchState`, which changes all this, only because one file would be long.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from recon_desktop.engine.batch.queue import Item, Output, Queue, State
from recon_desktop.engine.order import Order
from recon_desktop.ui.batch.outlook import Asked, BatchOutlook
from recon_desktop.ui.batch.thumbnails import Thumbnails
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.engine.batch.plan import Estimate
    from recon_desktop.ui.lanes.batch_work import BatchWork
    from recon_desktop.ui.lanes.services import Services

Phase = Literal["idle", "running", "paused"]


class BatchProperties(QObject):
    """All that widgets read.

    Args:
        jobs: The lanes; the workspace shuts them down.
        services: The loaded half of the program, None before it is there.
        order: What photos would undergo, None without models.
        device: The device asked for.
        parent: Owner.

    Attributes:
        thumbnails: Of its photos.
        phase: "idle", "running", or "paused" (the photo that runs stands still, and no other starts).
        running_fraction: Part of the photo that runs that is done, 0..1.
        template_problem: Why the template makes no names, in words; mostly "".

    Signals:
        items_changed: Items were added, removed, moved or cleared.
        item_changed: One item is another now; its number.
        phase_changed: `phase`, `fraction` or `eta_seconds` changed.
        outlook_changed: `estimate`, `example`, `template_problem`, `output` or `order` changed.
        ran: A Device, whenever a photo was restored.
        told: A Notice to show.
    """

    items_changed = Signal()
    item_changed = Signal(int)
    phase_changed = Signal()
    outlook_changed = Signal()
    ran = Signal(object)
    told = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        *,
        services: Callable[[], Services | None],
        order: Callable[[], Order | None],
        device: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._chosen_order = order
        self._device = device
        self._awaited = Awaited(jobs, lambda: None, self)
        self._queue = Queue()
        self._output = Output()
        self._captured: tuple[Order, Output] | None = None
        self._running: int | None = None
        self.thumbnails = Thumbnails(jobs, lambda: self._work, self)
        self.phase: Phase = "idle"
        self.running_fraction = 0.0
        self.template_problem = ""
        self._outlook = BatchOutlook(self._awaited, self._asked, self)
        self._outlook.changed.connect(self.outlook_changed)
        self._outlook.changed.connect(self.phase_changed)

    def _asked(self) -> Asked | None:
        services, order = self._services(), self.order
        if services is None or order is None or self.template_problem or not len(self._queue):
            return None
        output = self._captured[1] if self._captured else self._output
        return Asked(services, self._queue.items, order, output, self._device(), self.phase == "idle")

    @property
    def _work(self) -> BatchWork | None:
        services = self._services()
        return None if services is None else services.batch

    @property
    def items(self) -> tuple[Item, ...]:
        """The photos, in their order."""
        return self._queue.items

    @property
    def photos(self) -> int:
        """How many there are."""
        return len(self._queue)

    def count(self, *states: State) -> int:
        """Number of photos in these states."""
        return self._queue.count(*states)

    def get(self, number: int) -> Item | None:
        """One of them, None where it is gone."""
        return self._queue.get(number)

    @property
    def running(self) -> int | None:
        """The number of the item that runs."""
        return self._running

    @property
    def output(self) -> Output:
        """Where results go and how they are called."""
        return self._output

    @property
    def order(self) -> Order | None:
        """What the photos are to undergo: what the batch runs with, else what is chosen now; None without models."""
        return self._chosen_order() if self._captured is None else self._captured[0]

    def title(self, model: str) -> str:
        """The name of a model for people."""
        services = self._services()
        known = services.catalog.models if services is not None else ()
        return next((card_text(each.card.title) for each in known if each.id == model), model)

    @property
    def estimate(self) -> Estimate | None:
        """What is left will cost this; None while it is not known."""
        return self._outlook.estimate

    @property
    def example(self) -> str:
        """How the first result will be called."""
        return self._outlook.example

    @property
    def fraction(self) -> float:
        """Part of the work that is done, 0..1, by megapixels."""
        done = self._queue.megapixels("done")
        total = done + self._queue.megapixels("waiting", "running")
        return (done + self._queue.megapixels("running") * self.running_fraction) / total if total else 0.0

    @property
    def eta_seconds(self) -> float | None:
        """Seconds left; None while no speed is known."""
        if self.estimate is None or self.estimate.seconds is None:
            return None
        running, left = self._queue.megapixels("running"), self._queue.megapixels("waiting", "running")
        return self.estimate.seconds * (1 - running / left * self.running_fraction if left else 1)

    @property
    def can_start(self) -> bool:
        """Whether there is something to start."""
        waiting = self.count("waiting", "cancelled") > 0
        return self.phase == "idle" and waiting and self.order is not None and not self.template_problem

    def neighbour(self, path: Path | None, step: int) -> Path | None:
        """The photo after (1) or before (-1) one; the first or the last where that is not in the batch."""
        sources = [item.source for item in self._queue.items]
        if not sources:
            return None
        if path not in sources:
            return sources[0 if step > 0 else -1]
        at = sources.index(path) + step
        return sources[at] if 0 <= at < len(sources) else None
