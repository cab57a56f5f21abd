"""How a finished result is laid over what it replaces: a value alone, light to import; `core.blend` does it."""

from __future__ import annotations

from dataclasses import dataclass

MOST_GRAIN = 20.0
"""Grain, in 8-bit units, beyond which it is no grain any more."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of a result counts, its brightness and its colour apart, and the grain on top.

    Attributes:
        luma: 0..1; how much of the result's BT.601 luma replaces that of the baseline (the photo or its enlargement).
        chroma: 0..1; the same for the two colour differences.
        grain: Standard deviation of the grain in the mid-tones, in 8-bit units, 0..`MOST_GRAIN`.
    """

    luma: float = 1.0
    chroma: float = 1.0
    grain: float = 0.0

    def __post_init__(self) -> None:
        for name, value, most in (
            ("luma strength", self.luma, 1),
            ("chroma strength", self.chroma, 1),
            ("grain", self.grain, MOST_GRAIN),
        ):
            if not 0 <= value <= most:
                raise ValueError(f"{name} lies in 0..{most:g}, not {value}")

    @property
    def uniform(self) -> bool:
        """Whether it is a plain cross-fade of baseline and result."""
        return self.luma == self.chroma and self.grain == 0

    def weakened(self, amount: float) -> Mix:
        """The same with both strengths times `amount`, 0..1."""
        return Mix(self.luma * amount, self.chroma * amount, self.grain)


PLAIN = Mix()
"""The result as it is."""
