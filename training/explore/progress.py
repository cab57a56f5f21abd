"""What a person sees while a lesson works."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Advance(Protocol):
    """Is told that steps are done, with a note on how things stand."""

    def __call__(self, note: str = "", steps: int = 1) -> None:
        """Take note of it."""


@contextmanager
def stage(console: Console, title: str, steps: int | None = None) -> Iterator[Advance]:
    """Show a bar while something goes on, and afterwards one line that says how long it took.

    Args:
        console: Where; the bar is left out where it is no terminal.
        title: What goes on.
        steps: How many steps there are; None if no one knows.

    Yields:
        What to call after each step.
    """
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
    )
    start, last = time.monotonic(), ""
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(title, total=steps, note="")

        def advance(note: str = "", steps: int = 1) -> None:
            nonlocal last
            last = note
            progress.update(task, advance=steps, note=note)

        yield advance
    console.out(f"{title}: {time.monotonic() - start:.0f} s  {last}".rstrip(), highlight=False)
