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

from PySide6.QtCore import QObject, Slot

from recon_desktop.core.errors import OutputExists, ReconError
from recon_desktop.engine.batch.queue import Change, Found, Item, Output, Queue, State
from recon_desktop.engine.order import Order
from recon_desktop.ui.batch.journal import JournalKeeper
from recon_desktop.ui.batch.outlook import template_problem
from recon_desktop.ui.batch.properties import BatchProperties, Phase
from recon_desktop.ui.lanes.jobs import JobId, Jobs, Lane
from recon_desktop.ui.values.state import Action, Device, Notice
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.run import Finished
    from recon_desktop.ui.lanes.batch_work import BatchWork
    from recon_desktop.ui.lanes.services import Services

GATHERING, PLANNING, INSPECTING = "gather", "plan", "inspect"
INSPECTED_AT_ONCE = 200
UNFINISHED: tuple[State, ...] = ("waiting", "running", "cancelled")


class BatchState(BatchProperties):
    """The batch and all that changes it; properties and signals are those of `BatchProperties`.

    Args:
        jobs: The lanes; the workspace shuts them down.
        services: The loaded half of the program, None before it is there.
        order: What photos would undergo, None without models.
        device: The device asked for.
        parent: Owner.
    """

    def __init__(
        self,
        jobs: Jobs,
        *,
        services: Callable[[], Services | None],
        order: Callable[[], Order | None],
        device: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(jobs, services=services, order=order, device=device, parent=parent)
        self._jobs = jobs
        self._job: JobId | None = None
        self._restored = 0  # since the start
        self._waiting: list[Callable[[BatchWork], None]] = []
        self._closed = False
        self._keeper = JournalKeeper(self._awaited, self._unfinished, self._tell, self)
        jobs.progress.connect(self._progressed)
        jobs.done.connect(self._done)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)

    # ---------------------------------------------------------------- the queue

    def add(self, paths: Sequence[Path]) -> None:
        """Take in photos and the photos in folders."""
        self._when_ready(lambda work: self._gather(work, paths))

    def _gather(self, work: BatchWork, paths: Sequence[Path]) -> None:
        leave_out = self._output.folder

        def gather(progress: Progress) -> tuple[Found, ...]:
            return work.gather(paths, leave_out, progress)

        # Each drop is a job of its own: a later one does not end an earlier one.
        group = f"{GATHERING} {'|'.join(map(str, paths))}"
        self._awaited.start("idle", Lane.BROWSE, gather, partial(self._found, tuple(paths)), self._tell, group=group)

    def remove(self, numbers: Collection[int]) -> None:
        """Drop items; the one that runs is cancelled first."""
        runs = self._running in numbers
        if runs:
            self._cancel_running()
        self._apply(self._queue.remove(numbers))
        if runs:
            self._go_on()

    def clear_done(self) -> None:
        """Drop what is done."""
        self._apply(self._queue.clear_done())

    def move(self, numbers: Collection[int], before: int | None) -> None:
        """Put items before another one, or last."""
        self._apply(self._queue.move(numbers, before))

    def shift(self, numbers: Collection[int], step: int) -> None:
        """Move items up (-1) or down (1)."""
        self._apply(self._queue.shift(numbers, step))

    def retry(self, numbers: Collection[int] | None = None) -> None:
        """Let what has no result wait again; of `numbers`, or all of it."""
        change = self._queue.retry(numbers)
        self._apply(change)
        self._look_at([item for item in change.put if item.size is None])
        if self._captured is not None:
            self._plan()

    def set_output(self, output: Output) -> None:
        """Choose where results go, and how they are called."""
        if output != self._output:
            self._output = output
            self.template_problem = template_problem(output.template)
            self._look_ahead()
            self.outlook_changed.emit()

    # ---------------------------------------------------------------- the run

    @Slot()
    def start(self) -> None:
        """Name all results, then restore what waits, what was cancelled, too; with the recipe as it is now."""
        order = self.order
        if self.can_start and order is not None:
            self._apply(self._queue.retry([item.number for item in self.items if item.state == "cancelled"]))
            self._captured = (order, self._output)
            self._restored = 0
            self._set_phase("running")
            self._plan()

    @Slot()
    def pause(self) -> None:
        """Let the photo that runs stand still before its next tile, and start no other."""
        if self.phase == "running":
            if self._job is not None:
                self._jobs.pause(self._job)
            self._set_phase("paused")

    @Slot()
    def resume(self) -> None:
        """Go on."""
        if self.phase == "paused":
            if self._job is not None:
                self._jobs.resume(self._job)
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
        self._outlook.close()
        self.thumbnails.close()
        self._awaited.close()
        self._job = None

    def write_journal(self) -> None:
        """Bring to disk what is not there yet; once the lanes have ended."""
        self._keeper.write_now()

    def keep_journal(self, path: Path) -> None:
        """Keep a journal here, and offer to go on with the batch that was broken off."""
        self._when_ready(lambda work: self._keeper.open(work, path, self._offer))

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
        here = self._queue.items
        known, last = {item.source for item in here}, max((item.number for item in here), default=0)
        again = [replace(item, number=last + item.number) for item in items if item.source not in known]
        self._queue = Queue((*here, *again))
        self._queue.retry([item.number for item in items if item.state == "cancelled"])
        self._output = job.output
        self._captured = (job.order, job.output)
        self._restored = 0
        self.items_changed.emit()
        self._set_phase("running")
        self._keeper.begin(self._queue.items)
        self._look_ahead()
        if here:
            self._plan()
        else:
            self._next()

    # ---------------------------------------------------------------- what follows from what

    def _found(self, paths: tuple[Path, ...], found: tuple[Found, ...]) -> None:
        if not found:
            name = paths[0].name if len(paths) == 1 else str(len(paths))
            what = self.tr("There is no photo in “{name}”.").format(name=name)
            self.told.emit(Notice("info", what))
        change = self._queue.add(found)
        self._apply(change, more=True)
        self._look_at(change.put)
        if self._captured is not None and change.put:
            self._plan()

    def _look_at(self, items: Sequence[Item]) -> None:
        """Read headers, some hundred at a time."""
        work = self._work
        assert work is not None, "what is in the queue was gathered by it"
        for start in range(0, len(items), INSPECTED_AT_ONCE):
            some = tuple(items[start : start + INSPECTED_AT_ONCE])

            def inspect(
                progress: Progress, some: tuple[Item, ...] = some
            ) -> tuple[tuple[Item, ReconError | None], ...]:
                return work.inspect(some, progress)

            group = f"{INSPECTING} {some[0].number}"
            self._awaited.start("idle", Lane.BROWSE, inspect, self._inspected, self._tell, group=group)

    def _inspected(self, seen: tuple[tuple[Item, ReconError | None], ...]) -> None:
        changed: list[Item] = []
        for looked_at, error in seen:
            item = self._queue.get(looked_at.number)
            if item is None or item.state != "waiting":
                continue
            if error is not None:
                changed += self._queue.end(item.number, "failed", _words(error)).put
            else:
                changed += self._queue.put([replace(item, size=looked_at.size)]).put
        self._apply(Change(put=tuple(changed)))

    @Slot()
    def choices_changed(self) -> None:
        """Take in another order, or that there is one at all."""
        if (work := self._work) is not None:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act(work)
        if self._captured is None:
            self._look_ahead()
            self.outlook_changed.emit()
        self._next()  # a batch that goes on waits for the models

    def _when_ready(self, act: Callable[[BatchWork], None]) -> None:
        """Do it now, or as soon as the heavy half of the program is loaded."""
        if (work := self._work) is not None:
            act(work)
        else:
            self._waiting.append(act)

    def _look_ahead(self) -> None:
        if len(self._queue) and not self._closed:
            self._outlook.ask()

    def _plan(self) -> None:
        """Give every item that waits its name; then go on."""
        work = self._work
        assert work is not None, "there is no order without it"
        assert self._captured is not None
        order, output = self._captured
        items = self._queue.items

        def plan(progress: Progress) -> tuple[Item, ...]:
            return work.planned(items, order, output)

        def failed(error: Exception) -> None:
            self._end()
            self._tell(error)

        self._awaited.start("idle", Lane.BROWSE, plan, self._planned, failed, group=PLANNING)

    def _planned(self, planned: tuple[Item, ...]) -> None:
        now = ((self._queue.get(item.number), item.job) for item in planned)
        self._queue.put([replace(item, job=job) for item, job in now if item is not None and item.state == "waiting"])
        self._keeper.begin(self._queue.items)
        self._next()

    def _next(self) -> None:
        """Start the next photo, if it is time for it."""
        work = self._work
        if self.phase != "running" or self._running is not None or self._closed or work is None:
            return
        if self._awaited.waits_for(PLANNING):
            return
        item = self._queue.next()
        if item is None:
            self._finished()
            return
        self._running, self.running_fraction = item.number, 0.0
        change = self._queue.begin(item.number)
        begun = change.put[0]

        def restore(progress: Progress) -> Finished | None:
            return work.run(begun, progress)

        self._job = self._jobs.submit(Lane.BATCH, restore)
        self._apply(change)
        self.phase_changed.emit()

    @Slot(int, float)
    def _progressed(self, job: JobId, fraction: float) -> None:
        if job == self._job and self._running is not None:
            self.running_fraction = fraction
            self.item_changed.emit(self._running)
            self.phase_changed.emit()

    @Slot(int, object)
    def _done(self, job: JobId, finished: Finished | None) -> None:
        if job != self._job or self._running is None:
            return
        if finished is None:
            self._ended("cancelled", "")
            return
        number, self._running, self._job = self._running, None, None
        self.ran.emit(Device(finished.report.device, finished.report.fallbacks, finished.report.reasons))
        self._restored += 1
        notes = "; ".join(map(retell, finished.notes))
        message = f"{notes[:1].upper()}{notes[1:]}"
        self._apply(self._queue.done(number, finished.seconds, finished.result_bytes, message))
        self._go_on()

    @Slot(int, object)
    def _failed(self, job: JobId, error: Exception) -> None:
        if job == self._job and self._running is not None:
            self._ended("skipped" if isinstance(error, OutputExists) else "failed", _words(error))

    @Slot(int)
    def _cancelled(self, job: JobId) -> None:
        if job == self._job and self._running is not None:
            self._ended("cancelled", "")

    def _ended(self, state: Literal["failed", "skipped", "cancelled"], message: str) -> None:
        assert self._running is not None
        number, self._running, self._job = self._running, None, None
        self._apply(self._queue.end(number, state, message))
        self._go_on()

    def _cancel_running(self) -> None:
        """Start no other yet: it may be about to go as well."""
        number, job, self._running, self._job = self._running, self._job, None, None
        if number is not None and job is not None:
            self._apply(self._queue.end(number, "cancelled"))
            self._jobs.cancel(job)

    def _go_on(self) -> None:
        self._next()
        self.phase_changed.emit()

    def _finished(self) -> None:
        """Nothing waits any more: say how it went."""
        done, without = self._restored, self.count("failed", "skipped", "cancelled")
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
            self._outlook.stop_measuring()
        if self._running is not None:
            self.item_changed.emit(self._running)
        self.phase_changed.emit()
        self.outlook_changed.emit()

    def _apply(self, change: Change, *, more: bool = False) -> None:
        """Tell a change of the queue, and have it journalled; `more` where items were added."""
        if change == Change():
            return
        if more or change.removed or change.ordered or len(change.put) != 1:
            self.items_changed.emit()
        else:
            self.item_changed.emit(change.put[0].number)
            self.phase_changed.emit()
        self._look_ahead()
        self._keeper.note(change)

    def _unfinished(self) -> bool:
        return self.count(*UNFINISHED) > 0

    def _tell(self, error: Exception) -> None:
        self.told.emit(problems.notice(error))


def _words(error: Exception) -> str:
    """What happened, in a sentence."""
    return problems.notice(error).what
