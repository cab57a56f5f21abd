"""What the workspace tells: its signals and its read-only properties.

Apart from `Workspace`, which changes all this, only because one file would be long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import PLAIN
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.preview import layers
from recon_desktop.ui.preview.overview import Overview
from recon_desktop.ui.preview.previewer import Previewer
from recon_desktop.ui.preview.truster import Truster
from recon_desktop.ui.values.state import (
    Activity,
    Choices,
    Device,
    Glimpse,
    Measures,
    Preview,
    Result,
    Simulation,
    Task,
)
from recon_desktop.ui.workspace.contenders import Contenders
from recon_desktop.ui.workspace.history import History
from recon_desktop.ui.workspace.measurer import Measurer
from recon_desktop.ui.workspace.photos import Photos

if TYPE_CHECKING:
    from pathlib import Path

    from recon_desktop.core.photo import Photo
    from recon_desktop.engine.catalog import Model
    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.requests import Subject


class WorkspaceState(QObject):
    """All that widgets read.

    Args:
        jobs: The lanes; `Workspace.close` shuts them down.
        device: "auto", "cpu", "cuda" or "cuda:N".
        parent: Owner.

    Signals:
        photo_changed: `photo`, `original`, `pyramid`, `simulation`, `reference` or `estimated_noise` changed. Compare
            `pyramid` with the one drawn last to know whether the view has to fit again.
        recipe_changed: What is to be done changed: task, scale, model, noise level, strength, the models to choose
            from, or what can be undone.
        preview_changed: `preview` changed: other pixels, or other strength.
        result_changed: `result` or `measures` changed.
        activity_changed: `activity` or `device_words` changed; at most 20 times a second.
        glimpse_changed: `glimpse` changed.
        told: A Notice to show beside the photo.

    Attributes:
        contenders: The methods that are compared in the grid.
    """

    photo_changed = Signal()
    recipe_changed = Signal()
    preview_changed = Signal()
    result_changed = Signal()
    activity_changed = Signal()
    glimpse_changed = Signal()
    told = Signal(object)

    def __init__(self, jobs: Jobs, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._awaited = Awaited(jobs, self.activity_changed.emit, self)
        self._photos = Photos(self._awaited, self.told.emit, self._photo_changed, self.glimpse_changed.emit)
        self._previewer = Previewer(self._awaited, self._preview_changed, self._ran, self._failed, self)
        self._measurer = Measurer(self._awaited, self.result_changed.emit, self._failed, self)
        self.trust = Truster(self._awaited, self._preview_rests, self._failed, self)
        self.trust.changed.connect(self.preview_changed)
        self._history = History(Choices())
        self._services: Services | None = None
        self.contenders = Contenders(self, self._awaited, self._previewer, lambda: self._services, self._failed)
        self.batch = BatchState(self, jobs)
        self._waiting: Callable[[], None] | None = None
        self._device = device
        self._running_on = Device("")
        self._recipe: Recipe | None = None
        self._subject: Subject | None = None
        self._mix = PLAIN
        self._overview = Overview()
        self._result: Result | None = None

    def set_model(self, model: str) -> None:
        """Choose the model with this id for the task that its card names."""
        raise NotImplementedError

    def _photo_changed(self, anew: bool) -> None:
        raise NotImplementedError

    def _preview_changed(self) -> None:
        raise NotImplementedError

    def _preview_rests(self) -> bool:
        return self._previewer.region is None or self._previewer.fraction >= 1

    def _renew(self) -> None:
        raise NotImplementedError

    def _ran(self, device: Device) -> None:
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        raise NotImplementedError

    # ---------------------------------------------------------------- what is looked at

    @property
    def photo(self) -> Photo | None:
        """What is restored: the opened photo, or the degraded one while a simulation is on."""
        return self._photos.shown.photo if self._photos.shown else None

    @property
    def glimpse(self) -> Glimpse | None:
        """What can be seen of a large photo that is being opened, until it or an error takes its place; mostly None."""
        return self._photos.glimpses.shown

    @property
    def original(self) -> Photo | None:
        """The opened photo."""
        return self._photos.original.photo if self._photos.original else None

    @property
    def own_file(self) -> Path | None:
        """The file of the photo where it is the person's: not of a pasted one, nor the program's own sample."""
        path = self.original.path if self.original else None
        return None if self._services is not None and path == self._services.sample else path

    @property
    def name(self) -> str:
        """File name of the photo, or words for a pasted one; "" while there is none."""
        return self._photos.name

    @property
    def pyramid(self) -> Pyramid | None:
        """Display pyramid of `photo`."""
        return self._photos.shown.pyramid if self._photos.shown else None

    @property
    def reference(self) -> Photo | None:
        """What results are measured against: the chosen reference, else the original while a simulation is on."""
        return self._photos.reference

    @property
    def has_reference(self) -> bool:
        """Whether there is a reference of the result's size."""
        return self.reference is not None and self.reference.size == self.result_size

    @property
    def reference_name(self) -> str:
        """Name of the reference in words."""
        return self._photos.reference_name

    @property
    def simulation(self) -> Simulation | None:
        """How `photo` was made from `original`; None if it was not."""
        return self._photos.simulation

    @property
    def estimated_noise(self) -> float | None:
        """Noise level of `photo` in 8-bit units; None until it is estimated, shortly after the photo shows."""
        return self._photos.estimate

    # ---------------------------------------------------------------- what is to be done

    @property
    def services(self) -> Services | None:
        """The heavy half of the program, for collaborators; None until it is loaded."""
        return self._services

    @property
    def ready(self) -> bool:
        """Whether the models are loaded (`attach` was called)."""
        return self._services is not None

    @property
    def chosen(self) -> Choices:
        """All that the person set."""
        return self._history.now

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
    def result_size(self) -> Size | None:
        """Size that the result has or will have; None without a photo."""
        return self.photo.size.scaled(self.result_scale) if self.photo else None

    @property
    def denoiser(self) -> str:
        """Id of the denoiser in use, "" while none is known."""
        return self._history.now.denoiser or next((model.id for model in self.choices("denoise")), "")

    @property
    def upscaler(self) -> str:
        """Id of the upscaler in use for `scale`, "" while none is known."""
        chosen = dict(self._history.now.upscalers).get(self.scale)
        return chosen or next((model.id for model in self.choices("upscale")), "")

    def choices(self, task: Task) -> tuple[Model, ...]:
        """The models for "denoise", or for "upscale" at the current scale; both for "denoise+upscale"."""
        if self._services is None:
            return ()
        catalog = self._services.catalog
        denoisers = catalog.choices("denoise") if "denoise" in task else ()
        return denoisers + (catalog.choices("upscale", self.scale) if "upscale" in task else ())

    @property
    def recipe(self) -> Recipe | None:
        """What the run would do now; None before `attach`, or if no model fits."""
        return replace(self._recipe, mix=self._history.now.mix) if self._recipe else None

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
        """Sigma in 8-bit units; None means the estimate ("auto")."""
        return self._history.now.noise_level

    @property
    def can_undo(self) -> bool:
        """Whether `undo` does something."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether `redo` does something."""
        return self._history.can_redo

    @property
    def device(self) -> str:
        """Device asked for: "auto", "cpu", "cuda" or "cuda:N"."""
        return self._device

    # ---------------------------------------------------------------- what came of it

    @property
    def preview(self) -> Preview:
        """The live preview; its region is None where there is none."""
        return self._previewer.preview

    @property
    def result(self) -> Result | None:
        """The whole photo restored by the current recipe (its mix apart); None until `restore` has run for it."""
        return self._result

    @property
    def measures(self) -> Measures | None:
        """The latest figures; None while there are none."""
        return self._measurer.measures

    @property
    def activity(self) -> Activity:
        """What goes on."""
        activity = self._awaited.activity
        if activity.kind == "previewing":
            return replace(activity, fraction=self._previewer.fraction, eta_seconds=None)
        if activity.kind == "judging":
            return replace(activity, fraction=self.trust.view.fraction, eta_seconds=None)
        if self._waiting is not None:
            return Activity("loading", cancellable=True)
        return activity

    @property
    def saving(self) -> bool:
        """Whether a file that the person asked for is being written, whatever else goes on."""
        return self._awaited.waits_for_any("saving")

    @property
    def device_words(self) -> str:
        """The device really in use, read from the session: "CPU, 2 threads"; "" until a model was opened."""
        return self._running_on.words

    def before(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What a "before" pane draws, bottom first: the photo, on it the bicubic enlargement where it is ready.

        Args:
            region: Visible part of the photo, in its pixels.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        return layers.before(self.pyramid, self.preview, region, zoom) if self.pyramid else ()

    def after(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What an "after" pane draws, bottom first: the photo, the result as it is mixed, the live preview, its trust.

        Args:
            region: As in `before`.
            zoom: As in `before`.
        """
        pyramid, result, mix, services = self.pyramid, self._result, self._mix, self._services
        if pyramid is None:
            return ()

        def bottom() -> tuple[Layer, ...]:
            if result is None or mix.luma == mix.chroma or services is None:
                return layers.faded(pyramid, result, mix.luma, region, zoom)
            return (self._overview.layer(services, pyramid, result, mix, region, zoom),)

        return (*layers.after(pyramid, self.preview, region, bottom), *self.trust.layers(region, zoom))

    def against(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What a "reference" pane draws: the reference, or nothing where there is none of the result's size.

        Args:
            region: As in `before`.
            zoom: As in `before`.
        """
        pyramid = self._photos.reference_pyramid if self.has_reference else None
        return layers.reference(pyramid, self.result_scale, region, zoom) if pyramid else ()

    def difference(self, picture: QImage, other: QImage, gain: int) -> QImage:
        """The signed difference of two painted pictures, mid-grey where they agree.

        Args:
            picture: Four bytes a pixel.
            other: What it is taken from, of the same size and format.
            gain: How many grey levels stand for one.
        """
        return picture if self._services is None else self._services.difference(picture, other, gain)
