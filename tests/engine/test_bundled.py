"""The shipped models keep the promises of their cards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from recon_desktop.core.card import Task
from recon_desktop.core.geometry import Region
from recon_desktop.core.pixels import ArraySink, ArraySource, from_float
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime

CATALOG = Catalog([Path(__file__).resolve().parents[2] / "resources" / "models"])
CHAINS = [
    *((model.id,) for model in CATALOG.models),
    (CATALOG.default("denoise").id, CATALOG.default("upscale", 2).id),
]


@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_tiled_equals_whole(chain: tuple[str, ...]) -> None:
    _assert_tiled_equals_whole(Runtime("cpu", "fp32"), chain)


@pytest.mark.parametrize("model", [model.id for model in CATALOG.models if model.card.variant("int8")])
def test_tiled_equals_whole_in_8_bits(model: str) -> None:
    _assert_tiled_equals_whole(Runtime("cpu", "int8"), (model,))


def _assert_tiled_equals_whole(runtime: Runtime, chain: tuple[str, ...]) -> None:
    recipe = Recipe(tuple(Step(name) for name in chain))
    scale = recipe.scale(CATALOG)
    rng = np.random.default_rng(7)
    photo = skimage.data.chelsea()
    # Of a tile that is hardly wider than what the network sees, almost nothing would be left but its halo.
    sees = max(CATALOG.get(name).card.receptive_radius for name in chain)
    for _ in range(3):
        height, width = (int(side) for side in rng.integers(1, 150, 2))
        source = ArraySource(np.ascontiguousarray(photo[:height, :width]))
        results = []
        for tile in (10_000, 2 * sees + int(rng.integers(32, 80))):
            sink = ArraySink(source.size.scaled(scale), np.dtype(np.float32))
            Restorer(CATALOG, runtime, tile=tile).restore(source, sink, recipe)
            results.append(sink.pixels)
        whole, tiled = results
        np.testing.assert_allclose(tiled, whole, rtol=0, atol=1e-6)
        eight = np.dtype(np.uint8)
        np.testing.assert_array_equal(from_float(tiled, eight), from_float(whole, eight))
        region = Region(width // 3, height // 3, -(-width // 2), -(-height // 2))
        part = ArraySink(region.size.scaled(scale), np.dtype(np.float32))
        Restorer(CATALOG, runtime, tile=2 * sees + 40).restore(source, part, recipe, region=region)
        np.testing.assert_allclose(part.pixels, whole[region.scaled(scale).slices], rtol=0, atol=1e-6)


def test_every_card_is_sound() -> None:
    assert CATALOG.problems == ()
    for model in CATALOG.models:
        CATALOG.verify(model.id)


@pytest.mark.parametrize(
    ("task", "scale", "model"),
    [
        ("denoise", 1, "clean"),
        ("upscale", 2, "upscale-swift-x2"),
        ("upscale", 4, "upscale-swift-x4"),
    ],
)
def test_a_swift_model_is_chosen_for_a_person(task: Task, scale: int, model: str) -> None:
    assert CATALOG.default(task, scale).id == model
