"""The one mutable state of the window: the photo, what is to be done with it, and what came of it.

Widgets read its properties, call its slots and listen to its six signals; they never talk to each other. All values it
hands out are frozen (`ui.state`). It lives on the GUI thread and does no work there: everything that takes time goes to
`Jobs` as a request that has captured all it needs, and an answer whose job is no longer awaited is dropped.

Before `attach` is called the heavy half of the program is still being loaded: models are unknown, `choices` is empty,
`recipe` is None, and an `open` waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.state import (
    Activity,
    Layer,
    Measures,
    Preview,
    Result,
    Simulation,
    Task,
)

if TYPE_CHECKING:
    from recon_desktop.core.io import SaveOptions
    from recon_desktop.core.photo import Photo
    from recon_desktop.engine.catalog import Model
    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.ui.jobs import Jobs
    from recon_desktop.ui.pyramid import Pyramid
    from recon_desktop.ui.services import Services


class Workspace(QObject):
    """The state of the window.

    Args:
        jobs: The lanes.
        parent: Owner.

    Signals:
        photo_changed: `photo`, `original`, `pyramid`, `simulation`, `reference` or `estimated_noise` changed. Compare
            `pyramid` with the one drawn last to know whether the view has to fit again.
        recipe_changed: What is to be done changed: task, scale, model, noise level, strength, the models to choose
            from, or what can be undone.
        preview_changed: `preview` changed: other pixels, or other strength.
        result_changed: `result` or `measures` changed.
        activity_changed: `activity` or `device_words` changed; at most 20 times a second.
        told: A Notice to show beside the photo.
    """

    photo_changed = Signal()
    recipe_changed = Signal()
    preview_changed = Signal()
    result_changed = Signal()
    activity_changed = Signal()
    told = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)

    # ---------------------------------------------------------------- what is looked at

    @property
    def photo(self) -> Photo | None:
        """What is restored: the opened photo, or the degraded one while a simulation is on."""
        raise NotImplementedError

    @property
    def original(self) -> Photo | None:
        """The opened photo."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """File name of the photo, or words for a pasted one; "" while there is none."""
        raise NotImplementedError

    @property
    def pyramid(self) -> Pyramid | None:
        """Display pyramid of `photo`."""
        raise NotImplementedError

    @property
    def reference(self) -> Photo | None:
        """What results are measured against: the chosen reference, else the original while a simulation is on."""
        raise NotImplementedError

    @property
    def simulation(self) -> Simulation | None:
        """How `photo` was made from `original`; None if it was not."""
        raise NotImplementedError

    @property
    def estimated_noise(self) -> float | None:
        """Noise level of `photo` in 8-bit units; None until it is estimated, shortly after the photo shows."""
        raise NotImplementedError

    # ---------------------------------------------------------------- what is to be done

    @property
    def ready(self) -> bool:
        """Whether the models are loaded (`attach` was called)."""
        raise NotImplementedError

    @property
    def task(self) -> Task:
        """What is done to the photo."""
        raise NotImplementedError

    @property
    def scale(self) -> int:
        """Enlargement chosen for tasks that upscale: 2 or 4."""
        raise NotImplementedError

    @property
    def result_scale(self) -> int:
        """How much larger the result is: 1 for "denoise", else `scale`."""
        raise NotImplementedError

    @property
    def result_size(self) -> Size | None:
        """Size that the result has or will have; None without a photo."""
        raise NotImplementedError

    @property
    def denoiser(self) -> str:
        """Id of the denoiser in use, "" while none is known."""
        raise NotImplementedError

    @property
    def upscaler(self) -> str:
        """Id of the upscaler in use for `scale`, "" while none is known."""
        raise NotImplementedError

    def choices(self, task: Task) -> tuple[Model, ...]:
        """The models for "denoise", or for "upscale" at the current scale; both for "denoise+upscale"."""
        raise NotImplementedError

    @property
    def recipe(self) -> Recipe | None:
        """What the run would do now; None before `attach`, or if no model fits."""
        raise NotImplementedError

    @property
    def strength(self) -> float:
        """0 (the photo or its bicubic enlargement) to 1 (the network's output)."""
        raise NotImplementedError

    @property
    def noise_level(self) -> float | None:
        """Sigma in 8-bit units; None means the estimate ("auto")."""
        raise NotImplementedError

    @property
    def can_undo(self) -> bool:
        """Whether `undo` does something."""
        raise NotImplementedError

    @property
    def can_redo(self) -> bool:
        """Whether `redo` does something."""
        raise NotImplementedError

    @property
    def device(self) -> str:
        """Device asked for: "auto", "cpu", "cuda" or "cuda:N"."""
        raise NotImplementedError

    # ---------------------------------------------------------------- what came of it

    @property
    def preview(self) -> Preview:
        """The live preview; its region is None where there is none."""
        raise NotImplementedError

    @property
    def result(self) -> Result | None:
        """The whole photo restored by the current recipe (strength apart); None until `restore` has run for it."""
        raise NotImplementedError

    @property
    def measures(self) -> Measures | None:
        """The latest figures; None while there are none."""
        raise NotImplementedError

    @property
    def activity(self) -> Activity:
        """What goes on."""
        raise NotImplementedError

    @property
    def device_words(self) -> str:
        """The device really in use, read from the session: "CPU, 2 threads"; "" until a model was opened."""
        raise NotImplementedError

    def before(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What a "before" pane draws, bottom first: the photo, on it the bicubic enlargement where it is ready.

        Args:
            region: Visible part of the photo, in its pixels.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        raise NotImplementedError

    def after(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What an "after" pane draws, bottom first: the photo, the result at the current strength, the live preview.

        Args:
            region: As in `before`.
            zoom: As in `before`.
        """
        raise NotImplementedError

    # ---------------------------------------------------------------- slots

    def attach(self, services: Services) -> None:
        """Take the loaded half of the program: catalog, runtime, restorer. Waiting requests go on."""
        raise NotImplementedError

    @Slot(object)
    def open(self, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Open a photo; an older one, its result and its runs go. Errors are told; the older photo then stays."""
        raise NotImplementedError

    @Slot(QImage)
    def open_image(self, image: QImage) -> None:
        """Take a pasted picture."""
        raise NotImplementedError

    @Slot()
    def open_sample(self) -> None:
        """Open the photo that comes with the program."""
        raise NotImplementedError

    @Slot(str)
    def set_task(self, task: Task) -> None:
        """Choose "denoise", "upscale" or "denoise+upscale"."""
        raise NotImplementedError

    @Slot(int)
    def set_scale(self, scale: int) -> None:
        """Choose 2 or 4."""
        raise NotImplementedError

    @Slot(str)
    def set_model(self, model: str) -> None:
        """Choose the model with this id for the task that its card names."""
        raise NotImplementedError

    @Slot(float)
    def set_strength(self, strength: float) -> None:
        """Blend preview and result anew, at once and without a run."""
        raise NotImplementedError

    @Slot(object)
    def set_noise_level(self, sigma: float | None) -> None:
        """Set the noise level in 8-bit units, or None for the estimate."""
        raise NotImplementedError

    @Slot(object)
    def set_simulation(self, simulation: Simulation | None) -> None:
        """Degrade the original, which becomes the reference; None goes back to the original."""
        raise NotImplementedError

    @Slot(object)
    def set_reference(self, path: Path | None) -> None:
        """Measure against this photo, which has the size of the result; None forgets it."""
        raise NotImplementedError

    @Slot()
    def undo(self) -> None:
        """Take back the last change of task, scale, model, noise level or strength."""
        raise NotImplementedError

    @Slot()
    def redo(self) -> None:
        """Do again what `undo` took back."""
        raise NotImplementedError

    @Slot(str)
    def set_device(self, device: str) -> None:
        """Run on another device from now on: "auto", "cpu", "cuda" or "cuda:N"."""
        raise NotImplementedError

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Tell what the view shows, whenever that changes; debounced, so call it freely.

        Args:
            region: Visible part of the photo, in its pixels; None for nothing.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        raise NotImplementedError

    @Slot()
    def restore(self) -> None:
        """Restore the whole photo."""
        raise NotImplementedError

    @Slot()
    def cancel(self) -> None:
        """Stop what `activity` shows; nothing of it is left behind."""
        raise NotImplementedError

    def save(self, path: Path, options: SaveOptions | None = None, *, overwrite: bool = False) -> None:
        """Write the result at the current strength; told when done or why not."""
        raise NotImplementedError

    def suggested_name(self, suffix: str = "") -> str:
        """`<stem>_<model>.<ext>` for the save dialog; the suffix of the photo where none is given."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop accepting, cancel everything, wait for the lanes. For the window's closeEvent; may be called twice."""
        raise NotImplementedError
