"""The training loop on an accelerator: it is called for two seconds' worth of steps at a time, and never waits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import numpy as np

from training import checkpoints
from training.checkpoints import Part, Progress
from training.config import Loss, TrainConfig
from training.packed import device
from training.packed.feeder import Feeder
from training.schedule import averages_keep, last_part, learning_rate, warm_up
from training.validation import Judges, check_loss, validate

_CALL_SECONDS = 2.0
_POOL_BYTES = 2 << 30


@dataclass(frozen=True)
class Clock:
    """When to do what.

    Attributes:
        deadline: On the monotonic clock: the training ends then.
        between: Seconds between two checkpoints.
        finish: Whether the learning rate comes to its end by the deadline.
        stopped: Whether to end at once.
    """

    deadline: float
    between: float
    finish: bool
    stopped: Callable[[], bool]


class Loop:
    """The steps of one configuration.

    Args:
        config: What is trained.
        run: Its folder.
        part: The network and its optimiser.
        averaged: The network of the running average.
        progress: Where it stands; counted on.
        judges: What it is validated with.
        say: Is told of validations.
    """

    def __init__(
        self,
        config: TrainConfig,
        run: Path,
        part: Part,
        averaged: keras.Model,
        progress: Progress,
        judges: Judges,
        say: Callable[[str], None],
    ):
        self._config, self._run, self._part, self._averaged = config, run, part, averaged
        self._progress, self._judges, self._say = progress, judges, say
        self._first = progress.step
        self._iterations = int(part.optimizer.iterations) - progress.step
        self._key = jax.random.key(config.fit.seed)
        self._state = device.taken_from(part, averaged)
        self._loss: Loss = config.fit.loss
        self._advance = device.compiled(part, config, self._loss)
        self.busy = 0.0

    def train(self, feeder: Feeder, patches: int, clock: Clock, saved: Callable[[], None]) -> None:
        """Train until the last step, the deadline or a stop; always ends with a checkpoint.

        Args:
            feeder: Makes patches.
            patches: How many are at hand on the device at most; others take their places as they are made.
            clock: When to do what.
            saved: Called after each checkpoint.

        Raises:
            ConfigError: The loss became no number.
        """
        fit, progress = self._config.fit, self._progress
        began, seconds = time.monotonic(), progress.seconds
        pool = _filled(feeder, patches)
        self._call(pool, 0, fit.steps, clock)  # compiles
        speed, end, oldest, checkpoint = 0.0, fit.steps, 0, time.monotonic()
        while True:
            if self._steps_left(end, clock.finish) <= 0:
                self._go_by_last_loss(pool, clock)
            count = max(1, min(int(_CALL_SECONDS * speed), device.MOST, self._steps_left(end, clock.finish)))
            called = time.monotonic()
            running = self._call(pool, count, end, clock)
            fresh = feeder.made()  # while the device computes
            loss = float(running)
            took = time.monotonic() - called
            check_loss(loss, progress.step)
            self.busy += took
            speed = count / took
            progress.seconds = seconds + time.monotonic() - began
            if fresh is not None:
                places = (oldest + np.arange(len(fresh[0]))) % len(pool[0])
                pool, oldest = device.refreshed(pool, places, fresh), int(places[-1]) + 1
            left = clock.deadline - time.monotonic()
            if clock.finish:
                end = min(fit.steps, progress.step + int(speed * max(0.0, left)))
            last = progress.step >= fit.steps or left <= 0 or clock.stopped()
            if last or time.monotonic() - checkpoint >= clock.between:
                self._keep(loss, speed)
                saved()
                checkpoint = time.monotonic()
            if last:
                return

    def _call(self, pool: device.Pool, count: int, end: int, clock: Clock) -> jax.Array:
        """Let the device train for some steps; returns their mean loss, which is not there yet."""
        fit, step = self._config.fit, self._progress.step
        start = self._first if clock.finish else 0
        rates, keeps = np.zeros((2, device.MOST), np.float32)
        for n in range(count):
            ready = warm_up(fit, self._iterations + step + n)
            rates[n] = min(learning_rate(self._config, step + n, end, start), ready)
            keeps[n] = averages_keep(fit, step + n + 1)
        self._state, loss = self._advance(self._state, pool, self._key, step, count, rates, keeps)
        self._progress.step += count
        return loss

    def _steps_left(self, end: int, finish: bool) -> int:
        """How many steps go by the loss of now: to the last part, where that has one of its own, or to the end."""
        fit, start = self._config.fit, self._first if finish else 0
        if fit.last_loss is None or self._loss == fit.last_loss:
            return fit.steps - self._progress.step
        return last_part(fit, start, end) - self._progress.step

    def _go_by_last_loss(self, pool: device.Pool, clock: Clock) -> None:
        assert self._config.fit.last_loss is not None
        self._loss = self._config.fit.last_loss
        self._advance = device.compiled(self._part, self._config, self._loss)
        self._call(pool, 0, self._config.fit.steps, clock)
        self._say(f"step {self._progress.step}: from here on the loss is {self._loss}")

    def _keep(self, loss: float, speed: float) -> None:
        """Validate, and write a checkpoint."""
        progress = self._progress
        device.put_back(self._state, self._part, self._averaged)
        figures = {
            "loss": loss,
            "learning_rate": float(self._part.optimizer.learning_rate),
            "patches_per_second": round(speed * self._config.fit.batch, 1),
        }
        psnr = validate(self._config, self._run, self._averaged, self._judges, progress, figures)
        checkpoints.save(self._run / "checkpoints", progress, [self._part], self._averaged)
        self._say(
            f"step {progress.step}: {speed:.1f} steps/s, validation {psnr:.3f} dB, best {progress.best_psnr:.3f} dB"
        )


def _filled(feeder: Feeder, patches: int) -> device.Pool:
    """Return the first patches on the device: as many as are asked for and fit."""
    sources, targets = feeder.wait_for(1)
    count = max(1, min(patches, _POOL_BYTES // (sources.nbytes + targets.nbytes)))
    if count > 1:
        more = feeder.wait_for(count - 1)
        sources, targets = np.concatenate([sources, more[0]]), np.concatenate([targets, more[1]])
    return jnp.asarray(sources), jnp.asarray(targets)
