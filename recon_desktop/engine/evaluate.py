"""Measuring models on a folder of photos, by the protocols of the field's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np

from recon_desktop.core import metrics, naturalness
from recon_desktop.core.errors import ModelMismatch
from recon_desktop.core.image import Image
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import ArraySink
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.quality import damage_of
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.engine.protocol import Protocol, Scores, Specimens
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
        models: Ids of what ran, which Automatic chooses for each photo; none where it left the photo as it is.
    """

    name: str
    result: Scores
    baseline: Scores
    looks: Looks
    baseline_looks: Looks
    photo_looks: Looks
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worst:
    """The photo on which a model did least.

    Attributes:
        name: Of its file.
        psnr: In dB, on RGB, or on luma where photos are enlarged: what was gained, or, where photos were clean, what
            the result has against the photo.
        losses: Number of photos with a result that is worse than what the model got.
    """

    name: str
    psnr: float
    losses: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One model on one folder.

    Attributes:
        model: Its id, or "auto".
        protocol: What was measured, in words.
        mean: Over the photos.
        baseline: Likewise.
        looks: Mean of sharpness and NIQE, largest colour shift.
        baseline_looks: Likewise.
        photo_looks: Likewise.
        images: One for each photo, by name.
        worst: The one of them on which the model did least.
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
    worst: Worst
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
        models: Ids, or "auto" for what each photo needs; all that do the task at the scale by default.
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
    orders = _orders(restorer.catalog, protocol, models, ensemble=ensemble)
    specimens = Specimens(folder, protocol)
    rows: list[list[ImageScores]] = [[] for _ in orders]
    seconds = [0.0 for _ in orders]
    for number, specimen in enumerate(specimens):
        source, photo = specimen.source, specimen.photo
        plain = restorer.baseline(source, protocol.scale, source.size.whole)
        plain = protocol.seen(plain)
        plain_scores = protocol.scores(plain, photo)
        before, ideal = _looks(plain, plain, pristine), _looks(photo, plain, pristine)
        damage = damage_of(source)
        for place, (row, order) in enumerate(zip(rows, orders, strict=True)):
            done = (number * len(orders) + place) / (len(specimens) * len(orders))
            sink = ArraySink(source.size.scaled(protocol.scale), np.dtype(np.float32))
            recipe = order.recipe(restorer.catalog, damage)
            share = progress.part(done, 1 / (len(specimens) * len(orders)))
            report = restorer.restore(source, sink, recipe, progress=share)
            seconds[place] += report.seconds
            seen = protocol.seen(sink.pixels)
            scores, looks = protocol.scores(seen, photo), _looks(seen, plain, pristine)
            row.append(ImageScores(specimen.name, scores, plain_scores, looks, before, ideal, report.models))
    return tuple(
        Evaluation(
            order.models[0],
            protocol.words,
            _mean([image.result for image in row], pooled=protocol.clean),
            _mean([image.baseline for image in row]),
            _mean_looks([image.looks for image in row]),
            _mean_looks([image.baseline_looks for image in row]),
            _mean_looks([image.photo_looks for image in row]),
            tuple(row),
            _worst(row, protocol),
            spent,
            ensemble,
        )
        for order, row, spent in zip(orders, rows, seconds, strict=True)
    )


def _orders(catalog: Catalog, protocol: Protocol, models: Sequence[str], *, ensemble: bool) -> list[Order]:
    """One for each model; that of Automatic improves each photo as a person's would be."""
    choices = catalog.choices(protocol.task, protocol.scale) or (catalog.default(protocol.task, protocol.scale),)
    orders = []
    for name in models or [model.id for model in choices]:
        if name == AUTO:
            orders.append(Order("improve", (AUTO,), protocol.scale, ensemble=ensemble))
            continue
        if catalog.get(name) not in choices:
            what = f"{protocol.task} x{protocol.scale}" if protocol.scale > 1 else protocol.task
            raise ModelMismatch(name, f"it does not {what}", [choice.id for choice in choices])
        orders.append(Order(protocol.task, (name,), protocol.scale, ensemble=ensemble))
    return orders


def _mean(scores: Sequence[Scores], *, pooled: bool = False) -> Scores:
    """The mean; `pooled` takes that of the square errors, which one photo without any does not make infinite."""
    values = np.array([astuple(each) for each in scores])
    mean = values.mean(axis=0)
    if pooled:
        with np.errstate(divide="ignore"):
            psnr = -10 * np.log10(np.mean(10 ** (-values / 10), axis=0))
        mean = np.where([name.startswith("psnr") for name in Scores.__slots__], psnr, mean)
    return Scores(*(float(value) for value in mean))


def _worst(images: Sequence[ImageScores], protocol: Protocol) -> Worst:
    def psnr(scores: Scores) -> float:
        return scores.psnr_y if protocol.task == "upscale" else scores.psnr_rgb

    def gained(image: ImageScores) -> float:
        result, before = psnr(image.result), psnr(image.baseline)
        return result if protocol.clean else 0.0 if result == before else result - before

    gains = [gained(image) for image in images]
    least = int(np.argmin(gains))
    return Worst(images[least].name, gains[least], sum(psnr(each.result) < psnr(each.baseline) for each in images))


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
