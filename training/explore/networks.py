"""Autoencoders: an encoder that squeezes a picture into a few values, and a decoder that draws it again from them."""

from dataclasses import dataclass
from typing import Literal

import keras
import numpy as np

LATENT = "latent"


@dataclass(frozen=True)
class Design:
    """What is to be built and on what it learns.

    Attributes:
        body: Fully connected layers, or convolutions that each halve height and width.
        widths: Units or filters of the encoder's layers before the latent one; the decoder mirrors them.
        latent: Values that the picture is squeezed into.
        activation: After every layer but the last, which has a sigmoid because pixels lie in 0..1.
        noise: Standard deviation of the noise on the pictures that it sees; the answer is always the clean one.
    """

    body: Literal["dense", "convolutional"]
    widths: tuple[int, ...]
    latent: int
    activation: str = "relu"
    noise: float = 0.0


@dataclass(frozen=True)
class Autoencoder:
    """The two halves and the whole, sharing their weights."""

    encoder: keras.Model
    decoder: keras.Model
    whole: keras.Model


def build(design: Design, shape: tuple[int, int, int]) -> Autoencoder:
    """Build an autoencoder for pictures of this height, width and number of channels."""
    encoder, decoder = {"dense": _dense, "convolutional": _convolutional}[design.body](design, shape)
    return Autoencoder(encoder, decoder, keras.Model(encoder.input, decoder(encoder.output), name="autoencoder"))


def _dense(design: Design, shape: tuple[int, int, int]) -> tuple[keras.Model, keras.Model]:
    inputs = keras.Input(shape)
    x = keras.layers.Flatten()(inputs)
    for number, width in enumerate(design.widths):
        x = keras.layers.Dense(width, activation=design.activation, name=f"encode{number}")(x)
    latent = keras.layers.Dense(design.latent, activation=design.activation, name=LATENT)(x)

    values = keras.Input((design.latent,))
    x = values
    for number, width in enumerate(reversed(design.widths)):
        x = keras.layers.Dense(width, activation=design.activation, name=f"decode{number}")(x)
    x = keras.layers.Dense(int(np.prod(shape)), activation="sigmoid", name="pixels")(x)
    return keras.Model(inputs, latent), keras.Model(values, keras.layers.Reshape(shape)(x))


def _convolutional(design: Design, shape: tuple[int, int, int]) -> tuple[keras.Model, keras.Model]:
    halving = {"strides": 2, "padding": "same"}
    inputs = keras.Input(shape)
    x = inputs
    for number, width in enumerate(design.widths):
        x = keras.layers.Conv2D(width, 3, activation=design.activation, name=f"encode{number}", **halving)(x)
    coarse = x.shape[1:]
    x = keras.layers.Flatten()(x)
    latent = keras.layers.Dense(design.latent, activation=design.activation, name=LATENT)(x)

    values = keras.Input((design.latent,))
    x = keras.layers.Dense(int(np.prod(coarse)), activation=design.activation, name="unsqueeze")(values)
    x = keras.layers.Reshape(coarse)(x)
    # A kernel of 4: one that its stride does not divide draws a checkerboard.
    for number, width in enumerate(reversed(design.widths[:-1])):
        x = keras.layers.Conv2DTranspose(width, 4, activation=design.activation, name=f"decode{number}", **halving)(x)
    x = keras.layers.Conv2DTranspose(shape[-1], 4, activation="sigmoid", name="pixels", **halving)(x)
    return keras.Model(inputs, latent), keras.Model(values, x)
