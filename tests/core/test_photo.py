"""A photo is frozen and consistent."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from recon_desktop.core.geometry import Size
from recon_desktop.core.photo import Metadata, Photo
from tests.core.files import CAT, RAMP


def _photo(pixels: np.ndarray = CAT, alpha: np.ndarray | None = None) -> Photo:
    return Photo(pixels, alpha, Metadata(b"exif", b"xmp"), Path("cat.jpg"), "digest", "P3", "JPEG", ("note",))


def test_what_it_says_of_itself() -> None:
    photo = _photo()
    assert (photo.size, photo.depth, photo.grey) == (Size(170, 120), np.uint8, False)
    assert _photo(CAT[:, :, 0]).grey
    assert photo.source.size == photo.size
    assert np.shares_memory(photo.source.pixels, photo.pixels)


def test_nobody_can_change_it() -> None:
    photo = _photo(CAT.copy(), RAMP.copy())
    assert photo.alpha is not None
    for array in (photo.pixels, photo.alpha, photo.source.pixels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(FrozenInstanceError):
        photo.digest = ""  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        photo.metadata.exif = b""  # type: ignore[misc]


@pytest.mark.parametrize("alpha", [RAMP[1:], RAMP.astype(np.uint16), RAMP[:, :, np.newaxis]])
def test_alpha_fits_the_pixels(alpha: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alpha"):
        _photo(CAT, alpha)


def test_a_result_keeps_where_it_came_from() -> None:
    photo = _photo(CAT, RAMP)
    result = photo.with_pixels(np.zeros((4, 6), np.uint16), None, "other")
    assert (result.size, result.depth, result.alpha, result.digest) == (Size(6, 4), np.uint16, None, "other")
    assert (result.metadata, result.path, result.profile) == (photo.metadata, photo.path, photo.profile)
    assert not result.pixels.flags.writeable
    assert photo.size == Size(170, 120)


def test_photos_are_compared_by_identity() -> None:
    photo = _photo()
    assert photo == photo
    assert photo != _photo()
    assert len({photo, _photo()}) == 2
