"""Photos in colours of their own through the restorer and all that is built on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import skimage.data

from recon_desktop.core.geometry import Region
from recon_desktop.core.icc import SRGB_CURVE, gamma_curve, rgb_profile
from recon_desktop.core.io import photo_from_array
from recon_desktop.core.mix import Mix
from recon_desktop.core.photo import Photo, in_srgb
from recon_desktop.core.space import Space
from recon_desktop.engine import compare as methods
from recon_desktop.engine.degrading import with_reference
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer

X2 = Recipe((Step("upscale-before-luma-x2"),), Mix(0.2, 0.2))  # nearly the bicubic enlargement
P3 = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
ADOBE = (0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


@pytest.fixture(params=[(P3, SRGB_CURVE), (ADOBE, gamma_curve(2.2))], ids=["P3", "Adobe"])
def wide(request: pytest.FixtureRequest) -> Photo:
    """A cat, and a patch that is as red as its colours can be."""
    pixels = skimage.data.chelsea()[100:148, 120:184].copy()
    pixels[:12, :12] = 255, 0, 0
    return photo_from_array(pixels, space=Space.of(rgb_profile("wide", *request.param)))


def test_a_result_has_the_colours_of_its_photo(restorer: Restorer, wide: Photo) -> None:
    result, _ = restorer.restore_photo(wide, X2)
    assert result.space == wide.space
    plain, _ = restorer.restore_photo(in_srgb(wide), X2)
    seen = in_srgb(result).pixels.astype(int)
    # Where nothing is cut, it is what a network makes of the same photo in sRGB.
    assert np.abs(seen[40:, 40:] - plain.pixels[40:, 40:]).max() <= 4  # dark steps of 8 bits differ
    red = result.source.read(Region(4, 4, 8, 8))
    assert red[..., 0].min() > 1.05
    assert red[..., 1].max() < -0.15 or wide.space == Space.of(rgb_profile("wide", ADOBE, gamma_curve(2.2)))


def test_without_strength_every_pixel_stays(restorer: Restorer, wide: Photo) -> None:
    result, _ = restorer.restore_photo(wide, Recipe((Step("denoise-deep"),), Mix(0.0, 0.0)))
    np.testing.assert_array_equal(result.pixels, wide.pixels)


def test_a_part_has_the_pixels_of_the_whole(restorer: Restorer, wide: Photo) -> None:
    whole, _ = restorer.restore_photo(wide, X2)
    part = Region(5, 7, 20, 18)
    result, _ = restorer.restore_photo(wide, X2, region=part)
    np.testing.assert_array_equal(result.pixels, whole.pixels[part.scaled(2).slices])


def test_transparency_goes_along(restorer: Restorer, wide: Photo) -> None:
    alpha = np.full(wide.pixels.shape[:2], 255, np.uint8)
    alpha[20:30] = 0
    result, _ = restorer.restore_photo(replace(wide, alpha=alpha), X2)
    assert result.alpha is not None
    assert result.space == wide.space


def test_crops_of_figures_are_srgb(restorer: Restorer, wide: Photo) -> None:
    photo, reference = with_reference(wide, {"downscale": 2})
    assert photo.space == reference.space == wide.space
    part = Region(0, 0, 8, 8)
    contest = methods.Contest(photo, Order("upscale", scale=2, mix=X2.mix), reference, None, (part,))
    red = np.broadcast_to(np.array([255, 0, 0], np.uint8), (8, 8, 3))
    for method in ("nearest", "upscale-before-luma-x2"):
        (outcome,) = methods.compare(restorer, contest, [method])
        np.testing.assert_allclose(outcome.crops[0][:6, :6], red[:6, :6], atol=12)
        (same,) = methods.cut(reference.source, [part])
        np.testing.assert_array_equal(same, red)
        assert outcome.scores is not None
        assert outcome.scores.psnr_rgb > 15


def test_a_photo_is_identical_with_itself(wide: Photo) -> None:
    from recon_desktop.core.agreement import compare

    agreement = compare(wide.source.read, wide.source.read, [wide.size.whole])
    assert agreement.psnr_rgb == float("inf")
    assert agreement.ciede2000 == 0
