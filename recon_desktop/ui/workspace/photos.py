"""The photo that is worked on, what it was before, and what it is measured against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Size
from recon_desktop.core.progress import Progress
from recon_desktop.engine.automatic import told
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Glimpse, Notice, Simulation
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.glimpses import Glimpses
from recon_desktop.ui.workspace.reference import ChosenReference, nevertheless

if TYPE_CHECKING:
    from recon_desktop.core.gauge import Damage
    from recon_desktop.core.photo import Photo
    from recon_desktop.engine.levels import Levels
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.requests import Loaded

LOADING, ESTIMATING = "load", "estimate"
"""Groups of jobs: a new photo or simulation supersedes an older one that is still being made."""


class Photos(QObject):
    """A part of `Workspace`: opens and degrades photos.

    Args:
        device: Has what opens them; what is asked for before that is loaded waits for it.
        choices: How much larger the result is.
        awaited: Starts the jobs.
        tell: Takes notices.
        renew: Works out what follows from a change, True where `photo` is another one, and then has `changed` emitted.
        parent: Owner.

    Attributes:
        simulation: How `photo` was made from `original`; None if it was not.
        damage: What was read of the damage of `photo`; None until it is read, shortly after the photo shows.

    Signals:
        changed: `photo`, `original`, `pyramid`, `simulation`, `reference` or `damage` changed. Compare
            `pyramid` with the one drawn last to know whether the view has to fit again.
        glimpse_changed: `glimpse` changed.
    """

    changed = Signal()
    glimpse_changed = Signal()

    def __init__(
        self,
        device: DeviceInUse,
        choices: WorkspaceChoices,
        awaited: Awaited,
        tell: Callable[[Notice], None],
        renew: Callable[[bool], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._device = device
        self._choices = choices
        self._awaited = awaited
        self._tell, self._renew = tell, renew
        self._glimpses = Glimpses(awaited, self.glimpse_changed.emit)
        self._original: Loaded | None = None
        self._shown: Loaded | None = None
        self._chosen = ChosenReference(awaited, tell, lambda: self._renew(False))
        self._degraded_from: Photo | None = None
        self.simulation: Simulation | None = None
        self.damage: Damage | None = None

    # ---------------------------------------------------------------- what there is

    @property
    def photo(self) -> Photo | None:
        """What is restored: the opened photo, or the degraded one while a simulation is on."""
        return self._shown.photo if self._shown else None

    @property
    def pyramid(self) -> Pyramid | None:
        """Display pyramid of `photo`."""
        return self._shown.pyramid if self._shown else None

    @property
    def levels(self) -> Levels | None:
        """How the values of `photo` came from those of its file."""
        return self._shown.levels if self._shown else None

    @property
    def estimated_noise(self) -> float | None:
        """The level that networks are told of `photo`, in 8-bit units; None until it is read, or where it cannot be."""
        return None if self.damage is None else told(self.damage)

    @property
    def original(self) -> Photo | None:
        """The opened photo."""
        return self._original.photo if self._original else None

    @property
    def glimpse(self) -> Glimpse | None:
        """What can be seen of a large photo that is being opened, until it or an error takes its place; mostly None."""
        return self._glimpses.shown

    @property
    def own_file(self) -> Path | None:
        """The file of the photo where it is the person's: not of a pasted one, nor the program's own sample."""
        path, services = self.original.path if self.original else None, self._device.services
        return None if services is not None and path in services.samples else path

    @property
    def name(self) -> str:
        """File name of the photo, or words for a pasted one; "" while there is none."""
        return _name(self.original)

    @property
    def reference(self) -> Photo | None:
        """What results are measured against: the chosen reference, else the original while a simulation is on."""
        chosen = self._chosen.loaded
        return chosen.photo if chosen is not None else self._degraded_from

    @property
    def reference_pyramid(self) -> Pyramid | None:
        """Display pyramid of the reference; it can hold a few columns and rows more on the right and at the bottom."""
        shown = self._chosen.loaded or (self._original if self.simulation is not None else None)
        return shown.pyramid if shown else None

    @property
    def reference_name(self) -> str:
        """Name of the reference in words."""
        return self._chosen.name or _tr("the original photo")

    @property
    def result_size(self) -> Size | None:
        """Size that the result has or will have; None without a photo."""
        return self.photo.size.scaled(self._choices.result_scale) if self.photo else None

    @property
    def has_reference(self) -> bool:
        """Whether there is a reference of the result's size."""
        return self.reference is not None and self.reference.size == self.result_size

    # ---------------------------------------------------------------- slots

    @Slot(object)
    def open(self, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Open a photo; an older one, its result and its runs go. Errors are told; the older photo then stays."""
        self._device.when_ready(
            lambda services: self._open(services, Path(path), allow_truncated=allow_truncated, lift_limit=lift_limit)
        )

    def open_sample(self, number: int) -> None:
        """Open one of the photos that come with the program: 0 is noisy, 1 from the web."""
        self._device.when_ready(lambda services: self._open(services, services.samples[number]))

    @Slot(QImage)
    def open_image(self, image: QImage) -> None:
        """Take a pasted picture."""
        copy = QImage(image)  # detached: the clipboard's own may change or go
        self._device.when_ready(lambda services: self._take(services, partial(services.photos.take, copy)))

    @Slot(object)
    def open_pasted(self, path: Path) -> None:
        """Take a picture that was pasted in an earlier session, from the file that kept it."""
        self._device.when_ready(lambda services: self._take(services, partial(services.photos.take_again, path)))

    @Slot(object)
    def set_simulation(self, simulation: Simulation | None) -> None:
        """Degrade the original, which becomes the reference; None goes back to the original."""
        services, original = self._device.services, self._original
        if services is None or original is None:
            return
        self._glimpses.end()
        if simulation is None or simulation.nothing:
            self._awaited.drop(LOADING)
            if self.simulation is not None:
                self._show(services, original, None)
        elif simulation != self.simulation:
            self._load(
                lambda progress: services.photos.simulate(original, simulation, progress),
                lambda loaded: self._show(services, loaded, simulation),
                self._failed,
            )

    @Slot(object)
    def set_reference(self, path: Path | None, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Measure against this photo, which has the size of the result; None forgets it."""
        services, size = self._device.services, self.result_size
        if services is not None and size is not None:
            again = partial(self.set_reference, path)
            self._chosen.choose(
                services, path, self._original, size, again, allow_truncated=allow_truncated, lift_limit=lift_limit
            )

    def _open(self, services: Services, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        def failed(error: Exception) -> None:
            again = partial(self.open, path)
            self._tell(problems.notice(error, nevertheless(again, allow_truncated, lift_limit)))

        self._load(
            lambda progress: services.photos.load(
                path, allow_truncated=allow_truncated, lift_limit=lift_limit, progress=progress
            ),
            lambda loaded: self._opened(services, loaded),
            failed,
        )
        self._glimpses.ask(services, path, allow_truncated=allow_truncated, lift_limit=lift_limit)

    def _take(self, services: Services, work: Callable[[Progress], Loaded]) -> None:
        self._glimpses.end()
        self._load(work, lambda loaded: self._opened(services, loaded), self._failed)

    def stop_loading(self) -> None:
        """Open nothing more; what is open stays."""
        self._awaited.drop(LOADING)
        self._chosen.stop()
        self._glimpses.end()

    def stop_estimating(self) -> None:
        """Estimate no noise."""
        self._awaited.drop(ESTIMATING)

    def clear(self) -> None:
        """Close the photo."""
        self.stop_loading()
        self.stop_estimating()
        self._chosen.forget()
        self._original = self._shown = self._degraded_from = None
        self.simulation = self.damage = None
        self._renew(True)

    def _load(
        self, work: Callable[[Progress], Loaded], done: Callable[[Loaded], None], failed: Callable[[Exception], None]
    ) -> None:
        """Have a photo made that takes the place of the one that is shown."""

        def made(loaded: Loaded) -> None:
            done(loaded)
            self._glimpses.end()

        def not_made(error: Exception) -> None:
            failed(error)
            self._glimpses.end()

        self._awaited.start("loading", Lane.INTERACTIVE, work, made, not_made, group=LOADING)

    def _opened(self, services: Services, loaded: Loaded) -> None:
        services.forget()  # results of a photo go when the next one opens
        self._original = loaded
        self._chosen.forget()
        self._show(services, loaded, None)
        if loaded.photo.notes:
            self._tell(_noted(loaded.photo))

    def _show(self, services: Services, loaded: Loaded, simulation: Simulation | None) -> None:
        """Show first; the damage is read afterwards, in a lane where no preview waits for it."""
        self._shown, self.simulation, self.damage = loaded, simulation, None
        photo, original = loaded.photo, self._original
        self._degraded_from = _multiple(original.photo, simulation.downscale) if original and simulation else None
        self._awaited.start(
            "measuring",
            Lane.RUN,
            lambda progress: services.photos.damage(photo, progress),
            self._read,
            self._failed,
            group=ESTIMATING,
        )
        self._renew(True)

    def _read(self, damage: Damage) -> None:
        self.damage = damage
        self._renew(False)

    def _failed(self, error: Exception) -> None:
        self._tell(problems.notice(error))


def _name(photo: Photo | None) -> str:
    if photo is None:
        return ""
    return photo.path.name if photo.path else _tr("Pasted picture")


def _noted(photo: Photo) -> Notice:
    """What is to be known of a photo."""
    notes = "; ".join(map(retell, photo.notes))
    return Notice("info", f"{_name(photo)}: {notes}.", path=photo.path)


def _multiple(photo: Photo, scale: int) -> Photo:
    """The part of a photo that a reduction by a whole factor keeps; no copy."""
    width, height = photo.size.width // scale * scale, photo.size.height // scale * scale
    if (width, height) == (photo.size.width, photo.size.height):
        return photo
    alpha = None if photo.alpha is None else photo.alpha[:height, :width]
    return photo.with_pixels(photo.pixels[:height, :width], alpha, f"{photo.digest}/{width}x{height}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("photos", text)
