from __future__ import annotations

import numpy as np

from recon_desktop.core.orientation import ORIENTATIONS, turned, turned_back


def test_there_are_eight_different_orientations_and_each_is_undone() -> None:
    image = np.arange(2 * 3 * 3, dtype=np.float32).reshape(2, 3, 3)
    for picture in (image, image[..., 0]):
        seen = {(turned(picture, way).shape, turned(picture, way).tobytes()) for way in ORIENTATIONS}
        assert len(seen) == 8
        for way in ORIENTATIONS:
            np.testing.assert_array_equal(turned_back(turned(picture, way), way), picture)
            assert turned(picture, way).shape[:2] == (picture.shape[:2] if way % 2 == 0 else picture.shape[1::-1])
    np.testing.assert_array_equal(turned(image, 0), image)


def test_channels_stay_where_they_are() -> None:
    image = np.arange(2 * 3 * 3, dtype=np.float32).reshape(2, 3, 3)
    for way in ORIENTATIONS:
        np.testing.assert_array_equal(turned(image, way)[..., 1], turned(image[..., 1], way))
