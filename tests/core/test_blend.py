"""Separate strengths for luma and chroma, and grain."""

from __future__ import annotations

import numpy as np
import pytest

from recon_desktop.core.blend import blend, cross_fade
from recon_desktop.core.color import rgb_to_ycbcr
from recon_desktop.core.geometry import Region
from recon_desktop.core.grain import grain, weight
from recon_desktop.core.image import Image
from recon_desktop.core.mix import MOST_GRAIN, PLAIN, Mix

PLACE = Region(100, 200, 40, 30)


def pair() -> tuple[Image, Image]:
    rng = np.random.default_rng(1)
    return rng.random((30, 40, 3), np.float32), rng.random((30, 40, 3), np.float32)


def test_luma_and_chroma_follow_their_own_strengths() -> None:
    baseline, restored = pair()
    below, above = rgb_to_ycbcr(baseline), rgb_to_ycbcr(restored)
    mixed = rgb_to_ycbcr(blend(baseline, restored, Mix(luma=0.8, chroma=0.3), PLACE))
    np.testing.assert_allclose(mixed[..., 0], 0.2 * below[..., 0] + 0.8 * above[..., 0], atol=1e-5)
    np.testing.assert_allclose(mixed[..., 1:], 0.7 * below[..., 1:] + 0.3 * above[..., 1:], atol=1e-5)


def test_equal_strengths_are_a_cross_fade_and_the_ends_are_exact() -> None:
    baseline, restored = pair()
    kept = baseline.copy(), restored.copy()
    np.testing.assert_array_equal(blend(baseline, restored, Mix(0.4, 0.4), PLACE), cross_fade(baseline, restored, 0.4))
    np.testing.assert_array_equal(blend(baseline, restored, PLAIN, PLACE), restored)
    np.testing.assert_array_equal(blend(baseline, restored, Mix(0, 0), PLACE), baseline)
    np.testing.assert_array_equal((baseline, restored), kept)


def test_a_part_gets_the_grain_of_the_whole() -> None:
    whole = grain(Region(0, 0, 700, 650))
    for part in (Region(0, 0, 1, 1), Region(63, 64, 130, 70), Region(511, 400, 189, 250), Region(5, 600, 600, 50)):
        np.testing.assert_array_equal(grain(part), whole[part.slices])
    assert abs(whole.mean()) < 0.02
    assert whole.std() == pytest.approx(1, abs=0.02)


def test_grain_does_not_repeat() -> None:
    blocks = [grain(Region(column * 64, row * 64, 64, 64)) for row in range(5) for column in range(5)]
    alike = np.corrcoef([block.ravel() for block in blocks]) - np.eye(len(blocks))
    assert (np.abs(alike) > 0.5).sum() == 0
    smooth = np.corrcoef(blocks[0][:, :-1].ravel(), blocks[0][:, 1:].ravel())[0, 1]
    assert 0.1 < smooth < 0.8, "neighbours belong to one clump"


def test_grain_has_its_size_no_colour_and_spares_black_and_white() -> None:
    place = Region(0, 0, 256, 256)
    for level, spread in ((0.5, 8.0), (0.0, 0.0), (1.0, 0.0)):
        grey = np.full((256, 256, 3), level, np.float32)
        added = blend(grey, grey, Mix(grain=8), place) - grey
        assert added.std() * 255 == pytest.approx(spread, abs=0.3)
        np.testing.assert_allclose(added[..., 0], added[..., 1], atol=1e-6)
    assert weight(np.float32([-3, 0.25, 0.5, 7])) == pytest.approx([0, 0.9375, 1, 0])


def test_a_mix_out_of_range_is_refused() -> None:
    for wrong in ({"luma": 1.1}, {"chroma": -0.1}, {"grain": MOST_GRAIN + 1}, {"grain": float("nan")}):
        with pytest.raises(ValueError, match="lies in"):
            Mix(**wrong)
    assert Mix(0.5, 1.0, 3).weakened(0.5) == Mix(0.25, 0.5, 3)
    assert [mix.uniform for mix in (PLAIN, Mix(0.2, 0.2), Mix(0.2, 0.3), Mix(grain=1))] == [True, True, False, False]
