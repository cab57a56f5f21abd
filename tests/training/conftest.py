"""Small photos, a small configuration, and Keras where it is installed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("keras", reason="the training group is not installed")

from training.config import parse_config
from training.networks import BEST_WEIGHTS, build_model
from training.networks import CONFIG as CONFIG_FILE

CONFIG = """
id = "tiny-{task}"
title = "Tiny"
summary = "For tests."
source = "No paper."
task = "{task}"
scale = {scale}
channels = "{channels}"
align = {align}
architecture = "{architecture}"

[hyperparameters]
{hyperparameters}

[data]
patch = 12
validation_share = 0.3
validation_patch = 16
validation_photos = 3
{data}

[fit]
steps = 12
batch = 4
learning_rate = 2e-3
warmup_steps = 2
loss = "charbonnier"
validate_every = 4
checkpoint_every = 4
"""


@pytest.fixture(scope="session")
def upscale_text() -> str:
    """A configuration of a very short training of ESPCN."""
    return CONFIG.format(
        task="upscale",
        scale=2,
        channels="luma",
        align=1,
        architecture="espcn",
        hyperparameters="scale = 2\nactivation = 'relu'\nanchor = true",
        data="",
    )


@pytest.fixture(scope="session")
def denoise_text() -> str:
    """A configuration of a very short training of a small denoiser."""
    return CONFIG.format(
        task="denoise",
        scale=1,
        channels="rgb",
        align=2,
        architecture="residual-denoiser",
        hyperparameters="width = 8\nblocks = 1",
        data="noise = [0, 55]\nvalidation_noise = [25]",
    )


@pytest.fixture(scope="session")
def enlarged_text(upscale_text: str) -> str:
    """A configuration of a very short training of SRCNN for two scales, which is fed enlarged photos."""
    return (
        upscale_text.replace('architecture = "espcn"', 'architecture = "srcnn"\npre_upsample = true')
        .replace("scale = 2\nactivation = 'relu'\nanchor = true", "features = 4\nmapping = 4\nresidual = true")
        .replace("[data]", "[data]\nscales = [2, 4]")
    )


@pytest.fixture(scope="session")
def gan_text() -> str:
    """A configuration of a very short adversarial training of SRResNet, compared by the features of another run."""
    return (
        CONFIG.format(
            task="upscale",
            scale=2,
            channels="rgb",
            align=1,
            architecture="srresnet",
            hyperparameters="scale = 2\nblocks = 1\nwidth = 4",
            data="",
        )
        .replace("steps = 12", "steps = 4")
        .replace("warmup_steps = 2", "warmup_steps = 2\nstart_from = 'start'\nhold_statistics = true")
        + "[gan]\ncontent = 'encoder'\nencoder_run = 'encoder'\nencoder_layer = 'encoder0'\n"
        + "discriminator_width = 2\npixel_weight = 0.01\n"
    )


@pytest.fixture
def runs(tmp_path: Path, gan_text: str, denoise_text: str) -> Path:
    """A folder with the runs that an adversarial training builds on, with weights that no one trained."""
    encoder = denoise_text.replace("residual-denoiser", "denoising-autoencoder").replace(
        "width = 8\nblocks = 1", "width = 4\ndepth = 1"
    )
    start = gan_text.split("[gan]")[0].replace("start_from = 'start'\nhold_statistics = true", "")
    for name, text in (("encoder", encoder), ("start", start)):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / CONFIG_FILE).write_text(text)
        build_model(parse_config(text, name)).save_weights(folder / BEST_WEIGHTS)
    return tmp_path / "runs"


def _write_photo(path: Path, seed: int) -> None:
    """Write a smooth random picture as PNG."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    cv2.imwrite(str(path), cv2.resize(coarse, (52, 48), interpolation=cv2.INTER_CUBIC))


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of twelve small photos."""
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(12):
        _write_photo(folder / f"photo {seed}.png", seed)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one warning pass in this folder: Keras on TensorFlow has not learned numpy 2's `copy` keyword."""
    mark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(mark)
