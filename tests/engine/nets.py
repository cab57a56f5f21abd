"""Tiny networks of known shape, built as ONNX graphs and filed with their cards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from recon_desktop.core.card import ModelCard, write_card


@dataclass
class Graph:
    """An ONNX graph in NCHW between an NHWC input and an NHWC output."""

    channels: int
    seed: int = 0
    conditioned: bool = False
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)
    last: str = "nchw"
    width: int = 0

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.width = self.channels
        self.nodes.append(helper.make_node("Transpose", ["input"], ["nchw"], perm=[0, 3, 1, 2]))

    def _add(self, kind: str, inputs: list[str], **attributes: Any) -> Graph:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        self.last = name
        return self

    def _weight(self, values: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, size: int, out: int) -> Graph:
        scale = 1.0 / np.sqrt(self.width * size * size)
        kernel = self.rng.standard_normal((out, self.width, size, size)).astype(np.float32) * np.float32(scale)
        bias = self._weight(self.rng.standard_normal(out).astype(np.float32) * np.float32(0.1))
        self.width = out
        return self._add("Conv", [self.last, self._weight(kernel), bias], pads=[size // 2] * 4)

    def relu(self) -> Graph:
        return self._add("Relu", [self.last])

    def down(self, factor: int) -> Graph:
        self.width *= factor * factor
        return self._add("SpaceToDepth", [self.last], blocksize=factor)

    def up(self, factor: int) -> Graph:
        self.width //= factor * factor
        return self._add("DepthToSpace", [self.last], blocksize=factor, mode="DCR")

    def times(self, value: float) -> Graph:
        return self._add("Mul", [self.last, self._weight(np.array(value, np.float32))])

    def plus_input(self) -> Graph:
        return self._add("Add", [self.last, "nchw"])

    def plus_noise_level(self) -> Graph:
        self.conditioned = True
        return self._add("Add", [self.last, "noise_level"])

    def bytes(self) -> bytes:
        self.nodes.append(helper.make_node("Transpose", [self.last], ["output"], perm=[0, 2, 3, 1]))

        def image(name: str) -> Any:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, None, self.channels])

        inputs = [image("input")]
        if self.conditioned:
            inputs.append(helper.make_tensor_value_info("noise_level", TensorProto.FLOAT, [1, 1, 1, 1]))
        graph = helper.make_graph(self.nodes, "net", inputs, [image("output")], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())


def file_model(folder: Path, name: str, content: bytes | dict[str, bytes], **facts: Any) -> ModelCard:
    """Write a model's folder: card and files (fp32, or one for each precision)."""
    home = folder / name
    home.mkdir(parents=True)
    contents = {"fp32": content} if isinstance(content, bytes) else content
    variants = []
    for precision, data in contents.items():
        (home / f"{precision}.onnx").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        variants.append({"precision": precision, "file": f"{precision}.onnx", "sha256": digest, "psnr_lost": 0.0})
    scale = facts.get("scale", 1)
    card = ModelCard.model_validate(
        {
            "schema": 1,
            "id": name,
            "title": name,
            "task": "upscale" if scale > 1 else "denoise",
            "architecture": "test",
            "scale": scale,
            "channels": "rgb",
            "receptive_radius": 0,
            "work_bytes_per_pixel": 1000,
            "parameters": 1,
            "flops_per_output_pixel": 1000,
            "variants": tuple(variants),
            "trained_on": {"degradations": "-", "data": "-", "licences": "-", "steps": 0},
            "character": "faithful",
            "summary": "A test network.",
            "licence": "Apache-2.0",
            "source": "-",
            "config": "-",
            "commit": "-",
            **facts,
        }
    )
    write_card(card, home / "card.json")
    return card


def file_all(folder: Path) -> None:
    """File one network of each kind that the engine knows."""
    deep = Graph(3, 1).conv(5, 8).relu().conv(3, 8).relu().conv(3, 3).times(0.1).plus_input().bytes()
    file_model(folder, "denoise-deep", deep, receptive_radius=4)
    point = Graph(3, 2).conv(1, 4).relu().conv(1, 3).times(0.1).plus_input().bytes()
    file_model(folder, "denoise-point", point, flops_per_output_pixel=2000)
    # One pixel beyond the two of the 3x3 kernel on the halved grid, for the other phase.
    strided = Graph(3, 3).down(2).conv(3, 8).relu().conv(1, 12).times(0.1).up(2).plus_input().bytes()
    file_model(folder, "denoise-strided", strided, receptive_radius=3, align=2, min_size=6, flops_per_output_pixel=3000)
    luma = Graph(1, 4).conv(3, 4).relu().conv(3, 1).times(0.1).plus_input().bytes()
    file_model(folder, "denoise-luma", luma, receptive_radius=2, channels="luma", flops_per_output_pixel=4000)
    told = Graph(3, 5).conv(3, 3).plus_noise_level().bytes()
    file_model(
        folder, "denoise-told", told, receptive_radius=1, conditions=("noise_level",), flops_per_output_pixel=5000
    )
    for scale in (2, 4):
        subpixel = Graph(1, 6).conv(5, 8).relu().conv(3, 8).relu().conv(3, scale * scale).up(scale).bytes()
        file_model(folder, f"upscale-luma-x{scale}", subpixel, scale=scale, channels="luma", receptive_radius=4)
    colour = Graph(3, 7).conv(3, 12).up(2).bytes()
    file_model(folder, "upscale-rgb-x2", colour, scale=2, receptive_radius=1, flops_per_output_pixel=2000)
    for channels in ("luma", "rgb"):
        width = 3 if channels == "rgb" else 1
        before = Graph(width, 8).conv(5, 4).relu().conv(5, width).times(0.1).plus_input().bytes()
        file_model(
            folder,
            f"upscale-before-{channels}-x2",
            before,
            scale=2,
            channels=channels,
            pre_upsample=True,
            receptive_radius=4,
            flops_per_output_pixel=9000,
        )


DENOISERS = ("denoise-deep", "denoise-point", "denoise-strided", "denoise-luma", "denoise-told")
UPSCALERS = (
    "upscale-luma-x2",
    "upscale-luma-x4",
    "upscale-rgb-x2",
    "upscale-before-luma-x2",
    "upscale-before-rgb-x2",
)
