"""Denoising: the input is noisy, the answer is not."""

from functools import partial

import cv2
import numpy as np

from recon_desktop.core import metrics
from training.explore import drawing
from training.explore.datasets import Batch, Dataset
from training.explore.learning import SEED, Bench, add_noise
from training.explore.lessons import common
from training.explore.page import Picture, Section

_BLURS = np.arange(0.3, 1.6, 0.1)


def run(bench: Bench, dataset: Dataset) -> Section:
    """Train with noise on the input and without, and give both the same noisy pictures."""
    noise = dataset.noise
    noisy = add_noise(dataset.test, noise, np.random.default_rng(SEED))
    taught = bench.train(common.convolutional(dataset, noise=noise), dataset, f"denoising autoencoder, noise {noise:g}")
    naive = bench.train(common.convolutional(dataset), dataset, "convolutional autoencoder, ELU")
    blurred, deviation = _best_blur(noisy, dataset.test)
    results = {
        f"noisy, {noise:g}": noisy,
        "blur": blurred,
        "never saw noise": naive.redraw(noisy),
        "denoising": taught.redraw(noisy),
    }
    table, psnr, error = common.compare(results, dataset.test)
    before, blur, ignorant, denoising = psnr
    clean = metrics.psnr(taught.redraw(dataset.test), dataset.test)
    deviations = np.linspace(0, 2 * noise, 9)
    strengths = {
        title: [
            metrics.psnr(one.redraw(_more(dataset.test[:1000], level)), dataset.test[:1000]) for level in deviations
        ]
        for title, one in (("denoising", taught), ("never saw noise", naive))
    }
    strengths["noisy"] = [metrics.psnr(_more(dataset.test[:1000], level), dataset.test[:1000]) for level in deviations]
    return Section(
        f"denoise-{dataset.name}",
        f"Taking noise away: a denoising autoencoder on {dataset.title}",
        f"White Gaussian noise with a standard deviation of {noise:g} (black is 0, white is 1) is added to every "
        "input, anew each time it is seen. The answer stays the clean picture, so copying no longer helps: the "
        f"network has to know what a picture of {dataset.title} looks like.",
        (
            common.examples(dataset, results),
            table,
            f"The best Gaussian blur (standard deviation {deviation:.1f} pixels, chosen by looking at the answers, "
            f"which is more than a fair chance) gains {psnr[blur] - psnr[before]:.1f} dB: it can only trade noise for "
            f"edges. The denoising autoencoder gains {psnr[denoising] - psnr[before]:.1f} dB. The same network, "
            f"taught on clean pictures alone, reaches {psnr[ignorant]:.2f} dB: its {naive.design.latent} values have "
            "little room for noise, but nobody told it to mistrust its input.",
            Picture(
                "levels",
                f"The same two networks under more and less noise than the {noise:g} they are judged at, and the noisy "
                f"picture itself, on {min(1000, len(dataset.test)):,} test pictures.",
                partial(drawing.lines, deviations, strengths, "standard deviation of the noise", "PSNR (dB)"),
            ),
            f"On pictures without any noise the denoiser gives {clean:.2f} dB. That is the price of the bottleneck: "
            f"what {taught.design.latent} values cannot hold is lost, noise or no noise. For photos this is too dear, "
            "which is why the denoisers in the app have no bottleneck and predict the noise instead.",
        ),
        {
            "noise": noise,
            "psnr_noisy": psnr[before],
            "psnr_blur": psnr[blur],
            "psnr_never_saw_noise": psnr[ignorant],
            "psnr": psnr[denoising],
            "mse": error[denoising],
            "psnr_on_clean": clean,
        },
    )


def _more(images: Batch, deviation: float) -> Batch:
    return add_noise(images, deviation, np.random.default_rng(SEED + 1))


def _best_blur(noisy: Batch, clean: Batch) -> tuple[Batch, float]:
    """Return the pictures under the Gaussian blur that brings them nearest to the clean ones, and its deviation."""

    def blur(images: Batch, deviation: float) -> Batch:
        return np.stack([cv2.GaussianBlur(image, (0, 0), deviation) for image in images]).reshape(images.shape)

    some = slice(200)
    best = max(_BLURS, key=lambda deviation: metrics.psnr(blur(noisy[some], deviation), clean[some]))
    return blur(noisy, best), float(best)
