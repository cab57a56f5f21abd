"""JSON read strictly: what is missing, unknown, doubled or of another kind is an error that names it.

Batch journals, presets, sessions and lists of the window are read by it. Readers of fields take a parsed value and give
what it stands for, or raise ValueError.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn


def parse(raw: bytes) -> object:
    """Parse JSON in UTF-8.

    Raises:
        ValueError: It is no JSON, holds a number that is none (NaN, Infinity), a name twice in one object, or is nested
            too deeply.
    """
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


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


def number(low: float = -math.inf, high: float = math.inf) -> Callable[[object], float]:
    """Reads a JSON number in a range."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            bounds = "" if (low, high) == (-math.inf, math.inf) else f" from {low:g} to {high:g}"
            raise ValueError(f"{value!r:.40} is no number{bounds}")
        try:
            return float(value)
        except OverflowError:
            raise ValueError("there is a number with too many digits") from None

    return read


def whole(value: object) -> int:
    """A JSON number without a fraction."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r:.40} is no whole number")
    return value


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


def list_of(read: Callable[[Any], Any]) -> Callable[[object], tuple[Any, ...]]:
    """Reads a JSON list, each of its values by `read`."""

    def read_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"{value!r:.40} is no list")
        return tuple(map(read, value))

    return read_all


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
