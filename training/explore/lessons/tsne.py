"""t-SNE: the latent space as a map."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy.typing as npt

from training.explore import drawing, latent
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common, convolutional
from training.explore.page import Picture, Section, Table
from training.explore.progress import stage
from training.explore.settings import Settings

MNIST = replace(convolutional.MNIST, perplexity=15, points=5000)


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Lay the test pictures out on a plane by their latent values."""
    design = common.convolutional(dataset, settings)
    trained = bench.train(design, settings.course, dataset, "convolutional autoencoder, ELU")
    images, labels = dataset.test[: settings.points], dataset.test_labels[: settings.points]
    codes = trained.encode(images)
    with stage(bench.console, f"t-SNE of {len(images):,} test pictures"):
        points = latent.t_sne(codes, settings.perplexity, settings.seed)
    spaces: dict[str, npt.NDArray[Any]] = {
        f"{dataset.pixels:,} pixels": images.reshape(len(images), -1),
        f"{codes.shape[1]} latent values": codes,
        "2 places on the map": points,
    }
    agreement = {title: latent.same_label(space, labels) for title, space in spaces.items()}
    in_pixels, in_codes, on_map = agreement.values()
    return Section(
        f"tsne-{dataset.name}",
        f"A map of {dataset.title}: t-SNE of the latent space",
        f"{codes.shape[1]} dimensions cannot be seen. t-SNE looks for places on a plane such that what was near stays "
        f"near (its perplexity, {settings.perplexity:g}, is about how many neighbours count); the labels are used for "
        "nothing but the colours.",
        (
            Picture(
                "labels",
                f"{len(images):,} test pictures, each a point in the colour of its label.",
                partial(drawing.scatter, points, labels, dataset.label_names),
            ),
            Table(
                "How many of a picture's ten nearest neighbours have its label.",
                ("in", "same label (%)"),
                tuple((title, f"{100 * share:.1f}") for title, share in agreement.items()),
            ),
            f"The network has never seen a label, and yet {100 * in_codes:.0f} % of the nearest neighbours in its "
            f"latent space share one ({100 * in_pixels:.0f} % among the bare pixels, {100 * on_map:.0f} % on the "
            "map). Read the map for its neighbourhoods alone: the size of an island and the distance between two of "
            "them are made by t-SNE and mean little.",
            Picture(
                "pictures",
                "The same map with the pictures themselves; those that would cover another are left out.",
                partial(drawing.thumbnails, points, images, labels),
            ),
            "Walk across an island and watch what changes: slant, thickness, size, brightness. Where two islands "
            "touch, look for the pictures that could be either.",
        ),
        {"neighbours_pixels": in_pixels, "neighbours_latent": in_codes, "neighbours_map": on_map},
    )
