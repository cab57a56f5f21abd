"""Hands the photos of a batch out to a Dask cluster and takes their results in."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from recon_desktop.core.devices import GPUS, kind_of
from recon_desktop.core.errors import ClusterError, ImageMissing, ReconError, RunError
from recon_desktop.core.io.atomic import write_all
from recon_desktop.core.progress import Progress
from recon_desktop.engine.batch.queue import Item, Queue
from recon_desktop.engine.batch.run import Finished, refuse
from recon_desktop.engine.cluster.task import (
    Failed,
    Kit,
    Outcome,
    Setting,
    Task,
    Unseen,
    Unsuited,
    sha256_of,
)

PATIENCE = 60.0
"""Seconds without any worker after which a run ends; what restarts workers may take a while."""

_CONNECT = 10.0
_LOOK = 0.25
_AHEAD = 4
"""Photos that are out for each thread of the workers. Results are taken in the order of the batch; a large photo that
takes long must not let other workers idle."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The functions that workers import by name.

    Attributes:
        restore: A task to its outcome.
        check: What a worker has otherwise than a kit; empty for nothing.
    """

    restore: Callable[[Task], Outcome]
    check: Callable[[Kit], str]


class Cluster:
    """The workers of a scheduler that can do what is asked.

    Args:
        address: Of the scheduler, such as "tcp://host:8786".
        entry: What workers run.
        kit: That a worker must have.
        setting: How photos are restored. On a GPU each photo asks for a worker's resource "GPU".

    Attributes:
        told: Which workers are not used and why, in sentences.

    Raises:
        ClusterError: Dask is not installed, the scheduler cannot be reached, or no worker can be used.
    """

    def __init__(self, address: str, entry: Entry, kit: Kit, setting: Setting) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterError(address, "missing", "Dask is not installed") from error
        self._address = address
        self._entry, self._kit, self._setting = entry, kit, setting
        try:
            self._client: Any = Client(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError(address, "unreachable", _brief(error)) from error
        self._resources = {"GPU": 1} if kind_of(setting.device) in GPUS else {}
        self._unsuited: set[str] = set()
        self._sends = False
        self._out: dict[int, Any] = {}
        self.told: list[str] = []
        try:
            self._look_at_workers()
        except ClusterError:
            self.close()
            raise

    def close(self) -> None:
        """Leave the scheduler; what is still under way there is given up."""
        for future in self._out.values():
            future.cancel(reason="no longer wanted")
        self._client.close()

    def run(self, item: Item, batch: Queue, progress: Progress) -> Finished:
        """Take in the result of an item, its file written; those that follow it in the batch are under way meanwhile.

        A photo whose worker dies is done by another one.

        Args:
            item: With its job.
            batch: That it is of.
            progress: Its token ends it; what is under way then is given up by `close`.

        Raises:
            ReconError: There is no result, for a reason that has words.
            ClusterError: The scheduler or all workers have gone.
            Cancelled: The token was set.
        """
        assert item.job is not None
        refuse(item, item.job)
        self._send(item)
        self._send_ahead(batch)
        alone = time.monotonic()
        while True:
            progress.token.check()
            if not self._out[item.number].done():
                if self._workers():
                    alone = time.monotonic()
                elif self._client.status != "running" or time.monotonic() - alone > PATIENCE:
                    raise ClusterError(self._address, "lost", "no worker is left")
                time.sleep(_LOOK)
                continue
            finished = self._taken(self._out.pop(item.number), item)
            if finished is not None:
                return finished
            self._send(item)

    def _look_at_workers(self) -> None:
        """Set aside the workers that cannot be used."""
        if not self._client.scheduler_info(n_workers=-1)["workers"]:
            raise ClusterError(self._address, "empty")
        answers = self._client.run(self._entry.check, self._kit, on_error="return")
        for worker, answer in sorted(answers.items()):
            reason = f"it has no Recon Desktop: {_brief(answer)}" if isinstance(answer, Exception) else answer
            if reason:
                self._set_aside(worker, reason)
        if not self._workers():
            lacking = "no worker has the resource GPU" if self._resources and not self.told else self.told[0]
            raise ClusterError(self._address, "unsuited", lacking)

    def _set_aside(self, worker: str, reason: str) -> None:
        if worker in self._unsuited:
            return
        self._unsuited.add(worker)
        self.told.append(f"the worker {worker} is not used: {reason}")

    def _workers(self) -> dict[str, Any]:
        """Those that are there and can be used."""
        there = self._client.scheduler_info(n_workers=-1)["workers"]
        return {
            worker: facts
            for worker, facts in there.items()
            if worker not in self._unsuited and (not self._resources or facts.get("resources", {}).get("GPU"))
        }

    def _threads(self) -> int:
        return sum(int(facts["nthreads"]) for facts in self._workers().values())

    def _send_ahead(self, batch: Queue) -> None:
        room = _AHEAD * self._threads() - len(self._out)
        for item in batch.items if room > 0 else ():
            if room > 0 and item.state == "waiting" and item.job is not None and item.number not in self._out:
                with suppress(ReconError):  # it is said when it is the item's turn
                    self._send(item)
                    room -= 1

    def _send(self, item: Item) -> None:
        """Send a photo out, unless it is out.

        Raises:
            ImageMissing: There is no file to send.
        """
        if item.number in self._out:
            return
        sha256 = sha256_of(item.source)
        if not sha256:
            raise ImageMissing(item.source)
        task = Task(item, self._setting, self._kit, sha256)
        if self._sends:
            task = replace(task, content=item.source.read_bytes())
        allowed = list(self._workers()) if self._unsuited else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a task with a photo in it is large
            self._out[item.number] = self._client.submit(
                self._entry.restore, task, pure=False, workers=allowed, resources=self._resources or None
            )

    def _taken(self, future: Any, item: Item) -> Finished | None:
        """What came of a photo, its file written; None where it has to go out again."""
        if future.status == "error":
            raise RunError(f"a worker failed: {_brief(future.exception())}")
        if future.status != "finished":
            if self._client.status != "running":
                raise ClusterError(self._address, "lost", "the scheduler has gone")
            return None
        outcome: Outcome = future.result()
        if isinstance(outcome, Failed):
            raise outcome.error
        if isinstance(outcome, Unseen):
            self._sends = True
            return None
        if isinstance(outcome, Unsuited):
            self._set_aside(outcome.worker, outcome.reason)
            return None
        assert item.job is not None
        write_all({item.job.target: outcome.content}, overwrite=item.job.output.overwrite)
        return outcome.finished


def _brief(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:200]
