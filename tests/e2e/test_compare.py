"""`recon compare`: every method on one photo, measured as `recon evaluate` and `recon metrics` measure."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import tifffile
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.compare import BASELINES
from tests.e2e import photos
from tests.e2e.conftest import Recon
from tests.e2e.test_bad_input import assert_refused, nothing_written

DEGRADED = ("--degrade", "downscale=2")
SCORES = ("psnr_y", "ssim_y", "psnr_rgb", "ssim_rgb")  # of both commands


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    """A photo with odd sides and detail."""
    path = tmp_path / "고양이.png"
    Image.fromarray(data.chelsea()[60:161, 100:231]).save(path)
    return path


def test_the_default_is_every_method_of_the_task(recon: Recon, tmp_path: Path, cat: Path) -> None:
    out, page, sheet = (tmp_path / f"out.{suffix}" for suffix in ("png", "html", "csv"))
    told = recon("compare", cat, *DEGRADED, "-o", out, "--html", page, "--csv", sheet, "--device", "cpu", "--json")
    assert told.code == 0, told
    assert told.err == ""
    methods = [record["method"] for record in told.records]
    models = [card["id"] for card in recon("models", "list", "--json").records if card["scale"] == 2]
    assert methods[:3] == list(BASELINES["upscale"])
    assert sorted(methods[3:]) == sorted(models)
    for record in told.records:
        assert (record["input"], record["output"]) == (str(cat), str(out))
        assert (record["task"], record["scale"]) == ("upscale", 2)
        assert record["seconds"] >= 0
    by_name = {record["method"]: record for record in told.records}
    plain, model = by_name["bicubic"], by_name["upscale-espcn-x2"]
    assert model["psnr_y"] > plain["psnr_y"]
    assert plain["provider"] is None
    assert model["provider"] == "CPUExecutionProvider"
    assert re.fullmatch("[0-9a-f]{64}", model["sha256"])

    assert load_photo(out).size.width > 600
    table = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    assert [row["method"] for row in table] == methods
    assert [float(row["psnr_y"]) for row in table] == [record["psnr_y"] for record in told.records]

    words = page.read_text(encoding="utf-8")
    for fact in (cat.name, *methods, model["sha256"], "prefers-color-scheme: dark", "onnxruntime", "downscale 2"):
        assert fact in words
    assert words.count("data:image/png;base64,") == 1 + 2 * (1 + 2 * len(methods)) + len(methods)
    assert not re.search(r'(src|href)="(?!data:)', words), "it needs no other file"


def test_scores_are_those_of_evaluate(recon: Recon, tmp_path: Path, cat: Path) -> None:
    (tmp_path / "set").mkdir()
    shutil.copy(cat, tmp_path / "set")
    told = recon(
        "compare", cat, *DEGRADED, "-o", tmp_path / "out.png", "--models", "bicubic,upscale-espcn-x2", "--json"
    )
    plain, model = told.records
    options = ("--task", "upscale", "--scale", 2, "--model", "upscale-espcn-x2", "--json")
    (expected,) = recon("evaluate", tmp_path / "set", *options).records
    for name in SCORES:
        assert model[name] == pytest.approx(expected["mean"][name], abs=1e-4)
        assert plain[name] == pytest.approx(expected["baseline"][name], abs=1e-4)


def test_the_range_of_float_photos_changes_no_score(recon: Recon, tmp_path: Path) -> None:
    light = to_float(photos.small())
    light[0, 0], light[0, 1] = 0, 1
    scores = []
    for top in (1, 255):
        for name, image in (("photo.tif", light), ("reference.tif", bicubic(light, 2).clip(0, 1))):
            tifffile.imwrite(tmp_path / name, image * np.float32(top), photometric="rgb")
        told = recon(
            *("compare", tmp_path / "photo.tif", "--reference", tmp_path / "reference.tif", "--models", "nearest"),
            *("-o", tmp_path / "out.png", "--json", "--overwrite"),
        )
        scores.append(told.records[0]["psnr_y"])
    assert scores[1] == pytest.approx(scores[0], abs=0.01)


def test_a_reference_of_its_own_and_parts_in_pixels_of_the_photo(recon: Recon, tmp_path: Path, photo: Path) -> None:
    large = bicubic(to_float(photos.small()), 2)
    reference = tmp_path / "reference.png"
    Image.fromarray(from_float(large, np.dtype(np.uint8))).save(reference)
    out = tmp_path / "out.svg"
    told = recon(
        *("compare", photo, "--reference", reference, "--models", "bicubic,nearest", "--crop", "4,6,10,8"),
        *("-o", out, "--json"),
    )
    first, second = told.records
    assert (first["psnr_y"], first["ssim_rgb"]) == ("inf", 1)
    assert second["psnr_y"] < 60
    sheet, page = tmp_path / "table.csv", tmp_path / "page.html"
    told = recon(
        *("compare", photo, "--reference", reference, "--models", "bicubic,nearest", "-o", tmp_path / "other.svg"),
        *("--csv", sheet, "--html", page),
    )
    assert re.search("bicubic +∞ +1.0000", told.out)
    assert "<td>bicubic</td><td><b>∞</b></td>" in page.read_text(encoding="utf-8")
    assert next(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))["psnr_y"] == "inf"
    root = ElementTree.parse(out).getroot()
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    scores = f"[{second['psnr_y']:.2f} / {second['ssim_y']:.4f}]"
    captions = ["reference", "[PSNR / SSIM]", "bicubic", "[∞ / 1.0000]", "nearest", scores]
    assert words == ["photo.png, 2x", *captions]
    sizes = {
        (int(element.attrib["width"]) / 20, int(element.attrib["height"]) / 16)
        for element in root.iter("{http://www.w3.org/2000/svg}image")
        if element.get("style")
    }
    ((across, down),) = sizes
    assert across == down == int(across), "20 x 16 pixels of the result, enlarged by a whole factor"


def test_denoise_without_and_with_a_reference(recon: Recon, tmp_path: Path, cat: Path) -> None:
    told = recon("compare", cat, "--degrade", "noise=25", "-o", tmp_path / "out.pdf", "--json")
    records = {record["method"]: record for record in told.records}
    before, after = records["input"], records["denoise-residual-color"]
    assert (before["method"], before["task"], before["scale"]) == ("input", "denoise", 1)
    assert after["psnr_rgb"] > before["psnr_rgb"] + 3
    assert after["noise"] < 10 < before["noise"]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")

    told = recon("compare", cat, "--models", "denoise-residual-color", "-o", tmp_path / "other.png")
    assert told.code == 0, told
    assert "reference none" in told.out
    assert all(name in told.out for name in ("NOISE LEVEL", "SHARPNESS", "BLOCKINESS"))
    assert "PSNR" not in told.out
    assert "NIQE" not in told.out.split("METHOD")[1], "the photo is too small for it"
    assert str(tmp_path / "other.png") in told.out


def test_the_same_command_gives_the_same_figure(recon: Recon, tmp_path: Path, photo: Path) -> None:
    chain = ("--degrade", "jpeg=40,noise=15,downscale=2,blur=1.2", "--models", "lanczos")
    pictures = []
    for name in ("one.png", "two.png"):
        assert recon("compare", photo, *chain, "-o", tmp_path / name).code == 0
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("name", ["grey", "16 bit", "transparent"])
def test_other_kinds_of_photos(recon: Recon, tmp_path: Path, name: str) -> None:
    small = photos.small()
    path = tmp_path / "photo.png"
    match name:
        case "grey":
            Image.fromarray(small[..., 0]).save(path)
        case "16 bit":
            Image.fromarray(small[..., 0].astype(np.uint16) * 257).save(path)
        case _:
            Image.fromarray(np.dstack([small, small[..., :1]])).save(path)
    told = recon("compare", path, *DEGRADED, "-o", tmp_path / "out.png", "--json")
    assert told.code == 0, told
    assert all(record["psnr_y"] > 15 for record in told.records)


def test_files_that_exist_are_kept_all_of_them(recon: Recon, tmp_path: Path, photo: Path) -> None:
    (tmp_path / "table.csv").write_text("precious")
    arguments = ("compare", photo, "--models", "nearest", "-o", tmp_path / "out.png", "--csv", tmp_path / "table.csv")
    with nothing_written(tmp_path):
        assert_refused(recon(*arguments), "table.csv", "--overwrite")
        assert_refused(recon("compare", photo, "-o", photo, "--overwrite"), "the photo")
        reference = ("--reference", photo)
        assert_refused(recon("compare", tmp_path / "x.png", *reference, "-o", photo, "--overwrite"), "the photo")
        assert_refused(recon("compare", photo, "-o", tmp_path / "nowhere" / "out.png"), "no folder")
    assert recon(*arguments, "--overwrite").code == 0
    assert (tmp_path / "table.csv").read_text().startswith("method,")


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        (("--models", "bicubik"), ("bicubik", "Did you mean bicubic")),
        (("--models", "nearest,upscale-espcm-x2"), ("Did you mean upscale-espcn-x2",)),
        (("--models", "bicubic,input"), ("input", "it does denoise", "nearest")),
        (("--models", "upscale-espcn-x4", "--scale", "2"), ("not 2", "upscale-espcn-x2")),
        (("--models", "upscale-espcn-x4,upscale-espcn-x2"), ("not 4", "upscale-espcn-x4")),
        (("--degrade", "noise=15", "--models", "bicubic"), ("downscale=2",)),
        (("--degrade", "downscale=2", "--scale", "4"), ("does not undo",)),
        (("--degrade", "downscale=2", "--task", "denoise"), ("downscale",)),
        (("--task", "denoise", "--scale", "2"), ("--scale",)),
        (("--crop", "30,20,20,20"), ("30,20,20,20", "40 x 28")),
        (("--reference", "photo.png"), ("80 x 56", "another --scale")),
        (("--reference", "gone.png"), ("gone.png", "no file")),
    ],
    ids=lambda value: " ".join(value),
)
def test_what_cannot_be_compared(
    recon: Recon,
    tmp_path: Path,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    facts: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    with nothing_written(tmp_path):
        assert_refused(recon("compare", photo, "-o", "out.png", *arguments), *facts)


def test_photos_and_parts_of_the_wrong_size(recon: Recon, tmp_path: Path) -> None:
    Image.new("RGB", (3, 3)).save(tmp_path / "tiny.png")
    Image.new("RGB", (1500, 40)).save(tmp_path / "wide.png")
    out = ("-o", tmp_path / "out.png")
    with nothing_written(tmp_path):
        assert_refused(recon("compare", tmp_path / "tiny.png", *out, "--degrade", "downscale=4"), "3 x 3", "larger")
        assert_refused(recon("compare", tmp_path / "tiny.png", *out, "--degrade", "downscale=2"), "3 x 3", "larger")
        assert_refused(recon("compare", tmp_path / "wide.png", *out, "--crop", "0,0,1200,40"), "up to 512 pixels")


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        ((), "-o"),
        (("-o", "b.gif"), ".svg"),
        (("-o", "b.png", "--html", "b.txt"), ".html"),
        (("-o", "b.png", "--csv", "b"), ".csv"),
        (("-o", "b.png", "--models", "a,,b"), "list"),
        (("-o", "b.png", "--crop", "1,2,3"), "left, top, width, height"),
        (("-o", "b.png", "--crop", "1,2,0,4"), "left, top, width, height"),
        (("-o", "b.png", *("--crop", "1,2,3,4") * 4), "three times"),
        (("-o", "b.png", "--degrade", "nois=15"), "did you mean noise?"),
        (("-o", "b.png", "--degrade", "fog=15"), "blur, downscale, grain, dust, camera, noise"),
        (("-o", "b.png", "--degrade", "downscale=3"), "downscale needs 2 or 4"),
        (("-o", "b.png", "--degrade", "noise"), "noise needs"),
        (("-o", "b.png", "--degrade", "noise=nan"), "noise level"),
        (("-o", "b.png", "--degrade", "jpeg=40.5"), "quality"),
        (("-o", "b.png", "--degrade", "jpeg=40,jpeg=50"), "twice"),
        (("-o", "b.png", "--degrade", "noise=5", "--reference", "c.png"), "not allowed with"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_arguments_that_cannot_be_understood(recon: Recon, arguments: tuple[str, ...], fact: str) -> None:
    told = recon("compare", "a.png", *arguments)
    assert told.code == 2
    assert told.out == ""
    assert fact in told.err
    assert "--help` explains" in told.err
