"""The models at hand: finds their cards, lists them by task and scale, checks their files."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recon_desktop.core.card import Flaw, ModelCard, Task, Variant, read_card
from recon_desktop.core.errors import ModelCorrupt, ModelError, ModelMismatch, ModelMissing, ModelUnknown

CARD = "card.json"

SWIFT_FLOPS: Mapping[Task, int] = {"denoise": 200_000, "upscale": 160_000}
"""By pixel of the result: up to here a processor with two cores restores what is in view within a second or so.

Denoisers may count more: their wide layers work at a quarter or an eighth of the resolution, where an operation costs
less than in the thin ones of an upscaler.
"""

NEGLIGIBLE_DB = 0.1
"""A gain that nobody sees, and that is not worth waiting for."""


@dataclass(frozen=True, slots=True)
class Model:
    """A card and the folder that holds it and the files it names."""

    card: ModelCard
    folder: Path

    @property
    def id(self) -> str:
        """The card's id."""
        return self.card.id

    def path(self, variant: Variant) -> Path:
        """Where the file of a variant lies."""
        return self.folder / variant.file

    def load(self, variant: Variant) -> bytes:
        """The bytes of a variant's file, checked against the card: what is checked is what is run.

        Raises:
            ModelMissing: There is no such file.
            ModelCorrupt: It cannot be read, or its SHA-256 is not the card's.
        """
        path = self.path(variant)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ModelMissing(self.id, f"there is no {path}") from error
        except OSError as error:
            raise ModelCorrupt(self.id, f"{path} cannot be read: {error.strerror}") from error
        actual = hashlib.sha256(content).hexdigest()
        if actual != variant.sha256:
            raise ModelCorrupt(self.id, f"{path} is not the file of the card", expected=variant.sha256, actual=actual)
        return content


class Catalog:
    """All models of several folders, each model a folder of its own with a card in it.

    Args:
        folders: Where to look, the most important first: a model of a later folder never replaces one of an earlier
            folder with the same id. A folder that is not there holds no models.

    Attributes:
        models: The models, those of the first folder first, by id within a folder.
        problems: What is wrong with the cards that could not be taken in.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        found: dict[str, Model] = {}
        problems: list[ModelError] = []
        for folder in folders:
            for path in sorted(folder.glob(f"*/{CARD}")):
                try:
                    card = read_card(path)
                    if card.id != path.parent.name:
                        raise ModelCorrupt(path.parent.name, f"its card is that of {card.id}")
                except ModelError as error:
                    problems.append(error)
                else:
                    found.setdefault(card.id, Model(card, path.parent))
        self.models = tuple(found.values())
        self.problems = tuple(problems)
        self._by_id = found
        uses: dict[tuple[Task, int], list[Model]] = {}
        for model in self.models:
            uses.setdefault((model.card.task, model.card.scale), []).append(model)
        self._choices = {use: _ranked(models) for use, models in uses.items()}

    def get(self, model: str) -> Model:
        """The model of an id.

        Raises:
            ModelUnknown: There is none; names those that look alike.
        """
        try:
            return self._by_id[model]
        except KeyError:
            raise ModelUnknown(model, difflib.get_close_matches(model, self._by_id, n=3, cutoff=0.5)) from None

    def choices(self, task: Task, scale: int = 1) -> tuple[Model, ...]:
        """The models for a task, the default first: the best measured of those that are faithful and swift.

        Where some are measured on real damage, as denoisers are, that alone counts. Of several that are all but equal
        it is the cheapest, and a milestone of the field only where nothing newer comes near it. The others follow,
        milestones last, faithful before inventive, then cheap before costly.
        """
        return self._choices.get((task, scale), ())

    def default(self, task: Task, scale: int = 1) -> Model:
        """The model to use where none is chosen.

        Raises:
            ModelMismatch: No model does this; names the models of the same task.
        """
        choices = self.choices(task, scale)
        if not choices:
            name = f"{task} x{scale}" if scale > 1 else task
            raise ModelMismatch(name, "no model does it", self.ids(task))
        return choices[0]

    def against(self, flaws: Sequence[Flaw]) -> Model:
        """The denoiser to use against flaws, the gravest first.

        Of the faithful and swift ones that were trained for all of them, or else for the gravest, it is the best
        measured over these flaws; all but equal ones are ranked as in `choices`.

        Raises:
            ModelMismatch: There is no denoiser.
        """
        able = [model for model in self.choices("denoise") if _swift(model.card)]
        for wanted in (flaws, flaws[:1]):
            fitting = [model for model in able if set(wanted) <= set(model.card.removed)]
            if fitting and wanted:
                return _best(_in_order(fitting), {model.id: _gain(model, wanted) for model in fitting})
        return self.default("denoise")

    def ids(self, task: Task) -> tuple[str, ...]:
        """The ids of all models of a task, whatever their scale."""
        return tuple(model.id for model in self.models if model.card.task == task)

    def verify(self, model: str) -> None:
        """Check every file of a model against its card.

        Raises:
            ModelUnknown: There is no such model.
            ModelMissing: A file is not there.
            ModelCorrupt: A file is damaged or was changed; carries both hashes.
        """
        known = self.get(model)
        for variant in known.card.variants:
            known.load(variant)


def gains(models: Sequence[Model]) -> dict[str, float]:
    """What models of one use gain, in dB, by id: over real damage alone where any of them was measured on it.

    That is what a person's photos get; gains over damage that was made for the measurement are of another size.
    """
    real = any(model.card.real_gain is not None for model in models)
    return {model.id: (model.card.real_gain or 0.0) if real else model.card.measured_gain for model in models}


def _ranked(models: Sequence[Model]) -> tuple[Model, ...]:
    """Models of one use in the order of `Catalog.choices`."""
    fitting = _in_order(models)
    swift = [model for model in fitting if _swift(model.card)]
    default = _best(swift, gains(swift)) if swift else None
    return tuple(sorted(fitting, key=lambda model: model is not default))


def _in_order(models: Iterable[Model]) -> list[Model]:
    return sorted(
        models,
        key=lambda model: (
            model.card.historic,
            model.card.character == "inventive",
            model.card.flops_per_output_pixel,
        ),
    )


def _best(models: Sequence[Model], gained: Mapping[str, float]) -> Model:
    """The first that gains hardly less than the one that gains most."""
    most = max(gained[model.id] for model in models)
    return next(model for model in models if gained[model.id] > most - NEGLIGIBLE_DB)


def _gain(model: Model, flaws: Sequence[Flaw]) -> float:
    return sum(model.card.gain_over(flaw) for flaw in flaws) / len(flaws)


def _swift(card: ModelCard) -> bool:
    return card.character == "faithful" and card.flops_per_output_pixel <= SWIFT_FLOPS[card.task]
