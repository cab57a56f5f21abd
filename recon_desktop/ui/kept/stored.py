"""Small JSON files of the window: written at once or not at all, read strictly, kept aside where they are damaged.

They hold a few kilobytes, so they are written where they change. They survive a crash of the program; they are not
forced to the disk, so after a power cut the older file may be the one that is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from recon_desktop.ui.values.state import SCALES, TASKS, Choices


def write_json(path: Path, value: object) -> None:
    """Replace a file.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> object:
    """Read a file.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no strict JSON.
    """
    raw = path.read_bytes()
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def keep_aside(path: Path) -> Path:
    """Rename a damaged file, so that a new one can be written and nothing is lost; tells the new name.

    Raises:
        OSError: It cannot be renamed.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(aside)


def fields(
    value: object, readers: Mapping[str, Callable[[Any], Any]], optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The fields of a JSON object, each read by its reader; those that are not optional have to be there.

    Raises:
        ValueError: Something is missing, unknown, or not what it should be; names it.
    """
    if not isinstance(value, dict):
        raise ValueError(f"there should be an object, not {value!r:.40}")
    for name in value:
        if name not in readers:
            raise ValueError(f"nothing is called {name!r:.40}")
    for name in readers:
        if name not in value and name not in optional:
            raise ValueError(f"{name!r} is missing")
    read = {}
    for name, given in value.items():
        try:
            read[name] = readers[name](given)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: {error}") from error
    return read


def text(value: object) -> str:
    """A JSON string."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no text")
    return value


def number(low: float, high: float) -> Callable[[object], float]:
    """Reads a JSON number in a range."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError(f"{value!r:.40} is no number from {low:g} to {high:g}")
        return float(value)

    return read


def truth(value: object) -> bool:
    """A JSON true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r:.40} is neither true nor false")
    return value


def one_of(*known: object) -> Callable[[object], Any]:
    """Reads one of several values."""

    def read(value: object) -> object:
        if isinstance(value, bool) or value not in known:
            raise ValueError(f"{value!r:.40} is none of {', '.join(map(str, known))}")
        return value

    return read


def or_null(read: Callable[[object], Any]) -> Callable[[object], Any]:
    """Reads a value that may be null."""
    return lambda value: None if value is None else read(value)


def choices_to_json(choices: Choices) -> dict[str, object]:
    """Choices as a JSON object."""
    return {**asdict(choices), "upscalers": {str(scale): model for scale, model in choices.upscalers}}


def choices_from_json(value: object) -> Choices:
    """Choices from a JSON object; what an older version did not know has its default.

    Raises:
        ValueError: It does not describe choices; tells why.
    """
    return Choices(**fields(value, _CHOICES, optional=tuple(_CHOICES)))


def _upscalers(value: object) -> tuple[tuple[int, str], ...]:
    read = fields(value, {str(scale): text for scale in SCALES}, optional=tuple(map(str, SCALES)))
    return tuple(sorted((int(scale), model) for scale, model in read.items()))


_CHOICES: dict[str, Callable[[Any], Any]] = {
    "task": one_of(*TASKS),
    "scale": one_of(*SCALES),
    "denoiser": text,
    "upscalers": _upscalers,
    "noise_level": or_null(number(0, 255)),
    "strength": number(0, 1),
    "chroma": or_null(number(0, 1)),
    "grain": number(0, 20),
    "ensemble": truth,
}
"""How each field of `Choices` is read; add a line here for a new one."""


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
