"""What to do with a photo: a frozen chain of steps, and how a request becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

from recon_desktop.core.card import Task
from recon_desktop.core.errors import ModelMismatch
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.engine.catalog import Catalog, Model

Request = Literal["denoise", "upscale", "denoise+upscale"]


@dataclass(frozen=True, slots=True)
class Step:
    """One network of the chain.

    Attributes:
        model: Its id.
        amount: 0..1; how much of the step's result replaces its input (for an upscaler: the bicubic enlargement).
        noise_level: Standard deviation of the noise in 8-bit units, for models that are conditioned on it.
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
        steps: At least one.
        mix: How much of the whole chain's result replaces the bicubic enlargement (the photo itself where nothing is
            enlarged), and the grain on it.
        ensemble: Whether each network runs on its input in all eight orientations and the mean counts.
    """

    steps: tuple[Step, ...]
    mix: Mix = PLAIN
    ensemble: bool = False

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a recipe needs a step")

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
        if len(self.steps) > 1:
            return self.without_mix, 1.0
        (step,) = self.steps
        return replace(self, steps=(replace(step, amount=1.0),), mix=PLAIN), step.amount

    def scale(self, catalog: Catalog) -> int:
        """How much larger the result is.

        Raises:
            ModelUnknown: A step names a model that is not there.
        """
        return prod(catalog.get(step.model).card.scale for step in self.steps)


def build_recipe(
    catalog: Catalog,
    task: Request,
    *,
    scale: int | None = None,
    models: Sequence[str] = (),
    noise_level: float | None = None,
    estimated_noise: float | None = None,
    mix: Mix = PLAIN,
    ensemble: bool = False,
) -> Recipe:
    """Turn a request into a recipe: denoise first, then upscale, each with its default model or the one given.

    Args:
        catalog: The models at hand.
        task: What to do.
        scale: Enlargement of the upscaler; None takes that of the model given for it, 2 where none is given.
        models: Ids; each replaces the default of its own task.
        noise_level: The noise that the person states, in 8-bit units. A blind denoiser cannot be told, so the amount
            of its step becomes the part that this is of `estimated_noise`.
        estimated_noise: The noise measured in the photo, in 8-bit units; what a conditioned model gets by default.
        mix: Of the recipe.
        ensemble: Of the recipe.

    Raises:
        ModelUnknown: There is no such model.
        ModelMismatch: A model does not do the task, or not at this scale; two models for one task.
    """
    tasks: tuple[Task, ...] = tuple(part for part in ("denoise", "upscale") if part in task.split("+"))
    chosen: dict[Task, Model] = {}
    for name in models:
        model = catalog.get(name)
        if model.card.task not in tasks:
            raise ModelMismatch(name, f"it does {model.card.task}", [id for each in tasks for id in catalog.ids(each)])
        if model.card.task in chosen:
            raise ModelMismatch(name, f"{chosen[model.card.task].id} is chosen for {model.card.task} already")
        chosen[model.card.task] = model
    steps = []
    for part in tasks:
        given = chosen.get(part)
        wanted = 1 if part == "denoise" else scale or (given.card.scale if given else 2)
        model = given or catalog.default(part, wanted)
        if model.card.scale != wanted:
            offers = [choice.id for choice in catalog.choices(part, wanted)]
            raise ModelMismatch(model.id, f"it enlarges {model.card.scale} times, not {wanted}", offers)
        steps.append(_step(model, noise_level, estimated_noise))
    return Recipe(tuple(steps), mix, ensemble)


def _step(model: Model, noise_level: float | None, estimated_noise: float | None) -> Step:
    if "noise_level" in model.card.conditions:
        level = noise_level if noise_level is not None else estimated_noise
        if level is None:
            raise ValueError(f"{model.id} needs a noise level, stated or estimated")
        return Step(model.id, noise_level=level)
    if model.card.task != "denoise" or noise_level is None or not estimated_noise:
        return Step(model.id)
    return Step(model.id, amount=min(max(noise_level / estimated_noise, 0.0), 1.0))
