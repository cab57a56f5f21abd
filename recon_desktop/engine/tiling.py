"""Exact tiling: which pixels each tile must read so that the tiled result equals the whole-image result.

A step (one network) is known by four numbers only: its scale, its halo (how far an output pixel sees), the grid on
which its blocks must start and end, and its smallest size. An image whose sides do not fit the grid or fall below the
smallest size is continued to the right and downwards by reflection; that padded image is the step's image, for tiled
and whole runs alike, so it does not matter how it is cut.

Rows and columns are independent: everything is planned along one axis and then combined. In a chain of steps the tiles
lie on the last step's image, and each earlier step computes exactly what its successor reads: no intermediate image is
ever held whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image


@dataclass(frozen=True, slots=True)
class Stage:
    """How one step of a chain sees its input image, in pixels of that image.

    Attributes:
        scale: Size of the step's output by that of its input.
        halo: Pixels to each side that an output pixel depends on; a multiple of `align`. None: all of them.
        align: Blocks start and end on multiples of it.
        min_size: Smallest side of a block; a multiple of `align`.
    """

    scale: int = 1
    halo: int | None = 0
    align: int = 1
    min_size: int = 1

    def padded(self, length: int) -> int:
        """Side of the padded image for a side of the image."""
        return max(_up(length, self.align), self.min_size)

    def reach(self, length: int) -> int:
        """The halo in an image side of `length`, where a halo without bound is the padded side."""
        return self.padded(length) if self.halo is None else self.halo


@dataclass(frozen=True, slots=True)
class Window:
    """What one step works on for one tile, in pixels of the step's own input image.

    Attributes:
        block: The step's input; it lies in the padded image.
        inside: The pixels of the image itself from which the block can be made.
    """

    block: Region
    inside: Region


@dataclass(frozen=True, slots=True)
class Tile:
    """One part of the result and all that must be read to compute it.

    Attributes:
        windows: One for each step, first to last.
        output: The part of the result that this tile delivers, in pixels of the whole result.
    """

    windows: tuple[Window, ...]
    output: Region


@dataclass(frozen=True, slots=True)
class _Span:
    """A block along one axis, and the part of it (`first` to `last`) that is delivered."""

    start: int
    stop: int
    first: int
    last: int


def plan(size: Size, stages: Sequence[Stage], side: int, region: Region | None = None) -> tuple[Tile, ...]:
    """Cut a run into tiles, row by row.

    Args:
        size: Size of the photo.
        stages: The steps, first to last; at least one.
        side: Largest side of a block of the last step, in pixels of its input. It is raised where the halo needs more
            and lowered so that all tiles come out even; all blocks of a run have the same shape.
        region: The part of the photo to restore, all of it by default.

    Returns:
        Tiles whose outputs cover the restored region once each.

    Raises:
        ValueError: The region leaves the photo.
    """
    region = region or size.whole
    if not size.whole.contains(region):
        raise ValueError(f"{region} leaves {size}")
    rows = _axis(size.height, stages, side, region.top, region.bottom)
    columns = _axis(size.width, stages, side, region.left, region.right)
    return tuple(_tile(size, stages, column, row) for row in rows for column in columns)


def missing(tiles: Sequence[Tile], done: Sequence[Region]) -> tuple[Tile, ...]:
    """The tiles that do not lie wholly in parts of the result, none over another, that are done."""
    left, top, right, bottom = (
        np.array([(part.left, part.top, part.right, part.bottom) for part in done], int).reshape(-1, 4).T
    )

    def covered(region: Region) -> bool:
        width = np.minimum(right, region.right) - np.maximum(left, region.left)
        height = np.minimum(bottom, region.bottom) - np.maximum(top, region.top)
        return int((width.clip(0) * height.clip(0)).sum()) == region.size.area

    return tuple(tile for tile in tiles if not covered(tile.output))


def block_sides(stages: Sequence[Stage], side: int) -> tuple[int, ...]:
    """Largest side of each step's block in a photo without end, for a block of `side` in the last step."""
    last = stages[-1]
    sides = [max(_up(side, last.align), 2 * (last.halo or 0) + last.align, last.min_size)]
    for stage in reversed(stages[:-1]):
        core = -(-sides[0] // stage.scale) + 1 if stage.scale > 1 else sides[0]
        slack = stage.align if stage.align > 1 else 0
        sides.insert(0, max(_up(core, stage.align) + 2 * (stage.halo or 0) + slack, stage.min_size))
    return tuple(sides)


def extend(pixels: Image, window: Window) -> Image:
    """Make a step's block from the image's pixels.

    Args:
        pixels: HxWx3, the image inside `window.inside`. Where the block passes that to the right or downwards, it
            passes the image's edge.
        window: Of the step.

    Returns:
        The block: beyond the image's edge it mirrors the image (the edge pixel not repeated) up to the opposite edge,
        and holds that edge pixel from there on.
    """
    block, inside = window.block, window.inside
    if block == inside:
        return pixels
    rows = _fold(block.top, block.bottom, inside.bottom) - inside.top
    columns = _fold(block.left, block.right, inside.right) - inside.left
    return np.ascontiguousarray(pixels[rows[:, np.newaxis], columns])


def _fold(start: int, stop: int, length: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    index = np.arange(start, stop)
    return np.where(index < length, index, np.maximum(2 * (length - 1) - index, 0))


def _tile(size: Size, stages: Sequence[Stage], columns: tuple[_Span, ...], rows: tuple[_Span, ...]) -> Tile:
    windows = []
    for stage, column, row in zip(stages, columns, rows, strict=True):
        left, right = _seen(column, size.width)
        top, bottom = _seen(row, size.height)
        block = Region.from_edges(column.start, row.start, column.stop, row.stop)
        windows.append(Window(block, Region.from_edges(left, top, right, bottom)))
        size = size.scaled(stage.scale)
    core = Region.from_edges(columns[-1].first, rows[-1].first, columns[-1].last, rows[-1].last)
    return Tile(tuple(windows), core.scaled(stages[-1].scale))


def _axis(length: int, stages: Sequence[Stage], side: int, begin: int, end: int) -> list[tuple[_Span, ...]]:
    """Plan one axis: for each tile the spans of all steps, first to last."""
    scales = list(accumulate((stage.scale for stage in stages[:-1]), int.__mul__, initial=1))
    lengths = [length * scale for scale in scales]
    spans = [_cut(lengths[-1], stages[-1], side, begin * scales[-1], end * scales[-1])]
    for index in reversed(range(len(stages) - 1)):
        wanted = [_seen(span, lengths[index + 1]) for span in spans[0]]
        spans.insert(0, _feed(lengths[index], stages[index], wanted))
    return list(zip(*spans, strict=True))


def _cut(length: int, stage: Stage, side: int, begin: int, end: int) -> list[_Span]:
    """Cut `begin` to `end` of an axis into blocks of one length."""
    halo = stage.reach(length)
    low = _down(max(begin - halo, 0), stage.align)
    high = min(max(_up(end + halo, stage.align), low + stage.min_size), stage.padded(length))
    low = max(min(low, high - stage.min_size), 0)
    side = max(_down(side, stage.align), 2 * halo + stage.align, stage.min_size)
    if high - low > side:
        count = math.ceil((high - low - 2 * halo) / (side - 2 * halo))
        side = max(_up(math.ceil((high - low + (count - 1) * 2 * halo) / count), stage.align), stage.min_size)
    side = min(side, high - low)
    spans = []
    core = begin
    while core < end:
        start = min(max(_down(core - halo, stage.align), low), high - side)
        last = end if start + side == high else start + side - halo
        spans.append(_Span(start, start + side, core, last))
        core = last
    return spans


def _feed(length: int, stage: Stage, wanted: list[tuple[int, int]]) -> list[_Span]:
    """Find the blocks of one length with which a step makes what its successor reads."""
    halo, padded = stage.reach(length), stage.padded(length)
    cores = [(first // stage.scale, -(-last // stage.scale)) for first, last in wanted]
    starts = [_down(max(first - halo, 0), stage.align) for first, _ in cores]
    stops = [min(_up(last + halo, stage.align), padded) for _, last in cores]
    side = max(stage.min_size, *(stop - start for start, stop in zip(starts, stops, strict=True)))
    starts = [min(start, padded - side) for start in starts]
    return [_Span(start, start + side, *core) for start, core in zip(starts, cores, strict=True)]


def _seen(span: _Span, length: int) -> tuple[int, int]:
    """The part of the image that a block is made of: what it covers, and what is mirrored into it."""
    if span.stop <= length:
        return span.start, span.stop
    return min(span.start, max(2 * (length - 1) - (span.stop - 1), 0)), length


def _down(value: int, step: int) -> int:
    return value // step * step


def _up(value: int, step: int) -> int:
    return -(-value // step) * step
