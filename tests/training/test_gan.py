"""Adversarial training: both content losses, and a run that can be interrupted."""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from training.callbacks import LogLines
from training.checkpoints import Part
from training.config import ConfigError, GanConfig, parse_config
from training.fit import Folders, fit
from training.gan import Adversarial, content_features
from training.losses import grid
from training.models import denoising_autoencoder, discriminator, srresnet
from training.networks import BEST_WEIGHTS, build_model, trained_model, with_held_statistics

OPTIONS = {"jit_compile": False}


def _learns(features: keras.Model, text: str) -> None:
    """Train a trained generator for a few steps; the discriminator changes, features and statistics do not."""
    keras.utils.set_random_seed(0)
    generator = with_held_statistics(srresnet.build(scale=2, blocks=1, width=4))
    adversarial = Adversarial(generator, features, parse_config(text, "test"), OPTIONS)
    fixed = [weight.copy() for weight in features.get_weights()]
    judge: Part = adversarial.parts[1]
    first = [weight.copy() for weight in judge.model.get_weights()]
    statistics = [weight.copy() for weight in _statistics(generator)]
    source = np.random.default_rng(0).random((2, 8, 8, 3), np.float32)
    target = source.repeat(2, 1).repeat(2, 2)
    losses = [adversarial.step(source, target, 5e-4) for _ in range(12)]
    assert losses[-1] < losses[0]
    assert not all(np.array_equal(a, b) for a, b in zip(first, judge.model.get_weights(), strict=True))
    for now, then in zip([*features.get_weights(), *_statistics(generator)], [*fixed, *statistics], strict=True):
        np.testing.assert_array_equal(now, then)


def _statistics(network: keras.Model) -> list[np.ndarray]:
    return [np.asarray(w) for layer in network.layers if "norm" in layer.name for w in layer.non_trainable_variables]


def test_the_features_of_an_own_encoder_teach(runs: Path, gan_text: str) -> None:
    gan = parse_config(gan_text, "test").gan
    assert gan is not None
    features = content_features(gan, lambda name: trained_model(runs / name))
    image = np.random.default_rng(0).random((1, 8, 8, 3), np.float32)
    encoder = denoising_autoencoder.build(width=4, depth=1)
    encoder.load_weights(runs / "encoder" / BEST_WEIGHTS)
    expected = encoder.get_layer("encoder0")(image)
    np.testing.assert_allclose(features(image), np.asarray(expected) / 12.75, rtol=1e-5)
    _learns(features, gan_text)


def test_the_features_of_vgg19_teach(tmp_path: Path, gan_text: str) -> None:
    keras.utils.set_random_seed(0)
    network = keras.applications.VGG19(include_top=False, weights=None)
    path = tmp_path / "vgg19.weights.h5"
    network.save_weights(path)
    features = content_features(GanConfig(content="vgg19", vgg19_weights=str(path)), trained_model)
    image = np.random.default_rng(0).random((1, 16, 16, 3), np.float32)
    fed = image[..., ::-1] * 255 - np.array([103.939, 116.779, 123.68], np.float32)
    layers = keras.Model(network.input, network.get_layer("block5_conv4").output)
    expected = np.asarray(layers(fed)) / 12.75
    np.testing.assert_allclose(features(image), expected, atol=1e-4 * np.abs(expected).max())
    _learns(features, gan_text)


def test_features_that_cannot_be_had_are_named(runs: Path, gan_text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"VGG19 cannot be had .*content = encoder"):
        content_features(GanConfig(content="vgg19", vgg19_weights=str(tmp_path / "none.h5")), trained_model)
    gan = GanConfig(content="encoder", encoder_run="encoder", encoder_layer="encoder9")
    with pytest.raises(ConfigError, match=r"encoder has no encoder9, but .*encoder0"):
        content_features(gan, lambda name: trained_model(runs / name))
    with pytest.raises(ConfigError, match="holds no weights"):
        content_features(
            GanConfig(content="encoder", encoder_run="nobody", encoder_layer="x"), lambda n: trained_model(runs / n)
        )
    with pytest.raises(ConfigError, match="which needs both"):
        parse_config(gan_text.replace("encoder_run = 'encoder'", ""), "test")


def test_a_pattern_in_each_pixel_of_the_small_photo_is_told_from_detail() -> None:
    rng = np.random.default_rng(0)
    photo = rng.random((2, 48, 48, 3), np.float32)
    pattern = rng.normal(0, 0.1, (1, 4, 4, 3)).astype(np.float32)
    pattern -= pattern.mean((1, 2), keepdims=True)
    repeated = np.tile(pattern, (2, 12, 12, 1))
    energy = float(np.mean(repeated**2))
    assert float(grid(photo, photo + repeated, 4)) == pytest.approx(energy, rel=1e-3)
    detail = rng.normal(0, energy**0.5, photo.shape).astype(np.float32)
    assert float(grid(photo, photo + detail, 4)) == pytest.approx(energy * 15 / 16 / 9, rel=0.1)
    assert float(grid(photo, photo + np.float32(0.1), 4)) < 1e-10, "a colour that shifts is another loss's business"


def test_a_generator_that_draws_the_grid_unlearns_it(runs: Path, gan_text: str) -> None:
    source = np.random.default_rng(0).random((2, 12, 12, 3), np.float32)
    target = source.repeat(2, 1).repeat(2, 2)
    left = []
    for weight in (0, 1000):
        config = parse_config(gan_text.replace("pixel_weight = 0.01", f"grid_weight = {weight}.0"), "test")
        assert config.gan is not None
        features = content_features(config.gan, lambda name: trained_model(runs / name))
        keras.utils.set_random_seed(0)
        generator = srresnet.build(scale=2, blocks=1, width=4)
        adversarial = Adversarial(generator, features, config, OPTIONS)
        for _ in range(30):
            adversarial.step(source, target, 5e-3)
        left.append(float(grid(target, generator(source), 2)))
    assert left[1] < 0.1 * left[0]
    with pytest.raises(ConfigError, match="grid_weight needs a network that enlarges"):
        parse_config(gan_text.replace("[gan]", "[gan]\ngrid_weight = 1.0").replace("scale = 2", "scale = 1", 1), "test")


def test_the_discriminator_judges_pictures_of_any_size() -> None:
    judge = discriminator.build(width=2)
    strides = [layer.strides[0] for layer in judge.layers if isinstance(layer, keras.layers.Conv2D)]
    maps = [layer.filters for layer in judge.layers if isinstance(layer, keras.layers.Conv2D)]
    assert strides == [1, 2] * 4
    assert maps == [2, 2, 4, 4, 8, 8, 16, 16]
    assert judge(np.zeros((3, 32, 32, 3), np.float32)).shape == (3, 1)
    assert judge(np.zeros((1, 17, 40, 3), np.float32)).shape == (1, 1)


def test_an_adversarial_run_starts_from_another_goes_on_and_ships_its_newest_weights(
    photos: Path, tmp_path: Path, runs: Path, gan_text: str
) -> None:
    text = gan_text.replace("checkpoint_every = 4", "checkpoint_every = 2")
    config = parse_config(text, "test")
    folders = Folders(photos, tmp_path / "none", runs / "run", tmp_path / "cache")
    newest = folders.run / "checkpoints" / "step-00000004"

    def weights() -> list[np.ndarray]:
        """Return all weights of the newest checkpoint."""
        found: list[np.ndarray] = []
        for name in ("model", "averaged", "discriminator-model"):
            network = discriminator.build(width=2) if "discriminator" in name else build_model(config)
            network.load_weights(newest / f"{name}.weights.h5")
            found += network.get_weights()
        return found

    assert fit(config, text, folders, LogLines()).finished
    straight = weights()
    shutil.rmtree(newest)  # as if the run had been killed after its third step
    assert fit(config, text, folders, LogLines(), resume=True).finished
    for now, then in zip(weights(), straight, strict=True):
        np.testing.assert_array_equal(now, then)
    averaged = build_model(config)
    averaged.load_weights(newest / "averaged.weights.h5")
    for shipped, average in zip(trained_model(folders.run).get_weights(), averaged.get_weights(), strict=True):
        np.testing.assert_array_equal(shipped, average)
