"""What the workspace runs on: the device, the memory, and how fast that is.

Apart from `Workspace` only because one file would be long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.values.state import Device
from recon_desktop.ui.workspace.workspace_choices import WorkspaceChoices

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import Speed

STARTING, TIMING = "start", "time"


class WorkspaceMachine(WorkspaceChoices):
    """The slots that change device and memory."""

    def __init__(self, jobs: Jobs, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(jobs, device, parent)
        self._told_once: set[str] = set()

    def attach(self, services: Services) -> None:
        """Take services; see `Workspace`."""
        raise NotImplementedError

    @Slot(str)
    def set_device(self, device: str) -> None:
        """Run on another device from now on: "auto", "cpu", "cuda" or "cuda:N"."""
        if self._services is None or device == self._device:
            return
        old = self._services

        def attach(services: Services) -> None:
            self._device = device
            self._running_on = Device("")
            self._told_once.clear()
            self.attach(services)
            old.close()

        self._awaited.start(
            "idle", Lane.INTERACTIVE, lambda progress: old.on_device(device), attach, self._failed, group=STARTING
        )

    def set_memory(self, memory_mib: int | None) -> None:
        """Give the runs from now on this working memory, None for what is free."""
        if self._services is not None:
            self._services = self._services.with_memory(memory_mib)
            self._previewer.set_services(self._services)
            self.trust.set_services(self._services)

    def time_model(self, model: str, done: Callable[[Speed | None], None]) -> None:
        """Measure the speed of a model in passing; None where it fails, no answer where a run of the person's comes."""
        services = self._services
        if services is None:
            done(None)
            return
        self._awaited.start(
            "idle",
            Lane.RUN,
            lambda progress: services.speed(model, progress),
            done,
            lambda error: done(None),
            group=TIMING,
        )
