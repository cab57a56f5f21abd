"""A small network from a photo's description to its damage."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("weights.json")
QUANTITIES = ("noise", "chroma", "correlation", "softness", "damage")
"""What the network tells, in this order; all but the correlation as logarithms (`to_scale`)."""

FARTHEST = 4.0
"""Standard deviations: what lies farther from what was seen in training counts as this far."""

_LEAST = 0.3
"""8-bit units added before the logarithm is taken: smaller differences do not matter."""


@dataclass(frozen=True)
class Network:
    """Layers with ramps between them.

    Attributes:
        mean: Of the description's numbers in training.
        spread: Their standard deviation.
        layers: Weights and offsets, from the first layer to the last.
        source: Where the weights come from.
    """

    mean: Vector
    spread: Vector
    layers: tuple[tuple[Vector, Vector], ...]
    source: str

    def __call__(self, description: Vector) -> Vector:
        """The quantities, from a description or from several ``(N, ...)``; on the network's own scales."""
        x = np.clip((description - self.mean) / self.spread, -FARTHEST, FARTHEST)
        for number, (weights, offsets) in enumerate(self.layers):
            x = (np.maximum(x, 0.0) if number else x) @ weights + offsets
        return np.asarray(x, np.float64)

    def write(self, path: Path) -> None:
        """Write a file that `read` takes."""
        content = {
            "source": self.source,
            "mean": _short(self.mean),
            "spread": _short(self.spread),
            "layers": [[[_short(row) for row in weights], _short(offsets)] for weights, offsets in self.layers],
        }
        path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Network:
        """Read what `write` wrote."""
        content = json.loads(path.read_text(encoding="utf-8"))
        layers = tuple((np.array(weights), np.array(offsets)) for weights, offsets in content["layers"])
        return cls(np.array(content["mean"]), np.array(content["spread"]), layers, content["source"])


@cache
def shipped() -> Network:
    """The network that `python -m training gauge` has fitted."""
    return Network.read(WEIGHTS)


def to_scale(quantities: Vector) -> Vector:
    """Quantities ``(..., 5)``, strengths in 8-bit units, on the scales on which the network tells them."""
    noise, chroma, correlation, softness, damage = np.moveaxis(np.asarray(quantities, np.float64), -1, 0)
    strengths = [np.log(strength + _LEAST) for strength in (noise, chroma, damage)]
    return np.stack([strengths[0], strengths[1], 3.0 * correlation, 2.0 * np.log(softness), strengths[2]], axis=-1)


def from_scale(told: Vector) -> Vector:
    """The reverse of `to_scale`, within what is possible."""
    noise, chroma, correlation, softness, damage = np.moveaxis(np.asarray(told, np.float64), -1, 0)
    strengths = [np.maximum(np.exp(np.minimum(log, 6.0)) - _LEAST, 0.0) for log in (noise, chroma, damage)]
    factor = np.exp(np.clip(softness, 0.0, 4.0) / 2.0)
    return np.stack([strengths[0], strengths[1], np.clip(correlation / 3.0, 0.0, 0.98), factor, strengths[2]], axis=-1)


def _short(values: Vector) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
