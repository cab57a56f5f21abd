"""The one mutable state of the window: the photo, what is to be done with it, and what came of it.

It is made of parts that hold each other; each has its own few signals. Widgets read the properties of a part, call its
slots and listen to its signals; they never talk to each other. All values that parts hand out are frozen
(`ui.values.state`). They live on the GUI thread and do no work there: everything that takes time goes to `Jobs` as a
request that has captured all it needs, and an answer whose job is no longer awaited is dropped.

Before `device.attach` is called the heavy half of the program is still being loaded: models are unknown,
`choices.models` is empty, `runs.recipe` is None, and a `photos.open` waits.

What follows from what:

    photos, choices, device         -> `_renew`   -> runs: recipe; subject: what is computed; mix: how it is blended
    subject, view, device           -> previewer  -> tiles, one cell at a time
    subject, view, previewer idle   -> trust      -> cells judged
    subject, `runs.restore`         -> runs       -> result
    subject, mix, tiles, result     -> `_measure` -> measurer -> measures
    tiles, result, mix, trust       -> previews: `before`, `after`: what the view paints
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.preview.previewer import Previewer
from recon_desktop.ui.preview.truster import Truster
from recon_desktop.ui.values.state import Activity
from recon_desktop.ui.words import problems
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.comparison import Comparison
from recon_desktop.ui.workspace.contenders import Contenders
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.measurer import Measurer, to_measure
from recon_desktop.ui.workspace.photos import Photos
from recon_desktop.ui.workspace.previews import Previews
from recon_desktop.ui.workspace.runs import Runs


class Workspace(QObject):
    """The parts, and what follows from what.

    Args:
        jobs: The lanes; `close` shuts them down.
        device: As `core.devices` names it.
        parent: Owner.

    Signals:
        activity_changed: `activity` or the words of `device` changed; at most 20 times a second.
        told: A Notice to show beside the photo.

    Attributes:
        device: What it runs on.
        choices: What the person chose, with undo.
        photos: The photo, and what it is measured against.
        runs: Restoring the whole photo, and its result.
        previews: What panes draw.
        measures: The figures.
        trust: Where the result can be trusted.
        contenders: The methods that are compared in the grid.
        comparison: The same on paper.
        batch: Many photos.
    """

    activity_changed = Signal()
    told = Signal(object)

    def __init__(self, jobs: Jobs, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        tell, failed = self.told.emit, self._failed
        awaited = self._awaited = Awaited(jobs, self.activity_changed.emit, self)
        self.device = DeviceInUse(device, awaited, tell, failed, self)
        self.choices = WorkspaceChoices(self.device, tell, failed, self._renew, self)
        self.photos = Photos(self.device, self.choices, awaited, tell, self._photo_changed, self)
        self.runs = Runs(self.photos, self.choices, self.device, awaited, tell, failed, self)
        self._previewer = Previewer(awaited, self._preview_changed, self.device.ran, failed, self)
        self.trust = Truster(awaited, self._preview_rests, failed, self)
        self.previews = Previews(self.photos, self.choices, self.runs, self._previewer, self.trust, self.device, self)
        self.measures = Measurer(awaited, failed, self)
        self.contenders = Contenders(
            self.photos, self.choices, self.runs, self.previews, self._previewer, self.device, awaited, failed, self
        )
        self.comparison = Comparison(
            self.photos, self.choices, self.runs, self.contenders, self.trust, self.device, awaited, tell, failed, self
        )
        self.batch = BatchState(
            jobs,
            services=lambda: self.device.services,
            order=lambda: self.choices.order,
            device=lambda: self.device.asked,
            parent=self,
        )
        self._connect()

    def _connect(self) -> None:
        self.device.services_changed.connect(self._services_changed)
        self.device.attached.connect(self._attached)
        self.device.changed.connect(self.activity_changed)
        self.trust.changed.connect(self.previews.changed)
        self.runs.begun.connect(self.measures.stop)
        self.runs.restored.connect(self._restored)
        self.choices.changed.connect(self.batch.choices_changed)
        self.batch.run.ran.connect(self.device.ran)

    # ---------------------------------------------------------------- what goes on

    @property
    def activity(self) -> Activity:
        """What goes on."""
        activity = self._awaited.activity
        if activity.kind == "previewing":
            return Activity("previewing", self._previewer.fraction, None, activity.cancellable)
        if activity.kind == "judging":
            return Activity("judging", self.trust.view.fraction, None, activity.cancellable)
        return Activity("loading", cancellable=True) if self.device.waits else activity

    @property
    def saving(self) -> bool:
        """Whether a file that the person asked for is being written, whatever else goes on."""
        return self._awaited.waits_for_any("saving")

    @Slot()
    def cancel(self) -> None:
        """Stop what `activity` shows; nothing of it is left behind."""
        kind = self.activity.kind
        if kind == "restoring":
            self.runs.stop()
            self._measure()
        elif kind in ("saving", "copying", "comparing"):
            self._awaited.ask_to_stop(kind)
        elif kind == "loading":
            self.device.stop_waiting()
            self.photos.stop_loading()
        elif kind == "previewing":
            self._previewer.stop()
        elif kind == "measuring":
            self.measures.stop()
            self.photos.stop_estimating()
        elif kind == "judging":
            self.trust.stop()
        self.activity_changed.emit()

    @Slot()
    def clear(self) -> None:
        """Close the photo and begin afresh: nothing is open, chosen, kept or to be undone."""
        self.device.stop_waiting()
        self.choices.forget()
        self.photos.clear()
        self._previewer.forget()
        self.trust.forget()
        if self.device.services is not None:
            self.device.services.forget()

    @Slot()
    def name_again(self) -> None:
        """Measure anew: what was measured is named in the language of that time."""
        self.measures.stop()
        self._measure()

    def close(self) -> None:
        """Let saves end, cancel all else, wait for the lanes. For the window's closeEvent; may be called twice."""
        self.measures.stop()
        self._previewer.stop()
        self.contenders.close()
        self.trust.stop()
        self.device.stop_waiting()
        self._awaited.close()
        self.batch.close()
        self._jobs.shutdown()
        self.batch.write_journal()
        self.device.close()

    # ---------------------------------------------------------------- what follows from what

    def _services_changed(self) -> None:
        services = self.device.services
        assert services is not None
        self._previewer.set_services(services)
        self.trust.set_services(services)

    def _attached(self) -> None:
        self._renew()
        self.runs.warm()

    def _photo_changed(self, anew: bool) -> None:
        if anew:
            self.runs.stop()
        self._renew()
        self.photos.changed.emit()

    def _renew(self) -> None:
        """Work out the recipe and what has to be computed for it; start what can be started."""
        old, had_result = self.runs.subject, self.runs.result is not None
        self.choices.advise(self.photos.damage)
        if self.runs.plan():
            subject = self.runs.subject
            self.previews.forget_result()
            self._previewer.set_subject(subject)
            self.trust.set_subject(subject)
            same_input = old and subject and (old.photo, old.scale) == (subject.photo, subject.scale)
            self.measures.forget(before_holds=bool(same_input))
            if had_result:
                self.runs.changed.emit()
            self.runs.prepare()
        self._previewer.set_mix(self.runs.mix)
        self.choices.changed.emit()
        self._measure()

    def _restored(self) -> None:
        self._previewer.set_subject(self.runs.subject)
        self.trust.set_subject(self.runs.subject)
        self.runs.changed.emit()
        self._measure()

    def _preview_changed(self) -> None:
        self.trust.go_on()
        self.previews.changed.emit()
        self._measure()

    def _preview_rests(self) -> bool:
        return self._previewer.region is None or self._previewer.fraction >= 1

    def _measure(self) -> None:
        """Ask for the figures of what is there."""
        services, subject = self.device.services, self.runs.subject
        if services is None or subject is None or self.runs.running:
            return
        request = to_measure(subject, self.runs.mix, self.photos, self._previewer)
        if request is not None:
            self.measures.ask(services, request)

    def _failed(self, error: Exception, offers: problems.Offers | None = None) -> None:
        known = dict(offers or {})
        if self.device.asked != "cpu":
            known["use_cpu"] = partial(self.device.set_device, "cpu")
        self.told.emit(problems.notice(error, known))
