"""A process of its own for what a foreign file makes of it, ended when it takes too much or says nothing."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import psutil

from recon_desktop.core.card import ModelCard
from recon_desktop.core.errors import ImportRefused
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine import machine
from recon_desktop.engine.importer.findings import Beat, Findings, Unfit, Wish

SILENCE = 60.0
"""Seconds within which a child has to say that it is alive: what a run of the network may take."""

_START = 120.0
"""Seconds that a child may take to start: Python and all it imports, on a machine that does other things."""

_SHARE = 0.7
"""Of the free memory: what a child may take."""

_LOOK = 0.02
"""Seconds between two looks at the child's memory."""

T = TypeVar("T")


def examined(
    path: Path, wish: Wish, folder: Path, *, silence: float = SILENCE, progress: Progress = SILENT
) -> Findings:
    """`examine.examine` in a child.

    Args:
        path: The foreign file.
        wish: What the person knows better.
        folder: Takes the files that it becomes.
        silence: Seconds that one run of the network may take.
        progress: Its token ends the child.

    Raises:
        ImportRefused: The file cannot become a model, for a reason that has words.
        Cancelled: The token was set.
    """
    return _in_child(_examine, path, (path, wish, folder), silence, progress)


def checked(card: ModelCard, file: Path, path: Path, *, silence: float = SILENCE, progress: Progress = SILENT) -> None:
    """`work.check` in a child, for a file that came in `path`; errors as `examined`."""
    _in_child(_check, path, (card, file), silence, progress)


def peak_memory(file: Path, side: int, channels: int, *, silence: float = SILENCE, progress: Progress = SILENT) -> int:
    """`work.peak_memory` in a child; errors as `examined`."""
    return _in_child(_peak_memory, file, (file, side, channels), silence, progress)


def _examine(beat: Beat, path: Path, wish: Wish, folder: Path) -> Findings:
    from recon_desktop.engine.importer.examine import examine

    return examine(path, wish, folder, beat)


def _check(beat: Beat, card: ModelCard, file: Path) -> None:
    from recon_desktop.engine.importer.work import check

    check(card, file, beat)


def _peak_memory(beat: Beat, file: Path, side: int, channels: int) -> int:
    from recon_desktop.engine.importer.work import peak_memory

    beat()
    return peak_memory(file, side, channels)


def _in_child(
    work: Callable[..., T], path: Path, arguments: tuple[object, ...], silence: float, progress: Progress
) -> T:
    # Spawned: a fork of a process with threads and sessions would be a copy of their locks, too.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, work, arguments), name="recon-import", daemon=True)
    limit = machine.free_memory_mib() * _SHARE * 2**20
    child.start()
    theirs.close()
    try:
        answer: T = _answer(child.pid or 0, ours, path, silence, limit, progress)
        return answer
    finally:
        child.kill()
        child.join()
        ours.close()


def _answer(pid: int, ours: Connection, path: Path, silence: float, limit: float, progress: Progress) -> Any:
    until = time.monotonic() + _START
    process: psutil.Process | None = None
    with suppress(psutil.Error):
        process = psutil.Process(pid)
    while True:
        progress.token.check()
        try:
            if ours.poll(_LOOK):
                kind, value = ours.recv()
                until = time.monotonic() + silence
                if kind == "done":
                    return value
                if kind == "unfit":
                    raise ImportRefused(path, *value)
        except (EOFError, OSError):
            raise ImportRefused(path, "crash") from None
        if time.monotonic() > until:
            raise ImportRefused(path, "endless", f"{silence:.0f}")
        with suppress(psutil.Error):
            if process is not None and process.memory_info().rss > limit:
                raise ImportRefused(path, "memory", f"{limit / 2**30:.1f}")


def _work(theirs: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    """What the child does."""

    def beat() -> None:
        theirs.send(("beat", None))

    try:
        answer = work(beat, *arguments)
    except Unfit as unfit:
        theirs.send(("unfit", (unfit.reason, unfit.detail)))
    except MemoryError:
        theirs.send(("unfit", ("memory", "")))
    except Exception as error:  # whatever a foreign file sets off is the file's, not this program's
        theirs.send(("unfit", ("crash", f"{type(error).__name__}: {error}"[:300])))
    else:
        theirs.send(("done", answer))
