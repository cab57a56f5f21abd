"""What a network costs: arithmetic and memory; runs in the child only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, helper

from recon_desktop.core.card import ModelCard
from recon_desktop.engine import machine
from recon_desktop.engine.importer.findings import Beat, Unfit
from recon_desktop.engine.importer.net import picture
from recon_desktop.engine.importer.reading import read_graph
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import first_line

_HEAVY = ("Conv", "ConvTranspose", "MatMul", "Gemm")


def flops_per_output_pixel(model: ModelProto, height: int, width: int, channels: int) -> int:
    """Count multiplications and additions of convolutions and matrix products for one output pixel.

    The network runs once on a picture, all that those nodes read and give being told: no rule of shapes is
    needed. Nodes inside the graphs of other nodes do not count.
    """
    told = ModelProto()
    told.CopyFrom(model)
    weights = {tensor.name: tuple(tensor.dims) for tensor in told.graph.initializer}
    nodes = [node for node in told.graph.node if node.op_type in _HEAVY and node.domain in ("", "ai.onnx")]
    result = told.graph.output[0].name
    names = {name for node in nodes for name in (*node.input[:2], node.output[0]) if name not in weights}
    names -= {told.graph.input[0].name, result}
    told.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in sorted(names))
    session = CPU.open(told.SerializeToString(), 0)
    image = picture(height, width, channels)[np.newaxis]
    outputs = session.run(None, {told.graph.input[0].name: image})
    shapes = weights | {each.name: output.shape for each, output in zip(session.get_outputs(), outputs, strict=True)}
    shapes[told.graph.input[0].name] = image.shape
    total = sum(_flops(node, shapes) for node in nodes)
    pixels: int = shapes[result][1] * shapes[result][2]
    return max(round(total / pixels), 1)


def check(card: ModelCard, file: Path, beat: Beat) -> None:
    """See whether a file does what a card promises, on one small picture.

    Raises:
        Unfit: It does not.
    """
    model = read_graph(file)
    inputs = {value.name for value in model.graph.input}
    pictures = inputs - set(card.conditions)
    channels = 3 if card.channels == "rgb" else 1
    side = -(-max(card.min_size, 64) // card.align) * card.align
    beat()
    try:
        session = CPU.open(model.SerializeToString(), 0)
        feeds = {name: np.full((1, 1, 1, 1), -1.0, np.float32) for name in card.conditions}
        feeds |= {name: picture(side, side, channels)[np.newaxis] for name in pictures}
        (output,) = session.run(None, feeds)
    except Exception as error:  # onnxruntime's own derive from nothing narrower
        raise Unfit("run", first_line(error)) from error
    promised = (1, side * card.network_scale, side * card.network_scale, channels)
    if len(pictures) != 1 or output.shape != promised:
        raise Unfit("card", f"it promises {promised}, the network gives {output.shape}")


def peak_memory(path: Path, side: int, channels: int) -> int:
    """The most memory that this process ever held, in bytes, once the network has run on a picture of `side`."""
    session = CPU.open(path.read_bytes(), 0)
    session.run(None, {session.get_inputs()[0].name: np.zeros((1, side, side, channels), np.float32)})
    status = Path("/proc/self/status")
    if status.exists():  # not getrusage, whose peak starts at that of the parent process on Linux
        return int(status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) * 1024
    return round(machine.peak_memory_mib() * 2**20)


def _flops(node: NodeProto, shapes: dict[str, tuple[int, ...]]) -> int:
    first, second, result = shapes[node.input[0]], shapes[node.input[1]], shapes[node.output[0]]
    if node.op_type == "Conv":  # weights: out, in / groups, height, width
        return 2 * int(np.prod(result)) * int(np.prod(second[1:]))
    if node.op_type == "ConvTranspose":  # weights: in, out / groups, height, width
        return 2 * int(np.prod(first)) * int(np.prod(second[1:]))
    return 2 * int(np.prod(result)) * first[-1]
