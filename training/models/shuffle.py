"""Moving pixels between space and channels; the channel order is TensorFlow's, which ONNX calls DCR."""

from typing import Any

import keras


@keras.saving.register_keras_serializable("recon")
class DepthToSpace(keras.layers.Layer):  # type: ignore[misc]
    """Turns ``(N, H, W, b*b*C)`` into ``(N, b*H, b*W, C)``."""

    def __init__(self, block: int, **options: Any):
        super().__init__(**options)
        self.block = block

    def call(self, inputs: Any) -> Any:
        """Apply the layer."""
        return keras.ops.depth_to_space(inputs, self.block)

    def get_config(self) -> dict[str, Any]:
        """Return what rebuilds the layer."""
        return {**super().get_config(), "block": self.block}


@keras.saving.register_keras_serializable("recon")
class SpaceToDepth(keras.layers.Layer):  # type: ignore[misc]
    """Turns ``(N, H, W, C)`` into ``(N, H/b, W/b, b*b*C)``; H and W must be multiples of b."""

    def __init__(self, block: int, **options: Any):
        super().__init__(**options)
        self.block = block

    def call(self, inputs: Any) -> Any:
        """Apply the layer."""
        return keras.ops.space_to_depth(inputs, self.block)

    def get_config(self) -> dict[str, Any]:
        """Return what rebuilds the layer."""
        return {**super().get_config(), "block": self.block}


def repeated(inputs: keras.KerasTensor, scale: int) -> keras.KerasTensor:
    """Enlarge by repeating each pixel: what an anchored network adds its prediction to."""
    copies = keras.layers.Concatenate(dtype="float32", name="anchor")([inputs] * scale**2)
    return DepthToSpace(scale, dtype="float32", name="anchor_shuffle")(copies)
