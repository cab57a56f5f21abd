"""Files as other people write them: networks that restore a little, in any layout, range, precision and opset."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


@dataclass
class Foreign:
    """A graph that grows node by node; `last` is what the next one reads."""

    opset: int = 17
    half: bool = False
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)
    last: str = "in"

    def add(self, kind: str, *others: str, of: str | None = None, **attributes: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [of or self.last, *others], [name], **attributes))
        self.last = name
        return name

    def weight(self, values: Any) -> str:
        values = np.asarray(values)
        if self.half and values.dtype.kind == "f":
            values = values.astype(np.float16)
        elif values.dtype.kind == "f":
            values = values.astype(np.float32)
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, into: int, sources: list[int], size: int = 3, strength: float = 0.1, **options: Any) -> str:
        """A convolution whose channels keep those named of the input, and add a little of all."""
        rng = np.random.default_rng(len(self.nodes))
        kernel = rng.standard_normal((len(sources), into, size, size)) * strength / np.sqrt(into * size * size)
        for channel, source in enumerate(sources):
            kernel[channel, source, size // 2, size // 2] += 1
        bias = rng.standard_normal(len(sources)) * 0.01
        options.setdefault("pads", [size // 2] * 4)
        return self.add("Conv", self.weight(kernel), self.weight(bias), **options)

    def gain(self, value: float, plus: float = 0.0) -> str:
        self.add("Mul", self.weight(np.array(value)))
        return self.add("Add", self.weight(np.array(plus)))

    def numbers(self, *values: int) -> str:
        return self.weight(np.array(values, np.int64))

    def sides(self, of: str) -> str:
        """Height and width of a picture."""
        return self.add("Slice", self.numbers(2), self.numbers(4), of=self.add("Shape", of=of))

    def pad_to(self, multiple: int) -> str:
        """Reflect to the right and downwards up to a multiple, as networks do by themselves."""
        sides = self.sides("in")
        over = self.add("Mod", self.numbers(multiple, multiple), of=sides)
        missing = self.add("Mod", self.numbers(multiple), of=self.add("Sub", over, of=self.numbers(multiple, multiple)))
        pads = self.add("Concat", missing, of=self.numbers(0, 0, 0, 0, 0, 0), axis=0)
        return self.add("Pad", pads, of="in", mode="reflect")

    def crop_to_input(self) -> str:
        result = self.last
        return self.add("Slice", self.numbers(0, 0), self.sides("in"), self.numbers(2, 3), of=result)

    def shifted(self, by: int) -> str:
        """Black lines before and behind, so that windows of twice as many lie otherwise."""
        return self.add("Pad", self.numbers(0, 0, by, by, 0, 0, by, by)) if by else self.last

    def unshifted(self, by: int) -> str:
        return self.add("Slice", self.numbers(by, by), self.numbers(-by, -by), self.numbers(2, 3)) if by else self.last

    def attention(self, channels: int, side: int) -> str:
        """Every pixel looks at all of its window."""
        whole = self.last
        counts = self.add("Div", self.numbers(side, side), of=self.sides(whole))
        lines = self.add("Slice", self.numbers(0), self.numbers(1), of=counts)
        columns = self.add("Slice", self.numbers(1), self.numbers(2), of=counts)
        cut = self.add(
            "Concat", lines, self.numbers(side), columns, self.numbers(side), of=self.numbers(channels), axis=0
        )
        self.add("Transpose", perm=[1, 3, 2, 4, 0], of=self.add("Reshape", cut, of=whole))
        seen = self.add("Reshape", self.numbers(-1, side * side, channels))
        rng = np.random.default_rng(5)
        asked, offered, told = (
            self.add("MatMul", self.weight(rng.standard_normal((channels, channels))), of=seen) for _ in range(3)
        )
        self.add("MatMul", self.add("Transpose", perm=[0, 2, 1], of=offered), of=asked)
        self.add("Softmax", axis=-1)
        told = self.add("MatMul", told)
        back = self.add("Concat", columns, self.numbers(side, side, channels), of=lines, axis=0)
        windows = self.add("Transpose", perm=[4, 0, 2, 1, 3], of=self.add("Reshape", back, of=told))
        joined = self.add("Concat", self.sides(whole), of=self.numbers(1, channels), axis=0)
        return self.add("Reshape", joined, of=windows)

    def proto(self, shape: list[Any]) -> Any:
        kind = TensorProto.FLOAT16 if self.half else TensorProto.FLOAT
        value = helper.make_tensor_value_info("in", kind, shape)
        self.nodes.append(helper.make_node("Identity", [self.last], ["out"]))
        result = helper.make_tensor_value_info("out", kind, [None] * 4)
        graph = helper.make_graph(self.nodes, "net", [value], [result], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=10)

    def save(self, path: Path, shape: list[Any], **options: Any) -> Path:
        onnx.save(self.proto(shape), path, **options)
        return path


def upscaler(
    path: Path,
    scale: int,
    *,
    channels: int = 3,
    layout: str = "NCHW",
    values: str = "0..1",
    half: bool = False,
    size: int | None = None,
    opset: int = 17,
    **options: Any,
) -> Path:
    """Two convolutions, a pixel shuffle and a clip to 0..1, between what brings its values there and back."""
    net = Foreign(opset, half)
    if layout == "NHWC":
        net.add("Transpose", perm=[0, 3, 1, 2])
    times, plus = {"0..1": (1.0, 0.0), "0..255": (255.0, 0.0), "-1..1": (2.0, -1.0)}[values]
    net.gain(1 / times, -plus / times)
    net.conv(channels, [channel // 2 for channel in range(2 * channels)])
    ways = scale * scale
    by_colour = opset >= 11  # PyTorch's order of channels; before opset 11 there is that of TensorFlow alone
    net.conv(2 * channels, [2 * (o // ways if by_colour else o % channels) for o in range(channels * ways)])
    if scale > 1:
        net.add("DepthToSpace", blocksize=scale, **({"mode": "CRD"} if by_colour else {}))
    if opset >= 11:
        net.add("Clip", net.weight(np.array(0.0)), net.weight(np.array(1.0)))
    else:
        net.add("Clip", min=0.0, max=1.0)
    net.gain(times, plus)
    if layout == "NHWC":
        net.add("Transpose", perm=[0, 2, 3, 1])
    shape = [1, channels, size or "h", size or "w"] if layout == "NCHW" else [1, size or "h", size or "w", channels]
    return net.save(path, shape, **options)


def compact(path: Path, scale: int = 4) -> Path:
    """As SRVGG: convolutions with PReLU, a pixel shuffle, and the nearest enlargement added to it."""
    net = Foreign()
    for turn in range(3):
        net.conv(3 if turn == 0 else 16, [channel % 3 for channel in range(16)], strength=0.3)
        net.add("PRelu", net.weight(np.full((16, 1, 1), 0.2)))
    net.conv(16, [0] * (3 * scale * scale), strength=0.05)
    # The body adds detail to the enlargement: it has to be small.
    net.gain(0.02)
    detail = net.add("DepthToSpace", blocksize=scale, mode="CRD")
    sides = net.weight(np.array([1, 1, scale, scale], np.float32))
    base = net.add("Resize", "", sides, of="in", mode="nearest", coordinate_transformation_mode="asymmetric")
    net.add("Add", base, of=detail)
    return net.save(path, [1, 3, "h", "w"])


def unet(path: Path, depth: int, *, pads_itself: bool = False) -> Path:
    """Halves its picture `depth` times and doubles it again: sides are multiples of 2^depth, by itself or its user."""
    net = Foreign()
    if pads_itself:
        net.pad_to(2**depth)
    padded = net.last
    net.conv(3, [0, 1, 2, 0, 1, 2, 0, 1])
    skips = []
    for _ in range(depth):
        skips.append(net.last)
        net.conv(8, list(range(8)), 2, strides=[2, 2], pads=[0] * 4)
        net.add("Relu")
    for skip in reversed(skips):
        net.add("Resize", "", net.weight(np.array([1, 1, 2, 2], np.float32)), mode="nearest")
        net.add("Add", skip)
        net.conv(8, list(range(8)))
    net.conv(8, [0, 1, 2])
    net.gain(0.02)
    net.add("Add", padded)
    if pads_itself:
        net.crop_to_input()
    return net.save(path, [1, 3, "h", "w"])


def windows(path: Path, *, size: int | None = None) -> Path:
    """As SwinIR: pads to multiples of 8 by itself, attention within windows of 8, then within shifted ones."""
    net = Foreign()
    net.pad_to(8)
    padded = net.last
    net.conv(3, [0, 1, 2, 0, 1, 2, 0, 1])
    for shift in (0, 4):
        before = net.last
        net.shifted(shift)
        net.attention(8, 8)
        net.unshifted(shift)
        net.add("Mul", net.weight(np.array(0.1)))
        net.add("Add", before)
        net.conv(8, list(range(8)))
    net.conv(8, [0, 1, 2])
    net.gain(0.05)
    net.add("Add", padded)
    net.crop_to_input()
    return net.save(path, [1, 3, size or "h", size or "w"])


def squeezed(path: Path) -> Path:
    """Weighs its channels by their mean over the whole picture: there is no place where one pixel does not count."""
    net = Foreign()
    body = net.conv(3, [0, 1, 2])
    net.add("GlobalAveragePool")
    net.add("Sigmoid")
    net.add("Mul", body)
    net.add("Add", "in")
    net.gain(0.6)
    return net.save(path, [1, 3, "h", "w"])


def really_fixed(path: Path, size: int = 32, scale: int = 2) -> Path:
    """Shapes of one size are written into its graph."""
    net = Foreign()
    net.conv(3, [0, 1, 2])
    net.add("Reshape", net.weight(np.array([1, 3, size, size], np.int64)))
    net.conv(3, [o // (scale * scale) for o in range(3 * scale * scale)])
    net.add("DepthToSpace", blocksize=scale, mode="CRD")
    net.add("Clip", net.weight(np.array(0.0)), net.weight(np.array(1.0)))
    return net.save(path, [1, 3, size, size])


# -------------------------------------------------------------------- what no one should take in


def loop(path: Path) -> Path:
    """Turns round for ever."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["on"], ["still"]), helper.make_node("Mul", ["x", "one"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, None),
        ],
    )
    net = Foreign()
    truth, times = net.weight(np.array(True)), net.weight(np.array(2**62, np.int64))
    net.weights.append(numpy_helper.from_array(np.array(1.0, np.float32), "one"))
    net.nodes.append(helper.make_node("Loop", [times, truth, "in"], ["n0"], body=body))
    net.last = "n0"
    return net.save(path, [1, 3, "h", "w"])


def circle(path: Path) -> Path:
    """Two nodes that wait for each other."""
    net = Foreign()
    net.nodes += [helper.make_node("Add", ["in", "b"], ["a"]), helper.make_node("Relu", ["a"], ["b"])]
    net.last = "b"
    return net.save(path, [1, 3, "h", "w"])


def greedy(path: Path) -> Path:
    """Asks for six thousand times its picture's memory."""
    net = Foreign()
    net.add("Tile", net.numbers(1, 100, 8, 8))
    net.add("Sigmoid")
    net.add("ReduceMean", axes=[2, 3])
    return net.save(path, [1, 3, "h", "w"])


def classifier(path: Path) -> Path:
    """Tells what is on a picture."""
    net = Foreign()
    net.add("GlobalAveragePool")
    net.add("Flatten")
    value = helper.make_tensor_value_info("in", TensorProto.FLOAT, [1, 3, None, None])
    result = helper.make_tensor_value_info(net.last, TensorProto.FLOAT, [1, 3])
    graph = helper.make_graph(net.nodes, "net", [value], [result], net.weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def custom(path: Path) -> Path:
    """Needs an operator that its author alone has."""
    net = Foreign()
    net.nodes.append(helper.make_node("DeformConv9", ["in"], ["n0"], domain="com.author"))
    net.last = "n0"
    model = net.proto([1, 3, "h", "w"])
    model.opset_import.append(helper.make_opsetid("com.author", 1))
    onnx.save(model, path)
    return path


def outside(path: Path, location: str) -> Path:
    """Names a file of weights that is none of its business."""
    net = Foreign()
    net.conv(3, [0, 1, 2])
    model = net.proto([1, 3, "h", "w"])
    weight = model.graph.initializer[0]
    length = len(weight.raw_data)
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(length))):
        weight.external_data.add(key=key, value=value)
    onnx.save(model, path)
    return path


def heavy(path: Path, gigabytes: int) -> Path:
    """Has weights of many gigabytes in a file beside it, which is nothing but a hole on the disk."""
    outside(path, "weights.bin")
    model = onnx.load(path, load_external_data=False)
    for entry in model.graph.initializer[0].external_data:
        if entry.key == "length":
            entry.value = str(gigabytes * 2**30)
    onnx.save(model, path)
    with path.with_name("weights.bin").open("wb") as file:
        file.truncate(gigabytes * 2**30)
    return path


def hole(path: Path, gigabytes: int) -> Path:
    """A file of many gigabytes with nothing in it."""
    with path.open("wb") as file:
        file.truncate(gigabytes * 2**30)
    return path


def text(path: Path) -> Path:
    """A letter."""
    path.write_text("Dear reader, this is no model.\n" * 20)
    return path


def empty(path: Path) -> Path:
    """Nothing."""
    path.write_bytes(b"")
    return path


def depth_map(path: Path) -> Path:
    """Makes one channel of three."""
    net = Foreign()
    net.conv(3, [0])
    return net.save(path, [1, 3, "h", "w"])


def shrinking(path: Path) -> Path:
    """Leaves out a border."""
    net = Foreign()
    net.conv(3, [0, 1, 2], pads=[0] * 4)
    return net.save(path, [1, 3, "h", "w"])


def two_pictures(path: Path) -> Path:
    """Takes one picture and another."""
    net = Foreign()
    net.add("Add", "other")
    model = net.proto([1, 3, None, None])
    model.graph.input.append(helper.make_tensor_value_info("other", TensorProto.FLOAT, [1, 3, None, None]))
    onnx.save(model, path)
    return path


def four_channels(path: Path) -> Path:
    """Takes a picture and a map of its noise in one."""
    net = Foreign()
    net.conv(4, [0, 1, 2])
    return net.save(path, [1, 4, "h", "w"])


def unknown(path: Path) -> Path:
    """Needs an operator of ONNX that nobody has written."""
    net = Foreign()
    net.add("Enhance")
    return net.save(path, [1, 3, "h", "w"])


def linked_outside(path: Path) -> Path:
    """Its weights are a link to a file outside its folder."""
    path.with_name("weights.bin").symlink_to(path.parent.parent / "secret.bin")
    return outside(path, "weights.bin")


def faint(path: Path) -> Path:
    """Mixes in a little of the mean of all: less than a file shows."""
    net = Foreign()
    body = net.conv(3, [0, 1, 2], strength=0.05)
    net.add("GlobalAveragePool", of="in")
    net.gain(0.002)
    net.add("Add", body)
    return net.save(path, [1, 3, "h", "w"])


def bundle(path: Path, folder: Path) -> Path:
    """A model's folder as one file, whatever is in it."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"{folder.name}/{file.name}")
    return path
