"""What is found out about a foreign file, as frozen facts that cross from the process that found them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from recon_desktop.core.card import Layout, Precision, Tiling, ValueRange
from recon_desktop.core.errors import ImportReason

LAYOUTS: tuple[Layout, ...] = get_args(Layout)
RANGES: tuple[ValueRange, ...] = get_args(ValueRange)

FULL, HALF = "model.onnx", "fp16.onnx"
"""What its files are called, in float32 and in half of it."""

SCALES = range(1, 9)
"""Enlargements that a card can name."""

Channels = Literal[1, 3]

Beat = Callable[[], None]
"""Told before each run of a network: the child is alive."""


class Unfit(Exception):
    """The file cannot become a model; raised in the child, told as an `ImportRefused`."""

    def __init__(self, reason: ImportReason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: ImportReason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person knows better than the probes; None for what is to be found out."""

    layout: Layout | None = None
    input_range: ValueRange | None = None
    output_range: ValueRange | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How a network wants its pictures and gives them back.

    Attributes:
        layout: Of its input.
        output_layout: Of its output.
        channels: Of both.
        precision: Of its own arithmetic.
        input_range: Of the values that it takes.
        output_range: Of those that it gives.
        scale: Size of its output by that of its input.
        fixed: Height and width, where it takes no other; None where it takes any.
    """

    layout: Layout
    output_layout: Layout
    channels: Channels
    precision: Precision
    input_range: ValueRange = "0..1"
    output_range: ValueRange = "0..1"
    scale: int = 1
    fixed: tuple[int, int] | None = None

    @property
    def in_full_precision(self) -> Form:
        """The same in float32."""
        return replace(self, precision="fp32")


@dataclass(frozen=True, slots=True)
class Tiles:
    """How a network that keeps the tensor contract can be cut into tiles.

    Attributes:
        tiling: "exact": tiles equal the whole; "near": they differ by less than half a level of 255; "whole": they
            would show.
        radius: Input pixels to each side that count; 0 for "whole".
        align: Grid on which blocks must begin and end.
        min_size: Smallest side that it takes.
        departure: Largest difference that was seen between tiles and the whole, 0..1.
    """

    tiling: Tiling
    radius: int
    align: int
    min_size: int
    departure: float


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found out about one file.

    Attributes:
        form: How it wants its pictures.
        tiles: How it can be cut.
        opset: Version of ONNX' operators that it is written in.
        parameters: Number of weights.
        flops_per_output_pixel: Multiplications and additions of convolutions and matrix products, counted as two.
        psnr_lost: dB that its half precision loses against fp32 on the picture it was tried on; None where it has none.
        likeness: PSNR in dB of what it makes of a picture, against the picture (enlarged): a restorer keeps it.
        pace: Seconds by input pixel of a run.
    """

    form: Form
    tiles: Tiles
    opset: int
    parameters: int
    flops_per_output_pixel: int
    psnr_lost: float | None
    likeness: float
    pace: float
