"""`recon restore`: photos in, denoised or enlarged photos out, as a batch that goes on after a failure."""

from __future__ import annotations

import argparse
import datetime
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from recon_desktop.cli.batch import make_folder, note, open_journal, order_of, output_of, tell_problem
from recon_desktop.cli.output import Output, Refusal
from recon_desktop.cli.restoring import opened
from recon_desktop.cli.workshop import open_catalog
from recon_desktop.core.errors import ClusterError
from recon_desktop.core.io import DEFAULT_LIMIT
from recon_desktop.core.progress import Cancelled, Reporter
from recon_desktop.decided import decided
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.batch.journal import Journal, read_journal
from recon_desktop.engine.batch.leftovers import remove_leftovers
from recon_desktop.engine.batch.plan import plan
from recon_desktop.engine.batch.queue import Found, Item, Job, Queue
from recon_desktop.engine.batch.room import outlook
from recon_desktop.engine.batch.run import Finished
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.engine.run_report import RunReport


def run(options: argparse.Namespace, output: Output) -> int:
    """Restore every input; returns 2 when one of them failed, after the others."""
    catalog = open_catalog(output)
    order = order_of(catalog, options)
    for model in order.models:
        if model != AUTO:
            catalog.verify(model)
    found = _found(options, output)
    given = _given(found, options)
    failed: list[Item] = []
    with (
        open_journal(options, output) as journal,
        opened(options, catalog, order.models, output) as restore,
    ):
        make_folder(options.out_dir)
        batch = _batch(options, order, found, journal)
        remove_leftovers(item.job.target.parent for item in batch.items if item.job)
        started = batch.items
        for before in started:
            if before.state == "done":
                output.told(f"{given[before.source]}\n  done before: {_shown(before.job, options)}")
        _say_outlook(started, options, output)
        while (item := batch.next()) is not None:
            note(journal, batch.begin(item.number), output)
            path, target = given[item.source], _shown(item.job, options)
            try:
                with output.progress(path.name) as progress:
                    finished = restore(item, batch, progress)
            except (Cancelled, ClusterError):
                raise
            except Exception as error:  # whatever it is, the other photos have their turn
                words = tell_problem(error, path, target, output)
                change = batch.end(item.number, "failed", words.what)
                failed += change.put
                note(journal, change, output)
            else:
                note(journal, batch.done(item.number, finished.seconds, finished.result_bytes), output)
                notes = [*finished.notes, *output.once(finished.report.fallbacks)]
                why = _why(catalog, finished)
                output.result(_record(path, target, finished, why), _text(path, target, finished, why, notes))
    done_before = sum(item.state == "done" for item in started)
    if done_before == len(started):
        output.told(f"recon: {_all_of(done_before)} done before; there is nothing left to do.")
    if failed and len(batch.items) > 1:
        lines = (f"  {given[item.source]}: {item.message}" for item in failed)
        output.told("\n".join([f"recon: {len(failed)} of {len(batch.items)} photos have no result:", *lines]))
    return 2 if failed else 0


def _say_outlook(items: Sequence[Item], options: argparse.Namespace, output: Output) -> None:
    """Say before a batch what it takes, and refuse one that the disk cannot hold."""
    if len(items) < 2:  # of one photo the result is told soon enough
        return
    expected = outlook(items, options.max_megapixels or DEFAULT_LIMIT)
    if expected is None:
        return
    free = "" if expected.free_bytes is None else f" of {_megabytes(expected.free_bytes)} free"
    output.told(
        f"recon: {expected.photos} photos; their results take about {_megabytes(expected.result_bytes)}{free}, the "
        f"largest photo and its result {_megabytes(expected.memory_bytes)} of memory."
    )
    if expected.free_bytes is not None and expected.free_bytes < expected.result_bytes / 2:
        raise Refusal("The disk has not enough room for the results.", "Make room on it, or choose another --out-dir.")


def _megabytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 0.1):.1f} MB"


def _found(options: argparse.Namespace, output: Output) -> Sequence[Found]:
    """The photos, by their absolute paths."""
    options.inputs = [each for path in options.inputs for each in _matching(path)]
    if not options.recursive:
        return [Found(path.absolute()) for path in options.inputs]
    found = collect(options.inputs, leave_out=options.out_dir, progress=Reporter(lambda _: None, output.token))
    if not found:
        folders = " and ".join(f"“{path}”" for path in options.inputs)
        raise Refusal(f"There is no photo in {folders}.", "Name another folder, or the photos themselves.")
    return found


def _matching(path: Path) -> list[Path]:
    """The files that a pattern such as `*.jpg` stands for, which Windows leaves to programs; else the path itself."""
    if os.path.lexists(path) or not any(sign in path.name for sign in "*?["):
        return [path]
    return sorted(path.parent.glob(path.name)) or [path]


def _given(found: Iterable[Found], options: argparse.Namespace) -> dict[Path, Path]:
    """The photos by their absolute paths, as they are to be called in messages."""
    named = {path.absolute(): path for path in options.inputs}
    return {
        each.path: named[each.root] / each.path.relative_to(each.root) if each.root else named[each.path]
        for each in found
    }


def _batch(options: argparse.Namespace, order: Order, found: Iterable[Found], journal: Journal | None) -> Queue:
    """The photos with what they are to become."""
    output = output_of(options)
    batch = Queue()
    batch.add(found)
    if options.output:
        target = options.output.absolute()
        batch.put(replace(item, job=Job(order, output, target)) for item in batch.items)
        return batch
    earlier = [_as_found(item) for item in read_journal(journal.path)] if journal and options.resume else []
    batch.put(plan(batch.items, order, output, today=datetime.date.today(), earlier=earlier))
    if journal:
        journal.begin(batch.items)
    return batch


def _as_found(item: Item) -> Item:
    """What a journal says, but that a result which is gone is made again."""
    there = item.job is not None and os.path.isfile(item.job.target)
    return item if there or item.state != "done" else replace(item, state="waiting")


def _all_of(number: int) -> str:
    return "the photo was" if number == 1 else f"all {number} photos were"


def _shown(job: Job | None, options: argparse.Namespace) -> Path:
    """The result's path as the person gave it."""
    assert job is not None
    if options.output:
        return Path(options.output)
    return Path(options.out_dir) / job.target.relative_to(options.out_dir.absolute())


def _models(ids: Iterable[str]) -> str:
    return "+".join(ids)


def _record(path: Path, target: Path, finished: Finished, why: str) -> dict[str, object]:
    report: RunReport = finished.report
    decision = report.decision
    assert decision is not None  # every item of a batch has one
    return {
        "input": path,
        "output": target,
        "model": _models(report.models),
        "steps": decision.recipe.steps,
        "automatic": {"told": why, "treated": decision.treated, "damage": decision.damage} if why else None,
        "variant": report.variant,
        "provider": report.provider,
        "device": report.device,
        "seconds": report.seconds,
        "megapixels_per_second": report.megapixels_per_second,
        "peak_memory_mib": report.peak_memory_mib,
        "ensemble": report.ensemble,
        "fallbacks": report.fallbacks,
        "reasons": report.reasons,
        "notes": finished.notes,
    }


def _why(catalog: Catalog, finished: Finished) -> str:
    """What Automatic found and chose; nothing where nothing was left to it."""
    decision = finished.report.decision
    if decision is None or not decision.automatic:
        return ""
    return decided(decision, lambda model: catalog.get(model).card.title)


def _text(path: Path, target: Path, finished: Finished, why: str, notes: Sequence[str]) -> str:
    report = finished.report
    mean = ", mean of 8 orientations" if report.ensemble else ""
    ran = [
        ("model", f"{_models(report.models)} ({report.variant}){mean}"),
        ("ran on", f"{report.device} ({report.provider})"),
        *(("because", reason) for reason in report.reasons),
        (
            "took",
            f"{report.seconds:.2f} s, {report.megapixels_per_second:.2f} megapixels/s, "
            f"peak memory {report.peak_memory_mib:.0f} MiB",
        ),
    ]
    facts = [
        ("result", f"{target}, {finished.size} pixels"),
        *([("why", why)] if why else []),
        *(ran if report.models else []),
        *(("note", note) for note in notes),
    ]
    return "\n".join([str(path), *(f"  {name:8}{fact}" for name, fact in facts)])
