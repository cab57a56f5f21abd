"""What is packed for a lent machine trains there, here on the CPU, and comes back as a run like any other."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from training.__main__ import main
from training.config import ConfigError, load_config, parse_config
from training.networks import trained_model
from training.packed.parts import read_parts, write_parts
from training.packed.squares import check, choose, prepared, read_judges, side_for, write_judges

needs_jax = pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed (pip install jax)")


def _pack(config: Path, photos: Path, tmp_path: Path, *options: str) -> int:
    command = ["pack", str(config), "--to", str(tmp_path / "pack"), "--train-folder", str(photos)]
    return main([*command, "--evaluation", str(tmp_path / "none"), "--runs", str(tmp_path / "runs"), *options])


def _train(tmp_path: Path, *options: str) -> str:
    """Train what was packed, as on the lent machine."""
    answer = subprocess.run(
        [sys.executable, "pack/train.py", "--processes", "1", "--patches", "8", "--runs", "there", *options],
        cwd=tmp_path,
        env=os.environ | {"JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stderr


@needs_jax
@pytest.mark.timeout(600)  # each process compiles anew
def test_a_packed_training_stops_goes_on_and_comes_back(
    photos: Path, tmp_path: Path, upscale_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tiny-upscale.toml"
    path.write_text(upscale_text.replace("[fit]\n", "[fit]\nlast_loss = 'l2'\nlast_share = 0.5\n"))
    assert _pack(path, photos, tmp_path) == 0
    assert "stopped at step 1 after 1 steps" in _train(tmp_path, "--minutes", "0")
    told = _train(tmp_path, "--minutes", "9", "--hand-back", "back", "--part-mib", "0.02")
    assert "finished at step 12 after 11 steps" in told
    assert "from here on the loss is l2" in told
    assert re.search(r"the device computed \d+ of \d+ seconds", told)
    assert "is finished" in _train(tmp_path, "--minutes", "9")

    back = tmp_path / "back"
    assert len(list(back.iterdir())) > 1
    assert all(part.stat().st_size <= 0.02 * 2**20 for part in back.iterdir())
    read_parts(back, "runs", tmp_path / "runs")
    run = tmp_path / "runs" / "tiny-upscale"
    assert [row.split(",")[0] for row in (run / "history.csv").read_text().splitlines()] == ["step", "1", "12"]
    assert json.loads((run / "data.json").read_text())["training"] > 0
    assert keras.backend.backend() == "tensorflow"
    assert trained_model(run).count_params() > 0

    longer = tmp_path / "longer.toml"
    longer.write_text(path.read_text().replace("steps = 12", "steps = 13"))
    assert (
        main(
            [
                "fit",
                str(longer),
                "--resume",
                "--train-folder",
                str(photos),
                "--runs",
                str(run.parent),
                "--evaluation",
                str(tmp_path / "none"),
            ]
        )
        == 0
    )
    assert "finished at step 13" in capsys.readouterr().err


@needs_jax
@pytest.mark.timeout(600)
def test_a_restorer_is_told_levels_and_goes_on_from_the_run_that_is_there(
    photos: Path, tmp_path: Path, denoise_text: str
) -> None:
    path = tmp_path / "tiny-denoise.toml"
    path.write_text(denoise_text)
    shared = ["--train-folder", str(photos), "--runs", str(tmp_path / "runs"), "--evaluation", str(tmp_path / "none")]
    assert main(["fit", str(path), "--minutes", "0", *shared]) == 0
    assert _pack(path, photos, tmp_path) == 0
    assert "finished at step 12 after 11 steps" in _train(tmp_path, "--minutes", "9", "--finish")
    first = keras.Model.get_weights(trained_model(tmp_path / "runs" / "tiny-denoise"))
    then = keras.Model.get_weights(trained_model(tmp_path / "there" / "tiny-denoise"))
    assert any((a != b).any() for a, b in zip(first, then, strict=True))


def test_parts_are_cut_to_size_and_put_together(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_bytes(np.random.default_rng(0).bytes(5000))
    parts = write_parts([(given, "a/b")], tmp_path, "x", 3000)
    assert [part.stat().st_size <= 3000 for part in parts] == [True] * len(parts)
    assert len(parts) > 1
    read_parts(tmp_path, "x", tmp_path / "out")
    assert (tmp_path / "out" / "a" / "b").read_bytes() == given.read_bytes()
    parts[0].unlink()
    with pytest.raises(FileNotFoundError, match=r"x\.part"):
        read_parts(tmp_path, "x", tmp_path / "again")


def test_squares_are_the_most_detailed_ones_of_every_photo() -> None:
    photos = [np.full((40, 60, 3), grey, np.uint8) for grey in (10, 200)]
    photos[0][20:30, 40:50] = np.random.default_rng(0).integers(0, 255, (10, 10, 3))
    photos[1][5:15, 5:15] = np.random.default_rng(1).integers(0, 255, (10, 10, 3))
    squares = choose([*photos, np.zeros((10, 10, 3), np.uint8)], 20, 3, 2)
    assert squares.shape == (3, 20, 20, 3)
    assert squares[0].std() > 20
    assert squares[1].std() > 20
    assert squares[2].std() < squares[0].std()


def test_judges_come_back_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    eight = rng.integers(0, 256, (2, 4, 4, 3)).astype(np.float32) / np.float32(255)
    noisy = eight + rng.normal(0, 0.1, eight.shape).astype(np.float32)
    write_judges(tmp_path / "judges.npz", [(noisy, eight), (eight, eight)])
    for wanted, got in zip([(noisy, eight), (eight, eight)], read_judges(tmp_path / "judges.npz"), strict=True):
        for a, b in zip(wanted, got, strict=True):
            np.testing.assert_array_equal(a, b)


def test_squares_hold_the_larger_patches_of_all_configurations() -> None:
    configs = [load_config(Path(name)) for name in ("upscale-fine-x2", "upscale-srcnn-x4", "clean")]
    side = side_for(configs)
    assert all(side >= prepared(config).data.patch * config.network_scale for config in configs)
    assert all(side % scale == 0 for config in configs for scale in config.scales)


def test_what_cannot_be_packed_is_refused_in_words(
    photos: Path,
    tmp_path: Path,
    gan_text: str,
    upscale_text: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ConfigError, match="adversarial"):
        check([parse_config(gan_text, "gan")])
    with pytest.raises(ConfigError, match="mixup"):
        check([parse_config(upscale_text + "[augment]\nsteps = ['mixup']\n", "mixing")])
    path = tmp_path / "tiny-upscale.toml"
    path.write_text(upscale_text)
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "no-index").as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    assert _pack(path, photos, tmp_path, "--python", "3.12") == 2
    assert "no wheels for Python 3.12" in capsys.readouterr().err
    assert not (tmp_path / "pack").exists()
    (tmp_path / "pack").mkdir()
    assert _pack(path, photos, tmp_path) == 2
    assert "--to" in capsys.readouterr().err
