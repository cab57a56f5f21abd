"""Half-written files of programs that were killed, which nobody would ever see or remove."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from recon_desktop.core.io.atomic import this_machine

_NAME = re.compile(r"\.recon-(?:(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-)?[0-9a-f]{16}\.part")
_SLOW_CLOCK = 2.0  # seconds: some file systems count in twos


def remove_leftovers(folders: Iterable[Path]) -> int:
    """Remove the half-written files in these folders that no living process owns.

    Those of other machines, which may share the folder, stay.

    Returns:
        Their number.
    """
    gone = 0
    for folder in dict.fromkeys(folders):
        with suppress(OSError), os.scandir(folder) as entries:
            found = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name)]
            for path in found:
                if not _is_owned(path):
                    with suppress(OSError):
                        path.unlink()
                        gone += 1
    return gone


def _is_owned(path: Path) -> bool:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    if match["machine"] is None:  # of versions before names told
        return _is_open(path)
    if match["machine"] != this_machine():
        return True
    try:
        begun = psutil.Process(int(match["process"])).create_time()
        return begun <= path.stat().st_ctime + _SLOW_CLOCK  # else it is another process with the same number
    except psutil.NoSuchProcess:
        return False
    except (psutil.Error, OSError, OverflowError):
        return True


def _is_open(path: Path) -> bool:
    """Whether any process of this person has a file open."""
    target = os.path.realpath(path)
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if any(os.path.realpath(file.path) == target for file in process.open_files()):
                return True
    return False
