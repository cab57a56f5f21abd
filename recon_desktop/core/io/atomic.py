"""Files that appear whole or not at all."""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from recon_desktop.core.errors import OutputExists, OutputFolderMissing, OutputUnwritable, SaveError

_unfinished: set[Path] = set()


@atexit.register
def _remove_unfinished() -> None:
    """A program may end while one of its threads still writes."""
    for temporary in tuple(_unfinished):
        with suppress(OSError):
            temporary.unlink()


@cache
def this_machine() -> str:
    """What tells this machine from others that share a folder."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def refuse_target(source: Path, target: Path, *, overwrite: bool) -> None:
    """Say before a run what writing what it makes of `source` would say after it.

    Raises:
        SaveError: There is such a file and `overwrite` is not set, or it is `source` itself; or it cannot be written.
    """
    try:
        if not target.parent.is_dir():
            raise OutputFolderMissing(target)
        _refuse_special(target, target)
        if target.exists() and _same_file(source, target):
            raise SaveError(target, "it is the photo that the result would be made from")
        if target.exists() and not overwrite:
            raise OutputExists(target)
    except OSError as error:
        raise OutputUnwritable(target, error.strerror or str(error)) from error


def _refuse_special(target: Path, path: Path) -> None:
    """Raises OutputUnwritable where something is there that is no file: it would be gone, or swallow the result."""
    if target.is_dir():
        raise OutputUnwritable(path, "it is a folder")
    if target.exists() and not target.is_file():
        raise OutputUnwritable(path, "it is no file, but a device or a pipe")


def _same_file(path: Path, target: Path) -> bool:
    try:
        return target.samefile(path)
    except OSError:
        return False


@contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """A file to write into, which takes its name once it is complete and on disk.

    It is written beside its place under a name of its own, which goes if the block raises. A file that appears under
    the name meanwhile is kept, too, unless `overwrite` is set; what a link points to is replaced, not the link.

    Raises:
        OutputExists: There is such a file, and `overwrite` is not set.
        OutputFolderMissing: There is no such folder.
        OutputUnwritable: The system refused.
    """
    try:
        target = Path(os.path.realpath(path))
        if not target.parent.is_dir():
            raise OutputFolderMissing(path)
        exists = os.path.lexists(target)
        _refuse_special(target, path)
        if exists and not overwrite:
            raise OutputExists(path)
        if exists and not os.access(target, os.W_OK):
            raise OutputUnwritable(path, "the file is write-protected")
        # It tells whose it is, so that what a killed program left can be removed.
        temporary = target.with_name(f".recon-{this_machine()}-{os.getpid()}-{secrets.token_hex(8)}.part")
        _unfinished.add(temporary)
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if exists:
                with suppress(OSError):
                    shutil.copymode(target, temporary)
            _publish(temporary, target, overwrite)
        finally:
            temporary.unlink(missing_ok=True)
            _unfinished.discard(temporary)
        _sync_folder(target.parent)
    except FileExistsError as error:
        raise OutputExists(path) from error
    except OSError as error:
        raise OutputUnwritable(path, error.strerror or str(error)) from error


def write_all(contents: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write several files, all or none: each takes its name only when all of them are complete.

    Raises:
        SaveError: As `whole_file`.
    """
    with ExitStack() as files:
        for file, content in [
            (files.enter_context(whole_file(path, overwrite=overwrite)), content) for path, content in contents.items()
        ]:
            file.write(content)


def _publish(temporary: Path, target: Path, overwrite: bool) -> None:
    """Give the file its name; raises FileExistsError rather than replacing another file unasked."""
    if overwrite:
        temporary.replace(target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # no hard links here, as on FAT: take the name first, then fill it
        target.open("xb").close()
        try:
            temporary.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    """Bring the new name to disk where the system can; the file itself is there already."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
