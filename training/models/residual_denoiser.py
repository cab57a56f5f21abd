"""A residual network that finds the noise in a photo and takes it away, working at half resolution for speed.

Every 2x2 block of pixels becomes one pixel of four times the channels, which makes each convolution four times cheaper
and its reach twice as wide (K. Zhang et al., "FFDNet: toward a fast and flexible solution for CNN-based image
denoising", IEEE TIP 27(9), 2018). The body is residual blocks without batch normalisation (B. Lim et al., "Enhanced
deep residual networks for single image super-resolution", CVPRW 2017); the whole predicts the noise (K. Zhang et al.,
"Beyond a Gaussian denoiser", IEEE TIP 26(7), 2017). It is told no noise level.
"""

import keras

from training.models.shuffle import DepthToSpace, SpaceToDepth

_BLOCK = 2


def build(*, channels: int = 3, width: int = 64, blocks: int = 4) -> keras.Model:
    """Build the network.

    Args:
        channels: 3 for RGB, 1 for luma.
        width: Feature maps of each convolution.
        blocks: Residual blocks of two convolutions each.

    Returns:
        Model from ``(N, H, W, channels)`` to the same shape; H and W must be even.
    """
    inputs = keras.Input((None, None, channels))
    options = {"padding": "same", "kernel_initializer": "he_normal"}
    x = SpaceToDepth(_BLOCK, name="unshuffle")(inputs)
    x = keras.layers.Conv2D(width, 3, activation="relu", name="head", **options)(x)
    for number in range(blocks):
        y = keras.layers.Conv2D(width, 3, activation="relu", name=f"block{number}_a", **options)(x)
        # Small at first, here and in the tail: every block begins close to the identity and the whole close to doing
        # nothing, so a high learning rate is safe.
        small = keras.initializers.VarianceScaling(0.1)
        y = keras.layers.Conv2D(width, 3, padding="same", kernel_initializer=small, name=f"block{number}_b")(y)
        x = keras.layers.Add(name=f"block{number}_sum")([x, y])
    options["kernel_initializer"] = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(channels * _BLOCK**2, 3, dtype="float32", name="tail", **options)(x)
    noise = DepthToSpace(_BLOCK, dtype="float32", name="shuffle")(x)
    outputs = keras.layers.Subtract(dtype="float32", name="clean")([inputs, noise])
    return keras.Model(inputs, outputs, name="residual_denoiser")
