"""The same training code on Keras' JAX backend: a backend cannot be changed within a process, so it has its own."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from training.config import PROJECT, parse_config
from training.networks import build_model

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed (pip install jax)"),
    pytest.mark.timeout(600),  # it compiles whole networks anew in each process
]


def _fit_on_jax(config: Path, photos: Path, runs: Path, *options: str) -> str:
    command = [sys.executable, "-m", "training", "fit", str(config), "--train-folder", str(photos), "--runs", str(runs)]
    answer = subprocess.run(
        [*command, "--evaluation", str(runs / "none"), *options],
        cwd=PROJECT,
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stderr


def test_a_run_of_jax_goes_on_and_its_weights_load_in_tensorflow(
    photos: Path, tmp_path: Path, upscale_text: str
) -> None:
    path = tmp_path / "tiny-upscale.toml"
    path.write_text(upscale_text)
    assert "stopped at step 1" in _fit_on_jax(path, photos, tmp_path / "runs", "--minutes", "0")
    assert "finished at step 12" in _fit_on_jax(path, photos, tmp_path / "runs", "--resume")
    assert keras.backend.backend() == "tensorflow"
    model = build_model(parse_config(upscale_text, "test"))
    before = model.get_weights()[0].copy()
    model.load_weights(tmp_path / "runs" / "tiny-upscale" / "best.weights.h5")
    assert (model.get_weights()[0] != before).any()


def test_an_adversarial_training_runs_on_jax(photos: Path, tmp_path: Path, gan_text: str, runs: Path) -> None:
    path = tmp_path / "tiny-gan.toml"
    path.write_text(gan_text)
    assert "stopped at step 1" in _fit_on_jax(path, photos, runs, "--minutes", "0")
    assert "finished at step 4" in _fit_on_jax(path, photos, runs, "--resume")
