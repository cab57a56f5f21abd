"""The crop-zoom figure while it is being arranged: its boxes, and what each method makes of them.

Only the boxes are restored, one after the other, before other runs; what is known of a box is kept while it stays where
it is. Nothing of this runs while no dialog is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.words import problems

if TYPE_CHECKING:
    from recon_desktop.core.agreement import Agreement
    from recon_desktop.core.compare import Eight
    from recon_desktop.core.photo import Photo
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import ToCompare
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.contenders import Contenders
    from recon_desktop.ui.workspace.device import DeviceInUse
    from recon_desktop.ui.workspace.photos import Photos

CROPPING, CHOOSING, DRAWING = "figure crop", "figure boxes", "figure file"
DEBOUNCE_MS = 60
MOST_BOXES = 3
REFERENCE = "reference"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One method of the figure.

    Attributes:
        key: A model's id, the name of a baseline, or "reference".
        title: Translated.
        crops: uint8 RGB of each box; None where it is still to come.
        score: PSNR and SSIM of the crops together, of the luma where something is enlarged and else of RGB; None where
            there is no reference, or they are still to come.
        best: Whether no other method scores higher.
    """

    key: str
    title: str
    crops: tuple[Eight | None, ...]
    score: tuple[float, float] | None = None
    best: bool = False


class LiveFigure(QObject):
    """Makes the crops of a figure.

    Args:
        photos: What it is a figure of.
        choices: How much larger the results are.
        contenders: The methods.
        device: Has the models.
        awaited: Starts the jobs.
        request: What there is to compare, None for nothing.
        tell: Takes notices.
        failed: Told an error, and what can be done about it.
        parent: Owner.

    Signals:
        changed: `boxes` or `columns` changed.
    """

    changed = Signal()

    def __init__(
        self,
        photos: Photos,
        choices: WorkspaceChoices,
        contenders: Contenders,
        device: DeviceInUse,
        awaited: Awaited,
        request: Callable[[], ToCompare | None],
        tell: Callable[[Notice], None],
        failed: Callable[[Exception, problems.Offers], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._device = device
        self._awaited = awaited
        self._ask = request
        self._tell = tell
        self._followed = (photos.changed, choices.changed, contenders.changed)
        self._failed = failed
        self._request: ToCompare | None = None
        self._framed: tuple[Photo | None, Size] | None = None
        self._crops: dict[tuple[str, Region], Eight] = {}
        self._scores: dict[tuple[str, tuple[Region, ...]], Agreement] = {}
        self._running: tuple[str, Region] | None = None
        self._stopped = False
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._next)
        self.boxes: tuple[Region, ...] = ()
        for signal in self._followed:
            signal.connect(self._renew)
        self._renew()

    # ---------------------------------------------------------------- what there is

    @property
    def longest_side(self) -> int:
        """Most pixels of the photo that a box has on a side: a figure shows every pixel."""
        services = self._device.services
        assert services is not None, "there is a photo"
        return services.papers.longest_side(self._choices.result_scale)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The methods in their order, the reference first."""
        request = self._request
        if request is None:
            return ()
        titles = request.titles
        scores = {key: self._score(key) for key in request.methods}
        best = max((score for score in scores.values() if score is not None), default=None)
        return tuple(
            Column(
                key,
                titles.get(key, key),
                tuple(self._crops.get((key, box)) for box in self.boxes),
                scores.get(key),
                len(request.methods) > 1 and scores.get(key) is not None and scores[key] == best,
            )
            for key in self._keys(request)
        )

    @property
    def complete(self) -> bool:
        """Whether every crop and every score is there."""
        return self._request is not None and bool(self.boxes) and self._missing() is None and not self._unscored()

    def set_boxes(self, boxes: tuple[Region, ...]) -> None:
        """Mark these parts, in pixels of the photo."""
        if boxes != self.boxes:
            self.boxes = boxes
            self._awaited.drop(CHOOSING)
            self._forget()
            self._timer.start()
            self.changed.emit()

    def close(self) -> None:
        """Make nothing more; may be called twice."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        self._awaited.drop(CROPPING, CHOOSING)
        for signal in self._followed:
            signal.disconnect(self._renew)

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the figure as it stands; told when done or why not."""
        services, request = self._device.services, self._request
        if services is None or request is None or not self.complete:
            return
        request = self._placed(request)
        made = {key: tuple(self._crops[key, box] for box in self.boxes) for key in request.methods}
        scores = {key: self._scores.get((key, self.boxes)) for key in request.methods}

        def work(progress: Progress) -> Path:
            return services.papers.write_figure(request, made, scores, path, overwrite=overwrite)

        def done(written: Path) -> None:
            what = self.tr("The figure was saved as “{0}”.").format(written.name)
            self._tell(Notice("good", what, actions=(problems.show_in_folder(written),), path=written))

        def failed(error: Exception) -> None:
            again = partial(self.write, path, overwrite=True)
            self._failed(error, {"overwrite": again, "save_as": "save_figure_as"})

        self._awaited.start(
            "saving",
            Lane.SAVE,
            work,
            done,
            failed,
            group=DRAWING,
        )

    # ---------------------------------------------------------------- what follows from what

    def _renew(self) -> None:
        """Take in what is to be compared now; what was made of it before stays."""
        new, old = self._ask(), self._request
        if new is None or old is None or not _alike(new, old):
            self._crops.clear()
            self._scores.clear()
            self._drop()
        photo = self._photos.photo
        framed = (self._photos.original, photo.size) if photo else None
        if framed != self._framed:  # else the same places, however the photo is damaged
            self._framed = framed
            self.boxes = ()
        self._request = new
        self._timer.start()
        self.changed.emit()

    def _forget(self) -> None:
        """Let go of boxes that are gone."""
        self._crops = {pair: made for pair, made in self._crops.items() if pair[1] in self.boxes}
        self._scores = {pair: made for pair, made in self._scores.items() if pair[1] == self.boxes}
        if self._running is not None and self._running[1] not in self.boxes:
            self._drop()

    def _drop(self) -> None:
        self._running = None
        self._awaited.drop(CROPPING, CHOOSING)

    def _next(self) -> None:
        services, request = self._device.services, self._request
        if self._stopped or self._running is not None or services is None or request is None:
            return
        if not self.boxes:
            self._choose_boxes(services, request)
            return
        missing = self._missing()
        if missing is not None:
            self._make(services, request, *missing)
        elif self._unscored():
            self._measure(services, request, self._unscored()[0])

    def _choose_boxes(self, services: Services, request: ToCompare) -> None:
        def work(progress: Progress) -> tuple[Region, ...]:
            return services.papers.boxes(request)

        self._awaited.start("idle", Lane.INTERACTIVE, work, self.set_boxes, self._told_failed, group=CHOOSING)

    def _make(self, services: Services, request: ToCompare, key: str, box: Region) -> None:
        self._running = key, box

        def work(progress: Progress) -> Eight:
            return services.papers.cropped(request, key, box, progress)

        def done(made: Eight) -> None:
            self._running = None
            self._crops[key, box] = made
            self.changed.emit()
            self._next()

        self._awaited.start("previewing", Lane.INTERACTIVE, work, done, self._told_failed, group=CROPPING)

    def _measure(self, services: Services, request: ToCompare, key: str) -> None:
        boxes, placed = self.boxes, self._placed(request)
        self._running = key, boxes[0]
        made = tuple(self._crops[key, box] for box in boxes)

        def work(progress: Progress) -> Agreement:
            return services.papers.score(placed, made)

        def done(measured: Agreement) -> None:
            self._running = None
            if boxes == self.boxes:
                self._scores[key, boxes] = measured
                self.changed.emit()
            self._next()

        self._awaited.start("measuring", Lane.INTERACTIVE, work, done, self._told_failed, group=CROPPING)

    def _told_failed(self, error: Exception) -> None:
        self._running = None
        self._failed(error, {})

    def _placed(self, request: ToCompare) -> ToCompare:
        return replace(request, crops=tuple(box.scaled(request.scale) for box in self.boxes))

    @staticmethod
    def _keys(request: ToCompare) -> tuple[str, ...]:
        return (REFERENCE, *request.methods) if request.reference else request.methods

    def _missing(self) -> tuple[str, Region] | None:
        """What to make next: box by box, so that methods can be compared soon."""
        assert self._request is not None
        wanted = ((key, box) for box in self.boxes for key in self._keys(self._request))
        return next((pair for pair in wanted if pair not in self._crops), None)

    def _unscored(self) -> list[str]:
        request = self._request
        if request is None or request.reference is None:
            return []
        return [key for key in request.methods if (key, self.boxes) not in self._scores]

    def _score(self, key: str) -> tuple[float, float] | None:
        found, request = self._scores.get((key, self.boxes)), self._request
        if found is None or request is None:
            return None
        return (found.psnr_y, found.ssim_y) if request.task == "upscale" else (found.psnr_rgb, found.ssim_rgb)


def _alike(new: ToCompare, old: ToCompare) -> bool:
    """Whether methods make the same of the same place; which ones there are does not matter."""
    names = ("photo", "reference", "task", "scale", "denoiser", "damage", "noise_level", "mix", "ensemble")
    return all(getattr(new, name) == getattr(old, name) for name in names)
