"""Opening the photos of a batch, the next one while this one is restored."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from recon_desktop.core.errors import ReconError
from recon_desktop.core.gauge import Damage
from recon_desktop.core.io import DEFAULT_LIMIT, load_photo, probe
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import SILENT, CancelToken, Progress, Reporter
from recon_desktop.engine import machine
from recon_desktop.engine.batch.queue import Item
from recon_desktop.engine.levels import gauged

_DECODING = 9
"""Bytes a pixel and byte of depth that opening a photo takes at its height: the decoder's picture, and ours."""

_SHARE = 0.1
"""Part of the free memory that a photo which is opened ahead may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A photo, and its damage where that counts."""

    photo: Photo
    damage: Damage | None


class Opener:
    """Opens photos.

    Args:
        limit_megapixels: Refuse larger ones.
        allow_truncated: Take what is there of a file that ends early.
        memory_mib: What the program may hold in all: what does not fit beside the photo that is restored is not opened
            ahead. By default it is a share of the free memory.
    """

    def __init__(
        self, limit_megapixels: float = DEFAULT_LIMIT, allow_truncated: bool = False, memory_mib: int | None = None
    ) -> None:
        self.limit_megapixels = limit_megapixels
        self.allow_truncated = allow_truncated
        self._memory_mib = memory_mib
        self._token = CancelToken()
        self._ahead: tuple[Item, Future[Opened]] | None = None

    def open(self, item: Item, progress: Progress = SILENT) -> Opened:
        """Open a photo, or take it as it was opened ahead.

        Raises:
            ReconError: As `load_photo`.
            Cancelled: The token was set.
        """
        if self._ahead and self._ahead[0].source == item.source and self._ahead[0].job == item.job:
            (_, coming), self._ahead = self._ahead, None
            with progress.token.on_cancel(self._token.cancel):
                opened = coming.result()
            progress.report(1.0)
            return opened
        return self._open(item, progress)

    def open_ahead(self, item: Item | None) -> None:
        """Begin to open the photo that comes next; what is wrong with it is raised when its turn comes."""
        self.forget()
        if item is not None and self._has_room(item):
            self._token = CancelToken()
            thread = ThreadPoolExecutor(1, "recon-opening")
            self._ahead = item, thread.submit(self._open, item, Reporter(lambda _: None, self._token))
            thread.shutdown(wait=False)  # it ends with the photo

    def forget(self) -> None:
        """Let go of what was opened ahead."""
        self._token.cancel()
        self._ahead = None

    def _open(self, item: Item, progress: Progress) -> Opened:
        photo = load_photo(
            item.source,
            limit_megapixels=self.limit_megapixels,
            allow_truncated=self.allow_truncated,
            progress=progress.part(0.0, 0.8),
        )
        assert item.job is not None
        return Opened(photo, gauged(photo, progress.part(0.8, 0.2)) if item.job.order.denoises else None)

    def _has_room(self, item: Item) -> bool:
        with suppress(ReconError):
            info = probe(item.source, limit_megapixels=self.limit_megapixels)
            needed = info.size.area * info.depth.itemsize * _DECODING / 2**20
            if self._memory_mib is None:
                return needed < machine.free_memory_mib() * _SHARE
            return needed < self._memory_mib - machine.held_memory_mib()
        return False
