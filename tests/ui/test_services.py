"""What runs in the lanes: tiles, blending for the file, degradation by strips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from recon_desktop.core.errors import ImageTooLarge
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.io import SaveOptions, load_photo, photo_from_array, save_photo
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.core.progress import SILENT
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.ui.lanes import photo_work as module
from recon_desktop.ui.lanes import saving
from recon_desktop.ui.lanes.display import blend as blend_shown
from recon_desktop.ui.lanes.display import build_pyramid
from recon_desktop.ui.lanes.from_qimage import to_arrays
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.preview.overview import Overview
from recon_desktop.ui.values.requests import Subject, ToMeasure
from recon_desktop.ui.values.state import Simulation
from tests.made import photo
from tests.ui.conftest import FakeRestorer, inverted

UPSCALE = Recipe((Step("upscale-one-x2"),))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("grey", [False, True])
def test_a_tile_shows_result_and_baseline(services: Services, depth: Any, grey: bool) -> None:
    source, cell = photo(Size(50, 40), depth, grey=grey), Region(10, 5, 20, 30)
    tile = services.tile(Subject(source, UPSCALE, 2), cell)
    eight = from_float(to_float(source.pixels), np.dtype(np.uint8))[cell.slices].repeat(2, 0).repeat(2, 1)
    expected = eight if eight.ndim == 3 else np.stack([eight] * 3, axis=-1)
    assert np.array_equal(tile.baseline[..., 2::-1], expected)
    assert np.abs(tile.restored[..., 2::-1].astype(int) - inverted(expected)).max() <= 1
    assert not tile.restored.flags.writeable
    assert tile.device is not None


def test_a_difference_is_signed_and_amplified(services: Services) -> None:
    picture, other = (QImage(5, 4, QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
    picture.fill(QColor(110, 60, 20))
    other.fill(QColor(100, 70, 20))
    shown = services.difference(picture, other, 4)
    assert shown.size() == picture.size()
    assert shown.pixelColor(2, 3).getRgb() == (168, 88, 128, 255)
    assert services.difference(picture, other, 32).pixelColor(0, 0).getRgb() == (255, 0, 128, 255)


def test_a_tile_of_a_finished_photo_is_looked_up(services: Services, restorer: FakeRestorer) -> None:
    source = photo(Size(50, 40), alpha=True)
    subject = Subject(source, UPSCALE, 2)
    result = services.run(subject)
    cell, runs = Region(3, 4, 20, 30), len(restorer.calls)
    looked_up = services.tile(Subject(source, UPSCALE, 2, result.photo), cell)
    assert len(restorer.calls) == runs
    assert np.array_equal(looked_up.restored, services.tile(subject, cell).restored)
    assert looked_up.has_alpha
    assert services.known(subject)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("mapped", [False, True])
def test_the_file_gets_the_strength(
    services: Services, tmp_path: Path, depth: Any, mapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_STRIP_AREA", 800)
    monkeypatch.setattr(saving, "_MAPPED_ABOVE", 0 if mapped else 10**9)
    source = photo(Size(50, 40), depth)
    result = services.run(Subject(source, UPSCALE, 2)).photo
    services.save(Subject(source, UPSCALE, 2, result), Mix(0.25, 0.25), tmp_path / "out.tif", None)
    back = services.photos.load(tmp_path / "out.tif").photo
    assert back.depth == depth
    low = to_float(source.pixels).repeat(2, 0).repeat(2, 1)
    # Half a level of the depth, twice.
    assert np.abs(to_float(back.pixels) - (0.75 * low + 0.25 * (1 - low))).max() <= 1.01 / 255
    assert services.photos.load(tmp_path / "out.tif").pyramid.size == Size(100, 80)


def test_the_file_gets_luma_chroma_and_grain_as_the_preview_shows_them(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_STRIP_AREA", 2000)
    source, mix = photo(Size(90, 70)), Mix(0.8, 0.3, 6)
    subject = Subject(source, UPSCALE, 2, services.run(Subject(source, UPSCALE, 2)).photo)
    services.save(subject, mix, tmp_path / "out.png", None)
    saved = services.photos.load(tmp_path / "out.png").photo.pixels
    cell = Region(16, 40, 64, 30)
    shown = to_arrays(services.patch(services.tile(subject, cell), 2, mix).image)[0]
    assert np.abs(shown.astype(int) - saved[cell.scaled(2).slices]).max() <= 1


def test_far_out_luma_and_chroma_are_blended_too(services: Services) -> None:
    source = photo(Size(1100, 900))
    result = services.run(Subject(source, UPSCALE, 2))
    pyramid, overview, mix = build_pyramid(source), Overview(), Mix(1.0, 0.25)
    region = Region(10, 20, 900, 700)
    layer = overview.layer(services, pyramid, result, mix, region, 0.45)
    assert layer.target.getRect() == (10, 20, 900, 700)
    assert layer.source.getRect() == (5, 10, 450, 350)
    expected = blend_shown(pyramid.levels[1], result.pyramid.levels[2], mix, Region(0, 0, 550, 450))
    shown = to_arrays(layer.image)[0]
    assert np.array_equal(shown, expected[: shown.shape[0], : shown.shape[1], 2::-1])
    assert overview.layer(services, pyramid, result, mix, Region(12, 20, 900, 700), 0.45).image is layer.image
    assert overview.layer(services, pyramid, result, Mix(1.0, 0.5), region, 0.45).image is not layer.image


@pytest.mark.parametrize("size", [Size(40, 30), Size(200, 150), Size(513, 20)])
def test_luma_and_chroma_of_a_small_photo_are_blended_too(services: Services, size: Size) -> None:
    source = photo(size)
    result = services.run(Subject(source, UPSCALE, 2))
    layer = Overview().layer(services, build_pyramid(source), result, Mix(1.0, 0.25), size.whole, 1.0)
    assert layer.source.getRect() == (0, 0, size.width, size.height)
    assert layer.image.size().toTuple() == (size.width, size.height)


def twelve_bits(path: Path, top: float = 4095.0, **options: Any) -> Path:
    """A float photo as ImageJ writes it, from 0 to `top`."""
    pixels = photo(Size(60, 40), np.float32, **options).pixels
    return save_photo(photo_from_array((pixels - pixels.min()) / np.ptp(pixels) * np.float32(top)), path)


@pytest.mark.parametrize("grey", [False, True])
def test_a_float_photo_beyond_white_is_seen(services: Services, tmp_path: Path, grey: bool) -> None:
    loaded = services.photos.load(twelve_bits(tmp_path / "deep.tif", grey=grey))
    usual = services.photos.load(twelve_bits(tmp_path / "usual.tif", 1.0, grey=grey))
    assert usual.photo.notes == ()
    assert loaded.photo.notes == ("its values from 0 to 4095 are shown from black to white",)
    for level, other in zip(loaded.pyramid.levels, usual.pyramid.levels, strict=True):
        assert np.abs(level.astype(int) - other.astype(int)).max() <= 1
    cell = Region(10, 5, 20, 30)
    tile, same = (services.tile(Subject(each.photo, UPSCALE, 2), cell) for each in (loaded, usual))
    for shown, other in ((tile.baseline, same.baseline), (tile.restored, same.restored)):
        assert np.abs(shown.astype(int) - other.astype(int)).max() <= 1
    read = services.photos.damage
    assert read(loaded.photo).level == pytest.approx(read(usual.photo).level, rel=0.05)


def test_a_float_photo_beyond_white_is_seen_in_lists(services: Services, tmp_path: Path) -> None:
    deep, usual = (
        to_arrays(services.batch.small_picture(twelve_bits(tmp_path / f"{top}.tif", top), 30, SILENT))[0]
        for top in (4095.0, 1.0)
    )
    assert np.abs(deep.astype(int) - usual.astype(int)).max() <= 1


@pytest.mark.parametrize("mix", [PLAIN, Mix(0.25, 0.25)])
def test_a_float_file_gets_its_values_again_and_any_other_what_is_shown(
    services: Services, tmp_path: Path, mix: Mix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_STRIP_AREA", 800)
    loaded = services.photos.load(twelve_bits(tmp_path / "deep.tif"))
    subject = Subject(loaded.photo, UPSCALE, 2, services.run(Subject(loaded.photo, UPSCALE, 2)).photo)
    part = 1 - mix.luma
    shown = loaded.photo.pixels.repeat(2, 0).repeat(2, 1)
    expected = part * shown + (1 - part) * (1 - shown)
    for name, depth, scale in (
        ("a.tif", "same", 4095),
        ("b.tif", "float", 4095),
        ("c.tif", "16", 1),
        ("d.png", "8", 1),
    ):
        path = services.save(subject, mix, tmp_path / name, SaveOptions(depth=depth), levels=loaded.levels)
        saved = to_float(load_photo(path).pixels)
        np.testing.assert_allclose(saved, scale * expected, atol=scale * (0.6 / 255 if scale == 1 else 1e-5))


def test_a_reference_is_seen_by_the_levels_of_the_photo_where_both_are_float(
    services: Services, tmp_path: Path
) -> None:
    deep, deeper = (services.photos.load(twelve_bits(tmp_path / f"{top}.tif", top)) for top in (2000.0, 4000.0))
    beside = services.photos.load(tmp_path / "4000.0.tif", beside=deep)
    assert beside.levels == deep.levels
    assert beside.photo.pixels.max() == pytest.approx(2)
    save_photo(photo(Size(60, 40)), tmp_path / "eight.png")
    eight = services.photos.load(tmp_path / "eight.png", beside=deep)
    assert (eight.levels, eight.photo.notes) == (Levels(), ())
    assert services.photos.load(tmp_path / "4000.0.tif", beside=eight).photo.digest == deeper.photo.digest


def test_what_is_made_of_a_float_photo_beyond_white_keeps_its_levels(services: Services, tmp_path: Path) -> None:
    loaded = services.photos.load(twelve_bits(tmp_path / "deep.tif"))
    worse = services.photos.simulate(loaded, Simulation(noise=25))
    assert worse.levels == loaded.levels
    measured = services.measure(ToMeasure(worse.photo, 1, reference=loaded.photo))
    rows = {row.key: row.before for row in measured.rows}
    assert rows["psnr_rgb"] == pytest.approx(20 * np.log10(255 / 25), abs=1)


def test_the_limit_holds_until_it_is_lifted(
    services: Services, make_photo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DEFAULT_LIMIT", 0.001)
    path = make_photo()
    with pytest.raises(ImageTooLarge):
        services.photos.load(path)
    assert services.photos.load(path, lift_limit=True).photo.size == Size(300, 200)


def test_writable_formats(services: Services) -> None:
    assert services.photos.writable(".JPG")
    assert not services.photos.writable(".gif")
    assert not services.photos.writable("")
