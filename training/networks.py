"""The network of a configuration: built, checked against the rest of it, and given the weights of a run."""

import inspect
from pathlib import Path
from typing import Any

import keras

from training import checkpoints
from training.config import ConfigError, TrainConfig, load_config, nearest
from training.models import ARCHITECTURES
from training.precision import precision_of

BEST_WEIGHTS = "best.weights.h5"
CONFIG = "config.toml"


def build_model(config: TrainConfig, precision: str = "float32") -> keras.Model:
    """Build the network of a configuration, its weights drawn from the configuration's seed.

    Args:
        config: Says which network.
        precision: Dtype policy of its layers: "float32" or "mixed_bfloat16".

    Raises:
        ConfigError: There is no such network, its hyperparameters are wrong, or it does not fit the configuration's
            channels and scale.
    """
    if config.architecture not in ARCHITECTURES:
        raise ConfigError(
            f"unknown architecture {config.architecture}; {nearest(config.architecture, ARCHITECTURES)}"
            f" of {', '.join(sorted(ARCHITECTURES))}"
        )
    build = ARCHITECTURES[config.architecture]
    known = inspect.signature(build).parameters
    for name in config.hyperparameters:
        if name not in known:
            raise ConfigError(f"unknown key hyperparameters.{name}; {nearest(name, known)}")
    keras.utils.set_random_seed(config.fit.seed)
    try:
        with precision_of(precision):
            model = build(**config.hyperparameters)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"hyperparameters: {error}") from error
    _check_shapes(model, config)
    return model


def trained_model(run: Path, precision: str = "float32") -> keras.Model:
    """Build the network of a run, with the weights that it ships.

    Args:
        run: Its folder.
        precision: Dtype policy of its layers: "float32" or "mixed_bfloat16".

    Raises:
        ConfigError: The run has no weights yet, or those of another network.
    """
    if not (run / BEST_WEIGHTS).exists():
        raise ConfigError(f"{run} holds no weights yet")
    model = build_model(load_config(run / CONFIG), precision)
    checkpoints.load_weights(model, run / BEST_WEIGHTS)
    return model


class BatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]
    """Normalises by its averages, in training, too: `training=False` in a functional model does not last.

    Called as its parent is, because files of weights go by the names of classes.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Apply the layer."""
        return super().call(inputs, training=False, mask=mask)


def with_held_statistics(model: keras.Model) -> keras.Model:
    """Return a network like this one, untrained, whose batch normalisation counts with its averages in training, too.

    It then learns as what it will ship as: small batches do not shake it, a discriminator judges the network that it
    trains, and a step takes three quarters of the time. Scale and offset are still learned.
    """

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        kind = BatchNormalization if isinstance(layer, keras.layers.BatchNormalization) else type(layer)
        return kind.from_config(layer.get_config())

    return keras.models.clone_model(model, clone_function=clone)


def take_over(other: keras.Model, model: keras.Model) -> None:
    """Copy the weights of the layers that have the same name and shapes in another network.

    Raises:
        ConfigError: There is no such layer.
    """
    theirs = {layer.name: layer.get_weights() for layer in other.layers}
    taken = 0
    for layer in model.layers:
        weights = theirs.get(layer.name, [])
        if weights and [w.shape for w in weights] == [w.shape for w in layer.get_weights()]:
            layer.set_weights(weights)
            taken += 1
    if not taken:
        raise ConfigError(f"fit.start_from: {other.name} has no layer like those of {model.name}")


def input_shapes(model: keras.Model, image: tuple[int, ...]) -> Any:
    """Return the shapes of a network's inputs, given that of the image: one for each condition comes after it."""
    return image if len(model.inputs) == 1 else [image, *[(image[0], 1, 1, 1)] * (len(model.inputs) - 1)]


def _check_shapes(model: keras.Model, config: TrainConfig) -> None:
    """Check that the network takes and gives what the configuration's patches are."""
    side, channels = config.data.patch, 1 if config.channels == "luma" else 3
    taken = model.inputs[0].shape[-1]
    if taken != channels:
        raise ConfigError(f"channels = {config.channels} is {channels} of them, but the network takes {taken}")
    if len(model.inputs) != 1 + len(config.conditions):
        raise ConfigError(
            f"the network takes {len(model.inputs) - 1} conditions, conditions has {len(config.conditions)}"
        )
    given = model.compute_output_shape(input_shapes(model, (1, side, side, channels)))
    wanted = (1, side * config.network_scale, side * config.network_scale, channels)
    if tuple(given) != wanted:
        raise ConfigError(
            f"the network makes {given[2]}x{given[1]} pixels of {given[3]} channels from {side}x{side}, but scale ="
            f" {config.scale} wants {wanted[2]}x{wanted[1]} of {channels}"
        )
