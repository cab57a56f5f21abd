"""Judging a network on the crops of its validation, and what a run keeps of that."""

import math
from pathlib import Path

import keras
import numpy as np

from recon_desktop.core import metrics
from training import checkpoints, conditions
from training.callbacks import draw_contact_sheet, write_history
from training.checkpoints import Progress
from training.config import ConfigError, TrainConfig
from training.data.patches import Batch
from training.networks import BEST_WEIGHTS

_SHEET_ROWS = 6

Judges = list[tuple[Batch, Batch]]
"""Crops, the small or damaged ones and what they should become, one pair of batches for each scale."""


def validate(
    config: TrainConfig,
    run: Path,
    averaged: keras.Model,
    judges: Judges,
    progress: Progress,
    figures: dict[str, float],
) -> float:
    """Judge a network: a row of the history, the sheet of crops, and its weights where they are the best so far.

    Args:
        config: What is trained.
        run: Its folder.
        averaged: The network.
        judges: What it is judged by.
        progress: Where the training stands; gets the row and the best PSNR.
        figures: The rest of the row: loss, learning_rate, patches_per_second.

    Returns:
        The validation PSNR in dB.
    """
    psnr = validation_psnr(averaged, judges, config)
    place = {"step": progress.step, "seconds": round(progress.seconds, 1)}
    progress.history.append(place | figures | {"validation_psnr": psnr})
    write_history(progress.history, run / "history.csv")
    sources, targets = (batch[:_SHEET_ROWS] for batch in judges[-1])
    draw_contact_sheet(sources, _answers(averaged, sources, config), targets, run / "validation.png")
    # An adversarial training does not go by PSNR: the newest weights are its best.
    if psnr > progress.best_psnr or config.gan is not None:
        progress.best_psnr = psnr
        checkpoints.save_weights(averaged, run / BEST_WEIGHTS)
    return psnr


def validation_psnr(model: keras.Model, judges: Judges, config: TrainConfig) -> float:
    """Return the mean PSNR over all validation crops, borders of `scale` pixels left out when enlarging."""
    border = max(config.scales) if config.task == "upscale" else 0
    values = [
        metrics.psnr(np.clip(result, 0, 1), target, border=border)
        for sources, targets in judges
        for result, target in zip(_answers(model, sources, config), targets, strict=True)
    ]
    return float(np.mean(values))


def check_loss(loss: float, step: int) -> None:
    """Make sure that a loss is a number.

    Raises:
        ConfigError: It is none; says how to go on.
    """
    if not math.isfinite(loss):
        raise ConfigError(
            f"step {step}: the loss is no number any more. The last checkpoint is whole: go on from it with a lower"
            " fit.learning_rate, or with fit.gradient_clip"
        )


def _answers(model: keras.Model, batch: Batch, config: TrainConfig) -> Batch:
    """Return a network's answers to photos of which nothing is known, a few at a time."""
    parts = [conditions.untold(config, batch[i : i + 8]) for i in range(0, len(batch), 8)]
    return np.concatenate([np.asarray(model.predict_on_batch(part)) for part in parts])
