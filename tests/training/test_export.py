"""Exported files: what they compute, what their cards say, how figures get there."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from recon_desktop.core import color, resize
from recon_desktop.core.card import read_card
from recon_desktop.core.geometry import Size
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from training import probes, report
from training.config import ConfigError, parse_config
from training.folding import fold
from training.networks import BEST_WEIGHTS, build_model

pytest.importorskip("tf2onnx", reason="the training group is not installed")


@pytest.fixture
def run(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The folder of a run as `fit` leaves it, with weights that no one trained."""
    return _write_run(tmp_path / "run", request.getfixturevalue(request.param))


def _write_run(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "config.toml").write_text(text)
    (folder / "commit.txt").write_text("0123456789ab\n")
    (folder / "data.json").write_text(json.dumps({"training": 9, "validation": 3, "licences": "12 CC0"}))
    (folder / "history.csv").write_text(
        "step,seconds,loss,validation_psnr\n4,1,0.1,21.0\n8,2,0.1,23.0\n12,3,0.1,22.0\n"
    )
    build_model(parse_config(text, "test")).save_weights(folder / BEST_WEIGHTS)
    return folder


@pytest.mark.parametrize(
    ("run", "radius", "scale", "channels"),
    [("upscale_text", 4, 2, 1), ("denoise_text", 9, 1, 3)],
    indirect=["run"],
)
def test_the_file_keeps_the_tensor_contract_and_the_card_describes_it(
    run: Path, tmp_path: Path, radius: int, scale: int, channels: int
) -> None:
    from training.export import check_parity, export

    folder = export(run, tmp_path / "models")
    card = read_card(folder / "card.json")
    assert folder.name == card.id
    # Convolutions of 5, 3, 3 at full resolution; of 3, 3, 3, 3 at half, where a pixel is two.
    assert card.receptive_radius == radius
    assert card.scale == scale
    assert card.trained_on.steps == 8
    assert card.work_bytes_per_pixel >= 4 * channels * (1 + scale**2)
    assert card.flops_per_output_pixel == {1: 2 * (25 * 64 + 9 * 64 * 32 + 9 * 32 * 4) // 4}.get(
        channels, 2 * 9 * (12 * 8 + 2 * 8 * 8 + 8 * 12) // 4
    )
    path = folder / card.full_precision.file
    graph = onnx.load(path).graph
    dims = [[d.dim_value for d in value.type.tensor_type.shape.dim] for value in (graph.input[0], graph.output[0])]
    assert dims == [[1, 0, 0, channels]] * 2
    config = parse_config((run / "config.toml").read_text(), "test")
    model = build_model(config)
    model.load_weights(run / BEST_WEIGHTS)
    assert check_parity(model, path, config) < 1e-4
    assert sorted(file.name for file in folder.iterdir()) == ["card.json", "model.onnx"]


@pytest.mark.parametrize(
    ("hyperparameters", "radius"),
    [
        ({"architecture": "fsrcnn", "scale": 2, "features": 4, "shrunk": 2, "mappings": 1, "anchor": True}, 2 + 1 + 2),
        ({"architecture": "fsrcnn", "scale": 4, "features": 4, "shrunk": 2, "mappings": 2}, 2 + 2 + 1),
        ({"architecture": "srcnn", "features": 4, "mapping": 4}, 4 + 2 + 2),
        ({"architecture": "vdsr", "layers": 3, "width": 4}, 3),
        ({"architecture": "plain-upscaler", "scale": 2, "width": 4, "depth": 3}, 4),
        ({"architecture": "rednet", "num_layers": 3, "width": 4}, 2 * 3),
        # The nine pixels of the last convolution are of the result: two to each side in pixels of the input.
        ({"architecture": "srresnet", "channels": 1, "scale": 2, "blocks": 1, "width": 4}, 4 + 2 + 1 + 1 + 2),
    ],
    ids=lambda value: value["architecture"] if isinstance(value, dict) else None,
)
def test_every_network_becomes_a_file_that_equals_it_and_sees_what_it_should(
    upscale_text: str, tmp_path: Path, hyperparameters: dict[str, Any], radius: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import check_parity, to_onnx

    values = {key: value for key, value in hyperparameters.items() if key != "architecture"}
    config = parse_config(upscale_text, "test").model_copy(
        update={
            "architecture": hyperparameters["architecture"],
            "hyperparameters": values,
            "scale": values.get("scale", 2),
            "pre_upsample": "scale" not in values,
        }
    )
    model = build_model(config)
    # Weights of all layers large enough to leave a trace, also where networks begin as the identity.
    rng = np.random.default_rng(0)
    model.set_weights([w + np.abs(rng.normal(0, 0.1, w.shape)).astype(np.float32) for w in model.get_weights()])
    path = tmp_path / "model.onnx"
    path.write_bytes(to_onnx(fold(model), 1))
    kinds = {node.op_type for node in onnx.load(path).graph.node}
    assert not kinds & {"ConvTranspose", "BatchNormalization", "Resize"}
    scale = values.get("scale", 1)
    assert probes.receptive_radius(path, channels=1, scale=scale, align=1, limit=24) == radius
    magnitude = float(np.abs(model(np.ones((1, 16, 16, 1), np.float32), training=False)).max())
    monkeypatch.setattr("training.export.PARITY", 1e-5 * max(magnitude, 10.0))
    check_parity(model, path, config)


def _restored(models: Path, model: str, photo: np.ndarray, tile: int) -> np.ndarray:
    catalog = Catalog([models])
    runtime = Runtime("cpu")
    recipe = Recipe((Step(model),))
    scale = recipe.scale(catalog)
    sink = ArraySink(Size(photo.shape[1] * scale, photo.shape[0] * scale), np.dtype(np.float32))
    Restorer(catalog, runtime, tile=tile).restore(ArraySource(photo), sink, recipe)
    return sink.pixels


def test_models_of_one_run_are_fed_and_tiled_exactly(
    enlarged_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import export

    monkeypatch.setattr(probes, "work_bytes_per_pixel", lambda *_, **__: 100)
    config = parse_config(enlarged_text, "test")
    run = _write_run(tmp_path / "run", enlarged_text)
    other = parse_config(enlarged_text.replace("tiny-upscale", "tiny-x4").replace("\nscale = 2", "\nscale = 4"), "test")
    photo = np.random.default_rng(0).random((45, 61, 3), np.float32)
    for shipped in (config, other):
        card = read_card(export(run, tmp_path / "models", shipped) / "card.json")
        assert (card.id, card.scale, card.pre_upsample, card.channels) == (shipped.id, shipped.scale, True, "luma")
        assert card.receptive_radius == 8
        assert "by 2 or 4" in card.trained_on.degradations
        assert card.parameters == 81 * 4 + 4 + 25 * 16 + 4 + 25 * 4 + 1
        assert card.flops_per_output_pixel == 2 * (81 * 4 + 25 * 16 + 25 * 4)
        whole, tiled = (_restored(tmp_path / "models", card.id, photo, tile) for tile in (512, 32))
        np.testing.assert_array_equal(tiled, whole)
        model = build_model(config)
        model.load_weights(run / BEST_WEIGHTS)
        enlarged = resize.bicubic(color.luma(photo)[..., None], card.scale)
        expected = np.asarray(model(enlarged[None], training=False))[0, ..., 0]
        np.testing.assert_allclose(color.luma(whole), expected, atol=1e-4)
    with pytest.raises(ConfigError, match="another configuration than that of tiny-x4"):
        export(run, tmp_path / "models", other.model_copy(update={"align": 2}))


def test_a_bottleneck_of_strides_is_tiled_exactly(
    denoise_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import export

    monkeypatch.setattr(probes, "work_bytes_per_pixel", lambda *_, **__: 100)
    text = denoise_text.replace("residual-denoiser", "denoising-autoencoder").replace("align = 2", "align = 4")
    text = text.replace("width = 8\nblocks = 1", "width = 4\ndepth = 2")
    folder = export(_write_run(tmp_path / "run", text), tmp_path / "models")
    card = read_card(folder / "card.json")
    assert (card.align, card.min_size, card.scale) == (4, 4, 1)
    photo = np.random.default_rng(0).random((83, 101, 3), np.float32)
    whole, tiled = (_restored(tmp_path / "models", card.id, photo, tile) for tile in (512, 48))
    np.testing.assert_array_equal(tiled, whole)


@pytest.mark.parametrize("run", ["gan_text"], indirect=True)
def test_the_card_of_an_adversarial_training_says_what_compared(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import export

    monkeypatch.setattr(probes, "work_bytes_per_pixel", lambda *_, **__: 100)
    card = read_card(export(run, tmp_path / "models") / "card.json")
    assert "features of encoder0 of encoder and by a discriminator" in card.trained_on.data
    assert "started from the weights of start" in card.trained_on.data
    assert card.trained_on.steps == 12  # the newest, not the best PSNR
    assert card.character == "faithful"  # as its configuration says


@pytest.mark.parametrize("run", ["upscale_text"], indirect=True)
def test_a_file_that_computes_something_else_is_not_exported(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import export

    config = parse_config((run / "config.toml").read_text(), "test")
    other = build_model(config.model_copy(update={"fit": config.fit.model_copy(update={"seed": 1})}))
    wrong = export.to_onnx(other, 1)
    monkeypatch.setattr(export, "to_onnx", lambda model, channels, conditions: wrong)
    monkeypatch.setattr(export, "PARITY", 1e-7)
    with pytest.raises(export.ExportError, match="departs from Keras"):
        export.export(run, tmp_path / "models")
    assert not list((tmp_path / "models").rglob("*.onnx*"))


@pytest.mark.parametrize("run", ["upscale_text"], indirect=True)
def test_figures_come_from_the_command_line_and_leave_with_their_file(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import export

    models = tmp_path / "models"
    folder = export(run, models)
    asked = []

    def recon(arguments: list[str]) -> report.Answer:
        asked.append(arguments)
        if arguments[0] == "bench":
            return {"model": "tiny-upscale", "cpu_seconds": 0.5}
        return {
            "model": "tiny-upscale",
            "mean": {"psnr_y": 36.5, "ssim_y": 0.95},
            "baseline": {"psnr_y": 33.66, "ssim_y": 0.93},
            "looks": {"sharpness": 12.0, "niqe": 5.25, "color_shift": 0.1},
            "baseline_looks": {"sharpness": 4.0, "niqe": 7.5, "color_shift": 0.0},
            "protocol": "as in the tables",
        }

    monkeypatch.setattr(report, "run_recon", recon)
    monkeypatch.setattr(report, "load_config", lambda path: parse_config((run / "config.toml").read_text(), str(path)))
    for name in ("set5", "set14"):
        (tmp_path / "evaluation" / name).mkdir(parents=True)
    readme, chart = tmp_path / "README.md", tmp_path / "pictures" / "chart.png"
    readme.write_text("# Title\n<!-- report -->\nold\n<!-- end of report -->\nafter\n")

    def tell(ids: list[str]) -> str:
        return report.report(models, ids, tmp_path / "evaluation", readme=readme, chart=chart)

    table = tell([])
    assert asked[0][2:] == ["--task", "upscale", "--scale", "2", "--variant", "fp32", "--model", "tiny-upscale"]
    assert asked[-1] == ["bench", "--model", "tiny-upscale", "--size", "512x512", "--device", "cpu"]
    assert "| `tiny-upscale` |" in table
    assert "| 0.48 | 36.50 / 0.9500 / 5.25 |" in table
    assert "| bicubic |  |  |  | 33.66 / 0.9300 / 7.50 |" in table
    assert readme.read_text() == f"# Title\n<!-- report -->\n{table}<!-- end of report -->\nafter\n"
    assert chart.read_bytes().startswith(b"\x89PNG")
    assert len(read_card(folder / "card.json").metrics) == 6
    with pytest.raises(ConfigError) as refused:
        export(run, models)
    assert "old: Tiny, 8 steps; psnr_y 36.50 on Set5 (33.66 without it)" in str(refused.value)
    assert "new: Tiny, 8 steps; 23.00 dB on its own validation photos, not measured yet" in str(refused.value)
    assert "--overwrite" in str(refused.value)
    assert len(read_card(folder / "card.json").metrics) == 6
    told: list[str] = []
    export(run, models, overwrite=True, say=told.append)  # another file: the figures of the old one are not its own
    assert read_card(folder / "card.json").metrics == ()
    assert "psnr_y 36.50" in told[0]
    with pytest.raises(ConfigError, match="nobody"):
        tell(["nobody"])
    readme.write_text("# Title\n")
    with pytest.raises(ConfigError, match="no place"):
        tell([])


@pytest.mark.parametrize("run", ["upscale_text"], indirect=True)
def test_the_licence_is_asked_for_where_that_of_a_photo_is_not_known_to_be_free(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.export import export

    monkeypatch.setattr(probes, "work_bytes_per_pixel", lambda *_, **__: 100)
    for licences in ("12 unknown", "9 CC0, 3 all rights reserved"):
        (run / "data.json").write_text(json.dumps({"training": 9, "validation": 3, "licences": licences}))
        with pytest.raises(ConfigError, match=f"{licences}: say with --licence"):
            export(run, tmp_path / "models")
    assert not (tmp_path / "models").exists()
    card = read_card(export(run, tmp_path / "models", licence="private") / "card.json")
    assert (card.licence, card.trained_on.licences) == ("private", "9 CC0, 3 all rights reserved")


def test_the_radius_is_refused_where_the_probe_is_too_small(tmp_path: Path) -> None:
    kernel = onnx.numpy_helper.from_array(np.full((1, 1, 1, 9), 0.1, np.float32), "kernel")
    nodes = [
        onnx.helper.make_node("Transpose", ["image"], ["a"], perm=[0, 3, 1, 2]),
        onnx.helper.make_node("Conv", ["a", "kernel"], ["b"], auto_pad="SAME_UPPER"),
        onnx.helper.make_node("Transpose", ["b"], ["result"], perm=[0, 2, 3, 1]),
    ]
    shape = [1, None, None, 1]
    values = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name in ("image", "result")]
    graph = onnx.helper.make_graph(nodes, "line", values[:1], values[1:], [kernel])
    proto = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path / "line.onnx"
    onnx.save(proto, path)
    assert probes.receptive_radius(path, channels=1, scale=1, align=1) == 4
    with pytest.raises(ValueError, match="beyond 4"):
        probes.receptive_radius(path, channels=1, scale=1, align=1, limit=4)
