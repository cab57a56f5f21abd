"""Turns a trained network into an equal one that runs faster and converts cleanly, by algebra on its weights.

- A convolution that learned as a sum of branches becomes a plain one.
- Batch normalisation is absorbed by the convolution before it.
- A transposed convolution of stride 1 is a convolution with the kernel turned by half and its channels exchanged.
- A transposed convolution of stride s computes s*s interleaved pictures, each an ordinary convolution: they become one
  convolution of s*s times the maps, followed by a shuffle of pixels.
"""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from training.models.rich import RichConvolution
from training.models.shuffle import DepthToSpace

Array = npt.NDArray[np.float32]


def fold(model: keras.Model) -> keras.Model:
    """Return a network that computes the same with plain convolutions; the model itself if there is nothing to fold.

    Raises:
        ValueError: A batch normalisation does not follow a linear convolution that nothing else reads.
    """
    transposed = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2DTranspose)]
    normalisations = {
        _before(layer): layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
    }
    rich = [layer for layer in model.layers if isinstance(layer, RichConvolution)]
    if not transposed and not normalisations and not rich:
        return model
    shuffles: dict[str, list[keras.layers.Layer]] = {}

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        if layer in transposed:
            shuffles[layer.name] = _after(layer)
            return _convolution(
                layer, layer.filters * layer.strides[0] ** 2, _split(layer)[0].shape[0], activation=None
            )
        if layer in normalisations:
            return _convolution(layer, layer.filters, layer.kernel_size, activation=None)
        if layer in rich:
            return _convolution(layer, layer.filters, 3, layer.activation)
        return layer.__class__.from_config(layer.get_config())

    def call(layer: keras.layers.Layer, *arguments: Any, **keywords: Any) -> Any:
        if isinstance(layer, keras.layers.BatchNormalization):
            return arguments[0]
        result = layer(*arguments, **keywords)
        for further in shuffles.get(layer.name, []):
            result = further(result)
        return result

    folded = keras.models.clone_model(model, clone_function=clone, call_function=call)
    for layer in model.layers:
        if layer in transposed:
            weights = list(_split(layer))
        elif layer in normalisations:
            weights = _absorbed(layer, normalisations[layer])
        elif layer in rich:
            weights = [keras.ops.convert_to_numpy(part) for part in (layer.plain_kernel(), layer.bias)]
        else:
            weights = layer.get_weights()
        if weights and not isinstance(layer, keras.layers.BatchNormalization):
            folded.get_layer(layer.name).set_weights(weights)
    return folded


def _before(layer: keras.layers.Layer) -> keras.layers.Layer:
    """Return the convolution that a batch normalisation follows."""
    convolution = layer.input._keras_history.operation
    linear = isinstance(convolution, keras.layers.Conv2D) and convolution.activation is keras.activations.linear
    if not linear or len(convolution._outbound_nodes) != 1:
        raise ValueError(f"{layer.name} cannot be folded: it must alone follow a linear convolution")
    return convolution


def _after(layer: keras.layers.Conv2DTranspose) -> list[keras.layers.Layer]:
    """Return what follows the convolution that stands for a transposed one."""
    after: list[keras.layers.Layer] = []
    if layer.strides[0] > 1:
        after.append(DepthToSpace(layer.strides[0], name=f"{layer.name}_shuffle"))
    if layer.activation is not keras.activations.linear:
        after.append(keras.layers.Activation(layer.activation, name=f"{layer.name}_activation"))
    return after


def _convolution(layer: keras.layers.Layer, maps: int, kernel: Any, activation: Any) -> keras.layers.Conv2D:
    return keras.layers.Conv2D(
        maps, kernel, strides=1, padding="same", activation=activation, dtype="float32", name=layer.name
    )


def _absorbed(layer: keras.layers.Conv2D, norm: keras.layers.BatchNormalization) -> list[Array]:
    """Return kernel and bias of a convolution with its batch normalisation."""
    kernel, *bias = layer.get_weights()
    gamma, beta, mean, variance = norm.get_weights()
    factor = gamma / np.sqrt(variance + norm.epsilon)
    return [kernel * factor, ((bias[0] if bias else 0.0) - mean) * factor + beta]


def _split(layer: keras.layers.Conv2DTranspose) -> tuple[Array, Array]:
    """Return kernel and bias of the convolution whose shuffled result is that of a transposed one.

    With stride s and kernel k, padding "same" cuts ``(k - s) // 2`` off the front of the full result, so output pixel
    ``s*q + p`` gets from input pixel ``q + e`` the tap ``p + (k - s) // 2 - s*e`` of the kernel.
    """
    kernel, *bias = layer.get_weights()  # (k, k, maps, channels)
    size, _, maps, channels = kernel.shape
    stride = layer.strides[0]
    front = max(size - stride, 0) // 2
    taps = {
        (phase, offset): tap
        for phase in range(stride)
        for offset in range(-size, size + 1)
        if 0 <= (tap := phase + front - stride * offset) < size
    }
    radius = max(abs(offset) for _, offset in taps)
    side = 2 * radius + 1
    split = np.zeros((side, side, channels, stride, stride, maps), np.float32)
    for (row, down), vertical in taps.items():
        for (column, right), horizontal in taps.items():
            split[radius + down, radius + right, :, row, column] = kernel[vertical, horizontal].T
    repeated = np.tile(bias[0], stride**2) if bias else np.zeros(stride**2 * maps, np.float32)
    return split.reshape(side, side, channels, stride**2 * maps), repeated
