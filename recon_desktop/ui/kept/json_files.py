"""Small JSON files of the window: written at once or not at all, read strictly, kept aside where they are damaged.

They hold a few kilobytes, so they are written where they change. They survive a crash of the program; they are not
forced to the disk, so after a power cut the older file may be the one that is there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from recon_desktop.core.strict_json import parse


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
    return parse(path.read_bytes())


def keep_aside(path: Path) -> Path:
    """Rename a damaged file, so that a new one can be written and nothing is lost; tells the new name.

    Raises:
        OSError: It cannot be renamed.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(aside)
