"""`engine.compare`: strips and single crops give the pixels of the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recon_desktop.core import resize
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import photo_from_array
from recon_desktop.core.pixels import ArraySource, from_float, to_float
from recon_desktop.core.progress import SILENT
from recon_desktop.core.quality import quality
from recon_desktop.engine import compare as methods
from recon_desktop.engine.compare import Contest, compare, crop, crops_agreement
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer

METHODS = ("nearest", "bicubic", "lanczos", "upscale-luma-x2")
CROPS = (Region(10, 20, 40, 30), Region(0, 0, 16, 16))


@pytest.fixture(params=[np.uint8, np.uint16])
def contest(request: pytest.FixtureRequest) -> Contest:
    rng = np.random.default_rng(0)
    smooth = resize.bicubic(rng.random((12, 16, 3), np.float32), size=(96, 128))
    clean = photo_from_array(from_float(np.clip(smooth, 0, 1), np.dtype(request.param)))
    small = photo_from_array(from_float(resize.bicubic(to_float(clean.pixels), 0.5), np.dtype(request.param)))
    return Contest(small, Order("upscale", scale=2), clean, None, CROPS)


def test_strips_give_the_pixels_and_scores_of_the_whole(
    restorer: Restorer, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = compare(restorer, contest, METHODS, SILENT)
    monkeypatch.setattr(methods, "_STRIP_AREA", 1024)
    for one, other in zip(compare(restorer, contest, METHODS, SILENT), whole, strict=True):
        assert one.scores is not None
        assert other.scores is not None
        assert replace(one.scores, errors=None) == replace(other.scores, errors=None)
        assert one.quality == other.quality
        for ours, theirs in zip(one.crops, other.crops, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_crop_alone_is_that_of_the_whole(restorer: Restorer, contest: Contest) -> None:
    for outcome in compare(restorer, contest, METHODS, SILENT):
        for part, expected in zip(CROPS, outcome.crops, strict=True):
            np.testing.assert_array_equal(crop(restorer, contest, outcome.method, part.shrunk(2)), expected)


def test_results_are_told_by_themselves_as_the_window_does(restorer: Restorer, contest: Contest) -> None:
    """All of a result counts, the border as well, rounded to 8 bits, the grid of JPEG enlarged with it."""
    (outcome,) = compare(restorer, contest, ["bicubic"], SILENT)
    enlarged = resize.bicubic(contest.photo.source.read(contest.photo.size.whole), 2)
    expected = quality(
        ArraySource(from_float(enlarged, contest.photo.depth)).read, [contest.photo.size.scaled(2).whole], None, scale=2
    )
    assert outcome.quality == expected


def test_a_photo_that_is_all_border_is_scored_whole(restorer: Restorer, contest: Contest) -> None:
    tiny = Region(0, 0, 2, 2)
    photo, reference = (
        photo_from_array(np.ascontiguousarray(of.pixels[tiny.scaled(factor).slices]))
        for of, factor in ((contest.photo, 1), (contest.reference or contest.photo, 2))
    )
    few = Contest(photo, Order("upscale", scale=2), reference, None, (tiny.scaled(2),))
    (outcome,) = compare(restorer, few, ["bicubic"], SILENT)
    assert outcome.scores is not None
    assert outcome.scores.psnr_rgb > 10


def test_crops_are_scored_together(restorer: Restorer, contest: Contest) -> None:
    same = methods.cut(contest.reference.source, CROPS) if contest.reference else ()
    assert crops_agreement(contest, same).psnr_rgb == float("inf")
    worse = [same[0], 255 - same[1]]
    assert crops_agreement(contest, worse).psnr_rgb < 25
