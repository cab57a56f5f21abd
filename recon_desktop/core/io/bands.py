"""Pictures that come band by band, so that nobody has to hold them whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recon_desktop.core.photo import Photo


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Some rows of a picture.

    Attributes:
        top: The first of them, counted in the picture.
        photo: These rows, with all that is known of the picture.
    """

    top: int
    photo: Photo


class StartsAgain(Exception):
    """A picture begins anew: what was read of it does not go with what follows."""


class Feed:
    """Hands out the rows of a picture from the top to the bottom, once; holds one band at a time.

    Args:
        bands: Each follows the one before. One that begins at the top again takes back all that came before it.
    """

    def __init__(self, bands: Iterable[Band]) -> None:
        self._bands = iter(bands)
        self._band: Band | None = next(self._bands)

    @property
    def photo(self) -> Photo:
        """The band that is being read."""
        assert self._band is not None  # but for a moment within `_go_on`
        return self._band.photo

    def rows(self, top: int, bottom: int) -> Iterator[Photo]:
        """The rows from `top` to before `bottom`, in one part of each band that they lie in.

        Raises:
            StartsAgain: The picture begins anew, and so must its reader, with row 0.
        """
        while top < bottom:
            assert self._band is not None
            start, height = top - self._band.top, self._band.photo.size.height
            if start >= height:
                self._go_on(self._band.top + height)
                continue
            stop = min(bottom - self._band.top, height)
            yield _rows(self._band.photo, start, stop)
            top += stop - start

    def _go_on(self, top: int) -> None:
        self._band = None  # let go before the next one is waited for
        self._band = next(self._bands)
        if self._band.top != top:
            raise StartsAgain


def _rows(photo: Photo, start: int, stop: int) -> Photo:
    if (start, stop) == (0, photo.size.height):
        return photo
    alpha = None if photo.alpha is None else photo.alpha[start:stop]
    return replace(photo, pixels=photo.pixels[start:stop], alpha=alpha)
