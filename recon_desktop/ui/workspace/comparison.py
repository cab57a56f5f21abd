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

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.workspace.live_figure import LiveFigure
    from recon_desktop.ui.workspace.workspace_state import WorkspaceState

REPORTING = "report"

Failed = Callable[[Exception, problems.Offers], None]


class Comparison(QObject):
    """A part of `Workspace`.

    Args:
        state: The workspace, which owns this.
        awaited: Starts the jobs.
        services: The loaded half of the program, None before it is there.
        failed: Told an error, and what can be done about it.
    """

    def __init__(
        self,
        state: WorkspaceState,
        awaited: Awaited,
        services: Callable[[], Services | None],
        failed: Failed,
    ) -> None:
        super().__init__(state)
        self._state = state
        self._awaited = awaited
        self._services = services
        self._failed = failed

    def figure_request(self) -> ToCompare | None:
        """What the figure compares: the methods of the grid; None while there is no photo or no model for it."""
        return self._request(self._state.contenders.shown)

    def report_request(self) -> ToCompare | None:
        """What the report compares: all methods; None while there is no photo or no model for it."""
        return self._request(self._state.contenders.methods)

    def _request(self, compared: Iterable[Method]) -> ToCompare | None:
        state, photo = self._state, self._state.photo
        methods = tuple(method.key for method in compared if method.kind != "reference")
        if photo is None or state.recipe is None or not methods:
            return None
        reference = state.reference if state.has_reference else None
        return ToCompare(
            photo,
            state.name,
            "upscale" if "upscale" in state.task else "denoise",
            state.result_scale,
            methods,
            {method.key: method.title for method in state.contenders.methods},
            denoiser=state.denoiser if state.task == "denoise+upscale" else "",
            noise=state.estimated_noise or 0.0,
            noise_level=state.noise_level,
            mix=state.recipe.mix,
            ensemble=state.ensemble,
            reference=reference,
            against=state.reference_name if reference else "",
            simulation=state.simulation,
            judged={state.contenders.chosen: state.trust.judged} if state.trust.judged else {},
        )

    def live_figure(self) -> LiveFigure:
        """A figure to arrange; close it when nobody looks at it any more."""
        from recon_desktop.ui.workspace.live_figure import LiveFigure  # few sessions make one

        return LiveFigure(self._state, self._awaited, self._services, self.figure_request, self._failed)

    def write_report(self, path: Path, *, overwrite: bool = False) -> None:
        """Compare on the whole photo, and write the page and its table; told when done or why not."""
        services, request = self._services(), self.report_request()
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
        what = self.tr("The report is written: “{0}”, and its table beside it.").format(path.name)
        self._state.told.emit(Notice("good", what, actions=(problems.show_in_folder(path),), path=path))
