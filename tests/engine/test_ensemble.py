"""The mean over the eight orientations: what it is, how it is told, stopped and kept apart."""

from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.image import Image
from recon_desktop.core.orientation import ORIENTATIONS, turned, turned_back
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.core.progress import Cancelled, CancelToken, Progress, Reporter
from recon_desktop.engine.cache import ResultKey
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport

from .conftest import as_photo, random_pixels
from .nets import DENOISERS, UPSCALERS


def recipe(*names: str, ensemble: bool = True) -> Recipe:
    steps = tuple(Step(name, noise_level=20 if name == "denoise-told" else None) for name in names)
    return Recipe(steps, ensemble=ensemble)


def run(
    restorer: Restorer, pixels: Image, chain: Recipe, *, tile: int = 1000, progress: Progress | None = None
) -> tuple[Image, RunReport]:
    source = ArraySource(np.ascontiguousarray(pixels))
    sink = ArraySink(source.size.scaled(chain.scale(restorer.catalog)), np.dtype(np.float32))
    told = progress or Reporter(lambda fraction: None)
    report = Restorer(restorer.catalog, restorer.runtime, tile=tile).restore(source, sink, chain, progress=told)
    return sink.pixels, report


@pytest.mark.parametrize("model", [*DENOISERS, *UPSCALERS])
def test_it_is_the_mean_over_the_turned_photos(restorer: Restorer, model: str) -> None:
    pixels = random_pixels(24, 36, depth=np.float32)
    parts = [
        turned_back(run(restorer, turned(pixels, way), recipe(model, ensemble=False))[0], way) for way in ORIENTATIONS
    ]
    result, report = run(restorer, pixels, recipe(model))
    np.testing.assert_allclose(result, np.mean(parts, axis=0), rtol=0, atol=2e-6)
    assert report.ensemble
    if model != "denoise-point":  # which sees a pixel by itself
        assert np.abs(result - parts[0]).max() > 1e-3


@pytest.mark.parametrize("chain", [("denoise-strided",), ("denoise-strided", "upscale-before-luma-x2")], ids="+".join)
def test_turning_the_photo_turns_the_result(restorer: Restorer, chain: tuple[str, ...]) -> None:
    pixels = random_pixels(40, 26, depth=np.float32)
    plain, _ = run(restorer, pixels, recipe(*chain), tile=24)
    for way in ORIENTATIONS:
        result, _ = run(restorer, turned(pixels, way), recipe(*chain), tile=24)
        np.testing.assert_allclose(turned_back(result, way), plain, rtol=0, atol=2e-6)


def test_progress_is_told_and_cancel_heard_after_every_pass(restorer: Restorer) -> None:
    told: list[float] = []
    chain = recipe("denoise-deep", "upscale-luma-x2")
    _, report = run(restorer, random_pixels(60, 40, depth=np.float32), chain, tile=40, progress=Reporter(told.append))
    assert told == pytest.approx([(number + 1) / (16 * report.tiles) for number in range(16 * report.tiles)])
    token = CancelToken()
    heard: list[float] = []

    def stop(fraction: float) -> None:
        heard.append(fraction)
        if len(heard) == 3:
            token.cancel()

    with pytest.raises(Cancelled):
        run(restorer, random_pixels(60, 40, depth=np.float32), chain, progress=Reporter(stop, token))
    assert len(heard) == 3


def test_results_with_and_without_are_kept_apart(restorer: Restorer) -> None:
    photo = as_photo(random_pixels(12, 12), random_pixels(12, 12, 1, grey=True))
    plain, ensemble = (recipe("upscale-luma-x2", ensemble=each) for each in (False, True))
    assert ResultKey(photo.digest, plain) != ResultKey(photo.digest, ensemble)
    assert ResultKey(photo.digest, ensemble).recipe.ensemble
    (first, report), (second, other) = (restorer.restore_photo(photo, each) for each in (plain, ensemble))
    assert first.digest != second.digest
    assert (report.ensemble, other.ensemble) == (False, True)
    assert first.alpha is not None
    assert second.alpha is not None
    assert (first.alpha != second.alpha).any(), "transparency goes the same way"


def test_a_request_becomes_an_ensemble(restorer: Restorer) -> None:
    built = Order("upscale", ("upscale-luma-x2",), 2, ensemble=True).recipe(restorer.catalog)
    assert built.ensemble
    assert built.without_mix.ensemble
