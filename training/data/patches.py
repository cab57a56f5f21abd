"""Batches of patches: drawn where photos have detail, turned, degraded, the same again for the same step."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import color, degrade
from training.config import TrainConfig
from training.data.sources import Photo, PhotoFile, read_photos

Batch = npt.NDArray[np.float32]

_CACHE_VERSION = 1


@dataclass(frozen=True)
class Pair:
    """What the network gets and what it should answer: uint8 ``(H, W, C)`` and ``(sH, sW, C)``, aligned.

    For a denoiser both are the same clean photo: noise is added anew to each patch.
    """

    source: Photo
    target: Photo


def make_pair(photo: Photo, config: TrainConfig) -> Pair | None:
    """Return the pair of a whole photo, or None if it is too small for one patch.

    The small image is made exactly as evaluation makes it: cut to a multiple of the scale, antialiased bicubic in RGB,
    rounded to 8 bits, and only then reduced to luma.
    """
    if min(photo.shape[:2]) < max(config.data.patch, config.data.validation_patch) * config.scale:
        return None
    height, width = (side // config.scale * config.scale for side in photo.shape[:2])
    target = photo[:height, :width]
    source = target
    if config.task == "upscale":
        shrink = degrade.Chain((degrade.Downscale(config.scale), degrade.Quantise()))
        source = _eight(shrink(target.astype(np.float32) / np.float32(255.0), np.random.default_rng(0)))
    if config.channels == "luma":
        source, target = _luma(source), _luma(target)
    return Pair(source, target)


def load_pairs(files: list[PhotoFile], config: TrainConfig, cache: Path, evaluation: Path) -> list[Pair]:
    """Make the pairs of all photos, or read them from the cache that an earlier call has left.

    Args:
        files: Photos to use; too small ones are passed over.
        config: Says which pairs.
        cache: Folder for the prepared arrays.
        evaluation: Folder of pictures that must not be trained on.

    Raises:
        DataError: A photo cannot be decoded or belongs to the evaluation sets.
    """
    what = [_CACHE_VERSION, config.task, config.scale, config.channels, config.data.patch, config.data.validation_patch]
    key = hashlib.sha256(repr([what, [file.digest for file in files]]).encode()).hexdigest()[:16]
    path = cache / f"{key}.npz"
    if not path.exists():
        pairs = [make_pair(photo, config) for _, photo in read_photos(files, evaluation)]
        arrays: dict[str, Any] = {}
        for number, pair in enumerate(pair for pair in pairs if pair is not None):
            arrays[f"{number}.target"] = pair.target
            if config.task == "upscale":
                arrays[f"{number}.source"] = pair.source
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial.npz")
        np.savez(partial, **arrays)
        partial.replace(path)
    with np.load(path) as stored:
        targets = [name for name in stored.files if name.endswith(".target")]
        loaded = []
        for name in targets:
            target = stored[name]
            source = stored[name.replace(".target", ".source")] if config.task == "upscale" else target
            loaded.append(Pair(source, target))
        return loaded


class PatchSampler:
    """Draws batches from whole photos, with a probability in proportion to the detail at each place.

    Args:
        pairs: Photos to draw from.
        config: Patch side, batch size, scale, noise, seed.
    """

    def __init__(self, pairs: list[Pair], config: TrainConfig):
        self._pairs = pairs
        self._config = config
        cells = [_detail(pair.source, config.data.patch) for pair in pairs]
        self._photo = np.concatenate([np.full(len(weight), i) for i, (_, weight) in enumerate(cells)])
        self._corner = np.concatenate([corner for corner, _ in cells])
        weight = np.concatenate([weight for _, weight in cells])
        self._cumulative = np.cumsum(weight / weight.sum())

    def batch(self, step: int) -> tuple[Batch, Batch]:
        """Return the batch of a step: sources ``(N, p, p, C)`` and targets ``(N, sp, sp, C)``, float32, 0..1.

        The same step always gives the same batch, so an interrupted training goes on as if it had not been.
        """
        config = self._config
        rng = np.random.default_rng([config.fit.seed, step])
        sources, targets = [], []
        for _ in range(config.fit.batch):
            pair, top, left = self._place(rng)
            source, target = _cut(pair, top, left, config.data.patch, config.scale)
            symmetry = int(rng.integers(8))
            clean, answer = _turn(_unit(source), symmetry), _turn(_unit(target), symmetry)
            if config.data.noise is not None:
                clean = degrade.GaussianNoise(rng.uniform(*config.data.noise))(clean, rng)
            sources.append(clean)
            targets.append(answer)
        return np.stack(sources), np.stack(targets)

    def _place(self, rng: np.random.Generator) -> tuple[Pair, int, int]:
        cell = min(int(np.searchsorted(self._cumulative, rng.random())), len(self._photo) - 1)
        pair = self._pairs[self._photo[cell]]
        side = self._config.data.patch
        # Cells lie on a grid of half a patch; moving by up to half of that reaches every position.
        shift = rng.integers(-(side // 4), side // 4 + 1, 2)
        height, width = pair.source.shape[:2]
        top, left = np.clip(self._corner[cell] + shift, 0, [height - side, width - side])
        return pair, int(top), int(left)


def validation_set(pairs: list[Pair], config: TrainConfig) -> list[tuple[Batch, Batch]]:
    """Return fixed batches to judge by: the most detailed square of each photo; for a denoiser, at each noise level."""
    side = config.data.validation_patch
    crops = []
    for pair in pairs[: config.data.validation_photos]:
        corner, weight = _detail(pair.source, side)
        top, left = corner[int(np.argmax(weight))]
        crops.append(_cut(pair, int(top), int(left), side, config.scale))
    sources = np.stack([_unit(source) for source, _ in crops])
    targets = np.stack([_unit(target) for _, target in crops])
    if config.task == "upscale":
        return [(sources, targets)]
    noises = [degrade.GaussianNoise(sigma) for sigma in config.data.validation_noise]
    return [(noise(sources, np.random.default_rng(number)), targets) for number, noise in enumerate(noises)]


def _detail(photo: Photo, side: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Return the corners of the squares on a grid of half their side, and the mean luma gradient in each."""
    luma = color.luma(_unit(photo))
    slope = np.abs(cv2.Sobel(luma, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(luma, cv2.CV_32F, 0, 1))
    total = cv2.integral(slope, sdepth=cv2.CV_64F)
    step = max(side // 2, 1)
    tops, lefts = (np.arange(0, length - side + 1, step) for length in luma.shape)
    top, left = np.repeat(tops, len(lefts)), np.tile(lefts, len(tops))
    weight = (
        total[top + side, left + side] - total[top, left + side] - total[top + side, left] + total[top, left]
    ) / side**2
    # A blank photo must still be drawable.
    return np.stack([top, left], axis=1), np.maximum(weight, 1e-6)


def _cut(pair: Pair, top: int, left: int, side: int, scale: int) -> tuple[Photo, Photo]:
    source = pair.source[top : top + side, left : left + side]
    target = pair.target[top * scale : (top + side) * scale, left * scale : (left + side) * scale]
    return source, target


def _turn(image: Batch, symmetry: int) -> Batch:
    """Apply one of the eight symmetries of the square."""
    turned = np.rot90(image, symmetry % 4)
    return np.ascontiguousarray(turned[:, ::-1] if symmetry >= 4 else turned)


def _unit(image: Photo) -> Batch:
    return image.astype(np.float32) / np.float32(255.0)


def _eight(image: Batch) -> Photo:
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def _luma(photo: Photo) -> Photo:
    return _eight(color.luma(_unit(photo)))[..., None]
