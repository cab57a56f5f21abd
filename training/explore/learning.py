"""Teaching an autoencoder, and measuring what it has learned."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt
from rich.console import Console

from recon_desktop.core import degrade, metrics
from training.explore.datasets import Batch, Dataset
from training.explore.networks import Autoencoder, Design, build
from training.explore.progress import Advance, stage
from training.explore.settings import Course

STILL = 0.01
"""A unit stands still whose answers to all pictures have a smaller standard deviation."""

_SATURATED = -0.9
_JUDGES = 1000
_AT_ONCE = 500
_LEAST = 1e-7


@dataclass(frozen=True)
class Epoch:
    """How a network stood after an epoch: loss, the same and PSNR on test pictures, latent values that stand still."""

    loss: float
    test_loss: float
    psnr: float
    still: int


@dataclass(frozen=True)
class Units:
    """The answers of a layer's units to all pictures (and at all places): mean and standard deviation, by unit."""

    mean: npt.NDArray[np.float64]
    deviation: npt.NDArray[np.float64]

    @property
    def still(self) -> int:
        """How many answer the same whatever the picture."""
        return int(np.sum(self.deviation < STILL))

    @property
    def saturated(self) -> int:
        """How many of those do so near -1, where an ELU is flat."""
        return int(np.sum((self.deviation < STILL) & (self.mean < _SATURATED)))


@dataclass(frozen=True)
class Trained:
    """A network that has learned."""

    design: Design
    network: Autoencoder
    history: tuple[Epoch, ...]

    def encode(self, images: Batch) -> Batch:
        """Return the latent values ``(N, latent)`` of pictures."""
        return answers(self.network.encoder, images)

    def redraw(self, images: Batch) -> Batch:
        """Return what the network makes of pictures."""
        return answers(self.network.whole, images)

    def units(self, images: Batch) -> dict[str, Units]:
        """Measure the units in each layer of the encoder that has weights; a filter counts as one unit."""
        layers = [layer for layer in self.network.encoder.layers if layer.count_params()]
        model = keras.Model(self.network.encoder.input, {layer.name: layer.output for layer in layers})
        sums: dict[str, list[npt.NDArray[np.float64]]] = {}
        counts: dict[str, int] = {}
        for part in _portions(images):
            for name, answer in model(part, training=False).items():
                flat = keras.ops.convert_to_numpy(answer).reshape(-1, answer.shape[-1]).astype(np.float64)
                sums.setdefault(name, []).append(np.stack([flat.sum(axis=0), np.square(flat).sum(axis=0)]))
                counts[name] = counts.get(name, 0) + len(flat)
        means = {name: np.sum(parts, axis=0) / counts[name] for name, parts in sums.items()}
        return {name: Units(mean, np.sqrt(np.maximum(square - mean**2, 0))) for name, (mean, square) in means.items()}


class Bench:
    """Where networks are trained; a design that two lessons teach alike on the same pictures is trained once.

    Args:
        console: Is told of the progress.
    """

    def __init__(self, console: Console):
        self.console = console
        self._trained: dict[tuple[Design, Course, str], Trained] = {}

    def train(self, design: Design, course: Course, dataset: Dataset, title: str) -> Trained:
        """Return the trained network of a design; `title` names it on the screen."""
        key = (design, course, dataset.name)
        if key not in self._trained:
            steps = course.epochs * steps_of(course, dataset)
            with stage(self.console, f"{title} on {dataset.title}, {course.epochs} epochs", steps) as advance:
                self._trained[key] = learn(design, course, dataset, advance)
        return self._trained[key]


def learn(design: Design, course: Course, dataset: Dataset, advance: Advance) -> Trained:
    """Train a network; the same again for the same arguments.

    Args:
        design: What to build.
        course: How to teach it; noise is drawn anew in each epoch.
        dataset: What to learn from.
        advance: Is called after each step.
    """
    keras.utils.set_random_seed(course.seed)
    network = build(design, dataset.shape)
    # As in fit: XLA is the only way on JAX, and slower on TensorFlow's CPU.
    network.whole.compile("adam", KERAS_LOSSES[design.loss], jit_compile=keras.backend.backend() == "jax")
    rng = np.random.default_rng(course.seed)
    judges = dataset.test[:_JUDGES]
    noisy_judges = add_noise(judges, design.noise, np.random.default_rng(course.seed))
    history: list[Epoch] = []
    note = ""
    for _ in range(course.epochs):
        losses = []
        for chosen in batches(course, dataset, rng):
            clean = dataset.train[chosen]
            losses.append(float(network.whole.train_on_batch(add_noise(clean, design.noise, rng), clean)))
            advance(note)
        codes = answers(network.encoder, noisy_judges)
        drawn = answers(network.decoder, codes)
        psnr, loss = metrics.psnr(drawn, judges), JUDGED_BY[design.loss](drawn, judges)
        still = int(np.sum(codes.std(axis=0, dtype=np.float64) < STILL))
        # train_on_batch gives the mean of the epoch up to each step.
        history.append(Epoch(losses[-1], loss, psnr, still))
        network.whole.reset_metrics()
        note = f"{psnr:.2f} dB"
        advance(note, 0)
    return Trained(design, network, tuple(history))


def add_noise(images: Batch, deviation: float, rng: np.random.Generator) -> Batch:
    """Return pictures with white Gaussian noise, cut off at black and white; `deviation` for pixels in 0..1."""
    return np.clip(degrade.GaussianNoise(deviation * 255)(images, rng), 0, 1) if deviation else images


def mean_squared_error(result: Batch, reference: Batch) -> float:
    """Return the mean squared difference over all pictures and pixels."""
    return float(np.mean(np.square(result.astype(np.float64) - reference)))


def mean_absolute_error(result: Batch, reference: Batch) -> float:
    """Return the mean absolute difference over all pictures and pixels."""
    return float(np.mean(np.abs(result.astype(np.float64) - reference)))


def binary_cross_entropy(result: Batch, reference: Batch) -> float:
    """Return the mean of how surprising each pixel is to one who takes the result for its chance to be white."""
    sure = np.clip(result.astype(np.float64), _LEAST, 1 - _LEAST)
    return float(-np.mean(reference * np.log(sure) + (1 - reference) * np.log(1 - sure)))


JUDGED_BY: dict[str, Callable[[Batch, Batch], float]] = {
    "mse": mean_squared_error,
    "mae": mean_absolute_error,
    "bce": binary_cross_entropy,
}
KERAS_LOSSES = {"mse": "mse", "mae": "mae", "bce": "binary_crossentropy"}


def steps_of(course: Course, dataset: Dataset) -> int:
    """Return how many steps an epoch has."""
    return max(1, min(course.pictures or len(dataset.train), len(dataset.train)) // course.batch)


def batches(course: Course, dataset: Dataset, rng: np.random.Generator) -> Iterator[npt.NDArray[np.intp]]:
    """Yield the places of the training pictures in random order, in equal batches; a few are left over each time."""
    order = rng.permutation(min(course.pictures or len(dataset.train), len(dataset.train)))
    for step in range(steps_of(course, dataset)):
        yield order[step * course.batch : (step + 1) * course.batch]


def answers(model: keras.Model, images: Batch) -> Batch:
    """Return what a model makes of pictures, not all at once."""
    return np.concatenate([keras.ops.convert_to_numpy(model(part, training=False)) for part in _portions(images)])


def _portions(images: Batch) -> Iterator[Batch]:
    for start in range(0, len(images), _AT_ONCE):
        yield images[start : start + _AT_ONCE]
