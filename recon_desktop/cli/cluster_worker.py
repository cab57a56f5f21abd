"""What `recon restore --cluster` has workers run; they import it by name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.cluster.spread import Entry
from recon_desktop.engine.cluster.task import Kit, Outcome, Setting, Task, Unsuited, difference, restored
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import model_folders


def restore(task: Task) -> Outcome:
    """Restore one photo with the models of this machine."""
    outcome = restored(task, _restorer, check)
    if isinstance(outcome, Unsuited):
        from distributed import get_worker

        return replace(outcome, worker=get_worker().address)
    return outcome


@cache
def check(kit: Kit) -> str:
    """What this machine has otherwise than a kit; empty for nothing."""
    return difference(Catalog(model_folders()), kit)


@cache
def _restorer(setting: Setting) -> Restorer:
    """Sessions stay open from photo to photo."""
    runtime = Runtime(setting.device, setting.precision)
    return Restorer(Catalog(model_folders()), runtime, memory_mib=setting.memory_mib, tile=setting.tile)


ENTRY = Entry(restore, check)
