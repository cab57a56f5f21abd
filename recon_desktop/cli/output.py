"""What the commands say, and where: results on standard output, everything else on standard error."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from recon_desktop.core.errors import ReconError
from recon_desktop.core.progress import CancelToken, Progress, Reporter
from recon_desktop.wording import Explanation, explain


class Refusal(Exception):
    """Something that cannot be done for a reason that only a command knows; exit code 2, like a `ReconError`."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.words = Explanation(what, next_step)


class Output:
    """The two streams of one command.

    Args:
        as_json: Whether results are JSON objects, one per line, instead of text.
        token: What Ctrl+C sets; every progress handed out carries it.
        options: The command's options by their names in the code: no other one is advised.
    """

    def __init__(self, *, as_json: bool, token: CancelToken, options: Collection[str] = ()) -> None:
        self.as_json = as_json
        self.token = token
        self._options = options
        self._said: set[str] = set()
        for stream in (sys.stdout, sys.stderr):
            _tolerate_any_name(stream)

    def result(self, record: Mapping[str, Any], text: str) -> None:
        """Hand out one result: `record` for scripts, or `text` for people."""
        try:
            sys.stdout.write((strict_json(record) if self.as_json else text) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read the results has gone; the work goes on
            _silence(sys.stdout)
        except OSError as error:
            _silence(sys.stdout)
            raise Refusal(
                f"The results cannot be written to standard output: {error.strerror}.",
                "Make room on the disk, or send them elsewhere.",
            ) from error

    def once(self, sentences: Sequence[str]) -> list[str]:
        """Those sentences that were not handed out before: what holds for every photo is said with the first."""
        fresh = [sentence for sentence in sentences if sentence not in self._said]
        self._said.update(fresh)
        return fresh

    def problem(self, error: ReconError | Refusal) -> None:
        """Say what went wrong and what to do next."""
        words = error.words if isinstance(error, Refusal) else explain(error, place="terminal", options=self._options)
        self.told(f"recon: {words.what}\n  {words.next_step}")

    def told(self, text: str) -> None:
        """Say something beside the results, to whoever still listens."""
        tell(text)

    @contextmanager
    def progress(self, title: str) -> Iterator[Progress]:
        """A bar on standard error while the block runs; nothing is drawn where that is no terminal."""
        if not sys.stderr.isatty():
            yield Reporter(lambda _: None, self.token)
            return
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=1.0)
            yield Reporter(lambda fraction: bar.update(task, completed=fraction), self.token)


def tell(text: str) -> None:
    """Write a line to standard error; a terminal or a reader that has gone is no reason to stop."""
    try:
        sys.stderr.write(f"{text}\n")
    except OSError:
        _silence(sys.stderr)


def strict_json(value: object) -> str:
    """One line of JSON that every parser accepts: ASCII only, and infinity as the string "inf"."""
    return json.dumps(_plain(value), allow_nan=False)


def table(rows: Sequence[Sequence[str]], *, indent: int = 0) -> str:
    """Rows as lines of aligned columns; columns whose cells below the first are all numbers are set to the right."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [all(_is_number(cell) for cell in column[1:]) and len(column) > 1 for column in columns]
    lines = (
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        for row in rows
    )
    return "\n".join((" " * indent + line).rstrip() for line in lines)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).lstrip("+-").isdecimal() or cell in {"∞", "", "-"}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return str(value) if isinstance(value, Path) else value


def _silence(stream: TextIO) -> None:
    """Send a stream nowhere: what is still in its buffer must not complain at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _tolerate_any_name(stream: TextIO) -> None:
    # A file name may hold what the terminal's encoding does not: show it escaped rather than fail.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")
