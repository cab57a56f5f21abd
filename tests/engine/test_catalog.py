from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from recon_desktop.core.card import Flaw
from recon_desktop.core.errors import ModelCorrupt, ModelMismatch, ModelMissing, ModelUnknown
from recon_desktop.engine.catalog import NEGLIGIBLE_DB, SWIFT_FLOPS, Catalog
from recon_desktop.engine.runtime import Runtime

from .nets import DENOISERS, UPSCALERS, Graph, file_model


@pytest.fixture
def own(models: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    shutil.copytree(models, folder)
    return folder


def test_lists_by_task_and_scale_cheapest_first(catalog: Catalog) -> None:
    assert [model.id for model in catalog.choices("denoise")] == list(DENOISERS)
    assert catalog.default("upscale", 4).id == "upscale-luma-x4"
    assert {model.id for model in catalog.choices("upscale", 2)} == set(UPSCALERS) - {"upscale-luma-x4"}
    assert catalog.problems == ()


def test_the_best_measured_of_the_swift_and_faithful_is_the_default(tmp_path: Path) -> None:
    def file(name: str, gain: float, flops: int, character: str = "faithful") -> None:
        figure = {"dataset": "Set5", "protocol": "-", "measure": "psnr_y", "value": 30 + gain, "baseline": 30.0}
        metrics = ({**figure, "command": "-"}, {**figure, "measure": "ssim_y", "value": 99.0, "command": "-"})
        content = Graph(3).conv(1, 3).bytes()
        file_model(
            tmp_path, name, content, flops_per_output_pixel=flops, character=character, metrics=metrics if gain else ()
        )

    file("unmeasured", 0.0, 100)
    file("cheap", 1.0, 1000)
    file("better", 2.0, 2000)
    file("hardly-better", 2.0 + 0.9 * NEGLIGIBLE_DB, 3000)
    file("slow", 3.0, SWIFT_FLOPS["denoise"] + 1)
    file("inventive", 4.0, 1000, "inventive")
    names = [model.id for model in Catalog([tmp_path]).choices("denoise")]
    assert names == ["better", "unmeasured", "cheap", "hardly-better", "slow", "inventive"]


def test_what_a_model_does_to_real_noise_counts_before_all_else(tmp_path: Path) -> None:
    def file(name: str, gain: float, real_gain: float | None) -> None:
        figure = {"dataset": "-", "protocol": "-", "measure": "psnr_rgb", "baseline": 30.0, "command": "-"}
        metrics = [{**figure, "value": 30.0 + gain}]
        metrics += [{**figure, "value": 30.0 + real_gain, "real": True}] if real_gain is not None else []
        file_model(tmp_path, name, Graph(3).conv(1, 3).bytes(), flops_per_output_pixel=1000, metrics=tuple(metrics))

    file("laboratory", 9.0, 0.2)
    file("of-someone-else", 9.0, None)
    file("camera", 6.0, 1.0)
    assert Catalog([tmp_path]).default("denoise").id == "camera"


def file_measured(folder: Path, name: str, gained: dict[str, float], **facts: Any) -> None:
    """File a denoiser that gained so much over each damage; over noise, that was a camera's."""
    figure = {"dataset": "-", "protocol": "-", "measure": "psnr_rgb", "baseline": 30.0, "command": "-"}
    metrics = tuple(
        {**figure, "value": 30.0 + gain, "flaw": damage, "real": damage == "noise"} for damage, gain in gained.items()
    )
    file_model(folder, name, Graph(3).conv(1, 3).bytes(), metrics=metrics, **facts)


def test_a_milestone_is_listed_last_and_the_default_only_where_it_measures_best(tmp_path: Path) -> None:
    file_measured(tmp_path, "milestone", {"noise": 1.0}, historic=True, flops_per_output_pixel=10)
    file_measured(tmp_path, "newer", {"noise": 1.0 - 0.9 * NEGLIGIBLE_DB})
    file_measured(tmp_path, "costly", {}, flops_per_output_pixel=5000)
    assert [model.id for model in Catalog([tmp_path]).choices("denoise")] == ["newer", "costly", "milestone"]
    file_measured(tmp_path, "best", {"noise": 1.5}, historic=True, flops_per_output_pixel=20)
    names = [model.id for model in Catalog([tmp_path]).choices("denoise")]
    assert names == ["best", "newer", "costly", "milestone"]


def test_the_best_against_damages_is_the_one_that_was_made_for_them(tmp_path: Path) -> None:
    def best(*damages: Flaw) -> str:
        return Catalog([tmp_path]).against(damages).id

    file_measured(tmp_path, "camera", {"noise": 0.7, "jpeg": 0.2})
    file_measured(tmp_path, "jpeg", {"noise": 0.9, "jpeg": 1.3}, removes=("jpeg",))
    assert (best("noise"), best("jpeg")) == ("camera", "jpeg")
    assert (best("noise", "jpeg"), best("jpeg", "noise")) == ("camera", "jpeg"), "the gravest where none is for both"
    file_measured(tmp_path, "both", {"noise": 0.5, "jpeg": 1.25}, removes=("noise", "jpeg"), flops_per_output_pixel=900)
    assert (best("noise"), best("jpeg")) == ("camera", "both"), "all but equal, and cheaper"
    file_measured(tmp_path, "slow", {"noise": 9.0}, flops_per_output_pixel=SWIFT_FLOPS["denoise"] + 1)
    file_measured(tmp_path, "inventive", {"noise": 9.0}, character="inventive")
    assert best("noise", "jpeg") == "both"
    assert best() == Catalog([tmp_path]).default("denoise").id


def test_an_unknown_id_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(ModelUnknown) as caught:
        catalog.get("upscale-luma-x3")
    assert caught.value.nearest[0] in ("upscale-luma-x2", "upscale-luma-x4")


def test_a_scale_that_no_model_has_names_the_others(catalog: Catalog) -> None:
    with pytest.raises(ModelMismatch) as caught:
        catalog.default("upscale", 3)
    assert set(caught.value.offers) == set(UPSCALERS)


def test_a_changed_file_is_refused_with_both_hashes(own: Path) -> None:
    path = own / "denoise-point" / "fp32.onnx"
    path.write_bytes(path.read_bytes() + b"\0")
    catalog = Catalog([own])
    with pytest.raises(ModelCorrupt) as caught:
        catalog.verify("denoise-point")
    assert caught.value.expected == catalog.get("denoise-point").card.full_precision.sha256
    assert len(caught.value.actual) == 64
    assert caught.value.actual != caught.value.expected
    with pytest.raises(ModelCorrupt):
        Runtime("cpu").open(catalog.get("denoise-point"))


def test_a_missing_file_is_told(own: Path) -> None:
    (own / "denoise-point" / "fp32.onnx").unlink()
    with pytest.raises(ModelMissing):
        Catalog([own]).verify("denoise-point")


def test_broken_cards_are_problems_and_hide_nothing_else(own: Path) -> None:
    (own / "denoise-point" / "card.json").write_text("{}")
    (own / "denoise-deep").rename(own / "renamed")
    catalog = Catalog([own])
    assert {problem.model for problem in catalog.problems} == {"denoise-point", "renamed"}
    assert "denoise-luma" in catalog.ids("denoise")


def test_an_earlier_folder_wins(models: Path, own: Path) -> None:
    assert all(model.folder.parent == own for model in Catalog([own, models]).models)
    assert Catalog([own / "nowhere"]).models == ()
