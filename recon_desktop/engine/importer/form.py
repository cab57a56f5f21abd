"""Finds out how a network wants its pictures, by its graph and by running it; runs in the child only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from onnx import ModelProto, TensorProto, numpy_helper

from recon_desktop.core.card import Layout, Precision, ValueRange
from recon_desktop.core.image import Image
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.importer.findings import LAYOUTS, RANGES, SCALES, Beat, Channels, Form, Unfit, Wish
from recon_desktop.engine.importer.net import CannotRun, Net, picture
from recon_desktop.engine.importer.surgery import loosened, spanned, unspanned, wrapped

_SIDES = (64, 96, 128, 256, 48, 72)
"""Tried in turn, where a network takes any size; the first are multiples of most grids."""

_MANY = 16
"""What is stated where channels stand, and is no more than this, is their number."""

_ALIKE = 25.0
"""PSNR in dB from which on a network is taken to have understood its picture."""

_BETTER = 0.8
"""A pair of ranges is taken before a likelier one only where its error is less than this part of the other's."""

_PRECISIONS: dict[int, Precision] = {TensorProto.FLOAT: "fp32", TensorProto.FLOAT16: "fp16"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A network whose form is known.

    Attributes:
        model: With one input and one output, and any size where it takes that.
        form: Of it.
        side: A side that it was seen to take.
    """

    model: ModelProto
    form: Form
    side: int


def fit(model: ModelProto, wish: Wish, beat: Beat) -> Fitted:
    """Find a form in which the network runs and gives a picture back.

    Raises:
        Unfit: There is none.
    """
    _one_picture_in(model)
    precision = _precision(model)
    reasons: list[Unfit] = []
    for layout, channels in _arrangements(model, wish):
        plain = Form(layout, layout, channels, precision)
        fixed = _fixed_size(model, layout)
        # Most networks of a fixed size were only exported so.
        for tried, sides in _ways(model, layout, channels, fixed):
            for output in _picture_outputs(tried):
                one = _with_output(tried, output)
                try:
                    found = _scale_of(one, plain, sides, beat)
                except CannotRun as error:
                    reasons.append(Unfit("run", str(error)))
                except Unfit as error:
                    reasons.append(error)
                else:
                    form, side = found
                    form = replace(form, fixed=fixed if tried is model else None)
                    return Fitted(one, _ranges(one, form, side, wish, beat), side)
    # What came out says more than what did not run.
    raise max(reasons, key=lambda unfit: unfit.reason != "run")


def _ways(
    model: ModelProto, layout: Layout, channels: Channels, fixed: tuple[int, int] | None
) -> Iterator[tuple[ModelProto, tuple[tuple[int, int], ...]]]:
    yield loosened(model, layout, channels), _sides(fixed)
    if fixed:
        yield model, (fixed,)


def likeness(net: Net, form: Form, side: int) -> float:
    """PSNR in dB of what a network makes of a picture, against the picture."""
    image = picture(side, side, form.channels)
    return _psnr(net(image), _expected(image, form.scale))


def difference(net: Net, other: Net, form: Form, side: int) -> float:
    """What the second network loses against the first, in dB, both measured against the picture."""
    return max(likeness(net, form, side) - likeness(other, form, side), 0.0)


def _one_picture_in(model: ModelProto) -> None:
    inputs = list(model.graph.input)
    pictures = [value for value in inputs if len(value.type.tensor_type.shape.dim) == 4]
    if len(inputs) != 1 or not pictures:
        shapes = ", ".join(f"{value.name} {_shape(value)}" for value in inputs)
        raise Unfit("input", f"it takes {shapes}" if inputs else "it takes nothing")
    batch = inputs[0].type.tensor_type.shape.dim[0]
    if batch.HasField("dim_value") and batch.dim_value not in (0, 1):
        raise Unfit("input", f"it takes {batch.dim_value} pictures at once")


def _precision(model: ModelProto) -> Precision:
    kind = model.graph.input[0].type.tensor_type.elem_type
    if kind not in _PRECISIONS:
        raise Unfit("input", f"it takes numbers of the kind {TensorProto.DataType.Name(kind).lower()}")
    return _PRECISIONS[kind]


def _arrangements(model: ModelProto, wish: Wish) -> Iterator[tuple[Layout, Channels]]:
    """Where the channels can be, and how many: what the graph says first, else everything."""
    dims = [_side(dim) for dim in model.graph.input[0].type.tensor_type.shape.dim]
    stated = [(layout, dims[1 if layout == "NCHW" else 3]) for layout in LAYOUTS if wish.layout in (None, layout)]
    known = [(layout, count) for layout, count in stated if count in (1, 3)]
    if not known and any(count is not None and count <= _MANY for _, count in stated):
        raise Unfit("input", f"it takes {_shape(model.graph.input[0])}, and a photo has 3 channels or 1")
    for layout, count in known or stated:
        if count is None:
            yield layout, 3
            yield layout, 1
        elif count in (1, 3):
            yield layout, cast(Channels, count)


def _fixed_size(model: ModelProto, layout: Layout) -> tuple[int, int] | None:
    dims = [_side(dim) for dim in model.graph.input[0].type.tensor_type.shape.dim]
    height, width = dims[2:] if layout == "NCHW" else dims[1:3]
    return (height, width) if height is not None and width is not None else None


def _sides(fixed: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """Sizes to try; another than the fixed one, where there is one, to see whether it is."""
    if fixed is None:
        return tuple((side, side) for side in _SIDES)
    height, width = fixed
    return ((2 * height, 2 * width),) if height * width <= 256**2 else ((height + 64, width + 64),)


def _picture_outputs(model: ModelProto) -> list[str]:
    """Outputs that can be pictures: of four dimensions, or of a number that the graph does not tell."""
    names = [
        value.name
        for value in model.graph.output
        if len(value.type.tensor_type.shape.dim) in (0, 4) and value.type.tensor_type.elem_type in _PRECISIONS
    ]
    if not names:
        shapes = ", ".join(f"{value.name} {_shape(value)}" for value in model.graph.output)
        raise Unfit("output", f"it gives {shapes}")
    return names


def _with_output(model: ModelProto, name: str) -> ModelProto:
    one = ModelProto()
    one.CopyFrom(model)
    for value in [value for value in one.graph.output if value.name != name]:
        one.graph.output.remove(value)
    return one


def _scale_of(model: ModelProto, plain: Form, sides: tuple[tuple[int, int], ...], beat: Beat) -> tuple[Form, int]:
    """The form with scale and layout of the output, and a side that it takes.

    Raises:
        CannotRun: It takes none of the sides.
        Unfit: It gives a picture that is not the input's enlargement.
    """
    # The output comes as it is: only what is seen tells its layout.
    raw = replace(plain, output_layout="NHWC")
    net = Net(wrapped(model, raw), beat)
    refused: list[CannotRun] = []
    seen: list[str] = []
    for height, width in sides:
        try:
            output = net.raw(picture(height, width, plain.channels))
        except CannotRun as error:
            refused.append(error)
            continue
        if output.ndim != 4:
            raise Unfit("output", f"it gives an array of {output.ndim} dimensions")
        for layout in (plain.layout, *LAYOUTS):
            channels, *shape = output.shape[1:] if layout == "NCHW" else (output.shape[3], *output.shape[1:3])
            scale = shape[0] // height
            if channels == plain.channels and shape == [scale * height, scale * width] and scale in SCALES:
                return replace(plain, output_layout=layout, scale=scale), max(height, width)
        seen.append(f"a picture of {height}x{width} comes back as {'x'.join(map(str, output.shape))}")
    if seen:
        raise Unfit("output", seen[0])
    raise refused[0]


def _ranges(model: ModelProto, form: Form, side: int, wish: Wish, beat: Beat) -> Form:
    """The ranges of values with which the network changes a picture least: restorers keep what they see.

    A network that does the same in several ranges, as linear ones do, gets the likeliest.
    """
    net = Net(wrapped(model, form), beat)
    height, width = form.fixed or (side, side)
    image = picture(height, width, form.channels)
    expected = _expected(image, form.scale)
    outputs = {values: net(spanned(image, values)) for values in RANGES if wish.input_range in (None, values)}
    ends_in = wish.output_range or _range_at_the_end(model)
    pairs = [
        (taken, given)
        for same in (True, False)
        for taken in outputs
        for given in RANGES
        if ends_in in (None, given) and (taken == given) is same
    ]
    errors = {pair: _error(unspanned(outputs[pair[0]], pair[1]), expected) for pair in pairs}
    best = pairs[0]
    for pair in pairs[1:]:
        # A network's own constants count for less the wider its values span: that alone is no reason to change.
        if _decibels(errors[best]) < _ALIKE and errors[pair] < _BETTER * errors[best]:
            best = pair
    return replace(form, input_range=best[0], output_range=best[1])


def _range_at_the_end(model: ModelProto) -> ValueRange | None:
    """The range that the last node which changes values cuts them to, where it does."""
    makers = {name: node for node in model.graph.node for name in node.output}
    node = makers.get(model.graph.output[0].name)
    while node is not None and node.op_type in ("Transpose", "Identity", "Cast", "DepthToSpace", "Slice", "Reshape"):
        node = makers.get(node.input[0])
    if node is None or node.op_type not in ("Tanh", "Sigmoid", "Clip"):
        return None
    if node.op_type != "Clip":
        return "-1..1" if node.op_type == "Tanh" else "0..1"
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    weights |= {name: maker.attribute[0].t for name, maker in makers.items() if maker.op_type == "Constant"}
    limits = {each.name: each.f for each in node.attribute}
    for name, at in (("min", 1), ("max", 2)):
        if at < len(node.input) and node.input[at] in weights:
            limits[name] = float(numpy_helper.to_array(weights[node.input[at]]))
    spans: dict[tuple[float | None, float | None], ValueRange] = {
        (0.0, 1.0): "0..1",
        (0.0, 255.0): "0..255",
        (-1.0, 1.0): "-1..1",
    }
    return spans.get((limits.get("min"), limits.get("max")))


def _expected(image: Image, scale: int) -> Image:
    return bicubic(image, scale) if scale > 1 else image


def _error(output: Image, expected: Image) -> float:
    """Root mean square; a picture that is no number is as far away as can be."""
    error = float(np.sqrt(np.mean(np.square(output.astype(np.float64) - expected))))
    return error if np.isfinite(error) else np.inf


def _psnr(output: Image, expected: Image) -> float:
    return _decibels(_error(np.clip(output, 0, 1), expected))


def _decibels(error: float) -> float:
    return float(-20 * np.log10(max(error, 1e-6)))


def _side(dim: object) -> int | None:
    value = getattr(dim, "dim_value", 0)
    return int(value) if value > 0 else None


def _shape(value: object) -> str:
    dims = value.type.tensor_type.shape.dim  # type: ignore[attr-defined]
    return "x".join(str(_side(dim) or "?") for dim in dims) or "a number"
