"""Denoising: the input is noisy, the answer is not; two losses, and what each layer is good for."""

from functools import partial

import numpy as np
from matplotlib.figure import Figure

from recon_desktop.core import metrics
from training.explore import drawing
from training.explore.datasets import Batch, Dataset
from training.explore.learning import Bench, Trained, add_noise
from training.explore.lessons import common
from training.explore.networks import Conv, Design, Layer, Pool
from training.explore.page import Picture, Section, Table
from training.explore.settings import Settings

MNIST = Settings(epochs=20, batch=32, pictures=3000, layers=(10,), noise=0.3)

_WHOLE = "convolution, pooling, transposed convolution"
_JUDGES = 1000


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train the network with two losses, and then without one layer after the other."""
    noise = settings.noise
    noisy = add_noise(dataset.test, noise, np.random.default_rng(settings.seed))

    def teach(design: Design, title: str) -> Trained:
        return bench.train(design, settings.course, dataset, f"denoising autoencoder, {title}")

    cross_entropy, linear = "sigmoid, cross-entropy", "linear, squared error"
    whole = _design(dataset, settings)
    taught = {
        cross_entropy: teach(whole, cross_entropy),
        linear: teach(Design(whole.encoder, whole.decoder, output="linear", noise=noise), linear),
    }
    results = common.beside_blur(noisy, dataset.test, noise) | {t: one.redraw(noisy) for t, one in taught.items()}
    table, psnr, error = common.compare(results, dataset.test)
    before, blur = list(psnr)[:2]
    best = max(taught, key=lambda title: psnr[title])

    shorter = {_WHOLE: taught[cross_entropy]} | {
        title: teach(_design(dataset, settings, without), title)
        for title, without in (
            ("convolution, transposed convolution", {"pooling"}),
            ("convolution, pooling", {"transposed"}),
            ("convolution", {"pooling", "transposed"}),
            ("no hidden layer", {"convolution", "pooling", "transposed"}),
        )
    }
    drawn = {title: one.redraw(noisy) for title, one in shorter.items()}
    _, short_psnr, short_error = common.compare(drawn, dataset.test)
    alone = short_psnr["no hidden layer"]
    chosen = dataset.one_of_each()
    learned_from = common.learned_from(dataset, settings)
    return Section(
        f"denoise-{dataset.name}",
        f"Taking noise away: a denoising autoencoder on {dataset.title}",
        f"White Gaussian noise with a standard deviation of {noise:g} (black is 0, white is 1) is added to every "
        "input, anew each time it is seen, and cut off at black and white. The answer stays the clean picture, so "
        "copying no longer helps.",
        (
            f"A convolution of {' and '.join(str(width) for width in settings.layers)} filters, the largest of "
            "each 2 x 2 pixels (in steps of one, so that nothing gets smaller), a transposed convolution, and one "
            f"filter for the answer: {_parameters(taught[cross_entropy]):,} parameters, {learned_from:,} "
            f"pictures, {settings.epochs} times each. Two networks differ in how the answer ends: a sigmoid and "
            "binary cross-entropy, or nothing and the squared error.",
            common.examples(dataset, results),
            table,
            common.psnr_curves(taught),
            f"“{best}” ends {abs(psnr[cross_entropy] - psnr[linear]):.2f} dB ahead of the other. The best Gaussian "
            f"blur, chosen by looking at the answers, gains {psnr[blur] - psnr[before]:.1f} dB: it can only trade "
            f"noise for edges. The network gains {psnr[best] - psnr[before]:.1f} dB.",
            Picture(
                "layers",
                "The same network (sigmoid, cross-entropy) with layers taken away.",
                partial(
                    drawing.rows, _numbered({t: images[chosen] for t, images in {"noisy": noisy, **drawn}.items()})
                ),
            ),
            Table(
                f"With layers taken away; rows as in the picture. On {len(dataset.test):,} test pictures.",
                ("row", "layers before the last filter", "parameters", "mean squared error", "PSNR (dB)"),
                tuple(
                    (
                        str(number + 2),
                        title,
                        f"{_parameters(one):,}",
                        f"{short_error[title]:.4f}",
                        f"{short_psnr[title]:.2f}",
                    )
                    for number, (title, one) in enumerate(shorter.items())
                ),
            ),
            f"A single filter of 3 x 3 reaches {alone:.2f} dB: a blur that was learned. What the other layers add is "
            f"what sees shape: {common.difference(short_psnr[_WHOLE], alone)} with all of them.",
            Picture(
                "levels",
                f"The two networks under more and less noise than the {noise:g} they were taught with, and the noisy "
                f"picture itself, on {min(_JUDGES, len(dataset.test)):,} test pictures.",
                partial(_levels, dataset, taught, noise, settings.seed),
            ),
        ),
        common.measures(psnr, error)
        | {f"PSNR, {title}": value for title, value in short_psnr.items()}
        | {"parameters": _parameters(taught[cross_entropy])},
    )


def _parameters(trained: Trained) -> int:
    """Return the number of parameters of both halves."""
    return int(trained.network.whole.count_params())


def _design(dataset: Dataset, settings: Settings, without: set[str] | None = None) -> Design:
    layers, gone = settings.layers, without or set()
    there: list[Layer] = [] if "convolution" in gone else [Conv(filters) for filters in layers]
    there += [] if "pooling" in gone else [Pool()]
    back = [] if "transposed" in gone else [Conv(filters, transposed=True) for filters in reversed(layers)]
    return Design(tuple(there), (*back, Conv(dataset.shape[2])), loss="bce", noise=settings.noise)


def _numbered(rows: dict[str, Batch]) -> dict[str, Batch]:
    return {f"row {number + 1}" if number else title: row for number, (title, row) in enumerate(rows.items())}


def _levels(dataset: Dataset, taught: dict[str, Trained], noise: float, seed: int) -> Figure:
    judges = dataset.test[:_JUDGES]
    deviations = np.linspace(0, 2 * noise, 9)
    noisy = [add_noise(judges, deviation, np.random.default_rng(seed + 1)) for deviation in deviations]
    strengths = {title: [metrics.psnr(one.redraw(some), judges) for some in noisy] for title, one in taught.items()}
    strengths["noisy"] = [metrics.psnr(some, judges) for some in noisy]
    strengths["noisy"][0] = np.nan  # it is the picture itself
    return drawing.lines(deviations, strengths, "standard deviation of the noise", "PSNR (dB)")
