"""Choosing by name, with help for those who mistype."""

import difflib
from collections.abc import Mapping
from typing import TypeVar

from training.config import ConfigError

Value = TypeVar("Value")


def choose(name: str, table: Mapping[str, Value], what: str) -> Value:
    """Return the entry of this name.

    Raises:
        ConfigError: There is none; the message names the nearest one and all others.
    """
    if name in table:
        return table[name]
    near = difflib.get_close_matches(name, list(table), n=1, cutoff=0)
    raise ConfigError(f"unknown {what} {name}; the nearest one is {near[0]}; there are {', '.join(table)}")
