"""A photo made ready to be restored, once for all parts of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recon_desktop.core.alpha import bleed
from recon_desktop.core.card import ModelCard
from recon_desktop.core.geometry import Region
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, Pixels
from recon_desktop.engine.budget import band_rows
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.run_report import Known

BAND_BYTES = 1 << 26
"""A band of a result is about as large, or one row of tiles: so few of them that what runs beside the networks seldom
waits, and so small that some of them are no burden."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A photo and what is to be done with it.

    Attributes:
        photo: As it was opened.
        recipe: What to do.
        scale: Of the recipe.
        pixels: The photo's, with colour under what is transparent.
        levels: How the networks see them.
        enlarging: The steps that enlarge transparency; none where it is the same everywhere.
    """

    photo: Photo
    recipe: Recipe
    scale: int
    pixels: Pixels
    levels: Levels
    enlarging: tuple[Step, ...]

    @classmethod
    def of(cls, photo: Photo, recipe: Recipe, catalog: Catalog) -> Prepared:
        """Make a photo ready."""
        alpha = photo.alpha
        enlarging: tuple[Step, ...] = ()
        if alpha is not None and (alpha != alpha.flat[0]).any():
            enlarging = tuple(step for step in recipe.steps if catalog.get(step.model).card.scale > 1)
        pixels = photo.pixels if alpha is None else bleed(photo.pixels, alpha)
        return cls(photo, recipe, recipe.scale(catalog), pixels, Levels.of(pixels, photo.space), enlarging)

    @property
    def row_bytes(self) -> int:
        """Of the result that belongs to a row of the photo."""
        channels = (1 if self.photo.grey else 3) + (self.photo.alpha is not None)
        return self.photo.size.width * self.scale**2 * channels * self.photo.depth.itemsize

    def bands(self, cards: Sequence[ModelCard], side: int) -> tuple[Region, ...]:
        """The photo in bands of full width, each of so many rows that whole rows of tiles restore it.

        Args:
            cards: Those of the recipe's models, in its order.
            side: Of a tile, in pixels of the last step's input.
        """
        size = self.photo.size
        if not cards:
            rows = step = 1
        elif (found := band_rows(cards, side)) is None:
            return (size.whole,)
        else:
            rows, step = found
        most = max(BAND_BYTES // (self.row_bytes * rows), 1) * rows
        count = -(-size.height // most)
        height = -(-size.height // count)
        height += -height % step
        return tuple(
            Region.from_edges(0, top, size.width, min(top + height, size.height))
            for top in range(0, size.height, height)
        )


def digest_of(made: Prepared, region: Region, variant: str, cards: Sequence[ModelCard]) -> str:
    """The digest of a result."""
    files = [card.full_precision.sha256 for card in cards]
    return hashlib.sha256(repr((made.photo.digest, made.recipe, region, variant, files)).encode()).hexdigest()


def placed(
    known: Iterable[Known], region: Region, colour: ArraySink, cover: ArraySink | None
) -> tuple[list[Region], float]:
    """Put what is known of a region where it belongs; returns its places in the whole result, and its seconds."""
    scale = colour.size.width // region.width
    done, seconds = [], 0.0
    for part in known:
        place = part.region.relative_to(region).scaled(scale)
        colour.pixels[place.slices] = part.photo.pixels
        if cover is not None:
            cover.pixels[place.slices] = part.photo.alpha
        done.append(part.region.scaled(scale))
        seconds += part.report.seconds
    return done, seconds
