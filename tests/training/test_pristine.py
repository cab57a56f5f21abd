"""`python -m training niqe`."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from recon_desktop.core.naturalness import Pristine
from training.__main__ import main


def test_statistics_are_fitted_to_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "set" / "photos"
    folder.mkdir(parents=True)
    for number in range(5):  # even texture: all nine patches of each are as sharp as the sharpest
        texture = np.random.default_rng(number).integers(0, 256, (290, 300, 3), np.uint8)
        cv2.imwrite(str(folder / f"{number}.png"), cv2.GaussianBlur(texture, (0, 0), 1))
    (folder / "broken.png").write_text("no photo")
    to = tmp_path / "new" / "niqe.json"
    arguments = ["niqe", "--photos", str(folder), "--evaluation", str(tmp_path / "none"), "--to", str(to)]
    assert main(arguments) == 0
    assert "broken.png" in capsys.readouterr().err
    statistics = Pristine.read(to)
    assert "45 sharp patches of 96 pixels from 5 photos (folder set/photos)" in statistics.source
    assert statistics.mean.shape == (36,)


def test_too_few_patches_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "one.png"), skimage.data.chelsea()[:200, :200])
    none = str(tmp_path / "none")
    arguments = ["niqe", "--photos", str(tmp_path), "--evaluation", none, "--to", str(tmp_path / "niqe.json")]
    assert main(arguments) == 2
    assert "too few to fit" in capsys.readouterr().err
    assert not (tmp_path / "niqe.json").exists()
