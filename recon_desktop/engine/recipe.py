"""What to do with a photo: a frozen chain of steps. Light to import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from recon_desktop.core.mix import PLAIN, Mix

if TYPE_CHECKING:
    from recon_desktop.engine.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Step:
    """One network of the chain.

    Attributes:
        model: Its id.
        amount: 0..1; how much of the step's result replaces its input (for an upscaler: the bicubic enlargement).
        noise_level: Standard deviation of the damage in 8-bit units, for models that are told; None leaves it to them.
    """

    model: str
    amount: float = 1.0
    noise_level: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= 1:
            raise ValueError(f"an amount lies in 0..1, not {self.amount}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in the order in which they run.

    Attributes:
        steps: None at all leaves the photo as it is.
        mix: How much of the whole chain's result replaces the bicubic enlargement (the photo itself where nothing is
            enlarged), and the grain on it.
        ensemble: Whether each network runs on its input in all eight orientations and the mean counts.
    """

    steps: tuple[Step, ...] = ()
    mix: Mix = PLAIN
    ensemble: bool = False

    @property
    def idle(self) -> bool:
        """Whether the result is the photo itself."""
        return not self.steps and not self.mix.grain

    @property
    def without_mix(self) -> Recipe:
        """The same chain at full strength, without grain: what is computed once and blended in any way."""
        return replace(self, mix=PLAIN)

    @property
    def without_amount(self) -> tuple[Recipe, float]:
        """What has to be computed, without mix, and how much of it counts.

        Where there is one step its amount does the same as the strength, so that a noise level stated for a blind
        denoiser is a matter of blending, too.
        """
        if len(self.steps) != 1:
            return self.without_mix, 1.0
        (step,) = self.steps
        return replace(self, steps=(replace(step, amount=1.0),), mix=PLAIN), step.amount

    def scale(self, catalog: Catalog) -> int:
        """How much larger the result is.

        Raises:
            ModelUnknown: A step names a model that is not there.
        """
        return prod(catalog.get(step.model).card.scale for step in self.steps)
