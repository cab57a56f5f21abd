"""What is asked for: one frozen value for window, batch, comparison and command line. Light to import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from recon_desktop.core.errors import ModelMismatch
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.engine.automatic import Decision, told, treated
from recon_desktop.engine.recipe import Recipe, Step

if TYPE_CHECKING:
    from recon_desktop.core.card import Task
    from recon_desktop.core.gauge import Damage
    from recon_desktop.engine.catalog import Catalog, Model

Request = Literal["improve", "denoise", "upscale", "denoise+upscale"]
"""What to do. To improve is to denoise where a photo needs it, and to enlarge where a scale is given."""

REQUESTS: tuple[Request, ...] = get_args(Request)

AUTO = "auto"
"""In the place of a model's id: the model is chosen for each photo."""

MOST_NOISE = 255.0
"""The largest noise level, in 8-bit units."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for; it becomes a recipe for each photo once its damage is known.

    Attributes:
        task: What to do.
        models: Ids, in the order in which they run, or `AUTO`; what is not named is chosen for each photo, too.
        scale: How much larger results are.
        noise_level: What the person states, in 8-bit units, 0..`MOST_NOISE`; None for what is read from each photo.
        mix: How much of the result counts, and the grain on it.
        ensemble: Whether each network runs on its input in all eight orientations and the mean counts.

    Raises:
        ValueError: The noise level is out of its range.
    """

    task: Request = "improve"
    models: tuple[str, ...] = ()
    scale: int = 1
    noise_level: float | None = None
    mix: Mix = PLAIN
    ensemble: bool = False

    def __post_init__(self) -> None:
        if self.noise_level is not None and not 0 <= self.noise_level <= MOST_NOISE:
            raise ValueError(f"a noise level lies in 0..{MOST_NOISE:g}, not {self.noise_level}")

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        task: Request = "improve",
        *,
        scale: int | None = None,
        models: Sequence[str] = (),
        noise_level: float | None = None,
        mix: Mix = PLAIN,
        ensemble: bool = False,
    ) -> Order:
        """The order for what a person asks, checked, with all that no photo can change.

        Args:
            catalog: The models at hand.
            task: What to do.
            scale: Enlargement; None takes that of the upscaler named, else 2 where the task is to enlarge.
            models: Ids or `AUTO`, in any order; each replaces the default of its own task.
            noise_level: Of the order.
            mix: Likewise.
            ensemble: Likewise.

        Raises:
            ModelUnknown: There is no such model.
            ModelMismatch: A model does not do the task, or not at this scale; two for one task; none does it.
        """
        named = _named(catalog, task, models)
        upscaler = named.get("upscale")
        scale = scale or (upscaler.card.scale if upscaler else 2 if "upscale" in task else 1)
        order = cls(task, tuple(model.id for model in named.values()), scale, noise_level, mix, ensemble)
        denoiser = named["denoise"].id if "denoise" in named else AUTO
        parts = [denoiser] if order.denoises else []
        if order.enlarges:
            parts.append(order._upscaler(catalog, named).id)
        return replace(order, models=tuple(parts))

    @property
    def denoises(self) -> bool:
        """Whether the damage of photos counts."""
        return self.task == "improve" or "denoise" in self.task

    @property
    def enlarges(self) -> bool:
        """Whether results are larger than photos."""
        return "upscale" in self.task or self.scale > 1

    def with_method(self, model: str) -> Order:
        """The same with another model as the last one: a denoiser where nothing is enlarged, else an upscaler."""
        return replace(self, models=(*self.models[:-1], model))

    def recipe(self, catalog: Catalog, damage: Damage | None = None) -> Recipe:
        """What this comes to for a photo of this damage; arguments and errors are those of `decide`."""
        return self.decide(catalog, damage).recipe

    def decide(self, catalog: Catalog, damage: Damage | None = None) -> Decision:
        """What this comes to for a photo, and why: denoise first, then enlarge.

        A network that is told a level gets the one stated, else the one that `told` makes of the damage. One that
        cannot be told is blended in by the part that the level stated is of that.

        Args:
            catalog: The models at hand.
            damage: What was read from the photo; None where nothing was: then networks find out the level themselves,
                and nothing is improved but what is asked for.

        Raises:
            ModelUnknown: There is no such model.
            ModelMismatch: A model does not do the task, or not at this scale; two for one task; none does it.
        """
        named = _named(catalog, self.task, self.models)
        found = treated(damage) if damage is not None and self.denoises else ()
        steps: list[Step] = []
        if "denoise" in named:
            steps.append(self._denoising(named["denoise"], damage))
        elif "denoise" in self.task or (found if self.noise_level is None else self.noise_level):
            steps.append(self._denoising(catalog.against(found or ("noise",)), damage))
        if self.enlarges:
            steps.append(Step(self._upscaler(catalog, named).id))
        automatic = self.denoises and "denoise" not in named
        return Decision(Recipe(tuple(steps), self.mix, self.ensemble), automatic, damage, found)

    def _denoising(self, model: Model, damage: Damage | None) -> Step:
        stated, read = self.noise_level, None if damage is None else told(damage)
        if "noise_level" in model.card.conditions:
            return Step(model.id, noise_level=read if stated is None else stated)
        if stated is None or not read:
            return Step(model.id)
        return Step(model.id, amount=min(stated / read, 1.0))

    def _upscaler(self, catalog: Catalog, named: dict[Task, Model]) -> Model:
        model = named.get("upscale") or catalog.default("upscale", self.scale)
        if model.card.scale != self.scale:
            offers = [choice.id for choice in catalog.choices("upscale", self.scale)]
            raise ModelMismatch(model.id, f"it enlarges {model.card.scale} times, not {self.scale}", offers)
        return model


def _named(catalog: Catalog, task: Request, names: Sequence[str]) -> dict[Task, Model]:
    """The models that are named, by what they do."""
    tasks: tuple[Task, ...] = tuple(part for part in ("denoise", "upscale") if part in task or task == "improve")
    named: dict[Task, Model] = {}
    for name in names:
        if name == AUTO:
            continue
        model = catalog.get(name)
        if model.card.task not in tasks:
            raise ModelMismatch(name, f"it does {model.card.task}", [id for each in tasks for id in catalog.ids(each)])
        if model.card.task in named:
            raise ModelMismatch(name, f"{named[model.card.task].id} is chosen for {model.card.task} already")
        named[model.card.task] = model
    return named
