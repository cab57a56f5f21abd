"""Methods on the photo, on paper: what is compared, and the report that one click writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.requests import ToCompare
from recon_desktop.ui.values.state import Method, Notice
from recon_desktop.ui.words import problems
from recon_desktop.ui.workspace.live_figure import LiveFigure

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.preview.truster import Truster
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.contenders import Contenders
    from recon_desktop.ui.workspace.device import DeviceInUse
    from recon_desktop.ui.workspace.photos import Photos
    from recon_desktop.ui.workspace.runs import Runs

REPORTING = "report"

Failed = Callable[[Exception, problems.Offers], None]


class Comparison(QObject):
    """A part of `Workspace`.

    Args:
        photos: What they are compared on.
        choices: The task.
        runs: The recipe.
        contenders: The methods.
        trust: What is known of the method in use.
        device: Has the models.
        awaited: Starts the jobs.
        tell: Takes notices.
        failed: Told an error, and what can be done about it.
        parent: Owner.
    """

    def __init__(
        self,
        photos: Photos,
        choices: WorkspaceChoices,
        runs: Runs,
        contenders: Contenders,
        trust: Truster,
        device: DeviceInUse,
        awaited: Awaited,
        tell: Callable[[Notice], None],
        failed: Failed,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._runs = runs
        self._contenders = contenders
        self._trust = trust
        self._device = device
        self._awaited = awaited
        self._tell = tell
        self._failed = failed

    def figure_request(self) -> ToCompare | None:
        """What the figure compares: the methods of the grid; None while there is no photo or no model for it."""
        return self._request(self._contenders.shown)

    def report_request(self) -> ToCompare | None:
        """What the report compares: all methods; None while there is no photo or no model for it."""
        return self._request(self._contenders.methods)

    def _request(self, compared: Iterable[Method]) -> ToCompare | None:
        photos, choices, contenders, recipe = self._photos, self._choices, self._contenders, self._runs.recipe
        methods = tuple(method.key for method in compared if method.kind != "reference")
        if photos.photo is None or recipe is None or not methods:
            return None
        reference = photos.reference if photos.has_reference else None
        return ToCompare(
            photos.photo,
            photos.name,
            "upscale" if "upscale" in choices.task else "denoise",
            choices.result_scale,
            methods,
            {method.key: method.title for method in contenders.methods},
            denoiser=choices.denoiser if choices.task == "denoise+upscale" else "",
            damage=photos.damage,
            noise_level=choices.noise_level,
            mix=recipe.mix,
            ensemble=choices.ensemble,
            reference=reference,
            against=photos.reference_name if reference else "",
            simulation=photos.simulation,
            judged={contenders.chosen: self._trust.judged} if self._trust.judged else {},
        )

    def live_figure(self) -> LiveFigure:
        """A figure to arrange; close it when nobody looks at it any more."""
        return LiveFigure(
            self._photos,
            self._choices,
            self._contenders,
            self._device,
            self._awaited,
            self.figure_request,
            self._tell,
            self._failed,
            self,
        )

    def write_report(self, path: Path, *, overwrite: bool = False) -> None:
        """Compare on the whole photo, and write the page and its table; told when done or why not."""
        services, request = self._device.services, self.report_request()
        if services is None or request is None:
            return

        def work(progress: Progress) -> Path:
            return services.papers.write_report(request, path, overwrite=overwrite, progress=progress)

        def failed(error: Exception) -> None:
            again = partial(self.write_report, path, overwrite=True)
            self._failed(error, {"overwrite": again, "save_as": "save_report_as"})

        self._awaited.start(
            "comparing",
            Lane.RUN,
            work,
            self._written,
            failed,
            group=REPORTING,
        )

    def _written(self, path: Path) -> None:
        what = self.tr("The report was saved as “{0}”, with its table beside it.").format(path.name)
        self._tell(Notice("good", what, actions=(problems.show_in_folder(path),), path=path))
