"""What several lessons share: their networks, how they measure, how they word it."""

from collections.abc import Mapping
from functools import partial

import cv2
import numpy as np

from recon_desktop.core import metrics
from training.explore import drawing, networks
from training.explore.datasets import Batch, Dataset
from training.explore.learning import Trained, mean_squared_error
from training.explore.networks import Design
from training.explore.page import Picture, Table
from training.explore.settings import Settings

_BLURS = np.arange(0.3, 1.6, 0.1)


def latent_for(dataset: Dataset, settings: Settings) -> int:
    """Return how many values a picture is squeezed into: as many as wanted, but half of its pixels at most."""
    return min(settings.latent, dataset.pixels // 2)


def convolutional(dataset: Dataset, settings: Settings, activation: str = "elu") -> Design:
    """Return the convolutional autoencoder: kernels of 2, each layer halves height and width, the middle is dense."""
    halving = (2,) * len(settings.layers)
    encoder, decoder = networks.mirrored(settings.layers, halving, 2, latent_for(dataset, settings), dataset.shape[2])
    return Design(encoder, decoder, activation, loss=settings.loss)


def learned_from(dataset: Dataset, settings: Settings) -> int:
    """Return how many pictures are learned from."""
    return min(len(dataset.train), settings.pictures)


def linear_best(dataset: Dataset, latent: int) -> Batch:
    """Return what the best linear autoencoder makes of the test pictures: principal components of the training ones."""
    from sklearn.decomposition import PCA  # slow to import

    flat = dataset.train.reshape(len(dataset.train), -1)
    components = PCA(min(latent, *flat.shape), svd_solver="randomized", random_state=0).fit(flat)
    answers = components.inverse_transform(components.transform(dataset.test.reshape(len(dataset.test), -1)))
    return np.asarray(answers, np.float32).reshape(dataset.test.shape)


def compare(results: Mapping[str, Batch], reference: Batch) -> tuple[Table, dict[str, float], dict[str, float]]:
    """Measure several results on the same test pictures.

    Returns:
        A table for the page, and PSNR and mean squared error by the result's title.
    """
    psnr = {title: metrics.psnr(result, reference) for title, result in results.items()}
    error = {title: mean_squared_error(result, reference) for title, result in results.items()}
    rows = tuple((title, f"{error[title]:.4f}", f"{psnr[title]:.2f}") for title in results)
    caption = f"On {len(reference):,} test pictures; the PSNR is that of the mean squared error."
    return Table(caption, ("", "mean squared error", "PSNR (dB)"), rows), psnr, error


def beside_blur(noisy: Batch, clean: Batch, noise: float) -> dict[str, Batch]:
    """Return noisy pictures, and what the Gaussian blur makes of them that brings them nearest to the clean ones."""

    def blur(images: Batch, deviation: float) -> Batch:
        return np.stack([cv2.GaussianBlur(image, (0, 0), deviation) for image in images]).reshape(images.shape)

    some = slice(200)
    best = max(_BLURS, key=lambda deviation: metrics.psnr(blur(noisy[some], deviation), clean[some]))
    return {f"noisy, {noise:g}": noisy, f"blur, {best:.1f} px": blur(noisy, best)}


def measures(psnr: Mapping[str, float], error: Mapping[str, float]) -> dict[str, float]:
    """Return the figures of `compare` under the names that all lessons give them."""
    return {f"PSNR, {title}": value for title, value in psnr.items()} | {
        f"mean squared error, {title}": value for title, value in error.items()
    }


def examples(dataset: Dataset, results: Mapping[str, Batch]) -> Picture:
    """Return a picture of the same test pictures in each result, one of each label."""
    chosen = dataset.one_of_each()
    shown = {title: result[chosen] for title, result in {"original": dataset.test, **results}.items()}
    caption = "Test pictures, the first of each label, and below each what became of it."
    return Picture("examples", caption, partial(drawing.rows, shown))


def psnr_curves(trained: Mapping[str, Trained]) -> Picture:
    """Return a picture of how well networks did after each epoch."""
    series = {title: [epoch.psnr for epoch in one.history] for title, one in trained.items()}
    caption = "PSNR on test pictures (1,000 at most) after each epoch; those taught with noise are judged with noise."
    return Picture("curve", caption, partial(drawing.curves, series, "epoch", "PSNR (dB)"))


def loss_curves(trained: Mapping[str, Trained]) -> Picture:
    """Return a picture of each network's loss while it learned, and on test pictures."""
    series = {}
    for title, one in trained.items():
        series[f"{title}, learning"] = [epoch.loss for epoch in one.history]
        series[f"{title}, test"] = [epoch.test_loss for epoch in one.history]
    caption = "The loss after each epoch: over the pictures it learned from, and on test pictures (1,000 at most)."
    return Picture("loss", caption, partial(drawing.curves, series, "epoch", "loss"))


def difference(one: float, other: float) -> str:
    """Say how far one PSNR is above or below another."""
    return f"{abs(one - other):.2f} dB {'more' if one >= other else 'less'}"
