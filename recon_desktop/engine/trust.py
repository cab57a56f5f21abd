"""How far a result can be trusted: where it departs from what the photo supports.

Restoration invents: an enlargement has more pixels than the photo tells of, and a denoiser decides what was noise.
Three departures can be measured without knowing the truth, each in levels of 8-bit luma (BT.601, 0..255):

- *consistency*: made small again by the bicubic filter of the project, the result should be the photo; the root mean
  square of the difference around each pixel. Where noise is taken out the difference is that noise, and only what is
  more of it than the photo's own noise at a third of its size counts: structure that went with the noise.
- *stability*: the standard deviation of the results for the photo's eight flips and rotations. What is in the photo
  does not depend on how it is held.
- *disagreement*: the difference to another method. Beside bicubic enlargement that is all the detail that was added.

Each is a map of the photo's size (within the pixels of the result that stand for a pixel of the photo, the root mean
square counts). `THRESHOLDS` are chosen alike: on Set5 and Set14, enlarged 2 and 4 times by ESPCN, where a measure
reaches its threshold the result is typically (median) off by 7 to 13 levels. In denoising they mean about the same: on
Set14 with Gaussian noise of 10, 25 and 50 levels the error around the pixel is 5, 8 and 11 levels where the spread
reaches its threshold, and 7 for disagreement (25 levels of noise, another denoiser). The largest departure by its
threshold is the combined map, and the one number is the share of pixels that stay below all thresholds: the part on
firm ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from recon_desktop.core import metrics, resize
from recon_desktop.core.alpha import bleed
from recon_desktop.core.card import Task
from recon_desktop.core.color import luma
from recon_desktop.core.errors import ModelMismatch
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.orientation import ORIENTATIONS, TurnedSource, turned_back, turned_region
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import PixelSource
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import damage_of, quality_areas
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.core.thresholds import THRESHOLDS, DepartureKind
from recon_desktop.engine.automatic import told
from recon_desktop.engine.catalog import Catalog, gains
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.levels import Levels, levelled
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer

BICUBIC = "bicubic"

_AROUND = 1.0  # sigma of the window of the consistency, in pixels of the photo
_AROUND_NOISE = 3.0  # likewise where noise is taken out: enough pixels to tell structure from chance
_COARSE = 3  # noise is compared at this part of the size, where camera noise after JPEG is noise, too
_CHANCE = 1.8  # twice the standard deviation of a window's noise power above its mean
_RIVAL_LOSS = 0.2  # dB: a method that is worse by more mostly tells of its own faults
_CELL = 512  # side of what is judged at once, in pixels of the result


@dataclass(frozen=True, slots=True)
class Question:
    """What is judged, against what.

    Attributes:
        recipe: At full strength.
        other: What the disagreement is with: "bicubic", the id of a model that takes the place of the recipe's model
            for the same task, or "" for nothing.
        rival: What has to run for the other method; None where nothing has to.
        noise: Standard deviation of the noise that the recipe may take out, in levels of luma at a third of the size;
            0 where it takes none out.
    """

    recipe: Recipe
    other: str
    rival: Recipe | None
    noise: float


@dataclass(frozen=True, slots=True, eq=False)
class TrustMaps:
    """The departures of a result, each HxW in levels: one value for each pixel of a part of the photo.

    Attributes:
        region: The part, in pixels of the photo.
        consistency: Against the photo itself.
        stability: Among the eight orientations.
        disagreement: With another method; None where there is none.
    """

    region: Region
    consistency: Image
    stability: Image
    disagreement: Image | None

    @property
    def measures(self) -> Mapping[DepartureKind, Image]:
        """Those that there are, by name."""
        maps: dict[DepartureKind, Image | None] = {
            "consistency": self.consistency,
            "stability": self.stability,
            "disagreement": self.disagreement,
        }
        return {name: values for name, values in maps.items() if values is not None}

    @property
    def combined(self) -> Image:
        """The largest departure at each pixel, by its threshold: up to 1 is firm."""
        scaled = [values / np.float32(THRESHOLDS[name]) for name, values in self.measures.items()]
        return np.asarray(np.maximum.reduce(scaled), np.float32)

    @property
    def firm(self) -> float:
        """The one number, 0..1: the share of pixels on which no departure passes its threshold."""
        return firm_share(self.combined)


def firm_share(combined: Image) -> float:
    """Share of a combined map that is firm."""
    return float(np.mean(combined <= 1))


def question(catalog: Catalog, photo: Photo, recipe: Recipe, other: str | None = None) -> Question:
    """What to ask about a recipe for a photo.

    Args:
        catalog: Where its models are found.
        photo: Its noise is measured where the recipe denoises.
        recipe: Its mix does not count: the full result is judged.
        other: What to compare with; by default bicubic where the recipe enlarges, else the catalog's first other
            denoiser that was measured hardly worse, else nothing.

    Raises:
        ModelUnknown: There is no such model.
        ModelMismatch: The other model has no part in the recipe, or enlarges differently.
    """
    recipe = recipe.without_mix
    cards = [catalog.get(step.model).card for step in recipe.steps]
    tasks: list[Task] = [card.task for card in cards]
    if other is None:
        other = BICUBIC if "upscale" in tasks else _rival_denoiser(catalog, cards[0].id) if cards else ""
    elif other == BICUBIC and "upscale" not in tasks:
        raise ModelMismatch(other, "it does upscale", catalog.ids("denoise"))
    elif other not in ("", BICUBIC):
        rival = catalog.get(other).card
        replaced = next((card for card in cards if card.task == rival.task), None)
        offers = [model.id for card in cards for model in catalog.choices(card.task, card.scale)]
        if replaced is None:
            raise ModelMismatch(other, f"it does {rival.task}", offers)
        if replaced.scale != rival.scale:
            raise ModelMismatch(other, f"it enlarges {rival.scale} times, not {replaced.scale}", offers)
    denoises = "denoise" in tasks
    source = levelled(photo)
    return Question(
        recipe,
        other,
        _rival(catalog, replace(recipe, ensemble=False), other, source),
        _coarse_noise(source) if denoises else 0.0,
    )


def judge(
    restorer: Restorer,
    photo: Photo,
    asked: Question,
    *,
    region: Region | None = None,
    urgency: Urgency = Urgency.RUN,
    progress: Progress = SILENT,
) -> TrustMaps:
    """The whole of what `judged` gives part by part, at once: arguments and errors are the same."""
    region = region or photo.size.whole
    size = (region.height, region.width)
    consistency, stability = np.empty(size, np.float32), np.empty(size, np.float32)
    disagreement = np.empty(size, np.float32) if asked.other else None
    for maps in judged(restorer, photo, asked, region=region, urgency=urgency, progress=progress):
        place = maps.region.relative_to(region).slices
        consistency[place], stability[place] = maps.consistency, maps.stability
        if disagreement is not None and maps.disagreement is not None:
            disagreement[place] = maps.disagreement
    return TrustMaps(region, consistency, stability, disagreement)


def judged(
    restorer: Restorer,
    photo: Photo,
    asked: Question,
    *,
    region: Region | None = None,
    urgency: Urgency = Urgency.RUN,
    progress: Progress = SILENT,
) -> Iterator[TrustMaps]:
    """Measure how far the result of a recipe can be trusted; a region gets exactly the values of the whole photo.

    Works on small cells, one after the other, and hands out each: no more than a cell's results is held. Runs the
    recipe eight times, and once more for another model.

    Args:
        restorer: Runs the models.
        photo: What is restored.
        asked: By `question`.
        region: In pixels of the photo; all of it by default.
        urgency: As in `Restorer.restore`.
        progress: Told after each run of a network; its token stops the work within one.

    Raises:
        Cancelled: The token was set.
        ModelError: A model is unknown, missing or damaged.
        RunError: A run failed for good.
    """
    judging = _Judging(restorer, photo, asked, urgency)
    cells = _cells(region or photo.size.whole, max(1, _CELL // judging.scale))
    for number, cell in enumerate(cells):
        yield judging.cell(cell, progress.part(number / len(cells), 1 / len(cells)))


class _LumaSink:
    """Keeps the luma of a result, in levels; values that a file would clip are clipped."""

    def __init__(self, size: Size, *, clipped: bool) -> None:
        self._size = size
        self._clipped = clipped
        self.levels = np.empty((size.height, size.width), np.float32)

    @property
    def size(self) -> Size:
        """Width and height."""
        return self._size

    def write(self, region: Region, block: Image) -> None:
        """Store a block's luma."""
        self.levels[region.slices] = _levels(np.clip(block, 0, 1) if self._clipped else block)


class _Judging:
    def __init__(self, restorer: Restorer, photo: Photo, asked: Question, urgency: Urgency) -> None:
        self._restorer = restorer
        self._urgency = urgency
        pixels = photo.pixels if photo.alpha is None else bleed(photo.pixels, photo.alpha)
        self._source = Levels.of(pixels, photo.space).source(pixels)
        self._clipped = photo.depth != np.float32
        self._asked = asked
        self._single = replace(asked.recipe, ensemble=False)
        self.scale = asked.recipe.scale(restorer.catalog)
        down = BICUBIC_RADIUS + 1 if self.scale > 1 else 0
        around = 4 * _AROUND_NOISE + _COARSE // 2 if asked.noise else 4 * _AROUND
        self._margin = int(down + around)

    def cell(self, cell: Region, progress: Progress) -> TrustMaps:
        size = self._source.size
        around = cell.grow(self._margin).clip(size)
        share = 1 / (len(ORIENTATIONS) + 1)
        first = self._restored(self._single, around, 0, progress.part(0, share))
        total, squares = np.zeros_like(first), np.zeros_like(first)
        for orientation in ORIENTATIONS[1:]:
            other = self._restored(self._single, around, orientation, progress.part(orientation * share, share))
            other -= first
            total += other
            squares += np.square(other, out=other)
        total /= np.float32(len(ORIENTATIONS))
        squares /= np.float32(len(ORIENTATIONS))
        spread = np.sqrt(np.maximum(squares - np.square(total), 0))
        result = first + total if self._asked.recipe.ensemble else first
        inside = cell.relative_to(around)
        core = inside.scaled(self.scale).slices
        disagreement = None
        if self._asked.other:
            rival = self._rivals(cell, progress.part(1 - share, share))
            disagreement = _pooled(result[core] - rival, self.scale)
        progress.report(1.0)
        return TrustMaps(
            cell, self._consistency(result, around)[inside.slices], _pooled(spread[core], self.scale), disagreement
        )

    def _restored(self, recipe: Recipe, region: Region, orientation: int, progress: Progress) -> Image:
        source: PixelSource = TurnedSource(self._source, orientation) if orientation else self._source
        part = turned_region(region, self._source.size, orientation)
        scale = recipe.scale(self._restorer.catalog)
        sink = _LumaSink(part.size.scaled(scale), clipped=self._clipped)
        self._restorer.restore(source, sink, recipe, region=part, urgency=self._urgency, progress=progress)
        return turned_back(sink.levels, orientation)

    def _consistency(self, result: Image, around: Region) -> Image:
        """The departure of the shrunk result from the photo, around each pixel of `around`."""
        shape = (around.height, around.width)
        small = bicubic(result, size=shape) if self.scale > 1 else result
        apart = _levels(self._source.read(around)) - small
        noise = self._asked.noise
        if not noise:
            return np.sqrt(_blurred(np.square(apart), _AROUND))
        coarse = cv2.blur(apart, (_COARSE, _COARSE), borderType=cv2.BORDER_REFLECT)
        power = _blurred(np.square(coarse), _AROUND_NOISE) - np.float32(_CHANCE * noise**2)
        return np.asarray(np.sqrt(np.maximum(power, 0)), np.float32)

    def _rivals(self, cell: Region, progress: Progress) -> Image:
        """What the other method makes of a cell."""
        if self._asked.other != BICUBIC:
            assert self._asked.rival is not None
            return self._restored(self._asked.rival, cell, 0, progress)
        around = cell.grow(BICUBIC_RADIUS).clip(self._source.size)
        if self._asked.rival is not None:
            plain = self._restored(self._asked.rival, around, 0, progress)
        else:
            plain = _levels(self._source.read(around))
        return bicubic(plain, self.scale)[cell.relative_to(around).scaled(self.scale).slices]


def _rival_denoiser(catalog: Catalog, model: str) -> str:
    """The first other denoiser that gains hardly less than a model, or nothing."""
    gained = gains(catalog.choices("denoise"))
    return next((name for name in gained if name != model and gained[name] >= gained[model] - _RIVAL_LOSS), "")


def _rival(catalog: Catalog, recipe: Recipe, other: str, source: PixelSource) -> Recipe | None:
    """What has to run for the other method: the recipe without enlargement, or with the other model in it."""
    if not other:
        return None
    if other == BICUBIC:
        steps = tuple(step for step in recipe.steps if catalog.get(step.model).card.scale == 1)
        return replace(recipe, steps=steps) if steps else None
    card = catalog.get(other).card
    replaced = []
    for step in recipe.steps:
        if catalog.get(step.model).card.task == card.task:
            level = step.noise_level
            if level is None and "noise_level" in card.conditions:
                level = told(damage_of(source))
            step = Step(other, noise_level=level if "noise_level" in card.conditions else None)
        replaced.append(step)
    return replace(recipe, steps=tuple(replaced))


def _coarse_noise(source: PixelSource) -> float:
    """Standard deviation of the noise at a third of the size, in levels of luma.

    There it is nearly white, and its power alone counts: the gauge, which knows photos at their own size, is not made
    for that.
    """
    areas = quality_areas(source.size.whole)
    small = (max(1, areas[0].height // _COARSE), max(1, areas[0].width // _COARSE))
    pieces = [resize.area(luma(source.read(area)), size=small) for area in areas]
    return metrics.noise_level(np.concatenate(pieces))


def _levels(image: Image) -> Image:
    levels = luma(image)
    levels *= np.float32(255)
    return levels


def _blurred(values: Image, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), np.float32)


def _pooled(values: Image, scale: int) -> Image:
    """Root mean square over the pixels of the result that stand for one of the photo."""
    height, width = (side // scale for side in values.shape)
    squares = np.square(values).reshape(height, scale, width, scale)
    return np.asarray(np.sqrt(squares.mean(axis=(1, 3))), np.float32)


def _cells(region: Region, side: int) -> list[Region]:
    """A grid over a region."""
    return [
        Region(left, top, side, side).intersect(region) or region
        for top in range(region.top, region.bottom, side)
        for left in range(region.left, region.right, side)
    ]
