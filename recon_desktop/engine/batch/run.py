"""One item of a batch, from its file to the file of its result."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from recon_desktop.core.errors import FormatUnsupported, OutputUnwritable
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import (
    Band,
    SaveOptions,
    format_of,
    photo_from_array,
    probe,
    refuse_target,
    save_bands,
    sees_whole,
)
from recon_desktop.core.io.atomic import whole_file
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import SILENT, Progress, Reporter
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.queue import Item, Job, Output
from recon_desktop.engine.batch.room import refuse_too_large
from recon_desktop.engine.beside import beside
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport, report_of_nothing

PACE_SIDE = 256

COPIED = "the file is a copy of the photo's"
"""What is told of a photo that needed nothing, where its file could stay as it is."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of an item.

    Attributes:
        size: Of the result, in pixels.
        notes: What a person should know of the photo, and of what the result's format does not hold.
        report: What really ran.
        seconds: With reading and writing files, without the time in which it stood still.
        result_bytes: Of the result's file.
    """

    size: Size
    notes: tuple[str, ...]
    report: RunReport
    seconds: float
    result_bytes: int


def refuse(item: Item, job: Job) -> None:
    """Say before the run what writing the result would say after it.

    Raises:
        FormatUnsupported: Unknown suffix, or the format does not hold the depth asked for.
        SaveError: As `refuse_target`.
    """
    form, depth = format_of(job.target), job.output.depth
    if depth != "same" and depth not in form.depths:
        words = depth if depth == "float" else f"{depth} bits"
        raise FormatUnsupported(job.target, f"{form.name} does not hold {words} a channel")
    _make_folder(job)
    refuse_target(item.source, job.target, overwrite=job.output.overwrite)


def run_item(
    restorer: Restorer,
    item: Item,
    *,
    opener: Opener | None = None,
    following: Item | None = None,
    progress: Progress = SILENT,
) -> Finished:
    """Restore one item; its result appears whole or not at all.

    Args:
        restorer: Runs it.
        item: With its job.
        opener: Opens its photo.
        following: What comes after it: its photo is opened meanwhile.
        progress: Told on the way; its token stops the run within a tile, and pauses it before one.

    Raises:
        ReconError: There is no result, for a reason that has words.
        Cancelled: The token was set; nothing was left behind.
    """
    job = item.job
    assert job is not None
    begin = time.perf_counter()
    refuse(item, job)
    opener = opener or Opener()
    refuse_too_large(item, job, probe(item.source, limit_megapixels=opener.limit_megapixels))
    opened = opener.open(item, progress.part(0.0, 0.05))
    opener.open_ahead(following)
    photo = opened.photo
    decision = job.order.decide(restorer.catalog, opened.damage)
    progress = progress.part(0.05, 0.95)
    if decision.recipe.idle and not opener.allow_truncated and _keeps_form(photo, job):
        began = time.perf_counter()
        _copy(item.source, job)
        progress.report(1.0)
        notes: tuple[str, ...] = (COPIED,)
        report = report_of_nothing(photo.size.whole, time.perf_counter() - began)
    else:
        notes, report = _written(restorer, photo, decision.recipe, job, progress)
    seconds = time.perf_counter() - begin - report.waited
    size = photo.size.scaled(decision.recipe.scale(restorer.catalog))
    return Finished(size, notes, replace(report, decision=decision), seconds, job.target.stat().st_size)


def _written(
    restorer: Restorer, photo: Photo, recipe: Recipe, job: Job, progress: Progress
) -> tuple[tuple[str, ...], RunReport]:
    """Restore a photo into its file, band by band; returns what a person should know of it, and the report."""
    options = _saving(job.output)
    whole = sees_whole(photo.depth, job.target, options)
    saving = Reporter(lambda _: None, progress.token)
    size = photo.size.scaled(recipe.scale(restorer.catalog))
    reports: list[RunReport] = []

    def save(bands: Iterator[Band]) -> tuple[str, ...]:
        return save_bands(bands, size, job.target, options=options, overwrite=job.output.overwrite, progress=saving)

    def made() -> Iterator[Band]:
        bands = restorer.bands(photo, recipe, whole=whole, urgency=Urgency.BATCH, progress=progress)
        for band, report in bands:
            reports[:] = [report]
            yield band
            del band

    lost = beside(save, made())
    return tuple(dict.fromkeys((*photo.notes, *lost))), reports[0]


def measured_pace(restorer: Restorer, order: Order, progress: Progress = SILENT) -> float:
    """Seconds that the models of an order take for a megapixel of a photo, measured on a small one.

    Raises:
        ModelError: A model is not there, or damaged.
        RunError: It did not run.
        Cancelled: The token was set.
    """
    if order.task == "improve":  # as if the photo needed it; what Automatic chooses is swift, whatever it is
        order = replace(order, task="denoise+upscale" if order.enlarges else "denoise")
    recipe = order.recipe(restorer.catalog)
    noise = np.random.default_rng(0).integers(0, 256, (PACE_SIDE, PACE_SIDE, 3), np.uint8)
    photo = photo_from_array(noise)
    # The first run allocates, and chooses kernels on a GPU; and what else the machine does slows each of them.
    runs = (restorer.restore_photo(photo, recipe, urgency=Urgency.BATCH, progress=progress) for _ in range(3))
    reports = [report for _, report in runs]
    return 1 / max(report.megapixels_per_second for report in reports)


def _keeps_form(photo: Photo, job: Job) -> bool:
    """Whether a photo that stays as it is can keep its file, too: nothing else is asked of that."""
    return _saving(job.output) == SaveOptions() and photo.format == format_of(job.target).name


def _saving(output: Output) -> SaveOptions:
    return SaveOptions(**{field.name: getattr(output, field.name) for field in fields(SaveOptions)})


def _copy(source: Path, job: Job) -> None:
    """Give the result the bytes of the photo's file: writing a JPEG anew would make it worse."""
    with source.open("rb") as original, whole_file(job.target, overwrite=job.output.overwrite) as file:
        shutil.copyfileobj(original, file)


def _make_folder(job: Job) -> None:
    """Make the folders that mirror those of the photos; the output folder itself has to be there."""
    folder = job.output.folder
    if folder is None or not os.path.isdir(folder):
        return
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(job.target, error.strerror or str(error)) from error
