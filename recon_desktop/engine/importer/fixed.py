"""Makes a network of one fixed size take any size: it runs on overlapping blocks, inside its own graph.

So the engine sees a network like any other. Blocks overlap by a margin, found by trying, at which two of them agree;
beyond the photo its edge goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper, version_converter

from recon_desktop.core.image import Image
from recon_desktop.engine.importer.findings import Beat, Form, Unfit
from recon_desktop.engine.importer.net import Net, picture
from recon_desktop.engine.importer.probes import EXACT, NEAR
from recon_desktop.engine.importer.reading import opset_of

_OPSET = 17
"""That the nodes around the network are written in."""

_SMALLEST_CORE = 4


def for_any_size(model: ModelProto, form: Form, beat: Beat) -> ModelProto:
    """Wrap a network of the tensor contract that takes one size only.

    Args:
        model: With one input and one output.
        form: Of it, with its size.
        beat: Told before each run.

    Raises:
        Unfit: Blocks never agree, or the graph cannot be carried over.
    """
    assert form.fixed is not None
    margin = _margin(Net(model, beat), form)
    if opset_of(model) < _OPSET:
        try:
            model = version_converter.convert_version(model, _OPSET)
        except (RuntimeError, ValueError) as error:
            raise Unfit("fixed", "x".join(map(str, form.fixed))) from error
    return _looped(model, form, margin)


def _margin(net: Net, form: Form) -> int:
    """The smallest margin at which blocks agree, exactly if they ever do."""
    assert form.fixed is not None
    margins = range(1, (min(form.fixed) - _SMALLEST_CORE) // 2 + 1)
    seams = {margin: max(_seam(net, form, margin, axis) for axis in (0, 1)) for margin in margins}
    for limit in (EXACT, NEAR):
        for margin, seam in seams.items():
            if seam <= limit:
                return margin
    raise Unfit("fixed", "x".join(map(str, form.fixed)))


def _seam(net: Net, form: Form, margin: int, axis: int) -> float:
    """How much two neighbouring blocks differ on the two lines where one takes over from the other."""
    assert form.fixed is not None
    length, other = form.fixed if axis == 0 else form.fixed[::-1]
    core = length - 2 * margin
    rng = np.random.default_rng(margin)
    shape = (length + core, other) if axis == 0 else (other, length + core)
    image = 0.5 * picture(*shape, form.channels) + 0.5 * rng.random((*shape, form.channels), np.float32)

    def lines(start: int) -> Image:
        block = image[start : start + length] if axis == 0 else image[:, start : start + length]
        output = net(np.asarray(block, np.float32))
        output = output if axis == 0 else output.swapaxes(0, 1)
        seam = (margin + core - start) * form.scale
        return output[seam - form.scale : seam + form.scale]

    difference = float(np.abs(lines(0) - lines(core)).max())
    return difference if np.isfinite(difference) else np.inf


class _Nodes:
    """Nodes with their constants, written one after the other."""

    def __init__(self, prefix: str) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []
        self._prefix = prefix

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{self._prefix}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def numbers(self, *values: int) -> str:
        name = f"{self._prefix}c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def joined(self, *parts: str) -> str:
        return self.add("Concat", *parts, axis=0)

    def cut(self, name: str, starts: str, stops: str) -> str:
        """The part of a picture between two corners of two numbers each: line and column."""
        return self.add("Slice", name, starts, stops, self.numbers(1, 2))


def _looped(model: ModelProto, form: Form, margin: int) -> ModelProto:
    assert form.fixed is not None
    inner, scale = model.graph, form.scale
    core = [side - 2 * margin for side in form.fixed]
    around = _Nodes("recon_around_")
    size = around.add("Slice", around.add("Shape", "recon_picture"), around.numbers(1), around.numbers(3))
    counts = around.add(
        "Div", around.add("Add", size, around.numbers(*(side - 1 for side in core))), around.numbers(*core)
    )
    after = around.add("Sub", around.add("Mul", counts, around.numbers(*core)), size)
    after = around.add("Add", after, around.numbers(margin, margin))
    pads = around.joined(around.numbers(0, margin, margin, 0, 0), after, around.numbers(0))
    padded = around.add("Pad", "recon_picture", pads, mode="edge")
    columns = around.add("Slice", counts, around.numbers(1), around.numbers(2))
    blocks = around.add("ReduceProd", counts, keepdims=0)

    body = _block(inner, around, form, core, margin, padded, columns)
    truth = numpy_helper.from_array(np.array(True), "recon_around_on")
    around.weights.append(truth)
    stacked = around.add("Loop", blocks, truth.name, body=body)

    cores = around.joined(counts, around.numbers(*(side * scale for side in core), form.channels))
    grid = around.add("Transpose", around.add("Reshape", stacked, cores), perm=[0, 2, 1, 3, 4])
    sides = around.add("Mul", counts, around.numbers(*(side * scale for side in core)))
    sheet = around.add("Reshape", grid, around.joined(around.numbers(1), sides, around.numbers(form.channels)))
    wanted = around.add("Mul", size, around.numbers(scale, scale))
    result = around.cut(sheet, around.numbers(0, 0), wanted)

    whole = ModelProto()
    whole.CopyFrom(model)
    picture_in = helper.make_tensor_value_info("recon_picture", TensorProto.FLOAT, [1, None, None, form.channels])
    picture_out = helper.make_tensor_value_info(result, TensorProto.FLOAT, [1, None, None, form.channels])
    weights = [*inner.initializer, *around.weights]
    whole.graph.CopyFrom(helper.make_graph(around.nodes, "any size", [picture_in], [picture_out], weights))
    return whole


def _block(
    inner: GraphProto, around: _Nodes, form: Form, core: Sequence[int], margin: int, padded: str, columns: str
) -> GraphProto:
    """The graph of one turn: cut a block out of the padded picture, run the network, keep its core."""
    assert form.fixed is not None
    turn = _Nodes("recon_turn_")
    number = turn.add("Reshape", "recon_number", turn.numbers(1))
    line, column = turn.add("Div", number, columns), turn.add("Mod", number, columns)
    corner = turn.add("Mul", turn.joined(line, column), turn.numbers(*core))
    block = turn.cut(padded, corner, turn.add("Add", corner, turn.numbers(*form.fixed)))
    turn.nodes.append(helper.make_node("Identity", [block], [inner.input[0].name]))
    turn.nodes.extend(inner.node)
    begin = margin * form.scale
    kept = turn.cut(
        inner.output[0].name, turn.numbers(begin, begin), turn.numbers(*(begin + side * form.scale for side in core))
    )
    going_on = turn.add("Identity", "recon_going_on")
    around.weights.extend(turn.weights)
    return helper.make_graph(
        turn.nodes,
        "one block",
        [
            helper.make_tensor_value_info("recon_number", TensorProto.INT64, []),
            helper.make_tensor_value_info("recon_going_on", TensorProto.BOOL, []),
        ],
        [
            helper.make_tensor_value_info(going_on, TensorProto.BOOL, []),
            helper.make_tensor_value_info(
                kept, TensorProto.FLOAT, [1, *(side * form.scale for side in core), form.channels]
            ),
        ],
    )
