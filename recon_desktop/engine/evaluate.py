"""Measuring models on a folder of photos, by the protocols of the field's tables."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np

from recon_desktop.core import io, metrics, naturalness
from recon_desktop.core.card import Task
from recon_desktop.core.degrade import Chain, Downscale, GaussianNoise, Quantise, Reduction
from recon_desktop.core.errors import ImageForbidden, ImageMissing, ImageUnreadable, ModelMismatch
from recon_desktop.core.metrics import round8
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import ArraySink, ArraySource, Image, from_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.catalog import Model
from recon_desktop.engine.levels import levelled
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer


@dataclass(frozen=True, slots=True)
class Scores:
    """PSNR in dB and SSIM, on luma and on RGB."""

    psnr_y: float
    ssim_y: float
    psnr_rgb: float
    ssim_rgb: float


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


@dataclass(frozen=True, slots=True)
class Protocol:
    """How photos are degraded, restored and compared.

    Attributes:
        task: "upscale" needs `scale`, "denoise" needs `noise`.
        scale: 2, 4, ...
        noise: Standard deviation in 8-bit units.
        seed: Of the noise; each photo has its own generator, seeded with this and its file's name.
        reduction: How photos become smaller. "bicubic" is that of the field's tables, measured inside a border of
            `scale` pixels; "area" that of tutorials which average pixels and measure PSNR over all of RGB.
    """

    task: Task
    scale: int = 1
    noise: float = 0.0
    seed: int = 0
    reduction: Reduction = "bicubic"

    @property
    def border(self) -> int:
        """Pixels at each edge that do not count."""
        return self.scale if self.task == "upscale" and self.reduction == "bicubic" else 0

    @property
    def words(self) -> str:
        """The protocol in one sentence."""
        if self.task == "upscale":
            how = "by antialiased bicubic (a = -0.5)" if self.reduction == "bicubic" else "to the mean of each area"
            border = f"border of {self.border} pixels" if self.border else "no border"
            return (
                f"cropped to a multiple of {self.scale}, reduced {self.scale} times {how}, "
                f"8 bits; result rounded to 8 bits; luma is BT.601 studio range; {border} left out"
            )
        return (
            f"Gaussian noise of sigma {self.noise:g} added, neither clipped nor rounded, seed {self.seed} for each "
            "file name; result clipped to 0..1; no border left out"
        )

    def degraded(self, photo: Image, name: str) -> ArraySource:
        """What the model gets: 8 bits where it is smaller, float beyond 0..1 where it is noisy."""
        if self.task == "upscale":
            chain = Chain((Downscale(self.scale, self.reduction), Quantise()))
            return ArraySource(from_float(chain(photo, self._generator(name)), np.dtype(np.uint8)))
        return ArraySource(GaussianNoise(self.noise)(photo, self._generator(name)))

    def seen(self, result: Image) -> Image:
        """A result as it is measured."""
        return round8(result) if self.task == "upscale" else np.clip(result, 0.0, 1.0)

    def scores(self, seen: Image, photo: Image) -> Scores:
        """Compare a result, as it is measured, to the photo it should be."""
        border = self.border
        return Scores(
            psnr_y=metrics.psnr(seen, photo, channel="y", border=border),
            ssim_y=metrics.ssim(seen, photo, channel="y", border=border),
            psnr_rgb=metrics.psnr(seen, photo, channel="rgb", border=border),
            ssim_rgb=metrics.ssim(seen, photo, channel="rgb", border=border),
        )

    def _generator(self, name: str) -> np.random.Generator:
        own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        return np.random.default_rng([self.seed, own])


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
    paths = photos_of(folder)
    rows: list[list[ImageScores]] = [[] for _ in chosen]
    seconds = [0.0 for _ in chosen]
    for number, path in enumerate(paths):
        photo = _reference(path, protocol)
        source = protocol.degraded(photo, path.name)
        plain = restorer.baseline(source, protocol.scale, source.size.whole)
        plain = protocol.seen(plain)
        plain_scores = protocol.scores(plain, photo)
        before, ideal = _looks(plain, plain, pristine), _looks(photo, plain, pristine)
        for place, (row, model) in enumerate(zip(rows, chosen, strict=True)):
            done = (number * len(chosen) + place) / (len(paths) * len(chosen))
            sink = ArraySink(source.size.scaled(protocol.scale), np.dtype(np.float32))
            recipe = Recipe((_step(model, protocol),), ensemble=ensemble)
            share = progress.part(done, 1 / (len(paths) * len(chosen)))
            seconds[place] += restorer.restore(source, sink, recipe, progress=share).seconds
            seen = protocol.seen(sink.pixels)
            scores, looks = protocol.scores(seen, photo), _looks(seen, plain, pristine)
            row.append(ImageScores(path.name, scores, plain_scores, looks, before, ideal))
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


def photos_of(folder: Path) -> list[Path]:
    """The photos of a folder, by name.

    Raises:
        ImageMissing: There is no such folder.
        ImageForbidden: It may not be looked into.
        ImageUnreadable: It holds no photo.
    """
    if not os.path.isdir(folder):
        raise ImageMissing(folder)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise ImageForbidden(folder)
    paths = [folder / found.path.name for found in collect([folder], recursive=False)]
    if not paths:
        raise ImageUnreadable(folder, "the folder holds no photos")
    return paths


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


def _reference(path: Path, protocol: Protocol) -> Image:
    """The photo as HxWx3 float, grey repeated, its sides cut to multiples of the scale."""
    source = levelled(io.load_photo(path))
    if min(source.size.width, source.size.height) <= 2 * protocol.scale * (protocol.scale > 1):
        raise ImageUnreadable(path, f"{source.size} is too small to be measured at scale {protocol.scale}")
    photo: Image = source.read(source.size.whole)
    height, width = (side // protocol.scale * protocol.scale for side in photo.shape[:2])
    return photo[:height, :width]


def _step(model: Model, protocol: Protocol) -> Step:
    return Step(model.id, noise_level=protocol.noise if "noise_level" in model.card.conditions else None)


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
