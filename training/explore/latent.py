"""What lies near what in the latent space: groups, neighbours and a map."""

from typing import Any

import numpy as np
import numpy.typing as npt

from training.explore.files import Labels

Codes = npt.NDArray[np.float32]


def k_means(codes: Codes, groups: int, n_init: int, seed: int) -> Labels:
    """Divide codes into groups around means.

    Args:
        codes: One row for each picture.
        groups: How many; fewer where there are fewer different codes.
        n_init: How often it begins anew; the best is kept.
        seed: Of the beginnings.

    Returns:
        The group of each code; group 0 is the largest.
    """
    from sklearn.cluster import KMeans  # slow to import

    groups = min(groups, len(np.unique(codes, axis=0)))
    means = KMeans(groups, n_init=n_init, random_state=seed).fit(codes)
    sizes = np.bincount(means.labels_, minlength=groups)
    place = np.argsort(np.argsort(-sizes, kind="stable"))
    return np.asarray(place[means.labels_], np.intp)


def contingency(groups: Labels, labels: Labels, label_count: int) -> npt.NDArray[np.intp]:
    """Count how often each label (columns) is in each group (rows)."""
    counts = np.zeros((groups.max() + 1, label_count), np.intp)
    np.add.at(counts, (groups, labels), 1)
    return counts


def purity(counts: npt.NDArray[np.intp]) -> float:
    """Return the share of pictures that have the most frequent label of their group; rows are groups."""
    return float(counts.max(axis=1).sum() / counts.sum())


def t_sne(codes: Codes, perplexity: float, seed: int) -> npt.NDArray[np.float64]:
    """Return a place on a plane for each code, so that neighbours stay neighbours.

    Args:
        codes: One row for each.
        perplexity: About how many neighbours count; less where there are few codes.
        seed: Of what is random.

    Source: L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", JMLR 9, 2008.
    """
    from sklearn.manifold import TSNE

    perplexity = min(perplexity, (len(codes) - 1) / 3)
    return np.asarray(TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(codes), np.float64)


def neighbours(codes: npt.NDArray[Any], count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Return for each code the indices of its nearest others, the nearest first, and their distances."""
    from sklearn.neighbors import NearestNeighbors

    distances, indices = NearestNeighbors(n_neighbors=count).fit(codes).kneighbors()
    return indices.astype(np.intp), np.asarray(distances, np.float64)


def same_label(codes: npt.NDArray[Any], labels: Labels, count: int = 10) -> float:
    """Return how many of a picture's nearest others have its label, as a share."""
    indices, _ = neighbours(codes, count)
    return float(np.mean(labels[indices] == labels[:, None]))
