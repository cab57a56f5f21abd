"""What a photo tells of its quality without a reference, and its histogram, from a bounded number of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recon_desktop.core import color, metrics, naturalness
from recon_desktop.core.agreement import Read
from recon_desktop.core.blockiness import Blockiness
from recon_desktop.core.gauge import Damage, gauge, judged, piece, read_damage
from recon_desktop.core.geometry import Region, parts
from recon_desktop.core.histogram import Histogram, histogram
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.pixels import PixelSource
from recon_desktop.core.progress import SILENT, Progress

AREA = 4_000_000
"""Most pixels that are judged as a whole; of a larger photo nine parts are."""

_PART = 640


@dataclass(frozen=True, slots=True)
class Quality:
    """What a picture tells by itself.

    Attributes:
        level: What noise and JPEG have changed together, in 8-bit units, as the gauge reads it.
        noise: Standard deviation of its noise over all channels, likewise.
        sharpness: Standard deviation of the luma's Laplacian, in 8-bit units; higher is sharper, but noise counts, too.
        blockiness: Steps across JPEG's grid against steps inside its blocks: 1 for none; None where no grid fits.
        niqe: Distance to undamaged photos, lower is better; None below 192 pixels a side, or where none are known.
        histogram: Of channels and luma.
    """

    level: float
    noise: float
    sharpness: float
    blockiness: float | None
    niqe: float | None
    histogram: Histogram


def quality_areas(whole: Region) -> tuple[Region, ...]:
    """What is judged of a photo: all of it, or nine parts of a large one."""
    return parts(whole, AREA, _PART)


def quality(
    read: Read, areas: Sequence[Region], pristine: Pristine | None, *, scale: int = 1, progress: Progress = SILENT
) -> Quality:
    """Judge a picture by itself.

    Args:
        read: The picture; it is rounded to 8 bits here, as a saved file would be.
        areas: Of one size, in all not more than memory holds as float.
        pristine: What undamaged photos are like; without it there is no NIQE.
        scale: How much the picture was enlarged, and with it JPEG's grid.
        progress: Told after each area.

    Raises:
        Cancelled: The token was set.
    """
    pieces, described, telling = [], [], []
    power = 0.0
    blocks = Blockiness(scale)
    inner = judged(areas)
    for done, area in enumerate(areas):
        progress.report(done / len(areas))
        rounded = metrics.round8(read(area))
        power += metrics.sharpness(rounded) ** 2 / len(areas)
        blocks.add(color.luma(rounded), area.left, area.top)
        if pristine is not None:
            described.append(naturalness.features(rounded))
        own = inner if len(areas) == 1 else inner[done : done + 1]
        telling += [piece(rounded[part.relative_to(area).slices], part) for part in own]
        pieces.append(rounded)
    progress.report(1)
    # Its smoothest blocks tell a picture's noise, so all parts are judged together.
    damage = read_damage(telling)
    niqe = naturalness.niqe(described, pristine) if pristine is not None else None
    return Quality(damage.level, damage.strength, power**0.5, blocks.ratio, niqe, histogram(pieces))


def damage_of(source: PixelSource, *, quality: int | None = None, progress: Progress = SILENT) -> Damage:
    """What the gauge reads of a photo: the estimate that networks are told, and the one that is shown.

    Args:
        source: The photo.
        quality: What the quantisation tables of its file say, if it is a JPEG.
        progress: Told after each area.

    Raises:
        Cancelled: The token was set.
    """
    return gauge(source.read, quality_areas(source.size.whole), quality=quality, progress=progress)
