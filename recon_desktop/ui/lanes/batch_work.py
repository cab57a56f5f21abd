"""What a batch does in the lanes, as functions of frozen values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtGui import QImage

from recon_desktop.core.errors import JournalError, ReconError
from recon_desktop.core.io import probe
from recon_desktop.core.io.thumbnail import thumbnail
from recon_desktop.core.progress import Cancelled, Progress
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.batch.journal import Journal, read_journal
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.plan import Estimate, estimate, example_of, free_bytes, plan
from recon_desktop.engine.batch.queue import Found, Item, Output
from recon_desktop.engine.batch.run import Finished, measured_pace, run_item
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is shown before the start.

    Attributes:
        estimate: Time, where the models' speed is known, and room.
        example: The name that the first result gets.
    """

    estimate: Estimate
    example: str


@dataclass(frozen=True, eq=False)
class BatchWork:
    """Does it; a part of `Services`."""

    restorer: Restorer
    opener: Opener = field(default_factory=Opener)

    def open_journal(self, path: Path) -> tuple[Journal, tuple[Item, ...] | JournalError]:
        """A journal, and what the last program left in it or why that cannot be read."""
        try:
            return Journal(path), read_journal(path)
        except JournalError as error:
            return Journal(path), error

    def gather(self, paths: Sequence[Path], leave_out: Path | None, progress: Progress) -> tuple[Found, ...]:
        """The photos that were dropped, and those in the folders that were."""
        return collect(paths, leave_out=leave_out, progress=progress)

    def inspect(self, items: Iterable[Item], progress: Progress) -> tuple[tuple[Item, ReconError | None], ...]:
        """Look at headers: sizes, and what is no photo at all."""
        seen: list[tuple[Item, ReconError | None]] = []
        for item in items:
            progress.token.check()
            try:
                seen.append((replace(item, size=probe(item.source).size), None))
            except ReconError as error:
                seen.append((item, error))
        return tuple(seen)

    def planned(self, items: Sequence[Item], order: Order, output: Output) -> tuple[Item, ...]:
        """Every item that waits, with what it is to become."""
        return plan(items, order, output, today=datetime.date.today())

    def outlook(self, items: Sequence[Item], order: Order, output: Output, pace: float | None) -> Outlook:
        """What a batch of at least one photo is about to cost."""
        expected = estimate(items, order, output, pace)
        expected = replace(expected, free_bytes=free_bytes(output.folder or items[0].source.parent))
        return Outlook(expected, example_of(items, order, output, datetime.date.today()))

    def pace(self, order: Order, progress: Progress) -> float:
        """Seconds for a megapixel, measured."""
        return measured_pace(self.restorer, order, progress)

    def run(self, item: Item, following: Item | None, progress: Progress) -> Finished | None:
        """Restore one item, and open the next; None where it was cancelled, so that its end is always told."""
        try:
            return run_item(self.restorer, item, opener=self.opener, following=following, progress=progress)
        except Cancelled:
            self.opener.forget()
            return None

    def small_picture(self, path: Path, side: int, progress: Progress) -> QImage:
        """A thumbnail; a null image where there is none."""
        try:
            pixels = thumbnail(path, side, seen=lambda photo: Levels.of(photo.pixels).photo(photo), progress=progress)
        except ReconError:
            return QImage()
        height, width, _ = pixels.shape
        return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
