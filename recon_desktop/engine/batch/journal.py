"""The journal of a batch: what becomes of every item, a line of JSON each, on disk before the next one starts.

A program that crashed or was quit goes on from it: what is done is not done again, what was half done starts anew. A
line that was cut off in the middle, as a crash leaves it, is left out; anything else that is not as it should be is an
error, and nothing is guessed.

Names of files are text with whatever bytes Python smuggles through it (PEP 383), so they are written as ASCII.
"""

from __future__ import annotations

import dataclasses
import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from recon_desktop.core.errors import JournalError
from recon_desktop.core.geometry import Size
from recon_desktop.core.io.atomic import whole_file
from recon_desktop.core.mix import Mix
from recon_desktop.core.strict_json import fields, list_of, number, one_of, or_null, parse, text, truth, whole
from recon_desktop.engine.batch.queue import (
    DEPTHS,
    EXISTING,
    FORMS,
    STATES,
    STRIPS,
    SUBSAMPLINGS,
    Change,
    Item,
    Job,
    Output,
    replayed,
)
from recon_desktop.engine.order import REQUESTS, Order

VERSION = 4
_HEAD = {"recon batch": VERSION}

T = TypeVar("T")


class Journal:
    """Writes one journal; from any thread.

    Changes are noted at once and brought to disk by `flush`, many in one go.

    Args:
        path: The file; its folder is made where it is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.Lock()
        self._lock = threading.Lock()  # never held while the disk is waited for: changes are noted on the GUI thread
        self._noted: list[Change] = []
        self._anew = True

    def begin(self, items: Iterable[Item]) -> None:
        """Start the file anew with these items; an older one is replaced as a whole by `flush`."""
        with self._lock:
            self._anew = True
            self._noted = [Change(put=tuple(items))]

    def note(self, change: Change) -> None:
        """Take down a change."""
        if change != Change():
            with self._lock:
                self._noted.append(change)

    @property
    def pending(self) -> bool:
        """Whether something was noted that is not on disk yet, nor on its way there."""
        with self._lock:
            return bool(self._noted)

    def flush(self) -> None:
        """Bring to disk what was noted.

        Raises:
            JournalError: The system refused; what was noted is kept for the next time.
        """
        with self._writing:
            with self._lock:
                noted, self._noted = self._noted, []
                if not noted:
                    return
                anew, self._anew = self._anew, False
            try:
                self._write(b"".join(map(_line, noted)), anew=anew)
            except Exception as error:
                with self._lock:
                    if not self._anew:  # else it has begun anew meanwhile
                        self._noted[:0] = noted
                        self._anew = anew
                raise JournalError(self.path, _reason(error)) from error

    def _write(self, lines: bytes, *, anew: bool) -> None:
        if anew:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self.path, overwrite=True) as file:
                file.write(_dump(_HEAD) + lines)
        else:
            with self.path.open("ab") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())

    def discard(self) -> None:
        """Remove the file: there is nothing to go on with."""
        with self._writing:
            with self._lock:
                self._noted.clear()
                self._anew = True
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def read_journal(path: Path) -> tuple[Item, ...]:
    """What a journal leads to; nothing where there is none.

    Items are as the last run left them, looked at anew: what ran waits again, unless its result is there, whole; what
    is done and whose result is gone or has another size waits again, too.

    Raises:
        JournalError: It cannot be read, is damaged, or of another version.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise JournalError(path, _reason(error)) from error
    lines = content.split(b"\n")
    lines.pop()  # what follows the last line's end: nothing, or a line that was cut off
    changes = []
    for place, line in enumerate(lines, start=1):
        try:
            value = parse(line)
            if place == 1:
                if value != _HEAD:
                    raise ValueError(f"it is no batch journal of version {VERSION}")
            else:
                changes.append(_change(value))
        except ValueError as error:
            raise JournalError(path, f"line {place}: {error}") from error
    return tuple(map(_looked_at, replayed(changes)))


def _looked_at(item: Item) -> Item:
    if item.job is None or item.state not in ("running", "done"):
        return item
    try:
        size = item.job.target.stat().st_size
    except OSError:
        size = None
    waiting = dataclasses.replace(item, state="waiting", seconds=None, result_bytes=None)
    if item.state == "done":
        return item if size == item.result_bytes else waiting
    # Results appear whole or not at all. One that must not replace a file can only be there because this item made it.
    if size is not None and not item.job.output.overwrite:
        return dataclasses.replace(item, state="done", result_bytes=size)
    return waiting


# -------------------------------------------------------------------- lines


def _dump(value: object) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def _line(change: Change) -> bytes:
    parts: dict[str, object] = {}
    if change.put:
        parts["put"] = [_plain(item) for item in change.put]
    if change.removed:
        parts["removed"] = change.removed
    if change.ordered:
        parts["ordered"] = change.ordered
    return _dump(parts)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return str(value) if isinstance(value, Path) else value


# -------------------------------------------------------------------- and back, strictly


def _change(value: object) -> Change:
    parts = {"put": list_of(_item), "removed": list_of(whole), "ordered": list_of(whole)}
    if not value:
        raise ValueError("no change of a batch")
    return Change(**fields(value, parts, optional=tuple(parts)))


def _made(kind: Callable[..., T], readers: Mapping[str, Callable[[Any], Any]]) -> Callable[[object], T]:
    """Reads an object of exactly these fields."""
    return lambda value: kind(**fields(value, readers))


def _path(value: object) -> Path:
    return Path(text(value))


_size = _made(Size, {"width": whole, "height": whole})
_mix = _made(Mix, {"luma": number(), "chroma": number(), "grain": number()})
_order = _made(
    Order,
    {
        "task": one_of(*REQUESTS),
        "models": list_of(text),
        "scale": whole,
        "noise_level": or_null(number()),
        "mix": _mix,
        "ensemble": truth,
    },
)
_output = _made(
    Output,
    {
        "folder": or_null(_path),
        "mirror": truth,
        "template": text,
        "form": one_of(*FORMS),
        "quality": whole,
        "lossless": truth,
        "subsampling": one_of(*SUBSAMPLINGS),
        "progressive": truth,
        "depth": one_of(*DEPTHS),
        "existing": one_of(*EXISTING),
        "srgb": truth,
        "strip": one_of(*STRIPS),
    },
)
_job = _made(Job, {"order": _order, "output": _output, "target": _path})
_item = _made(
    Item,
    {
        "number": whole,
        "source": _path,
        "root": or_null(_path),
        "size": or_null(_size),
        "job": or_null(_job),
        "state": one_of(*STATES),
        "seconds": or_null(number()),
        "result_bytes": or_null(whole),
        "message": text,
    },
)


def _reason(error: Exception) -> str:
    detail = getattr(error, "detail", "") or getattr(error, "strerror", "")
    return detail or str(error) or type(error).__name__
