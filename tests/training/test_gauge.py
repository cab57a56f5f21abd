"""What the gauge learns from: the truth about simulated damage, and a fit that finds it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from recon_desktop.core.degrade import Chain, GaussianNoise, Jpeg
from recon_desktop.core.gauge.network import Network, from_scale
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from training import gauge
from training.__main__ import main
from training.data.damaged import blurred, damaged, draw, softened, truth


def _photo() -> Image:
    return np.asarray(skimage.data.astronaut()[:300, :320], np.float32) / np.float32(255)


def test_the_truth_about_white_noise() -> None:
    clean = np.full((128, 128, 3), 0.5, np.float32)
    known = truth(*damaged(clean, GaussianNoise(20), np.random.default_rng(0)), clean, 1.0)
    assert [known.noise, known.chroma, known.damage] == pytest.approx([20, 20, 20], rel=0.03)
    assert abs(known.correlation) < 0.03


def test_jpeg_is_damage_but_no_noise() -> None:
    clean = round8(_photo())
    known = truth(*damaged(clean, Jpeg(20), np.random.default_rng(0)), clean, 1.0)
    assert (known.noise, known.chroma) == (0, 0)
    assert known.damage > 4
    assert np.isnan(known.correlation)
    both = truth(*damaged(clean, Chain((GaussianNoise(15), Jpeg(50))), np.random.default_rng(0)), clean, 1.0)
    assert 4 < both.noise < 16


def test_squares_are_drawn_the_same_again(tmp_path: Path) -> None:
    first, again = (draw(_photo(), 128, np.random.default_rng(3)) for _ in range(2))
    for one, other in zip(first[:3], again[:3], strict=True):
        assert one.shape == (128, 128, 3)
        np.testing.assert_array_equal(one, other)
    assert first[3] == again[3]


def test_softened_squares_are_as_soft_as_is_said() -> None:
    rng = np.random.default_rng(0)
    drawn = [softened(_photo(), 160, rng) for _ in range(40)]
    assert all(square.shape == (160, 160, 3) for square, _ in drawn)
    slopes = [float(np.abs(np.diff(square, axis=0)).mean()) for square, _ in drawn]
    factors = [factor for _, factor in drawn]
    assert min(factors) >= 1
    assert np.corrcoef(np.log(slopes), np.log(factors))[0, 1] < -0.5
    assert blurred(0.0) == 1 < blurred(1.0) < blurred(2.0)


def test_each_square_and_its_quarters_are_described() -> None:
    rows = list(gauge.samples(_photo(), 2, np.random.default_rng(1)))
    assert len(rows) == 15, "two squares in colour, one in grey"
    descriptions, truths = (np.array(column) for column in zip(*rows, strict=True))
    assert np.isfinite(descriptions).all()
    assert truths.shape == (15, 5)


def test_the_fit_finds_what_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauge, "_EPOCHS", 25)
    rng = np.random.default_rng(0)
    truths = np.stack([rng.uniform(0.5, 30, 1500) for _ in range(3)], axis=1)
    truths = np.insert(truths, 2, rng.uniform(0, 0.9, 1500), axis=1)
    truths = np.insert(truths, 3, rng.uniform(1, 4, 1500), axis=1)
    descriptions = np.log(truths + 0.1) + 0.01 * rng.standard_normal(truths.shape)
    truths[::3, 2] = np.nan
    network = gauge.fit(descriptions, truths, "made up")
    found = from_scale(network(descriptions))
    for told, true in zip(found.T, truths.T, strict=True):
        known = np.isfinite(true)
        assert np.corrcoef(told[known], true[known])[0, 1] > 0.9


def test_the_command_writes_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (tmp_path / "none").mkdir()
    cv2.imwrite(str(photos / "a.png"), skimage.data.astronaut()[:200, :220])
    cv2.imwrite(str(photos / "small.png"), skimage.data.astronaut()[:100, :220])
    monkeypatch.setattr(gauge, "_BATCH", 8)
    file = tmp_path / "weights.json"
    options = ["--photos", str(photos), "--evaluation", str(tmp_path / "none"), "--to", str(file)]
    assert main(["gauge", *options]) == 0
    assert "of 1 photos" in Network.read(file).source
    (photos / "a.png").unlink()
    assert main(["gauge", *options]) == 2
