"""Denoising clothes: a network of 3,217 parameters with strides, taught by the absolute error."""

import numpy as np

from training.explore.datasets import Dataset
from training.explore.learning import Bench, add_noise, mean_absolute_error
from training.explore.lessons import common
from training.explore.networks import Conv, Design
from training.explore.page import Section, Table
from training.explore.settings import Settings

FASHION = Settings(epochs=10, batch=32, pictures=60_000, layers=(16, 8), noise=0.2, loss="mae")

_PUBLISHED = "published, 60,000 pictures"


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train it, and hold its error against the published one."""
    noise, layers = settings.noise, settings.layers
    noisy = add_noise(dataset.test, noise, np.random.default_rng(settings.seed))
    there = tuple(Conv(filters, stride=2) for filters in layers)
    back = tuple(Conv(filters, stride=2, transposed=True) for filters in reversed(layers))
    design = Design(there, (*back, Conv(dataset.shape[2])), loss=settings.loss, noise=noise)
    taught = bench.train(design, settings.course, dataset, f"denoising autoencoder, noise {noise:g}")
    encoder, decoder = taught.network.encoder.count_params(), taught.network.decoder.count_params()
    results = common.beside_blur(noisy, dataset.test, noise) | {"denoising": taught.redraw(noisy)}
    table, psnr, error = common.compare(results, dataset.test)
    before, blur, denoising = psnr
    absolute = {title: mean_absolute_error(result, dataset.test) for title, result in results.items()}
    published = ((_PUBLISHED, "0.0460"),) if dataset.name == "fashion" else ()
    learned_from = common.learned_from(dataset, settings)
    return Section(
        f"denoise-fashion-{dataset.name}",
        f"Small and good: a denoising autoencoder with strides on {dataset.title}",
        f"Noise with a standard deviation of {noise:g} is added to every input and cut off at black and white. "
        f"{len(layers)} convolutions of {' and '.join(map(str, layers))} filters each halve the picture, as many "
        "transposed ones enlarge it again. There is no dense layer in the middle.",
        (
            f"{encoder:,} parameters to encode and {decoder:,} to decode, {learned_from:,} pictures, "
            f"{settings.epochs} times each, in batches of {settings.batch}. The loss is {settings.loss}.",
            common.examples(dataset, results),
            table,
            Table(
                f"The mean absolute error on {len(dataset.test):,} test pictures.",
                ("", "mean absolute error"),
                (*((title, f"{value:.4f}") for title, value in absolute.items()), *published),
            ),
            f"The network gains {psnr[denoising] - psnr[before]:.1f} dB, the best Gaussian blur, chosen by looking at "
            f"the answers, {psnr[blur] - psnr[before]:.1f} dB. It keeps more than a bottleneck of 64 values could: "
            "every 4 x 4 pixels have values of their own, and a filter that is right at one place is right at all.",
            common.loss_curves({"denoising": taught}),
        ),
        common.measures(psnr, error)
        | {f"mean absolute error, {title}": value for title, value in absolute.items()}
        | {"parameters, encoder": encoder, "parameters, decoder": decoder},
    )
