"""The state of a training on disk, always whole: a checkpoint is written beside the last one and then renamed.

A kept checkpoint is a light one, for the repository: weights without optimisers, a quarter of the size. A training that
goes on from it begins with fresh optimisers, and so warms up anew.
"""

import json
import shutil
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import numpy.typing as npt

from training.callbacks import History
from training.config import ConfigError

KEPT = 2

_WEIGHTS = "model.weights.h5"
_OPTIMIZER = "optimizer.npz"
_AVERAGED = "averaged.weights.h5"


@dataclass
class Progress:
    """Where a training stands, apart from weights and optimiser."""

    step: int = 0
    seconds: float = 0.0
    best_psnr: float = float("-inf")
    history: History = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A network that is being trained, and what trains it.

    Attributes:
        model: Its weights are kept.
        optimizer: So are its variables.
        prefix: Of the files' names, where a training has several parts.
    """

    model: keras.Model
    optimizer: keras.Optimizer
    prefix: str = ""


def save(folder: Path, progress: Progress, parts: list[Part], averaged: keras.Model) -> None:
    """Write a checkpoint: all weights, the running average of the first part's, the optimisers and the progress."""
    final = folder / f"step-{progress.step:08}"
    partial = folder / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for part in parts:
        _bare(part.model).save_weights(partial / f"{part.prefix}{_WEIGHTS}")
        variables = [keras.ops.convert_to_numpy(variable) for variable in part.optimizer.variables]
        np.savez(partial / f"{part.prefix}{_OPTIMIZER}", *variables)
    averaged.save_weights(partial / _AVERAGED)
    (partial / "progress.json").write_text(json.dumps(asdict(progress)), encoding="utf-8")
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)
    for old in complete(folder)[:-KEPT]:
        shutil.rmtree(old)


def any_in(folder: Path) -> bool:
    """Whether there is a checkpoint to go on from."""
    return bool(complete(folder))


def load(folder: Path, parts: list[Part], averaged: keras.Model) -> Progress | None:
    """Restore the newest checkpoint into the networks and optimisers; None if there is none.

    From a light checkpoint, the first network goes on with its running average, and the optimisers stay as they are.

    Raises:
        ConfigError: It is damaged or holds another network.
    """
    whole = complete(folder)
    if not whole:
        return None
    newest = whole[-1]
    for part in parts:
        weights, optimizer = newest / f"{part.prefix}{_WEIGHTS}", newest / f"{part.prefix}{_OPTIMIZER}"
        light = not optimizer.exists()
        load_weights(part.model, newest / _AVERAGED if light and part is parts[0] else weights)
        if not light:
            _load_optimizer(part.optimizer, optimizer)
    load_weights(averaged, newest / _AVERAGED)
    try:
        return Progress(**json.loads((newest / "progress.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(_damaged(newest / "progress.json", error)) from error


def keep(folder: Path, to: Path) -> None:
    """Copy the newest checkpoint without what a training can do without: a light checkpoint, in place of any there.

    Args:
        folder: Of the run's checkpoints.
        to: Of the kept ones; made anew.

    Raises:
        ConfigError: There is no checkpoint.
    """
    whole = complete(folder)
    if not whole:
        raise ConfigError(f"{folder} holds no checkpoint yet")
    shutil.rmtree(to, ignore_errors=True)
    (to / whole[-1].name).mkdir(parents=True)
    for path in whole[-1].iterdir():
        if path.name != _WEIGHTS and not path.name.endswith(_OPTIMIZER):
            shutil.copyfile(path, to / whole[-1].name / path.name)


def save_weights(model: keras.Model, path: Path) -> None:
    """Write a weights file (``*.weights.h5``), whole or not at all."""
    partial = path.with_name("partial." + path.name)
    model.save_weights(partial)
    partial.replace(path)


def load_weights(model: keras.Model, path: Path) -> None:
    """Read a weights file.

    Raises:
        ConfigError: It is missing or damaged, or the weights of another network.
    """
    another = ConfigError(f"{path} holds another network than {model.name} with these hyperparameters")
    try:
        if _values(path) != model.count_params():
            raise another
        _bare(model).load_weights(path)
    except OSError as error:
        raise ConfigError(_damaged(path, error)) from error
    except ValueError as error:
        raise another from error


def _bare(model: keras.Model) -> keras.Model:
    """Return the same network, of the same variables, without its optimiser: Keras would write and read that, too."""
    return keras.Model(model.inputs, model.outputs, name=model.name)


def _values(path: Path) -> int:
    """Return how many weights a file holds; Keras puts an optimiser's variables beside them."""
    sizes: dict[str, int] = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: sizes.update({name: getattr(item, "size", 0)}))
    return sum(size for name, size in sizes.items() if not name.startswith("optimizer/"))


def _load_optimizer(optimizer: keras.Optimizer, path: Path) -> None:
    try:
        with path.open("rb") as file, np.load(file) as stored:
            values: list[npt.NDArray[Any]] = [stored[f"arr_{i}"] for i in range(len(stored.files))]
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ConfigError(_damaged(path, error)) from error
    if [value.shape for value in values] != [tuple(variable.shape) for variable in optimizer.variables]:
        raise ConfigError(f"{path} belongs to another network")
    for variable, value in zip(optimizer.variables, values, strict=True):
        variable.assign(value)


def _damaged(path: Path, error: Exception) -> str:
    in_a_checkpoint = path.parent.name.startswith("step-")
    advice = f"; remove {path.parent} to go on from the checkpoint before it" if in_a_checkpoint else ""
    return f"{path} cannot be read: {error}{advice}"


def complete(folder: Path) -> list[Path]:
    """Return the checkpoints in a folder, the newest last."""
    return sorted(folder.glob("step-*"))
