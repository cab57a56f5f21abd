"""Autoencoders, told layer by layer: an encoder that squeezes a picture, and a decoder that draws it again."""

from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np

LATENT = "latent"


@dataclass(frozen=True)
class Dense:
    """A fully connected layer."""

    units: int


@dataclass(frozen=True)
class Conv:
    """A convolution; `transposed` makes the picture larger by its stride instead of smaller."""

    filters: int
    kernel: int = 3
    stride: int = 1
    transposed: bool = False


@dataclass(frozen=True)
class Pool:
    """The largest of each square of pixels."""

    size: int = 2
    stride: int = 1


Layer = Dense | Conv | Pool


@dataclass(frozen=True)
class Design:
    """What is to be built, and what it is asked for.

    Attributes:
        encoder: Its layers; the last one gives the latent values.
        decoder: Its layers; the last one gives the pixels.
        activation: After every layer but the last: a name of Keras'.
        normalised: Whether convolutions are followed by batch normalisation.
        output: What brings the last layer's values to 0..1. A tanh gives -1..1 and is told of inputs in -1..1, too.
        loss: What the training lowers, one of `settings.LOSSES`.
        noise: Standard deviation of the noise on the pictures that it sees; the answer is always the clean one.
    """

    encoder: tuple[Layer, ...]
    decoder: tuple[Layer, ...]
    activation: str = "relu"
    normalised: bool = False
    output: Literal["sigmoid", "tanh", "linear"] = "sigmoid"
    loss: str = "mse"
    noise: float = 0.0


@dataclass(frozen=True)
class Autoencoder:
    """The two halves and the whole, sharing their weights."""

    encoder: keras.Model
    decoder: keras.Model
    whole: keras.Model


def dense(pixels: int, widths: tuple[int, ...], latent: int) -> Design:
    """Return an encoder of fully connected layers and a decoder of a single one."""
    return Design((*map(Dense, widths), Dense(latent)), (Dense(pixels),))


def mirrored(
    filters: tuple[int, ...], strides: tuple[int, ...], kernel: int, latent: int, channels: int
) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Return encoder and decoder: convolutions around a fully connected middle, the way back like the way there."""
    there = tuple(Conv(width, kernel, stride) for width, stride in zip(filters, strides, strict=True))
    ends = (*reversed(filters[:-1]), channels)
    back = tuple(Conv(width, kernel, stride, True) for width, stride in zip(ends, reversed(strides), strict=True))
    return (*there, Dense(latent)), back


def build(design: Design, shape: tuple[int, int, int]) -> Autoencoder:
    """Build an autoencoder for pictures of this height, width and number of channels."""
    inputs = keras.Input(shape)
    x, squeezed = inputs, None
    if design.output == "tanh":
        x = keras.layers.Rescaling(2.0, -1.0)(x)
    for number, layer in enumerate(design.encoder):
        name = LATENT if number == len(design.encoder) - 1 else f"encode{number}"
        if isinstance(layer, Dense) and len(x.shape) == 4:
            squeezed = x.shape[1:]
            x = keras.layers.Flatten()(x)
        x = _add(layer, x, name, design)
    encoder = keras.Model(inputs, x)

    values = keras.Input(encoder.output_shape[1:])
    x = values
    if len(x.shape) == 2 and not isinstance(design.decoder[0], Dense):
        assert squeezed is not None  # the latent layer is a dense one
        x = _add(Dense(int(np.prod(squeezed))), x, "unsqueeze", design)
        x = keras.layers.Reshape(squeezed)(x)
    *hidden, last = design.decoder
    for number, layer in enumerate(hidden):
        x = _add(layer, x, f"decode{number}", design)
    x = _layer(last, "pixels", None if design.output == "linear" else design.output)(x)
    if x.shape[1:] != shape:
        x = keras.layers.Reshape(shape)(x) if len(x.shape) == 2 else _cropped(x, shape)
    if design.output == "tanh":
        x = keras.layers.Rescaling(0.5, 0.5)(x)
    decoder = keras.Model(values, x)
    return Autoencoder(encoder, decoder, keras.Model(inputs, decoder(encoder.output), name="autoencoder"))


def _add(layer: Layer, x: Any, name: str, design: Design) -> Any:
    if isinstance(layer, Conv) and design.normalised:
        x = keras.layers.BatchNormalization()(_layer(layer, f"{name}-before", None)(x))
        return keras.layers.Activation(design.activation, name=name)(x)
    return _layer(layer, name, design.activation)(x)


def _layer(layer: Layer, name: str, activation: str | None) -> keras.layers.Layer:
    match layer:
        case Dense(units):
            return keras.layers.Dense(units, activation=activation, name=name)
        case Conv(filters, kernel, stride, transposed):
            kind = keras.layers.Conv2DTranspose if transposed else keras.layers.Conv2D
            return kind(filters, kernel, strides=stride, padding="same", activation=activation, name=name)
        case Pool(size, stride):
            return keras.layers.MaxPooling2D(size, stride, padding="same", name=name)


def _cropped(x: Any, shape: tuple[int, int, int]) -> Any:
    """Take off what strides have added to a side that they do not divide."""
    return keras.layers.Cropping2D(((0, x.shape[1] - shape[0]), (0, x.shape[2] - shape[1])))(x)
