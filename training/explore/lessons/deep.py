"""Deeper: seven convolutions before the bottleneck, on colour pictures."""

from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common
from training.explore.lessons.bottleneck import normalised
from training.explore.page import Section
from training.explore.settings import Settings

CIFAR10 = Settings(
    epochs=3, batch=32, pictures=50_000, layers=(256, 256, 128, 128, 64, 64, 64), latent=512, noise=0.1, loss="mse"
)

_STRIDES = (2, 2, 2)


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train the deep one with noise on its inputs, and hold it against PCA with as many values."""
    latent, noise = common.latent_for(dataset, settings), settings.noise
    trained = bench.train(
        normalised(dataset, settings, _STRIDES, latent, noise), settings.course, dataset, "deep autoencoder"
    )
    results = {f"deep, {latent} values": trained.redraw(dataset.test)}
    results |= {f"PCA {latent}": common.linear_best(dataset, latent)}
    table, psnr, error = common.compare(results, dataset.test)
    deep, linear = psnr
    parameters = trained.network.whole.count_params()
    learned_from = common.learned_from(dataset, settings)
    return Section(
        f"deep-{dataset.name}",
        f"Is deeper better? A deep bottleneck on {dataset.title}",
        f"Convolutions of {'-'.join(map(str, settings.layers))} filters, batch normalisation and LeakyReLU after "
        f"each, squeeze {dataset.pixels:,} numbers into {latent}, and the same way back.",
        (
            f"{parameters:,} parameters, values from -1 to 1, a tanh at the end, noise with a standard deviation of "
            f"{noise:g} on the inputs. {learned_from:,} pictures, {settings.epochs} times each.",
            common.examples(dataset, results),
            table,
            f"The deep one has {common.difference(psnr[deep], psnr[linear])} than PCA with as many values. Depth alone "
            "is no gain: every layer on the way to a bottleneck is one more place where detail is lost, and one more "
            "to be learned. Networks that are deep and keep detail, as those of this app, have no bottleneck, and "
            "shortcuts around their layers.",
            common.psnr_curves({f"deep, {latent} values": trained}),
        ),
        common.measures(psnr, error) | {"parameters": parameters},
    )
