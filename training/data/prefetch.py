"""Makes the next batches beside the training."""

import queue
import threading
from collections.abc import Iterator

from training.data.patches import Batch, PatchSampler

_AHEAD = 8


class Prefetch:
    """Batches made in a thread while the network is busy with the one before; entered, it yields them in order.

    Args:
        sampler: Makes them.
        first: The first step.
        end: The step after the last one.
    """

    def __init__(self, sampler: PatchSampler, first: int, end: int):
        self._sampler, self._first, self._end = sampler, first, end
        self._queue: queue.Queue[tuple[Batch, Batch] | Exception | None] = queue.Queue(_AHEAD)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="batches", daemon=True)

    def __enter__(self) -> Iterator[tuple[Batch, Batch]]:
        self._thread.start()
        return self._batches()

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            for step in range(self._first, self._end):
                self._put(self._sampler.batch(step))
                if self._closed.is_set():
                    return
            self._put(None)
        except Exception as error:  # raised again in the training thread
            self._put(error)

    def _put(self, item: tuple[Batch, Batch] | Exception | None) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def _batches(self) -> Iterator[tuple[Batch, Batch]]:
        while (item := self._queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
