"""What was computed before is not computed again, and the result is the same to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recon_desktop.core.errors import OutOfMemory
from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.photo import Photo
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import Known
from recon_desktop.engine.runtime import OrtModel, Runtime
from recon_desktop.engine.tiling import Stage, missing, plan

from .conftest import as_photo, random_pixels
from .test_restore import Faulty

CELL = 24
X2 = Recipe((Step("upscale-luma-x2"),))
CHAINS = {
    "upscale luma": X2,
    "upscale RGB": Recipe((Step("upscale-rgb-x2"),)),
    "denoise": Recipe((Step("denoise-told", noise_level=20),)),
    "denoise, then upscale": Recipe((Step("denoise-strided", amount=0.7), Step("upscale-luma-x4"))),
    "enlarged before": Recipe((Step("upscale-before-luma-x2"),)),
    "ensemble": Recipe((Step("upscale-rgb-x2"),), ensemble=True),
}
PHOTOS = {
    "8 bits": as_photo(random_pixels(70, 61)),
    "16 bits": as_photo(random_pixels(70, 61, 1, np.uint16)),
    "float beyond 0 to 1": as_photo(random_pixels(70, 61, 2, np.float32) * 3000 - 500),
    "grey": as_photo(random_pixels(70, 61, 3, grey=True)),
    "transparent": as_photo(random_pixels(70, 61, 4), random_pixels(70, 61, 5, grey=True)),
    "transparent float": as_photo(
        random_pixels(70, 61, 6, np.float32), random_pixels(70, 61, 7, np.float32, grey=True)
    ),
}


def grid(photo: Photo) -> list[Region]:
    size = photo.size
    return [
        Region(left, top, CELL, CELL).clip(size)
        for top in range(0, size.height, CELL)
        for left in range(0, size.width, CELL)
    ]


def previewed(restorer: Restorer, photo: Photo, recipe: Recipe) -> list[Known]:
    return [Known(cell, *restorer.restore_photo(photo, recipe, region=cell)) for cell in grid(photo)]


def assert_same(result: Photo, expected: Photo) -> None:
    np.testing.assert_array_equal(result.pixels, expected.pixels)
    assert (result.alpha is None) == (expected.alpha is None)
    if expected.alpha is not None:
        np.testing.assert_array_equal(result.alpha, expected.alpha)
    assert result.digest == expected.digest


@pytest.mark.parametrize("kind", PHOTOS)
@pytest.mark.parametrize("chain", CHAINS)
def test_a_run_with_known_parts_gives_the_same_bytes(restorer: Restorer, chain: str, kind: str) -> None:
    photo, recipe = PHOTOS[kind], CHAINS[chain]
    tiled = Restorer(restorer.catalog, restorer.runtime, tile=40)
    expected, alone = tiled.restore_photo(photo, recipe)
    known = previewed(restorer, photo, recipe)
    result, report = tiled.restore_photo(photo, recipe, known=iter(known))
    assert_same(result, expected)
    assert (report.reused, report.tiles, report.inference_seconds) == (1, 0, 0)
    assert report.megapixels_per_second == 0
    assert report.reused_seconds == pytest.approx(sum(part.report.seconds for part in known))
    some, partial = tiled.restore_photo(photo, recipe, known=known[2:])
    assert_same(some, expected)
    assert 0 < partial.tiles < alone.tiles
    assert 0 < partial.reused < 1
    assert alone.reused == 0
    assert alone.cost == alone.seconds


def test_a_region_takes_what_is_known_of_it(restorer: Restorer) -> None:
    photo, region = PHOTOS["8 bits"], Region(CELL, CELL, 37, 40)
    known = [part for part in previewed(restorer, photo, X2) if region.contains(part.region)]
    tiled = Restorer(restorer.catalog, restorer.runtime, tile=20)
    result, report = tiled.restore_photo(photo, X2, region=region, known=known)
    assert_same(result, tiled.restore_photo(photo, X2, region=region)[0])
    assert 0 < report.reused < 1


def test_what_another_device_made_is_left_aside(restorer: Restorer) -> None:
    photo = PHOTOS["8 bits"]
    known = previewed(restorer, photo, X2)
    for change in ({"device": "GPU 0"}, {"provider": "CUDAExecutionProvider"}, {"variant": "fp16"}):
        others = [replace(part, report=replace(part.report, **change)) for part in known]
        _, report = restorer.restore_photo(photo, X2, known=others)
        assert report.reused == report.reused_seconds == 0


def test_a_run_that_starts_again_takes_nothing(catalog: Catalog, runtime: Runtime, restorer: Restorer) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        if model.provider == "CUDAExecutionProvider":
            raise OutOfMemory("no room")

    def parts(faulty: Faulty) -> Iterator[Known]:
        model = faulty.open(catalog.get("upscale-luma-x2"))
        for part in previewed(restorer, photo, X2)[1:]:
            damaged = part.photo.with_pixels(255 - part.photo.pixels, None, "")
            yield replace(part, photo=damaged, report=replace(part.report, provider=model.provider))

    photo, faulty = PHOTOS["8 bits"], Faulty(runtime, fault)
    gpu: Any = faulty
    result, report = Restorer(catalog, gpu, tile=40).restore_photo(photo, X2, known=parts(faulty))
    assert report.provider == "CPUExecutionProvider"
    assert report.reused == 0
    assert_same(result, restorer.restore_photo(photo, X2)[0])


def test_tiles_that_are_covered_are_left_out() -> None:
    size = as_photo(random_pixels(60, 100)).size
    tiles = plan(size, [Stage(2, 4)], 40)
    assert missing(tiles, []) == tiles
    assert missing(tiles, [size.scaled(2).whole]) == ()
    half = Region(0, 0, 101, 120)
    left = missing(tiles, [Region(0, 0, 101, 50), Region(0, 50, 101, 70)])
    assert left == tuple(tile for tile in tiles if not half.contains(tile.output))
    assert 0 < len(left) < len(tiles)
