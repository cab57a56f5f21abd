"""Who restores the photos of a batch: this machine, or the workers of a cluster."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

from recon_desktop.cli.output import Output
from recon_desktop.cli.workshop import open_restorer
from recon_desktop.core.io import DEFAULT_LIMIT
from recon_desktop.core.progress import Progress
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.queue import Item, Queue
from recon_desktop.engine.batch.run import Finished, run_item
from recon_desktop.engine.catalog import Catalog

Restore = Callable[[Item, Queue, Progress], Finished]
"""Restores an item of a batch and writes its file; raises as `run_item`."""


@contextmanager
def opened(options: argparse.Namespace, catalog: Catalog, models: Sequence[str], output: Output) -> Iterator[Restore]:
    """Who restores, for the options of `recon restore` and the models that it may use."""
    limit = options.max_megapixels or DEFAULT_LIMIT
    if options.cluster:
        with _on_a_cluster(options, catalog, models, limit, output) as restore:
            yield restore
        return
    precision, memory, tile = options.variant, options.memory, options.tile
    opener = Opener(limit, options.allow_truncated, memory)
    with open_restorer(catalog, options.device, precision, memory_mib=memory, tile=tile) as restorer:
        try:
            yield lambda item, batch, progress: run_item(
                restorer, item, opener=opener, following=batch.next(), progress=progress
            )
        finally:
            opener.forget()


@contextmanager
def _on_a_cluster(
    options: argparse.Namespace, catalog: Catalog, models: Sequence[str], limit: float, output: Output
) -> Iterator[Restore]:
    from recon_desktop.cli.cluster_worker import ENTRY
    from recon_desktop.engine.cluster.spread import Cluster
    from recon_desktop.engine.cluster.task import Setting, kit_of

    setting = Setting(options.device, options.variant, options.memory, options.tile, limit, options.allow_truncated)
    with closing(Cluster(options.cluster, ENTRY, kit_of(catalog, models), setting)) as cluster:

        def restore(item: Item, batch: Queue, progress: Progress) -> Finished:
            for sentence in output.once(cluster.told):
                output.told(f"recon: {sentence}.")
            return cluster.run(item, batch, progress)

        yield restore
