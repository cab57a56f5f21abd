"""The networks. A new one is a file with `build(**hyperparameters) -> keras.Model` and a line here."""

from collections.abc import Callable

import keras

from training.models import (
    denoising_autoencoder,
    espcn,
    fsrcnn,
    plain_upscaler,
    rednet,
    residual_denoiser,
    restorer,
    srcnn,
    srresnet,
    vdsr,
)

ARCHITECTURES: dict[str, Callable[..., keras.Model]] = {
    "denoising-autoencoder": denoising_autoencoder.build,
    "espcn": espcn.build,
    "fsrcnn": fsrcnn.build,
    "plain-upscaler": plain_upscaler.build,
    "rednet": rednet.build,
    "residual-denoiser": residual_denoiser.build,
    "restorer": restorer.build,
    "srcnn": srcnn.build,
    "srresnet": srresnet.build,
    "vdsr": vdsr.build,
}
