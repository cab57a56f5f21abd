"""The model card: all that is known about a model, as strict JSON beside its ONNX file.

An unknown key, a missing one or a value of the wrong type is an error. What the engine needs in order to run the model
and what a picture-taker needs in order to choose it stand here, never in a file name or in an `if`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from recon_desktop.core.errors import ModelCorrupt

Task = Literal["denoise", "upscale"]
Condition = Literal["noise_level"]
Tiling = Literal["exact", "near", "whole"]
Precision = Literal["fp32", "fp16", "int8"]
Layout = Literal["NCHW", "NHWC"]
ValueRange = Literal["0..1", "0..255", "-1..1"]
Flaw = Literal["noise", "jpeg"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Variant(_Strict):
    """One ONNX file of the model."""

    precision: Precision
    file: str = Field(pattern=r"^[A-Za-z0-9_.-]+$", description="Name beside the card.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    psnr_lost: float = Field(ge=0, description="dB lost against fp32 on a photo that it brings to 38 dB.")
    speed_up: float = Field(default=1.0, gt=0, description="Times as fast as fp32, on a processor that suits it.")

    @property
    def pays(self) -> bool:
        """Whether it is worth running where a device gains from its precision."""
        return self.speed_up >= 1


class Metric(_Strict):
    """One measured figure, with what it takes to measure it again."""

    dataset: str = Field(description="Set5, Set14, PolyU, ...")
    protocol: str = Field(description="Degradation, channel, border and noise seed in words.")
    measure: str = Field(description="psnr_y, ssim_y, psnr_rgb, ssim_rgb, niqe.")
    value: float
    baseline: float | None = Field(default=None, description="Bicubic, or the noisy input, in the same run.")
    published: float | None = Field(default=None, description="The paper's figure, where it has one.")
    real: bool = Field(default=False, description="Whether the damage was a camera's, not made for the measurement.")
    flaw: Flaw | None = Field(default=None, description="What was taken out; None for enlarging.")
    command: str


class TrainedOn(_Strict):
    """What the model saw."""

    degradations: str
    data: str
    licences: str
    steps: int = Field(ge=0)


class Origin(_Strict):
    """The foreign file that an imported model was made of, and how it wanted its pictures."""

    file: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    layout: Layout
    input_range: ValueRange
    output_range: ValueRange
    precision: Precision
    fixed_size: tuple[int, int] | None = Field(description="Height and width, where it took no other.")
    opset: int = Field(ge=1)
    departure: float = Field(ge=0, description="Largest difference seen between tiles and the whole, 0..1.")


class ModelCard(_Strict):
    """One model, as the engine runs it and as a person chooses it.

    Tensor contract: float32 NHWC (1, H, W, C), 0..1, dynamic H and W, C = 3 for `channels` "rgb" and 1 for "luma";
    returns (1, scale*H, scale*W, C). `pre_upsample` models are fed the bicubic enlargement and return its size.
    """

    schema_number: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Names its folder, too.")
    title: str
    task: Task
    architecture: str
    scale: int = Field(ge=1, le=8)
    channels: Literal["rgb", "luma"]
    pre_upsample: bool = False
    conditions: tuple[Condition, ...] = Field(
        default=(), description="Second input, (1, 1, 1, 1), in 0..1 (sigma / 255); a negative one for not known."
    )
    receptive_radius: int = Field(ge=0, description="Input pixels to each side that an output pixel depends on.")
    align: int = Field(default=1, ge=1, description="Tile origins and sizes are multiples of it.")
    min_size: int = Field(default=1, ge=1, description="Smallest width and height that the network accepts.")
    tiling: Tiling = Field(
        default="exact", description="Whether tiles equal the whole, differ by less than 8 bits show, or would show."
    )
    work_bytes_per_pixel: int = Field(ge=1, description="Peak memory of a run by input pixel.")
    parameters: int = Field(ge=1)
    flops_per_output_pixel: int = Field(ge=1, description="Multiplications and additions, counted as two.")
    variants: tuple[Variant, ...] = Field(min_length=1)
    trained_on: TrainedOn
    character: Literal["faithful", "inventive"]
    removes: tuple[Flaw, ...] = Field(default=(), description="What it was trained to take out, the main thing first.")
    historic: bool = Field(
        default=False, description="A milestone of the field, to compare and to learn from; newer ones do its work."
    )
    summary: str = Field(description="One or two sentences for the person who chooses.")
    licence: str
    source: str = Field(description="The paper, or where the design comes from.")
    metrics: tuple[Metric, ...] = ()
    config: str = Field(description="The training configuration's name.")
    commit: str
    origin: Origin | None = Field(default=None, description="Of an imported model.")

    @model_validator(mode="after")
    def _consistent(self) -> ModelCard:
        if self.task == "denoise" and self.scale != 1:
            raise ValueError("a denoiser has scale 1")
        if self.task == "upscale" and self.scale < 2:
            raise ValueError("an upscaler has a scale of at least 2")
        return self

    @property
    def network_scale(self) -> int:
        """How much larger the network's output is than its input: 1 for pre-upsampled models."""
        return 1 if self.pre_upsample else self.scale

    @property
    def measured_gain(self) -> float:
        """Mean gain over the bicubic enlargement or the noisy photo, in dB over all measured sets; 0 if unmeasured."""
        return _mean_gain(self.metrics) or 0.0

    @property
    def real_gain(self) -> float | None:
        """The same over the sets with real damage alone; None where it was measured on none."""
        return _mean_gain(metric for metric in self.metrics if metric.real)

    @property
    def removed(self) -> tuple[Flaw, ...]:
        """What it takes out; a denoiser whose card does not say is one for noise."""
        return self.removes or (("noise",) if self.task == "denoise" else ())

    def gain_over(self, flaw: Flaw) -> float:
        """Mean gain over photos with this flaw, in dB, over real ones alone where there is; 0 if unmeasured."""
        measured = [metric for metric in self.metrics if metric.flaw == flaw]
        return _mean_gain([metric for metric in measured if metric.real] or measured) or 0.0

    @property
    def full_precision(self) -> Variant:
        """The fp32 file, or the first one where there is none."""
        return self.variant("fp32") or self.variants[0]

    def variant(self, precision: Precision) -> Variant | None:
        """The file of this precision; None where there is none."""
        return next((variant for variant in self.variants if variant.precision == precision), None)


def _mean_gain(metrics: Iterable[Metric]) -> float | None:
    figures = [metric for metric in metrics if metric.measure.startswith("psnr")]
    gains = [metric.value - metric.baseline for metric in figures if metric.baseline is not None]
    return sum(gains) / len(gains) if gains else None


def read_card(path: Path) -> ModelCard:
    """Read and check a card.

    Raises:
        ModelCorrupt: No readable file, no JSON, an unknown or missing key, a wrong type.
    """
    try:
        return ModelCard.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelCorrupt(path.parent.name, f"its card cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "card"
        raise ModelCorrupt(path.parent.name, f"{path.name}, {where}: {first['msg']}") from error


def write_card(card: ModelCard, path: Path) -> None:
    """Write a card as indented JSON."""
    path.write_text(card.model_dump_json(indent=2, by_alias=True) + "\n", encoding="utf-8")
