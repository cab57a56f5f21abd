"""Names of results: templates such as `{stem}_{model}_{scale}x`. Light to import: the window needs it early."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from recon_desktop.core.errors import TemplateInvalid

FIELDS = ("stem", "name", "parent", "model", "scale", "task", "date", "number")
"""What stands in braces: the photo's name without and with its suffix, its folder, the models, how many times larger
the result is, the task, the day of the start, the place in the batch."""

DEFAULT_TEMPLATE = "{stem}_{model}"

_LONGEST = 255  # bytes of a file's name on most systems
_NUMBER = 6  # of which a number may follow

_PART = re.compile(r"\{([^{}]*)\}|([{}])")
_ILLEGAL = frozenset('<>:"/\\|?*') | {chr(code) for code in range(32)}
_ILLEGAL_HERE = frozenset("/\0") if os.name == "posix" else _ILLEGAL


def check_template(template: str) -> None:
    """Make sure that a template makes file names on every system.

    Raises:
        TemplateInvalid: An unknown field, a brace without its partner, a character that no file name may have, or
            nothing but spaces and dots.
    """
    for match in _PART.finditer(template):
        field, brace = match.groups()
        if brace:
            raise TemplateInvalid(template, f"a brace {brace} has no partner")
        if field not in FIELDS:
            import difflib

            nearest = difflib.get_close_matches(field, FIELDS, n=1, cutoff=0.5)
            raise TemplateInvalid(template, f"there is no field {{{field}}}", nearest, FIELDS)
    words = _PART.sub("", template)
    illegal = sorted(set(words) & _ILLEGAL)
    if illegal:
        listed = " ".join(character if character.isprintable() else repr(character) for character in illegal)
        raise TemplateInvalid(template, f"a file name must not hold {listed}")
    if not _PART.sub("x", template).strip(" ."):
        raise TemplateInvalid(template, "it is empty")


def fill(template: str, facts: Mapping[str, str]) -> str:
    """A file name without its suffix.

    Args:
        template: Checked.
        facts: A value for each of `FIELDS`.
    """
    return _PART.sub(lambda match: _clean(facts[match[1]]), template)


def fitting(template: str, facts: Mapping[str, str], suffix: str) -> str:
    """The same, short enough for file systems: of what comes from the photo's name, the end is left out.

    Args:
        template: Checked.
        facts: A value for each of `FIELDS`.
        suffix: What is to follow.
    """
    room = _LONGEST - len(suffix.encode("utf-8", "surrogateescape")) - _NUMBER
    shorter = dict(facts)
    while len(name := fill(template, shorter).encode("utf-8", "surrogateescape")) > room:
        longest = max(("stem", "name", "parent"), key=lambda field: len(shorter[field]) * (f"{{{field}}}" in template))
        if f"{{{longest}}}" not in template or len(shorter[longest]) <= 1:
            break
        excess = (len(name) - room) // template.count(f"{{{longest}}}")
        bytes_ = shorter[longest].encode("utf-8", "surrogateescape")
        kept = bytes_[: max(len(bytes_) - max(excess, 1), 1)].decode("utf-8", "ignore").rstrip()
        shorter[longest] = kept or "_"
    return fill(template, shorter)


def _clean(value: str) -> str:
    return "".join("_" if character in _ILLEGAL_HERE else character for character in value)


class Names:
    """Hands out paths, each once, and none that is in use already.

    Upper and lower case count as the same, as some file systems have it.

    Args:
        used: Paths that must not be handed out.
        beside: Whether files that exist count as used, too.
    """

    def __init__(self, used: Iterable[Path], *, beside: bool = False) -> None:
        self._beside = beside
        self._folders: dict[Path, str] = {}
        self._used = {self._key(path) for path in used}

    def free(self, path: Path) -> Path:
        """The path, or where it is in use the first of `name-2`, `name-3`, ... that is not."""
        number, candidate = 1, path
        while self._key(candidate) in self._used or (self._beside and os.path.lexists(candidate)):
            number += 1
            candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
        self._used.add(self._key(candidate))
        return candidate

    def _key(self, path: Path) -> tuple[str, str]:
        if os.path.islink(path):  # what is written to it ends up in the file that it points to
            path = Path(os.path.realpath(path))
        if path.parent not in self._folders:
            self._folders[path.parent] = os.path.realpath(path.parent).casefold()
        return self._folders[path.parent], path.name.casefold()
