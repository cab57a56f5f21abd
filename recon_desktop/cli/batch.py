"""What `recon restore` and `recon watch` have in common: what is asked for, the journal, how a failure is told."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recon_desktop.cli.mistakes import logged
from recon_desktop.cli.output import Output, Refusal
from recon_desktop.cli.restore_options import spelled
from recon_desktop.core.errors import ImageError, JournalError, OutOfMemory, OutputUnwritable, ReconError, SaveError
from recon_desktop.core.mix import Mix
from recon_desktop.engine.batch import queue
from recon_desktop.engine.batch.journal import Journal
from recon_desktop.engine.batch.lock import locked
from recon_desktop.engine.batch.naming import DEFAULT_TEMPLATE
from recon_desktop.engine.batch.queue import Change
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.resources import batch_folder
from recon_desktop.wording import Explanation, explain


def order_of(catalog: Catalog, options: argparse.Namespace) -> Order:
    """What is asked for; what is asked in vain is said here, before the first photo."""
    chroma = options.strength_chroma
    return Order.of(
        catalog,
        options.task,
        scale=options.scale,
        models=options.models,
        noise_level=None if options.noise_level == AUTO else options.noise_level,
        mix=Mix(options.strength, options.strength if chroma is None else chroma, options.grain),
        ensemble=options.ensemble,
    )


def output_of(options: argparse.Namespace) -> queue.Output:
    """Where results go, and how they are written."""
    return queue.Output(
        folder=options.out_dir.absolute() if options.out_dir else None,
        mirror=options.mirror,
        template=options.name or DEFAULT_TEMPLATE,
        quality=options.quality,
        depth=options.depth,
        srgb=options.srgb,
        lossless=options.lossless,
        subsampling=options.subsampling,
        progressive=options.progressive,
        strip=options.strip,
        form=next((form for form in queue.FORMS if spelled(form) == options.format), "same"),
        existing="replace" if options.overwrite else "number" if options.number else "skip",
    )


def make_folder(folder: Path | None) -> None:
    """Make the folder for results where there is none; raises OutputUnwritable."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(folder / "result", error.strerror or str(error)) from error


@contextmanager
def open_journal(options: argparse.Namespace, output: Output) -> Iterator[Journal | None]:
    """The journal of the output folder; a second program that writes there at the same time gets none."""
    if options.output:
        yield None
        return
    # Outside the output folder, which is to hold results and nothing else.
    name = hashlib.sha256(os.fsencode(os.path.realpath(options.out_dir))).hexdigest()[:16]
    path = batch_folder() / f"{name}.jsonl"
    with locked(path.with_suffix(".lock")) as alone:
        if alone:
            yield Journal(path)
            return
        busy = f"Another recon restores into “{options.out_dir}” already"
        if options.resume:
            raise Refusal(f"{busy}.", "Wait until it has ended.")
        output.told(f"recon: {busy}; if this one is broken off, --resume does not know it.")
        yield None


def note(journal: Journal | None, change: Change, output: Output) -> None:
    """Journal a change; where that is impossible it is said once, and the photos are restored all the same."""
    if journal is None:
        return
    try:
        journal.note(change)
        journal.flush()
    except JournalError as error:
        for sentence in output.once([explain(error, place="terminal").what]):
            output.told(f"recon: {sentence}")


def tell_problem(error: Exception, path: Path, target: Path, output: Output) -> Explanation:
    """Say why a photo has no result; files are named as the person named them."""
    if not isinstance(error, ReconError | MemoryError):
        words = logged(error)
        output.told(f"recon: “{path}”: {words.what}\n  {words.next_step}")
        return words
    problem = error if isinstance(error, ReconError) else OutOfMemory()
    if isinstance(problem, ImageError):
        problem.path = path
    elif isinstance(problem, SaveError):
        problem.path = target
    output.problem(problem)
    return explain(problem, place="terminal")
