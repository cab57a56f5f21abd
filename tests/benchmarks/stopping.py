"""How long a run goes on after it was cancelled. Needs nothing that the application does not need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from recon_desktop.core.progress import Cancelled, Progress, Reporter


def seconds_to_stop(run: Callable[[Progress], object], moment: float) -> float | None:
    """Seconds from cancel, `moment` seconds after the start, to the end of the run; None where it was done before."""
    progress = Reporter(lambda fraction: None)
    ended = 0.0
    stopped = False

    def until_cancelled() -> None:
        nonlocal ended, stopped
        try:
            run(progress)
        except Cancelled:
            stopped = True
        ended = time.perf_counter()

    thread = threading.Thread(target=until_cancelled)
    thread.start()
    time.sleep(moment)
    cancelled = time.perf_counter()
    progress.token.cancel()
    thread.join()
    return ended - cancelled if stopped else None
