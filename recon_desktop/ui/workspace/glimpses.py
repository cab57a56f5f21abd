"""The small picture that stands in for a large photo while that is decoded.

A large JPEG takes seconds, an eighth of its size a fraction of that. It is made in the browse lane, beside the photo:
where no thread is free for it the photo comes first, and it is not missed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Glimpse

if TYPE_CHECKING:
    from recon_desktop.core.progress import Progress
    from recon_desktop.ui.lanes.services import Services

GLIMPSING = "glimpse"
LEAST_MEGAPIXELS = 8.0
"""Smaller photos are there so soon that a picture before them would only flicker."""


class Glimpses:
    """What can be seen of the photo that is being opened; a part of `Photos`.

    Args:
        awaited: Starts the jobs.
        changed: Called when `shown` is another one.

    Attributes:
        shown: What stands in for the photo; None where nothing is being opened, or where it is there as soon.
    """

    def __init__(self, awaited: Awaited, changed: Callable[[], None]) -> None:
        self._awaited = awaited
        self._changed = changed
        self.shown: Glimpse | None = None

    def ask(self, services: Services, path: Path, *, allow_truncated: bool, lift_limit: bool) -> None:
        """Have one made. The one of a photo that is opened no longer stays till then: what it covers is older still."""

        def work(progress: Progress) -> Glimpse | None:
            return services.photos.glimpse(
                path, LEAST_MEGAPIXELS, allow_truncated=allow_truncated, lift_limit=lift_limit
            )

        # Where it fails the photo fails as well, and tells why.
        self._awaited.start("idle", Lane.BROWSE, work, self._show, lambda error: None, group=GLIMPSING)

    def end(self) -> None:
        """Show none: the photo is there, or will not come."""
        self._awaited.drop(GLIMPSING)
        self._show(None)

    def _show(self, glimpse: Glimpse | None) -> None:
        if glimpse is not self.shown:
            self.shown = glimpse
            self._changed()
