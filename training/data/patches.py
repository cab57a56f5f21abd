"""Batches of patches: drawn where photos have detail, varied, degraded, the same again for the same step."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import color, degrade
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from training.augment import STEPS
from training.config import TrainConfig
from training.data import noise
from training.data.sources import DataError, Photo, PhotoFile, evaluation_state, read_photos, tell_passed_over

Batch = npt.NDArray[np.float32]

_CACHE_VERSION = 3


@dataclass(frozen=True)
class Pair:
    """What the network gets and what it should answer: uint8 ``(H, W, C)`` and ``(sH, sW, C)``, aligned.

    For a denoiser both are the same clean photo: noise is added anew to each patch. For a network that is fed enlarged
    photos the source is the small photo, in colour: it is enlarged as the app does it, patch by patch. `digest` is that
    of the photo's file.
    """

    source: Photo
    target: Photo
    digest: str = ""

    @property
    def scale(self) -> int:
        """How much larger the target is."""
        return int(self.target.shape[0] // self.source.shape[0])


def make_pair(photo: Photo, config: TrainConfig, reduction: degrade.Downscale) -> Pair | None:
    """Return the pair of a whole photo, or None if it is too small for one patch.

    The small image is made exactly as evaluation makes it: cut to a multiple of the scale, reduced in RGB, rounded to
    8 bits, and only then made luma.
    """
    if min(photo.shape[:2]) < max(config.data.patch, config.data.validation_patch) * config.network_scale:
        return None
    height, width = (side // reduction.scale * reduction.scale for side in photo.shape[:2])
    target = photo[:height, :width]
    source = target
    if config.task == "upscale":
        shrink = degrade.Chain((reduction, degrade.Quantise()))
        source = eight(shrink(target.astype(np.float32) / np.float32(255.0), np.random.default_rng(0)))
    if config.channels == "luma":
        source, target = source if config.pre_upsample else _luma(source), _luma(target)
    return Pair(source, target)


def load_pairs(
    files: list[PhotoFile], config: TrainConfig, cache: Path, evaluation: Path, say: Callable[[str], None] = print
) -> list[Pair]:
    """Make the pairs of all photos, reduced in all ways, or read them from the cache that an earlier call has left.

    Args:
        files: Photos to use; too small ones are passed over.
        config: Says which pairs.
        cache: Folder for the prepared arrays.
        evaluation: Folder of pictures that must not be trained on.
        say: Told which photos are passed over.

    Raises:
        DataError: A photo belongs to the evaluation sets, or none can be used.
    """
    pairs = []
    for reduction in config.reductions:
        path = cached(files, config, cache, evaluation, reduction)
        if not path.exists():
            _write_pairs(path, files, config, evaluation, reduction)
        pairs += _read_pairs(path)
    if not pairs:
        raise DataError(f"none of {len(files)} photos can be decoded and is large enough for a patch")
    tell_passed_over(files, {pair.digest for pair in pairs}, say)
    return pairs


def cached(
    files: list[PhotoFile], config: TrainConfig, cache: Path, evaluation: Path, reduction: degrade.Downscale
) -> Path:
    """Return where the pairs of these photos are kept, once compared with these evaluation sets."""
    sides = [config.data.patch, config.data.validation_patch]
    what = [_CACHE_VERSION, config.task, reduction, config.channels, *sides, config.pre_upsample]
    state = [what, [file.digest for file in files], evaluation_state(evaluation)]
    key = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
    return cache / f"{key}.npz"


def _write_pairs(
    path: Path,
    files: list[PhotoFile],
    config: TrainConfig,
    evaluation: Path,
    reduction: degrade.Downscale,
) -> None:
    arrays: dict[str, Any] = {}
    for number, (file, photo) in enumerate(read_photos(files, evaluation)):
        pair = make_pair(photo, config, reduction)
        if pair is None:
            continue
        arrays[f"{number}.{file.digest}.target"] = pair.target
        if config.task == "upscale":
            arrays[f"{number}.{file.digest}.source"] = pair.source
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial.npz")
    try:
        np.savez(partial, **arrays)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _read_pairs(path: Path) -> list[Pair]:
    with np.load(path) as stored:
        loaded = []
        for name in stored.files:
            if name.endswith(".target"):
                target, source = stored[name], name.replace(".target", ".source")
                digest = name.split(".")[1]
                loaded.append(Pair(stored[source] if source in stored.files else target, target, digest))
        return loaded


class PatchSampler:
    """Draws batches from whole photos, with a probability in proportion to the detail at each place.

    Args:
        pairs: Photos to draw from.
        config: Patch side, batch size, augmentation, noise, seed.
    """

    def __init__(self, pairs: list[Pair], config: TrainConfig):
        self._pairs = pairs
        self._config = config
        steps = [STEPS[name] for name in config.augment.steps]
        self._varying = [step for step in steps if not step.mixes]
        self._mixing = [step for step in steps if step.mixes]
        cells = [detail(pair.source, _side(pair, config.data.patch, config)) for pair in pairs]
        self._photo = np.concatenate([np.full(len(weight), i) for i, (_, weight) in enumerate(cells)])
        self._corner = np.concatenate([corner for corner, _ in cells])
        weight = np.concatenate([weight for _, weight in cells])
        self._cumulative = np.cumsum(weight / weight.sum())

    def batch(self, step: int) -> tuple[Batch, Batch]:
        """Return the batch of a step: sources ``(N, p, p, C)`` and targets ``(N, sp, sp, C)``, float32, 0..1.

        The same step always gives the same batch, so an interrupted training goes on as if it had not been.
        """
        rng = np.random.default_rng([self._config.fit.seed, step])
        drawn = [self._draw(rng) for _ in range(self._config.fit.batch)]
        sources, targets = (np.concatenate(batch) for batch in zip(*drawn, strict=True))
        for mix in self._mixing:
            sources, targets = mix(sources, targets, rng)
        return sources, targets

    def _draw(self, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return one source and one target, each as a batch of one."""
        pair, top, left = self._place(rng)
        source, target = _cut(pair, top, left, self._config.data.patch, self._config)
        sources, targets = source[None], target[None]
        for vary in self._varying:
            sources, targets = vary(sources, targets, rng)
        damage = self._damage(rng)
        if damage is not None:
            sources = damage(sources[0], rng)[None]
        return sources, targets

    def _damage(self, rng: np.random.Generator) -> degrade.Degradation | None:
        data = self._config.data
        if data.noise is not None:
            return noise.draw_noise(data.noise_kind, data.noise, rng)
        if data.jpeg is None:
            return None
        return noise.draw_jpeg(data.jpeg, rng) if self._config.task == "denoise" else noise.draw_filed(data.jpeg, rng)

    def _place(self, rng: np.random.Generator) -> tuple[Pair, int, int]:
        cell = min(int(np.searchsorted(self._cumulative, rng.random())), len(self._photo) - 1)
        pair = self._pairs[self._photo[cell]]
        side = _side(pair, self._config.data.patch, self._config)
        # Cells lie on a grid of half a patch; moving by up to half of that reaches every position.
        shift = rng.integers(-(side // 4), side // 4 + 1, 2)
        height, width = pair.source.shape[:2]
        top, left = np.clip(self._corner[cell] + shift, 0, [height - side, width - side])
        return pair, int(top), int(left)


def validation_set(pairs: list[Pair], config: TrainConfig) -> list[tuple[Batch, Batch]]:
    """Return fixed batches to judge by: the most detailed square of each photo, at each scale or noise level."""
    side = config.data.validation_patch
    batches = []
    for scale in config.scales:
        crops = []
        for pair in [pair for pair in pairs if pair.scale == scale][: config.data.validation_photos]:
            corner, weight = detail(pair.source, _side(pair, side, config))
            top, left = corner[int(np.argmax(weight))]
            crops.append(_cut(pair, int(top), int(left), side, config))
        if crops:
            sources, targets = zip(*crops, strict=True)
            batches.append((np.stack(sources), np.stack(targets)))
    if not batches:
        raise DataError("no validation photo is large enough for a patch")
    if config.task == "upscale":
        return batches
    ((clean, answers),) = batches
    if config.data.noise_kind == "real":
        return [(_each(clean, damage, n), answers) for n, damage in enumerate(noise.real_specimens())]
    levels = config.data.validation_noise if config.data.noise is not None else config.data.validation_jpeg
    return [(_damaged(clean, level, config, np.random.default_rng(n)), answers) for n, level in enumerate(levels)]


def _damaged(clean: Batch, level: float, config: TrainConfig, rng: np.random.Generator) -> Batch:
    """Return photos with noise of a level, or as JPEG of a quality."""
    data, photos = config.data, []
    for photo in clean:
        damage = degrade.Jpeg(int(level)) if data.noise is None else noise.at_level(data.noise_kind, level, rng)
        photos.append(damage(photo, rng))
    return np.stack(photos)


def _each(clean: Batch, damage: degrade.Degradation, seed: int) -> Batch:
    """Return photos with the same kind of damage."""
    rng = np.random.default_rng(seed)
    return np.stack([damage(photo, rng) for photo in clean])


def detail(photo: Photo, side: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Return the corners of the squares on a grid of half their side, and the mean luma gradient in each."""
    luma = color.luma(unit(photo))
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


def _side(pair: Pair, patch: int, config: TrainConfig) -> int:
    """Return the side, in pixels of the pair's source, of a patch that is `patch` wide for the network."""
    return patch // pair.scale if config.pre_upsample else patch


def _cut(pair: Pair, top: int, left: int, patch: int, config: TrainConfig) -> tuple[Batch, Batch]:
    """Return what the network is fed and what it should answer at a place of the source."""
    side, scale = _side(pair, patch, config), pair.scale
    target = pair.target[top * scale : (top + side) * scale, left * scale : (left + side) * scale]
    if not config.pre_upsample:
        return unit(pair.source[top : top + side, left : left + side]), unit(target)
    # With its surroundings, so that the enlargement is that of the whole photo.
    above, before = max(top - BICUBIC_RADIUS, 0), max(left - BICUBIC_RADIUS, 0)
    around = unit(pair.source[above : top + side + BICUBIC_RADIUS, before : left + side + BICUBIC_RADIUS])
    enlarged = bicubic(color.luma(around)[..., None] if config.channels == "luma" else around, scale)
    down, right = (top - above) * scale, (left - before) * scale
    return enlarged[down : down + side * scale, right : right + side * scale], unit(target)


def unit(image: Photo) -> Batch:
    """Return a photo in 0..1, float32."""
    return image.astype(np.float32) / np.float32(255.0)


def eight(image: Batch) -> Photo:
    """Return a photo rounded to 8 bits."""
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def _luma(photo: Photo) -> Photo:
    return eight(color.luma(unit(photo)))[..., None]
