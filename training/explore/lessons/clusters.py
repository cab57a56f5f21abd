"""k-means on the latent values: what is alike to a network that has never seen a label."""

from dataclasses import replace
from functools import partial

import numpy as np

from training.explore import drawing, latent
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common, convolutional
from training.explore.page import Picture, Section, Table
from training.explore.progress import stage
from training.explore.settings import Settings

MNIST = replace(convolutional.MNIST, k=10, n_init=10)

_SAMPLES = 16


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Group the test pictures by their latent values, and by their pixels for comparison."""
    design, means = common.convolutional(dataset, settings), (settings.k, settings.n_init, settings.seed)
    trained = bench.train(design, settings.course, dataset, "convolutional autoencoder, ELU")
    codes = trained.encode(dataset.test)
    with stage(bench.console, f"k-means on {len(dataset.test):,} test pictures"):
        groups = latent.k_means(codes, *means)
        by_pixels = latent.k_means(dataset.test.reshape(len(dataset.test), -1), *means)
    names, labels = dataset.label_names, dataset.test_labels
    counts = latent.contingency(groups, labels, len(names))
    purity = latent.purity(counts)
    pixel_purity = latent.purity(latent.contingency(by_pixels, labels, len(names)))
    chance = float(np.bincount(labels).max() / len(labels))
    # A fixed order that is not the file's: neighbours in a file can be alike.
    order = np.random.default_rng(0).permutation(len(groups))
    titles = [f"{number + 1}  mostly {names[row.argmax()]}" for number, row in enumerate(counts)]
    samples = {title: _row(dataset, order[groups[order] == number][:_SAMPLES]) for number, title in enumerate(titles)}
    purest, mixed = (int(pick(counts.max(axis=1) / counts.sum(axis=1))) for pick in (np.argmax, np.argmin))
    halves = [names[label] for label in np.argsort(-counts[mixed], kind="stable")[:2]]
    missing = [name for label, name in enumerate(names) if label not in counts.argmax(axis=1)]
    nobody = f"No group of their own: {', '.join(missing)}. " if missing else ""
    return Section(
        f"clusters-{dataset.name}",
        f"{len(counts)} groups that nobody named: k-means in the latent space of {dataset.title}",
        f"Each test picture is {codes.shape[1]} numbers now. k-means divides them into {len(counts)} groups, "
        f"each around its own mean (the best of {settings.n_init} beginnings), and is never told a label. Do the "
        "groups mean anything to us?",
        (
            Picture(
                "samples",
                "Members of each group, drawn at random; the largest group first, named after its most frequent label.",
                partial(drawing.rows, samples),
            ),
            Table(
                "Purity: the share of pictures that have the most frequent label of their group.",
                ("groups made from", "purity (%)"),
                (
                    (f"{codes.shape[1]} latent values", f"{100 * purity:.1f}"),
                    (f"{dataset.pixels:,} pixels", f"{100 * pixel_purity:.1f}"),
                    ("nothing: all in one group", f"{100 * chance:.1f}"),
                ),
            ),
            f"Of the pictures, {100 * purity:.0f} % are in a group that is mostly of their label. The purest group is "
            f"number {purest + 1} ({names[counts[purest].argmax()]}, "
            f"{100 * counts[purest].max() / counts[purest].sum():.0f} %); the most mixed is number {mixed + 1}, where "
            f"{halves[0]} and {halves[1]} meet. {nobody}To the network, alike means that a similar drawing makes a "
            "small squared error, and by that measure two slants of one label can be further apart than two labels.",
            f"From the bare pixels the groups have a purity of {100 * pixel_purity:.1f} %. The code was taught to keep "
            f"pixels, not meanings, so it need not group better than they do; what it buys is "
            f"{dataset.pixels / codes.shape[1]:.0f} times fewer numbers.",
            Picture(
                "shares",
                "What is in each group, in per cent: rows are groups, columns are labels.",
                partial(drawing.shares, counts, [f"group {number + 1}" for number in range(len(counts))], names),
            ),
        ),
        {"purity": purity, "purity_pixels": pixel_purity, "purity_chance": chance, "groups": len(counts)},
    )


def _row(dataset: Dataset, members: np.typing.NDArray[np.intp]) -> np.typing.NDArray[np.float32]:
    """Return pictures, filled up with blank ones to a whole row."""
    row = np.zeros((_SAMPLES, *dataset.shape), np.float32)
    row[: len(members)] = dataset.test[members]
    return row
