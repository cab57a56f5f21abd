"""The heavy half of the window: everything that runs in a lane, as plain functions of frozen requests.

The one door to the modules of this room that import the engine, onnxruntime and OpenCV. `ui.app` imports it in a job
once the window is on the screen; all others do so for type checking only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from recon_desktop.core.devices import AUTO, is_device
from recon_desktop.core.gauge import Damage
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import (
    SaveOptions,
)
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.core.mix import Mix
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, ArraySource, Pixels, from_float, frozen
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.space import Space
from recon_desktop.engine import compare
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.cache import ResultCache, ResultKey
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import Known
from recon_desktop.engine.runtime import Runtime
from recon_desktop.engine.trust import Question
from recon_desktop.ui.lanes import judging, measures, saving
from recon_desktop.ui.lanes.batch_work import BatchWork
from recon_desktop.ui.lanes.display import blend as blend_shown
from recon_desktop.ui.lanes.display import build_pyramid, difference, display, to_eight_bits
from recon_desktop.ui.lanes.from_qimage import view
from recon_desktop.ui.lanes.papers import Papers
from recon_desktop.ui.lanes.photo_work import PhotoWork
from recon_desktop.ui.pictures import qimage
from recon_desktop.ui.values.cells import cell_side, cells
from recon_desktop.ui.values.requests import Baseline, JudgedCell, Speed, Subject, Tile, ToMeasure
from recon_desktop.ui.values.state import Device, Measures, Patch, Result, Score, Task

_SEED = 0
_TIMED_SIDE, _TIMED_RUNS = 256, 3
_CACHE_BYTES = 512 << 20
_CELLS_BYTES = 128 << 20
_INPUTS = 16
_NO_LEVELS = Levels()


@dataclass(frozen=True, eq=False)
class Services:
    """What the lanes work with; shared by all threads, changed by none.

    Attributes:
        catalog: The models.
        runtime: The device.
        restorer: Runs them on it.
        samples: The photos that come with the program.
        cache: Results of whole photos, so that going back to an earlier choice costs nothing.
        previewed: Results of the preview's cells at the photo's own depth, so that a run need not compute them again.
        inputs: Figures of what went in, which hold as long as photo, reference and region do.
        memory_mib: Memory budget of a run, None for what is free.
        pristine: What undamaged photos are like; without it NIQE is not measured.
        paces: Where it is remembered how fast each device is.
    """

    catalog: Catalog
    runtime: Runtime
    restorer: Restorer
    samples: Sequence[Path]
    cache: ResultCache = field(default_factory=lambda: ResultCache(_CACHE_BYTES))
    previewed: ResultCache = field(default_factory=lambda: ResultCache(_CELLS_BYTES))
    inputs: measures.Inputs = field(default_factory=lambda: LruCache(_INPUTS))
    opener: Opener = field(default_factory=Opener)
    memory_mib: int | None = None
    pristine: Pristine | None = None
    paces: Path | None = None

    @classmethod
    def start(
        cls,
        folders: Sequence[Path],
        samples: Sequence[Path],
        device: str,
        memory_mib: int | None,
        pristine: Path | None = None,
        paces: Path | None = None,
    ) -> Services:
        """Find the models and prepare the device; an unknown device name means "auto"."""
        runtime = Runtime(device if is_device(device) else AUTO, paces=paces)
        catalog = Catalog(folders)
        restorer = Restorer(catalog, runtime, memory_mib=memory_mib)
        statistics = Pristine.read(pristine) if pristine else None
        return cls(catalog, runtime, restorer, samples, memory_mib=memory_mib, pristine=statistics, paces=paces)

    def on_device(self, device: str) -> Services:
        """The same models on another device.

        Raises:
            ValueError: No such device name.
        """
        return replace(self, runtime=Runtime(device, paces=self.paces)).with_memory(self.memory_mib)

    def with_memory(self, memory_mib: int | None) -> Services:
        """The same device with another memory budget."""
        restorer = Restorer(self.catalog, self.runtime, memory_mib=memory_mib)
        return replace(self, restorer=restorer, memory_mib=memory_mib)

    def close(self) -> None:
        """Let go of the sessions, and of the photo that was opened ahead."""
        self.opener.forget()
        self.runtime.close()

    def forget(self) -> None:
        """Let go of what is known of photos."""
        for kept in (self.cache, self.previewed, self.inputs):
            kept.clear()

    @property
    def photos(self) -> PhotoWork:
        """Opens photos and makes them worse."""
        return PhotoWork()

    @property
    def papers(self) -> Papers:
        """Makes figures and reports."""
        return Papers(self.restorer, self.pristine)

    @property
    def batch(self) -> BatchWork:
        """Does what a batch asks for."""
        return BatchWork(self.restorer, self.opener)

    def recipe(
        self, task: Task, scale: int, models: Sequence[str], noise_level: float | None, damage: Damage | None
    ) -> Recipe:
        """Turn what the person chose into a recipe.

        Raises:
            ModelError: No such model, or it does not do that.
        """
        order = Order(task, tuple(models), scale if "upscale" in task else 1, noise_level)
        return order.recipe(self.catalog, damage)

    def warm(self, recipe: Recipe) -> Device:
        """Open the models of a recipe, so that the first preview does not wait for them."""
        models = [self.runtime.open(self.catalog.get(step.model)) for step in recipe.steps]
        return Device(
            models[-1].device,
            tuple(dict.fromkeys(note for model in models for note in model.fallbacks)),
            tuple(dict.fromkeys(model.reason for model in models if model.reason)),
        )

    def speed(self, model: str, progress: Progress = SILENT) -> Speed:
        """Time a model on a small picture of noise, the best of a few runs: the first warms up.

        Raises:
            ModelError: It is missing or damaged.
            RunError: It did not run.
        """
        card = self.catalog.get(model).card
        recipe = Recipe((Step(model, noise_level=25.0 if "noise_level" in card.conditions else None),))
        self.warm(recipe)
        side = _TIMED_SIDE
        source = ArraySource(np.random.default_rng(_SEED).integers(0, 256, (side, side, 3), np.uint8))
        sink = ArraySink(source.size.scaled(card.scale), source.depth)
        reports = [
            self.restorer.restore(source, sink, recipe, progress=progress.part(run / _TIMED_RUNS, 1 / _TIMED_RUNS))
            for run in range(_TIMED_RUNS)
        ]
        return Speed(model, reports[-1].device, min(1 / report.megapixels_per_second for report in reports))

    def tile(self, subject: Subject | Baseline, region: Region, progress: Progress = SILENT) -> Tile:
        """Restore a cell of the preview; where the whole photo is restored already, only look it up."""
        photo, scale = subject.photo, subject.scale
        if isinstance(subject, Baseline):
            return _baseline_tile(self.restorer, subject, region)
        device, seconds = None, 0.0
        if subject.finished is not None:
            pixels, alpha = _cut(subject.finished, region.scaled(scale))
        else:
            self.warm(subject.recipe)  # so that the time is that of the pixels
            restored, report = self.restorer.restore_photo(
                photo, subject.recipe, region=region, urgency=Urgency.PREVIEW, progress=progress
            )
            self.previewed.put(ResultKey(photo.digest, subject.recipe, region), (restored, report))
            pixels, alpha = restored.pixels, restored.alpha
            device, seconds = Device(report.device, report.fallbacks, report.reasons), report.seconds
        if scale == 1:
            baseline = display(*_cut(photo, region), photo.space)
        else:
            enlarged = self.restorer.baseline(photo.source, scale, region)
            baseline = display(
                from_float(enlarged, np.dtype(np.uint8)), None if alpha is None else to_eight_bits(alpha)
            )
        return _tile(region, pixels, alpha, baseline, device, seconds, photo.space)

    def patch(self, tile: Tile, scale: int, mix: Mix) -> Patch:
        """Blend a tile for the view; cheap enough for the GUI thread."""
        image = blend_shown(tile.baseline, tile.restored, mix, tile.region.scaled(scale))
        return Patch(
            tile.region, qimage.wrap(image, alpha=tile.has_alpha), qimage.wrap(tile.baseline, alpha=tile.has_alpha)
        )

    def difference(self, picture: QImage, other: QImage, gain: int) -> QImage:
        """The amplified difference of two pictures of one size and of four bytes a pixel; cheap, as `patch` is."""
        return qimage.wrap(difference(view(picture), view(other), gain))

    def overview(self, baseline: Pixels, restored: Pixels, mix: Mix, has_alpha: bool) -> QImage:
        """Blend parts of two display pyramids, without grain; cheap enough for the GUI thread at the screen's size."""
        low, high = (_with_alpha(pixels) for pixels in (baseline, restored))
        place = Region(0, 0, low.shape[1], low.shape[0])
        return qimage.wrap(blend_shown(low, high, replace(mix, grain=0.0), place), alpha=has_alpha)

    def baselines(self, task: Task) -> tuple[str, ...]:
        """The methods without a network to compare a task's models with."""
        return compare.BASELINES["upscale" if "upscale" in task else "denoise"]

    def finished(self, subject: Subject) -> tuple[Photo, float] | None:
        """The whole photo as it was restored before, and the seconds it took; None where it is not in the cache."""
        found = self.cache.get(ResultKey(subject.photo.digest, subject.recipe))
        return None if found is None else (found[0], found[1].cost)

    def trust(
        self,
        subject: Subject,
        asked: Question | None,
        cell: Region,
        progress: Progress = SILENT,
        *,
        urgent: bool = True,
    ) -> JudgedCell:
        """Judge a cell of the photo; urgent where it is in view."""
        urgency = Urgency.PREVIEW if urgent else Urgency.RUN
        return judging.judged(self.restorer, subject, asked, cell, progress, urgency=urgency)

    def firm(self, cells: Sequence[JudgedCell], region: Region) -> float | None:
        """The share of what is judged of a region that is firm; None where nothing is."""
        return judging.firm(cells, region)

    def trust_mosaic(self, region: Region, enlarged: int, step: int) -> judging.Mosaic:
        """Takes judged cells and shows them in colours."""
        return judging.Mosaic(region, enlarged, step)

    def trust_colours(self, width: int) -> QImage:
        """The colours side by side, one pixel high."""
        return judging.scale_of_colours(width)

    def known(self, subject: Subject) -> bool:
        """Whether the whole photo was restored before and is still in the cache, so that `run` returns soon."""
        return self.cache.get(ResultKey(subject.photo.digest, subject.recipe)) is not None

    def run(self, subject: Subject, progress: Progress = SILENT) -> Result:
        """Restore the whole photo, but for those parts that the preview showed, or take it from the cache."""
        key = ResultKey(subject.photo.digest, subject.recipe)
        photo, report = self.cache.get(key) or self.restorer.restore_photo(
            subject.photo, subject.recipe, progress=progress.part(0.0, 0.98), known=self._known(subject)
        )
        self.cache.put(key, (photo, report))
        # However small the photo is, the result has a level of the photo's own size: far out the two are blended.
        pyramid = build_pyramid(photo, progress.part(0.98, 0.02), least=subject.scale.bit_length())
        return Result(photo, subject.recipe, report, pyramid)

    def _known(self, subject: Subject) -> Iterator[Known]:
        size = subject.photo.size
        for cell in cells(size.whole, size, cell_side(subject.scale)):
            found = self.previewed.get(ResultKey(subject.photo.digest, subject.recipe, cell))
            if found is not None:
                yield Known(cell, *found)

    def measure(self, request: ToMeasure, progress: Progress = SILENT) -> Measures:
        """Measure input and result."""
        baseline = partial(self.restorer.baseline, request.photo.source, request.scale)
        return measures.measure(request, baseline, self.pristine, progress, self.inputs)

    def score(self, request: ToMeasure) -> Score:
        """Compare what is in view with the reference."""
        baseline = partial(self.restorer.baseline, request.photo.source, request.scale)
        return measures.score(request, baseline)

    def save(
        self,
        subject: Subject,
        mix: Mix,
        path: Path,
        options: SaveOptions | None,
        *,
        levels: Levels = _NO_LEVELS,
        overwrite: bool = False,
        progress: Progress = SILENT,
    ) -> Path:
        """Write the finished result of a subject; `levels` are those by which its photo was loaded."""
        return saving.save(
            self.restorer, subject, mix, path, options or SaveOptions(), levels, progress, overwrite=overwrite
        )

    def picture(self, subject: Subject, mix: Mix, progress: Progress = SILENT) -> QImage:
        """The finished result of a subject as other programs take it from the clipboard."""
        return saving.picture(self.restorer, subject, mix, progress)


def _with_alpha(pixels: Pixels) -> Pixels:
    """A display array as it is; the pixels of a photo that are their own, as a display array."""
    return pixels if pixels.shape[2] == 4 else display(pixels)


def _tile(
    region: Region,
    pixels: Pixels,
    alpha: Pixels | None,
    baseline: Pixels | None,
    device: Device | None,
    seconds: float,
    space: Space | None = None,
) -> Tile:
    """A cell as it is shown; without a baseline it is its own."""
    shown = frozen(display(pixels, alpha, space))
    colours = None if alpha is None else frozen(display(pixels, space=space))
    low = shown if baseline is None else frozen(baseline)
    return Tile(region, shown, low, alpha is not None, device, seconds, colours)


def _baseline_tile(restorer: Restorer, subject: Baseline, region: Region) -> Tile:
    photo, begin = subject.photo, time.perf_counter()
    make = partial(compare.baseline, restorer, method=subject.method, scale=subject.scale, region=region)
    pixels = from_float(make(photo.source), np.dtype(np.uint8))
    seconds = time.perf_counter() - begin
    alpha = None
    if photo.alpha is not None:
        alpha = from_float(make(ArraySource(photo.alpha))[..., 0], np.dtype(np.uint8))
    return _tile(region, pixels, alpha, None, None, seconds)


def _cut(photo: Photo, region: Region) -> tuple[Pixels, Pixels | None]:
    return photo.pixels[region.slices], None if photo.alpha is None else photo.alpha[region.slices]
