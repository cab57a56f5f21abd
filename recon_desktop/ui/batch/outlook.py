"""What a batch is about to cost, and how its results will be called; looked up in the browse lane.

Where the models' speed is not known it is measured, in the batch lane: that is free until the batch starts, and nothing
else waits for it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recon_desktop.core.errors import TemplateInvalid
from recon_desktop.engine.batch.naming import check_template
from recon_desktop.engine.batch.queue import Item, Output
from recon_desktop.engine.order import Order
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.words import problems
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from collections.abc import Callable

    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.plan import Estimate
    from recon_desktop.ui.lanes.batch_work import Outlook
    from recon_desktop.ui.lanes.services import Services

FORECASTING, PACING = "forecast", "pace"
DEBOUNCE_MS = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What the outlook is asked for; `idle` where no batch runs."""

    services: Services
    items: tuple[Item, ...]
    order: Order
    output: Output
    device: str
    idle: bool

    @property
    def way(self) -> tuple[object, ...]:
        """What the speed depends on."""
        return self.order.models, self.order.ensemble, self.device


class BatchOutlook(QObject):
    """Where results go, an example of how they are called, and an estimate of what they cost; a part of `BatchState`.

    Args:
        awaited: Starts jobs.
        asked: What to look at; None where there is nothing yet.
        parent: Owner.

    Attributes:
        output: Where results go and how they are called.
        template_problem: Why the template makes no names, in words; mostly "".
        estimate: What is left will cost this; None while it is not known.
        example: How the first result will be called.

    Signals:
        changed: One of these changed, or what the batch is to do.
    """

    changed = Signal()

    def __init__(self, awaited: Awaited, asked: Callable[[], Asked | None], parent: QObject) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._asked = asked
        self._paces: dict[tuple[object, ...], float] = {}
        self._measured: tuple[object, ...] = ()
        self.output = Output()
        self.template_problem = ""
        self.estimate: Estimate | None = None
        self.example = ""
        self._later = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._later.timeout.connect(self._look)

    def set_output(self, output: Output) -> None:
        """Choose where results go, and how they are called."""
        if output != self.output:
            self.output = output
            self.template_problem = template_problem(output.template)
            self.ask()
            self.changed.emit()

    def ask(self) -> None:
        """Look ahead in a moment; changes that come until then are looked at with it."""
        if not self._later.isActive():
            self._later.start()

    def stop_measuring(self) -> None:
        """Leave the batch lane to the batch."""
        self._awaited.drop(PACING)

    def close(self) -> None:
        """Look no more."""
        self._later.stop()

    @Slot()
    def _look(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        pace = self._paces.get(asked.way)
        if asked.way != self._measured:
            self.stop_measuring()

        def look(progress: Progress) -> Outlook:
            return asked.services.batch.outlook(asked.items, asked.order, asked.output, pace)

        def show(outlook: Outlook) -> None:
            self.estimate = outlook.estimate
            self.example = outlook.example
            self.changed.emit()
            if outlook.estimate.seconds is None and outlook.estimate.photos:
                self._measure()

        # What goes wrong here goes wrong in the run, too, and is told there.
        self._awaited.start("idle", Lane.BROWSE, look, show, lambda error: None, group=FORECASTING)

    def _measure(self) -> None:
        asked = self._asked()  # anew: the batch may have started meanwhile
        if asked is None or not asked.idle or self._awaited.waits_for(PACING):
            return
        self._measured = asked.way

        def measure(progress: Progress) -> float:
            return asked.services.batch.pace(asked.order, progress)

        def measured(pace: float) -> None:
            self._paces[asked.way] = pace
            self.ask()

        # As above, and likewise: the run says what is wrong with the models.
        self._awaited.start("idle", Lane.BATCH, measure, measured, lambda error: None, group=PACING)


def template_problem(template: str) -> str:
    """Why a template makes no names, in words; "" where it does."""
    try:
        check_template(template)
    except TemplateInvalid as error:
        reason = retell(error.detail)
        return f"{reason[:1].upper()}{reason[1:]}. {problems.notice(error).next_step}"
    return ""
