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
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Glimpse, Notice, Simulation
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.glimpses import Glimpses

if TYPE_CHECKING:
    from recon_desktop.core.gauge import Damage
    from recon_desktop.core.photo import Photo
    from recon_desktop.engine.levels import Levels
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.requests import Loaded

LOADING, ESTIMATING, REFERRING = "load", "estimate", "refer"
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
        self._tell = tell
        self._renew = renew
        self._glimpses = Glimpses(awaited, self.glimpse_changed.emit)
        self._original: Loaded | None = None
        self._shown: Loaded | None = None
        self._chosen: Loaded | None = None  # as reference
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
        """Level of the damage of `photo` in 8-bit units; None until it is read."""
        return None if self.damage is None else self.damage.level

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
        return None if services is not None and path == services.sample else path

    @property
    def name(self) -> str:
        """File name of the photo, or words for a pasted one; "" while there is none."""
        if self.original is None:
            return ""
        path = self.original.path
        return path.name if path else _tr("Pasted picture")

    @property
    def reference(self) -> Photo | None:
        """What results are measured against: the chosen reference, else the original while a simulation is on."""
        return self._chosen.photo if self._chosen is not None else self._degraded_from

    @property
    def reference_pyramid(self) -> Pyramid | None:
        """Display pyramid of the reference; it can hold a few columns and rows more on the right and at the bottom."""
        shown = self._chosen or (self._original if self.simulation is not None else None)
        return shown.pyramid if shown else None

    @property
    def reference_name(self) -> str:
        """Name of the reference in words."""
        if self._chosen is None:
            return _tr("the original photo")
        return self._chosen.photo.path.name if self._chosen.photo.path else _tr("the reference")

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

    @Slot()
    def open_sample(self) -> None:
        """Open the photo that comes with the program."""
        self._device.when_ready(lambda services: self._open(services, services.sample))

    @Slot(QImage)
    def open_image(self, image: QImage) -> None:
        """Take a pasted picture."""
        self._device.when_ready(lambda services: self._take(services, image))

    @Slot(object)
    def open_pasted(self, path: Path) -> None:
        """Take a picture that was pasted in an earlier session, from the file that kept it."""
        self._device.when_ready(lambda services: self._take_again(services, path))

    @Slot(object)
    def set_simulation(self, simulation: Simulation | None) -> None:
        """Degrade the original, which becomes the reference; None goes back to the original."""
        if self._device.services is not None:
            self._simulate(self._device.services, simulation)

    @Slot(object)
    def set_reference(self, path: Path | None, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Measure against this photo, which has the size of the result; None forgets it."""
        services, size = self._device.services, self.result_size
        if services is not None and size is not None:
            self._refer(services, path, size, allow_truncated=allow_truncated, lift_limit=lift_limit)

    def _open(self, services: Services, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:

        def failed(error: Exception) -> None:
            again = partial(self.open, path)
            self._tell(problems.notice(error, _nevertheless(again, allow_truncated, lift_limit)))

        self._load(
            lambda progress: services.load(
                path, allow_truncated=allow_truncated, lift_limit=lift_limit, progress=progress
            ),
            lambda loaded: self._opened(services, loaded),
            failed,
        )
        self._glimpses.ask(services, path, allow_truncated=allow_truncated, lift_limit=lift_limit)

    def _take(self, services: Services, image: QImage) -> None:
        # A detached copy: the clipboard's own may change or go.
        copy = QImage(image)
        self._glimpses.end()
        self._load(
            lambda progress: services.take(copy, progress),
            lambda loaded: self._opened(services, loaded),
            self._failed,
        )

    def _take_again(self, services: Services, path: Path) -> None:
        self._glimpses.end()
        self._load(
            lambda progress: services.take_again(path, progress),
            lambda loaded: self._opened(services, loaded),
            self._failed,
        )

    def stop_loading(self) -> None:
        """Open nothing more; what is open stays."""
        self._awaited.drop(LOADING, REFERRING)
        self._glimpses.end()

    def stop_estimating(self) -> None:
        """Estimate no noise."""
        self._awaited.drop(ESTIMATING)

    def clear(self) -> None:
        """Close the photo."""
        self.stop_loading()
        self._awaited.drop(ESTIMATING)
        self._original = self._shown = self._chosen = self._degraded_from = None
        self.simulation = self.damage = None
        self._renew(True)

    def _simulate(self, services: Services, simulation: Simulation | None) -> None:
        if self._original is None:
            return
        self._glimpses.end()
        if simulation is None or simulation.nothing:
            self._awaited.drop(LOADING)
            if self.simulation is not None:
                self._show(services, self._original, None)
            return
        if simulation == self.simulation:
            return
        original, wanted = self._original, simulation
        self._load(
            lambda progress: services.simulate(original, wanted, progress),
            lambda loaded: self._show(services, loaded, wanted),
            self._failed,
        )

    def _refer(
        self,
        services: Services,
        path: Path | None,
        expected: Size,
        *,
        allow_truncated: bool,
        lift_limit: bool,
    ) -> None:
        self._awaited.drop(REFERRING)
        if path is None:
            self._chosen = None
            self._renew(False)
            return
        name, original = path.name, self._original

        def loaded(reference: Loaded) -> None:
            size = reference.photo.size
            if size != expected:
                self._tell(
                    Notice(
                        "error",
                        _tr("“{0}” is {1} pixels, the result is {2} pixels: they cannot be compared.").format(
                            name, size, expected
                        ),
                        _tr("Choose a reference of the size of the result, or another scale."),
                        path=path,
                    )
                )
                return
            self._chosen = reference
            self._renew(False)

        def failed(error: Exception) -> None:
            again = _nevertheless(partial(self.set_reference, path), allow_truncated, lift_limit)
            self._tell(problems.notice(error, again | {"open": "choose_reference"}))

        self._awaited.start(
            "loading",
            Lane.INTERACTIVE,
            lambda progress: services.load(
                path, beside=original, allow_truncated=allow_truncated, lift_limit=lift_limit, progress=progress
            ),
            loaded,
            failed,
            group=REFERRING,
        )

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
        self._original, self._chosen = loaded, None
        self._awaited.drop(REFERRING)
        self._show(services, loaded, None)
        if loaded.photo.notes:
            notes = "; ".join(map(retell, loaded.photo.notes))
            self._tell(Notice("info", f"{self.name}: {notes}.", path=loaded.photo.path))

    def _show(self, services: Services, loaded: Loaded, simulation: Simulation | None) -> None:
        """Show first; the damage is read afterwards, in a lane where no preview waits for it."""
        self._shown, self.simulation, self.damage = loaded, simulation, None
        photo, original = loaded.photo, self._original
        self._degraded_from = _multiple(original.photo, simulation.downscale) if original and simulation else None
        self._awaited.start(
            "measuring",
            Lane.RUN,
            lambda progress: services.damage(photo, progress),
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


def _nevertheless(
    again: Callable[..., None], allow_truncated: bool, lift_limit: bool
) -> dict[str, Callable[[], None] | str]:
    """How to open a photo that was refused."""
    return {
        "open_truncated": partial(again, allow_truncated=True, lift_limit=lift_limit),
        "open_anyway": partial(again, allow_truncated=allow_truncated, lift_limit=True),
    }


def _multiple(photo: Photo, scale: int) -> Photo:
    """The part of a photo that a reduction by a whole factor keeps; no copy."""
    width, height = photo.size.width // scale * scale, photo.size.height // scale * scale
    if (width, height) == (photo.size.width, photo.size.height):
        return photo
    alpha = None if photo.alpha is None else photo.alpha[:height, :width]
    return photo.with_pixels(photo.pixels[:height, :width], alpha, f"{photo.digest}/{width}x{height}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("photos", text)
