"""From where on a departure of a result counts, and how its map is coloured: values alone, light to import."""

from collections.abc import Mapping
from typing import Literal

DepartureKind = Literal["consistency", "stability", "disagreement"]

THRESHOLDS: Mapping[DepartureKind, float] = {"consistency": 1.0, "stability": 2.0, "disagreement": 8.0}
"""Levels of 8-bit luma up to which a departure counts as firm; `engine.trust` says how they were chosen."""

DARK, FULL = 0.5, 3.0
"""The departures, by their threshold, up to which the colour is the darkest and from which it is the lightest."""
