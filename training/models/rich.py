"""A 3x3 convolution that learns as a sum of branches and is one plain convolution wherever it computes.

The branches are those of ECB (X. Zhang et al., "Edge-oriented convolution block for real-time super resolution on
mobile devices", ACM MM 2021): a 3x3 kernel, a 1x1 that widens followed by a 3x3, a 1x1 followed by Sobel's and
Laplace's masks, and the identity. They are added up as kernels before the picture is touched (M. Hu et al., "Online
convolutional re-parameterization", CVPR 2022), so a step of training costs hardly more than with a plain convolution.
"""

from typing import Any

import keras
import numpy as np

_SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)
_LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], np.float32)
MASKS = np.stack([_SOBEL, _SOBEL.T, _LAPLACE])


@keras.saving.register_keras_serializable("recon")
class RichConvolution(keras.layers.Layer):  # type: ignore[misc]
    """Convolves ``(N, H, W, C)`` to ``(N, H, W, filters)``, zeros around it.

    Args:
        filters: Maps of the result; the identity is among the branches where there are as many as came in.
        expansion: How many times `filters` the widened branch has.
        activation: Applied to the sum.
        options: Keras' own for a layer.
    """

    def __init__(self, filters: int, expansion: int = 2, activation: str | None = None, **options: Any):
        super().__init__(**options)
        self.filters = filters
        self.expansion = expansion
        self.activation = keras.activations.get(activation)

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the branches' weights; they are summed in float32, whatever the layer computes in."""
        maps, wide = shape[-1], self.expansion * self.filters
        # Beside the identity all branches are small at first, so that a long chain begins close to it.
        small = keras.initializers.VarianceScaling(0.1)
        first = small if maps == self.filters else "he_normal"
        self.kernel = self._weight("kernel", (3, 3, maps, self.filters), first)
        self.bias = self._weight("bias", (self.filters,), "zeros")
        self.widen = self._weight("widen", (maps, wide), "glorot_normal")
        self.narrow = self._weight("narrow", (3, 3, wide, self.filters), small)
        self.edges = self._weight("edges", (len(MASKS), maps, self.filters), "glorot_normal")
        self.edge_scales = self._weight(
            "edge_scales", (len(MASKS), self.filters), keras.initializers.RandomNormal(1e-3)
        )

    def _weight(self, name: str, shape: tuple[int | None, ...], initializer: Any) -> Any:
        return self.add_weight(name=name, shape=shape, initializer=initializer, autocast=False)

    def plain_kernel(self) -> Any:
        """Return the kernel of the one convolution that does the same, ``(3, 3, C, filters)``."""
        widened = keras.ops.tensordot(self.widen, self.narrow, axes=[[1], [2]])  # (C, 3, 3, filters)
        edges = keras.ops.tensordot(
            keras.ops.convert_to_tensor(MASKS), self.edges * self.edge_scales[:, None], axes=[[0], [0]]
        )
        kernel = self.kernel + keras.ops.transpose(widened, (1, 2, 0, 3)) + edges
        if self.kernel.shape[2] == self.filters:
            identity = np.zeros(self.kernel.shape, np.float32)
            identity[1, 1] = np.eye(self.filters, dtype=np.float32)
            kernel = kernel + identity
        return kernel

    def call(self, inputs: Any) -> Any:
        """Apply the layer."""
        kernel, bias = (keras.ops.cast(weight, self.compute_dtype) for weight in (self.plain_kernel(), self.bias))
        return self.activation(keras.ops.conv(inputs, kernel, padding="same") + bias)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of the result."""
        return (*shape[:-1], self.filters)

    def get_config(self) -> dict[str, Any]:
        """Return what rebuilds the layer."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "filters": self.filters, "expansion": self.expansion, "activation": activation}
