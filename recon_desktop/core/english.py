"""How words reach a person where nobody translates them: as they are. The window hands in its own translators."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Translate = Callable[[str, str], str]
"""From a context and an English template to the template in the person's language."""

Retell = Callable[[str], str]
"""From a fact that core or engine tells in English to the person's language."""


def in_english(context: str, text: str) -> str:
    """`Translate` into English."""
    return text


def as_told(fact: str) -> str:
    """`Retell` in English."""
    return fact


def listed(words: Iterable[str], joined: str) -> str:
    """Words as part of a sentence, such as "PNG, TIFF or BMP"; nothing where there are none."""
    *several, last = list(words) or [""]
    return f"{', '.join(several)} {joined} {last}" if several else last
