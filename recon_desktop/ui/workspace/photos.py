"""The photo that is worked on, what it was before, and what it is measured against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Size
from recon_desktop.core.progress import Progress
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Notice, Simulation
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell
from recon_desktop.ui.workspace.glimpses import Glimpses

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.requests import Loaded

LOADING, ESTIMATING, REFERRING = "load", "estimate", "refer"
"""Groups of jobs: a new photo or simulation supersedes an older one that is still being made."""


class Photos:
    """Opens and degrades photos; a part of `Workspace`, which hands out what this holds.

    Args:
        awaited: Starts the jobs.
        tell: Takes notices.
        changed: Called after a change; True where `shown` is another photo.
        glimpsed: Called when what can be seen of a photo that is being opened is another picture.

    Attributes:
        glimpses: What can be seen of a photo that is being opened.
        original: The opened photo.
        shown: What is restored: the original, or its degradation.
        simulation: How `shown` was made from the original.
        chosen: The reference that the person chose, with its pyramid.
        estimate: Noise level of what is shown, None until it is estimated.
    """

    def __init__(
        self,
        awaited: Awaited,
        tell: Callable[[Notice], None],
        changed: Callable[[bool], None],
        glimpsed: Callable[[], None],
    ) -> None:
        self._awaited = awaited
        self._tell = tell
        self._changed = changed
        self.glimpses = Glimpses(awaited, glimpsed)
        self.original: Loaded | None = None
        self.shown: Loaded | None = None
        self.simulation: Simulation | None = None
        self.chosen: Loaded | None = None
        self._degraded_from: Photo | None = None
        self.estimate: float | None = None

    @property
    def name(self) -> str:
        """Of the original, for people; "" while there is none."""
        if self.original is None:
            return ""
        path = self.original.photo.path
        return path.name if path else _tr("Pasted picture")

    @property
    def reference(self) -> Photo | None:
        """The chosen reference, else the original where what is shown was made from it."""
        if self.chosen is not None:
            return self.chosen.photo
        return self._degraded_from

    @property
    def reference_pyramid(self) -> Pyramid | None:
        """Display pyramid of the reference; it can hold a few columns and rows more on the right and at the bottom."""
        shown = self.chosen or (self.original if self.simulation is not None else None)
        return shown.pyramid if shown else None

    @property
    def reference_name(self) -> str:
        """The reference in words."""
        if self.chosen is None:
            return _tr("the original photo")
        return self.chosen.photo.path.name if self.chosen.photo.path else _tr("the reference")

    def open(self, services: Services, path: Path, *, allow_truncated: bool = False, lift_limit: bool = False) -> None:
        """Open a file; what was open before stays until this is there."""

        def failed(error: Exception) -> None:
            again = partial(self.open, services, path)
            self._tell(problems.notice(error, _nevertheless(again, allow_truncated, lift_limit)))

        self._load(
            lambda progress: services.load(
                path, allow_truncated=allow_truncated, lift_limit=lift_limit, progress=progress
            ),
            lambda loaded: self._opened(services, loaded),
            failed,
        )
        self.glimpses.ask(services, path, allow_truncated=allow_truncated, lift_limit=lift_limit)

    def take(self, services: Services, image: QImage) -> None:
        """Take a pasted picture."""
        # A detached copy: the clipboard's own may change or go.
        copy = QImage(image)
        self.glimpses.end()
        self._load(
            lambda progress: services.take(copy, progress),
            lambda loaded: self._opened(services, loaded),
            self._failed,
        )

    def take_again(self, services: Services, path: Path) -> None:
        """Take a picture that was pasted in an earlier session, from the file that kept it."""
        self.glimpses.end()
        self._load(
            lambda progress: services.take_again(path, progress),
            lambda loaded: self._opened(services, loaded),
            self._failed,
        )

    def stop_loading(self) -> None:
        """Open nothing more; what is open stays."""
        self._awaited.drop(LOADING, REFERRING)
        self.glimpses.end()

    def clear(self) -> None:
        """Close the photo."""
        self.stop_loading()
        self._awaited.drop(ESTIMATING)
        self.original = self.shown = self.chosen = self.simulation = self.estimate = self._degraded_from = None
        self._changed(True)

    def simulate(self, services: Services, simulation: Simulation | None) -> None:
        """Degrade the original, or go back to it."""
        if self.original is None:
            return
        self.glimpses.end()
        if simulation is None or simulation.nothing:
            self._awaited.drop(LOADING)
            if self.simulation is not None:
                self._show(services, self.original, None)
            return
        if simulation == self.simulation:
            return
        original, wanted = self.original, simulation
        self._load(
            lambda progress: services.simulate(original, wanted, progress),
            lambda loaded: self._show(services, loaded, wanted),
            self._failed,
        )

    def refer(
        self,
        services: Services,
        path: Path | None,
        expected: Size,
        *,
        allow_truncated: bool = False,
        lift_limit: bool = False,
    ) -> None:
        """Choose a reference of the expected size, or forget it."""
        self._awaited.drop(REFERRING)
        if path is None:
            self.chosen = None
            self._changed(False)
            return
        name, original = path.name, self.original

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
            self.chosen = reference
            self._changed(False)

        def failed(error: Exception) -> None:
            again = _nevertheless(partial(self.refer, services, path, expected), allow_truncated, lift_limit)
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
            self.glimpses.end()

        def not_made(error: Exception) -> None:
            failed(error)
            self.glimpses.end()

        self._awaited.start("loading", Lane.INTERACTIVE, work, made, not_made, group=LOADING)

    def _opened(self, services: Services, loaded: Loaded) -> None:
        services.forget()  # results of a photo go when the next one opens
        self.original, self.chosen = loaded, None
        self._awaited.drop(REFERRING)
        self._show(services, loaded, None)
        if loaded.photo.notes:
            notes = "; ".join(map(retell, loaded.photo.notes))
            self._tell(Notice("info", f"{self.name}: {notes}.", path=loaded.photo.path))

    def _show(self, services: Services, loaded: Loaded, simulation: Simulation | None) -> None:
        """Show first; the noise is estimated afterwards, in a lane where no preview waits for it."""
        self.shown, self.simulation, self.estimate = loaded, simulation, None
        photo, original = loaded.photo, self.original
        self._degraded_from = _multiple(original.photo, simulation.downscale) if original and simulation else None
        self._awaited.start(
            "measuring",
            Lane.RUN,
            lambda progress: services.noise_level(photo, progress),
            self._estimated,
            self._failed,
            group=ESTIMATING,
        )
        self._changed(True)

    def _estimated(self, level: float) -> None:
        self.estimate = level
        self._changed(False)

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
