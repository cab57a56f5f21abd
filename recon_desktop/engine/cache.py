"""Results, and parts of them, that were computed already."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from recon_desktop.core.geometry import Region
from recon_desktop.core.photo import Photo
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.run_report import RunReport


@dataclass(frozen=True, slots=True)
class ResultKey:
    """What a result depends on; strength and grain are not part of it, because they are blended in afterwards.

    Attributes:
        digest: Of the photo.
        recipe: Kept at full strength and without grain.
        region: In pixels of the photo; None for all of it.
    """

    digest: str
    recipe: Recipe
    region: Region | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "recipe", self.recipe.without_mix)


class ResultCache:
    """The results used last, as many as fit into a number of bytes.

    Args:
        max_bytes: For the pixels of all of them; a result that is larger by itself is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._results: OrderedDict[ResultKey, tuple[Photo, RunReport]] = OrderedDict()

    def get(self, key: ResultKey) -> tuple[Photo, RunReport] | None:
        """The result at full strength and the report of its run, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: ResultKey, photo: Photo, report: RunReport) -> None:
        """Keep a result, and drop those that were not used for longest."""
        with self._lock:
            if key in self._results:
                self._bytes -= _size(self._results.pop(key)[0])
            self._results[key] = photo, report
            self._bytes += _size(photo)
            while self._bytes > self._max_bytes:
                self._bytes -= _size(self._results.popitem(last=False)[1][0])

    def clear(self) -> None:
        """Drop all."""
        with self._lock:
            self._results.clear()
            self._bytes = 0


def _size(photo: Photo) -> int:
    return photo.pixels.nbytes + (photo.alpha.nbytes if photo.alpha is not None else 0)
