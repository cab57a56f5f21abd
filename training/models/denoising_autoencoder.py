"""A convolutional denoising autoencoder: strided convolutions down to a bottleneck, transposed ones back, and no skips.

Whatever does not fit through the bottleneck is lost, noise and fine texture alike: it is here to show what that costs.

Source: P. Vincent et al., "Extracting and composing robust features with denoising autoencoders", ICML 2008; as a
convolutional network J. Masci et al., "Stacked convolutional auto-encoders for hierarchical feature extraction", ICANN
2011.
"""

import keras


def build(*, channels: int = 3, width: int = 32, depth: int = 3) -> keras.Model:
    """Build the network.

    Args:
        channels: 3 for RGB, 1 for luma.
        width: Feature maps of the first convolution; each further one doubles them.
        depth: Number of strided convolutions, each halving both sides.

    Returns:
        Model from ``(N, H, W, channels)`` to the same shape; H and W must be multiples of ``2**depth``.
    """
    inputs = keras.Input((None, None, channels))
    options = {"strides": 2, "padding": "same", "activation": "relu", "kernel_initializer": "he_normal"}
    x = inputs
    for number in range(depth):
        x = keras.layers.Conv2D(width * 2**number, 4, name=f"encoder{number}", **options)(x)
    for number in reversed(range(depth)):
        x = keras.layers.Conv2DTranspose(width * 2**number, 4, name=f"decoder{number}", **options)(x)
    outputs = keras.layers.Conv2D(channels, 3, padding="same", dtype="float32", name="picture")(x)
    return keras.Model(inputs, outputs, name="denoising_autoencoder")
