"""Measuring models on a folder of photos, by the protocols of the field's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np

from recon_desktop.core import metrics, naturalness
from recon_desktop.core.errors import ModelMismatch
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import ArraySink, ArraySource, Image
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import estimated_noise
from recon_desktop.engine.catalog import Model
from recon_desktop.engine.protocol import Protocol, Scores, Specimens
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer


@dataclass(frozen=True, slots=True)
class Looks:
    """What pictures tell by themselves, which PSNR does not: an inventive model looks better than it scores.

    Attributes:
        sharpness: As `core.metrics.sharpness` has it, in 8-bit units.
        niqe: As `core.naturalness.niqe` has it; None where it is not known.
        color_shift: How far the mean of red, green or blue lies from that of the bicubic enlargement or the noisy photo
            at most, in 8-bit units.
    """

    sharpness: float
    niqe: float | None
    color_shift: float


@dataclass(frozen=True, slots=True)
class ImageScores:
    """One photo.

    Attributes:
        name: Of its file.
        result: The model's.
        baseline: Of the bicubic enlargement, or of the noisy photo.
        looks: The result's.
        baseline_looks: Likewise.
        photo_looks: The photo's own.
    """

    name: str
    result: Scores
    baseline: Scores
    looks: Looks
    baseline_looks: Looks
    photo_looks: Looks


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One model on one folder.

    Attributes:
        model: Its id.
        protocol: What was measured, in words.
        mean: Over the photos.
        baseline: Likewise.
        looks: Mean of sharpness and NIQE, largest colour shift.
        baseline_looks: Likewise.
        photo_looks: Likewise.
        images: One for each photo, by name.
        seconds: Wall time of restoring all of them.
        ensemble: Whether the network ran in all eight orientations.
    """

    model: str
    protocol: str
    mean: Scores
    baseline: Scores
    looks: Looks
    baseline_looks: Looks
    photo_looks: Looks
    images: tuple[ImageScores, ...]
    seconds: float = field(compare=False)
    ensemble: bool = False


def evaluate(
    restorer: Restorer,
    folder: Path,
    protocol: Protocol,
    *,
    models: Sequence[str] = (),
    ensemble: bool = False,
    pristine: Pristine | None = None,
    progress: Progress = SILENT,
) -> tuple[Evaluation, ...]:
    """Measure models on all photos of a folder, through the same restorer that serves people.

    Args:
        restorer: Runs the models.
        folder: Its photos are the references; folders inside it are left alone.
        protocol: How to degrade and compare.
        models: Ids; all that do the task at the scale by default.
        ensemble: Whether they run in all eight orientations.
        pristine: What undamaged photos are like; without it there is no NIQE.
        progress: Told after each model on each photo.

    Returns:
        One for each model, in the order asked for.

    Raises:
        Cancelled: The token was set.
        ImageError: The folder or a photo cannot be read, or the folder holds none.
        ModelError: A model is unknown, or does not do this.
        RunError: A run failed.
    """
    chosen = _chosen(restorer, protocol, models)
    specimens = Specimens(folder, protocol)
    rows: list[list[ImageScores]] = [[] for _ in chosen]
    seconds = [0.0 for _ in chosen]
    for number, specimen in enumerate(specimens):
        source, photo = specimen.source, specimen.photo
        plain = restorer.baseline(source, protocol.scale, source.size.whole)
        plain = protocol.seen(plain)
        plain_scores = protocol.scores(plain, photo)
        before, ideal = _looks(plain, plain, pristine), _looks(photo, plain, pristine)
        for place, (row, model) in enumerate(zip(rows, chosen, strict=True)):
            done = (number * len(chosen) + place) / (len(specimens) * len(chosen))
            sink = ArraySink(source.size.scaled(protocol.scale), np.dtype(np.float32))
            recipe = Recipe((_step(model, protocol, source),), ensemble=ensemble)
            share = progress.part(done, 1 / (len(specimens) * len(chosen)))
            seconds[place] += restorer.restore(source, sink, recipe, progress=share).seconds
            seen = protocol.seen(sink.pixels)
            scores, looks = protocol.scores(seen, photo), _looks(seen, plain, pristine)
            row.append(ImageScores(specimen.name, scores, plain_scores, looks, before, ideal))
    return tuple(
        Evaluation(
            model.id,
            protocol.words,
            _mean([image.result for image in row]),
            _mean([image.baseline for image in row]),
            _mean_looks([image.looks for image in row]),
            _mean_looks([image.baseline_looks for image in row]),
            _mean_looks([image.photo_looks for image in row]),
            tuple(row),
            spent,
            ensemble,
        )
        for model, row, spent in zip(chosen, rows, seconds, strict=True)
    )


def _chosen(restorer: Restorer, protocol: Protocol, models: Sequence[str]) -> list[Model]:
    choices = restorer.catalog.choices(protocol.task, protocol.scale)
    if not models:
        return list(choices) or [restorer.catalog.default(protocol.task, protocol.scale)]
    chosen = [restorer.catalog.get(name) for name in models]
    for model in chosen:
        if model not in choices:
            name = f"{protocol.task} x{protocol.scale}" if protocol.scale > 1 else protocol.task
            raise ModelMismatch(model.id, f"it does not {name}", [choice.id for choice in choices])
    return chosen


def _step(model: Model, protocol: Protocol, source: ArraySource) -> Step:
    if "noise_level" not in model.card.conditions:
        return Step(model.id)
    return Step(model.id, noise_level=estimated_noise(source) if protocol.in_files else protocol.noise)


def _mean(scores: Sequence[Scores]) -> Scores:
    return Scores(*(float(value) for value in np.mean([astuple(each) for each in scores], axis=0)))


def _looks(seen: Image, plain: Image, pristine: Pristine | None) -> Looks:
    shift = np.abs(seen.mean(axis=(0, 1), dtype=np.float64) - plain.mean(axis=(0, 1), dtype=np.float64))
    niqe = naturalness.niqe([naturalness.features(seen)], pristine) if pristine is not None else None
    return Looks(metrics.sharpness(seen), niqe, 255.0 * float(shift.max()))


def _mean_looks(looks: Sequence[Looks]) -> Looks:
    known = [each.niqe for each in looks if each.niqe is not None]
    return Looks(
        float(np.mean([each.sharpness for each in looks])),
        float(np.mean(known)) if known else None,
        max(each.color_shift for each in looks),
    )
