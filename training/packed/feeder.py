"""Damages squares in processes beside the training, so that an accelerator waits for none."""

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from training.config import TrainConfig
from training.data.patches import Batch, PatchSampler, make_pair
from training.packed.squares import prepared

_HANDFUL, _AHEAD = 2, 4
"""Patches taken at once, and asked for, of each process."""

_work: list[tuple[Path, TrainConfig]] = []


class Feeder:
    """Patches larger than the training's, degraded by the very code of `fit`; entered, it makes them without end.

    Args:
        squares: The file of undamaged squares.
        config: Says what becomes of them.
        processes: How many work.
        first: Number of the first patch; the same number gives the same patch.
    """

    def __init__(self, squares: Path, config: TrainConfig, processes: int, first: int = 0):
        self._pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (squares, prepared(config)))
        self._handful, self._ahead = _HANDFUL * processes, _AHEAD * processes
        self._next = first
        self._pending: deque[Future[tuple[Batch, Batch]]] = deque()

    def __enter__(self) -> "Feeder":
        self._ask()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def wait_for(self, count: int) -> tuple[Batch, Batch]:
        """Return so many patches: sources ``(count, p, p, C)`` and targets ``(count, sp, sp, C)``."""
        made = []
        for _ in range(count):
            made.append(self._pending.popleft().result())
            self._ask()
        return _joined(made)

    def made(self) -> tuple[Batch, Batch] | None:
        """Return a handful of patches, always as many, or None while they are not made."""
        done = all(future.done() for future in list(self._pending)[: self._handful])
        return self.wait_for(self._handful) if done else None

    def _ask(self) -> None:
        while len(self._pending) < self._ahead:
            self._pending.append(self._pool.submit(_patch, self._next))
            self._next += 1


def _begin(squares: Path, config: TrainConfig) -> None:
    """Remember, in a process of the pool, what to work on."""
    cv2.setNumThreads(1)  # the processes are as many as the cores
    _work[:] = [(squares, config)]


def _patch(number: int) -> tuple[Batch, Batch]:
    ((path, config),) = _work
    squares = np.load(path, mmap_mode="r")
    rng = np.random.default_rng([config.fit.seed, number, 2])
    square = np.asarray(squares[rng.integers(len(squares))])
    pair = make_pair(square, config, config.reductions[rng.integers(len(config.reductions))])
    assert pair is not None, "squares are chosen large enough"
    return PatchSampler([pair], config).batch(number)


def _joined(made: list[tuple[Batch, Batch]]) -> tuple[Batch, Batch]:
    sources, targets = (np.concatenate(batch) for batch in zip(*made, strict=True))
    return sources, targets
