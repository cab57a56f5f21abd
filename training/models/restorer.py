"""A restorer for real photos: a U-Net of residual blocks at half, quarter and eighth resolution, told how much damage.

Blotches of colour and blocks of subsampled chroma are wider than a plain network of this speed can see, and wide layers
cost little where the resolution is low (O. Ronneberger et al., "U-Net", MICCAI 2015; K. Zhang et al., "Plug-and-play
image restoration with deep denoiser prior", IEEE TPAMI 44(10), 2022, for a U-Net of residual blocks with sums as
skips). The level of damage scales and shifts the features of every stage (E. Perez et al., "FiLM", AAAI 2018), so that
it hardly costs anything by pixel.
"""

from typing import Any

import keras

from training.models.shuffle import DepthToSpace, SpaceToDepth

_BLOCK = 2
_EMBEDDING = 32


@keras.saving.register_keras_serializable("recon")
class LevelFeatures(keras.layers.Layer):  # type: ignore[misc]
    """Turns a level in 0..1, or a negative one for "find out yourself", into three numbers a network can work with."""

    def call(self, inputs: Any) -> Any:
        """Return ``(N, 1, 1, 3)``: the level times ten, its logarithm, and whether it is known."""
        known = keras.ops.cast(inputs >= 0, inputs.dtype)
        level = keras.ops.relu(inputs)
        logarithm = keras.ops.log(1.0 + 255.0 * level) / 4.0
        return keras.ops.concatenate([10.0 * level, logarithm, known], axis=-1)


def build(
    *,
    channels: int = 3,
    width: int = 48,
    middle_width: int = 96,
    deep_width: int = 192,
    blocks: int = 1,
    middle_blocks: int = 2,
    deep_blocks: int = 2,
) -> keras.Model:
    """Build the network.

    Args:
        channels: 3 for RGB, 1 for luma.
        width: Feature maps at half resolution.
        middle_width: At a quarter.
        deep_width: At an eighth.
        blocks: Residual blocks of two convolutions at half resolution, on the way down and again on the way up.
        middle_blocks: Likewise at a quarter.
        deep_blocks: In all, at an eighth.

    Returns:
        Model from ``(N, H, W, channels)`` and a level ``(N, 1, 1, 1)`` to the first one's shape; H and W must be
        multiples of 8. The level is the standard deviation of the damage in 0..1; a negative one leaves it to the
        network.
    """
    inputs = keras.Input((None, None, channels), name="image")
    level = keras.Input((1, 1, 1), name="noise_level")
    told = LevelFeatures(dtype="float32", name="level_features")(level)
    told = keras.layers.Conv2D(_EMBEDDING, 1, activation="relu", name="level_a")(told)
    told = keras.layers.Conv2D(_EMBEDDING, 1, activation="relu", name="level_b")(told)

    x = SpaceToDepth(_BLOCK, name="unshuffle")(inputs)
    x = keras.layers.Conv2D(width, 3, padding="same", kernel_initializer="he_normal", name="head")(x)
    fine = _stage(x, told, width, blocks, "down0")
    x = keras.layers.Conv2D(middle_width, 2, strides=2, name="narrow1")(fine)
    middle = _stage(x, told, middle_width, middle_blocks, "down1")
    x = keras.layers.Conv2D(deep_width, 2, strides=2, name="narrow2")(middle)
    x = _stage(x, told, deep_width, deep_blocks, "deep")
    x = keras.layers.Add(name="skip1")([middle, _enlarged(x, middle_width, "widen1")])
    x = _stage(x, told, middle_width, middle_blocks, "up1")
    x = keras.layers.Add(name="skip0")([fine, _enlarged(x, width, "widen0")])
    x = _stage(x, told, width, blocks, "up0")
    last = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(
        channels * _BLOCK**2, 3, padding="same", kernel_initializer=last, dtype="float32", name="tail"
    )(x)
    damage = DepthToSpace(_BLOCK, dtype="float32", name="shuffle")(x)
    outputs = keras.layers.Subtract(dtype="float32", name="clean")([inputs, damage])
    return keras.Model([inputs, level], outputs, name="restorer")


def _stage(x: keras.KerasTensor, told: keras.KerasTensor, width: int, blocks: int, name: str) -> keras.KerasTensor:
    """Return features scaled and shifted by the level, then refined by residual blocks."""
    # Both begin as nothing: the untrained network does not depend on the level.
    scale = keras.layers.Conv2D(width, 1, kernel_initializer="zeros", name=f"{name}_scale")(told)
    shift = keras.layers.Conv2D(width, 1, kernel_initializer="zeros", name=f"{name}_shift")(told)
    scaled = keras.layers.Multiply(name=f"{name}_scaled")([x, scale])
    x = keras.layers.Add(name=f"{name}_told")([x, scaled, shift])
    for number in range(blocks):
        y = keras.layers.Conv2D(
            width, 3, padding="same", activation="relu", kernel_initializer="he_normal", name=f"{name}_block{number}_a"
        )(x)
        # Small at first, so that every block begins close to the identity and a high learning rate is safe.
        small = keras.initializers.VarianceScaling(0.1)
        y = keras.layers.Conv2D(width, 3, padding="same", kernel_initializer=small, name=f"{name}_block{number}_b")(y)
        x = keras.layers.Add(name=f"{name}_block{number}_sum")([x, y])
    return x


def _enlarged(x: keras.KerasTensor, width: int, name: str) -> keras.KerasTensor:
    """Return features of twice the resolution: a transposed convolution 2x2 of stride 2, as one 1x1 and a shuffle."""
    x = keras.layers.Conv2D(width * 4, 1, name=name)(x)
    return DepthToSpace(2, name=f"{name}_shuffle")(x)
