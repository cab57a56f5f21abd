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


LOSSES: dict[str, Callable[[Any, Any], Any]] = {"l1": l1, "l2": l2, "charbonnier": charbonnier, "fft": fft}
