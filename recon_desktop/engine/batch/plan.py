"""Before the start: the name of every result, and about how long it takes and how much room it needs."""

from __future__ import annotations

import datetime
import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recon_desktop.core.formats import WRITABLE_FORMATS
from recon_desktop.core.geometry import Size
from recon_desktop.engine.batch.naming import Names, check_template, fitting
from recon_desktop.engine.batch.queue import DEPTHS, Depth, Item, Job, Output
from recon_desktop.engine.order import AUTO, Order


def plan(
    items: Sequence[Item], order: Order, output: Output, *, today: datetime.date, earlier: Iterable[Item] = ()
) -> tuple[Item, ...]:
    """Give every item that waits what it is to become.

    No two items get the same name, and none the name of a photo of the batch: the later one gets a number; and so does
    one whose name a file has already, where the output says so.

    Args:
        items: All of the batch, in their order.
        order: What to do.
        output: Where to and under which names.
        today: For `{date}`.
        earlier: Items of a batch that was broken off; what asked for the same then goes on where it was.

    Returns:
        The items that wait and have changed.

    Raises:
        TemplateInvalid: The template makes no names.
    """
    check_template(output.template)
    before = {
        item.source: item for item in earlier if item.job and (item.job.order, item.job.output) == (order, output)
    }
    kept = [item.job.target for item in items if item.job and item.state != "waiting"]
    kept += [item.job.target for item in before.values() if item.job]
    names = _names(items, output, kept)
    digits = len(str(len(items)))
    planned = []
    for place, item in enumerate(items, start=1):
        if item.state != "waiting":
            continue
        known = before.get(item.source)
        if known is not None:
            facts = replace(known, number=item.number, root=item.root, size=item.size or known.size)
            planned.append(facts if known.state == "done" else replace(facts, state="waiting", message=""))
            continue
        target = names.free(folder_of(item, output) / name_of(item, order, output, f"{place:0{digits}}", today))
        planned.append(replace(item, job=Job(order, output, target)))
    return tuple(planned)


def example_of(items: Sequence[Item], order: Order, output: Output, today: datetime.date) -> str:
    """The name that the first result would get; the template has to be sound."""
    first, number = items[0], "1".zfill(len(str(len(items))))
    return _names(items, output).free(folder_of(first, output) / name_of(first, order, output, number, today)).name


def _names(items: Iterable[Item], output: Output, kept: Iterable[Path] = ()) -> Names:
    """The names that results can have."""
    return Names([*(item.source for item in items), *kept], beside=output.existing == "number")


def name_of(item: Item, order: Order, output: Output, number: str, today: datetime.date) -> str:
    """The name of an item's result; the template has to be sound."""
    facts = {
        "stem": item.source.stem,
        "name": item.source.name,
        "parent": item.source.parent.name,
        "model": "+".join(order.models) or AUTO,
        "scale": str(order.scale),
        "task": order.task,
        "date": today.isoformat(),
        "number": number,
    }
    suffix = suffix_of(item.source, output)
    return fitting(output.template, facts, suffix) + suffix


def suffix_of(source: Path, output: Output) -> str:
    """The suffix of a result: the photo's own where it fits."""
    own = source.suffix.lower()
    if output.form == "same":
        return source.suffix if any(own in form.suffixes for form in WRITABLE_FORMATS) else ".png"
    suffixes = next(form.suffixes for form in WRITABLE_FORMATS if form.name == output.form)
    return source.suffix if own in suffixes else suffixes[0]


def depths_of(form: str) -> tuple[Depth, ...]:
    """The depths that results in this form can have, whatever their photos are."""
    forms = [each for each in WRITABLE_FORMATS if form in ("same", each.name)]
    return tuple(depth for depth in DEPTHS if depth == "same" or all(depth in each.depths for each in forms))


def folder_of(item: Item, output: Output) -> Path:
    """The folder of an item's result; it need not exist."""
    if output.folder is None:
        return item.source.parent
    if output.mirror and item.root is not None:
        return output.folder / item.source.parent.relative_to(item.root)
    return output.folder


# -------------------------------------------------------------------- time and room


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch is about to cost.

    Attributes:
        photos: That wait or run.
        seconds: None while no speed is known.
        result_bytes: Of all results.
        free_bytes: On the disk of the results; None where it cannot be known.
    """

    photos: int
    seconds: float | None
    result_bytes: int
    free_bytes: int | None = None


def estimate(items: Iterable[Item], order: Order, output: Output, pace: float | None) -> Estimate:
    """Guess the cost of what waits or runs; by what was measured with the same order, where there is something.

    Args:
        items: Of the batch; those whose size is not known do not count.
        order: What to do with items that have no job yet.
        output: Likewise.
        pace: Seconds for a megapixel of a photo, from a measurement; None for unknown.
    """
    spent = measured = expected = written = 0.0
    todo: list[tuple[Item, Order, Output]] = []
    for item in items:
        its = item.job.order if item.job else order
        how = item.job.output if item.job else output
        if item.size is None:
            continue
        if item.state in ("waiting", "running"):
            todo.append((item, its, how))
        elif item.state == "done" and item.seconds and item.result_bytes and (its, how.form) == (order, output.form):
            spent += item.seconds
            measured += item.size.megapixels
            expected += _bytes(item.source, item.size, its, how)
            written += item.result_bytes
    if measured:
        pace = spent / measured
    factor = written / expected if expected else 1.0
    megapixels = sum(item.size.megapixels for item, _, _ in todo if item.size)
    room = sum(_bytes(item.source, item.size, its, how) for item, its, how in todo if item.size)
    return Estimate(len(todo), None if pace is None else pace * megapixels, round(room * factor))


def free_bytes(folder: Path) -> int | None:
    """Room on the disk of a folder, or of the nearest folder above it that is there."""
    for each in (folder, *folder.parents):
        try:
            return shutil.disk_usage(each).free
        except OSError:
            continue
    return None


def _bytes(source: Path, size: Size, order: Order, output: Output) -> float:
    suffix = suffix_of(source, output).lower()
    form = next(form for form in WRITABLE_FORMATS if suffix in form.suffixes)
    # Only a beginning, which the first results correct; enlarged photos hold less detail by pixel.
    return size.scaled(order.scale).area * form.bytes_per_pixel / math.sqrt(order.scale)
