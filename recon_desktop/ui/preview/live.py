"""The live preview: which cells of a grid are seen, which are ready, and which comes next. No threads, no drawing.

A fixed grid, so that what was restored once is found again when the view pans back. Exact tiling makes the pixels of a
cell those of the full run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from typing import TYPE_CHECKING

from recon_desktop.core.geometry import Region
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.ui.values.cells import cell_side, cells
from recon_desktop.ui.values.state import Patch, Preview

if TYPE_CHECKING:
    from recon_desktop.ui.values.requests import Baseline, Subject, Tile

MIN_ZOOM = 0.5
"""Device pixels by pixel of the result below which noise and detail are averaged away on the screen."""

MAX_BYTES = 256 << 20

Key = tuple[Hashable, Region]
"""A cell of a subject."""


class TileStore(LruCache[Key, "Tile"]):
    """Restored cells of any subjects.

    Args:
        max_bytes: What it may hold.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(max_bytes, lambda tile: tile.nbytes)


class LivePreview:
    """The cells in view of one subject, and how far they are.

    Args:
        paint: Makes the patch of a tile of a scale, mixed so; cheap, called on the GUI thread.
        store: Where the tiles are; previews share it.

    Attributes:
        subject: What is previewed; None for nothing.
        region: What is looked at, in pixels of its photo; None where there is no preview.
        mix: How it is blended.
    """

    def __init__(self, paint: Callable[[Tile, int, Mix], Patch], store: TileStore) -> None:
        self._paint = paint
        self._store = store
        self._patches: dict[Key, Patch] = {}
        self._painted = PLAIN
        self._seen: tuple[Region, ...] = ()
        self._given_up = False
        self.subject: Subject | Baseline | None = None
        self.region: Region | None = None
        self.mix = PLAIN

    def look(self, subject: Subject | Baseline | None, region: Region | None, zoom: float) -> None:
        """Look at a region.

        Args:
            subject: What is restored; None for nothing.
            region: In pixels of its photo.
            zoom: Device pixels by pixel of the photo.
        """
        truthful = subject is not None and region is not None and zoom / subject.scale >= MIN_ZOOM
        self.subject = subject
        self.region = region if truthful else None
        self._seen = ()
        self._given_up = False
        if subject is not None and self.region is not None:
            self._seen = cells(self.region, subject.photo.size, cell_side(subject.scale))
        seen = self.keys
        self._patches = {key: patch for key, patch in self._patches.items() if key in seen}

    @property
    def keys(self) -> Set[Key]:
        """The cells in view."""
        return {self._key(cell) for cell in self._seen}

    @property
    def next_place(self) -> int | None:
        """How far from the middle the next cell to restore is: its place among those in view, None where there is none.

        Previews of one view count the same cells, so the least of several is the cell that they want next.
        """
        if self._given_up:
            return None
        return next((place for place, cell in enumerate(self._seen) if self._tile(cell) is None), None)

    def next_cell(self) -> Region | None:
        """The cell to restore next: of those in view and not ready, the one nearest to the middle."""
        place = self.next_place
        return None if place is None else self._seen[place]

    def sees(self, subject: Subject | Baseline, cell: Region) -> bool:
        """Whether a cell of a subject is in view."""
        return self.subject is not None and self.subject.key == subject.key and cell in self._seen

    def give_up(self) -> None:
        """Want nothing more until something else is looked at."""
        self._given_up = True

    @property
    def complete(self) -> bool:
        """Whether all that is in view is ready."""
        return bool(self._seen) and all(self._tile(cell) is not None for cell in self._seen)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is ready of what is in view."""
        found = (self._tile(cell) for cell in self._seen)
        return tuple(tile for tile in found if tile is not None)

    @property
    def preview(self) -> Preview:
        """What is ready, blended."""
        if self.subject is None or self.region is None:
            return Preview(None, self.subject.scale if self.subject else 1)
        if self.mix != self._painted:
            self._painted = self.mix
            self._patches.clear()
        patches = tuple(self._patch(tile, self.subject.scale) for tile in self.tiles)
        return Preview(self.region, self.subject.scale, patches, len(patches) / len(self._seen))

    def _patch(self, tile: Tile, scale: int) -> Patch:
        key = self._key(tile.region)
        if key not in self._patches:
            self._patches[key] = self._paint(tile, scale, self.mix)
        return self._patches[key]

    def _tile(self, cell: Region) -> Tile | None:
        return self._store.get(self._key(cell))

    def _key(self, cell: Region) -> Key:
        return self.subject.key if self.subject else None, cell
