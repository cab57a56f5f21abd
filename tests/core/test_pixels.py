"""The pixel contract: depths and back, sources and sinks."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.pixels import DEPTHS, ArraySink, ArraySource, MappedSink, from_float, frozen, to_float
from tests.core.files import CAT, deep

UINT8, UINT16, FLOAT32 = DEPTHS
DEEP = deep(CAT)
LIGHT = (CAT / np.float32(100)).astype(np.float32)


@pytest.mark.parametrize("depth", [UINT8, UINT16])
def test_every_level_comes_back(depth: np.dtype) -> None:
    levels = np.arange(np.iinfo(depth).max + 1).astype(depth)
    values = to_float(levels)
    assert values.dtype == np.float32
    assert (values[0], values[-1]) == (0, 1)
    np.testing.assert_array_equal(from_float(values, depth), levels)


def test_16_bits_are_rounded_to_the_nearest_of_8() -> None:
    levels = np.arange(65536).astype(np.uint16)
    np.testing.assert_array_equal(from_float(to_float(levels), UINT8), np.floor(levels / 65535 * 255 + 0.5))


def test_whole_numbers_are_clipped_and_float_is_not() -> None:
    values = np.array([-0.5, 0, 0.5, 1, 7.25], np.float32)
    assert from_float(values, UINT8).tolist() == [0, 0, 128, 255, 255]
    assert from_float(values, UINT16).tolist() == [0, 0, 32768, 65535, 65535]
    np.testing.assert_array_equal(from_float(values, FLOAT32), values)


@pytest.mark.parametrize("pixels", [CAT, DEEP, LIGHT], ids=["8", "16", "float"])
def test_conversions_give_new_arrays(pixels: np.ndarray) -> None:
    values = to_float(pixels)
    before = pixels.copy()
    values += 1
    from_float(values, FLOAT32)[:] = 0
    np.testing.assert_array_equal(pixels, before)
    assert values.any()


def test_frozen_is_a_view_that_cannot_be_written() -> None:
    pixels = CAT.copy()
    view = frozen(pixels)
    assert np.shares_memory(view, pixels)
    assert pixels.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 0


@pytest.mark.parametrize("pixels", [CAT, DEEP, LIGHT, CAT[:, :, 0]], ids=["8", "16", "float", "grey"])
def test_a_source_reads_regions_as_float_rgb(pixels: np.ndarray) -> None:
    source = ArraySource(pixels)
    region = Region(30, 20, 17, 9)
    block = source.read(region)
    assert source.size == Size(170, 120)
    assert source.depth == pixels.dtype
    assert (block.dtype, block.shape) == (np.float32, (9, 17, 3))
    expected = to_float(pixels)[region.slices]
    np.testing.assert_array_equal(block, expected if pixels.ndim == 3 else np.dstack([expected] * 3))
    block[:] = 0
    np.testing.assert_array_equal(source.read(region)[..., 0], expected[..., 0] if pixels.ndim == 3 else expected)


def test_a_source_refuses_other_arrays() -> None:
    with pytest.raises(TypeError, match="float64"):
        ArraySource(CAT.astype(np.float64))
    with pytest.raises(ValueError, match="HxW"):
        ArraySource(np.zeros((4, 4, 4), np.uint8))
    with pytest.raises(ValueError, match="HxW"):
        ArraySource(np.zeros(4, np.uint8))


@pytest.mark.parametrize("kind", [ArraySink, MappedSink])
@pytest.mark.parametrize("pixels", [CAT, DEEP, LIGHT], ids=["8", "16", "float"])
def test_a_sink_puts_blocks_together(kind: type[ArraySink], pixels: np.ndarray) -> None:
    source, sink = ArraySource(pixels), kind(Size(170, 120), pixels.dtype)
    for left in range(0, 170, 64):
        for top in range(0, 120, 50):
            region = Region(left, top, 64, 50).clip(sink.size)
            sink.write(region, source.read(region))
    assert sink.pixels.dtype == pixels.dtype
    np.testing.assert_array_equal(sink.pixels, pixels)


def test_a_grey_sink_takes_the_mean_and_leaves_the_block_alone() -> None:
    sink = ArraySink(Size(2, 1), FLOAT32, grey=True)
    block = np.array([[[0, 0.5, 1], [0.25, 0.25, 0.25]]], np.float32)
    before = block.copy()
    sink.write(sink.size.whole, block)
    assert sink.pixels.tolist() == [[0.5, 0.25]]
    np.testing.assert_array_equal(block, before)


def test_a_mapped_sink_leaves_no_file_behind(tmp_path: Path) -> None:
    sink = MappedSink(Size(200, 100), UINT8, folder=tmp_path)
    sink.write(Region(0, 0, 200, 100), np.ones((100, 200, 3), np.float32))
    if os.name == "posix":
        assert not list(tmp_path.iterdir())
    assert (sink.pixels == 255).all()
    del sink
    assert not list(tmp_path.iterdir())
