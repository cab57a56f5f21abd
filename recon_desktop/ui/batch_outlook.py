"""What a batch is about to cost, and how its results will be called; looked up in the browse lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recon_desktop.core.errors import TemplateInvalid
from recon_desktop.engine.batch.naming import check_template
from recon_desktop.engine.batch.queue import Item, Order, Output
from recon_desktop.ui import problems
from recon_desktop.ui.activity import Awaited
from recon_desktop.ui.jobs import Lane
from recon_desktop.ui.phrases import retell

if TYPE_CHECKING:
    from collections.abc import Callable

    from recon_desktop.core.progress import Progress
    from recon_desktop.engine.batch.plan import Estimate
    from recon_desktop.ui.batch_work import Outlook
    from recon_desktop.ui.services import Services

FORECASTING = "forecast"
DEBOUNCE_MS = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What the outlook is asked for."""

    services: Services
    items: tuple[Item, ...]
    order: Order
    output: Output
    device: str


class BatchOutlook(QObject):
    """The estimate, and an example of a name.

    Args:
        awaited: Starts jobs.
        asked: What to look at; None where there is nothing yet.
        parent: Owner.

    Signals:
        changed: `estimate` or `example` changed.
    """

    changed = Signal()

    def __init__(self, awaited: Awaited, asked: Callable[[], Asked | None], parent: QObject) -> None:
        super().__init__(parent)
        self._awaited = awaited
        self._asked = asked
        self._paces: dict[tuple[object, ...], float] = {}
        self.estimate: Estimate | None = None
        self.example = ""
        self._later = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._later.timeout.connect(self._look)

    def ask(self) -> None:
        """Look ahead in a moment; changes that come until then are looked at with it."""
        if not self._later.isActive():
            self._later.start()

    def close(self) -> None:
        """Look no more."""
        self._later.stop()

    @Slot()
    def _look(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        key = (asked.order.models, asked.order.ensemble, asked.device)
        pace = self._paces.get(key)

        def look(progress: Progress) -> Outlook:
            from recon_desktop.ui import batch_work

            return batch_work.outlook(asked.services, asked.items, asked.order, asked.output, pace, progress)

        def show(outlook: Outlook) -> None:
            if outlook.pace is not None:
                self._paces[key] = outlook.pace
            self.estimate = outlook.estimate
            self.example = outlook.example
            self.changed.emit()

        # What goes wrong here goes wrong in the run, too, and is told there.
        self._awaited.start("idle", Lane.BROWSE, look, show, lambda error: None, group=FORECASTING)


def template_problem(template: str) -> str:
    """Why a template makes no names, in words; "" where it does."""
    try:
        check_template(template)
    except TemplateInvalid as error:
        reason = retell(error.detail)
        return f"{reason[:1].upper()}{reason[1:]}. {problems.notice(error).next_step}"
    return ""
