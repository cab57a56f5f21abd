"""VDSR: twenty convolutions on the bicubic enlargement predict what to add to it; one network serves several scales.

Source: J. Kim et al., "Accurate image super-resolution using very deep convolutional networks", CVPR 2016.
"""

import keras


def build(*, channels: int = 1, layers: int = 20, width: int = 64) -> keras.Model:
    """Build the network.

    Args:
        channels: 1 for luma, 3 for RGB.
        layers: Number of convolutions.
        width: Feature maps of all but the last.

    Returns:
        Model from ``(N, H, W, channels)``, already enlarged, to the same shape, any H and W.
    """
    inputs = keras.Input((None, None, channels))
    x = inputs
    for number in range(layers - 1):
        x = keras.layers.Conv2D(
            width, 3, padding="same", activation="relu", kernel_initializer="he_normal", name=f"layer{number}"
        )(x)
    # Small at first, so that training starts from the enlargement and not from a wild picture.
    small = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(channels, 3, padding="same", kernel_initializer=small, dtype="float32", name="residual")(x)
    outputs = keras.layers.Add(dtype="float32", name="sum")([inputs, x])
    return keras.Model(inputs, outputs, name="vdsr")
