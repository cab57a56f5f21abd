"""8-bit files: what they compute, when they are kept, that tiles are exact, and which one runs."""

import hashlib
from pathlib import Path

import keras
import numpy as np
import onnx
import pytest

from recon_desktop.core.card import ModelCard, Variant, read_card, write_card
from recon_desktop.core.geometry import Size
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.engine.runtime import Runtime
from training.config import ConfigError
from training.folding import fold
from training.models import ARCHITECTURES

pytest.importorskip("tf2onnx", reason="the training group is not installed")

_WIDTH, _DEPTH = 8, 4


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small upscaler that has not learned anything, but does something to its picture."""
    from training.export import to_onnx

    keras.utils.set_random_seed(0)
    model = ARCHITECTURES["plain-upscaler"](scale=2, width=_WIDTH, depth=_DEPTH)
    last = model.get_layer("subpixels2")
    last.set_weights([3 * last.get_weights()[0], last.get_weights()[1]])
    path = tmp_path_factory.mktemp("network") / "model.onnx"
    path.write_bytes(to_onnx(fold(model), 1))
    return path


@pytest.fixture
def model(network: Path, upscale_text: str, tmp_path: Path) -> Path:
    """The folder of that upscaler with its card, and a configuration of the same name."""
    folder = tmp_path / "models" / "tiny-upscale"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(network.read_bytes())
    (tmp_path / "tiny.toml").write_text(
        upscale_text.replace('"espcn"', '"plain-upscaler"').replace("activation = 'relu'\nanchor = true", "width = 8")
    )
    card = ModelCard.model_validate(
        {
            "schema": 1,
            "id": "tiny-upscale",
            "title": "Tiny",
            "task": "upscale",
            "architecture": "plain-upscaler",
            "scale": 2,
            "channels": "luma",
            "receptive_radius": _DEPTH + 1,
            "work_bytes_per_pixel": 100,
            "parameters": 1,
            "flops_per_output_pixel": 1000,
            "variants": (Variant(precision="fp32", file="model.onnx", sha256=_sha256(network), psnr_lost=0.0),),
            "trained_on": {"degradations": "-", "data": "-", "licences": "-", "steps": 0},
            "character": "faithful",
            "summary": "For tests.",
            "licence": "Apache-2.0",
            "source": "-",
            "config": str(tmp_path / "tiny.toml"),
            "commit": "-",
        }
    )
    write_card(card, folder / "card.json")
    return folder


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _restored(models: Path, runtime: Runtime, photo: np.ndarray, tile: int) -> tuple[np.ndarray, RunReport]:
    catalog = Catalog([models])
    sink = ArraySink(Size(photo.shape[1] * 2, photo.shape[0] * 2), np.dtype(np.float32))
    report = Restorer(catalog, runtime, tile=tile).restore(ArraySource(photo), sink, Recipe((Step("tiny-upscale"),)))
    return sink.pixels, report


def test_a_file_that_gains_is_kept_and_tiled_exactly(
    model: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from training import quantise

    monkeypatch.setattr(quantise, "MOST_LOST", 10.0)  # it has not learned to be exact
    monkeypatch.setattr(quantise, "_seconds", lambda path: 1.0 if path.name == quantise.FILE else 2.5)
    variant = quantise.add_int8(model, photos, tmp_path / "none", print)
    assert "2.5 times as fast" in capsys.readouterr().out
    assert variant is not None
    assert (variant.speed_up, variant.sha256) == (2.5, _sha256(model / quantise.FILE))
    assert 0 <= variant.psnr_lost <= quantise.MOST_LOST
    assert [v.precision for v in read_card(model / "card.json").variants] == ["fp32", "int8"]
    assert sorted(path.name for path in model.iterdir()) == ["card.json", "model.int8.onnx", "model.onnx"]
    graph = onnx.load(model / quantise.FILE).graph
    weights = {tensor.name: tensor.data_type for tensor in graph.initializer}
    assert list(weights.values()).count(onnx.TensorProto.INT8) >= _DEPTH - 1
    floats = [node.name for node in graph.node if node.op_type == "Conv" and node.input[1] in weights]
    assert len(floats) == 2  # the first and the last one's weights are there as they are

    photo = np.random.default_rng(0).random((45, 61, 3), np.float32)
    runtime = Runtime("cpu", "int8")
    (whole, report), (tiled, _) = (_restored(model.parent, runtime, photo, tile) for tile in (512, 32))
    assert report.variant == "int8"
    np.testing.assert_array_equal(tiled, whole)
    full, _ = _restored(model.parent, Runtime("cpu", "fp32"), photo, 512)
    assert 0 < np.abs(whole - full).max() < 0.1

    assert quantise.add_int8(model, photos, tmp_path / "none", print) is not None  # anew, in the place of the first
    assert len(read_card(model / "card.json").variants) == 2


def test_weights_rounded_together_lose_less_than_each_to_its_nearest(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import probes, quantise

    rng = np.random.default_rng(0)
    samples = [{probes.IMAGE: rng.random((1, 24, 24, 1), np.float32)} for _ in range(8)]
    together, nearest = tmp_path / "together.onnx", tmp_path / "nearest.onnx"
    quantise.quantise(network, together, samples)
    monkeypatch.setattr(quantise, "round_together", lambda *_: None)
    quantise.quantise(network, nearest, samples)
    fresh = rng.random((1, 64, 64, 1), np.float32)
    wanted, *made = (
        probes.open_model(path).run(None, {probes.IMAGE: fresh})[0] for path in (network, together, nearest)
    )
    errors = [np.square(each - wanted).mean() for each in made]
    assert 0 < errors[0] < 0.8 * errors[1]


@pytest.mark.parametrize(("limit", "value"), [("MOST_LOST", -1.0), ("LEAST_GAINED", 1000.0)])
def test_a_file_that_loses_too_much_or_gains_too_little_is_not_kept(
    model: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    from training import quantise

    monkeypatch.setattr(quantise, limit, value)
    assert quantise.add_int8(model, photos, tmp_path / "none", print) is None
    assert [v.precision for v in read_card(model / "card.json").variants] == ["fp32"]
    assert sorted(path.name for path in model.iterdir()) == ["card.json", "model.onnx"]


def test_a_network_without_anything_between_its_ends_is_refused(tmp_path: Path) -> None:
    from training.export import to_onnx
    from training.quantise import quantise

    inputs = keras.Input((None, None, 1))
    path = tmp_path / "model.onnx"
    path.write_bytes(to_onnx(keras.Model(inputs, keras.layers.Conv2D(1, 3, padding="same")(inputs)), 1))
    with pytest.raises(ConfigError, match="nothing to quantise"):
        quantise(path, tmp_path / "int8.onnx", [])
