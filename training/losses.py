"""Losses, on any Keras backend."""

from collections.abc import Callable
from typing import Any

import keras

_CHARBONNIER_EPSILON = 1e-3
_FFT_WEIGHT = 0.05


def l1(target: Any, result: Any) -> Any:
    """Mean absolute error."""
    return keras.ops.mean(keras.ops.abs(result - target))


def l2(target: Any, result: Any) -> Any:
    """Mean squared error."""
    return keras.ops.mean(keras.ops.square(result - target))


def charbonnier(target: Any, result: Any) -> Any:
    """Mean absolute error, smooth around zero (P. Charbonnier et al., ICIP 1994)."""
    return keras.ops.mean(keras.ops.sqrt(keras.ops.square(result - target) + _CHARBONNIER_EPSILON**2))


def fft(target: Any, result: Any) -> Any:
    """Mean absolute error, and a little of that of the spectra (L. Sun et al., SAFMN, ICCV 2023)."""
    error = keras.ops.transpose(result - target, (0, 3, 1, 2))
    real, imaginary = keras.ops.fft2((error, keras.ops.zeros_like(error)))
    spectrum = (keras.ops.mean(keras.ops.abs(real)) + keras.ops.mean(keras.ops.abs(imaginary))) / 2
    return keras.ops.mean(keras.ops.abs(error)) + _FFT_WEIGHT * spectrum


def grid(target: Any, result: Any, scale: int) -> Any:
    """Mean squared error of what repeats from one pixel of the small photo to the next: an enlarger's own pattern.

    Args:
        target: ``(N, H, W, C)``.
        result: Likewise; H and W are at least three pixels of the small photo.
        scale: Width of a pixel of the small photo.

    Returns:
        The error at each place within a pixel, less their mean, averaged over three by three pixels, squared, averaged.
        A detail of the photo is another one in the next pixel and averages out.
    """
    error = result - target
    places = keras.ops.space_to_depth(error, scale)
    flat = keras.ops.average_pool(error, scale, strides=scale)
    pattern = places - keras.ops.concatenate([flat] * scale**2, axis=-1)
    return keras.ops.mean(keras.ops.square(keras.ops.average_pool(pattern, 3, strides=1)))


LOSSES: dict[str, Callable[[Any, Any], Any]] = {"l1": l1, "l2": l2, "charbonnier": charbonnier, "fft": fft}
