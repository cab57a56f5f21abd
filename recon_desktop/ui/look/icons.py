"""The line icons: our names for them, and their drawings in Lucide, which the package python-lucide carries.

A new icon is a line in `GLYPHS`; https://lucide.dev/icons shows what there is.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path

GLYPHS = {
    "across": "square-split-vertical",
    "add": "plus",
    "blink": "eye",
    "cancel": "circle-stop",
    "caution": "triangle-alert",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "clear": "list-x",
    "close": "x",
    "device": "cpu",
    "difference": "squares-subtract",
    "down": "arrow-down",
    "error": "octagon-alert",
    "fit": "maximize",
    "folder": "folder-open",
    "good": "circle-check",
    "grid": "layout-grid",
    "hand_out": "grip",
    "history": "rotate-ccw-clock",
    "info": "info",
    "pause": "pause",
    "redo": "redo-2",
    "remove": "trash",
    "restore": "aperture",
    "retry": "rotate-ccw",
    "running": "loader-circle",
    "save": "save",
    "side": "columns-2",
    "single": "rectangle-horizontal",
    "skip": "skip-forward",
    "split": "square-split-horizontal",
    "start": "play",
    "stopped": "circle-slash",
    "trust": "shield-check",
    "undo": "undo-2",
    "up": "arrow-up",
    "waiting": "clock",
    "zoom-in": "zoom-in",
    "zoom-out": "zoom-out",
}
"""Name of the icon in this program -> name of its drawing in Lucide."""


def drawing(name: str, colour: str) -> bytes:
    """An icon as SVG, 24 by 24 units, its lines in a colour.

    Args:
        name: One of `GLYPHS`.
        colour: As #rrggbb.
    """
    return _drawings()[GLYPHS[name]].replace("currentColor", colour).encode()


@lru_cache(maxsize=1)
def _drawings() -> Mapping[str, str]:
    # Straight from the database of the package: importing it takes 47 ms, for its search in the network; this takes 5.
    package = importlib.util.find_spec("lucide")
    assert package is not None
    assert package.submodule_search_locations is not None
    database = Path(package.submodule_search_locations[0], "data", "lucide-icons.db")
    names = sorted(set(GLYPHS.values()))
    query = f"SELECT name, svg FROM icons WHERE name IN ({', '.join('?' * len(names))})"
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return dict(connection.execute(query, names))
