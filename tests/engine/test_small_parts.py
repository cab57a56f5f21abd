from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.alpha import bleed
from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import Mix
from recon_desktop.engine import machine
from recon_desktop.engine.budget import SMALLEST_SIDE, tile_side, working_bytes
from recon_desktop.engine.cache import ResultCache, ResultKey
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.levels import Levels, levelled
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.run_report import RunReport

from .conftest import as_photo, random_pixels

REPORT = RunReport((), "fp32", "CPU", "CPU", 1.0, 1.0, 1.0, 1, 1, 1.0)
RECIPE = Recipe((Step("m"),))


def test_cached_results_do_not_depend_on_the_mix() -> None:
    cache = ResultCache(10_000)
    photo = as_photo(random_pixels(10, 10))
    cache.put(ResultKey("a", RECIPE), (photo, REPORT))
    assert cache.get(ResultKey("a", Recipe(RECIPE.steps, Mix(0.3, 0.4, 5)))) == (photo, REPORT)
    for other in (
        ResultKey("b", RECIPE),
        ResultKey("a", RECIPE, Region(0, 0, 1, 1)),
        ResultKey("a", Recipe((Step("n"),))),
        ResultKey("a", Recipe((Step("m", amount=0.5),))),
    ):
        assert cache.get(other) is None


def test_the_cache_drops_what_was_not_used_for_longest() -> None:
    cache = ResultCache(700)
    photo = as_photo(random_pixels(10, 10))
    keys = [ResultKey(name, RECIPE) for name in "abc"]
    for key in keys[:2]:
        cache.put(key, (photo, REPORT))
        cache.put(key, (photo, REPORT))
    assert cache.get(keys[0])
    cache.put(keys[2], (photo, REPORT))
    assert [cache.get(key) is not None for key in keys] == [True, False, True]
    cache.put(ResultKey("large", RECIPE), (as_photo(random_pixels(20, 20)), REPORT))
    assert cache.get(ResultKey("large", RECIPE)) is None
    cache.clear()
    assert cache.get(keys[0]) is None


def test_the_tile_side_follows_memory(catalog: Catalog) -> None:
    card = catalog.get("upscale-luma-x2").card
    sides = [tile_side([card], memory) for memory in (0, 1, 5, 20, 100, 10_000)]
    assert sides == sorted(sides)
    assert sides[0] == SMALLEST_SIDE
    assert sides[-1] == 256
    costly = card.model_copy(update={"flops_per_output_pixel": 500_000})
    assert tile_side([costly], 10_000) == 96, "it holds the cores for as long as a cheap one on a large tile"
    deep = costly.model_copy(update={"receptive_radius": 21})
    assert tile_side([deep], 10_000) == 384, "smaller, it would compute little but its margin"
    wide = card.model_copy(update={"receptive_radius": 21})
    assert tile_side([wide], 10_000) == 384
    assert tile_side([card], None) <= 256
    assert tile_side([card], 50, ensemble=True) <= tile_side([card], 50)
    assert working_bytes(card, ensemble=True) > working_bytes(card)


def test_the_machine_tells_about_itself() -> None:
    processor = machine.cpu()
    assert processor.name
    assert processor.cores >= 1
    assert processor.features is None or set(processor.features) <= set(machine.FEATURES)
    assert 1 < machine.peak_memory_mib() < 1e6
    assert machine.free_memory_mib() > 1


def test_instruction_sets_are_read_from_the_flags() -> None:
    assert machine._features(["fpu", "avx2", "avx512f", "avx512_vnni"]) == ("AVX2", "AVX-512", "VNNI")
    assert machine._features(["fpu", "avx2", "avx_vnni"]) == ("AVX2", "VNNI")
    assert machine._features(["fp", "asimddp"]) == ("DotProd",)
    assert machine._features([]) == ()


def test_levels_leave_ordinary_photos_alone() -> None:
    for depth in (np.uint8, np.uint16, np.float32):
        assert Levels.of(random_pixels(9, 9, depth=depth)) == Levels()
    noisy = random_pixels(9, 9, depth=np.float32) * 1.8 - 0.4
    assert Levels.of(noisy) == Levels()
    assert Levels.of(noisy * 100) == Levels(low=float(noisy.min() * 100), span=pytest.approx(np.ptp(noisy) * 100))
    assert Levels.of(np.full((3, 3), np.nan, np.float32)) == Levels()


def test_a_float_photo_beyond_0_to_1_is_measured_in_it() -> None:
    pixels = random_pixels(9, 9, depth=np.float32)
    pixels[0, 0], pixels[0, 1] = 0, 1
    light, deep = as_photo(pixels * 255), as_photo(random_pixels(9, 9))
    whole = light.size.whole
    np.testing.assert_allclose(levelled(light).read(whole), pixels, atol=1e-6)
    np.testing.assert_allclose(Levels.of(light.pixels).photo(light).pixels, pixels, atol=1e-6)
    np.testing.assert_array_equal(levelled(deep).read(whole), deep.source.read(whole))
    assert Levels.of(light.pixels).photo(deep) is deep


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("shape", [(41, 33), (600, 7), (1, 9)])
def test_bleed_changes_hidden_pixels_only(depth: type, grey: bool, shape: tuple[int, int]) -> None:
    pixels = random_pixels(*shape, depth=depth, grey=grey)
    before = pixels.copy()
    alpha = (np.random.default_rng(1).random(shape) < 0.3).astype(depth)
    result = bleed(pixels, alpha)
    np.testing.assert_array_equal(pixels, before)
    np.testing.assert_array_equal(result[alpha > 0], pixels[alpha > 0])
    assert result.dtype == depth
    assert result.min() >= pixels[alpha > 0].min()
    assert result.max() <= pixels[alpha > 0].max()


def test_bleed_takes_the_colour_from_nearby() -> None:
    pixels = np.zeros((60, 600, 3), np.uint8)
    alpha = np.zeros((60, 600), np.uint8)
    for left, colour in ((100, (200, 10, 10)), (500, (10, 10, 200))):
        pixels[20:40, left : left + 20] = colour
        alpha[20:40, left : left + 20] = 255
    result = bleed(pixels, alpha)
    np.testing.assert_allclose(result[18:42, 95:125], np.broadcast_to((200, 10, 10), (24, 30, 3)), atol=10)
    np.testing.assert_allclose(result[18:42, 495:525], np.broadcast_to((10, 10, 200), (24, 30, 3)), atol=10)
    assert result[30, 0, 0] > result[30, 0, 2]


def test_bleed_without_anything_to_do_returns_the_photo() -> None:
    pixels = random_pixels(5, 5)
    assert bleed(pixels, np.full((5, 5), 7, np.uint8)) is pixels
    assert bleed(pixels, np.zeros((5, 5), np.uint8)) is pixels
