"""`recon trust` and `recon compare --trust`: the same number everywhere, and a map of the photo's size."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from recon_desktop.core.io import load_photo, photo_from_array, save_photo
from tests.e2e.conftest import Recon
from tests.e2e.test_bad_input import assert_refused, nothing_written

ESPCN = ("--model", "upscale-espcn-x4", "--device", "cpu")


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    Image.fromarray(data.chelsea()[60:160, 100:228][::2, ::2]).save(path)
    return path


def test_the_map_has_the_photos_size_and_the_number_is_that_of_its_measures(
    recon: Recon, tmp_path: Path, cat: Path
) -> None:
    out = tmp_path / "map.png"
    (record,) = recon("trust", cat, *ESPCN, "-o", out, "--json").records
    assert (record["input"], record["output"], record["model"]) == (str(cat), str(out), "upscale-espcn-x4")
    assert (record["against"], record["ensemble"]) == ("bicubic", False)
    assert 0.5 < record["firm"] < 1
    above = {each["measure"]: each["above"] for each in record["departures"]}
    assert list(above) == ["consistency", "stability", "disagreement"]
    assert max(above.values()) <= 1 - record["firm"] <= sum(above.values()) + 1e-9
    seen, photo = load_photo(out), load_photo(cat)
    assert seen.size == photo.size
    assert seen.pixels.mean() < 0.6 * photo.pixels.mean(), "the photo is dimmed"

    words = recon("trust", cat, *ESPCN, "-o", out, "--overwrite").out
    assert f"{100 * record['firm']:.1f} %" in words
    assert "Firm is the share" in words
    (again,) = recon("trust", cat, *ESPCN, "-o", tmp_path / "one.png", "--map", "stability", "--json").records
    assert again["firm"] == record["firm"]
    assert (load_photo(tmp_path / "one.png").pixels != seen.pixels).any()


def test_the_map_lies_over_what_a_float_photo_beyond_white_shows(recon: Recon, tmp_path: Path, cat: Path) -> None:
    pixels = load_photo(cat).pixels.astype(np.float32)
    pixels *= 4095 / pixels.max()
    save_photo(photo_from_array(pixels), tmp_path / "deep.tif")
    save_photo(photo_from_array(pixels / 4095), tmp_path / "usual.tif")
    deep, usual = (
        load_photo(
            tmp_path / recon("trust", tmp_path / f"{name}.tif", *ESPCN, "-o", out, "--json").records[0]["output"]
        )
        for name, out in (("deep", tmp_path / "deep.png"), ("usual", tmp_path / "usual.png"))
    )
    assert np.abs(deep.pixels.astype(int) - usual.pixels.astype(int)).max() <= 2


def test_compare_tells_the_same_number(recon: Recon, tmp_path: Path, cat: Path) -> None:
    (alone,) = recon("trust", cat, *ESPCN, "-o", tmp_path / "map.png", "--json").records
    page, sheet = tmp_path / "page.html", tmp_path / "table.csv"
    options = ("--models", "bicubic,upscale-espcn-x4", "--trust", "--html", page, "--csv", sheet)
    told = recon("compare", cat, *options, "-o", tmp_path / "out.png", "--json")
    assert [record["firm"] for record in told.records] == [None, pytest.approx(alone["firm"], abs=1e-6)]
    words = page.read_text(encoding="utf-8")
    assert words.count("Trust map of upscale-espcn-x4") == 2
    assert f"{100 * alone['firm']:.1f}" in words
    assert "Firm is the share" in words
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    assert rows[0]["firm"] == ""
    assert float(rows[1]["firm"]) == told.records[1]["firm"]
    plain = recon("compare", cat, *options[:2], "-o", tmp_path / "plain.png")
    assert "FIRM" not in plain.out


def test_a_chain_and_a_denoiser_are_judged(recon: Recon, tmp_path: Path, cat: Path) -> None:
    chain = ("--model", "denoise-residual-color", "--model", "upscale-espcn-x2")
    (record,) = recon("trust", cat, *chain, "-o", tmp_path / "a.png", "--json").records
    assert record["model"] == "denoise-residual-color+upscale-espcn-x2"
    (record,) = recon("trust", cat, *chain[:2], "--against", "none", "-o", tmp_path / "b.webp", "--json").records
    assert record["against"] is None
    assert [each["measure"] for each in record["departures"]] == ["consistency", "stability"]
    assert np.isfinite(record["firm"])


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--model", "nothing"), "nothing"),
        (("--model", "upscale-espcn-x4", "--scale", "2"), "upscale-espcn-x4"),
        (("--model", "denoise-residual-color", "--scale", "2"), "--scale"),
        (("--model", "denoise-residual-color", "--against", "none", "--map", "disagreement"), "--against"),
        (("--model", "denoise-residual-color", "--against", "bicubic"), "bicubic"),
        (("--model", "upscale-espcn-x4", "--against", "upscale-espcn-x2"), "upscale-espcn-x2"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    recon: Recon, tmp_path: Path, cat: Path, options: tuple[str, ...], word: str
) -> None:
    with nothing_written(tmp_path):
        assert_refused(recon("trust", cat, *options, "-o", tmp_path / "map.png"), word)


def test_a_photo_is_not_replaced_by_its_map(recon: Recon, tmp_path: Path, cat: Path) -> None:
    before = cat.read_bytes()
    assert_refused(recon("trust", cat, *ESPCN, "-o", cat, "--overwrite"), cat.name)
    assert cat.read_bytes() == before
    assert_refused(recon("trust", cat, *ESPCN, "-o", tmp_path / "map.xyz"), "map.xyz")
