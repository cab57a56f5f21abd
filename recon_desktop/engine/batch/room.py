"""Memory and disk that photos take, before they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from recon_desktop.core.errors import NotEnoughMemory, OutputUnwritable, ReconError
from recon_desktop.core.io import PhotoInfo, SaveOptions, holds_whole, probe, refuse_sides
from recon_desktop.engine import machine
from recon_desktop.engine.batch.plan import estimate, free_bytes
from recon_desktop.engine.batch.queue import Item, Job
from recon_desktop.engine.prepared import BAND_BYTES

_CHANNELS = 4  # with transparency, which headers do not always tell
_SAMPLE = 40  # photos whose headers are looked at to know the others
_SURE = 0.5  # of the estimated bytes of a result: what it takes at least


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a batch is about to take.

    Attributes:
        photos: That wait.
        result_bytes: Of all results, about.
        free_bytes: On their disk; None where it cannot be known.
        memory_bytes: Of the largest photo, with its result or two bands of it; the networks' own apart.
    """

    photos: int
    result_bytes: int
    free_bytes: int | None
    memory_bytes: int


def outlook(items: Sequence[Item], limit_megapixels: float) -> Outlook | None:
    """Look at some of the photos that wait, at even distances; None where none can be opened."""
    waiting = [item for item in items if item.state == "waiting" and item.job]
    step = max(-(-len(waiting) // _SAMPLE), 1)
    seen: list[tuple[Item, Job, PhotoInfo]] = []
    for item in waiting[::step]:
        with suppress(ReconError):
            info = probe(item.source, limit_megapixels=limit_megapixels)
            assert item.job is not None
            seen.append((replace(item, size=info.size), item.job, info))
    if not seen:
        return None
    _, job, _ = seen[0]
    room = estimate([item for item, _, _ in seen], job.order, job.output, None).result_bytes * len(waiting) // len(seen)
    memory = max(memory_bytes(info, job) for _, job, info in seen)
    return Outlook(len(waiting), room, free_bytes(job.target.parent), memory)


def memory_bytes(info: PhotoInfo, job: Job) -> int:
    """What a photo takes in memory, and its result where the file's format wants it whole."""
    photo = info.size.area * _CHANNELS * info.depth.itemsize
    whole = holds_whole(info.depth, job.target, SaveOptions(depth=job.output.depth, progressive=job.output.progressive))
    return photo + photo * job.order.scale**2 if whole else photo + 2 * min(BAND_BYTES, photo * job.order.scale**2)


def refuse_too_large(item: Item, job: Job, info: PhotoInfo) -> None:
    """Say before the run that it cannot fit.

    Raises:
        FormatUnsupported: The format does not hold a picture of the result's size.
        NotEnoughMemory: The photo and its result take more memory than there is, free memory and swap together.
        OutputUnwritable: The disk has less room than the result takes at least.
    """
    refuse_sides(job.target, info.size.scaled(job.order.scale))
    needed, there = memory_bytes(info, job) / 2**20, machine.memory_at_hand_mib()
    if needed > there:
        raise NotEnoughMemory(round(needed), round(there))
    sized = replace(item, size=info.size, state="waiting")
    least = estimate([sized], job.order, job.output, None).result_bytes * _SURE
    free = free_bytes(Path(job.target.parent))
    if free is not None and free < least:
        raise OutputUnwritable(job.target, f"the disk has {free >> 20} MB left, and the result takes {least / 1e6:.0f}")
