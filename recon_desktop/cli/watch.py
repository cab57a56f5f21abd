"""`recon watch`: restores what appears in a folder, once it is written whole."""

from __future__ import annotations

import argparse
import datetime
import os
import time
from collections.abc import Iterator
from pathlib import Path

from recon_desktop.cli.batch import make_folder, note, open_journal, order_of, output_of, tell_problem
from recon_desktop.cli.output import Output, Refusal
from recon_desktop.cli.restoring import Restore, opened
from recon_desktop.cli.workshop import open_catalog
from recon_desktop.core.errors import ClusterError, ImageTruncated
from recon_desktop.core.progress import Cancelled, Reporter
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.batch.journal import Journal, read_journal
from recon_desktop.engine.batch.plan import plan
from recon_desktop.engine.batch.queue import Change, Found, Item, Queue
from recon_desktop.engine.order import Order

STILL = 2
"""Looks in turn at which a file has to be the same before it is taken to be whole."""

_SLICE = 0.1
"""Seconds between two looks at whether the person wants it to end."""

Stamp = tuple[int, int]
"""Size and time of a file's last change."""


def run(options: argparse.Namespace, output: Output) -> int:
    """Watch until a signal ends it; what appeared while nobody watched is restored, too."""
    if not os.path.isdir(options.folder):
        raise Refusal(f"There is no folder “{options.folder}”.", "Make it first, or name another one.")
    make_folder(options.out_dir)
    if options.folder.samefile(options.out_dir):
        raise Refusal("Results would be restored again.", "Name another folder with --out-dir.")
    catalog = open_catalog(output)
    order = order_of(catalog, options)
    with (
        open_journal(options, output) as journal,
        opened(options, catalog, order.models, output) as restoring,
    ):
        assert journal is not None  # with --out-dir and --resume there is one, or a refusal
        watch = _Watch(options, order, journal, restoring, output)
        while True:
            watch.look()
            _wait(options.every, output)


class _Watch:
    """What was seen and what became of it.

    The journal is that of the output folder, so that a photo which was done before is not done again, whichever program
    did it.
    """

    def __init__(
        self, options: argparse.Namespace, order: Order, journal: Journal, restoring: Restore, output: Output
    ) -> None:
        self._options = options
        self._order = order
        self._into = output_of(options)
        self._journal = journal
        self._restoring = restoring
        self._output = output
        self._seen: dict[Path, tuple[Stamp, int]] = {}
        self._partial: dict[Path, Stamp] = {}
        self._gone = False
        self._earlier = tuple(
            item
            for item in read_journal(journal.path)
            if item.state == "done" and item.job and (item.job.order, item.job.output) == (order, self._into)
        )
        self._batch = Queue()
        self._plan([Found(item.source, item.root) for item in self._earlier])
        if self._batch.items:
            journal.begin(self._batch.items)

    def look(self) -> None:
        """Restore what is whole and new."""
        gone = next((each for each in (self._options.folder, self._options.out_dir) if not os.path.isdir(each)), None)
        if gone is not None:
            if not self._gone:
                self._output.told(f"recon: “{gone}” has gone.\n  It is waited for; Ctrl+C ends the watch.")
            self._gone = True
            return
        self._gone = False
        new = list(self._whole())
        if new:
            note(self._journal, self._plan(new), self._output)
        while (item := self._batch.next()) is not None:
            self._restore(item)

    def _whole(self) -> Iterator[Found]:
        """The photos that nobody has written to since the last looks."""
        known = {item.source for item in self._batch.items}
        searching = Reporter(lambda _: None, self._output.token)
        options = self._options
        found = collect([options.folder], recursive=options.recursive, leave_out=options.out_dir, progress=searching)
        seen: dict[Path, tuple[Stamp, int]] = {}
        for each in found:
            if each.path in known:
                continue
            stamp = _stamp(each.path)
            if stamp is None or stamp == self._partial.get(each.path):
                continue
            before, looks = self._seen.get(each.path, (stamp, 0))
            looks = looks + 1 if before == stamp else 1
            seen[each.path] = stamp, looks
            if looks >= STILL and stamp[0] > 0:
                yield each
        self._seen = seen

    def _plan(self, found: list[Found]) -> Change:
        """Take photos in, with what they are to become."""
        self._batch.add(found)
        today = datetime.date.today()
        return self._batch.put(plan(self._batch.items, self._order, self._into, today=today, earlier=self._earlier))

    def _restore(self, item: Item) -> None:
        output, options = self._output, self._options
        assert item.job is not None
        target = Path(options.out_dir) / item.job.target.relative_to(options.out_dir.absolute())
        note(self._journal, self._batch.begin(item.number), output)
        try:
            with output.progress(item.source.name) as progress:
                finished = self._restoring(item, self._batch, progress)
        except (Cancelled, ClusterError):
            raise
        except ImageTruncated:
            # It stood still, but is not whole: whoever writes it has stopped for a while.
            self._partial[item.source] = _stamp(item.source) or (0, 0)
            note(self._journal, self._batch.end(item.number, "skipped"), output)
            note(self._journal, self._batch.remove([item.number]), output)
        except Exception as error:  # whatever it is, the other photos have their turn
            words = tell_problem(error, item.source, target, output)
            note(self._journal, self._batch.end(item.number, "failed", words.what), output)
        else:
            change = self._batch.done(item.number, finished.seconds, finished.result_bytes)
            note(self._journal, change, output)
            record = {"input": item.source, "output": target, "seconds": finished.seconds, "notes": finished.notes}
            output.result(
                record, f"{item.source}\n  result  {target}, {finished.size} pixels, {finished.seconds:.1f} s"
            )


def _stamp(path: Path) -> Stamp | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _wait(seconds: float, output: Output) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        output.token.check()
        time.sleep(min(left, _SLICE))
