"""Teaching an autoencoder, and measuring what it has learned."""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
from rich.console import Console

from recon_desktop.core import degrade, metrics
from training.explore.datasets import Batch, Dataset
from training.explore.networks import Autoencoder, Design, build
from training.explore.progress import Advance, stage

SEED = 0
_IMAGES_SEEN = {"dense": 600_000, "convolutional": 200_000}  # a minute or two on two cores
_MOST_EPOCHS = 60
_LEARNING_RATE = 2e-3
_JUDGES = 1000
_AT_ONCE = 500
_STILL = 1e-6


@dataclass(frozen=True)
class Epoch:
    """How a network stood after an epoch: PSNR on test pictures, and how many of its latent values were dead."""

    loss: float
    psnr: float
    dead: int


@dataclass(frozen=True)
class Trained:
    """A network that has learned."""

    design: Design
    network: Autoencoder
    history: tuple[Epoch, ...]

    def encode(self, images: Batch) -> Batch:
        """Return the latent values ``(N, latent)`` of pictures."""
        return _answers(self.network.encoder, images)

    def redraw(self, images: Batch) -> Batch:
        """Return what the network makes of pictures."""
        return _answers(self.network.whole, images)

    def dead_units(self, images: Batch) -> dict[str, tuple[int, int]]:
        """Count in each layer of the encoder the units that do not react: the same output whatever the picture.

        A filter counts as one unit, and is dead when it is so at every place.

        Returns:
            Dead units and all units by the layer's name.
        """
        layers = [layer for layer in self.network.encoder.layers if layer.count_params()]
        outputs = {layer.name: layer.output for layer in layers}
        units = keras.Model(self.network.encoder.input, outputs)
        least: dict[str, Batch] = {}
        most: dict[str, Batch] = {}
        for part in _portions(images):
            for name, answer in units(part, training=False).items():
                flat = keras.ops.convert_to_numpy(answer).reshape(-1, answer.shape[-1])
                least[name] = np.minimum(least.get(name, np.inf), flat.min(axis=0))
                most[name] = np.maximum(most.get(name, -np.inf), flat.max(axis=0))
        return {name: (int(np.sum(most[name] - least[name] < _STILL)), len(least[name])) for name in least}


class Bench:
    """Where networks are trained; a design that two lessons use on the same pictures is trained once.

    Args:
        console: Is told of the progress.
        epochs: How often each picture is seen; if None, so often that the training stays short.
    """

    def __init__(self, console: Console, epochs: int | None = None):
        self.console = console
        self._epochs = epochs
        self._trained: dict[tuple[Design, str], Trained] = {}

    def epochs(self, design: Design, dataset: Dataset) -> int:
        """Return how often a network of this design sees each picture of a set."""
        return self._epochs or min(_MOST_EPOCHS, max(1, round(_IMAGES_SEEN[design.body] / len(dataset.train))))

    def train(self, design: Design, dataset: Dataset, title: str) -> Trained:
        """Return the trained network of a design; `title` names it on the screen."""
        key = (design, dataset.name)
        if key not in self._trained:
            epochs = self.epochs(design, dataset)
            steps = epochs * _steps(dataset)
            with stage(self.console, f"{title} on {dataset.title}, {epochs} epochs", steps) as advance:
                self._trained[key] = learn(design, dataset, epochs, advance)
        return self._trained[key]


def learn(design: Design, dataset: Dataset, epochs: int, advance: Advance) -> Trained:
    """Train a network with Adam and half a cosine on the mean squared error; the same again for the same arguments.

    Args:
        design: What to build.
        dataset: What to learn from; noise is drawn anew in each epoch.
        epochs: How often each picture is seen.
        advance: Is called after each step.
    """
    keras.utils.set_random_seed(SEED)
    network = build(design, dataset.shape)
    rate = keras.optimizers.schedules.CosineDecay(_LEARNING_RATE, epochs * _steps(dataset))
    # As in fit: XLA is the only way on JAX, and slower on TensorFlow's CPU.
    network.whole.compile(keras.optimizers.Adam(rate), loss="mse", jit_compile=keras.backend.backend() == "jax")
    rng = np.random.default_rng(SEED)
    judges = dataset.test[:_JUDGES]
    noisy_judges = add_noise(judges, design.noise, np.random.default_rng(SEED))
    history: list[Epoch] = []
    note = ""
    for _ in range(epochs):
        losses = []
        for clean in _batches(dataset, rng):
            losses.append(float(network.whole.train_on_batch(add_noise(clean, design.noise, rng), clean)))
            advance(note)
        codes = _answers(network.encoder, noisy_judges)
        psnr = metrics.psnr(_answers(network.decoder, codes), judges)
        dead = int(np.sum(np.ptp(codes, axis=0) < _STILL))
        history.append(Epoch(float(np.mean(losses)), psnr, dead))
        note = f"{psnr:.2f} dB"
        advance(note, 0)
    return Trained(design, network, tuple(history))


def add_noise(images: Batch, deviation: float, rng: np.random.Generator) -> Batch:
    """Return pictures with white Gaussian noise, unclipped; `deviation` for pixels in 0..1."""
    return degrade.GaussianNoise(deviation * 255)(images, rng) if deviation else images


def mean_squared_error(result: Batch, reference: Batch) -> float:
    """Return the mean squared difference over all pictures and pixels."""
    return float(np.mean(np.square(result.astype(np.float64) - reference)))


def _batch_size(dataset: Dataset) -> int:
    return 128 if len(dataset.train) >= 20_000 else 32


def _steps(dataset: Dataset) -> int:
    return max(1, len(dataset.train) // _batch_size(dataset))


def _batches(dataset: Dataset, rng: np.random.Generator) -> Iterator[Batch]:
    """Yield the training pictures in random order, in equal batches; a few are left over, others in each epoch."""
    order, size = rng.permutation(len(dataset.train)), _batch_size(dataset)
    for step in range(_steps(dataset)):
        yield dataset.train[order[step * size : (step + 1) * size]]


def _portions(images: Batch) -> Iterator[Batch]:
    for start in range(0, len(images), _AT_ONCE):
        yield images[start : start + _AT_ONCE]


def _answers(model: keras.Model, images: Batch) -> Batch:
    return np.concatenate([keras.ops.convert_to_numpy(model(part, training=False)) for part in _portions(images)])
