"""The state of a training on disk, always whole: a checkpoint is written beside the last one and then renamed."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from training.callbacks import History

_KEPT = 2


@dataclass
class Progress:
    """Where a training stands, apart from weights and optimiser."""

    step: int = 0
    seconds: float = 0.0
    best_psnr: float = float("-inf")
    history: History = field(default_factory=list)


def save(folder: Path, progress: Progress, model: keras.Model, averaged: keras.Model) -> None:
    """Write a checkpoint: the weights, their running average, the optimiser's variables and the progress."""
    final = folder / f"step-{progress.step:08}"
    partial = folder / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    model.save_weights(partial / "model.weights.h5")
    averaged.save_weights(partial / "averaged.weights.h5")
    variables = [keras.ops.convert_to_numpy(variable) for variable in model.optimizer.variables]
    np.savez(partial / "optimizer.npz", *variables)
    (partial / "progress.json").write_text(json.dumps(asdict(progress)), encoding="utf-8")
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)
    for old in _complete(folder)[:-_KEPT]:
        shutil.rmtree(old)


def load(folder: Path, model: keras.Model, averaged: keras.Model) -> Progress | None:
    """Restore the newest checkpoint into both models; None if there is none."""
    complete = _complete(folder)
    if not complete:
        return None
    newest = complete[-1]
    model.load_weights(newest / "model.weights.h5")
    averaged.load_weights(newest / "averaged.weights.h5")
    with np.load(newest / "optimizer.npz") as stored:
        values: list[npt.NDArray[Any]] = [stored[f"arr_{i}"] for i in range(len(stored.files))]
    for variable, value in zip(model.optimizer.variables, values, strict=True):
        variable.assign(value)
    return Progress(**json.loads((newest / "progress.json").read_text(encoding="utf-8")))


def save_weights(model: keras.Model, path: Path) -> None:
    """Write a weights file (``*.weights.h5``), whole or not at all."""
    partial = path.with_name("partial." + path.name)
    model.save_weights(partial)
    partial.replace(path)


def _complete(folder: Path) -> list[Path]:
    return sorted(folder.glob("step-*"))
