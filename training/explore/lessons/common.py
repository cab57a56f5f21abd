"""What several lessons share: their networks, how they measure, how they word it."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from recon_desktop.core import metrics
from training.explore import drawing
from training.explore.datasets import Batch, Dataset
from training.explore.learning import mean_squared_error
from training.explore.networks import Design
from training.explore.page import Picture, Table

LATENT = 64


def latent_for(dataset: Dataset, wanted: int) -> int:
    """Return how many values a picture is squeezed into: as many as wanted, but half of its pixels at most."""
    return min(wanted, dataset.pixels // 2)


def dense(dataset: Dataset) -> Design:
    """Return the smallest autoencoder: one layer squeezes, one draws."""
    return Design("dense", (), latent_for(dataset, LATENT))


def convolutional(dataset: Dataset, activation: str = "elu", noise: float = 0.0) -> Design:
    """Return a small convolutional autoencoder with as many latent values as the dense one."""
    return Design("convolutional", (16, 32), latent_for(dataset, LATENT), activation, noise)


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


def examples(dataset: Dataset, results: Mapping[str, Batch]) -> Picture:
    """Return a picture of the same test pictures in each result, one of each label."""
    chosen = dataset.one_of_each()
    shown = {title: result[chosen] for title, result in {"original": dataset.test, **results}.items()}
    caption = "Test pictures, the first of each label, and below each what became of it."
    return Picture("examples", caption, partial(drawing.rows, shown))


def difference(one: float, other: float) -> str:
    """Say how far one PSNR is above or below another."""
    return f"{abs(one - other):.2f} dB {'more' if one >= other else 'less'}"
