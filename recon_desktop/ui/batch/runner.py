"""One photo of the batch after the other, in the batch lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.ui.lanes.jobs import JobId, Jobs, Lane

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.queue import Item
    from recon_desktop.engine.batch.run import Finished
    from recon_desktop.ui.lanes.batch_work import BatchWork


class PhotoRunner(QObject):
    """Restores one item at a time; a part of `BatchState`.

    Args:
        jobs: The lanes.
        parent: Owner.

    Attributes:
        number: Of the item that runs; None while none does.
        fraction: Part of it that is done, 0..1.

    Signals:
        progressed: `fraction` changed.
        restored: An item was restored: its number, and what came of it.
        cancelled: An item was cancelled: its number.
        failed: An item failed: its number, and the error.
    """

    progressed = Signal()
    restored = Signal(int, object)
    cancelled = Signal(int)
    failed = Signal(int, object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: JobId | None = None
        self.number: int | None = None
        self.fraction = 0.0
        jobs.progress.connect(self._progressed)
        jobs.done.connect(self._done)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)

    def start(self, work: BatchWork, item: Item, following: Item | None) -> None:
        """Restore an item, and open the photo of the one that comes next."""

        def restore(progress: Progress) -> Finished | None:
            return work.run(item, following, progress)

        self.number, self.fraction = item.number, 0.0
        self._job = self._jobs.submit(Lane.BATCH, restore)

    def pause(self) -> None:
        """Hold the item before its next tile."""
        if self._job is not None:
            self._jobs.pause(self._job)

    def resume(self) -> None:
        """Go on with it."""
        if self._job is not None:
            self._jobs.resume(self._job)

    def stop(self) -> int | None:
        """Cancel the item, and hear no more of it; its number, None where none ran."""
        number, job, self.number, self._job = self.number, self._job, None, None
        if number is None or job is None:
            return None
        self._jobs.cancel(job)
        return number

    def close(self) -> None:
        """Hear no more of what runs: it is half done, and starts anew when the batch goes on."""
        self._job = None

    @Slot(int, float)
    def _progressed(self, job: JobId, fraction: float) -> None:
        if job == self._job and self.number is not None:
            self.fraction = fraction
            self.progressed.emit()

    @Slot(int, object)
    def _done(self, job: JobId, finished: Finished | None) -> None:
        number = self._ended(job)
        if number is None:
            return
        if finished is None:
            self.cancelled.emit(number)
        else:
            self.restored.emit(number, finished)

    @Slot(int, object)
    def _failed(self, job: JobId, error: Exception) -> None:
        if (number := self._ended(job)) is not None:
            self.failed.emit(number, error)

    @Slot(int)
    def _cancelled(self, job: JobId) -> None:
        if (number := self._ended(job)) is not None:
            self.cancelled.emit(number)

    def _ended(self, job: JobId) -> int | None:
        """The number of the item whose job has ended, if it is still wanted."""
        if job != self._job or self.number is None:
            return None
        number, self.number, self._job = self.number, None, None
        return number
