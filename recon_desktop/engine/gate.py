"""One model run at a time, the person's first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from recon_desktop.core.progress import CancelToken


class RunGate:
    """A lock that is held for one tile, and that urgent work gets before all else that waits.

    Two model runs at once share the cores and each takes twice as long; a preview behind a batch would wait for the
    whole batch. So every run passes the gate tile by tile.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._urgent_waiting = 0

    @contextmanager
    def hold(self, token: CancelToken, *, urgent: bool = False) -> Iterator[None]:
        """Hold the gate for a block of code; wait for it first.

        Raises:
            Cancelled: The token was set, also while waiting.
        """
        self._enter(token, urgent)
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _enter(self, token: CancelToken, urgent: bool) -> None:
        with token.on_cancel(self._wake), self._changed:
            self._urgent_waiting += urgent
            try:
                self._changed.wait_for(
                    lambda: token.cancelled or not (self._busy or (self._urgent_waiting and not urgent))
                )
                token.check()
                self._busy = True
            finally:
                self._urgent_waiting -= urgent
                if token.cancelled:
                    self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
