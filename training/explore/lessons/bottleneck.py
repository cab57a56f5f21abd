"""How narrow, with noise or without: what a bottleneck costs on colour pictures."""

import numpy as np

from training.explore import networks
from training.explore.datasets import Dataset
from training.explore.learning import Bench, add_noise
from training.explore.lessons import common
from training.explore.networks import Design
from training.explore.page import Section, Table
from training.explore.settings import Settings

CIFAR10 = Settings(epochs=10, batch=32, pictures=50_000, layers=(32, 64, 64, 64), latent=512, noise=0.1, loss="mse")

_NARROW = 10
_STRIDES = (1, 2, 2, 1)


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train a narrow and a wide one, each with and without noise."""
    wide = common.latent_for(dataset, settings)
    narrow, noise = min(_NARROW, wide), settings.noise
    designs = {
        f"{latent} values{', noise' if level else ''}": normalised(dataset, settings, _STRIDES, latent, level)
        for latent in (narrow, wide)
        for level in (0.0, noise)
    }
    trained = {
        title: bench.train(design, settings.course, dataset, f"autoencoder, {title}")
        for title, design in designs.items()
    }
    results = {title: one.redraw(dataset.test) for title, one in trained.items()}
    results |= {f"PCA {latent}": common.linear_best(dataset, latent) for latent in (narrow, wide)}
    table, psnr, error = common.compare(results, dataset.test)

    noisy = add_noise(dataset.test, noise, np.random.default_rng(settings.seed))
    under_noise = {title: one.redraw(noisy) for title, one in trained.items()}
    noisy_table, noisy_psnr, _ = common.compare({f"noisy input, {noise:g}": noisy, **under_noise}, dataset.test)
    small, small_noise, large, large_noise = trained
    learned_from = common.learned_from(dataset, settings)
    return Section(
        f"bottleneck-{dataset.name}",
        f"{narrow} values or {wide}: how wide the bottleneck has to be on {dataset.title}",
        f"Convolutions of {'-'.join(map(str, settings.layers))} filters squeeze {dataset.pixels:,} numbers into "
        f"{narrow} or into {wide}. Each of the two is taught once on clean and once on noisy inputs (standard "
        f"deviation {noise:g}).",
        (
            "Batch normalisation and LeakyReLU after every convolution, values from -1 to 1, a tanh at the end. "
            f"{learned_from:,} pictures, {settings.epochs} times each.",
            common.examples(dataset, results),
            table,
            f"{narrow} values say where it is light and in which colours; {wide} values reach "
            f"{common.difference(psnr[large], psnr[small])}. A squared error is smallest when a network that cannot "
            f"decide draws the mean of all it thinks possible. That mean is blurred, which is why every one of these "
            f"pictures is.",
            f"PCA is the measure of what the networks learned beyond straight lines: with {narrow} values the "
            f"convolutional one has {common.difference(psnr[small], psnr[f'PCA {narrow}'])} than PCA, with {wide} "
            f"values {common.difference(psnr[large], psnr[f'PCA {wide}'])}. PCA is solved exactly; a network has to "
            f"find its weights from {learned_from:,} pictures in {settings.epochs} passes, and the more there is to "
            "find, the further it is from done.",
            Table(f"The same networks on noisy inputs. {noisy_table.caption}", noisy_table.heading, noisy_table.rows),
            f"Under noise, having seen noise is worth {noisy_psnr[small_noise] - noisy_psnr[small]:+.2f} dB with "
            f"{narrow} values and {noisy_psnr[large_noise] - noisy_psnr[large]:+.2f} dB with {wide}; on clean "
            f"pictures it changes {psnr[small_noise] - psnr[small]:+.2f} and {psnr[large_noise] - psnr[large]:+.2f} "
            "dB.",
            common.psnr_curves(trained),
        ),
        common.measures(psnr, error) | {f"PSNR on noisy, {title}": value for title, value in noisy_psnr.items()},
    )


def normalised(
    dataset: Dataset, settings: Settings, strides: tuple[int, ...], latent: int, noise: float = 0.0
) -> Design:
    """Return an autoencoder with batch normalisation, LeakyReLU and values in -1..1.

    Args:
        dataset: Of the pictures.
        settings: Whose `layers` are its filters.
        strides: Of the first layers; those of the others are 1.
        latent: Values in its middle.
        noise: On its inputs.
    """
    filters = settings.layers
    strides = (*strides, *(1,) * len(filters))[: len(filters)]
    encoder, decoder = networks.mirrored(filters, strides, 3, latent, dataset.shape[2])
    return Design(encoder, decoder, "leaky_relu", True, "tanh", settings.loss, noise)
