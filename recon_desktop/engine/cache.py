"""Results, and parts of them, that were computed already."""

from __future__ import annotations

from dataclasses import dataclass

from recon_desktop.core.geometry import Region
from recon_desktop.core.lru_cache import LruCache
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


class ResultCache(LruCache[ResultKey, tuple[Photo, RunReport]]):
    """The results used last: each at full strength, with the report of its run.

    Args:
        max_bytes: For the pixels of all of them; a result that is larger by itself is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes, _size)


def _size(result: tuple[Photo, RunReport]) -> int:
    photo, _ = result
    return photo.pixels.nbytes + (photo.alpha.nbytes if photo.alpha is not None else 0)
