"""The smallest autoencoder: 784 pixels, 64 values, 784 pixels."""

from functools import partial

import numpy as np

from training.explore import drawing
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common
from training.explore.page import Picture, Section


def run(bench: Bench, dataset: Dataset) -> Section:
    """Train it, and hold it against the best that straight lines can do."""
    design = common.dense(dataset)
    pixels, latent = dataset.pixels, design.latent
    trained = bench.train(design, dataset, f"dense autoencoder {pixels}-{latent}-{pixels}")
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
    return Section(
        f"dense-{dataset.name}",
        f"{pixels} pixels through {latent} values: the dense autoencoder on {dataset.title}",
        f"A network is asked to give back its own input. That would be no task, were it not for a layer in its middle "
        f"with only {latent} values: what does not pass through them is lost.",
        (
            f"The encoder is one fully connected layer with ReLU, the decoder one with a sigmoid. "
            f"{len(dataset.train):,} pictures taught it, {len(trained.history)} times each; no label was used.",
            common.examples(dataset, results),
            table,
            f"The mean picture is what one can say without looking. PCA is the best that any linear code of {latent} "
            f"values can do for the pictures it was fitted to. The network has {psnr[network] - psnr[mean]:.2f} dB "
            f"more than the mean picture and {common.difference(psnr[network], psnr[linear])} than PCA. One layer on "
            "either side is hardly more than linear; what it has beyond PCA is a sigmoid that ends in clean black "
            f"and white, and a ReLU that lets each picture choose its values: on average {100 * used:.0f} % of them "
            "are not zero. What it lacks is the exact solution that PCA gets from algebra: the network has to find "
            "its own in small steps.",
            Picture(
                "strokes",
                f"What each of the {latent} values draws: the decoder's weights from it to every pixel. Light adds "
                "ink, dark takes ink away, grey leaves the pixel alone.",
                partial(drawing.grid, strokes, columns=max(8, latent // 8)),
            ),
            "A reconstruction is a sum of these, each as strong as its latent value. They are blobs and strokes, not "
            "whole pictures: a code that must serve all of them is made of parts that many share.",
            Picture(
                "curve",
                "PSNR on 1,000 test pictures after each epoch." if len(dataset.test) >= 1000 else "Test PSNR by epoch.",
                partial(drawing.curves, {f"dense {latent}": [e.psnr for e in trained.history]}, "epoch", "PSNR (dB)"),
            ),
        ),
        {"psnr": psnr[network], "mse": error[network], "psnr_pca": psnr[linear], "psnr_mean": psnr[mean], "used": used},
    )
