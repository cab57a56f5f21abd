"""The discriminator of SRGAN: tells photos from enlargements.

Source: C. Ledig et al., "Photo-realistic single image super-resolution using a generative adversarial network", CVPR
2017. The mean over the picture replaces the paper's flattening, so that it judges patches of any size with a quarter of
the weights.
"""

import keras


def build(*, channels: int = 3, width: int = 64) -> keras.Model:
    """Build the network 64-64s2-128-128s2-256-256s2-512-512s2 and two dense layers.

    Args:
        channels: Of the pictures.
        width: Feature maps of the first convolution.

    Returns:
        Model from ``(N, H, W, channels)`` to ``(N, 1)``: above 0 for a photo, below for an enlargement.
    """
    inputs = keras.Input((None, None, channels))
    x = inputs
    for number in range(8):
        maps, strides = width * 2 ** (number // 2), 1 + number % 2
        x = keras.layers.Conv2D(
            maps,
            3,
            strides=strides,
            padding="same",
            use_bias=number == 0,  # elsewhere the normalisation has one
            kernel_initializer="he_normal",
            name=f"convolution{number}",
        )(x)
        if number:
            x = keras.layers.BatchNormalization(momentum=0.9, name=f"norm{number}")(x)
        x = keras.layers.LeakyReLU(0.2, name=f"relu{number}")(x)
    x = keras.layers.GlobalAveragePooling2D(name="mean")(x)
    x = keras.layers.Dense(16 * width, name="dense")(x)
    x = keras.layers.LeakyReLU(0.2, name="dense_relu")(x)
    outputs = keras.layers.Dense(1, dtype="float32", name="judgement")(x)
    return keras.Model(inputs, outputs, name="discriminator")
