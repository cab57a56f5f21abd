"""The figures of a map of trust, taken in part by part: only their counts are kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.thresholds import THRESHOLDS, DepartureKind
from recon_desktop.engine.trust import TrustMaps

_BIN = 0.01
_BINS = 25_600  # up to 256 levels; what lies above counts as that


@dataclass(frozen=True, slots=True)
class Departure:
    """One measure over a part of a photo, in levels.

    Attributes:
        measure: Which.
        threshold: Up to here it counts as firm.
        median: Of the pixels, to within 0.01.
        high: Likewise their 95th percentile.
        above: Share of them above the threshold, 0..1.
    """

    measure: DepartureKind
    threshold: float
    median: float
    high: float
    above: float


class Departures:
    """What the maps of a photo's parts tell together; each pixel has to be in one of them."""

    def __init__(self) -> None:
        self._counts: dict[DepartureKind, NDArray[np.int64]] = {}
        self._above: dict[DepartureKind, int] = {}
        self._firm = self._pixels = 0

    def add(self, maps: TrustMaps) -> None:
        """Take in one part."""
        for measure, values in maps.measures.items():
            bins = np.minimum(values * np.float32(1 / _BIN), _BINS - 1).astype(np.intp)
            counts = self._counts.setdefault(measure, np.zeros(_BINS, np.int64))
            counts += np.bincount(bins.ravel(), minlength=_BINS)
            above = int(np.count_nonzero(values > THRESHOLDS[measure]))
            self._above[measure] = self._above.get(measure, 0) + above
        self._firm += int(np.count_nonzero(maps.combined <= 1))
        self._pixels += maps.region.size.area

    @property
    def firm(self) -> float:
        """The one number, 0..1: the share of pixels on which no departure passes its threshold."""
        return self._firm / self._pixels

    @property
    def figures(self) -> tuple[Departure, ...]:
        """Each measure in figures."""
        return tuple(
            Departure(
                measure,
                THRESHOLDS[measure],
                self._quantile(measure, 0.5),
                self._quantile(measure, 0.95),
                self._above[measure] / self._pixels,
            )
            for measure in self._counts
        )

    def _quantile(self, measure: DepartureKind, share: float) -> float:
        """What that share of the pixels stays below: the middle of a bin."""
        reached = np.searchsorted(np.cumsum(self._counts[measure]), share * self._pixels)
        return (int(reached) + 0.5) * _BIN
