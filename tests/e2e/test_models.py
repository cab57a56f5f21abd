"""The person's own models, from a foreign file to a result: `recon models import | export | rename | remove`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon_desktop.resources import model_folders
from tests.e2e.conftest import Recon, contents
from tests.engine import foreign


@pytest.fixture
def own() -> Path:
    """The person's own folder of models."""
    return model_folders()[-1]


def test_an_imported_model_is_a_model_like_any_other(recon: Recon, tmp_path: Path, photo: Path, own: Path) -> None:
    file = foreign.upscaler(tmp_path / "Three times.onnx", 3, layout="NHWC", values="0..255")
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"character": "faithful", "summary": "Three times as large."}))
    told = recon("models", "import", file, "--card", card, "--licence", "MIT", "--source", "a friend", "--json")
    (record,) = told.records
    assert told.code == 0
    assert (record["card"]["id"], record["card"]["scale"], record["notes"]) == ("three-times", 3, [])
    assert sorted(contents(own)) == ["three-times/card.json", "three-times/model.onnx"]

    show = recon("models", "show", "three-times")
    for fact in ("Three times as large.", "MIT", "a friend", "NHWC", "0..255", "Three times.onnx", "exact"):
        assert fact in show.out
    assert "python -m training" not in show.out

    device = ("--device", "cpu")
    out = tmp_path / "out.png"
    assert recon("restore", photo, "-o", out, "--task", "upscale", "--model", "three-times", *device).code == 0
    trusted = recon("trust", photo, "-o", tmp_path / "map.png", "--model", "three-times", *device)
    assert trusted.code == 0, trusted.err
    figure = tmp_path / "figure.png"
    assert recon("compare", photo, "--models", "bicubic,three-times", "-o", figure, *device).code == 0
    folder = tmp_path / "photos"
    folder.mkdir()
    photo.rename(folder / "photo.png")
    measured = recon(
        "evaluate", folder, "--task", "upscale", "--scale", "3", "--model", "three-times", *device, "--json"
    )
    assert measured.code == 0, measured.err
    batch = tmp_path / "batch"
    batch.mkdir()
    many = recon(
        "restore", folder, "--recursive", "--out-dir", batch, "--task", "upscale", "--scale", "3", *device, "--json"
    )
    assert many.code == 0, many.err
    assert [record["model"] for record in many.records] == ["three-times"], "the only one for this scale"


def test_a_model_goes_to_another_machine_and_back(recon: Recon, tmp_path: Path, own: Path) -> None:
    file = foreign.upscaler(tmp_path / "net.onnx", 2)
    assert recon("models", "import", file).code == 0
    before = contents(own)
    archive = tmp_path / "net.recon"
    assert recon("models", "export", "net", "-o", archive).code == 0
    again = recon("models", "export", "net", "-o", archive)
    assert (again.code, "already exists" in again.err) == (2, True)
    assert recon("models", "rename", "net", "my-net", "--title", "My net").code == 0
    assert "My net" in recon("models", "list").out
    assert recon("models", "remove", "my-net").code == 0
    assert contents(own) == {}
    assert recon("models", "import", archive).code == 0
    assert contents(own) == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (foreign.text, "cannot be read as a model"),
        (foreign.classifier, "does not return a picture"),
        (foreign.custom, "needs operators"),
        (foreign.circle, "is damaged"),
        (lambda path: foreign.heavy(path, 5), "too large"),
        (lambda path: foreign.outside(path, "../../secret"), "outside its folder"),
    ],
    ids=["text", "classifier", "custom", "circle", "heavy", "outside"],
)
def test_a_wrong_file_is_told_and_leaves_nothing(
    recon: Recon, tmp_path: Path, own: Path, make: object, words: str
) -> None:
    assert callable(make)
    told = recon("models", "import", make(tmp_path / "wrong.onnx"))
    assert told.code == 2
    assert words in told.err
    assert "Nothing was written." in told.err
    assert not own.exists()


def test_what_cannot_be_is_said_before_the_network_runs(recon: Recon, tmp_path: Path) -> None:
    net = tmp_path / "upscale-espcn-x2.onnx"
    foreign.text(net)
    taken = recon("models", "import", net)
    assert "There is already a model called upscale-espcn-x2" in taken.err
    shipped = recon("models", "remove", "upscale-espcn-x2")
    assert "comes with Recon Desktop" in shipped.err
    unknown = recon("models", "rename", "no-such", "other")
    assert "no model called no-such" in unknown.err
    card = recon("models", "import", net, "--id", "x", "--card", tmp_path / "no.json")
    assert (taken.code, shipped.code, unknown.code, card.code) == (2, 2, 2, 2)
