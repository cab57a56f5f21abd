"""What the person chooses: task, scale, models, sliders; every change can be undone and has its words in the history.

Apart from `Workspace`, which works out what follows, only because one file would be long.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Slot

from recon_desktop.core.errors import ModelError
from recon_desktop.core.mix import MOST_GRAIN
from recon_desktop.ui.values.state import Choices, Notice, Task
from recon_desktop.ui.words.phrases import card_text
from recon_desktop.ui.workspace.changes import change_words
from recon_desktop.ui.workspace.workspace_state import WorkspaceState


class WorkspaceChoices(WorkspaceState):
    """The slots that change `choices`."""

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
        if self._services is None:
            return
        try:
            card = self._services.catalog.get(model).card
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
            self.told.emit(
                Notice("info", self.tr("“{0}” names models that are not here.").format(label),
                       self.tr("The default models take their place."))
            )  # fmt: skip
        self._change(known, label=label)

    def _known(self, choices: Choices) -> Choices:
        if self._services is None:
            return choices
        ids = {model.id for model in self._services.catalog.models}
        upscalers = tuple((scale, model) for scale, model in choices.upscalers if model in ids)
        return replace(choices, denoiser=choices.denoiser if choices.denoiser in ids else "", upscalers=upscalers)

    @Slot()
    def undo(self) -> None:
        """Take back the last change of the choices."""
        if self.can_undo:
            self._history.undo()
            self._renew()

    @Slot()
    def redo(self) -> None:
        """Do again what `undo` took back."""
        if self.can_redo:
            self._history.redo()
            self._renew()

    @Slot(int)
    def go_to(self, place: int) -> None:
        """Go to a place in the history: 0 is where it began."""
        if place != self.place:
            self._history.go_to(place)
            self._renew()

    @property
    def changes(self) -> tuple[str, ...]:
        """Every change in words, the first one of all at the beginning."""
        steps = self._history.steps
        words = [self.tr("Start")]
        for before, after in pairwise(steps):
            words.append(after.label or change_words(before.choices, after.choices, self._title))
        return tuple(words)

    @property
    def place(self) -> int:
        """Where in `changes` the choices in force are."""
        return self._history.place

    def _title(self, model: str) -> str:
        try:
            return card_text(self._services.catalog.get(model).card.title) if self._services else model
        except ModelError:
            return model

    def _change(self, choices: Choices, slider: str = "", label: str = "") -> None:
        if choices != self._history.now:
            self._history.change(choices, slider, label)
            self._renew()
