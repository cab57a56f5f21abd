from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import tifffile

from recon_desktop.core import metrics
from recon_desktop.core.errors import ImageMissing, ImageUnreadable, ModelMismatch
from recon_desktop.core.geometry import Size
from recon_desktop.core.naturalness import Pristine, features, niqe
from recon_desktop.core.pixels import ArraySink
from recon_desktop.core.quality import damage_of
from recon_desktop.core.resize import bicubic
from recon_desktop.engine import automatic
from recon_desktop.engine.bench import bench
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.doctor import examine
from recon_desktop.engine.evaluate import evaluate
from recon_desktop.engine.protocol import Protocol, Scores, Specimens, photos_of
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.resources import pristine_statistics

from .nets import Graph, file_model


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    cat = skimage.data.chelsea()
    cv2.imwrite(str(folder / "cat.png"), cat[100:199, 100:203, ::-1])
    cv2.imwrite(str(folder / "grey.png"), cat[50:120, 200:280, 1])
    (folder / "notes.txt").write_text("no photo")
    return folder


def test_upscale_protocol(restorer: Restorer, photos: Path) -> None:
    (evaluation,) = evaluate(restorer, photos, Protocol("upscale", scale=2), models=["upscale-rgb-x2"])
    assert [image.name for image in evaluation.images] == ["cat.png", "grey.png"]
    photo = cv2.imread(str(photos / "cat.png"))[:98, :102, ::-1].astype(np.float32) / np.float32(255)
    small = metrics.round8(bicubic(photo, 0.5))
    plain = metrics.round8(bicubic(small, 2))
    assert evaluation.images[0].baseline.psnr_y == pytest.approx(metrics.psnr(plain, photo, channel="y", border=2))
    assert evaluation.images[0].baseline.ssim_rgb == pytest.approx(metrics.ssim(plain, photo, border=2))
    assert evaluation.mean.psnr_y == pytest.approx(np.mean([image.result.psnr_y for image in evaluation.images]))
    assert "border of 2" in evaluation.protocol


def test_the_range_of_a_float_photo_changes_no_score(restorer: Restorer, tmp_path: Path) -> None:
    light = (skimage.data.chelsea()[100:140, 100:150] / np.float32(255)).astype(np.float32)
    light[0, 0], light[0, 1] = 0, 1
    for name, top in (("a.tif", 1), ("b.tif", 255)):
        tifffile.imwrite(tmp_path / name, light * np.float32(top), photometric="rgb")
    (evaluation,) = evaluate(restorer, tmp_path, Protocol("upscale", scale=2), models=["upscale-rgb-x2"])
    first, second = (image.baseline for image in evaluation.images)
    assert second.psnr_y == pytest.approx(first.psnr_y, abs=0.01)


def test_the_area_protocol_averages_and_counts_every_pixel(restorer: Restorer, photos: Path) -> None:
    protocol = Protocol("upscale", scale=2, reduction="area")
    (evaluation,) = evaluate(restorer, photos, protocol, models=["upscale-rgb-x2"])
    photo = cv2.imread(str(photos / "cat.png"))[:98, :102, ::-1].astype(np.float32) / np.float32(255)
    mean = photo.reshape(49, 2, 51, 2, 3).mean(axis=(1, 3))
    plain = metrics.round8(bicubic(metrics.round8(mean), 2))
    assert evaluation.images[0].baseline.psnr_rgb == pytest.approx(metrics.psnr(plain, photo), abs=0.01)
    assert "mean of each area" in evaluation.protocol
    assert "no border" in evaluation.protocol


def test_looks_tell_of_sharpness_naturalness_and_colour(restorer: Restorer, tmp_path: Path) -> None:
    cat = skimage.data.chelsea()[:288, :400]
    cv2.imwrite(str(tmp_path / "cat.png"), cat[..., ::-1])
    file_model(tmp_path / "models", "denoise-brighter", Graph(3).times(1.02).bytes())
    own = Restorer(Catalog([tmp_path / "models"]), restorer.runtime)
    pristine = Pristine.read(pristine_statistics())
    (evaluation,) = evaluate(own, tmp_path, Protocol("denoise", noise=5), pristine=pristine)
    photo = cat.astype(np.float32) / np.float32(255)
    assert evaluation.looks.color_shift == pytest.approx(0.02 * 255 * photo.mean(axis=(0, 1)).max(), rel=0.02)
    assert evaluation.baseline_looks.color_shift == 0
    assert evaluation.photo_looks.sharpness == pytest.approx(metrics.sharpness(photo), rel=1e-4)
    assert evaluation.baseline_looks.sharpness > evaluation.photo_looks.sharpness  # noise counts as detail
    assert evaluation.photo_looks.niqe == pytest.approx(niqe([features(photo)], pristine), rel=1e-4)
    (unknown,) = evaluate(own, tmp_path, Protocol("denoise", noise=5))
    assert unknown.looks.niqe is None


def test_all_models_of_the_task_by_default(restorer: Restorer, photos: Path) -> None:
    evaluations = evaluate(restorer, photos, Protocol("upscale", scale=4))
    assert [evaluation.model for evaluation in evaluations] == ["upscale-luma-x4"]


def test_denoise_protocol_gives_the_network_raw_noise(
    restorer: Restorer, photos: Path, tmp_path: Path, catalog: Catalog
) -> None:
    identity = Graph(3).times(1.0).bytes()
    file_model(tmp_path, "denoise-nothing", identity)
    own = Restorer(Catalog([tmp_path]), restorer.runtime)
    (nothing,) = evaluate(own, photos, Protocol("denoise", noise=25))
    assert nothing.mean == nothing.baseline
    # Noise of sigma 25 is 20.17 dB; clipping the result to 0..1 can only gain.
    assert 20.1 < nothing.mean.psnr_rgb < 20.6
    (again,) = evaluate(own, photos, Protocol("denoise", noise=25))
    assert again == nothing
    (other,) = evaluate(own, photos, Protocol("denoise", noise=25, seed=1))
    assert other.mean != nothing.mean
    (told,) = evaluate(restorer, photos, Protocol("denoise", noise=25), models=["denoise-told"])
    assert np.isfinite(told.mean.psnr_rgb)


def test_a_network_that_can_be_told_the_level_is_told_what_the_gauge_reads(restorer: Restorer, photos: Path) -> None:
    protocol = Protocol("denoise", jpeg=10)
    (told,) = evaluate(restorer, photos, protocol, models=["denoise-told"])
    specimen = next(iter(Specimens(photos, protocol)))

    def scored(level: float | None) -> Scores:
        sink = ArraySink(specimen.source.size, np.dtype(np.float32))
        restorer.restore(specimen.source, sink, Recipe((Step("denoise-told", noise_level=level),)))
        return protocol.scores(protocol.seen(sink.pixels), specimen.photo)

    assert told.images[0].result == scored(automatic.told(damage_of(specimen.source)))
    assert told.images[0].result != scored(0.0)


def test_noise_does_not_depend_on_the_other_photos(restorer: Restorer, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "grey.png").write_bytes((photos / "grey.png").read_bytes())
    protocol = Protocol("denoise", noise=15)
    (both,) = evaluate(restorer, photos, protocol, models=["denoise-point"])
    (alone,) = evaluate(restorer, tmp_path, protocol, models=["denoise-point"])
    assert both.images[1] == alone.images[0]


def test_what_cannot_be_evaluated_is_told(restorer: Restorer, photos: Path, tmp_path: Path) -> None:
    protocol = Protocol("upscale", scale=2)
    with pytest.raises(ImageMissing):
        evaluate(restorer, tmp_path / "nowhere", protocol)
    with pytest.raises(ImageUnreadable):
        evaluate(restorer, tmp_path, protocol)
    with pytest.raises(ModelMismatch):
        evaluate(restorer, photos, protocol, models=["upscale-luma-x4"])
    with pytest.raises(ModelMismatch):
        evaluate(restorer, photos, Protocol("upscale", scale=3))
    cv2.imwrite(str(tmp_path / "tiny.png"), np.zeros((4, 4), np.uint8))
    with pytest.raises(ImageUnreadable, match="too small"):
        evaluate(restorer, tmp_path, protocol)


def test_what_only_looks_like_a_photo_is_not_evaluated(photos: Path) -> None:
    before = photos_of(photos)
    (photos / "._hidden.png").write_bytes(b"of another system")
    (photos / "folder.png").mkdir()
    assert photos_of(photos) == before


def test_a_picture_too_large_to_time_is_refused_at_once(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(size: Size) -> None:
        raise MemoryError

    monkeypatch.setattr("recon_desktop.engine.bench._photo", full)
    monkeypatch.setattr(restorer, "network", lambda step: pytest.fail("nothing is to run"))
    with pytest.raises(MemoryError):
        bench(restorer, "denoise-told", Size(300, 200))


@pytest.mark.parametrize("model", ["upscale-luma-x2", "denoise-told", "upscale-before-rgb-x2"])
def test_bench_tells_the_cost(restorer: Restorer, model: str) -> None:
    measured = bench(restorer, model, Size(300, 200))
    assert measured.tiles >= 1
    assert measured.pipeline_cost == pytest.approx(measured.seconds / measured.bare_seconds)
    assert measured.megapixels_per_second > 0
    assert measured.cpu_seconds > 0
    assert json.loads(json.dumps(dataclasses.asdict(measured)))["model"] == model


def test_the_doctor_sees_a_changed_model(models: Path, tmp_path: Path) -> None:
    file_model(tmp_path, "good", Graph(3).conv(1, 3).bytes())
    file_model(tmp_path, "changed", Graph(3).conv(1, 3).bytes())
    (tmp_path / "changed" / "fp32.onnx").write_bytes(b"changed")
    file_model(tmp_path, "no-card", Graph(3).conv(1, 3).bytes())
    (tmp_path / "no-card" / "card.json").write_text("[]")
    report = examine(Catalog([tmp_path]))
    states = {state.model: state for state in report.models}
    assert states["good"].sound
    assert "SHA-256" in states["changed"].problem
    assert not states["no-card"].sound
    assert "CPUExecutionProvider" in {provider.name for provider in report.providers}
    assert {timing.model for timing in report.timings} == {"good"}
    assert json.loads(json.dumps(dataclasses.asdict(report)))["onnxruntime"]


def test_the_doctor_works_without_models(tmp_path: Path) -> None:
    report = examine(Catalog([tmp_path]))
    assert report.models == ()
    assert report.timings == ()
