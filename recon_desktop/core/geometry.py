"""Sizes and regions: all the rectangle algebra of the project, in whole pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, both at least 1."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a size needs at least 1x1 pixels, not {self.width}x{self.height}")

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    @property
    def megapixels(self) -> float:
        """Millions of pixels."""
        return self.area / 1e6

    @property
    def whole(self) -> Region:
        """The region that covers everything."""
        return Region(0, 0, self.width, self.height)

    def scaled(self, factor: int) -> Size:
        """The size after an enlargement by a whole factor."""
        return Size(self.width * factor, self.height * factor)

    def inside(self, border: int) -> Region:
        """What a border of so many pixels leaves; everything where it would leave nothing."""
        if min(self.width, self.height) <= 2 * border:
            return self.whole
        return self.whole.grow(-border)

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


@dataclass(frozen=True, slots=True)
class Padding:
    """Pixels added on each side of a region, none negative."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of whole pixels: `left`, `top` inclusive, `width` and `height` at least 1."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a region needs at least 1x1 pixels, not {self.width}x{self.height}")

    @property
    def right(self) -> int:
        """First column to the right of the region."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """First row below the region."""
        return self.top + self.height

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices, for `array[region.slices]`."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @classmethod
    def from_edges(cls, left: int, top: int, right: int, bottom: int) -> Region:
        """The region between edges; `right` and `bottom` are exclusive."""
        return cls(left, top, right - left, bottom - top)

    def contains(self, other: Region) -> bool:
        """Whether `other` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def intersect(self, other: Region) -> Region | None:
        """What both cover, or None where they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Region.from_edges(left, top, right, bottom) if left < right and top < bottom else None

    def grow(self, padding: Padding | int) -> Region:
        """The region with `padding` added on every side; it may leave the image."""
        sides = Padding(padding, padding, padding, padding) if isinstance(padding, int) else padding
        return Region.from_edges(
            self.left - sides.left, self.top - sides.top, self.right + sides.right, self.bottom + sides.bottom
        )

    def clip(self, size: Size) -> Region:
        """The part inside an image of `size`.

        Raises:
            ValueError: The region lies wholly outside.
        """
        inside = self.intersect(size.whole)
        if inside is None:
            raise ValueError(f"{self} lies outside {size}")
        return inside

    def align(self, step: int) -> Region:
        """The smallest region on the grid of `step` pixels that covers this one."""
        return Region.from_edges(
            self.left // step * step,
            self.top // step * step,
            -(-self.right // step) * step,
            -(-self.bottom // step) * step,
        )

    def scaled(self, factor: int) -> Region:
        """The same part of the photo after an enlargement by a whole factor."""
        return Region(self.left * factor, self.top * factor, self.width * factor, self.height * factor)

    def shrunk(self, factor: int) -> Region:
        """The smallest region before an enlargement by `factor` whose enlargement covers this one."""
        grid = self.align(factor)
        return Region(grid.left // factor, grid.top // factor, grid.width // factor, grid.height // factor)

    def relative_to(self, origin: Region) -> Region:
        """The same pixels, counted from the top left corner of `origin`."""
        return Region(self.left - origin.left, self.top - origin.top, self.width, self.height)


def strips(whole: Region, *, area: int, step: int = 1) -> Iterator[Region]:
    """Cut a region into full-width strips of about `area` pixels, a multiple of `step` rows high but for the last."""
    rows = max(step, area // whole.width // step * step)
    for top in range(whole.top, whole.bottom, rows):
        yield Region(whole.left, top, whole.width, min(rows, whole.bottom - top))


def parts(whole: Region, limit: int, side: int) -> tuple[Region, ...]:
    """The whole where it has no more pixels than `limit`, else nine squares spread evenly over it."""
    if whole.width * whole.height <= limit:
        return (whole,)
    width, height = min(side, whole.width), min(side, whole.height)
    return tuple(
        Region(
            whole.left + (whole.width - width) * column // 2,
            whole.top + (whole.height - height) * row // 2,
            width,
            height,
        )
        for row in range(3)
        for column in range(3)
    )
