"""Automatic: what a photo needs, by what the gauge reads of its damage. Light to import."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recon_desktop.core.card import Flaw
    from recon_desktop.core.gauge import Damage
    from recon_desktop.engine.recipe import Recipe

VISIBLE_NOISE = 0.8
"""Noise of all channels, in 8-bit units, up to which a photo is better left alone."""

VISIBLE_JPEG = 70
"""Quality of JPEG from which on its marks are better left alone: cleaning costs noisy photos more than it gains."""


_FINE, _COARSE = 0.35, 0.5
"""Pixels of coarseness up to which noise is white, and from which on it is a camera's."""

_TOLD_FINE, _TOLD_COARSE = 1.1, 2.0
"""How much more than the gauge reads a network is told, of white noise or JPEG, and of a camera's noise.

The gauge takes part of coarse noise for texture, and a network that errs loses less by smoothing than by keeping.
Chosen on PolyU, Nam25, RENOIR, and Set14 with white noise, with JPEG and clean, together: `training/README.md` has the
table.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an order comes to for one photo, and why.

    Attributes:
        recipe: What to do.
        automatic: Whether it was left open whether to denoise, or with which model.
        damage: What was read from the photo; None where nothing was.
        treated: What is worth taking out of it, the gravest first.
    """

    recipe: Recipe
    automatic: bool
    damage: Damage | None
    treated: tuple[Flaw, ...]


def treated(damage: Damage) -> tuple[Flaw, ...]:
    """What is worth taking out of a photo, the gravest first."""
    noise = damage.strength
    found: list[tuple[float, Flaw]] = []
    if damage.quality is not None and damage.quality < VISIBLE_JPEG:
        found.append((math.sqrt(max(damage.level**2 - noise**2, 0.0)), "jpeg"))
    if noise > VISIBLE_NOISE:
        found.append((noise, "noise"))
    return tuple(flaw for _, flaw in sorted(found, reverse=True))


def told(damage: Damage) -> float | None:
    """The level that a network is told where nobody states one, in 8-bit units; None leaves it to the network."""
    if not damage.readable:
        return None
    coarse = min(max((damage.coarseness - _FINE) / (_COARSE - _FINE), 0.0), 1.0)
    noisy = min(2.0 * (damage.strength / damage.level) ** 2, 1.0) if damage.level else 0.0
    return damage.level * (_TOLD_FINE + coarse * noisy * (_TOLD_COARSE - _TOLD_FINE))
