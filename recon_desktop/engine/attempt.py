"""How a run is tried, and what is tried after a failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recon_desktop.core.errors import BadOutput, OutOfMemory, ProviderFailed, RunError
from recon_desktop.engine.budget import SMALLEST_SIDE
from recon_desktop.engine.network import Network
from recon_desktop.engine.providers.cpu import CPU


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a run is tried; each failure makes the next one more modest."""

    side: int | None = None
    cpu: bool = False
    full_precision: bool = False
    notes: tuple[str, ...] = ()

    def noting(self, sentence: str) -> Attempt:
        """The same attempt with one more sentence for the report."""
        return replace(self, notes=(*self.notes, sentence))


@dataclass(slots=True)
class Course:
    """How the runs of one photo are tried: what failed in one of them is not tried again in the next."""

    attempt: Attempt = Attempt()


def next_attempt(attempt: Attempt, error: RunError | MemoryError, networks: Sequence[Network], side: int) -> Attempt:
    """What to try after a failure; raises the error where nothing is left."""
    on_cpu = all(network.model.provider == CPU.name for network in networks)
    reduced = any(network.model.variant != network.card.full_precision for network in networks)
    if isinstance(error, OutOfMemory | MemoryError):
        half, stage = side // 2, networks[-1].stage
        if stage.halo is not None and half >= max(SMALLEST_SIDE, stage.min_size, 2 * stage.halo + stage.align):
            note = f"Memory ran out with tiles of {side} pixels; started again with {half}."
            return replace(attempt, side=half).noting(note)
        if not on_cpu:
            note = "The GPU has not enough memory for the smallest tile; the CPU does the work."
            return replace(attempt, side=None, cpu=True).noting(note)
        if isinstance(error, MemoryError):
            raise OutOfMemory(str(error)) from error
    elif isinstance(error, BadOutput) and reduced:
        note = f"{error.model} returned no usable picture at reduced precision; started again with fp32."
        return replace(attempt, full_precision=True).noting(note)
    elif isinstance(error, BadOutput) and not on_cpu:
        note = f"{error.model} returned no usable picture on {error.provider}; the CPU does the work."
        return replace(attempt, cpu=True).noting(note)
    elif isinstance(error, ProviderFailed) and not on_cpu:
        note = f"{error.provider} failed: {error.detail}; the CPU does the work."
        return replace(attempt, cpu=True).noting(note)
    raise error
