"""The training loop: stops at any moment, goes on exactly where it stopped."""

import json
import math
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import keras
import numpy as np

from training import checkpoints, conditions, disk
from training.callbacks import Reporter, draw_curves
from training.checkpoints import Part, Progress
from training.conditions import Inputs
from training.config import PROJECT, ConfigError, Loss, TrainConfig, load_config
from training.data import licences, sources, splits
from training.data.patches import Batch, PatchSampler, load_pairs, validation_set
from training.data.prefetch import Prefetch
from training.gan import Adversarial, content_features
from training.losses import LOSSES
from training.networks import CONFIG, build_model, take_over, trained_model, with_held_statistics
from training.precision import bfloat16_is_faster
from training.schedule import averages_keep, last_part, learning_rate, warm_up
from training.validation import Judges, check_loss, validate

COMMIT = "commit.txt"
DATA_SUMMARY = "data.json"
_LOSS_WINDOW = 500


@dataclass(frozen=True)
class Folders:
    """Where a training reads and writes."""

    train: Path
    evaluation: Path
    run: Path
    cache: Path


@dataclass(frozen=True)
class Outcome:
    """How a call of `fit` ended."""

    step: int
    finished: bool
    best_psnr: float


class Learner(Protocol):
    """What a step of training does to which networks.

    Attributes:
        parts: The networks and their optimisers; the first one is averaged, validated and shipped.
    """

    parts: list[Part]

    def step(self, inputs: Inputs, targets: Batch, rate: float) -> float:
        """Learn from one batch; returns the loss."""


class Supervised:
    """Brings the network's answers close to the targets."""

    def __init__(self, model: keras.Model, config: TrainConfig, options: dict[str, Any]):
        self._model, self._options = model, options
        optimizer = keras.optimizers.Adam(config.fit.learning_rate, global_clipnorm=config.fit.gradient_clip)
        optimizer.build(model.trainable_variables)
        self.parts = [Part(model, optimizer)]
        self.go_by(config.fit.loss)

    def step(self, inputs: Inputs, targets: Batch, rate: float) -> float:
        """Learn from one batch; returns the loss."""
        self._model.optimizer.learning_rate.assign(rate)
        return float(self._model.train_on_batch(inputs, targets))

    def go_by(self, loss: Loss) -> None:
        """Measure by another loss from now on; the optimiser remembers what it has."""
        self._model.compile(self.parts[0].optimizer, loss=LOSSES[loss], **self._options)


def fit(
    config: TrainConfig,
    config_text: str,
    folders: Folders,
    reporter: Reporter,
    *,
    minutes: float | None = None,
    finish: bool = False,
    resume: bool = False,
) -> Outcome:
    """Train until the last step, until the minutes are over, or until asked to stop (Ctrl-C, SIGTERM).

    The run's folder appears once nothing can be wrong any more with configuration, photos and disk.

    Args:
        config: What to train.
        config_text: The file it was read from, copied into the run.
        folders: Where to read and write.
        reporter: Is told of the progress.
        minutes: Stop after this long, with a checkpoint.
        finish: Lower the learning rate from where its schedule stands to its end within the minutes, if the steps will
            not be done by then: a training that is cut short ends as a whole one. How far it gets depends on the
            machine. Resumed after that, it goes on at the schedule's rate.
        resume: Go on from the newest checkpoint of the run. Only the schedule and texts may differ from the run's
            configuration; fewer steps bring the end of the learning rate's schedule forward.

    Raises:
        ConfigError: The network does not fit the configuration, the run exists and `resume` is not set, it was made
            with another configuration, its checkpoint is damaged or of another network, or the loss became no number.
        DataError: The photos cannot be used, or the disk has no room for the run.
    """
    deadline = math.inf if minutes is None else time.monotonic() + 60 * minutes
    check_run(config, folders.run, resume)
    config = _practical(config, reporter)
    files = sources.find_photos(folders.train)
    training, validation = splits.split(files, config.data.validation_share)
    averaged = build_model(config)
    if config.fit.start_from is not None and not checkpoints.any_in(folders.run / "checkpoints"):
        take_over(trained_model(folders.run.parent / config.fit.start_from), averaged)
    learner = learner_of(config, averaged, folders.run.parent)
    progress = checkpoints.load(folders.run / "checkpoints", learner.parts, averaged) or Progress()
    disk.check(
        folders.run,
        [disk.cache_bytes(part, config, folders.cache, folders.evaluation) for part in (training, validation)],
        learner.parts,
    )
    if not folders.evaluation.is_dir():
        reporter.say(f"there is no folder {folders.evaluation}: no photo is compared with the evaluation sets")
    taught, judging = (
        load_pairs(part, config, folders.cache, folders.evaluation, reporter.say) for part in (training, validation)
    )
    sampler, judges = PatchSampler(taught, config), validation_set(judging, config)
    digests = [{pair.digest for pair in pairs} for pairs in (taught, judging)]
    used = [[file for file in files if file.digest in known] for known in digests]
    data = {"training": len(used[0]), "validation": len(used[1]), "licences": licences.summarise([*used[0], *used[1]])}
    open_run(
        folders.run, {CONFIG: config_text, COMMIT: commit() + "\n", DATA_SUMMARY: json.dumps(data, indent=2) + "\n"}
    )
    reporter.say(f"{config.run_name}: {len(used[0])} photos to train on, {len(used[1])} to validate")
    loop = _Loop(config, folders.run, reporter, learner, averaged, judges, progress)
    return loop.run(sampler, deadline, finish)


def _practical(config: TrainConfig, reporter: Reporter) -> TrainConfig:
    """Return the configuration in numbers that are quick here; weights and checkpoints are float32 in either."""
    if config.fit.precision == "float32" or bfloat16_is_faster():
        return config
    reporter.say(f"{config.run_name}: trains in float32, because this machine is slower in bfloat16")
    return config.model_copy(update={"fit": config.fit.model_copy(update={"precision": "float32"})})


def learner_of(config: TrainConfig, start: keras.Model, runs: Path) -> Learner:
    """Return what teaches the network of a configuration, with the weights of another of the same kind."""
    model = build_model(config, config.fit.precision)
    if config.fit.hold_statistics:
        model = with_held_statistics(model)
    model.set_weights(start.get_weights())
    # XLA is the only way on JAX; on a CPU it is slower than oneDNN's convolutions.
    options = {"jit_compile": keras.backend.backend() == "jax"}
    if config.gan is None:
        return Supervised(model, config, options)
    features = content_features(config.gan, lambda name: trained_model(runs / name, config.fit.precision))
    return Adversarial(model, features, config, options)


class _Loop:
    """The steps of one call of `fit`."""

    def __init__(
        self,
        config: TrainConfig,
        run: Path,
        reporter: Reporter,
        learner: Learner,
        averaged: keras.Model,
        judges: Judges,
        progress: Progress,
    ):
        self._config = config
        self._run = run
        self._reporter = reporter
        self._learner = learner
        self._averaged = averaged
        self._judges = judges
        self._progress = progress
        self._average = averaged.get_weights()
        self._losses: deque[float] = deque(maxlen=_LOSS_WINDOW)
        self._rate = 0.0
        self._last_loss = config.fit.last_loss is None

    def run(self, sampler: PatchSampler, deadline: float, finish: bool) -> Outcome:
        """Train; always ends with a checkpoint."""
        fit, progress = self._config.fit, self._progress
        started, first, seconds_before = time.monotonic(), progress.step, progress.seconds
        end = fit.steps
        last_step = progress.step if self._stale() else fit.steps
        with stop_on_signals() as stop, Prefetch(sampler, progress.step, last_step) as batches:
            for source, target in batches:
                # Its optimiser is fresh where a run goes on from a light checkpoint.
                ready = warm_up(fit, int(self._learner.parts[0].optimizer.iterations))
                self._rate = min(learning_rate(self._config, progress.step, end, first if finish else 0), ready)
                if not self._last_loss and progress.step >= last_part(fit, first if finish else 0, end):
                    self._go_by_last_loss()
                inputs = conditions.told(self._config, source, target, progress.step)
                self._losses.append(self._learner.step(inputs, target, self._rate))
                progress.step += 1
                check_loss(self._losses[-1], progress.step)
                self._update_average()
                elapsed = time.monotonic() - started
                progress.seconds = seconds_before + elapsed
                speed = (progress.step - first) / elapsed
                if finish:
                    end = min(fit.steps, progress.step + int(speed * max(0.0, deadline - time.monotonic())))
                last = progress.step == fit.steps or stop.is_set() or time.monotonic() >= deadline
                if progress.step % fit.validate_every == 0 or last:
                    self._validate(speed * fit.batch)
                    last = last or self._stale()
                if progress.step % fit.checkpoint_every == 0 or last:
                    self._averaged.set_weights(self._average)
                    checkpoints.save(self._run / "checkpoints", progress, self._learner.parts, self._averaged)
                self._reporter.step(
                    progress.step,
                    fit.steps,
                    {
                        "loss": float(np.mean(self._losses)),
                        "psnr": progress.history[-1]["validation_psnr"] if progress.history else math.nan,
                        "patches_per_second": speed * fit.batch,
                        "seconds_left": max(0.0, min((fit.steps - progress.step) / speed, deadline - time.monotonic())),
                    },
                )
                if last:
                    break
        draw_curves(progress.history, self._run / "curves.png")
        finished = progress.step >= fit.steps or self._stale()
        self._reporter.say(
            f"{'finished' if finished else 'stopped'} at step {progress.step}, best {progress.best_psnr:.3f} dB"
        )
        return Outcome(progress.step, finished, progress.best_psnr)

    def _go_by_last_loss(self) -> None:
        assert isinstance(self._learner, Supervised)
        assert self._config.fit.last_loss is not None
        self._learner.go_by(self._config.fit.last_loss)
        self._losses.clear()
        self._last_loss = True
        self._reporter.say(f"step {self._progress.step}: from here on the loss is {self._config.fit.last_loss}")

    def _update_average(self) -> None:
        decay = averages_keep(self._config.fit, self._progress.step)
        weights = self._learner.parts[0].model.get_weights()
        for average, weight in zip(self._average, weights, strict=True):
            average *= decay
            average += (1 - decay) * weight

    def _validate(self, patches_per_second: float) -> None:
        progress = self._progress
        self._averaged.set_weights(self._average)
        figures = {
            "loss": float(np.mean(self._losses)),
            "learning_rate": self._rate,
            "patches_per_second": round(patches_per_second, 1),
        }
        psnr = validate(self._config, self._run, self._averaged, self._judges, progress, figures)
        self._reporter.say(f"step {progress.step}: validation {psnr:.3f} dB, best {progress.best_psnr:.3f} dB")

    def _stale(self) -> bool:
        """Whether the validations have not become better for too long."""
        # Where it was interrupted it was validated, too: that must not count.
        every, patience = self._config.fit.validate_every, self._config.fit.early_stop
        values = [row["validation_psnr"] for row in self._progress.history if row["step"] % every == 0]
        return patience is not None and len(values) > 0 and len(values) - 1 - int(np.argmax(values)) >= patience


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """Let Ctrl-C and SIGTERM set an event instead of ending the process in the middle of a step."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = [(number, signal.signal(number, ask)) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def check_run(config: TrainConfig, run: Path, resume: bool) -> None:
    """Check that the run is new, or continues the same training."""
    if not run.exists():
        return
    if not (run / CONFIG).exists():
        raise ConfigError(f"{run} exists and is no run; remove it to train there")
    if not resume:
        raise ConfigError(f"{run} exists; go on with --resume, or remove it to start again")
    if not load_config(run / CONFIG).trains_as(config):
        raise ConfigError(f"{run} was made with another configuration; only schedule and texts may change")


def open_run(run: Path, files: dict[str, str]) -> None:
    """Create the run's folder, whole or not at all, or bring its files up to date."""
    folder = run if run.exists() else run.with_name(f"{run.name}.partial")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if folder != run:
        folder.rename(run)


def commit() -> str:
    """Return the project's git commit, with a plus sign if files have changed since; "unknown" outside git."""
    command = ["git", "-C", str(PROJECT), "describe", "--always", "--abbrev=12", "--dirty=+"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"
