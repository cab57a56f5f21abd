"""ReLU against ELU in a convolutional autoencoder, and the units that stand still."""

from functools import partial

import numpy as np

from training.explore import drawing
from training.explore.datasets import Dataset
from training.explore.learning import STILL, Bench, Units
from training.explore.lessons import common
from training.explore.networks import LATENT
from training.explore.page import Picture, Section, Table
from training.explore.settings import Settings

MNIST = Settings(epochs=20, batch=256, pictures=60_000, layers=(32, 64), latent=64, loss="mse")


def run(bench: Bench, dataset: Dataset, settings: Settings) -> Section:
    """Train the same network with both activations, from the same first weights."""
    trained = {
        title: bench.train(
            common.convolutional(dataset, settings, activation),
            settings.course,
            dataset,
            f"convolutional autoencoder, {title}",
        )
        for title, activation in (("ReLU", "relu"), ("ELU", "elu"))
    }
    results = {title: one.redraw(dataset.test) for title, one in trained.items()}
    table, psnr, error = common.compare(results, dataset.test)
    units = {title: one.units(dataset.test) for title, one in trained.items()}
    latent = common.latent_for(dataset, settings)
    parameters = trained["ELU"].network.whole.count_params()
    filters = " and ".join(str(width) for width in settings.layers)
    return Section(
        f"convolutional-{dataset.name}",
        f"ReLU, ELU and units that stand still: a convolutional autoencoder on {dataset.title}",
        f"Convolutions of {filters} filters that each halve the picture, a layer of {latent} latent values, and the "
        f"way back: {parameters:,} parameters. Built twice, alike down to the first random weight, but for one "
        "function: max(0, x), or ELU, which goes on below zero as exp(x) - 1.",
        (
            common.examples(dataset, results),
            table,
            f"ELU reaches {common.difference(psnr['ELU'], psnr['ReLU'])}. Now look for the units that say nothing: "
            "the same answer, or nearly so, whatever the picture.",
            Table(
                f"Units that stand still: a standard deviation below {STILL:g} over all {len(dataset.test):,} test "
                "pictures (a filter: at all places). In brackets how many of them do so near -1, where ELU is flat.",
                ("layer", *trained),
                tuple((_layer(name), *(_count(layers[name]) for layers in units.values())) for name in units["ELU"]),
            ),
            Picture(
                "spread",
                "How much each latent value varies from picture to picture, the liveliest first; the scale is "
                f"logarithmic. Those below the dashed line ({STILL:g}) stand still.",
                partial(
                    drawing.ranked,
                    {title: layers[LATENT].deviation for title, layers in units.items()},
                    "latent value, by rank",
                    "standard deviation",
                    STILL,
                ),
            ),
            _words(units["ReLU"][LATENT], units["ELU"][LATENT]),
            Picture(
                "still",
                "Latent values that stand still after each epoch, on 1,000 test pictures at most.",
                partial(
                    drawing.curves,
                    {title: [epoch.still for epoch in one.history] for title, one in trained.items()},
                    "epoch",
                    f"standing still, of {latent}",
                ),
            ),
            common.psnr_curves(trained),
        ),
        common.measures(psnr, error)
        | {f"latent values that stand still, {title}": layers[LATENT].still for title, layers in units.items()}
        | {f"saturated latent values, {title}": layers[LATENT].saturated for title, layers in units.items()}
        | {"parameters": parameters},
    )


def _layer(name: str) -> str:
    return "latent values" if name == LATENT else f"convolution {int(name.removeprefix('encode')) + 1}"


def _count(units: Units) -> str:
    near = f" ({units.saturated} near -1)" if units.saturated else ""
    return f"{units.still} of {len(units.mean)}{near}"


def _words(relu: Units, elu: Units) -> str:
    """Say what the chart shows, of either activation what was measured of it."""
    count = len(relu.mean)
    told = [
        f"Of {count} latent values, {relu.still} stand still with ReLU and {elu.still} with ELU; the liveliest half "
        f"varies by {_median(relu):.2f} (ReLU) and {_median(elu):.2f} (ELU) or more."
    ]
    if relu.still:
        told.append(
            "A step of the training can push a ReLU unit below zero for every picture. Its output is zero then and so "
            "is its slope: no gradient reaches it, and it can hardly come back. The picture has to pass through the "
            f"{count - relu.still} that are left."
        )
    if elu.still:
        told.append(
            f"ELU does not rule that out: far below zero it is nearly flat as well, and {elu.saturated} of its units "
            "are stuck near -1, where what is left of the slope, exp(x), hardly moves them."
        )
    if not elu.still:
        told.append("An ELU unit keeps a slope below zero, exp(x), so that it is always told which way to go.")
    if relu.still <= elu.still:
        told.append("So in this run units that stand still do not explain the difference between the two.")
    return " ".join(told)


def _median(units: Units) -> float:
    return float(np.median(units.deviation))
