"""SRResNet: residual blocks with batch normalisation, then sub-pixel convolutions; also the generator of SRGAN.

Source: C. Ledig et al., "Photo-realistic single image super-resolution using a generative adversarial network", CVPR
2017.
"""

import keras

from training.models.shuffle import DepthToSpace, repeated


def build(*, scale: int = 4, channels: int = 3, blocks: int = 16, width: int = 64, anchor: bool = False) -> keras.Model:
    """Build the network.

    Args:
        scale: Enlargement of each side, a power of two: one sub-pixel convolution for each factor of two.
        channels: 3 for RGB, 1 for luma.
        blocks: Residual blocks.
        width: Feature maps.
        anchor: Let the network predict what to add to the repeated input pixels, which the paper does not: it learns
            much faster, at the cost of one addition a pixel.

    Returns:
        Model from ``(N, H, W, channels)`` to ``(N, scale*H, scale*W, channels)``, any H and W.
    """
    options = {"padding": "same", "kernel_initializer": "he_normal"}

    def convolution(x: keras.KerasTensor, maps: int, kernel: int, name: str) -> keras.KerasTensor:
        return keras.layers.Conv2D(maps, kernel, name=name, **options)(x)

    def normalised(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        x = keras.layers.Conv2D(width, 3, use_bias=False, name=name, **options)(x)
        return keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=f"{name}_norm")(x)

    def prelu(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        return keras.layers.PReLU(alpha_initializer="zeros", shared_axes=[1, 2], name=name)(x)

    inputs = keras.Input((None, None, channels))
    head = x = prelu(convolution(inputs, width, 9, "head"), "head_prelu")
    for number in range(blocks):
        y = prelu(normalised(x, f"block{number}_a"), f"block{number}_prelu")
        y = normalised(y, f"block{number}_b")
        x = keras.layers.Add(name=f"block{number}_sum")([x, y])
    x = keras.layers.Add(name="body_sum")([normalised(x, "body"), head])
    for number in range(scale.bit_length() - 1):
        x = convolution(x, 4 * width, 3, f"subpixels{number}")
        x = prelu(DepthToSpace(2, name=f"shuffle{number}")(x), f"subpixels{number}_prelu")
    small = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(channels, 9, padding="same", kernel_initializer=small, name="tail")(x)
    if anchor:
        outputs = keras.layers.Add(dtype="float32", name="sum")([x, repeated(inputs, scale)])
    else:
        outputs = keras.layers.Activation("linear", dtype="float32", name="picture")(x)
    return keras.Model(inputs, outputs, name="srresnet")
