"""What a run says of itself, and what is known from runs before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recon_desktop.core.geometry import Region
from recon_desktop.core.photo import Photo
from recon_desktop.engine import machine
from recon_desktop.engine.automatic import Decision


@dataclass(frozen=True, slots=True)
class RunReport:
    """What really ran.

    Attributes:
        models: Ids, in the order in which they ran; none where nothing had to be done.
        variant: Precision of their files, "fp32+fp16" where they differ; like the next two empty where none ran.
        provider: onnxruntime's name of the provider in use, joined likewise.
        device: The device in use, in words.
        seconds: Wall time of the run, decoding and encoding of files and `waited` apart.
        inference_seconds: The part of it inside the networks.
        megapixels: Input pixels restored, in millions.
        tiles: Number of tiles that ran.
        tile_side: Longest side of a network's input in the last step, in pixels.
        peak_memory_mib: Peak resident memory of the process since it began.
        fallbacks: What did not go as asked, in sentences.
        reasons: Why Automatic took the device, in sentences.
        ensemble: Whether each network ran in all eight orientations.
        reused: Part of the pixels that were known before, 0..1.
        reused_seconds: About the time that those pixels had taken.
        waited: Seconds in which it stood behind more urgent runs, or was paused.
        decision: What was to be done and why, where that was decided by what the photo needs.
    """

    models: tuple[str, ...]
    variant: str
    provider: str
    device: str
    seconds: float
    inference_seconds: float
    megapixels: float
    tiles: int
    tile_side: int
    peak_memory_mib: float
    fallbacks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    ensemble: bool = False
    reused: float = 0.0
    reused_seconds: float = 0.0
    waited: float = 0.0
    decision: Decision | None = None

    @property
    def megapixels_per_second(self) -> float:
        """Speed, by input pixels."""
        return self.megapixels * (1 - self.reused) / self.seconds

    @property
    def cost(self) -> float:
        """Seconds that all of the pixels took, whenever that was."""
        return self.seconds + self.reused_seconds

    @property
    def way(self) -> tuple[str, str, str]:
        """How they were computed: only pixels of one way go together."""
        return self.variant, self.provider, self.device


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A part of a result that was computed before.

    Attributes:
        region: In pixels of the photo that was restored.
        photo: The result of this region.
        report: Of its run.
    """

    region: Region
    photo: Photo
    report: RunReport


def report_of_nothing(region: Region, seconds: float) -> RunReport:
    """The report of a run without a network."""
    megapixels, peak = region.size.megapixels, machine.peak_memory_mib()
    return RunReport((), "", "", "", seconds, 0.0, megapixels, tiles=0, tile_side=0, peak_memory_mib=peak)


def joined(above: RunReport, below: RunReport) -> RunReport:
    """The report of a run in two bands, of one way."""
    return replace(
        summed(above, below),
        megapixels=above.megapixels + below.megapixels,
        tiles=above.tiles + below.tiles,
        tile_side=max(above.tile_side, below.tile_side),
    )


def summed(first: RunReport, second: RunReport) -> RunReport:
    """The report of a run in two parts: that of the first, its times those of both."""
    return replace(
        first,
        seconds=first.seconds + second.seconds,
        waited=first.waited + second.waited,
        inference_seconds=first.inference_seconds + second.inference_seconds,
        peak_memory_mib=second.peak_memory_mib,
        fallbacks=tuple(dict.fromkeys((*first.fallbacks, *second.fallbacks))),
    )
