"""How narrow, how deep, with noise or without: what a bottleneck costs on colour pictures."""

from functools import partial

import numpy as np

from training.explore import drawing
from training.explore.datasets import Dataset
from training.explore.learning import SEED, Bench, add_noise
from training.explore.lessons import common
from training.explore.networks import Design
from training.explore.page import Picture, Section, Table

_NARROW, _WIDE = 10, 512
_DEEP = (256, 256, 128, 128, 64, 64, 64)


def run(bench: Bench, dataset: Dataset) -> Section:
    """Train the narrow and the wide one with and without noise, and the deep one."""
    narrow, wide = (common.latent_for(dataset, latent) for latent in (_NARROW, _WIDE))
    noise = dataset.noise
    *deep, deep_latent = (common.latent_for(dataset, width) for width in _DEEP)
    designs = {
        f"{latent} values{', noise' if level else ''}": Design("convolutional", (16, 32, 64), latent, "elu", level)
        for latent in (narrow, wide)
        for level in (0.0, noise)
    }
    designs[f"deep, {deep_latent} values"] = Design("dense", tuple(deep), deep_latent, "elu")
    trained = {title: bench.train(design, dataset, f"autoencoder, {title}") for title, design in designs.items()}
    results = {title: one.redraw(dataset.test) for title, one in trained.items()}
    results |= {f"PCA {latent}": common.linear_best(dataset, latent) for latent in (narrow, deep_latent, wide)}
    table, psnr, error = common.compare(results, dataset.test)

    noisy = add_noise(dataset.test, noise, np.random.default_rng(SEED))
    under_noise = {title: one.redraw(noisy) for title, one in trained.items()}
    noisy_table, noisy_psnr, _ = common.compare({f"noisy input, {noise:g}": noisy, **under_noise}, dataset.test)
    small, small_noise, large, large_noise, deepest = trained
    return Section(
        f"bottleneck-{dataset.name}",
        f"{narrow} values or {wide}: how wide the bottleneck has to be on {dataset.title}",
        f"Three convolutions squeeze {dataset.pixels:,} numbers into {narrow} or into {wide}. Each of the two is "
        f"taught once on clean and once on noisy inputs (standard deviation {noise:g}). A fifth network is deeper: "
        f"fully connected layers of {'-'.join(str(width) for width in (*deep, deep_latent))} units, and the same way "
        "back.",
        (
            common.examples(dataset, results),
            table,
            f"{narrow} values say where it is light and in which colours; {wide} values add edges and reach "
            f"{common.difference(psnr[large], psnr[small])}. A squared error is smallest when a network that cannot "
            f"decide draws the mean of all it thinks possible. That mean is blurred, which is why every one of these "
            f"pictures is.",
            f"PCA is the measure of what the networks learned beyond straight lines: with {narrow} values the "
            f"convolutional one has {common.difference(psnr[small], psnr[f'PCA {narrow}'])} than PCA, with {wide} "
            f"values {common.difference(psnr[large], psnr[f'PCA {wide}'])}. PCA is solved exactly; a network has to "
            f"find its weights from {len(dataset.train):,} pictures in {len(trained[large].history)} passes, and the "
            "more there is to find, the further it is from done.",
            f"The deep one has {deep_latent} values and {common.difference(psnr[deepest], psnr[f'PCA {deep_latent}'])} "
            f"than PCA with as many. Depth alone is no gain: fully connected layers know nothing of neighbouring "
            f"pixels, and every layer on the way is one more place where detail is lost. Networks that are deep and "
            f"keep detail, as those of this app, have convolutions and shortcuts around their layers.",
            Table(f"The same networks on noisy inputs. {noisy_table.caption}", noisy_table.heading, noisy_table.rows),
            f"Under noise, having seen noise is worth {noisy_psnr[small_noise] - noisy_psnr[small]:+.2f} dB with "
            f"{narrow} values and {noisy_psnr[large_noise] - noisy_psnr[large]:+.2f} dB with {wide}; on clean "
            f"pictures it changes {psnr[small_noise] - psnr[small]:+.2f} and {psnr[large_noise] - psnr[large]:+.2f} "
            "dB. A narrow bottleneck has no room for noise and removes it unasked. The wider it is, the more noise "
            "would pass, and the more there is to learn from it.",
            Picture(
                "curve",
                "PSNR on test pictures after each epoch; those taught with noise are judged with noise.",
                partial(
                    drawing.curves,
                    {title: [epoch.psnr for epoch in one.history] for title, one in trained.items()},
                    "epoch",
                    "PSNR (dB)",
                ),
            ),
        ),
        {f"psnr, {title}": value for title, value in psnr.items()}
        | {f"mse, {title}": value for title, value in error.items()}
        | {f"psnr on noisy, {title}": value for title, value in noisy_psnr.items()},
    )
