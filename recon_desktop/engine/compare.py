"""Every method on the same photo: models and plain interpolation side by side, measured alike."""

from __future__ import annotations

import difflib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recon_desktop.core import agreement, resize
from recon_desktop.core.agreement import Agreement
from recon_desktop.core.card import Task
from recon_desktop.core.compare import Eight, detailed
from recon_desktop.core.errors import ModelMismatch, ModelUnknown
from recon_desktop.core.gauge import Damage
from recon_desktop.core.geometry import Region, strips
from recon_desktop.core.heat import glowing
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, ArraySource, PixelSource, from_float, to_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import Quality, quality, quality_areas
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.engine.trust import firm_share, judge, question

BASELINES: Mapping[Task, tuple[str, ...]] = {"upscale": ("nearest", "bicubic", "lanczos"), "denoise": ("input",)}
"""Methods without a network, by task: what a model has to beat."""

CROP_SIDES = (32, 96)
"""Smallest and largest side of the crops that `detailed_crops` chooses, in pixels of the results."""

_STRIP_AREA = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """What the methods compete on.

    Attributes:
        photo: What each method gets.
        order: What each method does; its last model gives way to the method.
        reference: What each result should be, of the results' size; None where that is not known.
        damage: Of the photo; None where it was not read.
        crops: The parts of the results to keep.
        trust: Whether it is measured how far the models' results can be trusted, which takes nine times as long.
    """

    photo: Photo
    order: Order
    reference: Photo | None
    damage: Damage | None
    crops: tuple[Region, ...]
    trust: bool = False

    @property
    def task(self) -> Task:
        """What each method does by itself."""
        return "upscale" if self.order.enlarges else "denoise"

    @property
    def scale(self) -> int:
        """Of the results."""
        return self.order.scale

    @property
    def judged(self) -> Region:
        """The part of the results that is measured: as in `recon evaluate`, enlargements without a border."""
        return self.photo.size.scaled(self.scale).inside(self.scale if self.task == "upscale" else 0)

    def recipe(self, catalog: Catalog, model: str) -> Recipe:
        """What a model does to the photo.

        Raises:
            ModelError: There is no such model, or it does not do the task at this scale.
        """
        return self.order.with_method(model).recipe(catalog, self.damage)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One method.

    Attributes:
        method: A model's id, or the name of a baseline.
        scores: Against the reference, rounded to 8 bits; None where there is none.
        seconds: Wall time for the whole photo.
        crops: uint8 RGB, one for each part asked for.
        report: Of a model's run; None for a baseline.
        sha256: Of the model's full-precision file; empty for a baseline.
        firm: Share of the photo on which a model's result can be trusted, 0..1; None where that was not measured.
        maps: The crops under their map of departures; none where that was not measured.
        quality: What the result tells by itself; None where that was not measured.
    """

    method: str
    scores: Agreement | None
    seconds: float
    crops: tuple[Eight, ...]
    report: RunReport | None = None
    sha256: str = ""
    firm: float | None = None
    maps: tuple[Eight, ...] = ()
    quality: Quality | None = None

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """What did not go as asked, in sentences."""
        return self.report.fallbacks if self.report else ()


def chosen(catalog: Catalog, task: Task, scale: int, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The methods to compare, checked: those named, or the baselines and all models of the task.

    Raises:
        ModelUnknown: There is no such method; names those that look alike.
        ModelMismatch: A method does not do the task at this scale, or no model does.
        ModelError: A model's file is missing or damaged.
    """
    if not names:
        catalog.default(task, scale)
        names = [*BASELINES[task], *(model.id for model in catalog.choices(task, scale))]
    for name in names:
        own = task_of(catalog, name)
        if own != task:
            raise ModelMismatch(name, f"it does {own}", [*BASELINES[task], *catalog.ids(task)])
        if not is_baseline(name):
            Order.of(catalog, task, scale=scale, models=[name])
            catalog.verify(name)
    return tuple(dict.fromkeys(names))


def is_baseline(method: str) -> bool:
    """Whether this names a method without a network."""
    return any(method in names for names in BASELINES.values())


def task_of(catalog: Catalog, method: str) -> Task:
    """What a method does.

    Raises:
        ModelUnknown: There is no such method; names those that look alike.
    """
    for task, names in BASELINES.items():
        if method in names:
            return task
    try:
        return catalog.get(method).card.task
    except ModelUnknown as error:
        near = difflib.get_close_matches(method, [name for names in BASELINES.values() for name in names], n=1)
        raise ModelUnknown(method, (*near, *error.nearest)) from None


def compare(
    restorer: Restorer,
    contest: Contest,
    methods: Sequence[str],
    progress: Progress = SILENT,
    *,
    pristine: Pristine | None = None,
) -> tuple[Outcome, ...]:
    """Run methods one after the other; of each result only the crops and the figures are kept.

    Args:
        restorer: Runs the models.
        contest: The photo, and what to do with it.
        methods: As `chosen` returns them.
        progress: Told after each tile of each method.
        pristine: What undamaged photos are like; without it there is no NIQE.

    Raises:
        Cancelled: The token was set.
        ModelError: A model is missing or damaged.
        RunError: A run failed.
    """
    share = 1 / len(methods)
    return tuple(
        _outcome(restorer, contest, method, pristine, progress.part(number * share, share))
        for number, method in enumerate(methods)
    )


def crop(restorer: Restorer, contest: Contest, method: str, region: Region, progress: Progress = SILENT) -> Eight:
    """What one method makes of one part alone: exactly those pixels that `compare` would cut out, but at once.

    Args:
        restorer: Runs the models, this one before other runs.
        contest: The photo, and what to do with it.
        method: As `chosen` returns them.
        region: In pixels of the photo.
        progress: Told after each tile; its token stops the run.

    Returns:
        uint8 RGB, the size of the region times the scale.
    """
    if is_baseline(method):
        enlarged = baseline(restorer, contest.photo.source, method, contest.scale, region)
        made: PixelSource = ArraySource(from_float(enlarged, contest.photo.depth))
    else:
        recipe = contest.recipe(restorer.catalog, method)
        opaque = replace(contest.photo, alpha=None)
        restored, _ = restorer.restore_photo(opaque, recipe, region=region, urgency=Urgency.PREVIEW, progress=progress)
        made = restored.source
    (made_of_it,) = cut(made, [made.size.whole])
    return made_of_it


def crops_agreement(contest: Contest, crops: Sequence[Eight]) -> Agreement:
    """How close a method's crops, one for each part of the contest, are to the reference, all taken together."""
    assert contest.reference is not None
    found = list(zip(contest.crops, crops, strict=True))

    def read(region: Region) -> Image:
        area, pixels = next(pair for pair in found if pair[0].contains(region))
        return round8(to_float(pixels[region.relative_to(area).slices]))

    return agreement.compare(read, _rounded(contest.reference.source), contest.crops)


def baseline(restorer: Restorer, source: PixelSource, method: str, scale: int, region: Region) -> Image:
    """What a method without a network makes of a part of a photo.

    Args:
        restorer: Knows the bicubic enlargement.
        source: The photo.
        method: One of `BASELINES`.
        scale: Of the result.
        region: In pixels of the photo.

    Returns:
        Float32, the size of the region times the scale: exactly these pixels of the whole result.
    """
    if method in ("input", "bicubic"):
        return restorer.baseline(source, scale, region)
    if method == "nearest":
        return resize.nearest(source.read(region), scale)
    around = region.grow(resize.LANCZOS_RADIUS).clip(source.size)
    enlarged = resize.lanczos(source.read(around), scale)
    return enlarged[region.relative_to(around).scaled(scale).slices]


def detailed_crops(photo: Photo, result_width: int, count: int = 2) -> tuple[Region, ...]:
    """The most detailed places of a photo, or of its reference, in pixels of the results."""
    factor = result_width // photo.size.width
    smallest, largest = CROP_SIDES
    side = min(max(factor * min(photo.size.width, photo.size.height) // 5, smallest), largest)
    return tuple(region.scaled(factor) for region in detailed(photo.source, max(1, side // factor), count))


def cut(source: PixelSource, crops: Sequence[Region]) -> tuple[Eight, ...]:
    """Parts of a photo as uint8 RGB."""
    return tuple(from_float(source.read(crop), np.dtype(np.uint8)) for crop in crops)


def _outcome(
    restorer: Restorer, contest: Contest, method: str, pristine: Pristine | None, progress: Progress
) -> Outcome:
    """Run one method on the whole photo and measure what it made, strip by strip."""
    report, sha256, departures = None, "", None
    photo, scale = contest.photo, contest.scale
    begin = time.perf_counter()
    if is_baseline(method):
        sink = ArraySink(photo.size.scaled(scale), photo.depth, grey=photo.grey)
        for strip in strips(photo.size.whole, area=_STRIP_AREA // scale**2):
            sink.write(strip.scaled(scale), baseline(restorer, photo.source, method, scale, strip))
            progress.report(0.6 * strip.bottom / photo.size.height)
        result: PixelSource = ArraySource(sink.pixels)
    else:
        recipe = contest.recipe(restorer.catalog, method)
        opaque, share = replace(photo, alpha=None), 0.06 if contest.trust else 0.6
        restored, report = restorer.restore_photo(opaque, recipe, progress=progress.part(0.0, share))
        result = restored.source
        if contest.trust:
            asked = question(restorer.catalog, opaque, recipe)
            judged = judge(restorer, opaque, asked, progress=progress.part(share, 0.6 - share))
            departures = judged.combined
        sha256 = restorer.catalog.get(method).card.full_precision.sha256
    seconds = report.seconds if report else time.perf_counter() - begin
    scores = None
    if contest.reference is not None:
        read, reference = _rounded(result), _rounded(contest.reference.source)
        scores = agreement.compare(read, reference, [contest.judged], progress.part(0.6, 0.3))
    alone = quality(
        result.read, quality_areas(result.size.whole), pristine, scale=scale, progress=progress.part(0.9, 0.1)
    )
    outcome = Outcome(method, scores, seconds, cut(result, contest.crops), report, sha256, quality=alone)
    return outcome if departures is None else trusted(outcome, contest, departures)


def trusted(outcome: Outcome, contest: Contest, departures: Image) -> Outcome:
    """A model's outcome with how far it can be trusted.

    Args:
        outcome: Without that.
        contest: What it is from.
        departures: The largest one at each pixel of the photo, by its threshold.
    """
    return replace(outcome, firm=firm_share(departures), maps=_glowing(outcome.crops, departures, contest))


def _glowing(crops: Sequence[Eight], departures: Image, contest: Contest) -> tuple[Eight, ...]:
    """The crops under their part of a map, which counts pixels of the photo."""
    parts = []
    for crop, region in zip(crops, contest.crops, strict=True):
        around = region.shrunk(contest.scale)
        enlarged = resize.nearest(departures[around.slices], contest.scale)
        parts.append(glowing(crop, enlarged[region.relative_to(around.scaled(contest.scale)).slices]))
    return tuple(parts)


def _rounded(source: PixelSource) -> agreement.Read:
    """RGB rounded to 8 bits: identical photos stay identical, however they were computed."""
    return lambda region: round8(source.read(region))
