"""The networks. A new one is a file with `build(**hyperparameters) -> keras.Model` and a line here."""

from collections.abc import Callable

import keras

from training.models import espcn, residual_denoiser

ARCHITECTURES: dict[str, Callable[..., keras.Model]] = {
    "espcn": espcn.build,
    "residual-denoiser": residual_denoiser.build,
}
