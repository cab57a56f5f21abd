"""ESPCN: three convolutions at low resolution, then the pixels are shuffled into place.

Source: W. Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
neural network", CVPR 2016.
"""

import keras

from training.models.shuffle import DepthToSpace


def build(*, scale: int, channels: int = 1, activation: str = "tanh", anchor: bool = False) -> keras.Model:
    """Build the network.

    Args:
        scale: Enlargement of each side.
        channels: 1 for luma, 3 for RGB.
        activation: After the first two convolutions; the paper has tanh.
        anchor: Let the network predict what to add to the repeated input pixels instead of the whole picture, which
            the paper does not: it learns much faster, at the cost of one addition a pixel (Z. Du et al., "Anchor-based
            plain net for mobile image super-resolution", CVPRW 2021).

    Returns:
        Model from ``(N, H, W, channels)`` to ``(N, scale*H, scale*W, channels)``, any H and W.
    """
    inputs = keras.Input((None, None, channels))
    options = {"padding": "same", "kernel_initializer": "he_normal"}
    x = keras.layers.Conv2D(64, 5, activation=activation, name="features", **options)(inputs)
    x = keras.layers.Conv2D(32, 3, activation=activation, name="mapping", **options)(x)
    # Small at first, so that training starts from the anchor and not from a wild picture.
    options["kernel_initializer"] = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(channels * scale**2, 3, dtype="float32", name="subpixels", **options)(x)
    if anchor:
        repeated = keras.layers.Concatenate(dtype="float32", name="anchor")([inputs] * scale**2)
        x = keras.layers.Add(dtype="float32", name="sum")([x, repeated])
    outputs = DepthToSpace(scale, dtype="float32", name="shuffle")(x)
    return keras.Model(inputs, outputs, name="espcn")
