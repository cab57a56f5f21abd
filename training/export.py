"""From a trained run to the files that ship, ``model.onnx`` and ``card.json``; all that needs TensorFlow itself."""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow
import tf2onnx

from recon_desktop.core.card import Flaw, ModelCard, TrainedOn, Variant, read_card, write_card
from training import probes
from training.config import ConfigError, TrainConfig, load_config
from training.data.licences import FAMILIES
from training.fit import COMMIT, DATA_SUMMARY
from training.folding import fold
from training.networks import CONFIG, input_shapes, trained_model

OPSET = 17
PARITY = 1e-4
LICENCE = "Apache-2.0"
_REDUCTIONS = {
    "bicubic": "antialiased bicubic (a = -0.5)",
    "area": "the mean of each area",
    "lanczos": "antialiased Lanczos",
    "soft": "bicubic after a slight blur",
}


class ExportError(Exception):
    """The exported file does not compute what the network computes."""


def export(
    run: Path,
    models: Path,
    config: TrainConfig | None = None,
    *,
    overwrite: bool = False,
    licence: str | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """Write the best weights of a run as an ONNX file with its card, still without figures: `report` measures them.

    Args:
        run: Folder of the run.
        models: Folder of the models; the files go to a folder named after the configuration's id.
        config: Texts, id and scale of the model, where they are not those of the run's own configuration.
        overwrite: Take the place of a model that is there.
        licence: Of the model; by default `LICENCE`, where all photos are known to be under a free one.
        say: Told the figures of the model that it takes the place of, before it does.

    Returns:
        The model's folder.

    Raises:
        ConfigError: There is nothing to export, the run trained something else, a model is there already and
            `overwrite` is not set, or the licence has to be said.
        ExportError: Keras and onnxruntime differ by more than `PARITY`.
    """
    trained = trained_model(run)
    learned = load_config(run / CONFIG)
    config = config or learned
    if not config.trains_as(learned):
        raise ConfigError(f"{run} was made with another configuration than that of {config.id}")
    folder = models / config.id
    licence = licence or _licence(run)
    if (folder / "card.json").exists():
        beside = f"{_figures(folder / 'card.json')}\n{_learned(run, config)}"
        if not overwrite:
            raise ConfigError(
                f"{folder} is there already:\n{beside}\n--overwrite puts the new one in its place, --models DIR writes"
                " it to another folder"
            )
        say(beside)
    folded = fold(trained)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "model.onnx.partial"
    try:
        partial.write_bytes(to_onnx(folded, _channels(config), config.conditions))
        check_parity(trained, partial, config)
        card = _card(config, run, trained, folded, partial, licence)
        partial.replace(folder / "model.onnx")
    finally:
        partial.unlink(missing_ok=True)
    write_card(card, folder / "card.json")
    return folder


def to_onnx(model: keras.Model, channels: int, conditions: Sequence[str] = ()) -> bytes:
    """Convert a network to the tensor contract: float32 NHWC ``(1, H, W, C)`` in and out, any H and W.

    Each condition is a further input ``(1, 1, 1, 1)`` of its name.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    # By way of a plain function: tf2onnx's path for Keras models trips over Keras 3.
    shapes = {probes.IMAGE: [1, None, None, channels], **{name: [1, 1, 1, 1] for name in conditions}}
    function = tensorflow.function(
        lambda *inputs: model(inputs if conditions else inputs[0], training=False),
        input_signature=[tensorflow.TensorSpec(shape, tensorflow.float32, name=name) for name, shape in shapes.items()],
    )
    proto, _ = tf2onnx.convert.from_function(function, input_signature=function.input_signature, opset=OPSET)
    _restore_transposes(proto.graph)
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString())


def _restore_transposes(graph: onnx.GraphProto) -> None:
    """Undo what tf2onnx makes of the transposes around a network of one channel.

    It writes NHWC -> NCHW as Unsqueeze + Reshape and the way back as Reshape + Squeeze, with a shape of copied
    dimensions that onnxruntime does not always follow: a 4x network came out with five dimensions. Once in twenty
    conversions it forgets the last Squeeze, too.
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
    five = {item.name for item in graph.initializer if list(item.dims) == [5]}
    for node in graph.node:
        if node.op_type == "Reshape" and node.input[1] in five:
            perm = [0, 2, 3, 1]
            node.CopyFrom(onnx.helper.make_node("Transpose", node.input[:1], node.output, name=node.name, perm=perm))
            for value in (*graph.output, *graph.value_info):
                if value.name == node.output[0]:
                    del value.type.tensor_type.shape.dim[0]
    used = {name for node in graph.node for name in node.input}
    for initializer in [item for item in graph.initializer if item.name not in used]:
        graph.initializer.remove(initializer)


def check_parity(model: keras.Model, path: Path, config: TrainConfig) -> float:
    """Compare Keras with onnxruntime on three odd sizes; returns the largest difference.

    Raises:
        ExportError: It is larger than `PARITY`.
    """
    session = probes.open_model(path)
    rng = np.random.default_rng(0)
    worst = 0.0
    for height, width in ((17, 23), (31, 9), (1, 45)):
        image = rng.random((1, height * config.align, width * config.align, _channels(config)), np.float32)
        level = rng.random((1, 1, 1, 1), np.float32) - np.float32(0.5)  # negative is not known
        feeds: dict[str, Any] = {probes.IMAGE: image, **dict.fromkeys(config.conditions, level)}
        (result,) = session.run(None, feeds)
        expected = keras.ops.convert_to_numpy(model(list(feeds.values()) if config.conditions else image))
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
    image = (1, 8 * align, 8 * align, model.inputs[0].shape[-1])
    *shapes, result = inside.compute_output_shape(input_shapes(model, image))
    total: int = sum(
        2 * int(np.prod(layer.kernel.shape)) * height * width
        for layer, (_, height, width, _) in zip(convolutions, shapes, strict=True)
    )
    return round(total / int(result[1] * result[2]))


def _licence(run: Path) -> str:
    """Return our own licence, which is for models whose photos are all known to be under a free one."""
    counted = json.loads((run / DATA_SUMMARY).read_text(encoding="utf-8"))["licences"]
    if {part.split(" ", 1)[1] for part in counted.split(", ")} <= set(FAMILIES):
        return LICENCE
    raise ConfigError(
        f"the licences of its photos are {counted}: say with --licence what the model stands under"
        " (for yourself alone: --licence private)"
    )


def _figures(path: Path) -> str:
    """Say in words what a model that is there was measured to do."""
    card = read_card(path)
    measured = [
        f"{metric.measure} {metric.value:.2f} on {metric.dataset}"
        + ("" if metric.baseline is None else f" ({metric.baseline:.2f} without it)")
        for metric in card.metrics
        if metric.measure.startswith("psnr")
    ]
    return f"old: {card.title}, {card.trained_on.steps} steps; " + (", ".join(measured) or "never measured")


def _learned(run: Path, config: TrainConfig) -> str:
    """Say in words how good a run has become."""
    step, psnr = _shipped(run, config)
    return f"new: {config.title}, {step} steps; {psnr:.2f} dB on its own validation photos, not measured yet"


def _card(
    config: TrainConfig, run: Path, trained: keras.Model, folded: keras.Model, path: Path, licence: str
) -> ModelCard:
    data = json.loads((run / DATA_SUMMARY).read_text(encoding="utf-8"))
    channels = _channels(config)
    radius = probes.receptive_radius(path, channels=channels, scale=config.network_scale, align=config.align)
    return ModelCard(
        schema=1,
        id=config.id,
        title=config.title,
        task=config.task,
        architecture=config.architecture,
        scale=config.scale,
        channels=config.channels,
        pre_upsample=config.pre_upsample,
        conditions=config.conditions,
        receptive_radius=radius,
        align=config.align,
        min_size=config.align,
        work_bytes_per_pixel=probes.work_bytes_per_pixel(path, channels=channels),
        parameters=_parameters(trained, folded),
        flops_per_output_pixel=flops_per_output_pixel(folded, config.align),
        variants=(Variant(precision="fp32", file="model.onnx", sha256=_sha256(path), psnr_lost=0.0),),
        trained_on=TrainedOn(
            degradations=_degradations(config),
            data=_data(config, data["training"], data["validation"]),
            licences=data["licences"],
            steps=_shipped(run, config)[0],
        ),
        character=config.character,
        removes=_removes(config),
        historic=config.historic,
        summary=config.summary,
        licence=licence,
        source=config.source,
        config=config.id,
        commit=(run / COMMIT).read_text(encoding="utf-8").strip(),
    )


def _parameters(trained: keras.Model, folded: keras.Model) -> int:
    """Count the weights of the smaller form: that with transposed convolutions, or that without branches."""
    return min(sum(int(np.prod(weight.shape)) for weight in model.trainable_weights) for model in (trained, folded))


def _data(config: TrainConfig, training: int, validation: int) -> str:
    """Say in words what the network saw and by what it was judged."""
    steps = ["8 flips and rotations" if step == "symmetries" else step for step in config.augment.steps]
    words = ", ".join([f"{training} photographs", "patches drawn in proportion to their detail", *steps])
    if config.fit.start_from is not None:
        words += f"; started from the weights of {config.fit.start_from}"
    if config.gan is None:
        return f"{words}; {validation} more chose the best weights"
    content = (
        "VGG19 block5_conv4"
        if config.gan.content == "vgg19"
        else f"{config.gan.encoder_layer} of {config.gan.encoder_run}"
    )
    return f"{words}; compared by the features of {content} and by a discriminator of photographs"


def _degradations(config: TrainConfig) -> str:
    if config.task == "denoise" and config.data.jpeg is not None:
        low, high = config.data.jpeg
        return f"JPEG of quality {low} to {high}, chroma at half resolution (libjpeg)"
    if config.data.noise is None:
        scales = " or ".join(str(scale) for scale in config.scales)
        filed = ""
        if config.data.jpeg is not None:
            low, high = config.data.jpeg
            filed = f"; half of them compressed as JPEG of quality {low} to {high}"
        if config.data.reductions == ("bicubic",):
            return f"antialiased bicubic reduction by {scales} (a = -0.5), rounded to 8 bits{filed}"
        ways = " or ".join(_REDUCTIONS[reduction] for reduction in config.data.reductions)
        return f"reduction by {scales}, {ways}, rounded to 8 bits{filed}"
    weak, strong = config.data.noise
    if config.data.noise_kind == "real":
        return (
            "simulated damage of real photos: noise of cameras' JPEGs (coarse, blotches of colour, stronger in some"
            " tones, sharpened, reduced), noise of plainly developed raw files, white noise, film grain, and JPEG once"
            " or twice on any grid, all at random strength"
        )
    if config.data.noise_kind == "camera":
        return (
            f"noise of cameras, simulated, of sigma {weak:g} to {strong:g} at middle grey (8-bit units): photon and"
            " electronic noise of a sensor, demosaiced, amplified, blurred, mostly stored as JPEG; white Gaussian noise"
            " in a quarter of the patches"
        )
    return f"white Gaussian noise of sigma {weak:g} to {strong:g} (8-bit units), neither clipped nor rounded"


def _removes(config: TrainConfig) -> tuple[Flaw, ...]:
    """Return the damage that a denoiser learns to take out."""
    if config.task != "denoise":
        return ()
    if config.data.noise is None:
        return ("jpeg",)
    return ("noise", "jpeg") if config.data.noise_kind == "real" else ("noise",)


def _shipped(run: Path, config: TrainConfig) -> tuple[int, float]:
    """Return the step at which the shipped weights were taken, and their validation PSNR in dB."""
    lines = (run / "history.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    shipped = max(rows, key=lambda row: float(row[3])) if config.gan is None else rows[-1]
    return int(shipped[0]), float(shipped[3])


def _channels(config: TrainConfig) -> int:
    return 1 if config.channels == "luma" else 3


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
