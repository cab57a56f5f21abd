"""Where a result can be trusted: dark on what the photo supports, lit on what was made up."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data

from recon_desktop.core.card import Metric
from recon_desktop.core.degrade import GaussianNoise
from recon_desktop.core.errors import ModelMismatch, ModelUnknown
from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.mix import Mix
from recon_desktop.core.pixels import Pixels, from_float
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.core.resize import bicubic
from recon_desktop.core.thresholds import THRESHOLDS
from recon_desktop.engine import trust
from recon_desktop.engine.catalog import Catalog, Model
from recon_desktop.engine.departures import Departures
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import OrtModel, Runtime
from recon_desktop.engine.trust import BICUBIC, TrustMaps, judge, question

from .conftest import as_photo, random_pixels
from .nets import Graph, file_model

BUNDLED = Catalog([Path(__file__).resolve().parents[2] / "resources" / "models"])
X2, X4 = Recipe((Step("upscale-luma-x2"),)), Recipe((Step("upscale-luma-x4"),))
DENOISE = Recipe((Step("denoise-deep"),))


class Replaced:
    """A runtime whose networks are a function of the batch: (1, H, W, C) to (1, sH, sW, C)."""

    def __init__(self, real: Runtime, net: Callable[[Image], Image]) -> None:
        self.real, self.net, self.gate = real, net, real.gate

    def open(self, model: Model, **options: Any) -> OrtModel:
        good = self.real.open(model)
        fake = copy(good)
        fake.run = lambda batch, token, noise_level=None: self.net(batch[0])[np.newaxis]  # type: ignore[method-assign]
        return fake


def judged(catalog: Catalog, runtime: Any, pixels: Pixels, recipe: Recipe, **options: Any) -> TrustMaps:
    photo = as_photo(pixels)
    other = options.pop("other", None)
    return judge(Restorer(catalog, runtime), photo, question(catalog, photo, recipe, other), **options)


def two_halves(height: int = 64, width: int = 96) -> Pixels:
    """A photo of gentle slopes, dark on the left and bright on the right."""
    across = np.linspace(-6, 6, width)
    picture = 0.5 + 0.25 * np.tanh(across)[np.newaxis] + 0.05 * np.sin(np.arange(height) / 9)[:, np.newaxis]
    return from_float(np.repeat(picture[..., np.newaxis], 3, axis=2).astype(np.float32), np.dtype(np.uint8))


def inventing(detail: Callable[[tuple[int, ...]], Image], scale: int) -> Callable[[Image], Image]:
    """A network that enlarges well (what bicubic loses of the photo is given back) and adds to what is bright."""

    def net(batch: Image) -> Image:
        plain = bicubic(batch, scale)
        plain += bicubic(batch - bicubic(plain, 1 / scale), scale)
        return plain + detail(plain.shape) * (plain > 0.6)

    return net


def texture(shape: tuple[int, ...]) -> Image:
    """Chance, whose mean over each pixel of the photo is nothing: in place on the network's own grid."""
    noise = np.random.default_rng(1).normal(0, 12 / 255, shape).astype(np.float32)
    for _ in range(3):
        noise -= bicubic(bicubic(noise, 1 / 4), 4)
    return noise


def rings(shape: tuple[int, ...]) -> Image:
    """A pattern that looks the same from all sides."""
    ring = np.full((4, 4), -1 / 3, np.float32)
    ring[1:3, 1:3] = 1
    return np.asarray(np.tile(ring, (shape[0] // 4, shape[1] // 4))[..., np.newaxis] * np.float32(24 / 255), np.float32)


@pytest.mark.parametrize(
    ("measure", "detail"),
    [
        ("stability", texture),
        ("disagreement", rings),
        ("consistency", lambda shape: np.float32(5 / 255)),
    ],
)
def test_planted_invention_lights_up_there_and_only_there(
    catalog: Catalog, runtime: Runtime, measure: trust.Measure, detail: Callable[[tuple[int, ...]], Image]
) -> None:
    maps = judged(catalog, Replaced(runtime, inventing(detail, 4)), two_halves(), X4)
    planted, firm = maps.combined[:, 60:], maps.combined[:, :36]
    assert (firm <= 0.7).all()
    assert (planted > 1).mean() > 0.95
    assert (maps.measures[measure][:, 60:] > THRESHOLDS[measure]).mean() > 0.9
    if measure != "stability":
        assert maps.stability.max() < 0.01, "what does not depend on the orientation is stable"
    assert 0.3 < maps.firm < 0.65
    clean = judged(catalog, Replaced(runtime, inventing(lambda shape: np.float32(0), 4)), two_halves(), X4)
    assert clean.firm == 1


def test_structure_that_goes_with_the_noise_lights_up(catalog: Catalog, runtime: Runtime) -> None:
    clean = np.repeat(two_halves(120, 180)[..., :1], 3, axis=2) / np.float32(255)
    stripes = np.where(np.arange(180) // 6 % 2, 12, -12).astype(np.float32)[np.newaxis, :, np.newaxis] / 255
    bars = clean + stripes * (np.arange(180) > 120)[np.newaxis, :, np.newaxis]
    noisy = from_float(GaussianNoise(10)(bars, np.random.default_rng(0)), np.dtype(np.uint8))

    def denoiser(answer: Image) -> Any:
        def net(block: Image) -> Image:
            known = {turned.shape: turned for turned in (answer, np.swapaxes(answer, 0, 1))}
            return known[block.shape]

        return Replaced(runtime, net)

    # The fake knows the answer for the whole photo only, so the orientations do not count here: only the first does.
    blind = judged(catalog, denoiser(clean), noisy, DENOISE, other="").consistency
    right = judged(catalog, denoiser(bars), noisy, DENOISE, other="").consistency
    assert (blind[:, 132:] > THRESHOLDS["consistency"]).mean() > 0.9
    assert (blind[:, :100] > THRESHOLDS["consistency"]).mean() < 0.1
    assert (right > THRESHOLDS["consistency"]).mean() < 0.1, "noise alone is what a denoiser should take out"


RECIPES = {
    "x2": X2,
    "x4": X4,
    "before": Recipe((Step("upscale-before-rgb-x2"),)),
    "strided": Recipe((Step("denoise-strided"),)),
    "chain": Recipe((Step("denoise-strided"), Step("upscale-luma-x2"))),
    "ensemble": Recipe((Step("denoise-strided"), Step("upscale-before-luma-x2")), ensemble=True),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_region_gets_the_values_of_the_whole_photo(
    restorer: Restorer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = RECIPES[name]
    photo = as_photo(random_pixels(57, 83, 3))
    asked = question(restorer.catalog, photo, recipe)
    whole = judge(restorer, photo, asked)
    assert whole.consistency.shape == whole.stability.shape == (57, 83)
    region = Region(11, 7, 60, 41)
    monkeypatch.setattr(trust, "_CELL", 40)
    part = judge(
        Restorer(restorer.catalog, restorer.runtime, tile=32), photo, asked, region=region, urgency=Urgency.PREVIEW
    )
    assert part.region == region
    for measure, values in whole.measures.items():
        np.testing.assert_allclose(part.measures[measure], values[region.slices], atol=2e-3)
    assert whole.firm == np.mean(whole.combined <= 1)


def test_the_measures_are_what_they_are_said_to_be(restorer: Restorer) -> None:
    photo = as_photo(np.repeat(random_pixels(20, 30, grey=True)[..., np.newaxis], 3, axis=2))
    asked = question(restorer.catalog, photo, X2)
    maps = judge(restorer, photo, asked)
    result, _ = restorer.restore_photo(photo, X2)
    levels = result.pixels[..., 1] * np.float32(219 / 255)
    plain = np.clip(bicubic(photo.pixels[..., 1].astype(np.float32), 2), None, None) * np.float32(219 / 255)
    apart = np.square(levels - plain).reshape(20, 2, 30, 2).mean(axis=(1, 3)) ** 0.5
    assert maps.disagreement is not None
    np.testing.assert_allclose(maps.disagreement, apart, atol=1.0)  # the result is rounded to 8 bits
    assert maps.stability.mean() > 1
    tenfold = TrustMaps(maps.region, maps.consistency * 0 + 10, maps.stability * 0, None)
    assert (tenfold.combined == 10 / THRESHOLDS["consistency"]).all()
    assert tenfold.firm == 0
    assert set(tenfold.measures) == {"consistency", "stability"}


@pytest.mark.parametrize(("loss", "other"), [(0.1, "second"), (0.3, "")])
def test_a_much_worse_denoiser_is_not_asked_unless_it_is_named(tmp_path: Path, loss: float, other: str) -> None:
    for name, psnr in (("best", 30.0), ("second", 30.0 - loss)):
        figure = Metric(dataset="-", protocol="-", measure="psnr_rgb", value=psnr, baseline=20.0, command="-")
        file_model(tmp_path, name, Graph(3).times(1.0).bytes(), metrics=(figure.model_dump(),))
    catalog, photo, recipe = Catalog([tmp_path]), as_photo(random_pixels(24, 24)), Recipe((Step("best"),))
    assert question(catalog, photo, recipe).other == other
    assert question(catalog, photo, recipe, "second").other == "second"


def test_another_model_can_be_the_other_method(restorer: Restorer) -> None:
    catalog, photo = restorer.catalog, as_photo(random_pixels(24, 24))
    chain = Recipe((Step("denoise-deep"), Step("upscale-luma-x2")))
    assert question(catalog, photo, X2).other == BICUBIC
    assert question(catalog, photo, chain).other == BICUBIC
    denoiser = question(catalog, photo, DENOISE)
    assert denoiser.other in {model.id for model in catalog.choices("denoise")} - {"denoise-deep"}
    told = question(catalog, photo, DENOISE, "denoise-told").rival
    assert told is not None
    assert told.steps[0].noise_level is not None
    same = judge(restorer, photo, question(catalog, photo, X2, "upscale-luma-x2"))
    assert same.disagreement is not None
    assert same.disagreement.max() < 1e-4
    colour = judge(restorer, photo, question(catalog, photo, chain, "upscale-rgb-x2"))
    assert colour.disagreement is not None
    assert colour.disagreement.mean() > 1
    assert judge(restorer, photo, question(catalog, photo, DENOISE, "")).disagreement is None


def test_noise_is_measured_as_networks_see_the_photo(catalog: Catalog) -> None:
    light = GaussianNoise(25)(np.full((96, 96, 3), 0.5, np.float32), np.random.default_rng(0))
    light[0, 0], light[0, 1] = 0, 1
    recipe = Recipe((Step("denoise-deep"),))
    usual, bright = (question(catalog, as_photo(light * np.float32(top)), recipe, "denoise-told") for top in (1, 255))
    assert usual.noise > 3
    assert bright.noise == pytest.approx(usual.noise, rel=0.02)
    assert usual.rival is not None
    assert bright.rival is not None
    assert bright.rival.steps[0].noise_level == pytest.approx(usual.rival.steps[0].noise_level, rel=0.02)


def test_a_method_that_has_no_part_in_it_is_refused(restorer: Restorer) -> None:
    catalog, photo = restorer.catalog, as_photo(random_pixels(9, 9))
    for recipe, other in ((DENOISE, BICUBIC), (X2, "upscale-luma-x4"), (X2, "denoise-deep")):
        with pytest.raises(ModelMismatch):
            question(catalog, photo, recipe, other)
    with pytest.raises(ModelUnknown):
        question(catalog, photo, X2, "nothing")


def test_the_mean_of_the_orientations_is_judged_where_it_is_the_result(restorer: Restorer) -> None:
    photo = as_photo(random_pixels(24, 24))
    plain, mean = (
        judge(restorer, photo, question(restorer.catalog, photo, Recipe(X2.steps, ensemble=each)))
        for each in (False, True)
    )
    np.testing.assert_array_equal(plain.stability, mean.stability)
    assert np.abs(plain.consistency - mean.consistency).max() > 0.1


def test_strength_does_not_count(restorer: Restorer) -> None:
    photo = as_photo(random_pixels(9, 9))
    assert question(restorer.catalog, photo, Recipe(X2.steps, Mix(0.5, 0.5))) == question(restorer.catalog, photo, X2)


def test_progress_is_told_and_cancel_heard(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "_CELL", 40)
    photo = as_photo(random_pixels(50, 30))
    asked = question(restorer.catalog, photo, X2)
    told: list[float] = []
    judge(restorer, photo, asked, progress=Reporter(told.append))
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) >= 6 * 8
    token = CancelToken()

    def stop(fraction: float) -> None:
        if fraction > 0.3:
            token.cancel()

    with pytest.raises(Cancelled):
        judge(restorer, photo, asked, progress=Reporter(stop, token))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 5), (1, 40)])
@pytest.mark.parametrize("name", RECIPES)
def test_smallest_photos_work(restorer: Restorer, name: str, height: int, width: int) -> None:
    photo = as_photo(random_pixels(height, width))
    maps = judge(restorer, photo, question(restorer.catalog, photo, RECIPES[name]))
    assert np.isfinite(maps.combined).all()


def test_transparent_grey_and_deep_photos_work(restorer: Restorer) -> None:
    for depth in (np.uint16, np.float32):
        photo = as_photo(
            random_pixels(20, 22, depth=depth, grey=True), random_pixels(20, 22, 2, depth=depth, grey=True)
        )
        maps = judge(restorer, photo, question(restorer.catalog, photo, X2))
        assert np.isfinite(maps.combined).all()


def test_a_real_photo_is_firm_where_it_is_smooth_and_lit_at_its_detail(runtime: Runtime) -> None:
    cat = skimage.data.chelsea()
    small = bicubic(cat[:, 1:449] / np.float32(255), 0.25)
    maps = judged(BUNDLED, runtime, from_float(small, np.dtype(np.uint8)), Recipe((Step("upscale-espcn-x4"),)))
    slope = np.hypot(*np.gradient(small.mean(axis=2)))
    smooth, steep = slope < np.percentile(slope, 40), slope > np.percentile(slope, 98)
    assert (maps.combined[smooth] > 1).mean() < 0.005
    assert (maps.combined[steep] > 1).mean() > 0.3
    assert maps.firm == pytest.approx(0.977, abs=0.01)
    found = Departures()
    found.add(maps)
    assert found.firm == maps.firm
    for departure in found.figures:
        assert departure.threshold == THRESHOLDS[departure.measure]
        assert 0 < departure.median < departure.high
        assert 0 <= departure.above < 0.05


def test_part_by_part_the_figures_are_those_of_the_whole(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "_CELL", 40)
    photo = as_photo(random_pixels(57, 83, 3))
    asked = question(restorer.catalog, photo, X2)
    whole, found = judge(restorer, photo, asked), Departures()
    parts = list(trust.judged(restorer, photo, asked))
    assert sum(maps.region.size.area for maps in parts) == photo.size.area
    assert max(maps.region.size.area for maps in parts) <= 20 * 20
    for maps in parts:
        found.add(maps)
        for measure, values in maps.measures.items():
            np.testing.assert_array_equal(values, whole.measures[measure][maps.region.slices])
    assert found.firm == whole.firm
    assert [each.measure for each in found.figures] == list(whole.measures)
    for each in found.figures:
        values = whole.measures[each.measure]
        quantiles = np.percentile(values, (50, 95), method="inverted_cdf")
        assert (each.median, each.high) == pytest.approx(tuple(quantiles), abs=0.01)
        assert each.above == np.mean(values > THRESHOLDS[each.measure])


def test_departures_beyond_all_levels_count_as_the_largest() -> None:
    found, far = Departures(), np.full((2, 3), 1e6, np.float32)
    found.add(TrustMaps(Region(0, 0, 3, 2), far, far * 0, None))
    consistency, stability = found.figures
    assert (consistency.median, consistency.above) == (pytest.approx(256, abs=0.01), 1)
    assert (stability.high, stability.above, found.firm) == (pytest.approx(0, abs=0.01), 0, 0)
