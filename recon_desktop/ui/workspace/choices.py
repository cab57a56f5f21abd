"""What the person chooses: task, scale, models, sliders. Every change can be undone and is told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from recon_desktop.core.errors import ModelError
from recon_desktop.core.mix import MOST_GRAIN
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.ui.values.state import Choices, Notice, Task
from recon_desktop.ui.words.phrases import card_text
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.undoable import Undoable

if TYPE_CHECKING:
    from recon_desktop.core.gauge import Damage
    from recon_desktop.engine.automatic import Decision
    from recon_desktop.engine.catalog import Catalog, Model


class WorkspaceChoices(Undoable):
    """A part of `Workspace`.

    Args:
        device: Has the models.
        tell: Takes notices.
        failed: Told the error where a model is unknown.
        renew: Works out what follows from a change, and then has `changed` emitted.
        parent: Owner.
    """

    def __init__(
        self,
        device: DeviceInUse,
        tell: Callable[[Notice], None],
        failed: Callable[[Exception], None],
        renew: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(renew, parent)
        self._device = device
        self._tell = tell
        self._failed = failed
        self._decision: Decision | None = None

    @property
    def _catalog(self) -> Catalog | None:
        services = self._device.services
        return None if services is None else services.catalog

    # ---------------------------------------------------------------- what is chosen

    @property
    def task(self) -> Task:
        """What is done to the photo."""
        return self._history.now.task

    @property
    def scale(self) -> int:
        """Enlargement chosen for tasks that upscale: 2 or 4."""
        return self._history.now.scale

    @property
    def result_scale(self) -> int:
        """How much larger the result is: 1 for "denoise", else `scale`."""
        return self.scale if "upscale" in self.task else 1

    @property
    def denoiser(self) -> str:
        """Id of the denoiser in use, the person's or Automatic's; "" while none is known."""
        if self._history.now.denoiser:
            return self._history.now.denoiser
        if self._decision is not None:
            return self._decision.recipe.steps[0].model
        return next((model.id for model in self.models("denoise")), "")

    @property
    def automatic(self) -> bool:
        """Whether the denoiser is left to Automatic."""
        return not self._history.now.denoiser

    @property
    def decision(self) -> Decision | None:
        """What Automatic found in the photo and chose for it; None while that is not known."""
        return self._decision

    @property
    def upscaler(self) -> str:
        """Id of the upscaler in use for `scale`, "" while none is known."""
        chosen = dict(self._history.now.upscalers).get(self.scale)
        return chosen or next((model.id for model in self.models("upscale")), "")

    def models(self, task: Task) -> tuple[Model, ...]:
        """The models for "denoise", or for "upscale" at the current scale; both for "denoise+upscale"."""
        catalog = self._catalog
        if catalog is None:
            return ()
        denoisers = catalog.choices("denoise") if "denoise" in task else ()
        return denoisers + (catalog.choices("upscale", self.scale) if "upscale" in task else ())

    @property
    def strength(self) -> float:
        """0 (the photo or its bicubic enlargement) to 1 (the network's output); of luma alone where `chroma` is set."""
        return self._history.now.strength

    @property
    def ensemble(self) -> bool:
        """Whether each network runs on its input in all eight orientations."""
        return self._history.now.ensemble

    @property
    def chroma(self) -> float | None:
        """Strength of colour, 0..1; None while it goes with `strength`."""
        return self._history.now.chroma

    @property
    def grain(self) -> float:
        """Grain that is added to the result, in 8-bit units."""
        return self._history.now.grain

    @property
    def noise_level(self) -> float | None:
        """Sigma in 8-bit units that the denoiser is told; None where it finds the level out itself ("auto")."""
        return self._history.now.noise_level if self.takes_level else None

    @property
    def takes_level(self) -> bool:
        """Whether the denoiser in use can be told a noise level; all others are blended by their strength."""
        models = self.models("denoise") if "denoise" in self.task else ()
        return any(model.id == self.denoiser and "noise_level" in model.card.conditions for model in models)

    @property
    def order(self) -> Order | None:
        """What a batch is to do to its photos; None without models.

        A denoiser that is left to Automatic is chosen for each photo by itself, not by the one that is open.
        """
        chosen = {"denoise": self.denoiser, "upscale": self.upscaler}
        if not self._device.ready or not all(chosen[part] for part in self.task.split("+")):
            return None
        chosen["denoise"] = self.now.denoiser or AUTO
        models = tuple(chosen[part] for part in self.task.split("+"))
        return Order(self.task, models, self.result_scale, self.noise_level, self.now.mix, self.ensemble)

    # ---------------------------------------------------------------- slots

    def advise(self, damage: Damage | None) -> None:
        """Take what was read of the photo's damage, None while it is not known; `changed` is the caller's to cause."""
        catalog = self._catalog
        known = damage is not None and catalog is not None and catalog.choices("denoise")
        self._decision = Order("denoise", (AUTO,)).decide(catalog, damage) if known and catalog else None

    @Slot()
    def set_automatic(self) -> None:
        """Leave the choice of the denoiser to Automatic."""
        self._change(replace(self._history.now, denoiser=""))

    @Slot(str)
    def set_task(self, task: Task) -> None:
        """Choose "denoise", "upscale" or "denoise+upscale"."""
        self._change(replace(self._history.now, task=task))

    @Slot(int)
    def set_scale(self, scale: int) -> None:
        """Choose 2 or 4."""
        self._change(replace(self._history.now, scale=scale))

    @Slot(str)
    def set_model(self, model: str) -> None:
        """Choose the model with this id for the task that its card names."""
        catalog = self._catalog
        if catalog is None:
            return
        try:
            card = catalog.get(model).card
        except ModelError as error:
            self._failed(error)
            return
        now = self._history.now
        if card.task == "denoise":
            self._change(replace(now, denoiser=model))
        else:
            upscalers = dict(now.upscalers) | {card.scale: model}
            self._change(replace(now, upscalers=tuple(sorted(upscalers.items()))))

    @Slot(float)
    def set_strength(self, strength: float) -> None:
        """Blend preview and result anew, at once and without a run."""
        self._change(replace(self._history.now, strength=min(max(strength, 0.0), 1.0)), slider="strength")

    @Slot(object)
    def set_chroma(self, strength: float | None) -> None:
        """Blend colour at a strength of its own, or None for that of luma."""
        chroma = None if strength is None else min(max(strength, 0.0), 1.0)
        unfolds = chroma is None or self.chroma is None
        self._change(replace(self._history.now, chroma=chroma), slider="" if unfolds else "chroma")

    @Slot(float)
    def set_grain(self, grain: float) -> None:
        """Add grain, in 8-bit units, at once and without a run."""
        self._change(replace(self._history.now, grain=min(max(grain, 0.0), MOST_GRAIN)), slider="grain")

    @Slot(object)
    def set_noise_level(self, sigma: float | None) -> None:
        """Set the noise level in 8-bit units, or None for the estimate."""
        self._change(replace(self._history.now, noise_level=sigma), slider="" if sigma is None else "noise_level")

    @Slot(bool)
    def set_ensemble(self, on: bool) -> None:
        """Run each network on its input in all eight orientations, or once."""
        self._change(replace(self._history.now, ensemble=on))

    def apply(self, choices: Choices, label: str) -> None:
        """Set everything at once; models that are not here give way to the default ones, and that is told.

        Args:
            choices: Of a preset or of an earlier session.
            label: What the history calls it.
        """
        known = self._known(choices)
        if known != choices:
            self._tell(
                Notice("info", self.tr("“{0}” names models that are not installed.").format(label),
                       self.tr("The default models are used instead."))
            )  # fmt: skip
        self._change(known, label=label)

    def _known(self, choices: Choices) -> Choices:
        catalog = self._catalog
        if catalog is None:
            return choices
        ids = {model.id for model in catalog.models}
        upscalers = tuple((scale, model) for scale, model in choices.upscalers if model in ids)
        return replace(choices, denoiser=choices.denoiser if choices.denoiser in ids else "", upscalers=upscalers)

    def _title(self, model: str) -> str:
        catalog = self._catalog
        try:
            return card_text(catalog.get(model).card.title) if catalog else model
        except ModelError:
            return model
