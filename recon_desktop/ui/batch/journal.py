"""The journal of the window's batch: written in the save lane, in the order in which things happened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recon_desktop.core.errors import JournalError
from recon_desktop.engine.batch.queue import Change, Item
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.journal import Journal
    from recon_desktop.ui.lanes.batch_work import BatchWork

WRITING, READING = "write journal", "read journal"

_log = logging.getLogger("recon.ui")


class JournalKeeper(QObject):
    """Keeps the journal from a start until nothing is left to do; without a place it keeps none.

    Args:
        awaited: Starts jobs.
        unfinished: Whether something is left to go on with.
        failed: Told once when the journal cannot be read or written.
        parent: Owner.
    """

    def __init__(
        self, awaited: Awaited, unfinished: Callable[[], bool], failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._unfinished = unfinished
        self._failed = failed
        self._journal: Journal | None = None
        self._keeping = False
        self._complained = False

    def open(self, work: BatchWork, path: Path, offer: Callable[[tuple[Item, ...]], None]) -> None:
        """Keep it here from now on; `offer` is told what the last program left."""

        def read(progress: Progress) -> tuple[Journal, tuple[Item, ...] | JournalError]:
            return work.open_journal(path)

        def opened(answer: tuple[Journal, tuple[Item, ...] | JournalError]) -> None:
            self._journal, items = answer
            if isinstance(items, JournalError):
                self._complain(items)
            else:
                offer(items)

        self._awaited.start("idle", Lane.BROWSE, read, opened, self._complain, group=READING)

    def begin(self, items: Iterable[Item]) -> None:
        """Start anew with these items."""
        if self._journal is not None:
            self._keeping = True
            self._journal.begin(items)
            self._write()

    def note(self, change: Change) -> None:
        """Take down a change, once the journal has begun."""
        if self._journal is not None and self._keeping:
            self._journal.note(change)
            self._write()

    def discard(self) -> None:
        """Do away with what the last program left."""
        if self._journal is not None and not self._keeping:
            journal = self._journal
            self._awaited.start(
                "idle", Lane.SAVE, lambda progress: journal.discard(), lambda _: None, self._complain, group=WRITING
            )

    def write_now(self) -> None:
        """Bring to disk what is not there yet, here and now: for the end, when there are no lanes any more."""
        if self._journal is None or not self._keeping:
            return
        try:
            self._work(self._journal)()
        except JournalError as error:
            _log.warning("%s", error)

    def _write(self) -> None:
        journal = self._journal
        if journal is None or not self._keeping or self._awaited.waits_for(WRITING):
            return
        work = self._work(journal)

        def written(_: None) -> None:
            if journal.pending:  # noted while it was being written
                self._write()

        self._awaited.start("idle", Lane.SAVE, lambda progress: work(), written, self._complain, group=WRITING)

    def _work(self, journal: Journal) -> Callable[[], None]:
        """What has to be done with the file: where nothing is left to go on with it goes."""
        if self._unfinished():
            return journal.flush
        self._keeping = False
        return journal.discard

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            self._complained = True
            self._failed(error)
