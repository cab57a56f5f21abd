"""Results that come band by band: the very pixels of the whole, and never much of them at once."""

from __future__ import annotations

import gc
import itertools
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recon_desktop.core.errors import FormatUnsupported, OutOfMemory, OutputUnwritable, ProviderFailed
from recon_desktop.core.image import Image
from recon_desktop.core.io import Band, load_photo, photo_from_array, save_photo
from recon_desktop.core.mix import Mix
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.engine import prepared
from recon_desktop.engine.batch.queue import Item, Job, Output
from recon_desktop.engine.batch.run import run_item
from recon_desktop.engine.beside import beside
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import Order
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import OrtModel, Runtime

from .conftest import as_photo, random_pixels
from .nets import Graph, file_model
from .test_known import CHAINS, PHOTOS
from .test_restore import Faulty

X2 = CHAINS["upscale luma"]


@pytest.fixture(autouse=True)
def _small_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row of tiles each, even of small photos."""
    monkeypatch.setattr(prepared, "BAND_BYTES", 1)


@pytest.fixture
def tiled(catalog: Catalog, runtime: Runtime) -> Restorer:
    return Restorer(catalog, runtime, tile=40)


def put_together(bands: list[Band]) -> tuple[Any, Any]:
    ends = [band.top + band.photo.size.height for band in bands]
    assert [band.top for band in bands] == [0, *ends[:-1]]
    alphas = [band.photo.alpha for band in bands]
    whole = None if alphas[0] is None else np.concatenate([alpha for alpha in alphas if alpha is not None])
    return np.concatenate([band.photo.pixels for band in bands]), whole


@pytest.mark.parametrize("kind", PHOTOS)
@pytest.mark.parametrize("chain", [*CHAINS, "grain alone", "strength and grain", "nothing"])
def test_bands_are_the_whole(tiled: Restorer, chain: str, kind: str) -> None:
    others = {
        "grain alone": Recipe(mix=Mix(grain=0.3)),
        "strength and grain": Recipe(X2.steps, Mix(0.6, 0.4, 0.2)),
        "nothing": Recipe(),
    }
    photo, recipe = PHOTOS[kind], (CHAINS | others)[chain]
    expected, alone = tiled.restore_photo(photo, recipe)
    told: list[float] = []
    parts = list(tiled.bands(photo, recipe, progress=Reporter(told.append)))
    pixels, alpha = put_together([band for band, _ in parts])
    np.testing.assert_array_equal(pixels, expected.pixels)
    if expected.alpha is not None:
        np.testing.assert_array_equal(alpha, expected.alpha)
    assert len(parts) > 1 or recipe.idle
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    report = parts[-1][1]
    assert report.megapixels == pytest.approx(alone.megapixels)
    assert (report.models, report.way) == (alone.models, alone.way)
    assert all(band.photo.metadata == expected.metadata for band, _ in parts)


def test_a_network_that_sees_the_whole_photo_gives_one_band(runtime: Runtime, tmp_path: Path) -> None:
    file_model(tmp_path, "whole", Graph(3).conv(3, 3).bytes(), tiling="whole")
    bands = list(Restorer(Catalog([tmp_path]), runtime).bands(PHOTOS["8 bits"], Recipe((Step("whole"),))))
    assert len(bands) == 1


def test_what_failed_in_one_band_is_not_tried_in_the_next(catalog: Catalog, runtime: Runtime) -> None:
    def fault(batch: Image, model: OrtModel) -> None:
        if batch.shape[1] > 30:
            failed.append(batch.shape)
            raise OutOfMemory("no room")

    failed: list[tuple[int, ...]] = []
    photo: Photo = as_photo(random_pixels(300, 64))
    faulty: Any = Faulty(runtime, fault)
    parts = list(Restorer(catalog, faulty, tile=50).bands(photo, X2))
    assert len(failed) == 1
    assert len(parts) > 2
    pixels, _ = put_together([band for band, _ in parts])
    np.testing.assert_array_equal(pixels, Restorer(catalog, runtime).restore_photo(photo, X2)[0].pixels)
    assert len(parts[-1][1].fallbacks) == 1


def failing_after(runtime: Runtime, runs: int) -> Any:
    def fault(batch: Image, model: OrtModel) -> None:
        if faulty.runs > runs:
            raise ProviderFailed("CUDAExecutionProvider", "the device was lost")

    faulty = Faulty(runtime, fault)
    return faulty


def test_after_a_change_of_the_device_the_picture_comes_again_from_the_top(catalog: Catalog, runtime: Runtime) -> None:
    photo: Photo = as_photo(random_pixels(150, 30))
    parts = list(Restorer(catalog, failing_after(runtime, 2), tile=40).bands(photo, X2))
    again = [index for index, (band, _) in enumerate(parts) if band.top == 0][-1]
    assert again > 0
    assert {report.provider for _, report in parts[:again]} == {"CUDAExecutionProvider"}
    assert {report.provider for _, report in parts[again:]} == {"CPUExecutionProvider"}
    last = parts[-1][1]
    assert last.megapixels == pytest.approx(0.0045)
    assert last.fallbacks == ("CUDAExecutionProvider failed: the device was lost; the CPU does the work.",)
    pixels, _ = put_together([band for band, _ in parts[again:]])
    np.testing.assert_array_equal(pixels, Restorer(catalog, runtime).restore_photo(photo, X2)[0].pixels)


def item_of(photo: Photo, folder: Path, suffix: str = ".png", **output: Any) -> Item:
    source = save_photo(photo, folder / "in.tif")
    return Item(1, source, job=Job(Order("upscale", ("upscale-rgb-x2",), 2), Output(**output), folder / f"out{suffix}"))


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg", ".webp", ".bmp"])
@pytest.mark.parametrize("kind", ["8 bits", "16 bits", "grey", "transparent", "float"])
def test_files_written_by_bands_are_those_written_whole(
    tiled: Restorer, tmp_path: Path, suffix: str, kind: str
) -> None:
    light = random_pixels(70, 61, 6, np.float32) * np.float32(200)  # in which white is not 1
    photo = photo_from_array(light) if kind == "float" else photo_from_array(PHOTOS[kind].pixels, PHOTOS[kind].alpha)
    item = item_of(photo, tmp_path, suffix)
    finished = run_item(tiled, item)
    result, _ = tiled.restore_photo(load_photo(item.source), Recipe((Step("upscale-rgb-x2"),)))
    expected = save_photo(result, tmp_path / f"whole{suffix}")
    assert item.job
    assert item.job.target.read_bytes() == expected.read_bytes()
    assert finished.size == result.size


def test_a_file_begins_anew_where_its_picture_does(catalog: Catalog, runtime: Runtime, tmp_path: Path) -> None:
    photo = photo_from_array(random_pixels(150, 30))
    item = item_of(photo, tmp_path)
    finished = run_item(Restorer(catalog, failing_after(runtime, 2), tile=40), item)
    assert finished.report.provider == "CPUExecutionProvider"
    result, _ = Restorer(catalog, runtime).restore_photo(photo, Recipe((Step("upscale-rgb-x2"),)))
    assert item.job
    np.testing.assert_array_equal(load_photo(item.job.target).pixels, result.pixels)


def test_no_more_than_two_bands_are_there_at_once(
    tiled: Restorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watched(ArraySink):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            gc.collect()
            alive.append(1 + sum(reference() is not None for reference in made))
            super().__init__(*arguments, **options)
            made.append(weakref.ref(self.pixels))

    made: list[weakref.ref[Any]] = []
    alive: list[int] = []
    monkeypatch.setattr("recon_desktop.engine.restore.ArraySink", Watched)
    monkeypatch.setattr("recon_desktop.core.io.encode.BLOCK_BYTES", 1000)  # much less than a band, as usual
    run_item(tiled, item_of(photo_from_array(random_pixels(400, 30)), tmp_path))
    assert len(alive) > 5
    assert max(alive) <= 3, "one is made, one is read, one is being let go"


@pytest.mark.parametrize("reason", ["cancel", "disk"])
def test_nothing_is_left_of_a_file_that_is_not_finished(
    tiled: Restorer, tmp_path: Path, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(fraction: float) -> None:
        if fraction > 0.5 and reason == "cancel":
            token.cancel()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    token = CancelToken()
    item = item_of(photo_from_array(random_pixels(400, 30)), tmp_path)
    if reason == "disk":
        monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Cancelled if reason == "cancel" else OutputUnwritable):
        run_item(tiled, item, progress=Reporter(tell, token))
    assert [path.name for path in tmp_path.iterdir()] == ["in.tif"]


@pytest.mark.parametrize(("suffix", "width"), [(".jpg", 32751), (".webp", 8192)])
def test_sides_that_a_format_does_not_hold_are_refused_before_the_run(
    tiled: Restorer, tmp_path: Path, suffix: str, width: int
) -> None:
    told: list[float] = []
    item = item_of(photo_from_array(random_pixels(1, width, grey=True)), tmp_path, suffix)
    with pytest.raises(FormatUnsupported, match="pixels a side"):
        run_item(tiled, item, progress=Reporter(told.append))
    assert told == []


def test_what_goes_wrong_in_making_is_raised_in_using_and_the_other_way_round() -> None:
    def items() -> Any:
        yield 1
        raise OutOfMemory("no room")

    def use(items: Any) -> None:
        try:
            used.extend(items)
        except OutOfMemory:
            used.append("undone")
            raise

    def fail(items: Any) -> None:
        assert next(items) == 0
        raise OutputUnwritable(Path("out.png"), "disk full")

    used: list[Any] = []
    with pytest.raises(OutOfMemory):
        beside(use, items())
    assert used == [1, "undone"]
    endless = itertools.count()
    with pytest.raises(OutputUnwritable):
        beside(fail, endless)
    assert next(endless) <= 3
    assert beside(sum, range(100)) == 4950
