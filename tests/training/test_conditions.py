"""What a network is told besides the photo, and the restorer that listens to it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from training.conditions import UNKNOWN, told, untold
from training.config import TrainConfig, parse_config
from training.data.patches import Batch, Pair, PatchSampler, validation_set
from training.models.restorer import LevelFeatures, build
from training.networks import build_model

SMALL = "width = 8\nmiddle_width = 8\ndeep_width = 8\nblocks = 1\nmiddle_blocks = 1\ndeep_blocks = 1"


@pytest.fixture(scope="module")
def config(denoise_text: str) -> TrainConfig:
    """A configuration of a very short training of a small restorer."""
    text = (
        denoise_text.replace("residual-denoiser", "restorer")
        .replace("align = 2", 'align = 8\nconditions = ["noise_level"]')
        .replace("width = 8\nblocks = 1", SMALL)
        .replace("patch = 12", "patch = 32")
        .replace("validation_patch = 16", 'validation_patch = 32\nnoise_kind = "real"')
    )
    return parse_config(text, "tiny")


def _photos() -> list[Pair]:
    rng = np.random.default_rng(0)
    return [Pair(image, image) for image in rng.integers(0, 256, (3, 48, 48, 3), np.uint8)]


def _patches(level: float, number: int = 400) -> tuple[Batch, Batch]:
    clean = np.full((number, 8, 8, 3), 0.5, np.float32)
    return clean + np.float32(level) * np.sign(np.random.default_rng(0).random(clean.shape) - 0.5), clean


def test_half_of_the_patches_are_told_about_how_strong_the_damage_is(config: TrainConfig) -> None:
    sources, targets = (np.asarray(batch, np.float32) for batch in _patches(0.1))
    given, levels = told(config, sources, targets, 3)
    assert given is sources
    assert levels.shape == (400, 1, 1, 1)
    assert levels.dtype == np.float32
    known = levels[levels != UNKNOWN]
    assert known.size / levels.size == pytest.approx(0.5, abs=0.08)
    assert np.median(known) == pytest.approx(0.1, rel=0.05)
    assert np.log(known).std() == pytest.approx(0.2, rel=0.2), "no gauge is exact"
    assert UNKNOWN < 0


def test_the_same_step_is_told_the_same_and_another_one_is_not(config: TrainConfig) -> None:
    sources, targets = _patches(0.1)
    first, again, other = (told(config, sources, targets, step)[1] for step in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    sampler = PatchSampler(_photos(), config)
    for one, two in zip(sampler.batch(5), sampler.batch(5), strict=True):
        np.testing.assert_array_equal(one, two)


def test_nothing_is_told_of_photos_of_which_nothing_is_known(config: TrainConfig) -> None:
    sources, targets = _patches(0.1, 5)
    given, levels = untold(config, sources)
    assert given is sources
    np.testing.assert_array_equal(levels, np.full((5, 1, 1, 1), -1, np.float32))
    plain = config.model_copy(update={"conditions": ()})
    assert untold(plain, sources) is sources
    assert told(plain, sources, targets, 0) is sources


def test_real_damage_is_judged_on_the_same_ten_kinds_of_it(config: TrainConfig) -> None:
    first, again = (validation_set(_photos(), config) for _ in range(2))
    assert len(first) == 10
    for (sources, targets), (same, _) in zip(first, again, strict=True):
        np.testing.assert_array_equal(sources, same)
        assert sources.shape == targets.shape == (3, 32, 32, 3)
        assert np.abs(sources - targets).mean() > 1e-3


def test_a_level_becomes_numbers_that_tell_known_from_unknown() -> None:
    levels = np.array([-1, 0, 1 / 255, 0.1], np.float32).reshape(4, 1, 1, 1)
    features = np.asarray(LevelFeatures()(levels)).reshape(4, 3)
    np.testing.assert_array_equal(features[:, 2], [0, 1, 1, 1])
    np.testing.assert_allclose(features[:, 0], [0, 0, 10 / 255, 1], rtol=1e-6)
    np.testing.assert_allclose(features[:, 1], np.log1p([0, 0, 1, 25.5]) / 4, rtol=1e-6)


def test_the_level_counts_once_the_network_has_learned(config: TrainConfig) -> None:
    """Untrained it does not; then patches of two strengths, nothing else to tell them by, teach it."""
    model = build_model(config)
    rng = np.random.default_rng(0)
    image = rng.random((4, 16, 16, 3), np.float32)
    levels = np.array([0.02, 0.3, 0.02, 0.3], np.float32).reshape(4, 1, 1, 1)
    np.testing.assert_array_equal(model([image, levels]), model([image, np.full_like(levels, UNKNOWN)]))
    target = image - levels
    model.compile(keras.optimizers.Adam(1e-2), "mae", jit_compile=False)
    losses = [float(model.train_on_batch([image, levels], target)) for _ in range(40)]
    assert losses[-1] < 0.5 * losses[0]
    weak, strong = (model([image[:1], np.full((1, 1, 1, 1), level, np.float32)]) for level in (0.02, 0.3))
    assert float(np.mean(np.asarray(weak) - np.asarray(strong))) > 0.05


def test_the_shipped_size_keeps_to_its_limit() -> None:
    model = build()
    assert model.count_params() <= 2_500_000
    assert [tuple(given.shape) for given in model.inputs] == [(None, None, None, 3), (None, 1, 1, 1)]
