"""Photos made worse strip by strip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recon_desktop.core import degrade
from recon_desktop.core.geometry import Size
from recon_desktop.engine import degrading as module
from recon_desktop.engine.degrading import degraded, with_reference
from tests.made import photo


@pytest.mark.parametrize(
    "steps",
    [
        {"noise": 25},
        {"camera": 12},
        {"downscale": 2},
        {"downscale": 4, "blur": 1.5},
        {"jpeg": 40},
        {"jpeg2": 40},
        {"jpeg": 20, "jpeg2": 40},
        {"sharpen": 1.5, "blur": 1},
        {"grain": 12},
        {"dust": 2000},
        {"downscale": 2, "noise": 10, "jpeg": 60, "blur": 1},
    ],
)
@pytest.mark.parametrize("grey", [False, True])
def test_strips_are_as_the_whole_would_be(steps: dict[str, float], grey: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    source = photo(Size(203, 301), alpha=True, grey=grey)
    whole = degraded(source, steps)
    monkeypatch.setattr(module, "_STRIP_AREA", 20_000)
    strips = degraded(source, steps)
    assert whole.size == strips.size == Size(203 // steps.get("downscale", 1), 301 // steps.get("downscale", 1))
    assert whole.alpha is not None
    assert strips.alpha is not None
    assert np.abs(whole.alpha.astype(int) - strips.alpha).max() <= 1
    if steps.keys() & {"noise", "camera", "grain", "dust"}:  # other seeds: the same kind of picture, no seam
        assert strips.pixels.std() == pytest.approx(whole.pixels.std(), rel=0.02)
    else:
        # JPEG's chroma interpolation looks one row beyond the margin's edge.
        assert np.abs(whole.pixels.astype(int) - strips.pixels).max() <= 1


def test_a_simulation_is_the_chain_of_the_core() -> None:
    source = photo(Size(64, 48), np.float32)
    chain = degrade.Chain((degrade.Blur(1.0), degrade.Downscale(2)))
    expected = chain(source.pixels, np.random.default_rng(0))
    assert np.array_equal(degraded(source, {"downscale": 2, "blur": 1.0}).pixels, expected)


def test_a_simulated_photo_keeps_where_it_comes_from() -> None:
    made = degraded(photo(Size(64, 48), np.uint16), {"jpeg": 50})
    assert made.depth == np.uint8
    assert (made.path, made.metadata.xmp, made.format) == (Path("a.tif"), b"<x/>", "TIFF")
    assert made.digest not in ("", "digest")


@pytest.mark.parametrize("size", [Size(1, 1), Size(3, 5)])
def test_tiny_photos_can_be_degraded(size: Size) -> None:
    assert degraded(photo(size), {"camera": 9, "noise": 5, "jpeg": 50, "blur": 2}).size == size


def test_the_reference_is_cut_to_what_the_smaller_photo_shows() -> None:
    source = photo(Size(63, 49), alpha=True)
    worse, clean = with_reference(source, {"downscale": 4})
    assert (worse.size, clean.size) == (Size(15, 12), Size(60, 48))
    assert clean.alpha is None
    np.testing.assert_array_equal(clean.pixels, source.pixels[:48, :60])
    with pytest.raises(ValueError, match="4 times smaller"):
        degraded(photo(Size(3, 9)), {"downscale": 4})
