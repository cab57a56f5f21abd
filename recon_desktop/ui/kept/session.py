"""The session as a file, so that a crash costs nothing but the moment: which photo, what is chosen, what is in view.

A pasted picture has no file; `pasted` keeps one for it meanwhile.

The file is written shortly after a change and goes at a clean end. Where it is there at the start, the last session
broke off: its photo is opened again, with its choices. Before that the file goes, so that a photo that brings the
program down does so once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer

from recon_desktop.core.strict_json import fields, number, one_of, or_null, text
from recon_desktop.ui.kept.choices import choices_from_json, choices_to_json
from recon_desktop.ui.kept.json_files import read_json, write_json
from recon_desktop.ui.kept.pasted import Pasted
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.values.state import Action, Choices, Notice, Simulation

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.view.compare_view import CompareView
    from recon_desktop.ui.workspace.workspace import Workspace

FILE, LOCK = "session.json", "session.lock"
DEBOUNCE_MS = 1000
_SCHEMA = 1
_MOST_ZOOM = 64

_log = logging.getLogger("recon.ui")


@dataclass(frozen=True, slots=True)
class Spot:
    """What was in view.

    Attributes:
        zoom: Device pixels by pixel of the result.
        x: Place of the middle, 0..1 of the width.
        y: The same of the height.
    """

    zoom: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Left:
    """What an earlier session left.

    Attributes:
        photo: None for a pasted picture.
        simulation: How the photo was made worse, None for not at all.
        choices: Of the recipe.
        view: What was in view, None for all of it.
    """

    photo: Path | None
    simulation: Simulation | None
    choices: Choices
    view: Spot | None


class Session(QObject):
    """Writes the session, and goes on with one that broke off.

    Args:
        workspace: Whose session it is.
        jobs: The lanes, for pasted pictures.
        folder: Where the file lies.
        view: Finds the view of the window on the screen.
        parent: Owner.
    """

    def __init__(
        self,
        workspace: Workspace,
        jobs: Jobs,
        folder: Path,
        view: Callable[[], CompareView],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._path = folder / FILE
        self._view = view
        self._lock = QLockFile(str(folder / LOCK))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not when it is old
        self._left: Left | None = None
        self._degrading: Photo | None = None
        self._pasted = Pasted(workspace, jobs, folder, self)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.write)

    def begin(self, *, resume: bool) -> None:
        """Keep the session from now on; another window that runs keeps its own, and this one then keeps none.

        Args:
            resume: Whether to go on with one that broke off.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.info("no session is kept: %s", error)
            return
        if not self._lock.tryLock(0):
            _log.info("another window keeps its session; this one keeps none")
            return
        left = self._take() if resume else None
        for signal in (
            self._workspace.photos.changed,
            self._workspace.choices.changed,
            self._workspace.previews.changed,  # which follows the view
            self._pasted.kept,
        ):
            signal.connect(self._timer.start)
        self._pasted.begin(anew=left is None or left.photo is not None)
        if left is None:
            return
        self._left = left
        self._workspace.photos.changed.connect(self._opened)
        if left.photo is None:
            self._workspace.photos.open_pasted(self._pasted.path)
        else:
            self._workspace.photos.open(left.photo)

    def end(self) -> None:
        """The clean end: nothing is left to go on with."""
        if self._lock.isLocked():
            self._timer.stop()
            self._path.unlink(missing_ok=True)
            self._pasted.end()
            self._lock.unlock()

    def write(self) -> None:
        """Write what there is; without a photo on disk there is nothing to go on with."""
        original = self._workspace.photos.original
        try:
            if original is None or (original.path is None and not self._pasted.holds):
                self._path.unlink(missing_ok=True)
            else:
                write_json(self._path, self._as_json(original.path))
        except (OSError, UnicodeError) as error:
            _log.info("the session: %s", error)

    def _as_json(self, photo: Path | None) -> object:
        state = self._view().state
        spot = None
        if state is not None and not state.fitted:
            x, y = state.centre
            spot = {"zoom": state.zoom, "x": x / state.content.width, "y": y / state.content.height}
        simulation = self._workspace.photos.simulation
        return {
            "schema": _SCHEMA,
            "photo": str(photo.absolute()) if photo else None,
            "simulation": asdict(simulation) if simulation else None,
            "choices": choices_to_json(self._workspace.choices.now),
            "view": spot,
        }

    def _take(self) -> Left | None:
        try:
            left = _read(self._path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("the session that broke off cannot be read: %s", error)
            left = None
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return None
        return left

    def _opened(self) -> None:
        left, workspace = self._left, self._workspace
        original = workspace.photos.original
        if left is None or original is None:
            return
        workspace.photos.changed.disconnect(self._opened)
        if (original.path.absolute() if original.path else None) != left.photo:
            return  # the person was quicker and opened another one
        workspace.choices.apply(left.choices, self.tr("As you left it"))
        if left.simulation is None:
            self._look(left)
        else:
            self._degrading = original
            workspace.photos.changed.connect(self._degraded)
            workspace.photos.set_simulation(left.simulation)
        afresh = Action("start_afresh", self.tr("Start over"), workspace.clear)
        what = self.tr("“{0}” is open again, as it was when the last session broke off.").format(workspace.photos.name)
        workspace.told.emit(Notice("info", what, actions=(afresh,), path=original.path))

    def _degraded(self) -> None:
        left, workspace = self._left, self._workspace
        if left is None or (
            workspace.photos.original is self._degrading and workspace.photos.simulation != left.simulation
        ):
            return
        workspace.photos.changed.disconnect(self._degraded)
        if workspace.photos.original is self._degrading:
            self._look(left)
        self._degrading = None

    def _look(self, left: Left) -> None:
        spot = left.view
        if spot is not None:
            QTimer.singleShot(0, self, lambda: self._view().look_at_spot(spot.zoom, spot.x, spot.y))


def _read(path: Path) -> Left:
    fraction = number(0, 1)

    def spot(value: object) -> Spot:
        return Spot(**fields(value, {"zoom": number(1e-6, _MOST_ZOOM), "x": fraction, "y": fraction}))

    readers = {
        "schema": one_of(_SCHEMA), "photo": or_null(text), "simulation": or_null(_simulation),
        "choices": choices_from_json, "view": or_null(spot),
    }  # fmt: skip
    found = fields(read_json(path), readers, optional=("simulation",))
    photo = None if found["photo"] is None else Path(found["photo"])
    return Left(photo, found.get("simulation"), found["choices"], found["view"])


def _simulation(value: object) -> Simulation:
    percent = number(1, 100)
    level, quality = number(0, 255), or_null(lambda given: round(percent(given)))
    readers = {
        "downscale": one_of(1, 2, 4), "noise": level, "jpeg": quality, "blur": number(0, 100), "camera": level,
        "grain": level, "dust": number(0, 10_000), "sharpen": number(0, 10), "jpeg2": quality,
    }  # fmt: skip
    return Simulation(**fields(value, readers, optional=("camera", "grain", "dust", "sharpen", "jpeg2")))
