"""REDNet: convolutions take a picture apart, as many transposed ones put it together, with symmetric skips between.

Source: X.-J. Mao et al., "Image restoration using very deep convolutional encoder-decoder networks with symmetric skip
connections", NIPS 2016. RED10, RED20 and RED30 have `num_layers` = 5, 10 and 15.
"""

import keras

_SKIP_EVERY = 2


def build(*, channels: int = 1, num_layers: int = 15, width: int = 64) -> keras.Model:
    """Build the network.

    Args:
        channels: 1 for luma, 3 for RGB.
        num_layers: Number of convolutions, and of transposed convolutions.
        width: Feature maps; the paper has 64 for its figures of speed and 128 for its best.

    Returns:
        Model from ``(N, H, W, channels)`` to the same shape, any H and W.
    """
    inputs = keras.Input((None, None, channels))
    options = {"padding": "same", "kernel_initializer": "he_normal"}
    x, skips = inputs, {0: inputs}  # what the symmetric place adds, by the number of convolutions before it
    for number in range(num_layers):
        x = keras.layers.Conv2D(width, 3, activation="relu", name=f"convolution{number}", **options)(x)
        skips[number + 1] = x
    for number in range(num_layers):
        left = num_layers - 1 - number  # transposed convolutions still to come: as many as convolutions at its mirror
        last = left == 0
        skipping = last or (left < num_layers - 1 and (num_layers - left) % _SKIP_EVERY == 0)
        maps = channels if last else width
        # Where a skip comes in, the new part is small at first: sums of many of them would grow without bound.
        small = keras.initializers.VarianceScaling(0.01 if last else 0.1)
        x = keras.layers.Conv2DTranspose(
            maps,
            3,
            padding="same",
            kernel_initializer=small if skipping else "he_normal",
            dtype="float32" if last else None,
            name=f"deconvolution{number}",
        )(x)
        if skipping:
            dtype = "float32" if last else None
            x = keras.layers.Add(dtype=dtype, name=f"skip{number}")([x, skips[left]])
        if not last:
            x = keras.layers.ReLU(name=f"relu{number}")(x)
    return keras.Model(inputs, x, name="rednet")
