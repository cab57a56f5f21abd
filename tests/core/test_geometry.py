"""Region algebra: laws that hold for every rectangle, tried on many."""

from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.geometry import Padding, Region, Size

RNG = np.random.default_rng(11)


def _regions(count: int = 200) -> list[Region]:
    return [
        Region(int(left), int(top), int(width), int(height))
        for left, top, width, height in np.column_stack(
            [RNG.integers(-40, 40, (count, 2)), RNG.integers(1, 50, (count, 2))]
        )
    ]


def _pixels(region: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in range(region.left, region.right) for y in range(region.top, region.bottom)}


def test_a_size_counts() -> None:
    size = Size(6000, 4000)
    assert (size.area, size.megapixels, str(size)) == (24_000_000, 24.0, "6000 x 4000")
    assert size.whole == Region(0, 0, 6000, 4000)
    assert size.scaled(4) == Size(24000, 16000)


@pytest.mark.parametrize("sides", [(0, 1), (1, 0), (-3, 5)])
def test_nothing_is_empty(sides: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="1x1"):
        Size(*sides)
    with pytest.raises(ValueError, match="1x1"):
        Region(0, 0, *sides)


def test_edges_and_back() -> None:
    for region in _regions():
        assert Region.from_edges(region.left, region.top, region.right, region.bottom) == region
        assert len(_pixels(region)) == region.size.area


def test_slices_cut_the_region() -> None:
    image = np.arange(20 * 30).reshape(20, 30)
    cut = image[Region(4, 7, 5, 3).slices]
    assert cut.shape == (3, 5)
    assert cut[0, 0] == image[7, 4]


def test_intersect_is_what_both_cover() -> None:
    for first, second in zip(_regions(), _regions(), strict=True):
        both = first.intersect(second)
        assert (_pixels(both) if both else set()) == _pixels(first) & _pixels(second)
        assert both == second.intersect(first)


def test_contains_is_no_pixel_outside() -> None:
    for first, second in zip(_regions(), _regions(), strict=True):
        assert first.contains(second) == (_pixels(second) <= _pixels(first))
        assert first.contains(first)


def test_grow_adds_on_every_side() -> None:
    for region in _regions(50):
        assert region.grow(3) == region.grow(Padding(3, 3, 3, 3))
        grown = region.grow(Padding(1, 2, 3, 4))
        assert (grown.left, grown.top) == (region.left - 1, region.top - 2)
        assert (grown.right, grown.bottom) == (region.right + 3, region.bottom + 4)


def test_clip_stays_inside_or_says_that_nothing_is_left() -> None:
    size = Size(30, 20)
    for region in _regions():
        if _pixels(region) & _pixels(size.whole):
            assert _pixels(region.clip(size)) == _pixels(region) & _pixels(size.whole)
        else:
            with pytest.raises(ValueError, match="outside"):
                region.clip(size)


def test_align_is_the_smallest_cover_on_the_grid() -> None:
    for step in (1, 2, 7, 16):
        for region in _regions(60):
            grid = region.align(step)
            assert grid.contains(region)
            assert all(edge % step == 0 for edge in (grid.left, grid.top, grid.right, grid.bottom))
            assert region.left - grid.left < step
            assert region.top - grid.top < step
            assert grid.right - region.right < step
            assert grid.bottom - region.bottom < step
            assert grid.align(step) == grid


def test_scaled_and_shrunk_belong_together() -> None:
    for factor in (1, 2, 3, 4):
        for region in _regions(60):
            assert region.scaled(factor).shrunk(factor) == region
            assert region.scaled(factor).size == region.size.scaled(factor)
            assert region.shrunk(factor).scaled(factor) == region.align(factor)


def test_relative_positions_cut_the_same_pixels() -> None:
    image = np.arange(40 * 40).reshape(40, 40)
    outer, inner = Region(5, 6, 20, 25), Region(9, 11, 7, 8)
    np.testing.assert_array_equal(image[outer.slices][inner.relative_to(outer).slices], image[inner.slices])
