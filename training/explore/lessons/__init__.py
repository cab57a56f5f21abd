"""The lessons. A new one is a file with `run(bench, dataset, settings) -> Section` and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import (
    bottleneck,
    clusters,
    convolutional,
    deep,
    denoise,
    denoise_fashion,
    dense,
    tsne,
)
from training.explore.page import Section
from training.explore.settings import Settings


@dataclass(frozen=True)
class Lesson:
    """What a lesson does, and the data sets it is made for, each with its settings; it runs once on each of them."""

    run: Callable[[Bench, Dataset, Settings], Section]
    taught: Mapping[str, Settings]

    def settings(self, data: str) -> Settings:
        """Return the settings for a data set; those of the first one for a set that the lesson is not made for."""
        return self.taught.get(data, next(iter(self.taught.values())))


LESSONS: dict[str, Lesson] = {
    "dense": Lesson(dense.run, {"mnist": dense.MNIST, "fashion": dense.FASHION}),
    "convolutional": Lesson(convolutional.run, {"mnist": convolutional.MNIST}),
    "denoise": Lesson(denoise.run, {"mnist": denoise.MNIST}),
    "denoise-fashion": Lesson(denoise_fashion.run, {"fashion": denoise_fashion.FASHION}),
    "bottleneck": Lesson(bottleneck.run, {"cifar10": bottleneck.CIFAR10}),
    "deep": Lesson(deep.run, {"cifar10": deep.CIFAR10}),
    "clusters": Lesson(clusters.run, {"mnist": clusters.MNIST}),
    "tsne": Lesson(tsne.run, {"mnist": tsne.MNIST}),
}
