"""The run of the batch: one photo after the other, until nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from recon_desktop.core.errors import OutputExists
from recon_desktop.decided import decided
from recon_desktop.engine.batch.queue import Item, Output, State
from recon_desktop.engine.order import Order
from recon_desktop.ui.batch.journal import JournalKeeper
from recon_desktop.ui.batch.listing import BatchList
from recon_desktop.ui.batch.outlook import BatchOutlook
from recon_desktop.ui.batch.runner import PhotoRunner
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.values.state import Device, Notice
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from recon_desktop.engine.batch.run import Finished
    from recon_desktop.ui.lanes.batch_work import BatchWork

translate = QCoreApplication.translate

PLANNING = "plan"
WITHOUT: tuple[State, ...] = ("failed", "skipped", "cancelled")
"""States of photos that have no result, and do not wait for one."""

Phase = Literal["idle", "running", "paused"]


class BatchRun(QObject):
    """A part of `BatchState`.

    Args:
        jobs: The lanes.
        awaited: Starts jobs.
        photos: What is restored.
        outlook: Where results go.
        keeper: Keeps the journal.
        work: Does it; None before it is loaded.
        order: What photos would undergo, None without models.
        title: From a model's id to its name.
        tell: Takes notices.
        parent: Owner.

    Attributes:
        phase: "idle", "running", or "paused" (the photo that runs stands still, and no other starts).
        captured: What the batch runs with; None while it does not run.

    Signals:
        changed: `phase`, `fraction` or `eta_seconds` changed.
        ran: A Device, whenever a photo was restored.
    """

    changed = Signal()
    ran = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        awaited: Awaited,
        photos: BatchList,
        outlook: BatchOutlook,
        keeper: JournalKeeper,
        work: Callable[[], BatchWork | None],
        order: Callable[[], Order | None],
        title: Callable[[str], str],
        tell: Callable[[Notice], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._list = photos
        self._outlook = outlook
        self._keeper = keeper
        self._work = work
        self._order = order
        self._title = title
        self._tell = tell
        self._restored = 0  # since the start
        self._closed = False
        self._runner = PhotoRunner(jobs, self)
        self.phase: Phase = "idle"
        self.captured: tuple[Order, Output] | None = None
        photos.added.connect(self._added)
        outlook.changed.connect(self.changed)
        self._runner.progressed.connect(self._progressed)
        self._runner.restored.connect(self._done)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(partial(self._ended, state="cancelled"))

    @property
    def running(self) -> int | None:
        """The number of the item that runs."""
        return self._runner.number

    @property
    def running_fraction(self) -> float:
        """Part of the photo that runs that is done, 0..1."""
        return self._runner.fraction

    @property
    def fraction(self) -> float:
        """Part of the work that is done, 0..1, by megapixels."""
        return self._list.done_part(self.running_fraction)

    @property
    def eta_seconds(self) -> float | None:
        """Seconds left; None while no speed is known."""
        estimate = self._outlook.estimate
        if estimate is None or estimate.seconds is None:
            return None
        return estimate.seconds * self._list.left_part(self.running_fraction)

    @property
    def can_start(self) -> bool:
        """Whether there is something to start."""
        waiting = self._list.count("waiting", "cancelled") > 0
        return self.phase == "idle" and waiting and self._order() is not None and not self._outlook.template_problem

    # ---------------------------------------------------------------- slots

    @Slot()
    def start(self) -> None:
        """Name all results, then restore what waits, what was cancelled, too; with the recipe as it is now."""
        order = self._order()
        if self.can_start and order is not None:
            self._list.apply(
                self._list.queue.retry([item.number for item in self._list.items if item.state == "cancelled"])
            )
            self._begin(order, self._outlook.output)
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
            self.go_on()

    @Slot()
    def stop(self) -> None:
        """Cancel the photo that runs, within a tile; the others wait for another start."""
        if self.phase != "idle":
            self.phase = "paused"
            self.cancel_running()
            self._end()

    def take_up(self, order: Order, output: Output, *, named: bool) -> None:
        """Go on with a batch that was broken off; `named` where all that waits has its name."""
        self._begin(order, output)
        self._keeper.begin(self._list.items)
        self._outlook.ask()
        (self.go_on if named else self._plan)()

    def retry(self, numbers: Collection[int] | None = None) -> None:
        """Let what has no result wait again; of `numbers`, or all of it."""
        change = self._list.queue.retry(numbers)
        self._list.apply(change)
        self._list.look_at([item for item in change.put if item.size is None])
        if self.captured is not None:
            self._plan()

    def close(self) -> None:
        """Want nothing more; what runs is half done, and starts anew when the batch goes on."""
        self._closed = True
        self._runner.close()

    # ---------------------------------------------------------------- what follows from what

    def _begin(self, order: Order, output: Output) -> None:
        self.captured = (order, output)
        self._restored = 0
        self._set_phase("running")

    def _added(self) -> None:
        if self.captured is not None:
            self._plan()

    def _plan(self) -> None:
        """Give every item that waits its name; then go on."""
        work = self._work()
        assert work is not None, "there is no order without it"
        assert self.captured is not None
        order, output = self.captured
        items = self._list.items

        def failed(error: Exception) -> None:
            self._end()
            self._tell(problems.notice(error))

        self._awaited.start(
            "idle",
            Lane.BROWSE,
            lambda progress: work.planned(items, order, output),
            self._planned,
            failed,
            group=PLANNING,
        )

    def _planned(self, planned: tuple[Item, ...]) -> None:
        queue = self._list.queue
        now = ((queue.get(item.number), item.job) for item in planned)
        queue.put([replace(item, job=job) for item, job in now if item is not None and item.state == "waiting"])
        self._keeper.begin(queue.items)
        self.go_on()

    def go_on(self) -> None:
        """Start the next photo, if it is time for it."""
        work = self._work()
        if self.phase != "running" or self.running is not None or self._closed or work is None:
            return
        if self._awaited.waits_for(PLANNING):
            return
        item = self._list.queue.next()
        if item is None:
            self._finished()
            return
        change = self._list.queue.begin(item.number)
        self._runner.start(work, change.put[0], self._list.queue.next())
        self._list.apply(change)

    def _progressed(self) -> None:
        self._list.item_changed.emit(self.running)
        self.changed.emit()

    @Slot(int, object)
    def _done(self, number: int, finished: Finished) -> None:
        self.ran.emit(Device(finished.report.device, finished.report.fallbacks, finished.report.reasons))
        self._restored += 1
        message = _told(finished, self._title)
        self._list.apply(self._list.queue.done(number, finished.seconds, finished.result_bytes, message))
        self.go_on()
        self.changed.emit()

    @Slot(int, object)
    def _failed(self, number: int, error: Exception) -> None:
        state: Literal["skipped", "failed"] = "skipped" if isinstance(error, OutputExists) else "failed"
        self._ended(number, state, problems.notice(error).what)

    def _ended(self, number: int, state: Literal["failed", "skipped", "cancelled"], message: str = "") -> None:
        self._list.apply(self._list.queue.end(number, state, message))
        self.go_on()
        self.changed.emit()

    def cancel_running(self) -> None:
        """Cancel the photo that runs, and start no other yet: it may be about to go as well."""
        number = self._runner.stop()
        if number is not None:
            self._list.apply(self._list.queue.end(number, "cancelled"))

    def _finished(self) -> None:
        """Nothing waits any more: say how it went."""
        done, without = self._restored, {state: self._list.count(state) for state in WITHOUT}
        self._end()
        if done or any(without.values()):
            self._tell(_ended(done, without))

    def _end(self) -> None:
        self.captured = None
        self._awaited.drop(PLANNING)
        self._set_phase("idle")
        self._outlook.ask()

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        if phase == "running":
            self._outlook.stop_measuring()
        if self.running is not None:
            self._list.item_changed.emit(self.running)
        self._outlook.changed.emit()


def _told(finished: Finished, title: Callable[[str], str]) -> str:
    """What Automatic chose for a photo, and what is to be known of its result."""
    decision, notes = finished.report.decision, "; ".join(map(retell, finished.notes))
    words = [decided(decision, title, translate)] if decision is not None and decision.automatic else []
    if notes:
        words.append(f"{notes[:1].upper()}{notes[1:]}")
    return ". ".join(words)


def _ended(done: int, without: Mapping[State, int]) -> Notice:
    """How a batch went: photos with a result, and without one by their states."""
    parts = [translate("BatchState", "{count} restored").format(count=done), *counted(without)]
    what = translate("BatchState", "The batch is finished: {parts}.").format(parts=", ".join(parts))
    if not any(without.values()):
        return Notice("good", what)
    return Notice("info", what, translate("BatchState", "The list says why."))


def counted(states: Mapping[State, int]) -> list[str]:
    """How many photos are in each of these states, in words; those of none are left out."""
    words: dict[State, str] = {
        "done": translate("BatchState", "{count} restored"),
        "failed": translate("BatchState", "{count} failed"),
        "skipped": translate("BatchState", "{count} skipped"),
        "cancelled": translate("BatchState", "{count} cancelled"),
    }
    return [words[state].format(count=count) for state, count in states.items() if count]
