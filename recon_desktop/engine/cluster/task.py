"""What travels to a worker and back, and what a worker does; no Dask in here."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import onnxruntime

from recon_desktop import __version__
from recon_desktop.core.card import Precision
from recon_desktop.core.errors import ModelError, OutOfMemory, ReconError
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.queue import Item
from recon_desktop.engine.batch.run import Finished, run_item
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.restore import Restorer


@dataclass(frozen=True, slots=True)
class Kit:
    """What the results depend on: with the same kit every machine makes the same bytes.

    Attributes:
        recon: Version of this program.
        onnxruntime: Version of what runs the models.
        models: Ids and SHA-256 of the files of the models that may be used.
    """

    recon: str
    onnxruntime: str
    models: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How photos are restored, whatever they are; as `Runtime`, `Restorer` and `run_item` take it."""

    device: str
    precision: Precision | None
    memory_mib: int | None
    tile: int | None
    limit_megapixels: float
    allow_truncated: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One photo for a worker.

    Attributes:
        item: With its job; its target is of no matter to the worker but for its name.
        setting: How.
        kit: That the worker must have.
        sha256: Of the photo's file.
        content: The file itself, None where the worker is to look for it.
    """

    item: Item
    setting: Setting
    kit: Kit
    sha256: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A result: what ran, and the bytes of its file."""

    finished: Finished
    content: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no result, for a reason that has words."""

    error: ReconError


@dataclass(frozen=True, slots=True)
class Unseen:
    """The worker does not see the photo's file: it has to be sent."""


@dataclass(frozen=True, slots=True)
class Unsuited:
    """The worker, at an address, has another kit; `reason` says what differs."""

    reason: str
    worker: str = ""


Outcome = Restored | Failed | Unseen | Unsuited


def kit_of(catalog: Catalog, models: Sequence[str]) -> Kit:
    """The kit of this machine.

    Args:
        catalog: Of its models.
        models: Ids; all models where one of them is none of the catalog, such as that of a choice left open.
    """
    known = {model.id: model.card.full_precision.sha256 for model in catalog.models}
    used = models if models and all(model in known for model in models) else list(known)
    return Kit(__version__, onnxruntime.__version__, tuple((model, known[model]) for model in used))


def difference(catalog: Catalog, kit: Kit) -> str:
    """What this machine has otherwise than a kit, its models' files looked at; empty for nothing."""
    own = kit_of(catalog, ())
    if own.recon != kit.recon:
        return f"it has Recon Desktop {own.recon}, not {kit.recon}"
    if own.onnxruntime != kit.onnxruntime:
        return f"it has onnxruntime {own.onnxruntime}, not {kit.onnxruntime}"
    there = dict(own.models)
    for model, sha256 in kit.models:
        if there.get(model) != sha256:
            return f"its model {model} is another one" if model in there else f"it has no model {model}"
        try:
            catalog.verify(model)
        except ModelError as error:
            return f"its model {model} cannot be used: {error.detail}"
    return ""


def restored(task: Task, restorer: Callable[[Setting], Restorer], seen: Callable[[Kit], str]) -> Outcome:
    """Restore a photo on a worker.

    Args:
        task: The photo.
        restorer: What restores in a setting; kept from task to task.
        seen: `difference` for this machine, looked up once for each kit.
    """
    reason = seen(task.kit)
    if reason:
        return Unsuited(reason)
    with tempfile.TemporaryDirectory(prefix="recon-") as folder:
        item = task.item
        source = item.source
        if task.content is not None:
            source = Path(folder, "photo", item.source.name)
            source.parent.mkdir()
            source.write_bytes(task.content)
        elif sha256_of(source) != task.sha256:
            return Unseen()
        assert item.job is not None
        target = Path(folder, item.job.target.name)
        output = replace(item.job.output, folder=target.parent, mirror=False)
        try:
            finished = run_item(
                restorer(task.setting),
                replace(item, source=source, job=replace(item.job, output=output, target=target)),
                opener=Opener(task.setting.limit_megapixels, task.setting.allow_truncated),
            )
        except ReconError as error:
            return Failed(error)
        except MemoryError:
            return Failed(OutOfMemory())
        return Restored(finished, target.read_bytes())


def sha256_of(path: Path) -> str:
    """Of a file's bytes; empty where there is none to read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError:
        return ""
    return digest.hexdigest()
