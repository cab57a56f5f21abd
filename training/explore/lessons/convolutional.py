"""ReLU against ELU in a convolutional autoencoder, and the units that die."""

from functools import partial

from training.explore import drawing
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import common
from training.explore.page import Picture, Section, Table


def run(bench: Bench, dataset: Dataset) -> Section:
    """Train the same network with both activations, from the same first weights."""
    trained = {
        title: bench.train(common.convolutional(dataset, activation), dataset, f"convolutional autoencoder, {title}")
        for title, activation in (("ReLU", "relu"), ("ELU", "elu"))
    }
    results = {title: one.redraw(dataset.test) for title, one in trained.items()}
    table, psnr, error = common.compare(results, dataset.test)
    dead = {title: one.dead_units(dataset.test) for title, one in trained.items()}
    lost = {title: layers["latent"][0] for title, layers in dead.items()}
    latent = trained["ELU"].design.latent
    spread = {title: one.encode(dataset.test).std(axis=0) for title, one in trained.items()}
    relu, elu = trained["ReLU"].history, trained["ELU"].history
    return Section(
        f"convolutional-{dataset.name}",
        f"ReLU, ELU and dead units: a convolutional autoencoder on {dataset.title}",
        f"Two convolutions that halve the picture, a layer of {latent} latent values, and the way back. Built twice, "
        f"alike down to the first random weight, but for one function: max(0, x), or ELU, which goes on below zero as "
        f"exp(x) - 1.",
        (
            common.examples(dataset, results),
            table,
            f"ELU reaches {common.difference(psnr['ELU'], psnr['ReLU'])}. To see why, count the units that give the "
            "same answer whatever the picture.",
            Table(
                f"Dead units: the same output for all {len(dataset.test):,} test pictures (a filter: at all places).",
                ("layer", *trained),
                tuple(
                    (_layer(name), *(f"{layers[name][0]} of {layers[name][1]}" for layers in dead.values()))
                    for name in dead["ELU"]
                ),
            ),
            _why(lost["ReLU"], lost["ELU"], latent),
            Picture(
                "spread",
                "How much each latent value varies from picture to picture (standard deviation), the liveliest first. "
                "A dead one lies on the zero line.",
                partial(drawing.ranked, spread, "latent value, by rank", "standard deviation"),
            ),
            Picture(
                "dead",
                "Dead latent values after each epoch.",
                partial(
                    drawing.curves,
                    {"ReLU": [e.dead for e in relu], "ELU": [e.dead for e in elu]},
                    "epoch",
                    f"dead, of {latent}",
                ),
            ),
            Picture(
                "curve",
                "PSNR on test pictures after each epoch.",
                partial(
                    drawing.curves,
                    {"ReLU": [e.psnr for e in relu], "ELU": [e.psnr for e in elu]},
                    "epoch",
                    "PSNR (dB)",
                ),
            ),
        ),
        {
            **{f"psnr_{title.lower()}": psnr[title] for title in trained},
            **{f"mse_{title.lower()}": error[title] for title in trained},
            **{f"dead_{title.lower()}": lost[title] for title in trained},
            "latent": latent,
        },
    )


def _layer(name: str) -> str:
    return "latent values" if name == "latent" else f"convolution {int(name.removeprefix('encode')) + 1}"


def _why(relu: int, elu: int, latent: int) -> str:
    if relu <= elu:
        return (
            f"In this run ReLU lost {relu} of {latent} latent values and ELU {elu}, so dead units explain no "
            "difference here. Where a step of the training pushes a ReLU unit below zero for every picture, its "
            "slope is zero, no gradient reaches it, and it stays there; an ELU unit keeps a slope and can come back."
        )
    return (
        f"ReLU lost {relu} of its {latent} latent values, ELU {elu}. Where a step of the training pushes a ReLU unit "
        f"below zero for every picture, its output is zero and so is its slope: no gradient reaches it, and it can "
        f"hardly come back. The picture then has to pass through the {latent - relu} that are left. Below zero an ELU "
        f"unit still has a slope, exp(x), so that it is always told which way to go."
    )
