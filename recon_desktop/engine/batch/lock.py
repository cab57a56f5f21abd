"""One program at a time: a lock that the system lets go of however the program ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock while the block runs.

    Args:
        path: A file for the lock alone; its folder is made where it is missing, and the file goes with the block.

    Yields:
        Whether no other program holds it; that is taken for granted where the system knows no locks.
    """
    held = False
    while not held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError:
            yield True
            return
        with file:
            try:
                _lock(file)
            except OSError as error:
                if error.errno in _HELD:
                    yield False
                    return
            # Whoever held it before may have removed the file since it was opened: then a lock on it keeps nobody out.
            held = _lies_at(file, path)
            if held:
                try:
                    yield True
                finally:
                    with suppress(OSError):
                        path.unlink()


def _lies_at(file: BinaryIO, path: Path) -> bool:
    """Whether a path still leads to an open file; taken for granted where the system does not tell."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _lock(file: BinaryIO) -> None:
    """Raises OSError where another program has locked the file."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
