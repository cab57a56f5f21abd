"""From a trained run to the files that ship, ``model.onnx`` and ``card.json``; all that needs TensorFlow itself."""

import hashlib
import json
import logging
import os
from pathlib import Path

import keras
import numpy as np
import onnx
import tensorflow
import tf2onnx

from recon_desktop.core.card import ModelCard, TrainedOn, Variant, write_card
from training import probes
from training.config import ConfigError, TrainConfig, load_config
from training.fit import BEST_WEIGHTS, DATA_SUMMARY, build_model

OPSET = 17
PARITY = 1e-4
LICENCE = "Apache-2.0"


class ExportError(Exception):
    """The exported file does not compute what the network computes."""


def export(run: Path, models: Path) -> Path:
    """Write the best weights of a run as an ONNX file with its card, still without figures: `report` measures them.

    Args:
        run: Folder of the run.
        models: Folder of the models; the files go to a folder named after the configuration's id.

    Returns:
        The model's folder.

    Raises:
        ConfigError: There is nothing to export.
        ExportError: Keras and onnxruntime differ by more than `PARITY`.
    """
    if not (run / BEST_WEIGHTS).exists():
        raise ConfigError(f"{run} holds no weights yet")
    config = load_config(run / "config.toml")
    model = build_model(config)
    model.load_weights(run / BEST_WEIGHTS)
    folder = models / config.id
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "model.onnx.partial"
    try:
        partial.write_bytes(to_onnx(model, _channels(config)))
        check_parity(model, partial, config)
        card = _card(config, run, model, partial)
        partial.replace(folder / "model.onnx")
    finally:
        partial.unlink(missing_ok=True)
    write_card(card, folder / "card.json")
    return folder


def to_onnx(model: keras.Model, channels: int) -> bytes:
    """Convert a network to the tensor contract: float32 NHWC ``(1, H, W, C)`` in and out, any H and W."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    # By way of a plain function: tf2onnx's path for Keras models trips over Keras 3.
    function = tensorflow.function(
        lambda image: model(image, training=False),
        input_signature=[tensorflow.TensorSpec([1, None, None, channels], tensorflow.float32, name="image")],
    )
    proto, _ = tf2onnx.convert.from_function(function, input_signature=function.input_signature, opset=OPSET)
    _restore_transposes(proto.graph)
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString())


def _restore_transposes(graph: onnx.GraphProto) -> None:
    """Undo what tf2onnx makes of the transposes around a network of one channel.

    It writes NHWC -> NCHW as Unsqueeze + Reshape and the way back as Reshape + Squeeze, with a shape of copied
    dimensions that onnxruntime does not always follow: a 4x network came out with five dimensions.
    """
    producer = {output: node for node in graph.node for output in node.output}
    for node in list(graph.node):
        before = producer.get(node.input[0]) if node.input else None
        perm = {("Unsqueeze", "Reshape"): [0, 3, 1, 2], ("Reshape", "Squeeze"): [0, 2, 3, 1]}.get(
            (before.op_type if before else "", node.op_type)
        )
        if before is not None and perm is not None:
            transpose = onnx.helper.make_node("Transpose", before.input[:1], node.output, name=node.name, perm=perm)
            node.CopyFrom(transpose)
            graph.node.remove(before)
    used = {name for node in graph.node for name in node.input}
    for initializer in [item for item in graph.initializer if item.name not in used]:
        graph.initializer.remove(initializer)


def check_parity(model: keras.Model, path: Path, config: TrainConfig) -> float:
    """Compare Keras with onnxruntime on three odd sizes; returns the largest difference.

    Raises:
        ExportError: It is larger than `PARITY`.
    """
    session = probes.open_model(path)
    name = session.get_inputs()[0].name
    rng = np.random.default_rng(0)
    worst = 0.0
    for height, width in ((17, 23), (31, 9), (1, 45)):
        image = rng.random((1, height * config.align, width * config.align, _channels(config)), np.float32)
        (result,) = session.run(None, {name: image})
        expected = keras.ops.convert_to_numpy(model(image, training=False))
        if result.shape != expected.shape:
            raise ExportError(f"onnxruntime returns shape {result.shape} where Keras returns {expected.shape}")
        worst = max(worst, float(np.abs(result - expected).max()))
    if worst > PARITY:
        raise ExportError(f"onnxruntime departs from Keras by {worst:.1e}, more than {PARITY:.0e}")
    return worst


def flops_per_output_pixel(model: keras.Model, align: int) -> int:
    """Count multiplications and additions of all convolutions for one output pixel."""
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    inside = keras.Model(model.inputs, [*(layer.output for layer in convolutions), *model.outputs])
    shape = (1, 8 * align, 8 * align, model.inputs[0].shape[-1])
    *shapes, result = inside.compute_output_shape(shape)
    total: int = sum(
        2 * int(np.prod(layer.kernel.shape)) * height * width
        for layer, (_, height, width, _) in zip(convolutions, shapes, strict=True)
    )
    return round(total / int(result[1] * result[2]))


def _card(config: TrainConfig, run: Path, model: keras.Model, path: Path) -> ModelCard:
    data = json.loads((run / DATA_SUMMARY).read_text(encoding="utf-8"))
    return ModelCard(
        schema=1,
        id=config.id,
        title=config.title,
        task=config.task,
        architecture=config.architecture,
        scale=config.scale,
        channels=config.channels,
        receptive_radius=probes.receptive_radius(
            path, channels=_channels(config), scale=config.scale, align=config.align
        ),
        align=config.align,
        min_size=config.align,
        work_bytes_per_pixel=probes.work_bytes_per_pixel(path, channels=_channels(config)),
        parameters=model.count_params(),
        flops_per_output_pixel=flops_per_output_pixel(model, config.align),
        variants=(Variant(precision="fp32", file="model.onnx", sha256=_sha256(path), psnr_lost=0.0),),
        trained_on=TrainedOn(
            degradations=_degradations(config),
            data=f"{data['training']} photographs, patches drawn in proportion to their detail, "
            f"8 flips and rotations; {data['validation']} more chose the best weights",
            licences=data["licences"],
            steps=_steps(run),
        ),
        character="faithful",
        summary=config.summary,
        licence=LICENCE,
        source=config.source,
        config=config.id,
        commit=(run / "commit.txt").read_text(encoding="utf-8").strip(),
    )


def _degradations(config: TrainConfig) -> str:
    if config.data.noise is None:
        return f"antialiased bicubic reduction by {config.scale} (a = -0.5), rounded to 8 bits"
    low, high = config.data.noise
    return f"white Gaussian noise of sigma {low:g} to {high:g} (8-bit units), neither clipped nor rounded"


def _steps(run: Path) -> int:
    """Return the step at which the best weights were taken."""
    lines = (run / "history.csv").read_text(encoding="utf-8").splitlines()[1:]
    best = max((line.split(",") for line in lines), key=lambda row: float(row[3]))
    return int(best[0])


def _channels(config: TrainConfig) -> int:
    return 1 if config.channels == "luma" else 3


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
