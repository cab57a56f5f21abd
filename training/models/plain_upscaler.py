"""Our own upscalers: a chain of 3x3 convolutions at the small photo's size, added to its repeated pixels.

Nothing but convolutions with ReLU, one after the other: what processors, graphics cards and 8-bit arithmetic do best.
After X. Zhang et al., ECBSR, ACM MM 2021, and Z. Du et al., "Anchor-based plain net for mobile image super-resolution",
CVPRW 2021; with ReLU, which onnxruntime computes within the convolution, where they have PReLU.
"""

import keras

from training.models.rich import RichConvolution
from training.models.shuffle import DepthToSpace


def build(*, scale: int, channels: int = 1, width: int = 32, depth: int = 10, rich: bool = True) -> keras.Model:
    """Build the network.

    Args:
        scale: Enlargement of each side.
        channels: 1 for luma, 3 for RGB.
        width: Feature maps.
        depth: Convolutions before the last one.
        rich: Whether the convolutions learn as a sum of branches.

    Returns:
        Model from ``(N, H, W, channels)`` to ``(N, scale*H, scale*W, channels)``, any H and W. All layers but the last
        convolution are the same at any scale.
    """
    inputs = x = keras.Input((None, None, channels))
    for number in range(depth):
        name = f"convolution{number}"
        x = RichConvolution(width, activation="relu", name=name)(x) if rich else _plain(x, width, name)
    # Small at first, so that training starts from the anchor and not from a wild picture.
    small = keras.initializers.VarianceScaling(0.01)
    x = keras.layers.Conv2D(
        channels * scale**2, 3, padding="same", kernel_initializer=small, dtype="float32", name=f"subpixels{scale}"
    )(x)
    repeated = keras.layers.Concatenate(dtype="float32", name="anchor")([inputs] * scale**2)
    x = keras.layers.Add(dtype="float32", name="sum")([x, repeated])
    outputs = DepthToSpace(scale, dtype="float32", name="shuffle")(x)
    return keras.Model(inputs, outputs, name="plain_upscaler")


def _plain(x: keras.KerasTensor, width: int, name: str) -> keras.KerasTensor:
    return keras.layers.Conv2D(width, 3, padding="same", activation="relu", kernel_initializer="he_normal", name=name)(
        x
    )
