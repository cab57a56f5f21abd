"""The photo that the person chose to measure against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from recon_desktop.core.geometry import Size
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.words import problems

if TYPE_CHECKING:
    from recon_desktop.ui.lanes.services import Services
    from recon_desktop.ui.values.requests import Loaded

REFERRING = "refer"


class ChosenReference:
    """A part of `Photos`.

    Args:
        awaited: Starts the jobs.
        tell: Takes notices.
        changed: Called when another one is there.

    Attributes:
        loaded: The reference with its pyramid; None where none was chosen.
    """

    def __init__(self, awaited: Awaited, tell: Callable[[Notice], None], changed: Callable[[], None]) -> None:
        self._awaited = awaited
        self._tell = tell
        self._changed = changed
        self.loaded: Loaded | None = None

    @property
    def name(self) -> str:
        """In words; "" where none was chosen."""
        if self.loaded is None:
            return ""
        return self.loaded.photo.path.name if self.loaded.photo.path else _tr("the reference")

    def stop(self) -> None:
        """Load none."""
        self._awaited.drop(REFERRING)

    def forget(self) -> None:
        """Have none."""
        self.stop()
        self.loaded = None

    def choose(
        self,
        services: Services,
        path: Path | None,
        beside: Loaded | None,
        expected: Size,
        again: Callable[..., None],
        *,
        allow_truncated: bool,
        lift_limit: bool,
    ) -> None:
        """Load one, or have none.

        Args:
            services: Loads it.
            path: Its file; None for none.
            beside: What it is to be compared with.
            expected: The size that it has to have.
            again: Chooses it again, where it was refused.
            allow_truncated: Whether what there is of a file will do.
            lift_limit: Whether it can be as large as it likes.
        """
        if path is None:
            self.forget()
            self._changed()
            return

        def loaded(reference: Loaded) -> None:
            size = reference.photo.size
            if size == expected:
                self.loaded = reference
                self._changed()
                return
            what = _tr("“{0}” is {1} pixels, the result is {2} pixels: they cannot be compared.")
            words = what.format(path.name, size, expected)
            next_step = _tr("Choose a reference of the size of the result, or another scale.")
            self._tell(Notice("error", words, next_step, path=path))

        def failed(error: Exception) -> None:
            offers = nevertheless(again, allow_truncated, lift_limit) | {"open": "choose_reference"}
            self._tell(problems.notice(error, offers))

        self._awaited.start(
            "loading",
            Lane.INTERACTIVE,
            lambda progress: services.photos.load(
                path, beside=beside, allow_truncated=allow_truncated, lift_limit=lift_limit, progress=progress
            ),
            loaded,
            failed,
            group=REFERRING,
        )


def nevertheless(
    again: Callable[..., None], allow_truncated: bool, lift_limit: bool
) -> dict[str, Callable[[], None] | str]:
    """How to open a photo that was refused: what is there of it, or however large it is."""
    return {
        "open_truncated": partial(again, allow_truncated=True, lift_limit=lift_limit),
        "open_anyway": partial(again, allow_truncated=allow_truncated, lift_limit=True),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("photos", text)
