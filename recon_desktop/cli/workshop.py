"""What several commands do with their options: the objects they work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from recon_desktop.cli.output import Output
from recon_desktop.core.card import Precision
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import model_folders, paces_file


def open_catalog(output: Output) -> Catalog:
    """The shipped and the person's own models; those with a broken card are named and left out."""
    catalog = Catalog(model_folders())
    for problem in catalog.problems:
        output.problem(problem)
    return catalog


@contextmanager
def open_restorer(
    catalog: Catalog,
    device: str,
    precision: Precision | None,
    *,
    memory_mib: int | None = None,
    tile: int | None = None,
) -> Iterator[Restorer]:
    """What restores photos on `device` with files of a precision; its sessions are closed with the block."""
    runtime = Runtime(device, precision, paces=paces_file())
    try:
        yield Restorer(catalog, runtime, memory_mib=memory_mib, tile=tile)
    finally:
        runtime.close()
