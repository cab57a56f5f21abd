"""In which numbers a network calculates while it trains."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras


@contextmanager
def precision_of(policy: str) -> Iterator[None]:
    """Let the layers that are made within take a dtype policy of Keras: "float32" or "mixed_bfloat16"."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
