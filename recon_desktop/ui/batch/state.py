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
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.core.errors import OutputExists
from recon_desktop.engine.batch.queue import Change, Item, Output, Queue, State
from recon_desktop.engine.order import Order
from recon_desktop.ui.batch.journal import JournalKeeper
from recon_desktop.ui.batch.listing import BatchList
from recon_desktop.ui.batch.outlook import Asked, BatchOutlook
from recon_desktop.ui.batch.runner import PhotoRunner
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.values.state import Action, Device, Notice
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import card_text, retell

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.run import Finished
    from recon_desktop.ui.lanes.batch_work import BatchWork
    from recon_desktop.ui.lanes.services import Services

PLANNING = "plan"
UNFINISHED: tuple[State, ...] = ("waiting", "running", "cancelled")

Phase = Literal["idle", "running", "paused"]


class BatchState(QObject):
    """The run of the batch, and its parts.

    Args:
        jobs: The lanes; the workspace shuts them down.
        services: The loaded half of the program, None before it is there.
        order: What photos would undergo, None without models.
        device: The device asked for.
        parent: Owner.

    Attributes:
        list: The photos.
        outlook: Where results go, how they are called, and what they will cost.
        phase: "idle", "running", or "paused" (the photo that runs stands still, and no other starts).

    Signals:
        phase_changed: `phase`, `fraction` or `eta_seconds` changed.
        ran: A Device, whenever a photo was restored.
        told: A Notice to show.
    """

    phase_changed = Signal()
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
        self._captured: tuple[Order, Output] | None = None
        self._restored = 0  # since the start
        self._closed = False
        self._awaited = Awaited(jobs, lambda: None, self)
        self._runner = PhotoRunner(jobs, self)
        self._keeper = JournalKeeper(self._awaited, self._unfinished, self._tell, self)
        self.phase: Phase = "idle"
        self.list = BatchList(jobs, self._awaited, lambda: self._work, self.told.emit, self)
        self.outlook = BatchOutlook(self._awaited, self._asked, self)
        self.list.applied.connect(self._applied)
        self.list.added.connect(self._added)
        self.outlook.changed.connect(self.phase_changed)
        self._runner.progressed.connect(self._progressed)
        self._runner.restored.connect(self._done)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(partial(self._ended, state="cancelled"))

    # ---------------------------------------------------------------- what there is

    @property
    def _work(self) -> BatchWork | None:
        services = self._services()
        return None if services is None else services.batch

    @property
    def running(self) -> int | None:
        """The number of the item that runs."""
        return self._runner.number

    @property
    def running_fraction(self) -> float:
        """Part of the photo that runs that is done, 0..1."""
        return self._runner.fraction

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
    def fraction(self) -> float:
        """Part of the work that is done, 0..1, by megapixels."""
        queue = self.list.queue
        done = queue.megapixels("done")
        total = done + queue.megapixels("waiting", "running")
        return (done + queue.megapixels("running") * self.running_fraction) / total if total else 0.0

    @property
    def eta_seconds(self) -> float | None:
        """Seconds left; None while no speed is known."""
        estimate = self.outlook.estimate
        if estimate is None or estimate.seconds is None:
            return None
        running, left = self.list.queue.megapixels("running"), self.list.queue.megapixels("waiting", "running")
        return estimate.seconds * (1 - running / left * self.running_fraction if left else 1)

    @property
    def can_start(self) -> bool:
        """Whether there is something to start."""
        waiting = self.list.count("waiting", "cancelled") > 0
        return self.phase == "idle" and waiting and self.order is not None and not self.outlook.template_problem

    # ---------------------------------------------------------------- slots

    def add(self, paths: Sequence[Path]) -> None:
        """Take in photos and the photos in folders."""
        self.list.add(paths, self.outlook.output.folder)

    def remove(self, numbers: Collection[int]) -> None:
        """Drop items; the one that runs is cancelled first."""
        runs = self.running in numbers
        if runs:
            self._cancel_running()
        self.list.apply(self.list.queue.remove(numbers))
        if runs:
            self._go_on()

    def retry(self, numbers: Collection[int] | None = None) -> None:
        """Let what has no result wait again; of `numbers`, or all of it."""
        change = self.list.queue.retry(numbers)
        self.list.apply(change)
        self.list.look_at([item for item in change.put if item.size is None])
        if self._captured is not None:
            self._plan()

    @Slot()
    def start(self) -> None:
        """Name all results, then restore what waits, what was cancelled, too; with the recipe as it is now."""
        order = self.order
        if self.can_start and order is not None:
            self.list.apply(
                self.list.queue.retry([item.number for item in self.list.items if item.state == "cancelled"])
            )
            self._captured = (order, self.outlook.output)
            self._restored = 0
            self._set_phase("running")
            self._plan()

    @Slot()
    def pause(self) -> None:
        """Hold the photo that runs before its next tile, and start no other."""
        if self.phase == "running":
            self._runner.pause()
            self._set_phase("paused")

    @Slot()
    def resume(self) -> None:
        """Go on."""
        if self.phase == "paused":
            self._runner.resume()
            self._set_phase("running")
            self._next()

    @Slot()
    def stop(self) -> None:
        """Cancel the photo that runs, within a tile; the others wait for another start."""
        if self.phase != "idle":
            self.phase = "paused"
            self._cancel_running()
            self._end()

    def close(self) -> None:
        """Want nothing more; what runs is half done, and starts anew when the batch goes on."""
        self._closed = True
        self.outlook.close()
        self.list.thumbnails.close()
        self._awaited.close()
        self._runner.close()

    def write_journal(self) -> None:
        """Bring to disk what is not there yet; once the lanes have ended."""
        self._keeper.write_now()

    def keep_journal(self, path: Path) -> None:
        """Keep a journal here, and offer to go on with the batch that was broken off."""
        self.list.when_ready(lambda work: self._keeper.open(work, path, self._offer))

    def _offer(self, items: tuple[Item, ...]) -> None:
        left = sum(item.state in UNFINISHED for item in items)
        if left:
            what = self.tr("A batch was broken off: {left} of {count} photos are left.")
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
        if self.phase != "idle":
            self._offer(items)  # again, for one batch runs at a time
            return
        here = self.list.items
        known, last = {item.source for item in here}, max((item.number for item in here), default=0)
        again = [replace(item, number=last + item.number) for item in items if item.source not in known]
        queue = Queue((*here, *again))
        queue.retry([item.number for item in items if item.state == "cancelled"])
        self.outlook.output = job.output
        self._captured = (job.order, job.output)
        self._restored = 0
        self.list.become(queue)
        self._set_phase("running")
        self._keeper.begin(queue.items)
        self._look_ahead()
        if here:
            self._plan()
        else:
            self._next()

    # ---------------------------------------------------------------- what follows from what

    @Slot()
    def choices_changed(self) -> None:
        """Take in another order, or that there is one at all."""
        self.list.go_on()
        if self._captured is None:
            self._look_ahead()
            self.outlook.changed.emit()
        self._next()  # a batch that goes on waits for the models

    def _asked(self) -> Asked | None:
        services, order = self._services(), self.order
        if services is None or order is None or self.outlook.template_problem or self._closed or not self.list.photos:
            return None
        output = self._captured[1] if self._captured else self.outlook.output
        return Asked(services, self.list.items, order, output, self._device(), self.phase == "idle")

    def _look_ahead(self) -> None:
        if self.list.photos and not self._closed:
            self.outlook.ask()

    def _added(self) -> None:
        if self._captured is not None:
            self._plan()

    @Slot(object)
    def _applied(self, change: Change) -> None:
        """Have a change of the queue journalled, and look ahead."""
        self.phase_changed.emit()
        self._look_ahead()
        self._keeper.note(change)

    def _plan(self) -> None:
        """Give every item that waits its name; then go on."""
        work = self._work
        assert work is not None, "there is no order without it"
        assert self._captured is not None
        order, output = self._captured
        items = self.list.items

        def plan(progress: Progress) -> tuple[Item, ...]:
            return work.planned(items, order, output)

        def failed(error: Exception) -> None:
            self._end()
            self._tell(error)

        self._awaited.start("idle", Lane.BROWSE, plan, self._planned, failed, group=PLANNING)

    def _planned(self, planned: tuple[Item, ...]) -> None:
        queue = self.list.queue
        now = ((queue.get(item.number), item.job) for item in planned)
        queue.put([replace(item, job=job) for item, job in now if item is not None and item.state == "waiting"])
        self._keeper.begin(queue.items)
        self._next()

    def _next(self) -> None:
        """Start the next photo, if it is time for it."""
        work = self._work
        if self.phase != "running" or self.running is not None or self._closed or work is None:
            return
        if self._awaited.waits_for(PLANNING):
            return
        item = self.list.queue.next()
        if item is None:
            self._finished()
            return
        change = self.list.queue.begin(item.number)
        self._runner.start(work, change.put[0])
        self.list.apply(change)

    def _progressed(self) -> None:
        self.list.item_changed.emit(self.running)
        self.phase_changed.emit()

    @Slot(int, object)
    def _done(self, number: int, finished: Finished) -> None:
        self.ran.emit(Device(finished.report.device, finished.report.fallbacks, finished.report.reasons))
        self._restored += 1
        notes = "; ".join(map(retell, finished.notes))
        message = f"{notes[:1].upper()}{notes[1:]}"
        self.list.apply(self.list.queue.done(number, finished.seconds, finished.result_bytes, message))
        self._go_on()

    @Slot(int, object)
    def _failed(self, number: int, error: Exception) -> None:
        state: Literal["skipped", "failed"] = "skipped" if isinstance(error, OutputExists) else "failed"
        self._ended(number, state, problems.notice(error).what)

    def _ended(self, number: int, state: Literal["failed", "skipped", "cancelled"], message: str = "") -> None:
        self.list.apply(self.list.queue.end(number, state, message))
        self._go_on()

    def _cancel_running(self) -> None:
        """Start no other yet: it may be about to go as well."""
        number = self._runner.stop()
        if number is not None:
            self.list.apply(self.list.queue.end(number, "cancelled"))

    def _go_on(self) -> None:
        self._next()
        self.phase_changed.emit()

    def _finished(self) -> None:
        """Nothing waits any more: say how it went."""
        done, without = self._restored, self.list.count("failed", "skipped", "cancelled")
        self._end()
        what = self.tr("The batch is through: {count} restored.").format(count=done)
        if without:
            words = self.tr("Without a result: {count}. The list says why.").format(count=without)
            self.told.emit(Notice("info", what, words))
        elif done:
            self.told.emit(Notice("good", what))

    def _end(self) -> None:
        self._captured = None
        self._awaited.drop(PLANNING)
        self._set_phase("idle")
        self._look_ahead()

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        if phase == "running":
            self.outlook.stop_measuring()
        if self.running is not None:
            self.list.item_changed.emit(self.running)
        self.outlook.changed.emit()

    def _unfinished(self) -> bool:
        return self.list.count(*UNFINISHED) > 0

    def _tell(self, error: Exception) -> None:
        self.told.emit(problems.notice(error))
