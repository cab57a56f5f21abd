"""Whether the disk has room for a run, asked before anything is written."""

import shutil
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from training.checkpoints import KEPT, Part
from training.config import TrainConfig
from training.data.patches import cached
from training.data.sources import DataError, PhotoFile

_SMALL_FILES = 16 << 20  # history, curves, contact sheet
_ADAM = 2  # moments that the optimiser keeps for each weight


def check(run: Path, caches: list[int], parts: list[Part]) -> None:
    """Refuse a run that would fill the disk.

    Args:
        run: Its folder, which need not be there yet.
        caches: Bytes that the prepared photos will take.
        parts: What its checkpoints will hold.

    Raises:
        DataError: There is not enough room.
    """
    weights = [4 * part.model.count_params() for part in parts]
    checkpoint = sum(weights) * (1 + _ADAM) + weights[0]
    needed = sum(caches) + checkpoint * (KEPT + 1) + 2 * weights[0] + _SMALL_FILES
    there = next(folder for folder in (run, *run.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise DataError(f"{there} has {free >> 20} MiB free, the run needs {needed >> 20}")


def cache_bytes(files: list[PhotoFile], config: TrainConfig, cache: Path, evaluation: Path) -> int:
    """Return how much the prepared photos will add to the cache."""
    missing = [way for way in config.reductions if not cached(files, config, cache, evaluation, way).exists()]
    pixels = sum(_pixels(file.path) for file in files) if missing else 0
    target = 1 if config.channels == "luma" else 3
    source = 0 if config.task == "denoise" else 3 if config.pre_upsample else target
    return sum(round(pixels * (target + source / way.scale**2)) for way in missing)


def _pixels(path: Path) -> int:
    try:
        with Image.open(path) as image:
            return image.width * image.height
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return 0  # it will be passed over
