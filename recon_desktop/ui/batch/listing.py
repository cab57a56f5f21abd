"""The photos of the batch: taken in, looked at, put in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recon_desktop.core.errors import ReconError
from recon_desktop.engine.batch.queue import Change, Found, Item, Queue, State
from recon_desktop.ui.batch.thumbnails import Thumbnails
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.words import problems

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.lanes.batch_work import BatchWork

GATHERING, INSPECTING = "gather", "inspect"
INSPECTED_AT_ONCE = 200


class BatchList(QObject):
    """A part of `BatchState`.

    Args:
        jobs: The lanes.
        awaited: Starts jobs.
        work: Does them; None before it is loaded.
        tell: Takes notices.
        parent: Owner.

    Attributes:
        queue: The items and their states; change it and `apply` the change.
        thumbnails: Of the photos.

    Signals:
        items_changed: Items were added, removed, moved or cleared.
        item_changed: One item is another now; its number.
        applied: A Change, once it was told.
        added: Photos were added, and wait.
    """

    items_changed = Signal()
    item_changed = Signal(int)
    applied = Signal(object)
    added = Signal()

    def __init__(
        self,
        jobs: Jobs,
        awaited: Awaited,
        work: Callable[[], BatchWork | None],
        tell: Callable[[Notice], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._work = work
        self._tell = tell
        self._waiting: list[Callable[[BatchWork], None]] = []
        self.queue = Queue()
        self.thumbnails = Thumbnails(jobs, work, self)

    # ---------------------------------------------------------------- what there is

    @property
    def items(self) -> tuple[Item, ...]:
        """The photos, in their order."""
        return self.queue.items

    @property
    def photos(self) -> int:
        """How many there are."""
        return len(self.queue)

    def count(self, *states: State) -> int:
        """Number of photos in these states."""
        return self.queue.count(*states)

    def get(self, number: int) -> Item | None:
        """One of them, None where it is gone."""
        return self.queue.get(number)

    def neighbour(self, path: Path | None, step: int) -> Path | None:
        """The photo after (1) or before (-1) one; the first or the last where that is not in the batch."""
        sources = [item.source for item in self.queue.items]
        if not sources:
            return None
        if path not in sources:
            return sources[0 if step > 0 else -1]
        at = sources.index(path) + step
        return sources[at] if 0 <= at < len(sources) else None

    def done_part(self, running: float) -> float:
        """Part of the work that is done, by megapixels; of the photo that runs `running` is, 0..1."""
        done, left = self.queue.megapixels("done"), self.queue.megapixels("waiting", "running")
        return (done + self.queue.megapixels("running") * running) / (done + left) if done + left else 0.0

    def left_part(self, running: float) -> float:
        """Part of what is not done that is still to do, likewise."""
        left = self.queue.megapixels("waiting", "running")
        return 1 - self.queue.megapixels("running") / left * running if left else 1.0

    # ---------------------------------------------------------------- slots

    def add(self, paths: Sequence[Path], leave_out: Path | None) -> None:
        """Take in photos and the photos in folders, but for what is in the folder of the results."""
        self.when_ready(lambda work: self._gather(work, paths, leave_out))

    def clear_done(self) -> None:
        """Drop what is done."""
        self.apply(self.queue.clear_done())

    def move(self, numbers: Collection[int], before: int | None) -> None:
        """Put items before another one, or last."""
        self.apply(self.queue.move(numbers, before))

    def shift(self, numbers: Collection[int], step: int) -> None:
        """Move items up (-1) or down (1)."""
        self.apply(self.queue.shift(numbers, step))

    def apply(self, change: Change, *, more: bool = False) -> None:
        """Tell a change of the queue; `more` where items were added."""
        if change == Change():
            return
        if more or change.removed or change.ordered or len(change.put) != 1:
            self.items_changed.emit()
        else:
            self.item_changed.emit(change.put[0].number)
        self.applied.emit(change)

    def become(self, queue: Queue) -> None:
        """Hold another queue."""
        self.queue = queue
        self.items_changed.emit()

    def look_at(self, items: Sequence[Item]) -> None:
        """Read headers, some hundred at a time."""
        work = self._work()
        assert work is not None, "what is in the queue was gathered by it"
        for start in range(0, len(items), INSPECTED_AT_ONCE):
            some = tuple(items[start : start + INSPECTED_AT_ONCE])

            def inspect(
                progress: Progress, some: tuple[Item, ...] = some
            ) -> tuple[tuple[Item, ReconError | None], ...]:
                return work.inspect(some, progress)

            group = f"{INSPECTING} {some[0].number}"
            self._awaited.start("idle", Lane.BROWSE, inspect, self._inspected, self._failed, group=group)

    # ---------------------------------------------------------------- what follows from what

    def when_ready(self, act: Callable[[BatchWork], None]) -> None:
        """Do it now, or as soon as the heavy half of the program is loaded."""
        if (work := self._work()) is not None:
            act(work)
        else:
            self._waiting.append(act)

    def go_on(self) -> None:
        """Do what waited, if it can be done now."""
        if (work := self._work()) is not None:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act(work)

    def _gather(self, work: BatchWork, paths: Sequence[Path], leave_out: Path | None) -> None:
        def gather(progress: Progress) -> tuple[Found, ...]:
            return work.gather(paths, leave_out, progress)

        # Each drop is a job of its own: a later one does not end an earlier one.
        group = f"{GATHERING} {'|'.join(map(str, paths))}"
        self._awaited.start("idle", Lane.BROWSE, gather, partial(self._found, tuple(paths)), self._failed, group=group)

    def _found(self, paths: tuple[Path, ...], found: tuple[Found, ...]) -> None:
        if not found:
            name = paths[0].name if len(paths) == 1 else str(len(paths))
            what = self.tr("There is no photo in “{name}”.").format(name=name)
            self._tell(Notice("info", what))
        change = self.queue.add(found)
        self.apply(change, more=True)
        self.look_at(change.put)
        if change.put:
            self.added.emit()

    def _inspected(self, seen: tuple[tuple[Item, ReconError | None], ...]) -> None:
        changed: list[Item] = []
        for looked_at, error in seen:
            item = self.queue.get(looked_at.number)
            if item is None or item.state != "waiting":
                continue
            if error is not None:
                changed += self.queue.end(item.number, "failed", problems.notice(error).what).put
            else:
                changed += self.queue.put([replace(item, size=looked_at.size)]).put
        self.apply(Change(put=tuple(changed)))

    def _failed(self, error: Exception) -> None:
        self._tell(problems.notice(error))
