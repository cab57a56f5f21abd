"""Rewrites a graph to the tensor contract: float32 NHWC, 0..1, any height and width; runs in the child only.

Nothing is guessed here: a `Form` says how the network wants its pictures.
"""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from recon_desktop.core.card import Layout, ValueRange
from recon_desktop.engine.importer.findings import Form
from recon_desktop.engine.importer.reading import graphs, tensors

_SPAN: dict[ValueRange, tuple[float, float]] = {"0..1": (1.0, 0.0), "0..255": (255.0, 0.0), "-1..1": (2.0, -1.0)}
"""From 0..1 to each range: times the first, plus the second."""

_TO_NCHW, _TO_NHWC = [0, 3, 1, 2], [0, 2, 3, 1]


def spanned(image: np.ndarray, values: ValueRange) -> np.ndarray:
    """A picture of 0..1 in another range."""
    times, plus = _SPAN[values]
    return (image * np.float32(times) + np.float32(plus)).astype(np.float32)


def unspanned(image: np.ndarray, values: ValueRange) -> np.ndarray:
    """A picture of some range in 0..1."""
    times, plus = _SPAN[values]
    return ((image - np.float32(plus)) / np.float32(times)).astype(np.float32)


def loosened(model: ModelProto, layout: Layout, channels: int) -> ModelProto:
    """The same network told to take any height and width; it may not be able to."""
    loose = ModelProto()
    loose.CopyFrom(model)
    del loose.graph.value_info[:]  # shapes of the fixed size
    picture = loose.graph.input[0]
    shape = [1, None, None, None]
    shape[1 if layout == "NCHW" else 3] = channels
    picture.CopyFrom(helper.make_tensor_value_info(picture.name, picture.type.tensor_type.elem_type, shape))
    for value in loose.graph.output:
        kind = value.type.tensor_type.elem_type
        value.CopyFrom(helper.make_tensor_value_info(value.name, kind, [None] * 4))
    return loose


def wrapped(model: ModelProto, form: Form) -> ModelProto:
    """The network between the nodes that bring pictures of the tensor contract to its form, and back.

    Args:
        model: With one input and one output.
        form: Of the network; `scale` does not matter.
    """
    if form == Form("NHWC", "NHWC", form.channels, "fp32", scale=form.scale, fixed=form.fixed):
        return model
    whole = ModelProto()
    whole.CopyFrom(model)
    graph = whole.graph
    wrapping = _Wrapping(graph)
    taken, given = graph.input[0], graph.output[0]
    half = form.precision == "fp16"

    before = _Chain(wrapping, wrapping.own("image"))
    if form.layout == "NCHW":
        before.add("Transpose", perm=_TO_NCHW)
    times, plus = _SPAN[form.input_range]
    before.scale("Mul", times)
    before.scale("Add", plus)
    if half:
        before.add("Cast", to=TensorProto.FLOAT16)
    before.ends_in(taken.name)

    after = _Chain(wrapping, given.name)
    if half:
        after.add("Cast", to=TensorProto.FLOAT)
    times, plus = _SPAN[form.output_range]
    after.scale("Add", -plus)
    after.scale("Mul", 1.0 / times)
    if form.output_layout == "NCHW":
        after.add("Transpose", perm=_TO_NHWC)
    after.ends_in(wrapping.own("restored"))

    nodes = [*before.nodes, *graph.node, *after.nodes]
    del graph.node[:]
    graph.node.extend(nodes)
    height, width = form.fixed or (None, None)
    taken.CopyFrom(helper.make_tensor_value_info(before.first, TensorProto.FLOAT, [1, height, width, form.channels]))
    given.CopyFrom(helper.make_tensor_value_info(after.last, TensorProto.FLOAT, [1, None, None, form.channels]))
    return whole


def in_full_precision(model: ModelProto) -> ModelProto:
    """The same network computing in float32 where it computes in half precision; every half is a float32, too."""
    full = ModelProto()
    full.CopyFrom(model)
    for tensor in tensors(full.graph):
        if tensor.data_type == TensorProto.FLOAT16:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), name))
    for graph in graphs(full.graph):
        for value in (*graph.input, *graph.output, *graph.value_info):
            if value.type.tensor_type.elem_type == TensorProto.FLOAT16:
                value.type.tensor_type.elem_type = TensorProto.FLOAT
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.name in ("to", "dtype") and attribute.i == TensorProto.FLOAT16:
                    attribute.i = TensorProto.FLOAT
    return full


def parameters(model: ModelProto) -> int:
    """Number of weights: all floating-point numbers that the graph holds."""
    kinds = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BFLOAT16)
    small = (TensorProto.INT8, TensorProto.UINT8)  # of quantised networks
    held = [tensor for tensor in tensors(model.graph) if tensor.data_type in (*kinds, *small)]
    return max(sum(int(np.prod(tensor.dims)) for tensor in held), 1)


class _Wrapping:
    """Names that a graph does not use yet."""

    def __init__(self, graph: GraphProto) -> None:
        self.graph = graph
        used = {name for each in graphs(graph) for node in each.node for name in (*node.input, *node.output)}
        used |= {value.name for value in (*graph.input, *graph.output, *graph.initializer)}
        self._prefix = "recon_"
        while any(name.startswith(self._prefix) for name in used):
            self._prefix = f"_{self._prefix}"
        self._count = 0

    def own(self, name: str) -> str:
        return self._prefix + name

    def fresh(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}"


class _Chain:
    """Nodes one after the other."""

    def __init__(self, wrapping: _Wrapping, first: str) -> None:
        self.first = self.last = first
        self.nodes: list[NodeProto] = []
        self._wrapping = wrapping

    def add(self, kind: str, *others: str, **attributes: object) -> None:
        name = self._wrapping.fresh()
        self.nodes.append(helper.make_node(kind, [self.last, *others], [name], **attributes))
        self.last = name

    def scale(self, kind: str, value: float) -> None:
        """Multiply or add a constant, unless that does nothing."""
        if value == (1.0 if kind == "Mul" else 0.0):
            return
        weight = numpy_helper.from_array(np.array(value, np.float32), self._wrapping.fresh())
        self._wrapping.graph.initializer.append(weight)
        self.add(kind, weight.name)

    def ends_in(self, name: str) -> None:
        """Give the last value a name."""
        if self.nodes:
            self.nodes[-1].output[0] = name
        else:
            self.nodes.append(helper.make_node("Identity", [self.last], [name]))
        self.last = name
