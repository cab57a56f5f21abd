"""Weights of an 8-bit network rounded together, so that what one loses the next makes good.

E. Frantar et al., GPTQ, ICLR 2023, after B. Hassibi and D. Stork's optimal brain surgeon, 1993: of each filter one
weight after the other is rounded, and those to come are moved so that the error of the answer is least, on what the
convolution really sees. Here the convolutions come in their order, and each is fitted to what the 8-bit ones before it
hand on, so that it makes good for them, too (as in E. Frantar and D. Alistarh, OBC, NeurIPS 2022).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import numpy_helper

Array = npt.NDArray[np.float64]

_DAMPING = 0.01
"""Share of the mean energy of the inputs that is added to each, so that what hardly occurs does not count for all."""

_MOST = 127


def round_together(full: Path, reduced: Path, samples: Sequence[dict[str, Any]]) -> None:
    """Round the weights of an 8-bit file anew, at the steps that it has. Convolutions with strides stay as they are.

    Args:
        full: ONNX file of the network in float.
        reduced: The same by `onnxruntime.quantization`, with nodes of the same names; written anew.
        samples: Inputs by name, such as the network will see.
    """
    float_graph, model = onnx.load(full).graph, onnx.load(reduced)
    weights = {each.name: numpy_helper.to_array(each) for each in float_graph.initializer}
    convolutions = {node.name: node for node in model.graph.node if node.op_type == "Conv"}
    stored = {each.name: each for each in model.graph.initializer}
    made_by = {name: node for node in model.graph.node for name in node.output}
    for node in float_graph.node:
        scaled = made_by.get(convolutions[node.name].input[1]) if node.op_type == "Conv" else None
        if scaled is None or not _is_plain(node):
            continue
        kernel, whole = convolutions[node.name], weights[node.input[1]]
        steps = numpy_helper.to_array(stored[scaled.input[1]]).astype(np.float64)
        wanted, seen = _patches(full, node.input[0], samples), _patches(reduced, kernel.input[0], samples)
        filters = whole.reshape(len(whole), -1).astype(np.float64)
        rounded = _rounded(filters, steps, *_energies(wanted, seen, whole.shape[-1]))
        stored[scaled.input[0]].CopyFrom(numpy_helper.from_array(rounded.reshape(whole.shape), scaled.input[0]))
        onnx.save(model, reduced)


def _is_plain(node: onnx.NodeProto) -> bool:
    """Whether a convolution moves by one pixel over its own surroundings, all channels together."""
    stated = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
    side = stated["kernel_shape"][0]
    return bool(
        stated["kernel_shape"] == [side, side]
        and stated.get("strides", [1, 1]) == [1, 1]
        and stated.get("dilations", [1, 1]) == [1, 1]
        and stated.get("group", 1) == 1
        and (stated.get("auto_pad", b"NOTSET") == b"SAME_UPPER" or stated.get("pads", [0] * 4) == [side // 2] * 4)
    )


def _patches(file: Path, name: str, samples: Sequence[dict[str, Any]]) -> list[npt.NDArray[np.float32]]:
    """Return a tensor within a network for each sample, as (1, channels, height, width)."""
    model = onnx.load(file)
    model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # else 8 bits are fused away
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return [session.run([name], sample)[0] for sample in samples]


def _columns(tensor: npt.NDArray[np.float32], side: int) -> Array:
    """Return what each position of a convolution sees, as (positions, channels x side x side)."""
    edge = ((0, 0), (0, 0), (side // 2, side // 2), (side // 2, side // 2))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(tensor, edge), (side, side), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, tensor.shape[1] * side * side).astype(np.float64)


def _energies(
    wanted: Sequence[npt.NDArray[np.float32]], seen: Sequence[npt.NDArray[np.float32]], side: int
) -> tuple[Array, Array]:
    """Return the products of the inputs in 8 bits with themselves, and with those in float, over all positions."""
    own = mixed = np.zeros((1, 1))
    for float_tensor, tensor in zip(wanted, seen, strict=True):
        columns = _columns(tensor, side)
        own, mixed = own + columns.T @ columns, mixed + columns.T @ _columns(float_tensor, side)
    return own, mixed


def _rounded(filters: Array, steps: Array, own: Array, mixed: Array) -> npt.NDArray[np.int8]:
    """Return filters, (count, weights), as whole numbers of steps, one step a filter."""
    energy = own + np.eye(len(own)) * _DAMPING * np.mean(np.diag(own))
    aimed = filters + np.linalg.solve(energy, (mixed - own) @ filters.T).T
    order = np.argsort(-np.diag(own))  # the loudest first, while there are still others that can make good
    factor = np.linalg.cholesky(np.linalg.inv(energy[np.ix_(order, order)])).T
    left, rounded = aimed[:, order], np.zeros(filters.shape, np.int8)
    for place, weight in enumerate(order):
        rounded[:, weight] = np.clip(np.rint(left[:, place] / steps), -_MOST, _MOST)
        error = (left[:, place] - rounded[:, weight] * steps) / factor[place, place]
        left[:, place:] -= np.outer(error, factor[place, place:])
    return rounded
