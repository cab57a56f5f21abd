"""SRCNN: three convolutions on the bicubic enlargement, the first network for super-resolution.

Source: C. Dong et al., "Image super-resolution using deep convolutional networks", IEEE TPAMI 38(2), 2016; its 9-5-5
form.
"""

import keras


def build(
    *, channels: int = 1, features: int = 64, mapping: int = 32, mapping_kernel: int = 5, residual: bool = False
) -> keras.Model:
    """Build the network.

    Args:
        channels: 1 for luma, 3 for RGB.
        features: Feature maps of the first convolution.
        mapping: Feature maps of the second convolution.
        mapping_kernel: Its kernel; the paper compares 1, 3 and 5.
        residual: Let the network predict what to add to its input instead of the whole picture, which the paper does
            not: it learns much faster, at the cost of one addition a pixel.

    Returns:
        Model from ``(N, H, W, channels)``, already enlarged, to the same shape, any H and W.
    """
    inputs = keras.Input((None, None, channels))
    options = {"padding": "same", "kernel_initializer": "he_normal"}
    x = keras.layers.Conv2D(features, 9, activation="relu", name="features", **options)(inputs)
    x = keras.layers.Conv2D(mapping, mapping_kernel, activation="relu", name="mapping", **options)(x)
    if residual:  # small at first, so that training starts from the input and not from a wild picture
        options["kernel_initializer"] = keras.initializers.VarianceScaling(0.01)
    outputs = keras.layers.Conv2D(channels, 5, dtype="float32", name="reconstruction", **options)(x)
    if residual:
        outputs = keras.layers.Add(dtype="float32", name="sum")([inputs, outputs])
    return keras.Model(inputs, outputs, name="srcnn")
