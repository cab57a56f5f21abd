"""Each command does what it says, in words for people and in strict JSON for scripts."""

from __future__ import annotations

import hashlib
import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from skimage import data

from recon_desktop.core import metrics
from recon_desktop.core.card import read_card
from recon_desktop.core.color import rgb_to_ycbcr
from recon_desktop.core.degrade import Jpeg
from recon_desktop.core.icc import SRGB_CURVE, rgb_profile
from recon_desktop.core.io import load_photo, photo_from_array, save_photo
from recon_desktop.core.photo import in_srgb
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.catalog import Catalog
from recon_desktop.resources import resource_path
from tests.e2e import photos
from tests.e2e.conftest import Recon

RESTORE_FIELDS = {
    "input",
    "output",
    "model",
    "variant",
    "provider",
    "device",
    "seconds",
    "megapixels_per_second",
    "peak_memory_mib",
    "fallbacks",
}


def test_restore_tells_what_ran(recon: Recon, tmp_path: Path, photo: Path) -> None:
    out = tmp_path / "out.png"
    asked = ("--task", "upscale", "--scale", "2", "--device", "cpu", "--variant", "fp32")
    told = recon("restore", photo, "-o", out, *asked, "--json")
    (record,) = told.records
    assert record.keys() >= RESTORE_FIELDS
    assert (record["input"], record["output"]) == (str(photo), str(out))
    assert record["model"] == photos.upscaler()
    assert record["provider"] == "CPUExecutionProvider"
    assert record["variant"] == "fp32"
    assert record["fallbacks"] == []
    assert record["device"]
    assert record["seconds"] > 0
    assert record["megapixels_per_second"] > 0
    assert record["peak_memory_mib"] > 10


def test_a_wide_photo_keeps_its_profile_unless_srgb_is_asked_for(recon: Recon, tmp_path: Path) -> None:
    profile = rgb_profile("Display P3", (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06), SRGB_CURVE)
    Image.fromarray(photos.small()).save(tmp_path / "wide.jpg", icc_profile=profile, quality=95)
    arguments = ("restore", tmp_path / "wide.jpg", "--task", "upscale", "--device", "cpu")
    wide, plain = tmp_path / "wide.png", tmp_path / "plain.png"
    assert recon(*arguments, "-o", wide).code == 0
    told = recon(*arguments, "-o", plain, "--srgb")
    assert "converted from Display P3 to sRGB" in told.out + told.err
    with Image.open(wide) as image:
        assert image.info["icc_profile"] == profile
    # The same colours in other numbers: seen as sRGB they are equal.
    one, other = in_srgb(load_photo(wide)).pixels, load_photo(plain).pixels
    assert (load_photo(wide).pixels != other).any()
    assert abs(one.astype(int) - other).max() <= 1
    (record,) = recon("metrics", wide, plain, "--json").records
    assert record["psnr_rgb"] > 45
    assert record["ciede2000"] < 0.5


def test_an_ensemble_gives_other_pixels_and_says_so(recon: Recon, tmp_path: Path, photo: Path) -> None:
    plain, mean = tmp_path / "plain.png", tmp_path / "mean.png"
    arguments = ("restore", photo, "--task", "upscale", "--device", "cpu")
    (first,) = recon(*arguments, "-o", plain, "--json").records
    (second,) = recon(*arguments, "-o", mean, "--ensemble", "--json").records
    assert (first["ensemble"], second["ensemble"]) == (False, True)
    assert (load_photo(plain).pixels != load_photo(mean).pixels).any()
    assert "8 orientations" in recon(*arguments, "-o", mean, "--ensemble", "--overwrite").out


def test_an_ensemble_is_evaluated_and_compared(recon: Recon, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    Image.fromarray(data.chelsea()[60:200, 100:260]).save(folder / "cat.png")
    arguments = ("evaluate", folder, "--task", "upscale", "--scale", 2, "--model", "upscale-espcn-x2")
    (plain,) = recon(*arguments, "--json").records
    (mean,) = recon(*arguments, "--ensemble", "--json").records
    assert (plain["ensemble"], mean["ensemble"]) == (False, True)
    assert plain["seconds"] > 0
    assert mean["mean"]["psnr_y"] > plain["mean"]["psnr_y"]
    page = tmp_path / "page.html"
    told = recon(
        "compare", folder / "cat.png", "--degrade", "downscale=2", "--models", "bicubic,upscale-espcn-x2",
        "-o", tmp_path / "out.png", "--html", page, "--ensemble", "--json",
    )  # fmt: skip
    assert [record["ensemble"] for record in told.records] == [None, True]
    assert told.records[1]["psnr_y"] == pytest.approx(mean["mean"]["psnr_y"], abs=1e-4)
    assert "8 orientations" in page.read_text(encoding="utf-8")


def test_restore_alone_does_what_each_photo_needs(recon: Recon, tmp_path: Path) -> None:
    clean = data.chelsea()[60:188, 100:228]
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 15, clean.shape), 0, 255).astype(np.uint8)
    dull = np.full((64, 64, 3), 90, np.uint8)
    Image.fromarray(noisy).save(tmp_path / "noisy.png")
    Image.fromarray(clean).save(tmp_path / "blocky.jpg", quality=15)
    Image.fromarray(dull).save(tmp_path / "dull.jpg", quality=95)
    inputs = [tmp_path / name for name in ("noisy.png", "blocky.jpg", "dull.jpg")]
    (tmp_path / "out").mkdir()
    told = recon("restore", *inputs, "--out-dir", tmp_path / "out", "--json")
    assert told.code == 0, told
    noise, blocks, nothing = told.records
    assert [Path(record["output"]).name for record in told.records] == [
        "noisy_auto.png",
        "blocky_auto.jpg",
        "dull_auto.jpg",
    ]
    catalog = Catalog([resource_path("models")])
    assert noise["model"] == catalog.against(["noise"]).id
    assert blocks["model"] == catalog.against(["jpeg"]).id
    assert noise["automatic"]["treated"] == ["noise"]
    assert 10 < noise["automatic"]["damage"]["level"] < 20
    assert blocks["automatic"]["treated"] == ["jpeg"]
    assert abs(blocks["automatic"]["damage"]["quality"] - 15) < 5
    assert "strong JPEG" in blocks["automatic"]["told"]
    assert (nothing["model"], nothing["steps"], nothing["automatic"]["treated"]) == ("", [], [])
    assert Path(nothing["output"]).read_bytes() == inputs[2].read_bytes()
    for record in (noise, blocks):
        before, after = (np.asarray(load_photo(Path(record[name])).pixels, float) for name in ("input", "output"))
        assert np.mean((after - clean) ** 2) < 0.95 * np.mean((before - clean) ** 2)

    in_words = recon("restore", *inputs, "--out-dir", tmp_path / "out", "--scale", 2)
    assert in_words.code == 0
    assert in_words.out.count("Automatic: ") == 3
    assert in_words.out.count(catalog.get(photos.upscaler()).card.title) == 3
    named = recon("restore", inputs[2], "-o", tmp_path / "named.jpg", "--model", "denoise-camera-color", "--json")
    assert (named.records[0]["model"], named.records[0]["automatic"]) == ("denoise-camera-color", None)


@pytest.mark.parametrize("kind", ["one pixel", "black", "transparent", "not a number"])
def test_what_cannot_be_read_is_left_as_it_is_and_told(recon: Recon, tmp_path: Path, kind: str) -> None:
    path, out = tmp_path / f"{kind}.tif", tmp_path / "out.tif"
    pixels = np.zeros((1, 1, 3) if kind == "one pixel" else (40, 48, 3), np.uint8)
    if kind == "not a number":
        tifffile.imwrite(path, np.full((40, 48, 3), np.nan, np.float32), photometric="rgb")
    elif kind == "transparent":
        save_photo(photo_from_array(pixels + data.chelsea()[:40, :48], np.zeros((40, 48), np.uint8)), path)
    else:
        tifffile.imwrite(path, pixels, photometric="rgb")
    told = recon("restore", path, "-o", out)
    assert told.code == 0, told
    assert "too small or too even to be read: the photo stays as it is" in told.out
    assert out.read_bytes() == path.read_bytes()


def test_restore_in_words(recon: Recon, tmp_path: Path, photo: Path) -> None:
    told = recon("restore", photo, "-o", tmp_path / "out.png", "--task", "upscale", "--device", "cpu")
    assert told.code == 0
    assert told.err == ""
    for fact in (str(photo), str(tmp_path / "out.png"), "80 x 56", photos.upscaler(), "CPUExecutionProvider"):
        assert fact in told.out


def test_a_device_that_cannot_be_used_is_named_once_and_the_cpu_does_the_work(
    recon: Recon, tmp_path: Path, photo: Path
) -> None:
    """The tests run with every GPU hidden."""
    shutil.copy(photo, tmp_path / "second.png")
    arguments = ("restore", photo, tmp_path / "second.png", "--out-dir", tmp_path, "--task", "upscale", "--overwrite")
    in_words, in_json = (recon(*arguments, "--device", "cuda", *extra) for extra in ((), ("--json",)))
    assert in_words.code == 0
    assert in_words.out.count("cannot be used") == 1
    for record in in_json.records:
        assert record["provider"] == "CPUExecutionProvider"
        (sentence,) = record["fallbacks"]
        assert "cannot be used" in sentence


@pytest.mark.parametrize("scale", [2, 4])
def test_the_chain_names_both_models(recon: Recon, tmp_path: Path, photo: Path, scale: int) -> None:
    told = recon("restore", photo, "--out-dir", tmp_path, "--task", "denoise+upscale", "--scale", scale, "--json")
    (record,) = told.records
    denoiser, upscaler = record["model"].split("+")
    assert read_card(resource_path("models") / denoiser / "card.json").task == "denoise"
    assert upscaler == photos.upscaler(scale)
    assert Path(record["output"]).name == f"photo_auto+{upscaler}.png"
    size = load_photo(Path(record["output"])).size
    assert (size.width, size.height) == (scale * photos.SIDE[0], scale * photos.SIDE[1])

    again = recon(
        *("restore", photo, "-o", tmp_path / "again.png", "--task", "denoise+upscale", "--scale", scale),
        *("--model", denoiser, "--model", upscaler),
    )
    assert again.code == 0
    assert (tmp_path / "again.png").read_bytes() == Path(record["output"]).read_bytes()


def test_strength_zero_is_bicubic_and_between_lies_between(recon: Recon, tmp_path: Path, photo: Path) -> None:
    def restored(strength: float) -> np.ndarray:
        out = tmp_path / f"{strength}.tif"
        told = recon("restore", photo, "-o", out, "--task", "upscale", "--strength", strength, "--depth", "float")
        assert told.code == 0, told
        return np.asarray(load_photo(out).pixels, np.float64)

    none, half, full = restored(0), restored(0.5), restored(1)
    # 8-bit rounding of the result: half a level and float error.
    baseline = bicubic(np.asarray(photos.small(), np.float32) / 255, 2)
    np.testing.assert_allclose(none, np.clip(baseline, 0, 1), atol=0.51 / 255)
    np.testing.assert_allclose(half, (none + full) / 2, atol=1.01 / 255)
    assert np.abs(full - none).max() > 2 / 255


def test_chroma_has_a_strength_of_its_own_and_grain_is_repeatable(recon: Recon, tmp_path: Path, photo: Path) -> None:
    def restored(name: str, *options: object) -> np.ndarray:
        out = tmp_path / f"{name}.tif"
        told = recon("restore", photo, "-o", out, "--task", "upscale", "--depth", "float", *options)
        assert told.code == 0, told
        return np.asarray(load_photo(out).pixels, np.float32)

    full, none = restored("full"), restored("none", "--strength", 0)
    mixed = restored("mixed", "--strength", 1, "--strength-chroma", 0)
    np.testing.assert_allclose(rgb_to_ycbcr(mixed)[..., 0], rgb_to_ycbcr(full)[..., 0], atol=1 / 255)
    np.testing.assert_allclose(rgb_to_ycbcr(mixed)[..., 1:], rgb_to_ycbcr(none)[..., 1:], atol=1 / 255)
    grainy = restored("grainy", "--grain", 10)
    assert 4 / 255 < (grainy - full).std() < 10.5 / 255
    np.testing.assert_array_equal(restored("again", "--grain", 10, "--tile", 40), grainy)


def test_a_stated_noise_level_scales_the_denoising(recon: Recon, tmp_path: Path) -> None:
    clean = data.chelsea()[:128, :128]
    noisy = clean + np.random.default_rng(0).normal(0, 20, clean.shape)
    Image.fromarray(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)).save(tmp_path / "noisy.png")

    def change(level: object) -> float:
        out = tmp_path / f"{level}.png"
        blind = ("--task", "denoise", "--model", "denoise-camera-color")
        told = recon("restore", tmp_path / "noisy.png", "-o", out, *blind, "--noise-level", level)
        assert told.code == 0, told
        before, after = (np.asarray(load_photo(path).pixels, np.float64) for path in (tmp_path / "noisy.png", out))
        return float(np.abs(after - before).mean())

    everything = change("auto")
    assert change(0) < 0.01
    assert change(5) < 0.6 * everything
    assert change(255) == everything


def test_a_network_that_is_told_removes_more_at_a_higher_level(recon: Recon, tmp_path: Path) -> None:
    clean = data.chelsea()[:128, :128]
    noisy = clean + np.random.default_rng(0).normal(0, 20, clean.shape)
    Image.fromarray(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)).save(tmp_path / "noisy.png")
    changes = []
    for level in (0, 5, 20):
        out = tmp_path / f"{level}.png"
        told = recon(
            "restore",
            tmp_path / "noisy.png",
            "-o",
            out,
            "--task",
            "denoise",
            "--model",
            "clean",
            "--noise-level",
            level,
        )
        assert told.code == 0, told
        before, after = (np.asarray(load_photo(path).pixels, np.float64) for path in (tmp_path / "noisy.png", out))
        changes.append(float(np.abs(after - before).mean()))
    assert changes[0] < 1 < changes[1] < changes[2]


def test_tiles_and_memory_do_not_change_the_result(recon: Recon, tmp_path: Path) -> None:
    Image.fromarray(data.chelsea()[:150, :170]).save(tmp_path / "photo.png")
    digests = set()
    for number, options in enumerate(((), ("--tile", "40"), ("--tile", "64", "--memory", "64"), ("--memory", "1"))):
        out = tmp_path / f"{number}.png"
        told = recon("restore", tmp_path / "photo.png", "-o", out, "--task", "upscale", *options)
        assert told.code == 0, told
        digests.add(hashlib.sha256(load_photo(out).pixels.tobytes()).hexdigest())
    assert len(digests) == 1, "0 after 8-bit rounding"


def test_metrics_are_those_of_the_core(recon: Recon, tmp_path: Path, photo: Path) -> None:
    rough = tmp_path / "rough.png"
    Image.fromarray(photos.small() // 8 * 8).save(rough)
    (record,) = recon("metrics", rough, photo, "--border", "2", "--json").records
    a, b = (np.asarray(load_photo(path).pixels, np.float32) / np.float32(255) for path in (rough, photo))
    expected = {
        f"{name}_{channel}": measure(a, b, channel=channel, border=2)
        for name, measure in (("psnr", metrics.psnr), ("ssim", metrics.ssim))
        for channel in ("y", "rgb")
    }
    for name, value in expected.items():
        assert record[name] == pytest.approx(value, abs=1e-4)  # float32 rounding of the pixels
    assert record["ciede2000"] > 0
    assert record["ciede2000_95"] > record["ciede2000"]
    assert (record["ms_ssim"], record["niqe"]) == (None, None), "the photo is too small for them"
    (luma,) = recon("metrics", rough, photo, "--channel", "y", "--json").records
    assert luma.keys() == {"psnr_y", "ssim_y"}
    assert "PSNR RGB" in recon("metrics", rough, photo).out


def test_metrics_of_identical_photos_are_strict_json(recon: Recon, photo: Path) -> None:
    (record,) = recon("metrics", photo, photo, "--json").records
    same = {"psnr_y": "inf", "ssim_y": 1.0, "psnr_rgb": "inf", "ssim_rgb": 1.0, "ciede2000": 0.0, "ciede2000_95": 0.0}
    assert same.items() <= record.items()
    assert re.search("PSNR Y +∞ dB", recon("metrics", photo, photo).out)


def test_metrics_of_a_photo_by_itself(recon: Recon, tmp_path: Path) -> None:
    cat, rough = tmp_path / "cat.png", tmp_path / "rough.jpg"
    Image.fromarray(data.chelsea()).save(cat)
    Image.fromarray(data.chelsea()).save(rough, quality=10)
    (clean,), (worse,) = recon("metrics", cat, "--json").records, recon("metrics", rough, "--json").records
    assert clean.keys() == {"level", "noise", "sharpness", "blockiness", "niqe"}
    assert 0.9 < clean["blockiness"] < 1.1 < 1.5 < worse["blockiness"]
    assert 2 < clean["niqe"] + 1 < worse["niqe"]
    (both,) = recon("metrics", rough, cat, "--json").records
    assert worse.items() <= both.items()
    assert 0.5 < both["ms_ssim"] < 0.99
    words = recon("metrics", rough, cat).out
    assert all(name in words for name in ("MS-SSIM", "CIEDE2000, mean", "blockiness", "NIQE"))
    refused = recon("metrics", cat, "--border", "2")
    assert refused.code == 2
    assert "REFERENCE" in refused.err


@pytest.mark.parametrize("reference", [False, True])
def test_metrics_of_float_photos_beyond_white_are_those_of_what_they_show(
    recon: Recon, tmp_path: Path, reference: bool
) -> None:
    cat = data.chelsea()[:200, :240] / np.float32(255)
    cat = (cat - cat.min()) / np.ptp(cat)
    rough = np.clip(cat + np.random.default_rng(0).normal(0, 8 / 255, cat.shape), 0, 0.97).astype(np.float32)
    told = []
    for top in (1, 4095):
        paths = [tmp_path / f"{name}{top}.tif" for name in ("rough", "cat")]
        for path, pixels in zip(paths, (rough, cat), strict=True):
            save_photo(photo_from_array(pixels * np.float32(top)), path)
        told += recon("metrics", *paths[: 1 + reference], "--json").records
    usual, deep = told
    if reference:
        assert 25 < usual["psnr_rgb"] < 35
        assert deep == pytest.approx(usual, rel=1e-3)
    else:
        assert 5 < deep["noise"] == pytest.approx(usual["noise"], rel=0.05), "its own range is a bit less"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(data.chelsea()[:101, :97]).save(folder / "cat.png")
    Image.fromarray(data.astronaut()[50:151, 180:280]).save(folder / "face.png")
    (folder / "notes.txt").write_text("no photo")
    return folder


@pytest.mark.parametrize("scale", [2, 4])
def test_evaluate_upscale_follows_the_protocol(recon: Recon, folder: Path, scale: int) -> None:
    told = recon("evaluate", folder, "--task", "upscale", "--scale", scale, "--json")
    assert told.code == 0, told
    record = next(each for each in told.records if each["model"] == f"upscale-espcn-x{scale}")
    assert record.keys() >= {"model", "mean", "protocol", "baseline", "images"}
    assert record["mean"].keys() == {"psnr_y", "ssim_y", "psnr_rgb", "ssim_rgb"}
    assert len(record["images"]) == 2
    assert "bicubic" in record["protocol"]

    gains = []
    for name in ("cat.png", "face.png"):
        photo = np.asarray(Image.open(folder / name), np.float32) / np.float32(255)
        height, width = (side // scale * scale for side in photo.shape[:2])
        reference = photo[:height, :width]
        small = metrics.round8(bicubic(reference, 1 / scale))
        gains.append(metrics.psnr(metrics.round8(bicubic(small, scale)), reference, channel="y", border=scale))
    # The same arithmetic in another order: well below what a table prints.
    assert record["baseline"]["psnr_y"] == pytest.approx(np.mean(gains), abs=1e-3)
    assert record["mean"]["psnr_y"] > record["baseline"]["psnr_y"] + 0.5


def test_evaluate_denoise_is_repeatable_and_seeded(recon: Recon, folder: Path) -> None:
    def mean(*options: object) -> dict[str, dict[str, float]]:
        told = recon("evaluate", folder, "--task", "denoise", "--noise", "25", *options, "--json")
        assert told.code == 0, told
        record = told.records[0]
        return {"mean": record["mean"], "baseline": record["baseline"]}

    first, again, other = mean(), mean("--seed", "0"), mean("--seed", "1")
    assert first == again
    assert first != other
    # Noise of sigma 25 is 20 log10(255 / 25) dB, give or take what 60 000 samples allow; clipping for the measure takes
    # some of it away near black and white.
    assert 20 * math.log10(255 / 25) - 0.1 < first["baseline"]["psnr_rgb"] < 20 * math.log10(255 / 25) + 0.5
    assert first["mean"]["psnr_rgb"] > first["baseline"]["psnr_rgb"] + 5


def test_evaluate_measures_pairs_as_they_are(recon: Recon, tmp_path: Path) -> None:
    clean = data.chelsea()[:101, :97]
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 12, clean.shape), 0, 255).round().astype(np.uint8)
    Image.fromarray(clean).save(tmp_path / "cat_clean.png")
    Image.fromarray(noisy).save(tmp_path / "cat_noisy.tif")
    Image.fromarray(noisy).save(tmp_path / "other.png")
    told = recon("evaluate", tmp_path, "--task", "denoise", "--pairs", "--model", "denoise-residual-color", "--json")
    assert told.code == 0, told
    (record,) = told.records
    assert [image["name"] for image in record["images"]] == ["cat_clean.png"]
    expected = metrics.psnr(np.float32(noisy / 255), np.float32(clean / 255))
    assert record["baseline"]["psnr_rgb"] == pytest.approx(expected, abs=1e-3)
    assert record["mean"]["psnr_rgb"] > expected + 3
    assert "pairs" in record["protocol"]


def test_evaluate_measures_several_sets_in_one_table(recon: Recon, folder: Path, tmp_path: Path) -> None:
    clean = data.chelsea()[:101, :97]
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 12, clean.shape), 0, 255).round().astype(np.uint8)
    (tmp_path / "pairs").mkdir()
    Image.fromarray(clean).save(tmp_path / "pairs" / "cat_clean.png")
    Image.fromarray(noisy).save(tmp_path / "pairs" / "cat_noisy.png")
    arguments = (
        *("evaluate", tmp_path / "pairs", folder, "--task", "denoise", "--pairs", "--noise", "15,25"),
        *("--jpeg", "20,10+30", "--shift", 3, "--clean", "--model", "auto", "--model", "denoise-camera-color"),
    )
    records = recon(*arguments, "--json").records
    damages = ["pairs", "noise 15", "noise 25", "JPEG 20", "JPEG 10+30", "clean"]
    assert [record["damage"] for record in records] == [damage for damage in damages for _ in range(2)]
    assert {record["model"] for record in records} == {"auto", "denoise-camera-color"}
    by_use = {(record["damage"], record["model"]): record for record in records}
    assert by_use["pairs", "auto"]["set"] == str(tmp_path / "pairs")
    assert by_use["noise 15", "auto"]["set"] == str(folder)
    assert by_use["pairs", "auto"]["worst"]["psnr"] == pytest.approx(
        by_use["pairs", "auto"]["mean"]["psnr_rgb"] - by_use["pairs", "auto"]["baseline"]["psnr_rgb"], abs=1e-6
    )
    twice = by_use["JPEG 10+30", "auto"]
    expected = []
    for name in ("cat.png", "face.png"):
        photo = np.float32(np.asarray(Image.open(folder / name)) / 255)
        rng = np.random.default_rng(0)
        expected.append(metrics.psnr(Jpeg(30, grid=(3, 3))(Jpeg(10)(photo, rng), rng), photo))
    assert twice["baseline"]["psnr_rgb"] == pytest.approx(np.mean(expected), abs=1e-3)
    assert twice["mean"]["psnr_rgb"] > twice["baseline"]["psnr_rgb"]
    assert "3 pixels off" in twice["protocol"]
    whole = by_use["clean", "denoise-camera-color"]
    assert whole["baseline"]["psnr_rgb"] == "inf"
    assert 30 < whole["worst"]["psnr"] <= whole["mean"]["psnr_rgb"]
    assert whole["worst"]["losses"] == 2

    told = recon(*arguments)
    lines = [line.split() for line in told.out.splitlines() if line.startswith(("pairs", "photos"))]
    assert len(lines) == len(records)
    assert {line[0] for line in lines} == {"pairs", "photos"}
    assert "WORSE counts" in told.out


def test_evaluate_compresses_as_asked(recon: Recon, folder: Path) -> None:
    told = recon("evaluate", folder, "--task", "denoise", "--jpeg", 20, "--json")
    assert told.code == 0, told
    expected = []
    for name in ("cat.png", "face.png"):
        photo = np.float32(np.asarray(Image.open(folder / name)) / 255)
        expected.append(metrics.psnr(Jpeg(20)(photo, np.random.default_rng(0)), photo))
    assert all(record["baseline"]["psnr_rgb"] == pytest.approx(np.mean(expected), abs=1e-3) for record in told.records)
    assert "quality 20" in told.records[0]["protocol"]


def test_evaluate_in_words_and_with_chosen_models(recon: Recon, folder: Path) -> None:
    told = recon("evaluate", folder, "--task", "upscale", "--scale", "2", "--model", "upscale-espcn-x2")
    assert told.code == 0, told
    for fact in ("bicubic", "upscale-espcn-x2", "cat.png", "face.png", "mean"):
        assert fact in told.out
    wrong = recon("evaluate", folder, "--task", "upscale", "--scale", "2", "--model", "upscale-espcn-x4")
    assert wrong.code == 2
    assert "upscale-espcn-x4" in wrong.err


def test_models_are_listed_shown_and_verified(recon: Recon) -> None:
    listed = recon("models", "list", "--json").records
    ids = {record["id"] for record in listed}
    assert ids >= {"upscale-espcn-x2", "upscale-espcn-x4"}
    assert all(record["task"] in ("denoise", "upscale") for record in listed)
    in_words = recon("models", "list").out
    assert all(name in in_words for name in ids)
    current, milestones = in_words.split("Milestones of the field")
    assert {record["id"] in milestones for record in listed if record["historic"]} == {True}
    assert {record["id"] in current for record in listed if not record["historic"]} == {True}

    (shown,) = recon("models", "show", "upscale-espcn-x2", "--json").records
    assert shown["schema"] == 1
    assert shown["id"] == "upscale-espcn-x2"
    in_words = recon("models", "show", "upscale-espcn-x2").out
    assert shown["summary"] in in_words
    assert f"{shown['trained_on']['steps']:,} steps" in in_words
    assert f"python -m training fit {shown['config']} --resume" in in_words

    verified = recon("models", "verify", "--json")
    assert verified.code == 0
    assert verified.records == [{"model": name, "ok": True} for name in sorted(ids)]
    assert recon("models", "verify").out.count("sound") == len(ids)


def test_bench_times_a_model(recon: Recon) -> None:
    told = recon("bench", "--model", "upscale-espcn-x2", "--size", "64x48", "--device", "cpu", "--json")
    assert told.code == 0, told
    (record,) = told.records
    assert record["model"] == "upscale-espcn-x2"
    assert record["provider"] == "CPUExecutionProvider"
    assert record["seconds"] > 0
    assert "upscale-espcn-x2" in recon("bench", "--model", "upscale-espcn-x2", "--size", "64x48").out


def test_doctor_examines_the_machine(recon: Recon) -> None:
    told = recon("doctor", "--json")
    assert told.code == 0, told
    (record,) = told.records
    providers = {provider["name"]: provider for provider in record["providers"]}
    assert providers["CPUExecutionProvider"]["usable"]
    for provider in providers.values():
        assert provider["usable"] or provider["reason"], "what cannot be used has a reason"
    in_words = recon("doctor").out
    assert "CPUExecutionProvider" in in_words
    assert "upscale-espcn-x2" in in_words
