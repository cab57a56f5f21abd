"""The one mutable state of the window: the photo, what is to be done with it, and what came of it.

Widgets read its properties, call its slots and listen to its signals; they never talk to each other. All values it
hands out are frozen (`ui.values.state`). It lives on the GUI thread and does no work there: everything that takes time
goes to `Jobs` as a request that has captured all it needs, and an answer whose job is no longer awaited is dropped.

Before `attach` is called the heavy half of the program is still being loaded: models are unknown, `choices` is empty,
`recipe` is None, and an `open` waits.

What follows from what:

    photo, choices, services  -> `_renew`   -> recipe; subject: what is computed; mix: how it is blended
    subject, view             -> Previewer  -> preview, cell by cell
    subject, result, preview  -> `_measure` -> measures, once nothing has changed for a moment
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from recon_desktop.core.errors import ModelError
from recon_desktop.core.geometry import Region
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.values.requests import Subject
from recon_desktop.ui.values.state import Choices, Device, Notice, Result, Simulation
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell
from recon_desktop.ui.workspace.comparison import Comparison
from recon_desktop.ui.workspace.history import History
from recon_desktop.ui.workspace.measurer import to_measure
from recon_desktop.ui.workspace.photos import ESTIMATING
from recon_desktop.ui.workspace.proposals import fitted
from recon_desktop.ui.workspace.workspace_machine import STARTING, TIMING, WorkspaceMachine

if TYPE_CHECKING:
    from recon_desktop.core.io import SaveOptions
    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.ui.lanes.services import Services

RESTORING, RECALLING, WARMING = "restore", "recall", "warm"


class Workspace(WorkspaceMachine):
    """The state of the window and all that changes it.

    Properties and signals are those of `WorkspaceState`; what sets the recipe is in `WorkspaceChoices`, what it runs on
    in `WorkspaceMachine`.

    Args:
        jobs: The lanes; `close` shuts them down.
        device: "auto", "cpu", "cuda" or "cuda:N".
        parent: Owner.
    """

    def __init__(self, jobs: Jobs, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(jobs, device, parent)
        self._recipe_problem = ""
        self.comparison = Comparison(self, self._awaited, lambda: self._services, self._failed)
        self.batch.ran.connect(self._ran)

    # ---------------------------------------------------------------- start and end

    def start(self, make: Callable[[], Services]) -> None:
        """Load the heavy half of the program in a lane, then `attach` it."""
        self._awaited.start(
            "idle", Lane.INTERACTIVE, lambda progress: make(), self.attach, self._failed, group=STARTING
        )

    def attach(self, services: Services) -> None:
        """Take the loaded half of the program: catalog, runtime, restorer. Waiting requests go on."""
        self._services = services
        self._previewer.set_services(services)
        self.trust.set_services(services)
        for problem in services.catalog.problems:
            self._failed(problem)
        self._renew()
        self._warm()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def close(self) -> None:
        """Let saves end, cancel all else, wait for the lanes. For the window's closeEvent; may be called twice."""
        self._measurer.stop()
        self._previewer.stop()
        self.contenders.close()
        self.trust.stop()
        self._waiting = None
        self._awaited.close()
        self.batch.close()
        self._jobs.shutdown()
        self.batch.write_journal()
        if self._services is not None:
            self._services.close()

    # ---------------------------------------------------------------- slots

    @Slot(object)
    def open(self, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Open a photo; an older one, its result and its runs go. Errors are told; the older photo then stays."""
        self._when_ready(
            lambda services: self._photos.open(
                services, Path(path), allow_truncated=allow_truncated, lift_limit=lift_limit
            )
        )

    @Slot(QImage)
    def open_image(self, image: QImage) -> None:
        """Take a pasted picture."""
        self._when_ready(lambda services: self._photos.take(services, image))

    @Slot(object)
    def open_pasted(self, path: Path) -> None:
        """Take a picture that was pasted in an earlier session, from the file that kept it."""
        self._when_ready(lambda services: self._photos.take_again(services, path))

    @Slot()
    def open_sample(self) -> None:
        """Open the photo that comes with the program."""
        self._when_ready(lambda services: self._photos.open(services, services.sample))

    @Slot()
    def clear(self) -> None:
        """Close the photo and begin afresh: nothing is open, chosen, kept or to be undone."""
        self._waiting = None
        self._history = History(Choices())
        self._photos.clear()
        self._previewer.forget()
        self.trust.forget()
        if self._services is not None:
            self._services.forget()

    @Slot(object)
    def set_simulation(self, simulation: Simulation | None) -> None:
        """Degrade the original, which becomes the reference; None goes back to the original."""
        if self._services is not None:
            self._photos.simulate(self._services, simulation)

    @Slot(object)
    def set_reference(self, path: Path | None) -> None:
        """Measure against this photo, which has the size of the result; None forgets it."""
        if self._services is not None and self.result_size is not None:
            self._photos.refer(self._services, path, self.result_size)

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Tell what the view shows, whenever that changes; debounced, so call it freely.

        Args:
            region: Visible part of the photo, in its pixels; None for nothing.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        self._previewer.look_at(region, zoom)
        self.trust.look_at(region, zoom)

    @Slot()
    def restore(self) -> None:
        """Restore the whole photo."""
        if self._services is not None and self._subject is not None and self._result is None:
            self._run(self._services, self._subject)

    @Slot()
    def cancel(self) -> None:
        """Stop what `activity` shows; nothing of it is left behind."""
        kind = self.activity.kind
        if kind == "restoring":
            self._awaited.drop(RESTORING)
            self._measure()
        elif kind in ("saving", "comparing"):
            self._awaited.ask_to_stop(kind)
        elif kind == "loading":
            self._waiting = None
            self._photos.stop_loading()
        elif kind == "previewing":
            self._previewer.stop()
        elif kind == "measuring":
            self._measurer.stop()
            self._awaited.drop(ESTIMATING)
        elif kind == "judging":
            self.trust.stop()
        self.activity_changed.emit()

    def save(self, path: Path, options: SaveOptions | None = None, *, overwrite: bool = False) -> None:
        """Write the result, blended as is set; told when done or why not."""
        services, subject, mix, shown = self._services, self._subject, self._mix, self._photos.shown
        if services is None or subject is None or subject.finished is None or shown is None:
            self.told.emit(Notice("info", self.tr("There is no result to save yet."), self.tr("Restore the photo.")))
            return

        def done(saved: Path) -> None:
            action = problems.show_in_folder(saved)
            what = self.tr("Saved as “{0}”.").format(saved.name)
            self.told.emit(Notice("good", what, actions=(action,), path=saved))

        def failed(error: Exception) -> None:
            self._failed(error, {"overwrite": lambda: self.save(path, options, overwrite=True)})

        self._awaited.start(
            "saving",
            Lane.SAVE,
            lambda progress: services.save(
                subject, mix, path, options, levels=shown.levels, overwrite=overwrite, progress=progress
            ),
            done,
            failed,
            group=f"save {path}",
        )

    def suggested_name(self, suffix: str = "") -> str:
        """`<stem>_<model>.<ext>` for the save dialog, as a batch names it; the photo's suffix where none is given."""
        photo = self.original
        stem = photo.path.stem if photo and photo.path else "photo"
        own = photo.path.suffix.lower() if photo and photo.path else ""
        if not suffix:
            suffix = own if self._services is not None and self._services.writable(own) else ".png"
        models = "+".join(step.model for step in self._recipe.steps) if self._recipe else ""
        return fitted(stem, f"_{models}{suffix}" if models else suffix)

    @Slot()
    def name_again(self) -> None:
        """Measure anew: what was measured is named in the language of that time."""
        self._measurer.stop()
        self._measure()

    # ---------------------------------------------------------------- what follows from what

    def _when_ready(self, act: Callable[[Services], None]) -> None:
        """Do it now, or as soon as the models are loaded; of several that wait the last one counts."""
        if self._services is not None:
            act(self._services)
            return

        def later() -> None:
            assert self._services is not None
            act(self._services)

        self._waiting = later
        self.activity_changed.emit()

    def _photo_changed(self, anew: bool) -> None:
        if anew:
            self._awaited.drop(RESTORING)
        self._renew()
        self.photo_changed.emit()

    def _renew(self) -> None:
        """Work out the recipe and what has to be computed for it; start what can be started."""
        photo, old = self.photo, self._subject
        self._recipe = self._build()
        subject = None
        if photo is not None and self._recipe is not None:
            computed, amount = self._recipe.without_amount
            self._mix = self._history.now.mix.weakened(amount)
            new = Subject(photo, computed, self.result_scale)
            subject = old if new.same_as(old) else new
        if subject is not old:
            self._set_subject(subject)
        self._previewer.set_mix(self._mix)
        self.recipe_changed.emit()
        self._measure()

    def _build(self) -> Recipe | None:
        if self._services is None:
            return None
        chosen = {"denoise": self.denoiser, "upscale": self.upscaler}
        models = [chosen[part] for part in self.task.split("+") if chosen[part]]
        try:
            recipe = self._services.recipe(self.task, self.scale, models, self.noise_level, self.estimated_noise)
            self._recipe_problem = ""
            return replace(recipe, ensemble=self.ensemble)
        except ModelError as error:
            if str(error) != self._recipe_problem:
                self._recipe_problem = str(error)
                self._failed(error)
        except ValueError:
            pass  # the noise level is still being estimated
        return None

    def _set_subject(self, subject: Subject | None) -> None:
        old, self._subject = self._subject, subject
        self._awaited.drop(RECALLING)
        had_result, self._result = self._result is not None, None
        self._overview.forget()
        self._previewer.set_subject(subject)
        self.trust.set_subject(subject)
        same_input = old and subject and (old.photo, old.scale) == (subject.photo, subject.scale)
        self._measurer.forget(before_holds=bool(same_input))
        if had_result:
            self.result_changed.emit()
        services = self._services
        if services is None or subject is None:
            return
        if services.known(subject):
            self._awaited.start(
                "idle",
                Lane.INTERACTIVE,
                lambda progress: services.run(subject, progress),
                partial(self._restored, subject),
                self._failed,
                group=RECALLING,
            )
        else:
            self._warm()

    def _warm(self) -> None:
        """Open the models in use, so that the first run does not wait for them and the device is known."""
        services, subject = self._services, self._subject
        if services is None or subject is None:
            return
        recipe = subject.recipe
        # Where this fails the run that needs the model says so.
        self._awaited.start(
            "idle",
            Lane.INTERACTIVE,
            lambda progress: services.warm(recipe),
            self._ran,
            lambda error: None,
            group=WARMING,
        )

    def _run(self, services: Services, subject: Subject) -> None:
        self._measurer.stop()
        self._awaited.drop(TIMING)
        self._awaited.start(
            "restoring",
            Lane.RUN,
            lambda progress: services.run(subject, progress),
            partial(self._restored, subject),
            self._failed,
            group=RESTORING,
        )

    def _restored(self, subject: Subject, result: Result) -> None:
        self._ran(Device(result.report.device, result.report.fallbacks))
        if not subject.same_as(self._subject):
            models = ", ".join(result.report.models)
            what = self.tr("The photo was restored with {0}, as it was asked for.").format(models)
            self.told.emit(Notice("info", what, self.tr("Choose the same settings again to see the result.")))
            return
        self._result = result
        self._subject = replace(subject, finished=result.photo)
        self._previewer.set_subject(self._subject)
        self.trust.set_subject(self._subject)
        self.result_changed.emit()
        self._measure()

    def _preview_changed(self) -> None:
        self.trust.go_on()
        self.preview_changed.emit()
        self._measure()

    def _measure(self) -> None:
        """Ask for the figures of what is there."""
        if self._services is None or self._subject is None or self._awaited.waits_for(RESTORING):
            return
        request = to_measure(self._subject, self._mix, self._photos, self._previewer)
        if request is not None:
            self._measurer.ask(self._services, request)

    # ---------------------------------------------------------------- telling

    def _ran(self, device: Device) -> None:
        """Show what really ran; each fallback is told once."""
        if device.words != self._running_on.words:
            self._running_on = device
            self.activity_changed.emit()
        for sentence in device.fallbacks:
            if sentence not in self._told_once:
                self._told_once.add(sentence)
                self.told.emit(Notice("info", retell(sentence)))

    def _failed(self, error: Exception, offers: problems.Offers | None = None) -> None:
        known = dict(offers or {})
        if self._device != "cpu":
            known["use_cpu"] = partial(self.set_device, "cpu")
        self.told.emit(problems.notice(error, known))
