"""Folded networks compute the same."""

import keras
import numpy as np
import pytest

from training.folding import fold
from training.models import ARCHITECTURES
from training.models.rich import MASKS, RichConvolution


def _shaken(model: keras.Model) -> keras.Model:
    """Move all weights away from where they begin: no bias at 0, no normalisation at 1."""
    rng = np.random.default_rng(0)
    model.set_weights([w + np.abs(rng.normal(0, 0.02, w.shape)).astype(np.float32) for w in model.get_weights()])
    return model


def _assert_equal(model: keras.Model, folded: keras.Model, channels: int) -> None:
    image = np.random.default_rng(1).random((2, 8, 24, channels), np.float32)
    expected = np.asarray(model(image, training=False))
    np.testing.assert_allclose(folded(image, training=False), expected, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize(
    ("name", "hyperparameters", "channels"),
    [
        ("fsrcnn", {"scale": 2}, 1),
        ("fsrcnn", {"scale": 4, "anchor": True}, 1),
        ("rednet", {"num_layers": 5, "width": 4, "channels": 3}, 3),
        ("srresnet", {"blocks": 1, "width": 4, "anchor": True}, 3),
        ("denoising-autoencoder", {"width": 4}, 3),
        ("plain-upscaler", {"scale": 2, "width": 4, "depth": 3}, 1),
        ("plain-upscaler", {"scale": 4, "width": 32, "depth": 10, "channels": 3}, 3),
    ],
)
def test_a_folded_network_is_the_same_in_plain_convolutions(
    name: str, hyperparameters: dict[str, int | bool], channels: int
) -> None:
    model = _shaken(ARCHITECTURES[name](**hyperparameters))
    before = model.get_weights()
    folded = fold(model)
    _assert_equal(model, folded, channels)
    kinds = {type(layer) for layer in folded.layers}
    assert not kinds & {keras.layers.Conv2DTranspose, keras.layers.BatchNormalization, RichConvolution}
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_the_branches_of_a_rich_convolution_are_added_up() -> None:
    inputs = keras.Input((None, None, 3))
    layer = RichConvolution(3, name="rich")
    model = _shaken(keras.Model(inputs, layer(inputs)))
    image = np.random.default_rng(1).random((2, 8, 9, 3), np.float32)
    conv = keras.ops.conv
    expected = image + conv(image, layer.kernel, padding="same") + layer.bias
    expected += conv(conv(image, layer.widen[None, None]), layer.narrow, padding="same")
    for mask, edges, scales in zip(MASKS, np.asarray(layer.edges), np.asarray(layer.edge_scales), strict=True):
        depthwise = np.repeat(mask[:, :, None, None], 3, 2)
        seen = conv(image, edges[None, None])
        expected += scales * keras.ops.depthwise_conv(seen, depthwise, padding="same")
    np.testing.assert_allclose(model(image), expected, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9])
def test_any_transposed_convolution_folds(stride: int, size: int) -> None:
    inputs = keras.Input((None, None, 2))
    x = keras.layers.Conv2DTranspose(3, size, strides=stride, padding="same", activation="relu", name="up")(inputs)
    model = _shaken(keras.Model(inputs, x))
    _assert_equal(model, fold(model), 2)


def test_what_has_nothing_to_fold_stays_as_it_is() -> None:
    model = ARCHITECTURES["srcnn"](features=2, mapping=2)
    assert fold(model) is model


def test_a_normalisation_that_cannot_be_absorbed_is_refused() -> None:
    inputs = keras.Input((None, None, 2))
    x = keras.layers.Conv2D(2, 1, activation="relu")(inputs)
    with pytest.raises(ValueError, match="norm cannot be folded"):
        fold(keras.Model(inputs, keras.layers.BatchNormalization(name="norm")(x)))
