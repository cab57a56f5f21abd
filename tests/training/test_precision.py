"""In which numbers a training calculates."""

import keras
import pytest

from training import precision


@pytest.fixture(autouse=True)
def _measured_anew() -> None:
    precision.bfloat16_is_faster.cache_clear()


@pytest.mark.parametrize("bfloat16", [0.5, 2.0])
def test_the_quicker_numbers_are_taken(bfloat16: float, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"mixed_bfloat16": bfloat16, "float32": 1.0}
    monkeypatch.setattr(precision, "_seconds", seconds.__getitem__)
    assert precision.bfloat16_is_faster() is (bfloat16 < 1)


def test_each_policy_is_timed_as_such_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    convolution = keras.layers.Conv2D

    def remembered(*arguments: object, **options: object) -> keras.layers.Layer:
        built.append(convolution(*arguments, **options))
        return built[-1]

    monkeypatch.setattr(keras.layers, "Conv2D", remembered)
    before = keras.config.dtype_policy()
    precision.bfloat16_is_faster()
    assert [layer.compute_dtype for layer in built] == ["bfloat16", "float32"]
    assert keras.config.dtype_policy() == before
