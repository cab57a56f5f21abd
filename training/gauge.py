"""Fits the gauge: what its small network has learned from damage that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recon_desktop.core.gauge.features import Piece, Vector, describe
from recon_desktop.core.gauge.network import FARTHEST, Network, to_scale
from recon_desktop.core.gauge.reading import seen_compression
from recon_desktop.core.image import Image
from training.data.damaged import draw, truth
from training.data.sources import DataError, find_photos, read_photos, tell_passed_over

Table = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]

_SIDE = 384
_LEAST_SIDE = 192
_WIDTHS = (128, 64)
_EPOCHS = 40
_BATCH = 128
_RATE = 2e-3
_DECAY = 0.01
_DROPPED = 0.2
_NOISE = 0.15
_BEND = 0.3
"""Departures beyond this, on the network's scales, count in proportion, smaller ones by their square."""


def fit_gauge(folder: Path, evaluation: Path, to: Path, say: Callable[[str], None], *, draws: int = 3) -> None:
    """Damage a folder's photos at random, describe them, and fit the network that tells the damage.

    Args:
        folder: Of photos without visible damage.
        evaluation: Folder of the evaluation sets; none of its pictures may be among the photos.
        to: File to write.
        say: Told how far it is and what was passed over.
        draws: Squares that are drawn from each photo.

    Raises:
        DataError: There are no photos, all are too small, or one of them belongs to an evaluation set.
    """
    files = find_photos(folder)
    descriptions, truths, used = [], [], set()
    for number, (file, photo) in enumerate(read_photos(files, evaluation), start=1):
        if min(photo.shape[:2]) >= _LEAST_SIDE:
            used.add(file.digest)
            for description, known in samples(photo * np.float32(1 / 255), draws, np.random.default_rng([0, number])):
                descriptions.append(description)
                truths.append(known)
        if number % 50 == 0 or number == len(files):
            say(f"{number} of {len(files)} photos")
    tell_passed_over(files, used, say)
    if not used:
        raise DataError(f"no photo in {folder} is {_LEAST_SIDE} pixels wide and high")
    source = (
        f"{len(truths)} damaged squares of {len(used)} photos (folder {folder.parent.name}/{folder.name}), "
        "fitted by `python -m training gauge`"
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    fit(np.array(descriptions), np.array(truths), source).write(to)


def samples(photo: Image, draws: int, rng: np.random.Generator) -> Iterator[tuple[Vector, Vector]]:
    """Damage squares of a photo, and one more in grey: the description and truth of each, and of its quarters."""
    for number in range(draws + 1):
        square = draw(photo if number < draws else photo.mean(axis=2), _SIDE, rng)
        softness = square[3]
        image, quiet, clean = (
            one if one.ndim == 3 else np.repeat(one[..., np.newaxis], 3, axis=2) for one in square[:3]
        )
        found = seen_compression([Piece(image)])
        half = image.shape[0] // 2
        places = [(slice(None), slice(None))]
        places += [(slice(top, top + half), slice(left, left + half)) for top in (0, half) for left in (0, half)]
        for rows, columns in places:
            part = image[rows, columns]
            if min(part.shape[:2]) < 64 or not (part != part[0, 0]).any():
                continue
            known = truth(part, quiet[rows, columns], clean[rows, columns], softness)
            yield describe([Piece(part, rows.start or 0, columns.start or 0)], found), known.vector()


def fit(descriptions: Table, truths: Table, source: str) -> Network:
    """Fit the network, with dropout and noise on the description, so that few photos teach it no particular one.

    Args:
        descriptions: Of damaged photos ``(N, numbers)``.
        truths: Their damage ``(N, 5)`` in the order of `network.QUANTITIES`; what is not a number does not count.
        source: Told in the file.
    """
    mean, spread = descriptions.mean(axis=0), np.maximum(descriptions.std(axis=0), 1e-3)
    inputs = np.clip((descriptions - mean) / spread, -FARTHEST, FARTHEST).astype(np.float32)
    answers = to_scale(truths).astype(np.float32)
    rng = np.random.default_rng(0)
    weights = _beginning((inputs.shape[1], *_WIDTHS, answers.shape[1]), np.nanmean(answers, axis=0), rng)
    first, second = ([np.zeros_like(weight) for weight in weights] for _ in range(2))
    steps = _EPOCHS * max(len(inputs) // _BATCH, 1)
    for step in range(steps):
        chosen = rng.integers(0, len(inputs), _BATCH)
        given = inputs[chosen]
        given = given + np.float32(_NOISE) * rng.standard_normal(given.shape, dtype=np.float32)
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        # Adam with decay of the weights (I. Loshchilov and F. Hutter, ICLR 2019).
        for number, slope in enumerate(_slopes(weights, given, answers[chosen], rng)):
            first[number] += np.float32(0.1) * (slope - first[number])
            second[number] += np.float32(0.001) * (slope**2 - second[number])
            mean_slope, power = first[number] / (1 - 0.9 ** (step + 1)), second[number] / (1 - 0.999 ** (step + 1))
            decay = _DECAY * weights[number] if weights[number].ndim == 2 else 0.0
            weights[number] -= np.float32(rate) * (mean_slope / (np.sqrt(power) + 1e-8) + decay)
    layers = zip(weights[::2], weights[1::2], strict=True)
    return Network(mean, spread, tuple((w.astype(np.float64), b.astype(np.float64)) for w, b in layers), source)


def _beginning(sizes: tuple[int, ...], answer: Weights, rng: np.random.Generator) -> list[Weights]:
    """Weights and offsets of all layers; whatever is described, the first answers are near the mean one."""
    weights = []
    for given, told in pairwise(sizes):
        weights += [rng.standard_normal((given, told)) * np.sqrt(2.0 / given), np.zeros(told)]
    weights[-2] *= 0.1
    weights[-1] = answer
    return [weight.astype(np.float32) for weight in weights]


def _slopes(weights: list[Weights], inputs: Weights, answers: Weights, rng: np.random.Generator) -> list[Weights]:
    """Slope of the mean Huber loss by each weight, some of the hidden values being left out."""
    seen = [inputs]
    for at in range(0, len(weights), 2):
        x = seen[-1] @ weights[at] + weights[at + 1]
        if at + 2 < len(weights):
            kept = rng.random(x.shape, dtype=np.float32) >= _DROPPED
            x = np.maximum(x, 0.0) * kept / np.float32(1 - _DROPPED)
        seen.append(x)
    departure = np.where(np.isfinite(answers), seen[-1] - answers, 0.0)
    back = np.clip(departure, -_BEND, _BEND) / np.float32(len(inputs))
    slopes: list[Weights] = []
    for at in range(len(weights) - 2, -1, -2):
        slopes = [np.asarray(seen[at // 2].T @ back, np.float32), back.sum(axis=0), *slopes]
        back = (back @ weights[at].T) * (seen[at // 2] > 0) / np.float32(1 - _DROPPED)
    return slopes
