"""The batch of the window: its queue, what it is to make, and its run in the batch lane, one photo after the other.

Widgets read its properties, call its slots and listen to its signals. It lives on the GUI thread and touches no file
there: headers, names and estimates are made in the browse lane, photos in the batch lane, and the journal is written in
the save lane.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.engine.batch.queue import Change, Item, Queue, State
from recon_desktop.engine.order import Order
from recon_desktop.ui.batch.journal import JournalKeeper
from recon_desktop.ui.batch.listing import BatchList
from recon_desktop.ui.batch.outlook import Asked, BatchOutlook
from recon_desktop.ui.batch.run import BatchRun
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.values.state import Action, Notice
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.batch_work import BatchWork
    from recon_desktop.ui.lanes.services import Services

UNFINISHED: tuple[State, ...] = ("waiting", "running", "cancelled")


class BatchState(QObject):
    """The parts of the batch, and its journal.

    Args:
        jobs: The lanes; the workspace shuts them down.
        services: The loaded half of the program, None before it is there.
        order: What photos would undergo, None without models.
        device: The device asked for.
        parent: Owner.

    Attributes:
        list: The photos.
        outlook: Where results go, how they are called, and what they will cost.
        run: One photo after the other.

    Signals:
        told: A Notice to show.
    """

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
        self._closed = False
        self._awaited = Awaited(jobs, lambda: None, self)
        self._keeper = JournalKeeper(self._awaited, self._unfinished, self._tell, self)
        self.list = BatchList(jobs, self._awaited, lambda: self._work, self.told.emit, self)
        self.outlook = BatchOutlook(self._awaited, self._asked, self)
        self.run = BatchRun(
            jobs,
            self._awaited,
            self.list,
            self.outlook,
            self._keeper,
            lambda: self._work,
            order,
            self.title,
            self.told.emit,
            self,
        )
        self.list.applied.connect(self._applied)

    # ---------------------------------------------------------------- what there is

    @property
    def _work(self) -> BatchWork | None:
        services = self._services()
        return None if services is None else services.batch

    @property
    def order(self) -> Order | None:
        """What the photos are to undergo: what the batch runs with, else what is chosen now; None without models."""
        return self._chosen_order() if self.run.captured is None else self.run.captured[0]

    def title(self, model: str) -> str:
        """The name of a model for people."""
        services = self._services()
        known = services.catalog.models if services is not None else ()
        return next((card_text(each.card.title) for each in known if each.id == model), model)

    # ---------------------------------------------------------------- slots

    def add(self, paths: Sequence[Path]) -> None:
        """Take in photos and the photos in folders."""
        self.list.add(paths, self.outlook.output.folder)

    def remove(self, numbers: Collection[int]) -> None:
        """Drop items; the one that runs is cancelled first."""
        runs = self.run.running in numbers
        if runs:
            self.run.cancel_running()
        self.list.apply(self.list.queue.remove(numbers))
        if runs:
            self.run.go_on()

    def close(self) -> None:
        """Want nothing more; what runs is half done, and starts anew when the batch goes on."""
        self._closed = True
        self.outlook.close()
        self.list.thumbnails.close()
        self._awaited.close()
        self.run.close()

    def write_journal(self) -> None:
        """Bring to disk what is not there yet; once the lanes have ended."""
        self._keeper.write_now()

    def keep_journal(self, path: Path) -> None:
        """Keep a journal here, and offer to go on with the batch that was broken off."""
        self.list.when_ready(lambda work: self._keeper.open(work, path, self._offer))

    def _offer(self, items: tuple[Item, ...]) -> None:
        left = sum(item.state in UNFINISHED for item in items)
        if left:
            what = self.tr("A batch was interrupted: {left} of {count} photos are left.")
            actions = (
                Action("resume_batch", self.tr("Resume"), partial(self._take_up, items)),
                Action("discard_batch", self.tr("Discard"), self._keeper.discard),
            )
            self.told.emit(Notice("info", what.format(left=left, count=len(items)), actions=actions))

    def _take_up(self, items: tuple[Item, ...]) -> None:
        """Go on with a batch that was broken off, with the names and the recipe that it had; what waits here, too."""
        job = next((item.job for item in items if item.state in UNFINISHED and item.job), None)
        if job is None:
            return
        if self.run.phase != "idle":
            self._offer(items)  # again, for one batch runs at a time
            return
        here = self.list.items
        known, last = {item.source for item in here}, max((item.number for item in here), default=0)
        again = [replace(item, number=last + item.number) for item in items if item.source not in known]
        queue = Queue((*here, *again))
        queue.retry([item.number for item in items if item.state == "cancelled"])
        self.outlook.output = job.output
        self.list.become(queue)
        self.run.take_up(job.order, job.output, named=not here)

    # ---------------------------------------------------------------- what follows from what

    @Slot()
    def choices_changed(self) -> None:
        """Take in another order, or that there is one at all."""
        self.list.go_on()
        if self.run.captured is None:
            self._look_ahead()
            self.outlook.changed.emit()
        self.run.go_on()  # a batch that goes on waits for the models

    def _asked(self) -> Asked | None:
        services, order = self._services(), self.order
        if services is None or order is None or self.outlook.template_problem or self._closed or not self.list.photos:
            return None
        output = self.run.captured[1] if self.run.captured else self.outlook.output
        return Asked(services, self.list.items, order, output, self._device(), self.run.phase == "idle")

    def _look_ahead(self) -> None:
        if self.list.photos and not self._closed:
            self.outlook.ask()

    @Slot(object)
    def _applied(self, change: Change) -> None:
        """Have a change of the queue journalled, and look ahead."""
        self.run.changed.emit()
        self._look_ahead()
        self._keeper.note(change)

    def _unfinished(self) -> bool:
        return self.list.count(*UNFINISHED) > 0

    def _tell(self, error: Exception) -> None:
        self.told.emit(problems.notice(error))
