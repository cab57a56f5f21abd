"""ndarray <-> QImage: shared memory stays alive, and pixels come back as they went."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QColorSpace, QImage

from recon_desktop.core.geometry import Region
from recon_desktop.ui.lanes.from_qimage import to_arrays
from recon_desktop.ui.pictures import qimage

Format = QImage.Format


def colours(image: QImage) -> list[list[tuple[int, int, int, int]]]:
    return [
        [image.pixelColor(x, y).getRgb() for x in range(image.width())]  # type: ignore[misc]
        for y in range(image.height())
    ]


def test_wrap_shows_a_part_without_a_copy() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (7, 9, 4), dtype=np.uint8)
    image = qimage.wrap(pixels, Region(2, 1, 5, 4))
    assert image.size().toTuple() == (5, 4)
    blue, green, red, _ = (int(value) for value in pixels[3, 4])
    assert image.pixelColor(2, 2) == QColor(red, green, blue)
    address = pixels.__array_interface__["data"][0] + pixels.strides[0] + 2 * 4
    assert np.frombuffer(image.constBits(), np.uint8).__array_interface__["data"][0] == address


def test_wrap_takes_rgb_red_first() -> None:
    pixels = np.array([[[255, 1, 2], [3, 4, 5]]], np.uint8)
    assert colours(qimage.wrap(pixels)) == [[(255, 1, 2, 255), (3, 4, 5, 255)]]


def test_wrapped_memory_lives_as_long_as_any_copy_of_the_image() -> None:
    class Watched(np.ndarray[Any, Any]):
        pass

    pixels = np.full((50, 50, 4), 7, np.uint8).view(Watched)
    watched = weakref.ref(pixels)
    image = qimage.wrap(pixels, Region(10, 10, 5, 5))
    copy = QImage(image)
    del pixels, image
    gc.collect()
    assert watched() is not None
    assert copy.pixelColor(4, 4) == QColor(7, 7, 7)
    del copy
    gc.collect()
    assert watched() is None


@pytest.mark.parametrize(
    ("pixels", "region"),
    [
        (np.zeros((6, 8, 3), np.uint8), Region(4, 0, 5, 6)),
        (np.zeros((6, 8, 4), np.uint8), Region(0, 3, 8, 4)),
        (np.zeros((6, 8, 4), np.uint8), Region(-1, 0, 4, 4)),
        (np.zeros((6, 16, 4), np.uint8)[:, ::2], None),
        (np.zeros((6, 8, 2), np.uint8), None),
        (np.zeros((6, 8, 3), np.uint16), None),
    ],
)
def test_memory_that_is_not_there_is_not_shown(pixels: np.ndarray, region: Region | None) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match="no picture"):
        qimage.wrap(pixels, region)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_rgb_comes_back(width: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, width, 3), dtype=np.uint8)
    pixels[0, 0] = (250, 3, 9)  # not grey
    back, alpha = to_arrays(qimage.wrap(pixels))
    assert np.array_equal(back, pixels)
    assert alpha is None


def test_grey_stays_grey_and_alpha_is_straight() -> None:
    grey = QImage(3, 2, Format.Format_Grayscale8)
    grey.fill(77)
    pixels, alpha = to_arrays(grey)
    assert pixels.shape == (2, 3)
    assert (pixels == 77).all()
    assert alpha is None
    covered = QImage(2, 1, Format.Format_ARGB32)
    covered.setPixelColor(0, 0, QColor(200, 100, 50, 128))
    covered.setPixelColor(1, 0, QColor(1, 2, 3, 255))
    pixels, alpha = to_arrays(covered)
    assert pixels.tolist() == [[[200, 100, 50], [1, 2, 3]]]
    assert alpha is not None
    assert alpha.tolist() == [[128, 255]]


def test_deep_pictures_keep_16_bits() -> None:
    deep = QImage(2, 2, Format.Format_RGBX64)
    deep.fill(QColor.fromRgba64(1000, 40000, 65535, 65535))
    pixels, alpha = to_arrays(deep)
    assert pixels.dtype == np.uint16
    assert pixels[1, 1].tolist() == [1000, 40000, 65535]
    assert alpha is None


def test_another_colour_space_becomes_srgb() -> None:
    wide = QImage(1, 1, Format.Format_RGB32)
    wide.fill(QColor(0, 200, 0))
    wide.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    pixels, _ = to_arrays(wide.copy(QRect(0, 0, 1, 1)))
    assert pixels[0, 0, 1] > 200  # a P3 green is greener than sRGB's of the same numbers
