"""What was made last, by what it depends on, in bounded room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """Values by their keys; the least recently used go when there is no more room. Threads may share it.

    Args:
        room: How much there is: a number of values, or what `size` counts.
        size: How much a value takes.
    """

    def __init__(self, room: int, size: Callable[[V], int] = lambda value: 1) -> None:
        self._room = room
        self._size = size
        self._taken = 0
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value of a key, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V, kept: Container[K] = ()) -> None:
        """Keep a value.

        Args:
            key: What it depends on.
            value: Is not kept where it is larger than all the room.
            kept: What stays, whatever it takes.
        """
        with self._lock:
            if key in self._values:
                self._taken -= self._size(self._values.pop(key))
            self._values[key] = value
            self._taken += self._size(value)
            for other in list(self._values):
                if self._taken <= self._room:
                    break
                if other not in kept:
                    self._taken -= self._size(self._values.pop(other))

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made where there is none; where `make` raises, nothing is kept."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def clear(self) -> None:
        """Drop all."""
        with self._lock:
            self._values.clear()
            self._taken = 0
