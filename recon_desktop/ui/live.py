"""The live preview: which cells of a grid are seen, which are ready, and which comes next. No threads, no drawing.

A fixed grid, so that what was restored once is found again when the view pans back. Exact tiling makes the pixels of a
cell those of the full run.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.ui.requests import Subject, Tile
from recon_desktop.ui.state import Patch, Preview

if TYPE_CHECKING:
    from recon_desktop.engine.recipe import Recipe

MIN_ZOOM = 0.5
"""Device pixels by pixel of the result below which noise and detail are averaged away on the screen."""

MAX_BYTES = 256 << 20

_Key = tuple[str, "Recipe", Region]


class LivePreview:
    """The cells in view and a bounded store of those that were restored.

    Args:
        paint: Makes the patch of a tile, mixed so; cheap, called on the GUI thread.
        max_bytes: Of the store; what is in view is kept whatever it takes.
    """

    def __init__(self, paint: Callable[[Tile, Mix], Patch], max_bytes: int = MAX_BYTES) -> None:
        self._paint = paint
        self._max_bytes = max_bytes
        self._bytes = 0
        self._tiles: OrderedDict[_Key, Tile] = OrderedDict()
        self._patches: dict[_Key, Patch] = {}
        self._mix = PLAIN
        self._subject: Subject | None = None
        self.region: Region | None = None
        self._seen: tuple[Region, ...] = ()

    def look(self, subject: Subject | None, region: Region | None, zoom: float) -> None:
        """Look at a region.

        Args:
            subject: What is restored; None for nothing.
            region: In pixels of its photo.
            zoom: Device pixels by pixel of the photo.
        """
        truthful = subject is not None and region is not None and zoom / subject.scale >= MIN_ZOOM
        self._subject = subject
        self.region = region if truthful else None
        self._seen = ()
        if subject is not None and self.region is not None:
            self._seen = cells(self.region, subject.photo.size, cell_side(subject.scale))
        seen = {self._key(subject, cell) for cell in self._seen} if subject else set()
        self._patches = {key: patch for key, patch in self._patches.items() if key in seen}

    def next_cell(self) -> Region | None:
        """The cell to restore next: of those in view and not ready, the one nearest to the middle."""
        return next((cell for cell in self._seen if self._tile(cell) is None), None)

    def sees(self, cell: Region) -> bool:
        """Whether a cell is in view."""
        return cell in self._seen

    def add(self, subject: Subject, tile: Tile) -> None:
        """Keep a restored cell; those not seen for longest go when there are too many."""
        key = self._key(subject, tile.region)
        old = self._tiles.pop(key, None)
        self._bytes += tile.nbytes - (old.nbytes if old else 0)
        self._tiles[key] = tile
        kept = {self._key(self._subject, cell) for cell in self._seen} if self._subject else set()
        for other in list(self._tiles):
            if self._bytes <= self._max_bytes:
                break
            if other not in kept:
                self._bytes -= self._tiles.pop(other).nbytes

    @property
    def complete(self) -> bool:
        """Whether all that is in view is ready."""
        return bool(self._seen) and self.next_cell() is None

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is ready of what is in view."""
        found = (self._tile(cell) for cell in self._seen)
        return tuple(tile for tile in found if tile is not None)

    def preview(self, mix: Mix) -> Preview:
        """What is ready, blended so."""
        if self._subject is None or self.region is None:
            return Preview(None, self._subject.scale if self._subject else 1)
        if mix != self._mix:
            self._mix = mix
            self._patches.clear()
        patches = tuple(self._patch(self._subject, tile) for tile in self.tiles)
        return Preview(self.region, self._subject.scale, patches, len(patches) / len(self._seen))

    def _patch(self, subject: Subject, tile: Tile) -> Patch:
        key = self._key(subject, tile.region)
        if key not in self._patches:
            self._patches[key] = self._paint(tile, self._mix)
        return self._patches[key]

    def _tile(self, cell: Region) -> Tile | None:
        if self._subject is None:
            return None
        key = self._key(self._subject, cell)
        if key in self._tiles:
            self._tiles.move_to_end(key)
        return self._tiles.get(key)

    @staticmethod
    def _key(subject: Subject, cell: Region) -> _Key:
        return subject.photo.digest, subject.recipe, cell


def cell_side(scale: int) -> int:
    """Side of a cell in pixels of the photo: small enough to appear soon, large enough for its halo not to matter."""
    return max(128, 256 // scale)


def cells(region: Region, size: Size, side: int) -> tuple[Region, ...]:
    """The cells of a grid that a region touches, nearest to its middle first, clipped to the photo."""
    middle = region.left + region.width / 2, region.top + region.height / 2
    grid = region.align(side)
    found = [
        Region(left, top, side, side).clip(size)
        for top in range(grid.top, min(grid.bottom, size.height), side)
        for left in range(grid.left, min(grid.right, size.width), side)
    ]

    def distance(cell: Region) -> float:
        return (cell.left + side / 2 - middle[0]) ** 2 + (cell.top + side / 2 - middle[1]) ** 2

    return tuple(sorted(found, key=distance))
