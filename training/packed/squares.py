"""What travels of the photos: their most detailed squares as one array, and the crops that judge."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.augment import STEPS
from training.config import ConfigError, TrainConfig, changed
from training.data.patches import Batch, detail, eight, unit
from training.data.sources import DataError, Photo
from training.validation import Judges

_ROOM = 1.5
"""Side of a prepared patch in those that are cut out of it: crops reach every place, few patches serve many."""

_TURNS = "symmetries"


def prepared(config: TrainConfig) -> TrainConfig:
    """Return the configuration of the patches that are damaged ahead: one at a time, larger, and not yet turned."""
    multiple = math.lcm(config.align, *config.scales)
    side = multiple * math.ceil(_ROOM * config.data.patch / multiple)
    wider = changed(config, "data", patch=side, validation_patch=side)
    rest = tuple(step for step in config.augment.steps if step != _TURNS)
    return changed(changed(wider, "augment", steps=rest), "fit", batch=1)


def is_turned(config: TrainConfig) -> bool:
    """Whether patches are turned to the eight symmetries of the square."""
    return _TURNS in config.augment.steps


def side_for(configs: Iterable[TrainConfig]) -> int:
    """Return the side of squares that hold a prepared patch of each configuration."""
    multiple, side = 1, 0
    for config in configs:
        multiple = math.lcm(multiple, *config.scales)
        side = max(side, prepared(config).data.patch * config.network_scale)
    return multiple * math.ceil(side / multiple)


def choose(photos: Iterable[Photo], side: int, count: int, each: int) -> npt.NDArray[np.uint8]:
    """Cut squares out of photos: of each its most detailed one first, then the second of each, and so on.

    Args:
        photos: RGB ``(H, W, 3)``, uint8; those that are too small are passed over.
        side: Of a square.
        count: How many at most.
        each: How many of a photo at most.

    Returns:
        ``(N, side, side, 3)``, uint8; none overlaps with another of its photo.

    Raises:
        DataError: No photo is large enough.
    """
    ranked = [square for photo in photos for square in enumerate(_squares(photo, side, each))]
    if not ranked:
        raise DataError(f"no photo holds a square of {side} pixels")
    ranked.sort(key=lambda square: square[0])
    return np.stack([square for _, square in ranked[:count]])


def _squares(photo: Photo, side: int, most: int) -> list[Photo]:
    """Return squares that do not overlap, the most detailed first."""
    if min(photo.shape[:2]) < side:
        return []
    corners, weight = detail(photo, side)
    taken: list[npt.NDArray[np.intp]] = []
    for corner in corners[np.argsort(-weight, kind="stable")]:
        if len(taken) < most and all(np.abs(corner - other).max() >= side for other in taken):
            taken.append(corner)
    return [photo[top : top + side, left : left + side].copy() for top, left in taken]


def write_judges(path: Path, judges: Judges) -> None:
    """Write the batches of a validation, each array in 8 bits where that is all it holds."""
    arrays = {f"{number}.{n}": _smallest(batch) for number, pair in enumerate(judges) for n, batch in enumerate(pair)}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_judges(path: Path) -> Judges:
    """Read the batches of a validation, exactly as they were."""
    with np.load(path) as stored:
        return [
            (_read(stored[f"{number}.0"]), _read(stored[f"{number}.1"])) for number in range(len(stored.files) // 2)
        ]


def _smallest(batch: Batch) -> Photo | Batch:
    rounded = eight(batch)
    return rounded if np.array_equal(unit(rounded), batch) else batch


def _read(stored: Any) -> Batch:
    batch: Batch = unit(stored) if stored.dtype == np.uint8 else stored
    return batch


def check(configs: Iterable[TrainConfig]) -> None:
    """Refuse what has no way to be trained from squares.

    Raises:
        ConfigError: It is adversarial, or mixes patches with each other.
    """
    for config in configs:
        if config.gan is not None:
            raise ConfigError(f"{config.id}: an adversarial training cannot be packed")
        mixing = [step for step in config.augment.steps if STEPS[step].mixes]
        if mixing:
            raise ConfigError(f"{config.id}: augment.steps = {mixing} cannot be packed")
