"""What several commands do with their options: the objects they work with, and the files they may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recon_desktop.cli.output import Output
from recon_desktop.core.errors import OutputExists, OutputFolderMissing, OutputUnwritable, SaveError
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import model_folders


def open_catalog(output: Output) -> Catalog:
    """The shipped and the person's own models; those with a broken card are named and left out."""
    catalog = Catalog(model_folders())
    for problem in catalog.problems:
        output.problem(problem)
    return catalog


@contextmanager
def open_restorer(
    catalog: Catalog, device: str, *, memory_mib: int | None = None, tile: int | None = None
) -> Iterator[Restorer]:
    """What restores photos on `device`; its sessions are closed with the block."""
    runtime = Runtime(device)
    try:
        yield Restorer(catalog, runtime, memory_mib=memory_mib, tile=tile)
    finally:
        runtime.close()


def refuse_target(photo: Path, target: Path, *, overwrite: bool) -> None:
    """Say before the run what writing the result of `photo` would say after it.

    Raises:
        SaveError: There is such a file and `overwrite` is not set, or it is the photo itself; or it cannot be written.
    """
    try:
        if not target.parent.is_dir():
            raise OutputFolderMissing(target)
        if target.is_dir():
            raise OutputUnwritable(target, "it is a folder")
        if target.exists() and _same_file(photo, target):
            raise SaveError(target, "it is the photo that the result would be made from")
        if target.exists() and not overwrite:
            raise OutputExists(target)
    except OSError as error:
        raise OutputUnwritable(target, error.strerror or str(error)) from error


def _same_file(path: Path, target: Path) -> bool:
    try:
        return target.samefile(path)
    except OSError:
        return False
