"""FSRCNN: shrinks the features, maps them at low resolution, and enlarges by one transposed convolution at the end.

Source: C. Dong et al., "Accelerating the super-resolution convolutional neural network", ECCV 2016.
"""

import keras

from training.models.shuffle import repeated


def build(
    *, scale: int, channels: int = 1, features: int = 56, shrunk: int = 12, mappings: int = 4, anchor: bool = False
) -> keras.Model:
    """Build the network.

    Args:
        scale: Enlargement of each side.
        channels: 1 for luma, 3 for RGB.
        features: Feature maps of the first and the last but one layer, d in the paper.
        shrunk: Feature maps in between, s in the paper.
        mappings: Number of convolutions on the shrunk features, m in the paper.
        anchor: Let the network predict what to add to the repeated input pixels, which the paper does not: it learns
            much faster, at the cost of one addition a pixel.

    Returns:
        Model from ``(N, H, W, channels)`` to ``(N, scale*H, scale*W, channels)``, any H and W.
    """

    def convolution(x: keras.KerasTensor, maps: int, kernel: int, name: str) -> keras.KerasTensor:
        x = keras.layers.Conv2D(maps, kernel, padding="same", kernel_initializer="he_normal", name=name)(x)
        return keras.layers.PReLU(alpha_initializer="zeros", shared_axes=[1, 2], name=f"{name}_prelu")(x)

    inputs = keras.Input((None, None, channels))
    x = convolution(inputs, features, 5, "features")
    x = convolution(x, shrunk, 1, "shrink")
    for number in range(mappings):
        x = convolution(x, shrunk, 3, f"mapping{number}")
    x = convolution(x, features, 1, "expand")
    outputs = keras.layers.Conv2DTranspose(
        channels,
        9,
        strides=scale,
        padding="same",
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.001),  # as in the paper
        dtype="float32",
        name="deconvolution",
    )(x)
    if anchor:
        outputs = keras.layers.Add(dtype="float32", name="sum")([outputs, repeated(inputs, scale)])
    return keras.Model(inputs, outputs, name="fsrcnn")
