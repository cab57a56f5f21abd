"""Augmentations: seeded, safe for shapes, and they never touch what they are given."""

import dataclasses

import numpy as np
import pytest

from training.augment import STEPS, Batch, Brightness, CutBlur, CutMix, Mixup, PermuteChannels, Turn

SIDE = 8


def _batches(scale: int, channels: int = 3) -> tuple[Batch, Batch]:
    """Return random sources, and targets that repeat their pixels: what was done alike can be seen."""
    sources = np.random.default_rng(0).random((6, SIDE, SIDE, channels), np.float32)
    return sources, _enlarged(sources, scale)


def _enlarged(batch: Batch, scale: int) -> Batch:
    return batch.repeat(scale, 1).repeat(scale, 2)


@pytest.mark.parametrize("name", sorted(STEPS))
@pytest.mark.parametrize("scale", [1, 2, 4])
def test_every_step_is_seeded_keeps_shapes_and_changes_nothing_it_is_given(name: str, scale: int) -> None:
    step = STEPS[name]
    if step.needs == "equal sizes" and scale > 1:
        pytest.skip("needs an input as large as the output")
    sources, targets = _batches(scale)
    kept = sources.copy(), targets.copy()
    results = [step(sources, targets, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(sources, kept[0])
    np.testing.assert_array_equal(targets, kept[1])
    for new_sources, new_targets in results:
        assert (new_sources.shape, new_sources.dtype) == (sources.shape, np.float32)
        assert (new_targets.shape, new_targets.dtype) == (targets.shape, np.float32)
        assert 0 <= min(new_sources.min(), new_targets.min()) <= max(new_sources.max(), new_targets.max()) <= 1
        # Source and target are varied alike.
        np.testing.assert_allclose(new_targets, _enlarged(new_sources, scale), atol=1e-6)
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])
    if name != "cutblur":  # here its source is its target
        assert not np.array_equal(results[0][0], results[2][0])


@pytest.mark.parametrize("name", sorted(STEPS))
def test_steps_are_frozen(name: str) -> None:
    assert dataclasses.is_dataclass(STEPS[name])
    with pytest.raises(AttributeError):
        STEPS[name].probability = 1  # type: ignore[attr-defined]


def test_the_symmetries_are_eight_and_flips_and_rotations_some_of_them() -> None:
    image = np.arange(9, dtype=np.float32).reshape(1, 3, 3, 1) / 9
    seen = {}
    for name in ("symmetries", "flips", "rotations"):
        step = STEPS[name]
        seen[name] = {step(image, image, np.random.default_rng(seed))[0].tobytes() for seed in range(99)}
    assert [len(ways) for ways in seen.values()] == [8, 2, 4]
    assert seen["flips"] | seen["rotations"] < seen["symmetries"]
    assert Turn((0,))(image, image, np.random.default_rng(0))[0].tobytes() == image.tobytes()


def test_brightness_and_colour_change_whole_patches() -> None:
    sources, targets = _batches(2)
    darker, _ = Brightness(0.5)(sources, targets, np.random.default_rng(0))
    factor = darker / sources
    np.testing.assert_allclose(factor, np.broadcast_to(factor[:, :1, :1, :1], factor.shape), rtol=1e-5)
    assert 0.5 <= factor.min() < factor.max() <= 1
    recoloured, _ = PermuteChannels()(sources, targets, np.random.default_rng(0))
    np.testing.assert_array_equal(np.sort(recoloured, axis=3), np.sort(sources, axis=3))


def test_mixup_mixes_and_cutmix_pastes() -> None:
    sources, targets = _batches(2)
    mixed, _ = Mixup()(sources, targets, np.random.default_rng(0))
    np.testing.assert_allclose(mixed.mean(), sources.mean(), atol=0.02)
    pasted, _ = CutMix(probability=1.0)(sources, targets, np.random.default_rng(0))
    known = {pixel.tobytes() for pixel in sources.reshape(-1, 3)}
    assert {pixel.tobytes() for pixel in pasted.reshape(-1, 3)} <= known
    np.testing.assert_array_equal(CutMix(probability=0.0)(sources, targets, np.random.default_rng(0))[0], sources)


def test_cutblur_answers_a_part_of_the_question() -> None:
    sources, _ = _batches(1)
    targets = 1 - sources
    mixed, answers = CutBlur(probability=1.0)(sources, targets, np.random.default_rng(0))
    np.testing.assert_array_equal(answers, targets)
    answered = (mixed == targets).all(axis=3)
    assert np.all(answered | (mixed == sources).all(axis=3))
    assert 0 < answered.mean() < 1
