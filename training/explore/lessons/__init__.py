"""The lessons. A new one is a file with `run(bench, dataset) -> Section` and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import bottleneck, clusters, convolutional, denoise, dense, tsne
from training.explore.page import Section


@dataclass(frozen=True)
class Lesson:
    """What a lesson does, and the data sets it is made for; it runs once on each of them."""

    run: Callable[[Bench, Dataset], Section]
    data: tuple[str, ...]


LESSONS: dict[str, Lesson] = {
    "dense": Lesson(dense.run, ("mnist",)),
    "convolutional": Lesson(convolutional.run, ("mnist",)),
    "denoise": Lesson(denoise.run, ("mnist", "fashion")),
    "bottleneck": Lesson(bottleneck.run, ("cifar10",)),
    "clusters": Lesson(clusters.run, ("mnist",)),
    "tsne": Lesson(tsne.run, ("mnist",)),
}
