"""Where the dialogs propose to write: names that file systems take, in a folder that is the person's own."""

from __future__ import annotations

import os

LONGEST_NAME = 255
"""Bytes; what most file systems hold."""


def fitted(stem: str, ending: str) -> str:
    """A file name; the stem is shortened where the whole would be too long."""
    encoded, room = os.fsencode(stem), LONGEST_NAME - len(os.fsencode(ending))
    return (stem if len(encoded) <= room else encoded[:room].decode(errors="ignore")) + ending
