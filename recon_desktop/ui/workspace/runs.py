"""Restoring the whole photo: what a run would do, the run, its result, and the file that is written of it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.core.errors import ModelError
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.requests import Subject
from recon_desktop.ui.values.state import Device, Notice, Result
from recon_desktop.ui.words import problems
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.photos import ESTIMATING, Photos
from recon_desktop.ui.workspace.proposals import fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recon_desktop.core.io import SaveOptions
    from recon_desktop.engine.recipe import Recipe

RESTORING, RECALLING, WARMING, COPYING = "restore", "recall", "warm", "copy"

Failed = Callable[[Exception, problems.Offers | None], None]


class Runs(QObject):
    """A part of `Workspace`.

    Args:
        photos: What is restored.
        choices: How.
        device: On what.
        awaited: Starts the jobs.
        tell: Takes notices.
        failed: Told an error, and what can be done about it.
        parent: Owner.

    Attributes:
        subject: What is computed of what; None where nothing can be.
        mix: How the result is laid over what it replaces.
        result: The whole photo restored by the current recipe (its mix apart); None until `restore` has run for it.

    Signals:
        changed: `result` changed.
        begun: A run has begun.
        restored: `subject` has its result now; `changed` is emitted after all that follows.
    """

    changed = Signal()
    begun = Signal()
    restored = Signal()

    def __init__(
        self,
        photos: Photos,
        choices: WorkspaceChoices,
        device: DeviceInUse,
        awaited: Awaited,
        tell: Callable[[Notice], None],
        failed: Failed,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._device = device
        self._awaited = awaited
        self._tell = tell
        self._failed = failed
        self._recipe: Recipe | None = None
        self._recipe_problem = ""
        self.subject: Subject | None = None
        self.mix: Mix = PLAIN
        self.result: Result | None = None
        self._saved: Callable[[], object] = lambda: None
        self._saved_mix: Mix = PLAIN

    @property
    def recipe(self) -> Recipe | None:
        """What the run would do now; None before the models are loaded, or if none fits."""
        return replace(self._recipe, mix=self._choices.now.mix) if self._recipe else None

    @property
    def running(self) -> bool:
        """Whether the whole photo is being restored."""
        return self._awaited.waits_for(RESTORING)

    @property
    def unsaved(self) -> bool:
        """Whether there is a result that is not what was saved last."""
        result = self.result
        return result is not None and (self._saved() is not result.photo.pixels or self._saved_mix != self.mix)

    # ---------------------------------------------------------------- slots

    @Slot()
    def restore(self, then: Callable[[], None] | None = None) -> None:
        """Restore the whole photo; `then` is called once that is the result, at once where it is already.

        Waits for the damage to be read, for Automatic chooses by it.
        """
        self._awaited.after(ESTIMATING, lambda: self._restore(then))

    def stop(self) -> None:
        """Restore no more."""
        self._awaited.drop(RESTORING)

    def save(
        self,
        path: Path,
        options: SaveOptions | None = None,
        *,
        overwrite: bool = False,
        then: Callable[[Path], None] | None = None,
    ) -> None:
        """Write the result, blended as is set; told when done, or `then` is called; told why not."""
        services, subject, mix, levels = self._device.services, self.subject, self.mix, self._photos.levels
        if services is None or subject is None or subject.finished is None or levels is None:
            self._tell(Notice("info", self.tr("There is no result to save yet."), self.tr("Restore the photo.")))
            return

        pixels = subject.finished.pixels

        def done(saved: Path) -> None:
            if then is not None:
                then(saved)
                return
            self._saved, self._saved_mix = weakref.ref(pixels), mix
            action = problems.show_in_folder(saved)
            what = self.tr("Saved as “{0}”.").format(saved.name)
            self._tell(Notice("good", what, actions=(action,), path=saved))

        def failed(error: Exception) -> None:
            self._failed(error, {"overwrite": lambda: self.save(path, options, overwrite=True, then=then)})

        self._awaited.start(
            "saving",
            Lane.SAVE,
            lambda progress: services.save(
                subject, mix, path, options, levels=levels, overwrite=overwrite, progress=progress
            ),
            done,
            failed,
            group=f"save {path}",
        )

    def picture(self, then: Callable[[QImage], None]) -> None:
        """Hand over the result as a picture, blended as is set; nothing where there is none."""
        services, subject, mix = self._device.services, self.subject, self.mix
        if services is None or subject is None or subject.finished is None:
            return
        self._awaited.start(
            "copying",
            Lane.SAVE,
            lambda progress: services.picture(subject, mix, progress),
            then,
            self._cannot,
            group=COPYING,
        )

    def suggested_name(self, suffix: str = "") -> str:
        """`<stem>_<model>.<ext>` for the save dialog, as a batch names it; the photo's suffix where none is given.

        The result of a simulated photo is called so: nobody shall take it for that of the real one.
        """
        photo, services = self._photos.original, self._device.services
        stem = photo.path.stem if photo and photo.path else "photo"
        own = photo.path.suffix.lower() if photo and photo.path else ""
        if not suffix:
            suffix = own if services is not None and services.photos.writable(own) else ".png"
        models = "+".join(step.model for step in self._recipe.steps) if self._recipe else ""
        simulated = "_simulated" if self._photos.simulation is not None else ""
        return fitted(stem, f"{simulated}_{models}{suffix}" if models else f"{simulated}{suffix}")

    # ---------------------------------------------------------------- what follows from what

    def plan(self) -> bool:
        """Work out the recipe and what has to be computed for it; whether that is another subject."""
        photo, old = self._photos.photo, self.subject
        self._recipe = self._build()
        subject = None
        if photo is not None and self._recipe is not None:
            computed, amount = self._recipe.without_amount
            self.mix = self._choices.now.mix.weakened(amount)
            new = Subject(photo, computed, self._choices.result_scale)
            subject = old if new.same_as(old) else new
        if subject is old:
            return False
        self.subject, self.result = subject, None
        self._awaited.drop(RECALLING)
        return True

    def prepare(self) -> None:
        """Take the result out of the cache, or else open the models in use."""
        services, subject = self._device.services, self.subject
        if services is None or subject is None:
            return
        if not services.known(subject):
            self.warm()
            return
        self._awaited.start(
            "idle",
            Lane.INTERACTIVE,
            lambda progress: services.run(subject, progress),
            partial(self._restored, subject),
            self._cannot,
            group=RECALLING,
        )

    def warm(self) -> None:
        """Open the models in use, so that the first run does not wait for them and the device is known."""
        services, subject = self._device.services, self.subject
        if services is None or subject is None:
            return
        recipe = subject.recipe
        # Where this fails the run that needs the model says so.
        self._awaited.start(
            "idle",
            Lane.INTERACTIVE,
            lambda progress: services.warm(recipe),
            self._device.ran,
            lambda error: None,
            group=WARMING,
        )

    def _build(self) -> Recipe | None:
        services, choices = self._device.services, self._choices
        if services is None:
            return None
        chosen = {"denoise": choices.denoiser, "upscale": choices.upscaler}
        models = [chosen[part] for part in choices.task.split("+") if chosen[part]]
        try:
            recipe = services.recipe(choices.task, choices.scale, models, choices.noise_level, self._photos.damage)
            self._recipe_problem = ""
            return replace(recipe, ensemble=choices.ensemble)
        except ModelError as error:
            if str(error) != self._recipe_problem:
                self._recipe_problem = str(error)
                self._cannot(error)
        return None

    def _restore(self, then: Callable[[], None] | None) -> None:
        services, subject = self._device.services, self.subject
        if self.result is not None and then is not None:
            then()
        if services is None or subject is None or self.result is not None:
            return
        self.begun.emit()
        self._device.stop_timing()
        self._awaited.start(
            "restoring",
            Lane.RUN,
            lambda progress: services.run(subject, progress),
            partial(self._restored, subject, then=then),
            self._cannot,
            group=RESTORING,
        )

    def _restored(self, subject: Subject, result: Result, then: Callable[[], None] | None = None) -> None:
        self._device.ran(Device(result.report.device, result.report.fallbacks, result.report.reasons))
        if not subject.same_as(self.subject):
            models = ", ".join(result.report.models)
            what = self.tr("The photo was restored with {0}, as requested.").format(models)
            self._tell(Notice("info", what, self.tr("Choose the same settings again to see the result.")))
            return
        self.result = result
        self.subject = replace(subject, finished=result.photo)
        self.restored.emit()
        if then is not None:
            then()

    def _cannot(self, error: Exception) -> None:
        self._failed(error, None)
