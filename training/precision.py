"""In which numbers a network calculates while it trains."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import keras
import numpy as np

_PATCHES = (4, 32, 32, 64)


@contextmanager
def precision_of(policy: str) -> Iterator[None]:
    """Let the layers that are made within take a dtype policy of Keras: "float32" or "mixed_bfloat16"."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


@cache
def bfloat16_is_faster() -> bool:
    """Whether this machine is quicker in bfloat16 than in float32, by one convolution's time in each.

    A processor without instructions for bfloat16 emulates them, many times slower than float32; one that has them is
    about twice as fast. No list of processors and accelerators would stay true, so it is measured.
    """
    return _seconds("mixed_bfloat16") < _seconds("float32")


def _seconds(policy: str) -> float:
    """Return the best of three times of a 64-channel convolution and its gradient."""
    with precision_of(policy):
        layer = keras.layers.Conv2D(_PATCHES[-1], 3, padding="same")
        model = keras.Sequential([keras.Input(_PATCHES[1:]), layer])
    model.compile(keras.optimizers.SGD(), loss="mse", jit_compile=keras.backend.backend() == "jax")
    batch = np.zeros(_PATCHES, np.float32)
    model.train_on_batch(batch, batch)  # builds the graph
    return min(_timed(lambda: model.train_on_batch(batch, batch)) for _ in range(3))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
