"""The display pyramid: every level shows the same picture, at every depth, for every size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recon_desktop.core.blend import blend
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import Pixels, from_float, to_float
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.ui.lanes import display
from recon_desktop.ui.pictures.pyramid import Pyramid


def photo(pixels: Pixels, alpha: Pixels | None = None) -> Photo:
    return Photo(pixels, alpha, Metadata(), None, "digest")


def ramp(width: int, height: int, depth: Any = np.uint8) -> Pixels:
    x = np.linspace(0, 1, width)[None, :, None] * np.ones((height, 1, 3))
    top = 1 if depth == np.float32 else np.iinfo(depth).max
    return (x * top).astype(depth)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (513, 1), (1025, 700), (1027, 1301)])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
def test_levels_halve_and_show_the_same(size: tuple[int, int], depth: Any) -> None:
    pyramid = display.build_pyramid(photo(ramp(*size, depth)))
    assert pyramid.size == Size(*size)
    for number, level in enumerate(pyramid.levels):
        assert level.shape == (-(-size[1] // 2**number), -(-size[0] // 2**number), 4)
        assert not level.flags.writeable
        # A half level of grey rounding at each halving, and the repeated edge.
        assert abs(level[..., :3].mean() - pyramid.levels[0][..., :3].mean()) < 1.5
    assert max(pyramid.levels[-1].shape) <= 512


def test_strips_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1203, 901, 3), dtype=np.uint8)
    whole = display.build_pyramid(photo(pixels))
    monkeypatch.setattr(display, "_STRIP_AREA", 5000)
    for one, other in zip(whole.levels, display.build_pyramid(photo(pixels)).levels, strict=True):
        assert np.array_equal(one, other)


def test_a_large_8_bit_photo_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_SHARED_ABOVE", 1000)
    source = photo(ramp(1100, 40))
    pyramid = display.build_pyramid(source)
    assert np.shares_memory(pyramid.levels[0], source.pixels)
    crop = pyramid.crop(Region(5, 5, 10, 10), 1.0)
    assert crop.image.pixelColor(0, 0).red() == source.pixels[5, 5, 0]


def test_grey_and_alpha() -> None:
    grey = display.build_pyramid(photo(np.full((4, 4), 90, np.uint8)))
    assert grey.crop(grey.size.whole, 1).image.pixelColor(1, 1).getRgb() == (90, 90, 90, 255)
    pixels, alpha = np.full((4, 4, 3), 200, np.uint8), np.full((4, 4), 128, np.uint8)
    covered = display.build_pyramid(photo(pixels, alpha))
    assert covered.has_alpha
    assert covered.levels[0][0, 0].tolist() == [100, 100, 100, 128]  # premultiplied


@pytest.mark.parametrize(("zoom", "level"), [(8.0, 0), (1.0, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (0.001, 2)])
def test_level_for_a_zoom(zoom: float, level: int) -> None:
    levels = tuple(np.zeros((2048 >> n, 2048 >> n, 4), np.uint8) for n in range(3))
    assert Pyramid(Size(2048, 2048), False, levels).level_for(zoom) == level


def test_crop_tells_where_its_pixels_belong() -> None:
    pyramid = display.build_pyramid(photo(ramp(1101, 901)))
    layer = pyramid.crop(Region(101, 33, 500, 401), 0.4)
    assert layer.target.getRect() == (101, 33, 500, 401)
    assert layer.source.getRect() == (0.5, 0.5, 250, 200.5)
    assert (layer.image.width(), layer.image.height()) == (251, 201)


def test_a_thumbnail_fits_its_side() -> None:
    assert display.build_pyramid(photo(ramp(1101, 901))).thumbnail(64).size().toTuple() == (64, 52)
    assert display.build_pyramid(photo(ramp(9, 3))).thumbnail(64).size().toTuple() == (9, 3)


def test_building_can_be_cancelled() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        display.build_pyramid(photo(ramp(2000, 2000)), Reporter(lambda fraction: None, token))


def test_blend_meets_its_ends() -> None:
    low, high = np.full((2, 2, 4), 10, np.uint8), np.full((2, 2, 4), 110, np.uint8)
    place = Region(0, 0, 2, 2)
    assert display.blend(low, high, Mix(0, 0), place) is low
    assert display.blend(low, high, PLAIN, place) is high
    assert (display.blend(low, high, Mix(0.25, 0.25), place) == 35).all()


@pytest.mark.parametrize(
    "mix", [Mix(1, 0), Mix(0.2, 0.9), Mix(0.5, 0.5, 8), Mix(1, 1, 20), Mix(0, 0, 3), Mix(0.7, 0, 5)]
)
def test_what_the_screen_shows_is_what_the_file_gets(mix: Mix) -> None:
    rng = np.random.default_rng(0)
    low, high = (rng.integers(0, 256, (70, 90, 3), np.uint8) for _ in range(2))
    place = Region(130, 60, 90, 70)
    exact = blend(to_float(low), to_float(high), mix, place)
    shown = display.blend(display.display(low), display.display(high), mix, place)
    difference = np.abs(shown[..., 2::-1].astype(int) - from_float(exact, np.dtype(np.uint8)))
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.001, "but for ties"
    assert (shown[..., 3] == 255).all()


def test_grain_keeps_to_what_can_be_seen() -> None:
    grey, cover = np.full((64, 64, 3), 128, np.uint8), np.zeros((64, 64), np.uint8)
    cover[:, 32:] = 100
    shown = display.blend(*2 * (display.display(grey, cover),), Mix(1, 1, 20), Region(0, 0, 64, 64))
    assert (shown[:, :32] == 0).all()
    assert (shown[..., 3] == cover).all()
    assert (shown[..., :3].max(axis=2) <= cover).all()
    assert shown[:, 32:, 0].std() == pytest.approx(20 * 100 / 255, rel=0.2)
