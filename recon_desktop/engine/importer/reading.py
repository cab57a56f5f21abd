"""Reads a foreign file, refusing what no one should run; runs in the child only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError
from onnx import AttributeProto, GraphProto, ModelProto, TensorProto, external_data_helper, helper, inliner

from recon_desktop.engine.importer.findings import Unfit

LARGEST = 2**31 - 2**20
"""Bytes: what one protocol buffer holds, some room for what is added left."""

_DOMAINS = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft"}
"""Whose operators onnxruntime carries."""

_OLDEST_OPSET = 7
_NAMED_INITIALIZERS = 4  # from this IR version on initializers need not be inputs, too


def read_graph(path: Path) -> ModelProto:
    """The file's graph with all of its weights in it, its functions written out.

    Raises:
        Unfit: It is no ONNX file, too large, damaged, names files outside its folder or operators that nobody has.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unfit("unreadable", error.strerror or str(error)) from error
    if size > LARGEST:
        raise Unfit("large", f"it has {size / 2**30:.1f} GiB")
    try:
        model = onnx.load(path, load_external_data=False)
    except OSError as error:
        raise Unfit("unreadable", error.strerror or str(error)) from error
    except (DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Unfit("unreadable", "it is no ONNX file") from error
    if not model.graph.node or not model.graph.output:
        raise Unfit("unreadable", "it is no ONNX file, or there is nothing in it")
    _take_in_external_data(model, path, size)
    _refuse_foreign_operators(model)
    try:
        if model.functions:
            model = inliner.inline_local_functions(model)
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, RuntimeError, ValueError) as error:
        text = _brief(error)
        raise Unfit("operators" if "No Op registered" in text else "damaged", text) from error
    opset = opset_of(model)
    if opset < _OLDEST_OPSET:
        raise Unfit("damaged", f"it is written in opset {opset}, and {_OLDEST_OPSET} is the oldest that still runs")
    _keep_weights_out_of_the_inputs(model)
    needed = int(helper.find_min_ir_version_for(list(model.opset_import), ignore_unknown=True))
    model.ir_version = max(needed, _NAMED_INITIALIZERS)  # a newer one than needed keeps older runtimes out
    return model


def opset_of(model: ModelProto) -> int:
    """The version of ONNX' own operators."""
    return max((int(entry.version) for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=1)


def graphs(graph: GraphProto) -> Iterator[GraphProto]:
    """A graph and all graphs inside its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs) if _holds_graphs(attribute) else ():
                yield from graphs(inner)


def tensors(graph: GraphProto) -> Iterator[TensorProto]:
    """All tensors that a graph and the graphs inside it hold."""
    for each in graphs(graph):
        yield from each.initializer
        for node in each.node:
            for attribute in node.attribute:
                if attribute.type == AttributeProto.TENSOR:
                    yield attribute.t
                yield from attribute.tensors


def _holds_graphs(attribute: AttributeProto) -> bool:
    return attribute.type in (AttributeProto.GRAPH, AttributeProto.GRAPHS)


def _take_in_external_data(model: ModelProto, path: Path, size: int) -> None:
    folder = Path(os.path.realpath(path.parent))
    outside = [tensor for tensor in tensors(model.graph) if external_data_helper.uses_external_data(tensor)]
    for tensor in outside:
        facts = external_data_helper.ExternalDataInfo(tensor)
        file = Path(os.path.realpath(folder / facts.location))
        if Path(facts.location).is_absolute() or not file.is_relative_to(folder):
            raise Unfit("outside", f"“{facts.location}”")
        try:
            there = file.stat().st_size
        except OSError as error:
            raise Unfit("unreadable", f"its weights are in “{facts.location}”, which is not beside it") from error
        length = facts.length if facts.length is not None else there - (facts.offset or 0)
        if length < 0 or (facts.offset or 0) + length > there:
            raise Unfit("damaged", f"“{facts.location}” ends before its weights do")
        size += length
    if size > LARGEST:
        raise Unfit("large", f"it has {size / 2**30:.1f} GiB of weights")
    for tensor in outside:
        try:
            external_data_helper.load_external_data_for_tensor(tensor, str(folder))
        except (OSError, ValueError, RuntimeError, onnx.checker.ValidationError) as error:
            raise Unfit("unreadable", _brief(error)) from error
        tensor.data_location = TensorProto.DEFAULT
        del tensor.external_data[:]


def _refuse_foreign_operators(model: ModelProto) -> None:
    own = {function.domain for function in model.functions}
    foreign = {
        f"{node.domain}.{node.op_type}"
        for graph in graphs(model.graph)
        for node in graph.node
        if node.domain not in _DOMAINS | own
    }
    if foreign:
        raise Unfit("operators", ", ".join(sorted(foreign)[:5]))


def _keep_weights_out_of_the_inputs(model: ModelProto) -> None:
    """Old files list their weights among the inputs."""
    weights = {tensor.name for tensor in model.graph.initializer}
    for value in [value for value in model.graph.input if value.name in weights]:
        model.graph.input.remove(value)


def _brief(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:300]
