"""Use what is made while the next is made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

_Made = TypeVar("_Made")
_Result = TypeVar("_Result")


def beside(use: Callable[[Iterator[_Made]], _Result], items: Iterable[_Made]) -> _Result:
    """Use items in a thread of its own; the next one is made here meanwhile, and no more than that.

    Args:
        use: Takes them all, or fails.
        items: Made one by one, in the calling thread.

    Returns:
        What `use` returns.

    Raises:
        Exception: What making or using them raised; what `use` had begun it has then undone.
    """
    wanted = threading.Semaphore(0)
    made: SimpleQueue[tuple[_Made] | BaseException | None] = SimpleQueue()

    def each() -> Iterator[_Made]:
        while True:
            wanted.release()
            item = made.get()
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item[0]
            del item  # nobody holds it while the one after the next is made

    with ThreadPoolExecutor(1) as thread:
        using = thread.submit(use, each())
        using.add_done_callback(lambda _: wanted.release())
        try:
            for item in items:
                wanted.acquire()
                if using.done():
                    break
                made.put((item,))
                del item
        except BaseException as error:
            made.put(error)
            raise
        made.put(None)
        return using.result()
