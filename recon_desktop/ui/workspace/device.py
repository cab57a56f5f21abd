"""What the workspace runs on: the loaded half of the program, the device, the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Device, Notice
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import Speed

STARTING, TIMING = "start", "time"


class DeviceInUse(QObject):
    """A part of `Workspace`.

    Args:
        asked: As `core.devices` names it.
        awaited: Starts the jobs.
        tell: Takes notices.
        failed: Told the error where the device does not start.
        parent: Owner.

    Attributes:
        asked: The device asked for.

    Signals:
        attached: The heavy half of the program is there, or works on another device now.
        services_changed: The same, or runs have another budget of memory.
        changed: `words` or `waits` changed.
    """

    attached = Signal()
    services_changed = Signal()
    changed = Signal()

    def __init__(
        self,
        asked: str,
        awaited: Awaited,
        tell: Callable[[Notice], None],
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._tell = tell
        self._failed = failed
        self._services: Services | None = None
        self._waiting: Callable[[], None] | None = None
        self._running_on = Device("")
        self._told_once: set[str] = set()
        self.asked = asked

    @property
    def services(self) -> Services | None:
        """The heavy half of the program, for collaborators; None until it is loaded."""
        return self._services

    @property
    def ready(self) -> bool:
        """Whether the models are loaded (`attach` was called)."""
        return self._services is not None

    @property
    def words(self) -> str:
        """The device really in use, read from the session: "CPU, 2 threads"; "" until a model was opened."""
        return self._running_on.words

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why Automatic took that device, in sentences; none where there was nothing to choose."""
        return self._running_on.reasons

    @property
    def waits(self) -> bool:
        """Whether something that was asked for waits until the models are loaded."""
        return self._waiting is not None

    # ---------------------------------------------------------------- start and end

    def start(self, make: Callable[[], Services]) -> None:
        """Load the heavy half of the program in a lane, then `attach` it."""
        self._awaited.start(
            "idle", Lane.INTERACTIVE, lambda progress: make(), self.attach, self._failed, group=STARTING
        )

    def attach(self, services: Services) -> None:
        """Take the loaded half of the program: catalog, runtime, restorer. Waiting requests go on."""
        self._services = services
        self.services_changed.emit()
        for problem in services.catalog.problems:
            self._failed(problem)
        self.attached.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def when_ready(self, act: Callable[[Services], None]) -> None:
        """Do it now, or as soon as the models are loaded; of several that wait the last one counts."""
        if self._services is not None:
            act(self._services)
            return

        def later() -> None:
            assert self._services is not None
            act(self._services)

        self._waiting = later
        self.changed.emit()

    def stop_waiting(self) -> None:
        """Do nothing of what waits until the models are loaded."""
        self._waiting = None

    def close(self) -> None:
        """Let go of the sessions; once the lanes have ended."""
        if self._services is not None:
            self._services.close()

    # ---------------------------------------------------------------- slots

    @Slot(str)
    def set_device(self, device: str) -> None:
        """Run on another device from now on, as `core.devices` names it."""
        if self._services is None or device == self.asked:
            return
        old = self._services

        def attach(services: Services) -> None:
            self.asked = device
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
            self.services_changed.emit()

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

    def stop_timing(self) -> None:
        """Leave the lane to a run of the person's."""
        self._awaited.drop(TIMING)

    def ran(self, device: Device) -> None:
        """Show what really ran; each fallback is told once."""
        if (device.words, device.reasons) != (self._running_on.words, self._running_on.reasons):
            self._running_on = device
            self.changed.emit()
        for sentence in device.fallbacks:
            if sentence not in self._told_once:
                self._told_once.add(sentence)
                self._tell(Notice("info", retell(sentence)))
