"""Adversarial training: the generator is judged by deep features and by a discriminator that learns beside it.

Source: C. Ledig et al., "Photo-realistic single image super-resolution using a generative adversarial network", CVPR
2017.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from training.augment import Batch
from training.checkpoints import Part
from training.conditions import Inputs
from training.config import ConfigError, GanConfig, TrainConfig
from training.losses import grid, l1, l2
from training.models import discriminator
from training.precision import precision_of

_VGG19_LAYER = "block5_conv4"
_VGG19_MEAN = (103.939, 116.779, 123.68)  # blue, green, red of ImageNet, 0..255


class Adversarial:
    """Trains a generator and its discriminator in turns.

    The generator learns by way of a frozen twin of the discriminator: it is part of the network that is trained, on
    any Keras backend, and takes over the discriminator's weights after each of its steps.

    Args:
        generator: Gives pictures 0..1.
        features: From pictures to what the content loss compares.
        config: With its `gan` part.
        options: For `keras.Model.compile`.
    """

    def __init__(self, generator: keras.Model, features: keras.Model, config: TrainConfig, options: dict[str, Any]):
        assert config.gan is not None
        self._generator = generator
        self._features = features
        with precision_of(config.fit.precision):
            self._discriminator = discriminator.build(width=config.gan.discriminator_width)
            self._twin = discriminator.build(width=config.gan.discriminator_width)
        self._twin.trainable = False
        features.trainable = False
        judged = keras.losses.BinaryCrossentropy(from_logits=True)
        picture = generator.outputs[0]
        self._whole = keras.Model(generator.inputs[0], [picture, self._twin(picture), features(picture)])
        self._whole.compile(
            keras.optimizers.Adam(config.fit.learning_rate, global_clipnorm=config.fit.gradient_clip),
            loss=[_closeness(config.gan, config.network_scale), judged, l2],
            loss_weights=[1.0, config.gan.adversarial_weight, 1.0],
            **options,
        )
        # It learns at its own rate from the first step: the generator warms up meanwhile, and has a judge that is worth
        # listening to when it begins to learn.
        self._discriminator.compile(
            keras.optimizers.Adam(config.gan.discriminator_learning_rate), loss=judged, **options
        )
        self.parts = [
            Part(generator, self._whole.optimizer),
            Part(self._discriminator, self._discriminator.optimizer, "discriminator-"),
        ]
        self._whole.optimizer.build(self._whole.trainable_variables)
        self._discriminator.optimizer.build(self._discriminator.trainable_variables)

    def step(self, inputs: Inputs, targets: Batch, rate: float) -> float:
        """Train the discriminator, then the generator; returns the generator's loss."""
        self._whole.optimizer.learning_rate.assign(rate)
        real, invented = np.ones((len(targets), 1), np.float32), np.zeros((len(targets), 1), np.float32)
        pictures = np.asarray(self._generator.predict_on_batch(inputs))
        self._discriminator.train_on_batch(np.concatenate([targets, pictures]), np.concatenate([real, invented]))
        self._twin.set_weights(self._discriminator.get_weights())
        wanted = [targets, real, self._features.predict_on_batch(targets)]
        return float(self._whole.train_on_batch(inputs, wanted, return_dict=True)["loss"])


def _closeness(gan: GanConfig, scale: int) -> Callable[[Any, Any], Any]:
    """Return what ties the picture itself to the photo."""

    def closeness(target: Any, result: Any) -> Any:
        loss = gan.pixel_weight * l1(target, result)
        return loss + gan.grid_weight * grid(target, result, scale) if gan.grid_weight else loss

    return closeness


def content_features(gan: GanConfig, trained: Callable[[str], keras.Model]) -> keras.Model:
    """Return the network whose answers the content loss compares.

    Args:
        gan: Says which.
        trained: Gives the network of a run, with its weights.

    Raises:
        ConfigError: It cannot be had.
    """
    if gan.content == "vgg19":
        return vgg19(gan.vgg19_weights, gan.content_scale)
    assert gan.encoder_run is not None
    network = trained(gan.encoder_run)
    names = [layer.name for layer in network.layers]
    if gan.encoder_layer not in names:
        raise ConfigError(f"gan.encoder_layer: {gan.encoder_run} has no {gan.encoder_layer}, but {', '.join(names)}")
    features = keras.layers.Rescaling(gan.content_scale)(network.get_layer(gan.encoder_layer).output)
    return keras.Model(network.inputs[0], features, name="encoder_features")


def vgg19(weights: str, scale: float) -> keras.Model:
    """Return VGG19 up to its last convolution, from RGB pictures 0..1.

    Args:
        weights: A weights file of `keras.applications.VGG19` without its top, or "imagenet" to download it.
        scale: What its features are multiplied by.

    Raises:
        ConfigError: The weights cannot be had.

    Source: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015.
    """
    try:
        network = keras.applications.VGG19(include_top=False, weights=weights)
    except Exception as error:  # a failed download is a bare Exception
        raise ConfigError(
            f"the weights of VGG19 cannot be had ({error}); give a file in gan.vgg19_weights, or take the features of "
            "a network of this project: content = encoder"
        ) from error
    inputs = keras.Input((None, None, 3))
    centred = keras.layers.Rescaling(255.0, [-mean for mean in _VGG19_MEAN])(inputs[..., ::-1])
    layers = keras.Model(network.inputs[0], network.get_layer(_VGG19_LAYER).output)
    return keras.Model(inputs, keras.layers.Rescaling(scale)(layers(centred)), name="vgg19_features")
