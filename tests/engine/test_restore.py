from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recon_desktop import __version__
from recon_desktop.core.blend import blend
from recon_desktop.core.errors import BadOutput, ModelUnknown, OutOfMemory, ProviderFailed
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.mix import Mix
from recon_desktop.core.pixels import ArraySink, ArraySource, to_float
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.budget import FINISHING
from recon_desktop.engine.catalog import Catalog, Model
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.providers.choice import cpu_target
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.engine.runtime import OrtModel, Runtime

from .conftest import as_photo, random_pixels
from .nets import Graph, file_model

X2 = Recipe((Step("upscale-luma-x2"),))
DENOISE = Recipe((Step("denoise-deep"),))


class Faulty:
    """A runtime that stands for a GPU which fails as the test says, and for a CPU that does not."""

    def __init__(self, real: Runtime, fault: Any, *, precision: str = "fp32", cpu_fails: bool = False) -> None:
        self.real, self.fault, self.cpu_fails = real, fault, cpu_fails
        self.gate = real.gate
        self.precision = precision
        self.runs = 0
        self.given_up: list[str] = []

    def give_up(self, opened: Sequence[OrtModel], reason: str) -> None:
        self.given_up.append(reason)

    def open(self, model: Model, *, cpu: bool = False, full_precision: bool = False) -> OrtModel:
        good = self.real.open(model)
        if cpu and not self.cpu_fails:
            return good
        bad = OrtModel(model, good.variant, good._session, cpu_target())
        if not cpu:
            bad.provider = "CUDAExecutionProvider"
        if not full_precision:
            bad.variant = good.variant.model_copy(update={"precision": self.precision})

        def run(batch: Image, token: CancelToken, noise_level: float | None = None) -> Image:
            self.runs += 1
            return self.fault(batch, bad) or good.run(batch, token, noise_level)  # type: ignore[no-any-return]

        bad.run = run  # type: ignore[method-assign]
        return bad


def run(restorer: Restorer, pixels: np.ndarray, recipe: Recipe = X2, **options: Any) -> tuple[np.ndarray, RunReport]:
    source = ArraySource(pixels)
    sink = ArraySink(source.size.scaled(recipe.scale(restorer.catalog)), pixels.dtype)
    return sink.pixels, restorer.restore(source, sink, recipe, **options)


def test_the_report_says_what_ran(restorer: Restorer) -> None:
    _, report = run(Restorer(restorer.catalog, restorer.runtime, tile=40), random_pixels(100, 60))
    assert report.models == ("upscale-luma-x2",)
    assert (report.variant, report.provider) == ("fp32", "CPUExecutionProvider")
    assert report.device
    assert report.tiles == 6
    assert report.tile_side <= 40
    assert report.megapixels == 0.006
    assert 0 < report.inference_seconds < report.seconds
    assert report.megapixels_per_second == pytest.approx(0.006 / report.seconds)
    assert report.peak_memory_mib > 1
    assert report.fallbacks == ()


def test_progress_and_parts_cover_the_result(restorer: Restorer) -> None:
    told: list[float] = []
    parts: dict[Region, Image] = {}
    pixels = random_pixels(90, 70)
    region = Region(5, 9, 60, 70)
    sink = ArraySink(region.size.scaled(2), np.dtype(np.uint8))
    Restorer(restorer.catalog, restorer.runtime, tile=32).restore(
        ArraySource(pixels), sink, X2, region=region, progress=Reporter(told.append), on_tile=parts.__setitem__
    )
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == len(parts)
    again = ArraySink(sink.size, np.dtype(np.uint8))
    for part, block in parts.items():
        again.write(part, block)
    np.testing.assert_array_equal(again.pixels, sink.pixels)


def test_a_sink_of_another_size_and_unknown_models_are_refused(restorer: Restorer) -> None:
    source = ArraySource(random_pixels(9, 9))
    with pytest.raises(ValueError, match="sink"):
        restorer.restore(source, ArraySink(Size(9, 9), np.dtype(np.uint8)), X2)
    with pytest.raises(ModelUnknown):
        restorer.restore(source, ArraySink(Size(9, 9), np.dtype(np.uint8)), Recipe((Step("nothing"),)))


def test_strength_blends_with_the_baseline(restorer: Restorer) -> None:
    pixels = random_pixels(50, 41, depth=np.float32)
    source = ArraySource(pixels)
    for recipe, baseline in ((X2, bicubic(pixels, 2)), (DENOISE, pixels)):
        scale = recipe.scale(restorer.catalog)
        full, _ = run(restorer, pixels, recipe)
        part, _ = run(restorer, pixels, Recipe(recipe.steps, Mix(0.25, 0.25)))
        none, _ = run(restorer, pixels, Recipe(recipe.steps, Mix(0, 0)))
        np.testing.assert_array_equal(none, baseline)
        np.testing.assert_allclose(part, 0.75 * baseline + 0.25 * full, atol=1e-6)
        whole = source.size.scaled(scale).whole
        mix = Mix(0.9, 0.3, 6)
        mixed, _ = run(restorer, pixels, Recipe(recipe.steps, mix))
        np.testing.assert_allclose(blend(baseline, full, mix, whole), mixed, atol=1e-6)
        np.testing.assert_array_equal(restorer.baseline(source, scale, source.size.whole), baseline)
        region = Region(3, 4, 20, 11)
        np.testing.assert_array_equal(restorer.baseline(source, scale, region), baseline[region.scaled(scale).slices])


def test_the_amount_of_a_step_blends_with_its_input(restorer: Restorer) -> None:
    pixels = random_pixels(30, 30, depth=np.float32)
    for name, baseline in (("denoise-deep", pixels), ("upscale-rgb-x2", bicubic(pixels, 2))):
        full, _ = run(restorer, pixels, Recipe((Step(name),)))
        half, _ = run(restorer, pixels, Recipe((Step(name, amount=0.5),)))
        np.testing.assert_allclose(half, (full + baseline) / 2, atol=1e-6)


def test_float_values_reach_the_network_unclipped(restorer: Restorer) -> None:
    pixels = random_pixels(20, 20, depth=np.float32) * 2 - 0.5
    clipped, _ = run(restorer, np.clip(pixels, 0, 1), DENOISE)
    unclipped, _ = run(restorer, pixels, DENOISE)
    assert np.abs(unclipped - clipped).max() > 0.3


def test_cancel_within_a_tile_leaves_nothing_behind(restorer: Restorer) -> None:
    for at in (1, 3):
        seen: list[float] = []
        token = CancelToken()

        def tell(fraction: float, seen: list[float] = seen, at: int = at, token: CancelToken = token) -> None:
            seen.append(fraction)
            if len(seen) == at:
                token.cancel()

        with pytest.raises(Cancelled):
            run(
                Restorer(restorer.catalog, restorer.runtime, tile=24),
                random_pixels(80, 80),
                progress=Reporter(tell, token),
            )
        assert len(seen) == at
    _, report = run(restorer, random_pixels(20, 20))
    assert report.tiles == 1


def test_out_of_memory_starts_again_with_half_the_side(catalog: Catalog, runtime: Runtime) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        if batch.shape[1] > 70:
            raise OutOfMemory("no room")

    pixels = random_pixels(300, 200)
    result, report = run(Restorer(catalog, Faulty(runtime, fault), tile=256), pixels)  # type: ignore[arg-type]
    expected, _ = run(Restorer(catalog, runtime), pixels)
    np.testing.assert_array_equal(result, expected)
    assert report.tile_side <= 70
    assert report.provider == "CUDAExecutionProvider"
    assert len(report.fallbacks) == 2
    assert "Memory ran out" in report.fallbacks[0]


def test_a_tile_that_its_halo_keeps_large_is_not_tried_for_ever(runtime: Runtime, tmp_path: Path) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        raise OutOfMemory("no room")

    content = Graph(3).conv(3, 3).bytes()
    file_model(tmp_path, "wide", content, receptive_radius=60)
    file_model(tmp_path, "whole", content, tiling="whole")
    file_model(tmp_path, "large", content, min_size=128)
    for name in ("wide", "whole", "large"):
        faulty = Faulty(runtime, fault, cpu_fails=True)
        with pytest.raises(OutOfMemory):
            run(
                Restorer(Catalog([tmp_path]), faulty, tile=200),  # type: ignore[arg-type]
                random_pixels(300, 300),
                Recipe((Step(name),)),
            )
        assert faulty.runs == 2


@pytest.mark.parametrize("error", [OutOfMemory("no room"), MemoryError("no room")])
def test_out_of_memory_ends_on_the_cpu_and_then_gives_up(catalog: Catalog, runtime: Runtime, error: Exception) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        raise error

    faulty = Faulty(runtime, fault)
    _, report = run(Restorer(catalog, faulty, tile=128), random_pixels(150, 150))  # type: ignore[arg-type]
    assert report.provider == "CPUExecutionProvider"
    assert report.fallbacks[-1].endswith("the CPU does the work.")
    assert faulty.runs == 2
    with pytest.raises(OutOfMemory):
        run(Restorer(catalog, Faulty(runtime, fault, cpu_fails=True)), random_pixels(150, 150))  # type: ignore[arg-type]


def test_a_provider_that_breaks_hands_over_to_the_cpu(catalog: Catalog, runtime: Runtime) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        raise ProviderFailed("CUDAExecutionProvider", "the device was lost")

    pixels = random_pixels(40, 40)
    result, report = run(Restorer(catalog, Faulty(runtime, fault)), pixels)  # type: ignore[arg-type]
    np.testing.assert_array_equal(result, run(Restorer(catalog, runtime), pixels)[0])
    assert report.fallbacks == ("CUDAExecutionProvider failed: the device was lost; the CPU does the work.",)


@pytest.mark.parametrize("value", [np.nan, 0.0])
def test_a_tile_without_a_picture_is_tried_at_full_precision_and_then_on_the_cpu(
    catalog: Catalog, runtime: Runtime, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(until: str) -> Any:
        def opened(batch: Image, model: OrtModel) -> Any:
            return None

        faulty = Faulty(runtime, opened, precision="fp16", cpu_fails=until == "never")
        original = faulty.open

        def open(model: Model, *, cpu: bool = False, full_precision: bool = False) -> OrtModel:
            bad = original(model, cpu=cpu, full_precision=full_precision)
            good = (full_precision and until == "fp32") or (cpu and until == "cpu")
            if not good:

                def run(batch: Image, token: CancelToken, noise_level: float | None = None) -> Image:
                    return np.full((1, batch.shape[1] * 2, batch.shape[2] * 2, 1), value, np.float32)

                bad.run = run  # type: ignore[method-assign]
            return bad

        faulty.open = open  # type: ignore[method-assign]
        return faulty

    pixels = random_pixels(40, 40)
    expected, _ = run(Restorer(catalog, runtime), pixels)
    for until, tries in (("fp32", 1), ("cpu", 2)):
        result, report = run(Restorer(catalog, spoil(until)), pixels)
        np.testing.assert_array_equal(result, expected)
        assert len(report.fallbacks) == tries
        assert "returned no usable picture" in report.fallbacks[0]
    with pytest.raises(BadOutput):
        run(Restorer(catalog, spoil("never")), pixels)


def test_a_flat_photo_may_stay_flat(restorer: Restorer) -> None:
    result, _ = run(restorer, np.zeros((20, 20, 3), np.uint8), DENOISE)
    assert result.std() < 30


def test_grey_stays_grey_and_depth_is_kept(restorer: Restorer) -> None:
    for depth in (np.uint8, np.uint16, np.float32):
        photo = as_photo(random_pixels(21, 30, depth=depth, grey=True))
        result, _ = restorer.restore_photo(photo, X2)
        assert result.pixels.shape == (42, 60)
        assert result.depth == depth
        assert replace(result.metadata, provenance=None) == photo.metadata
        colour, _ = restorer.restore_photo(as_photo(np.repeat(photo.pixels[..., np.newaxis], 3, axis=2)), X2)
        np.testing.assert_allclose(to_float(colour.pixels)[..., 1], to_float(result.pixels), atol=1 / 255)


def test_alpha_goes_through_the_upscaler_as_grey(restorer: Restorer) -> None:
    pixels = random_pixels(24, 30)
    alpha = random_pixels(24, 30, 2, grey=True)
    result, report = restorer.restore_photo(as_photo(pixels, alpha), Recipe((*DENOISE.steps, *X2.steps)))
    expected, _ = restorer.restore_photo(as_photo(alpha), X2)
    assert result.alpha is not None
    np.testing.assert_array_equal(result.alpha, expected.pixels)
    assert report.models == ("denoise-deep", "upscale-luma-x2")


def test_alpha_without_change_is_carried_over(restorer: Restorer) -> None:
    pixels = random_pixels(12, 10)
    opaque = np.full((12, 10), 255, np.uint8)
    plain, _ = restorer.restore_photo(as_photo(pixels), X2)
    result, _ = restorer.restore_photo(as_photo(pixels, opaque), X2)
    assert result.alpha is not None
    assert (result.alpha == 255).all()
    assert result.alpha.shape == (24, 20)
    np.testing.assert_array_equal(result.pixels, plain.pixels)
    varied = random_pixels(12, 10, 3, grey=True)
    denoised, _ = restorer.restore_photo(as_photo(pixels, varied), DENOISE, region=Region(1, 2, 5, 6))
    assert denoised.alpha is not None
    np.testing.assert_array_equal(denoised.alpha, varied[2:8, 1:6])


def test_what_lies_under_transparent_pixels_leaves_no_halo(restorer: Restorer) -> None:
    pixels = np.full((40, 40, 3), 200, np.uint8)
    alpha = np.zeros((40, 40), np.uint8)
    alpha[10:30, 10:30] = 255
    clean, _ = restorer.restore_photo(as_photo(pixels, alpha), X2)
    pixels[alpha == 0] = 0
    hidden, _ = restorer.restore_photo(as_photo(pixels, alpha), X2)
    np.testing.assert_array_equal(hidden.pixels[20:60, 20:60], clean.pixels[20:60, 20:60])


def test_float_photos_far_beyond_0_to_1_are_brought_into_it_and_back(restorer: Restorer) -> None:
    pixels = random_pixels(30, 26, depth=np.float32)
    pixels[0, 0], pixels[0, 1] = 0, 1
    expected, _ = restorer.restore_photo(as_photo(pixels), X2)
    parts: dict[Region, Image] = {}
    result, _ = restorer.restore_photo(as_photo(pixels * 4000 - 1000), X2, on_tile=parts.__setitem__)
    np.testing.assert_allclose((result.pixels + 1000) / 4000, expected.pixels, atol=1e-5)
    (block,) = parts.values()
    np.testing.assert_array_equal(block, result.pixels)


def test_what_is_no_number_in_a_float_photo_spoils_nothing(restorer: Restorer) -> None:
    pixels = random_pixels(30, 26, depth=np.float32)
    pixels[3, 4] = np.nan
    pixels[20, 4] = np.inf
    result, _ = restorer.restore_photo(as_photo(pixels), X2)
    assert np.isfinite(result.pixels).all()


def test_digests_tell_results_apart(restorer: Restorer) -> None:
    photo = as_photo(random_pixels(12, 12))
    digests = {
        restorer.restore_photo(photo, recipe, region=region)[0].digest
        for recipe in (X2, DENOISE, Recipe(X2.steps, Mix(0.5, 0.5)))
        for region in (None, Region(0, 0, 5, 5))
    }
    assert len(digests) == 6
    assert restorer.restore_photo(photo, X2)[0].digest in digests


def test_models_of_one_chain_may_differ_in_provider(catalog: Catalog, runtime: Runtime, tmp_path: Path) -> None:
    file_model(tmp_path, "slow", Graph(3).conv(3, 3).bytes(), receptive_radius=1)
    chain = Recipe((Step("slow"), *X2.steps))
    restorer = Restorer(Catalog([tmp_path, catalog.get("upscale-luma-x2").folder.parent]), runtime)
    _, report = run(restorer, random_pixels(20, 20), chain)
    assert report.models == ("slow", "upscale-luma-x2")
    assert report.provider == "CPUExecutionProvider"


def test_a_single_tile_starts_no_threads(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's pools start threads under a lock that all of them share, so that the window would wait for it."""
    monkeypatch.setattr("recon_desktop.engine.tiles.ThreadPoolExecutor", None)
    result, _ = run(restorer, random_pixels(40, 30))
    assert result.shape == (80, 60, 3)


def test_a_run_of_a_batch_stands_still_while_a_person_waits_for_another(restorer: Restorer) -> None:
    pixels, tiles = random_pixels(96, 96), []
    small = Restorer(restorer.catalog, restorer.runtime, tile=32)
    asked = threading.Thread(
        target=lambda: run(small, pixels, DENOISE, on_tile=lambda part, block: tiles.append("asked"))
    )

    def batch_tile(part: Region, block: Image) -> None:
        tiles.append("batch")
        if len(tiles) == 2:
            asked.start()
            while not restorer.runtime.gate._under_way[Urgency.RUN]:
                pass

    _, report = run(small, pixels, DENOISE, urgency=Urgency.BATCH, on_tile=batch_tile)
    asked.join()
    first, last = tiles.index("asked"), len(tiles) - tiles[::-1].index("asked")
    assert tiles.count("asked") == tiles.count("batch") == report.tiles > 8
    # What was through the network already is finished beside it.
    assert tiles[first:last].count("batch") <= FINISHING + 1
    assert report.waited > 0


def test_a_preview_stops_a_tile_and_the_run_still_gives_all_its_pixels(
    restorer: Restorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    restorer = Restorer(restorer.catalog, restorer.runtime, tile=40)
    pixels = random_pixels(100, 60)
    whole, _ = run(restorer, pixels)
    original, inside, asked = OrtModel.run, threading.Event(), 0

    def held(self: OrtModel, batch: Image, token: CancelToken, noise_level: float | None = None) -> Image:
        nonlocal asked
        asked += 1
        if asked == 2:
            stopped = threading.Event()
            with token.on_cancel(stopped.set):
                inside.set()
                assert stopped.wait(60)
            raise Cancelled
        return original(self, batch, token, noise_level)

    monkeypatch.setattr(OrtModel, "run", held)
    results: list[tuple[np.ndarray, RunReport]] = []
    thread = threading.Thread(target=lambda: results.append(run(restorer, pixels)))
    thread.start()
    assert inside.wait(60)
    seen = Region(10, 10, 20, 20)
    sink = ArraySink(Size(40, 40), pixels.dtype)
    restorer.restore(ArraySource(pixels), sink, X2, region=seen, urgency=Urgency.PREVIEW)
    thread.join()
    ((again, report),) = results
    np.testing.assert_array_equal(again, whole)
    np.testing.assert_array_equal(sink.pixels, whole[20:60, 20:60])
    assert report.tiles == 6
    assert asked == 6 + 1 + 1


def test_a_result_knows_what_made_it(catalog: Catalog, restorer: Restorer) -> None:
    model = catalog.default("upscale", 2)
    result, report = restorer.restore_photo(as_photo(random_pixels(20, 30)), Recipe((Step(model.id, amount=0.5),)))
    made = result.metadata.provenance
    assert made is not None
    account = json.loads(made.run)
    (used,) = account["models"]
    (variant,) = [each for each in model.card.variants if each.precision == report.variant]
    assert (used["id"], used["sha256"], used["amount"]) == (model.id, [variant.sha256], 0.5)
    assert account["version"] == __version__
    assert made.invented == (model.card.character == "inventive")


def test_a_recipe_without_steps_hands_the_photo_on(restorer: Restorer) -> None:
    odd = random_pixels(40, 50, depth=np.float32)
    odd[3, 4] = np.nan
    photo = as_photo(odd, random_pixels(40, 50, 1, np.float32, grey=True))
    same, report = restorer.restore_photo(photo, Recipe())
    assert same is photo
    assert (report.models, report.tiles, report.device) == ((), 0, "")
    region = Region(7, 5, 20, 11)
    part, _ = restorer.restore_photo(photo, Recipe(), region=region)
    np.testing.assert_array_equal(part.pixels, photo.pixels[region.slices])
    assert part.alpha is not None
    assert photo.alpha is not None
    np.testing.assert_array_equal(part.alpha, photo.alpha[region.slices])
    assert part.digest != photo.digest

    source, told, parts = ArraySource(random_pixels(40, 50)), [], {}
    sink = ArraySink(region.size, np.dtype(np.uint8))
    restorer.restore(source, sink, Recipe(), region=region, progress=Reporter(told.append), on_tile=parts.__setitem__)
    np.testing.assert_array_equal(sink.pixels, random_pixels(40, 50)[region.slices])
    assert told[-1] == 1
    assert sum(part.size.area for part in parts) == region.size.area
