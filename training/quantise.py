"""An 8-bit file beside a model's own, for processors that multiply bytes four times as fast as floats (VNNI).

Static quantisation by onnxruntime: weights by channel, the ranges of what flows between layers seen on training photos;
the weights rounded together (`rounding`), which more than halves what is lost.
The first and the last convolution stay in float: they see and give the picture itself, and are few of the operations.
What it loses is judged by how far its answers to the validation photos are from those in float, what it gains is
measured on this machine; a file that loses too much or gains too little is not kept.
"""

import hashlib
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from recon_desktop.core.card import Variant, read_card, write_card
from training import conditions, probes
from training.augment import Batch
from training.config import ConfigError, TrainConfig, load_config
from training.data import sources, splits
from training.data.patches import Pair, PatchSampler, make_pair, validation_set
from training.data.sources import DataError, PhotoFile
from training.probes import IMAGE
from training.rounding import round_together

FILE = "model.int8.onnx"
MOST_LOST = 0.06
"""In dB; what nobody sees."""

GOOD_DB, _LESS_BY_SCALE = 38.0, 2.0
"""PSNR of the photos on which the loss counts, about the best of Set5, and how much less it is for each scale above
2x. The error of 8 bits is about the same on all, and hides where the network itself is far from the photo, as on the
detailed crops that judge a training: 0.01 dB there were 0.2 on Set5."""

LEAST_GAINED = 1.3
"""Times as fast, below which a second file is not worth its while."""

_CALIBRATING_PHOTOS = 24
_CALIBRATING_BATCHES = 6
_TIMED_SIDE = 256
_TIMINGS = 5


def add_int8(folder: Path, train: Path, evaluation: Path, say: Callable[[str], None]) -> Variant | None:
    """Write an 8-bit file beside an exported model's, and what it loses and gains on its card.

    Args:
        folder: Of the model.
        train: Photos it was trained on: of a few the ranges are taken, those set aside for validation judge.
        evaluation: Photos that may not be among them.
        say: Told what came of it.

    Returns:
        The variant; None where it loses more than `MOST_LOST` or gains less than `LEAST_GAINED`, and is not kept.

    Raises:
        ConfigError: The model has no configuration.
        DataError: The photos cannot be used.
        ModelCorrupt: There is no such model.
    """
    card = read_card(folder / "card.json")
    config = load_config(Path(card.config))
    taught, judging = splits.split(sources.find_photos(train), config.data.validation_share)
    every = max(1, len(taught) // _CALIBRATING_PHOTOS)
    samples = _samples(_pairs(taught[::every], config, evaluation), config)
    judges = validation_set(_pairs(judging, config, evaluation), config)
    float_file, others = folder / card.full_precision.file, [v for v in card.variants if v.precision != "int8"]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        made = Path(scratch) / FILE
        quantise(float_file, made, samples)
        lost = _lost(float_file, made, judges, GOOD_DB - _LESS_BY_SCALE * max(card.scale - 2, 0))
        gained = _seconds(float_file) / _seconds(made)
        kept = lost <= MOST_LOST and gained >= LEAST_GAINED
        say(f"{card.id} in 8 bits: {lost:.3f} dB lost, {gained:.1f} times as fast{'' if kept else ': not kept'}")
        variant = Variant(
            precision="int8",
            file=FILE,
            sha256=hashlib.sha256(made.read_bytes()).hexdigest(),
            psnr_lost=round(lost, 3),
            speed_up=round(gained, 2),
        )
        if kept:
            made.replace(folder / FILE)
        else:
            (folder / FILE).unlink(missing_ok=True)
    write_card(card.model_copy(update={"variants": (*others, *([variant] if kept else []))}), folder / "card.json")
    return variant if kept else None


def quantise(model: Path, to: Path, samples: list[dict[str, Any]]) -> None:
    """Write a network of the tensor contract with all convolutions but the first and the last in 8 bits.

    Args:
        model: ONNX file.
        to: File to write.
        samples: Inputs by name, such as it will see.

    Raises:
        ConfigError: It has too few convolutions.
    """
    graph = onnx.load(model).graph
    convolutions, names = _convolutions(graph), [node.name for node in graph.node if node.op_type == "Conv"]
    if len(convolutions) < 3:
        raise ConfigError(f"{model} has nothing to quantise between its first and its last convolution")
    quantize_static(
        model,
        to,
        _Reader(samples),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Conv", "Relu"],
        nodes_to_exclude=[name for name in names if name not in convolutions[1:-1]],
    )
    round_together(model, to, samples)


def _convolutions(graph: onnx.GraphProto) -> list[str]:
    """Return the names of those that see the picture; others work on a condition, which is a single number."""
    seen, names = {IMAGE}, []
    for node in graph.node:
        if seen & set(node.input):
            seen |= set(node.output)
            names += [node.name] if node.op_type == "Conv" else []
    return names


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    """Hands out samples one by one, as onnxruntime asks for them."""

    def __init__(self, samples: list[dict[str, Any]]):
        self._samples: Iterator[dict[str, Any]] = iter(samples)

    def get_next(self) -> dict[str, Any] | None:
        return next(self._samples, None)


def _pairs(files: list[PhotoFile], config: TrainConfig, evaluation: Path) -> list[Pair]:
    made = [
        make_pair(photo, config, reduction)
        for _, photo in sources.read_photos(files, evaluation)
        for reduction in config.reductions
    ]
    pairs = [pair for pair in made if pair is not None]
    if not pairs:
        raise DataError(f"none of {len(files)} photos can be decoded and is large enough")
    return pairs


def _samples(pairs: list[Pair], config: TrainConfig) -> list[dict[str, Any]]:
    """Return patches such as the network was trained on, each as a batch of one, by input."""
    sampler, names = PatchSampler(pairs, config), (IMAGE, *config.conditions)
    samples = []
    for step in range(_CALIBRATING_BATCHES):
        inputs = conditions.told(config, *sampler.batch(step), step)
        arrays = inputs if isinstance(inputs, list) else [inputs]
        samples += [
            {name: array[number : number + 1] for name, array in zip(names, arrays, strict=True)}
            for number in range(config.fit.batch)
        ]
    return samples


def _lost(full: Path, reduced: Path, judges: list[tuple[Batch, Batch]], good_db: float) -> float:
    """Return how many dB a photo of so many would lose by the mean squared difference of two networks' answers."""
    sessions, errors = [probes.open_model(path) for path in (full, reduced)], []
    for source in itertools.chain.from_iterable(sources_ for sources_, _ in judges):
        answers = [session.run(None, probes.feeds(session, source[None]))[0] for session in sessions]
        errors.append(np.mean(np.square(answers[0] - answers[1])))
    return float(10 * np.log10(1 + np.mean(errors) / 10 ** (-good_db / 10)))


def _seconds(model: Path) -> float:
    """Return the least processor time of a few runs on one core: other work on the machine does not count."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    channels = session.get_inputs()[0].shape[-1]
    image = np.random.default_rng(0).random((1, _TIMED_SIDE, _TIMED_SIDE, channels), np.float32)
    times = []
    for _ in range(_TIMINGS + 1):
        began = time.process_time()
        session.run(None, probes.feeds(session, image))
        times.append(time.process_time() - began)
    return min(times[1:])  # the first one makes buffers
