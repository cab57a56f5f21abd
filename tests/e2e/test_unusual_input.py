"""Unusual photos that simply work, with the pixels that the engine computes for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recon_desktop.core.io import load_photo
from recon_desktop.core.photo import Photo
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.levels import gauged
from recon_desktop.engine.order import Order, Request
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import resource_path
from tests.e2e import photos
from tests.e2e.conftest import Recon


@pytest.fixture(scope="module")
def restorer() -> Iterator[Restorer]:
    runtime = Runtime("cpu")
    yield Restorer(Catalog([resource_path("models")]), runtime)
    runtime.close()


def _expected(restorer: Restorer, path: Path, task: Request = "upscale") -> Photo:
    photo = load_photo(path)
    recipe = Order.of(restorer.catalog, task).recipe(restorer.catalog, gauged(photo))
    result, _ = restorer.restore_photo(photo, recipe)
    return result


@pytest.mark.parametrize("name", photos.UNUSUAL)
def test_it_is_enlarged(recon: Recon, restorer: Restorer, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    photos.UNUSUAL[name](path)
    photo = load_photo(path)
    out = tmp_path / "결과 's.tif"  # holds every depth and transparency
    told = recon("restore", "--task", "upscale", "--scale", "2", "-o", out, "--json", "--", path)
    assert told.code == 0, told
    assert told.err == ""
    assert told.records[0]["output"] == str(out)

    written, expected = load_photo(out), _expected(restorer, path)
    assert written.size == photo.size.scaled(2)
    assert written.depth == photo.depth
    # Exact: the file holds the depth of the result, and the engine is deterministic.
    np.testing.assert_array_equal(written.pixels, expected.pixels)
    assert (written.alpha is None) == (photo.alpha is None)
    if written.alpha is not None:
        np.testing.assert_array_equal(written.alpha, expected.alpha)


@pytest.mark.parametrize("name", ["grey.jpg", "sixteen bit.png", "float.tiff", "alpha.png", "one pixel.png"])
def test_it_is_denoised(recon: Recon, restorer: Restorer, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    photos.UNUSUAL[name](path)
    told = recon("restore", path, "--task", "denoise", "-o", tmp_path / "out.tif", "--json")
    assert told.code == 0, told
    written, expected = load_photo(tmp_path / "out.tif"), _expected(restorer, path, "denoise")
    np.testing.assert_array_equal(written.pixels, expected.pixels)
    assert written.size == load_photo(path).size


@pytest.mark.parametrize("name", ["animated.gif", "animated.webp"])
def test_the_first_frame_is_taken_and_that_is_said(recon: Recon, tmp_path: Path, name: str) -> None:
    photos.UNUSUAL[name](tmp_path / name)
    arguments = ("restore", tmp_path / name, "--task", "upscale", "--overwrite", "-o", tmp_path / "out.png")
    in_json, in_text = recon(*arguments, "--json"), recon(*arguments)
    assert any("first of 3 frames" in note for note in in_json.records[0]["notes"])
    assert "first of 3 frames" in in_text.out


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(recon: Recon, tmp_path: Path, orientation: int) -> None:
    photos.oriented(tmp_path / "photo.jpg", orientation)
    told = recon("restore", tmp_path / "photo.jpg", "--task", "upscale", "-o", tmp_path / "out.jpg", "--quality", "98")
    assert told.code == 0, told
    from PIL import Image

    with Image.open(tmp_path / "out.jpg") as out:
        exif = out.getexif()
        assert exif.get(0x0112, 1) == 1, "the pixels are upright, so the orientation must be reset"
        assert exif.get(0x010F) == "Camera", "the rest is carried over"
        assert out.size == (2 * photos.SIDE[0], 2 * photos.SIDE[1])
        half = np.asarray(out.resize(photos.SIDE, Image.Resampling.BICUBIC), np.float64)
    # The mean difference of an upright photo is below 2 levels (enlarged, two JPEGs); turned it is above 20.
    assert np.abs(half - photos.small()).mean() < 4


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("animated.gif", ".png"),
        ("grey.jpg", ".jpg"),
        ("UPPER.PNG", ".PNG"),
        ("float.tiff", ".tiff"),
        ("사진 한 장.png", ".png"),
        ('it\'s "quoted" & spaced $HOME.png', ".png"),
    ],
)
def test_results_in_a_folder_are_named_after_photo_and_model(
    recon: Recon, tmp_path: Path, name: str, suffix: str
) -> None:
    photos.UNUSUAL[name](tmp_path / name)
    (tmp_path / "out").mkdir()
    told = recon("restore", tmp_path / name, "--task", "upscale", "--out-dir", tmp_path / "out")
    assert told.code == 0, told
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{Path(name).stem}_{photos.upscaler()}{suffix}"]


def test_depth_and_quality_are_chosen(recon: Recon, tmp_path: Path, photo: Path) -> None:
    def restored(name: str, *options: object) -> Path:
        told = recon("restore", photo, "--task", "upscale", "-o", tmp_path / name, *options)
        assert told.code == 0, told
        return tmp_path / name

    assert load_photo(restored("deep.png", "--depth", "16")).depth == np.uint16
    assert load_photo(restored("float.tif", "--depth", "float")).depth == np.float32
    coarse, fine = restored("coarse.jpg", "--quality", "20"), restored("fine.jpg", "--quality", "98")
    assert coarse.stat().st_size < fine.stat().st_size


def test_a_depth_that_the_format_does_not_hold(recon: Recon, tmp_path: Path, photo: Path) -> None:
    told = recon("restore", photo, "--task", "upscale", "-o", tmp_path / "out.jpg", "--depth", "16")
    assert told.code == 2
    assert "JPEG" in told.err
    assert not (tmp_path / "out.jpg").exists()
