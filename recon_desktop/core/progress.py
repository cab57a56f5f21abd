"""Progress and cancellation, handed down a call and never looked up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Cancelled(Exception):
    """The person asked to stop: there is no result, and that is no error."""


class CancelToken:
    """A flag that any thread may set once, with callbacks that fire at that moment; until then a run can be paused."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._paused = False
        self._callbacks: list[Callable[[], None]] = []
        self._on_resume: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Set the flag and fire the callbacks, in the calling thread; a second call does nothing."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    @property
    def paused(self) -> bool:
        """Whether the run is to stand still; the gate before each tile heeds it, nothing else does."""
        return self._paused

    def pause(self) -> None:
        """Let the run stand still before its next tile, until `resume` or `cancel`."""
        self._paused = True

    def resume(self) -> None:
        """Let it go on."""
        with self._lock:
            self._paused = False
            callbacks = list(self._on_resume)
        for callback in callbacks:
            callback()

    @contextmanager
    def on_resume(self, callback: Callable[[], None]) -> Iterator[None]:
        """Fire `callback` on resume while the block runs."""
        with self._lock:
            self._on_resume.append(callback)
        try:
            yield
        finally:
            with self._lock:
                self._on_resume.remove(callback)

    def check(self) -> None:
        """Raise `Cancelled` once the flag is set."""
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Fire `callback` on cancel while the block runs; at once where the flag is set already."""
        with self._lock:
            late = self._cancelled
            if not late:
                self._callbacks.append(callback)
        if late:
            callback()
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)


class Progress(Protocol):
    """Where a long call reports to, and where it learns that it should stop."""

    @property
    def token(self) -> CancelToken:
        """The token of this run."""
        ...

    def report(self, fraction: float) -> None:
        """Tell the part done, 0..1.

        Raises:
            Cancelled: The token is set.
        """
        ...

    def part(self, offset: float, length: float) -> Progress:
        """Progress of a step that covers `offset` to `offset + length` of the whole."""
        ...


class Reporter:
    """Progress that hands every fraction to a function."""

    def __init__(
        self,
        tell: Callable[[float], None],
        token: CancelToken | None = None,
        *,
        offset: float = 0.0,
        length: float = 1.0,
    ) -> None:
        self._tell = tell
        self._token = token or CancelToken()
        self._offset = offset
        self._length = length

    @property
    def token(self) -> CancelToken:
        """The token of this run."""
        return self._token

    def report(self, fraction: float) -> None:
        """Tell the part done, 0..1; raises `Cancelled` once the token is set."""
        self._token.check()
        self._tell(self._offset + self._length * min(max(fraction, 0.0), 1.0))

    def part(self, offset: float, length: float) -> Reporter:
        """Progress of a step that covers `offset` to `offset + length` of this one."""
        return Reporter(
            self._tell, self._token, offset=self._offset + offset * self._length, length=length * self._length
        )


class _Silent:
    """Progress that nobody watches and nobody cancels."""

    @property
    def token(self) -> CancelToken:
        return CancelToken()

    def report(self, fraction: float) -> None:
        pass

    def part(self, offset: float, length: float) -> _Silent:
        return self


SILENT: Progress = _Silent()
