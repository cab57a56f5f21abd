from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.tiling import Stage, Window, block_sides, extend, plan

from .conftest import random_pixels
from .nets import DENOISERS, UPSCALERS

CHAINS = [
    *((name,) for name in (*DENOISERS, *UPSCALERS)),
    ("denoise-deep", "upscale-luma-x2"),
    ("denoise-strided", "upscale-luma-x4"),
    ("upscale-rgb-x2", "denoise-strided"),
    ("denoise-strided", "upscale-before-rgb-x2", "denoise-deep"),
]


def recipe(*names: str, mix: Mix = PLAIN, ensemble: bool = False) -> Recipe:
    steps = tuple(Step(name, noise_level=20 if name == "denoise-told" else None) for name in names)
    return Recipe(steps, mix, ensemble)


def restored(restorer: Restorer, pixels: Image, chain: Recipe, tile: int, region: Region | None = None) -> Image:
    source = ArraySource(pixels)
    size = (region or source.size.whole).size.scaled(chain.scale(restorer.catalog))
    sink = ArraySink(size, np.dtype(np.float32))
    sink.pixels.fill(np.nan)
    Restorer(restorer.catalog, restorer.runtime, tile=tile).restore(source, sink, chain, region=region)
    return sink.pixels


@pytest.mark.parametrize("ensemble", [False, True])
@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_tiled_and_region_equal_the_whole(restorer: Restorer, chain: tuple[str, ...], ensemble: bool) -> None:
    rng = np.random.default_rng(len("".join(chain)))
    steps = recipe(*chain, mix=PLAIN if rng.random() < 0.5 else Mix(0.6, 0.8, 5.0), ensemble=ensemble)
    scale = steps.scale(restorer.catalog)
    for seed in range(4):
        height, width = (int(side) for side in rng.integers(1, 70, 2))
        pixels = random_pixels(height, width, seed, np.float32)
        whole = restored(restorer, pixels, steps, 10_000)
        assert whole.shape == (height * scale, width * scale, 3)
        tiled = restored(restorer, pixels, steps, int(rng.integers(12, 40)))
        np.testing.assert_allclose(tiled, whole, rtol=0, atol=1e-6)
        left, top = int(rng.integers(0, width)), int(rng.integers(0, height))
        region = Region.from_edges(left, top, int(rng.integers(left, width)) + 1, int(rng.integers(top, height)) + 1)
        part = restored(restorer, pixels, steps, int(rng.integers(12, 40)), region)
        np.testing.assert_allclose(part, whole[region.scaled(scale).slices], rtol=0, atol=1e-6)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_tiled_equals_whole_at_the_depth_of_the_photo(restorer: Restorer, depth: type) -> None:
    source = ArraySource(random_pixels(150, 131, 3, depth))
    results = []
    for tile in (10_000, 50):
        sink = ArraySink(source.size.scaled(2), np.dtype(depth))
        Restorer(restorer.catalog, restorer.runtime, tile=tile).restore(source, sink, recipe("upscale-luma-x2"))
        results.append(sink.pixels)
    if depth is np.uint8:
        np.testing.assert_array_equal(*results)
    else:
        assert np.abs(results[0].astype(int) - results[1]).max() <= 1


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (1, 40), (40, 1), (2, 2)])
@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_smallest_photos_work(restorer: Restorer, chain: tuple[str, ...], shape: tuple[int, int]) -> None:
    result = restored(restorer, random_pixels(*shape, 1, np.float32), recipe(*chain), 16)
    assert np.isfinite(result).all()


def random_stage(rng: np.random.Generator) -> Stage:
    align = int(rng.choice([1, 2, 4]))
    return Stage(int(rng.choice([1, 2, 3])), align * int(rng.integers(0, 5)), align, align * int(rng.integers(1, 5)))


def test_plan_keeps_its_promises() -> None:
    rng = np.random.default_rng(5)
    for _ in range(100):
        stages = [random_stage(rng) for _ in range(int(rng.integers(1, 4)))]
        size = Size(*(int(side) for side in rng.integers(1, 90, 2)))
        side = int(rng.integers(8, 60))
        tiles = plan(size, stages, side)
        scale = int(np.prod([stage.scale for stage in stages]))
        covered = np.zeros((size.height * scale, size.width * scale), int)
        for tile in tiles:
            covered[tile.output.slices] += 1
        assert (covered == 1).all()
        image = size
        for index, stage in enumerate(stages):
            blocks = [tile.windows[index].block for tile in tiles]
            assert len({block.size for block in blocks}) == 1
            for tile in tiles:
                window = tile.windows[index]
                for start, stop, length in (
                    (window.block.left, window.block.right, image.width),
                    (window.block.top, window.block.bottom, image.height),
                ):
                    assert start % stage.align == stop % stage.align == 0
                    assert 0 <= start < stop <= stage.padded(length)
                    assert stop - start >= stage.min_size
                    assert stop - start <= block_sides(stages, side)[index]
                assert image.whole.contains(window.inside)
            image = image.scaled(stage.scale)


def test_tiles_come_out_even() -> None:
    tiles = plan(Size(4000, 3000), [Stage(2, 4)], 256)
    (block,) = {tile.windows[0].block.size for tile in tiles}
    assert block.width <= 256
    assert block.height <= 256
    assert len(tiles) * block.area < 1.1 * 12e6


def test_a_network_with_global_context_gets_the_whole_image() -> None:
    (tile,) = plan(Size(50, 41), [Stage(1, 2), Stage(1, None, 4, 4)], 8, Region(3, 4, 5, 6))
    assert tile.windows[1].block == Region(0, 0, 52, 44)
    assert tile.windows[0].block == Region(0, 0, 50, 41)
    assert tile.output == Region(3, 4, 5, 6)


def test_a_region_that_leaves_the_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves"):
        plan(Size(5, 5), [Stage()], 8, Region(2, 2, 4, 1))


def test_extend_mirrors_and_then_holds() -> None:
    image = np.arange(3, dtype=np.float32)[np.newaxis, :, np.newaxis].repeat(3, axis=2)
    extended = extend(image, Window(block=Region(0, 0, 8, 2), inside=Region(0, 0, 3, 1)))
    assert extended.shape == (2, 8, 3)
    np.testing.assert_array_equal(extended[:, :, 0], [[0, 1, 2, 1, 0, 0, 0, 0]] * 2)
