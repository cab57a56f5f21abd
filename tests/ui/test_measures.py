"""Figures: strip by strip they are those of the whole, and they say what they were measured on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recon_desktop.core import metrics, naturalness, resize
from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.lru_cache import LruCache
from recon_desktop.core.mix import Mix
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.core.quality import damage_of
from recon_desktop.ui.lanes import measures
from recon_desktop.ui.lanes.display import display
from recon_desktop.ui.values.requests import Tile, ToMeasure

AGREEMENT = ("psnr_y", "ssim_y", "psnr_rgb", "ssim_rgb", "ms_ssim", "ciede2000", "ciede2000_95")
QUALITY = ("level", "noise", "sharpness", "blockiness", "niqe")


def picture(width: int, height: int, noise: float = 0.0, seed: int = 0) -> Photo:
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    image = (0.1 + 0.8 * np.stack([x, y, 0.5 + 0.5 * np.sin(20 * x * y)], axis=-1)).astype(np.float32)
    image += np.random.default_rng(seed).normal(0, noise / 255, image.shape).astype(np.float32)
    return Photo(from_float(image, np.dtype(np.uint8)), None, Metadata(), None, f"{width}{noise}")


def baseline(photo: Photo, scale: int) -> measures.Baseline:
    whole = resize.bicubic(to_float(photo.pixels), scale) if scale > 1 else to_float(photo.pixels)

    def read(region: Region) -> Image:
        return whole[region.scaled(scale).slices]

    return read


def rows(measured: Any) -> dict[str, tuple[float | None, float | None]]:
    return {row.key: (row.before, row.after) for row in measured.rows}


def test_an_enlargement_is_compared_with_bicubic_without_its_border() -> None:
    reference, small, scale = picture(120, 90), picture(60, 45, noise=5), 2
    result = picture(120, 90, noise=3)
    request = ToMeasure(small, scale, finished=result, reference=reference, against="the original photo")
    measured = measures.measure(request, baseline(small, scale))
    enlarged = metrics.round8(resize.bicubic(to_float(small.pixels), scale))
    expected = metrics.psnr(enlarged, to_float(reference.pixels), channel="y", border=scale)
    assert rows(measured)["psnr_y"][0] == pytest.approx(expected, abs=1e-4)
    assert list(rows(measured)) == [*AGREEMENT, *QUALITY]
    assert rows(measured)["psnr_rgb"][1] == pytest.approx(
        metrics.psnr(to_float(result.pixels), to_float(reference.pixels), border=scale), abs=1e-4
    )
    assert measured.scope == "whole photo"
    assert measured.against == "the original photo"


def test_the_noise_before_a_large_enlargement_is_that_of_the_photo() -> None:
    """Of the enlargement nine parts are judged, whose edges need not be edges of the photo's pixels."""
    small, scale = picture(1043, 1003, noise=5), 2
    measured = measures.measure(ToMeasure(small, scale), baseline(small, scale))
    assert rows(measured)["noise"][0] == pytest.approx(damage_of(small.source).strength, abs=1e-3)


@pytest.mark.parametrize(("scale", "verdict"), [(1, "lower"), (2, "")])
def test_the_noise_of_an_enlargement_is_not_called_better(scale: int, verdict: str) -> None:
    """Plain enlarging smears the noise, so that any method would seem to take most of it away."""
    photo = picture(60, 50, noise=9)
    found = measures.measure(ToMeasure(photo, scale), baseline(photo, scale)).rows
    verdicts = {row.key: row.better for row in found}
    assert verdicts == {"level": verdict, "noise": "", "sharpness": "", "blockiness": "", "niqe": ""}


def test_errors_are_mapped_and_histograms_counted() -> None:
    photo, reference = picture(60, 50, noise=20), picture(60, 50)
    measured = measures.measure(ToMeasure(photo, 1, finished=reference, reference=reference), baseline(photo, 1))
    assert measured.errors is not None
    assert (measured.errors.image.width(), measured.errors.image.height()) == (60, 50)
    assert measured.errors.top == 0, "the result is the reference"
    assert measured.errors.image.pixelColor(30, 20).lightness() == 0
    before, after = measured.histograms
    assert before is not None
    assert after is not None
    assert (sum(before.luma), sum(after.luma)) == (3000, 3000)
    assert before.green != after.green


def test_with_statistics_of_undamaged_photos_there_is_a_niqe() -> None:
    photo = picture(200, 200, noise=20)
    pristine = naturalness.Pristine(np.ones(36), np.eye(36), "a test")
    measured = measures.measure(ToMeasure(photo, 1), baseline(photo, 1), pristine)
    assert rows(measured)["niqe"][0] is not None


def test_strength_counts() -> None:
    photo, result = picture(60, 50, noise=20), picture(60, 50)
    half = rows(measures.measure(ToMeasure(photo, 1, Mix(0.5, 0.5), result, reference=result), baseline(photo, 1)))
    none = rows(measures.measure(ToMeasure(photo, 1, Mix(0, 0), result, reference=result), baseline(photo, 1)))
    # Half the error is a quarter of its power: 6.02 dB, but for the rounding to 8 bits.
    assert half["psnr_rgb"][1] == pytest.approx(half["psnr_rgb"][0] + 6.02, abs=0.2)
    assert none["psnr_rgb"][1] == pytest.approx(none["psnr_rgb"][0], abs=0.01)


def test_without_a_reference_noise_and_sharpness_are_told() -> None:
    photo, result = picture(300, 200, noise=20), picture(300, 200, noise=2)
    measured = measures.measure(ToMeasure(photo, 1, finished=result, note="why"), baseline(photo, 1))
    before, after = rows(measured)["noise"]
    assert before == pytest.approx(20, rel=0.3)
    assert after is not None
    assert after < 4
    assert list(rows(measured)) == list(QUALITY)
    assert rows(measured)["niqe"] == (None, None), "without statistics of undamaged photos"
    assert measured.note == "why"


def test_the_part_in_view_is_measured_across_its_tiles() -> None:
    reference, photo = picture(120, 90), picture(120, 90, noise=10)
    cells = [Region(0, 0, 64, 64), Region(64, 0, 56, 64), Region(0, 64, 64, 26), Region(64, 64, 56, 26)]
    tiles = tuple(
        Tile(cell, display(reference.pixels[cell.slices]), display(photo.pixels[cell.slices])) for cell in cells
    )
    request = ToMeasure(photo, 1, view=Region(30, 20, 70, 60), tiles=tiles, reference=reference)
    measured = measures.measure(request, baseline(photo, 1))
    assert rows(measured)["psnr_rgb"][1] == np.inf  # the tiles are the reference itself
    assert rows(measured)["psnr_rgb"][0] == pytest.approx(28, abs=1)
    assert measured.scope == "the part in view"


def test_the_photo_alone() -> None:
    photo = picture(60, 50, noise=20)
    measured = measures.measure(ToMeasure(photo, 2), baseline(photo, 2))
    assert [row.after for row in measured.rows] == [None] * len(QUALITY)
    assert measured.histograms[0] is not None
    assert sum(measured.histograms[0].red) == 120 * 100
    assert measured.histograms[1] is None


def test_a_large_photo_is_measured_in_parts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "EXACT_AREA", 5000)
    monkeypatch.setattr(measures, "_PART", 30)
    reference, photo = picture(200, 150), picture(200, 150, noise=10)
    measured = measures.measure(ToMeasure(photo, 1, finished=photo, reference=reference), baseline(photo, 1))
    assert measured.scope == "9 parts of the photo; whole photo"
    assert measured.errors is None, "parts make no map"
    assert rows(measured)["psnr_rgb"][0] == pytest.approx(28, abs=1)


@pytest.mark.parametrize("size", [Size(1, 1), Size(3, 5), Size(2, 40)])
@pytest.mark.parametrize("compared", [True, False])
def test_tiny_photos(size: Size, compared: bool) -> None:
    photo = picture(size.width, size.height, noise=3)
    large = picture(size.width * 4, size.height * 4)
    request = ToMeasure(photo, 4, finished=large, reference=large if compared else None)
    assert measures.measure(request, baseline(photo, 4)).rows


def test_measuring_can_be_cancelled() -> None:
    photo, token = picture(60, 50), CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        measures.measure(ToMeasure(photo, 1), baseline(photo, 1), progress=Reporter(lambda fraction: None, token))


def test_the_input_is_measured_once_for_a_photo_a_reference_and_a_region() -> None:
    inputs: measures.Inputs = LruCache(3)
    reference, other, photo = picture(120, 90), picture(120, 90, noise=2), picture(120, 90, noise=10)
    tile = Tile(photo.size.whole, display(reference.pixels), display(photo.pixels))
    reads: list[Region] = []

    def counted(region: Region) -> Image:
        reads.append(region)
        return baseline(photo, 1)(region)

    def known(request: ToMeasure) -> bool:
        """Measure, and say whether the input was left alone."""
        reads.clear()
        measured = measures.measure(request, counted, inputs=inputs)
        alone = not reads
        assert rows(measured) == rows(measures.measure(request, counted))
        assert measured.histograms[0] is not None
        return alone

    first = ToMeasure(photo, 1, finished=reference, reference=reference)
    assert not known(first)
    assert known(first)
    assert known(replace(first, finished=other)), "of another result"
    assert not known(replace(first, reference=other))
    assert not known(replace(first, reference=None))
    seen = replace(first, finished=None, view=Region(0, 0, 60, 90), tiles=(tile,))
    assert not known(seen)
    assert not known(replace(seen, view=Region(10, 0, 60, 90)))
    assert not known(first), "it was not asked for for longest"


def test_what_was_cancelled_is_not_remembered() -> None:
    inputs: LruCache[str, int] = LruCache(1)

    def cancelled() -> int:
        raise Cancelled

    with pytest.raises(Cancelled):
        inputs.get_or_make("a", cancelled)
    assert inputs.get_or_make("a", lambda: 1) == 1
    assert inputs.get_or_make("a", lambda: 2) == 1
