"""The smallest autoencoder: 784 pixels, 64 values, 784 pixels."""

from dataclasses import replace
from functools import partial

import numpy as np

from training.explore import drawing, networks
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common
from training.explore.page import Picture, Section
from training.explore.settings import Settings

MNIST = Settings(epochs=10, batch=256, pictures=60_000, layers=(784,), latent=64, loss="mse")
FASHION = Settings(epochs=10, batch=32, pictures=60_000, layers=(), latent=64, loss="mse")

_PUBLISHED = {
    "fashion": "Published for 784-64-784 after 10 epochs of 60,000 pictures in batches of 32 (TensorFlow's "
    "introduction to autoencoders): a loss of 0.0088 while learning and of 0.0089 on test pictures. "
}


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train it, and hold it against the best that straight lines can do."""
    pixels, latent, layers = dataset.pixels, common.latent_for(dataset, settings), settings.layers
    design = replace(networks.dense(pixels, layers, latent), loss=settings.loss)
    words = "-".join(str(width) for width in (pixels, *layers, latent, pixels))
    trained = bench.train(design, settings.course, dataset, f"dense autoencoder {words}")
    parameters = trained.network.whole.count_params()
    codes = trained.encode(dataset.test)
    results = {
        f"dense {latent}": trained.redraw(dataset.test),
        f"PCA {latent}": common.linear_best(dataset, latent),
        "mean picture": np.broadcast_to(dataset.train.mean(axis=0), dataset.test.shape),
    }
    table, psnr, error = common.compare(results, dataset.test)
    network, linear, mean = psnr
    used = float(np.mean(codes > 0))
    *_, (weights, _) = (layer.get_weights() for layer in trained.network.decoder.layers if layer.weights)
    strokes = weights.reshape(latent, *dataset.shape)
    strokes = 0.5 + 0.5 * strokes / np.abs(strokes).max(axis=(1, 2, 3), keepdims=True)
    last = trained.history[-1]
    learned_from = common.learned_from(dataset, settings)
    return Section(
        f"dense-{dataset.name}",
        f"{pixels} pixels through {latent} values: the dense autoencoder on {dataset.title}",
        f"A network is asked to give back its own input. That would be no task, were it not for a layer in its middle "
        f"with only {latent} values: what does not pass through them is lost.",
        (
            f"Fully connected layers, {words}: {parameters:,} parameters, ReLU, and a sigmoid at the end. "
            f"{learned_from:,} pictures taught it, {settings.epochs} times each; no label was used.",
            common.examples(dataset, results),
            table,
            f"{_PUBLISHED.get(dataset.name, '')}The loss of this run ended at {last.loss:.4f} while learning and at "
            f"{last.test_loss:.4f} on test pictures.",
            common.loss_curves({"dense": trained}),
            f"The mean picture is what one can say without looking. PCA is the best that any linear code of {latent} "
            f"values can do for the pictures it was fitted to. The network has {psnr[network] - psnr[mean]:.2f} dB "
            f"more than the mean picture and {common.difference(psnr[network], psnr[linear])} than PCA. What it has "
            "beyond straight lines is a sigmoid that ends in clean black and white, and a ReLU that lets each picture "
            f"choose its values: on average {100 * used:.0f} % of them are not zero. What it lacks is the exact "
            "solution that PCA gets from algebra: the network has to find its own in small steps.",
            Picture(
                "strokes",
                f"What each of the {latent} values draws: the decoder's weights from it to every pixel. Light adds "
                "ink, dark takes ink away, grey leaves the pixel alone.",
                partial(drawing.grid, strokes, columns=max(8, latent // 8)),
            ),
            "A reconstruction is a sum of these, each as strong as its latent value. They are blobs and strokes, not "
            "whole pictures: a code that must serve all of them is made of parts that many share.",
            common.psnr_curves({f"dense {latent}": trained}),
        ),
        common.measures(psnr, error)
        | {"parameters": parameters, "loss, learning": last.loss, "loss, test": last.test_loss, "values used": used},
    )
