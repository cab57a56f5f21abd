"""What a network is told besides the photo: how strong the damage is, or that it must find out itself."""

import numpy as np

from training.augment import Batch
from training.config import TrainConfig

Inputs = Batch | list[Batch]

UNKNOWN = -1.0
"""The level of a photo whose damage nobody has measured."""

TOLD_SHARE = 0.5
"""Of the patches whose level is told; without one, the network learns to judge for itself."""

ERROR = 0.2
"""Standard deviation of the natural logarithm of a told level to the true one: no gauge is exact."""


def told(config: TrainConfig, sources: Batch, targets: Batch, step: int) -> Inputs:
    """Return what the network gets for a batch.

    Args:
        config: Says what it is told, and the seed.
        sources: Damaged patches ``(N, H, W, C)``.
        targets: What they should be.
        step: The batch's number; the same one always gives the same.

    Returns:
        The sources, and where the network is told a level that of each patch, ``(N, 1, 1, 1)``: the root of the mean
        squared damage, about a fifth too high or too low; for the other half of the patches, that it is not known.
    """
    if not config.conditions:
        return sources
    rng = np.random.default_rng([config.fit.seed, step, 1])
    levels = np.sqrt(np.mean(np.square(sources - targets), axis=(1, 2, 3), keepdims=True))
    levels *= np.exp(ERROR * rng.standard_normal(levels.shape))
    unknown = rng.random(levels.shape) >= TOLD_SHARE
    return [sources, np.where(unknown, UNKNOWN, levels).astype(np.float32)]


def untold(config: TrainConfig, sources: Batch) -> Inputs:
    """Return what the network gets for photos of which nothing is known."""
    if not config.conditions:
        return sources
    return [sources, np.full((len(sources), 1, 1, 1), UNKNOWN, np.float32)]
