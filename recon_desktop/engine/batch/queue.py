"""The queue of a batch: frozen items, and the one object that orders them. No threads, no files, light to import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from recon_desktop.core.formats import WRITABLE_FORMATS
from recon_desktop.core.geometry import Size
from recon_desktop.engine.batch.naming import DEFAULT_TEMPLATE
from recon_desktop.engine.order import Order

State = Literal["waiting", "running", "done", "failed", "skipped", "cancelled"]
STATES: tuple[State, ...] = ("waiting", "running", "done", "failed", "skipped", "cancelled")

FORMS = ("same", *(entry.name for entry in WRITABLE_FORMATS))

Depth = Literal["same", "8", "10", "12", "16", "float"]
DEPTHS: tuple[Depth, ...] = ("same", "8", "10", "12", "16", "float")

Subsampling = Literal["auto", "4:4:4", "4:2:2", "4:2:0"]
SUBSAMPLINGS: tuple[Subsampling, ...] = ("auto", "4:4:4", "4:2:2", "4:2:0")

Strip = Literal["none", "private", "all"]
STRIPS: tuple[Strip, ...] = ("none", "private", "all")

Existing = Literal["skip", "number", "replace"]
EXISTING: tuple[Existing, ...] = ("skip", "number", "replace")


@dataclass(frozen=True, slots=True)
class Output:
    """Where results go, under which names, in which format.

    Attributes:
        folder: None for beside the photo.
        mirror: Whether the folders below the one that was added come to stand below `folder`, too.
        template: See `naming`.
        form: Name of a format; "same" keeps the photo's where it can be written, else it is PNG.
        quality: 1..100, of what is lossy.
        depth: Bits a channel.
        strip: What of the metadata is left out.
        srgb: Whether colours are brought to sRGB instead of keeping the photo's own.
        existing: What to do where a file has a result's name already: "skip" makes no result, "number" calls it
            otherwise, "replace" replaces the file, but never a photo of the batch.
        lossless: For formats that can be either.
        subsampling: How colour is stored; as `SaveOptions.subsampling`.
        progressive: Of JPEG.
    """

    folder: Path | None = None
    mirror: bool = False
    template: str = DEFAULT_TEMPLATE
    form: str = "same"
    quality: int = 92
    depth: Depth = "same"
    existing: Existing = "skip"
    srgb: bool = False
    strip: Strip = "none"
    lossless: bool = False
    subsampling: Subsampling = "auto"
    progressive: bool = False

    @property
    def overwrite(self) -> bool:
        """Whether results replace files that exist."""
        return self.existing == "replace"


@dataclass(frozen=True, slots=True)
class Job:
    """What an item is to become; fixed when the batch starts, so that a later start makes the same files."""

    order: Order
    output: Output
    target: Path


@dataclass(frozen=True, slots=True)
class Item:
    """One photo of the batch.

    Attributes:
        number: Its name for the program: given once, never again.
        source: The photo.
        root: The folder that it was found in, None where it was named itself.
        size: In pixels, None while its header was not looked at.
        job: None until the batch starts.
        state: What has become of it.
        seconds: Time that it took, files read and written; without that in which it stood still.
        result_bytes: Of the result's file.
        message: Why there is no result, or what a person should know of it, in words.
    """

    number: int
    source: Path
    root: Path | None = None
    size: Size | None = None
    job: Job | None = None
    state: State = "waiting"
    seconds: float | None = None
    result_bytes: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A photo that was named, or found in a folder that was."""

    path: Path
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What the journal keeps of a change: it is applied from left to right.

    Attributes:
        put: Items that are new or have changed.
        removed: Numbers of items that are gone.
        ordered: Numbers of all items, where their order changed.
    """

    put: tuple[Item, ...] = ()
    removed: tuple[int, ...] = ()
    ordered: tuple[int, ...] = ()


class Queue:
    """Items in the order in which they are done; every method that changes them tells what changed.

    Args:
        items: To begin with.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: dict[int, Item] = {}
        self._counts: Counter[State] = Counter()
        self._areas: Counter[State] = Counter()
        self.put(items)
        self._next = max(self._items, default=0) + 1

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them."""
        return tuple(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def count(self, *states: State) -> int:
        """Number of items in these states."""
        return sum(self._counts[state] for state in states)

    def megapixels(self, *states: State) -> float:
        """Size of the photos in these states, as far as it is known."""
        return sum(self._areas[state] for state in states) / 1e6

    def get(self, number: int) -> Item | None:
        """An item, None where it is gone."""
        return self._items.get(number)

    def next(self) -> Item | None:
        """The first item that waits and has its job."""
        return next((item for item in self._items.values() if item.state == "waiting" and item.job), None)

    def add(self, found: Iterable[Found]) -> Change:
        """Take in photos, but those that are there already."""
        known = {item.source for item in self._items.values()}
        new = []
        for each in found:
            if each.path not in known:
                known.add(each.path)
                new.append(Item(self._next, each.path, each.root))
                self._next += 1
        return self.put(new)

    def put(self, items: Iterable[Item]) -> Change:
        """Take over items as they are now."""
        put = tuple(items)
        for item in put:
            self._tally(self._items.get(item.number), -1)
            self._tally(item, 1)
            self._items[item.number] = item
        return Change(put=put)

    def remove(self, numbers: Iterable[int]) -> Change:
        """Drop items, but never the one that runs."""
        gone = tuple(n for n in numbers if n in self._items and self._items[n].state != "running")
        for number in gone:
            self._tally(self._items.pop(number), -1)
        return Change(removed=gone)

    def clear_done(self) -> Change:
        """Drop what is done."""
        return self.remove([item.number for item in self.items if item.state == "done"])

    def move(self, numbers: Collection[int], before: int | None) -> Change:
        """Put items, in the order that they have, before another one, or last.

        Args:
            numbers: Which.
            before: The number of the item that follows; None for the end.
        """
        moving = [number for number in self._items if number in numbers]
        rest = [number for number in self._items if number not in numbers]
        # Before one that moves, too, means before the next one that does not.
        if before is not None and before in numbers:
            order = list(self._items)
            before = next((number for number in order[order.index(before) :] if number in rest), None)
        at = rest.index(before) if before in rest else len(rest)
        ordered = (*rest[:at], *moving, *rest[at:])
        if ordered == tuple(self._items):
            return Change()
        self._items = {number: self._items[number] for number in ordered}
        return Change(ordered=ordered)

    def shift(self, numbers: Collection[int], step: int) -> Change:
        """Move items up (-1) or down (1) by one place; together they stop at the end."""
        order = list(self._items)
        places = [place for place, number in enumerate(order) if number in numbers]
        if not places:
            return Change()
        if step < 0:
            return self.move(numbers, order[max(places[0] - 1, 0)])
        after = places[-1] + 2
        return self.move(numbers, order[after] if after < len(order) else None)

    def retry(self, numbers: Collection[int] | None = None) -> Change:
        """Let what has no result wait again: failed, skipped, cancelled; of `numbers`, or all of it."""
        again = [
            replace(item, state="waiting", seconds=None, result_bytes=None, message="")
            for item in self._items.values()
            if item.state in ("failed", "skipped", "cancelled") and (numbers is None or item.number in numbers)
        ]
        return self.put(again)

    def begin(self, number: int) -> Change:
        """An item starts."""
        return self._become(number, "running")

    def done(self, number: int, seconds: float, result_bytes: int, message: str = "") -> Change:
        """An item has its result."""
        return self._become(number, "done", seconds=seconds, result_bytes=result_bytes, message=message)

    def end(self, number: int, state: Literal["failed", "skipped", "cancelled"], message: str = "") -> Change:
        """An item has no result."""
        return self._become(number, state, message=message)

    def _tally(self, item: Item | None, sign: int) -> None:
        if item is not None:
            self._counts[item.state] += sign
            self._areas[item.state] += sign * (item.size.area if item.size else 0)

    def _become(
        self,
        number: int,
        state: State,
        *,
        seconds: float | None = None,
        result_bytes: int | None = None,
        message: str = "",
    ) -> Change:
        item = self._items[number]
        return self.put(
            [replace(item, state=state, seconds=seconds, result_bytes=result_bytes, message=message)],
        )


def replayed(changes: Sequence[Change]) -> tuple[Item, ...]:
    """The items that a series of changes leads to."""
    items: dict[int, Item] = {}
    for change in changes:
        items.update((item.number, item) for item in change.put)
        for number in change.removed:
            items.pop(number, None)
        if change.ordered:
            rest = {number: item for number, item in items.items() if number not in change.ordered}
            items = {number: items[number] for number in change.ordered if number in items} | rest
    return tuple(items.values())
