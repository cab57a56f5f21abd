"""Model cards: strict, and errors name the model and the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recon_desktop.core.card import ModelCard, read_card, write_card
from recon_desktop.core.errors import ModelCorrupt


def _content(**changes: Any) -> dict[str, Any]:
    content = {
        "schema": 1,
        "id": "upscale-test-x2",
        "title": "Test",
        "task": "upscale",
        "architecture": "espcn",
        "scale": 2,
        "channels": "luma",
        "receptive_radius": 4,
        "work_bytes_per_pixel": 600,
        "parameters": 20_000,
        "flops_per_output_pixel": 10_000,
        "variants": [
            {"precision": "int8", "file": "model-int8.onnx", "sha256": "0" * 64, "psnr_lost": 0.2},
            {"precision": "fp32", "file": "model.onnx", "sha256": "f" * 64, "psnr_lost": 0},
        ],
        "trained_on": {"degradations": "bicubic", "data": "photos", "licences": "CC0", "steps": 100},
        "character": "faithful",
        "summary": "For the tests.",
        "licence": "Apache-2.0",
        "source": "Nowhere",
        "config": "test.toml",
        "commit": "abc",
    }
    return {key: value for key, value in (content | changes).items() if value is not None}


def _write(folder: Path, content: dict[str, Any] | str | bytes) -> Path:
    path = folder / "upscale-test-x2" / "card.json"
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(content) if isinstance(content, dict) else content
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_card_and_back(tmp_path: Path) -> None:
    card = read_card(_write(tmp_path, _content()))
    assert (card.id, card.scale, card.align, card.min_size, card.tiling) == ("upscale-test-x2", 2, 1, 1, "exact")
    assert card.full_precision.file == "model.onnx"
    path = tmp_path / "card.json"
    write_card(card, path)
    assert read_card(path) == card
    assert '"schema": 1' in path.read_text()


def test_a_card_cannot_be_changed(tmp_path: Path) -> None:
    card = read_card(_write(tmp_path, _content()))
    with pytest.raises(ValueError, match="frozen"):
        card.scale = 4  # type: ignore[misc]


def test_the_first_variant_where_none_is_fp32(tmp_path: Path) -> None:
    only = _content(variants=[_content()["variants"][0]])
    assert read_card(_write(tmp_path, only)).full_precision.precision == "int8"


def test_a_pre_upsampled_network_has_scale_1_inside(tmp_path: Path) -> None:
    assert read_card(_write(tmp_path, _content())).network_scale == 2
    assert read_card(_write(tmp_path, _content(pre_upsample=True))).network_scale == 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"colour": "red"}, "colour"),
        ({"title": None}, "title"),
        ({"schema": 2}, "schema"),
        ({"scale": "2"}, "scale"),
        ({"scale": 2.5}, "scale"),
        ({"scale": 9}, "scale"),
        ({"id": "Upscale X2"}, "id"),
        ({"task": "colourise"}, "task"),
        ({"variants": []}, "variants"),
        ({"variants": [{"precision": "fp32", "file": "../x", "sha256": "0" * 64, "psnr_lost": 0}]}, "variants.0.file"),
        ({"variants": [{"precision": "fp32", "file": "x", "sha256": "abc", "psnr_lost": 0}]}, "variants.0.sha256"),
        ({"conditions": ["mood"]}, "conditions.0"),
        ({"task": "denoise"}, "scale 1"),
        ({"scale": 1}, "at least 2"),
        ({"align": 0}, "align"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    with pytest.raises(ModelCorrupt) as caught:
        read_card(_write(tmp_path, _content(**changes)))
    assert caught.value.model == "upscale-test-x2"
    assert place in caught.value.detail


@pytest.mark.parametrize("content", ["", "{", "[]", "null", b"\xff\xfe\0"])
def test_no_card_at_all(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ModelCorrupt) as caught:
        read_card(_write(tmp_path, content))
    assert "card" in caught.value.detail


def test_a_missing_card(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt) as caught:
        read_card(tmp_path / "upscale-test-x2" / "card.json")
    assert caught.value.model == "upscale-test-x2"


def test_the_schema_is_the_class() -> None:
    assert ModelCard.model_config["extra"] == "forbid"
    assert ModelCard.model_config["strict"] is True
