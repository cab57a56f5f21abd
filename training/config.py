"""What to train and how: one strict TOML file for each published model."""

import difflib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from recon_desktop.core.card import Condition
from recon_desktop.core.degrade import Downscale, Reduction
from training.augment import STEPS
from training.data.noise import NoiseKind

PROJECT = Path(__file__).resolve().parents[1]
RUNS = PROJECT / "runs"
TRAINED = PROJECT / "training" / "trained"
MODELS = PROJECT / "resources" / "models"
PRISTINE = PROJECT / "resources" / "metrics" / "niqe.json"
TRAIN_FOLDER = PROJECT.parent / "shared" / "data" / "train" / "free"
EVALUATION_FOLDER = PROJECT.parent / "shared" / "data" / "eval"


Dataset = Literal["Set5", "Set14", "PolyU", "Nam25", "RENOIR"]
Loss = Literal["l1", "l2", "charbonnier", "fft"]
Measure = Literal["psnr_y", "ssim_y", "niqe", "psnr_rgb", "ssim_rgb"]


class ConfigError(Exception):
    """A configuration that cannot be used; the message says which key, and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(_Strict):
    """Which patches the network sees."""

    patch: int = Field(gt=0, description="Side of a patch of the network's input, in pixels.")
    scales: tuple[Annotated[int, Field(ge=2)], ...] = Field(
        (), description="Enlargements learned at once by a network that is fed enlarged photos; by default its own one."
    )
    reductions: tuple[Reduction, ...] = Field(
        ("bicubic",),
        min_length=1,
        description="How small photos are made, each way as often.",
    )
    noise: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(gt=0)]] | None = Field(
        None, description="Range of the noise level, 8-bit units; a camera's at middle grey."
    )
    noise_kind: NoiseKind = Field(
        "white", description="White Gaussian noise, that of cameras, or all that real photos have been through."
    )
    jpeg: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=100)]] | None = Field(
        None,
        description="Range of the quality of JPEG: a denoiser's, in the place of noise; some small photos' of others.",
    )
    validation_share: float = Field(0.06, gt=0, lt=1)
    validation_patch: int = Field(96, gt=0, description="Side of a validation crop of the network's input, in pixels.")
    validation_photos: int = Field(32, gt=0)
    validation_noise: tuple[float, ...] = (15.0, 25.0, 50.0)
    validation_jpeg: tuple[int, ...] = (10, 40)


class AugmentConfig(_Strict):
    """How patches are varied."""

    steps: tuple[str, ...] = Field(
        default=("symmetries",), description="Names in `training.augment.STEPS`, in this order."
    )

    @field_validator("steps")
    @classmethod
    def _known(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        for step in steps:
            if step not in STEPS:
                raise ValueError(f"there is no step {step}; {nearest(step, STEPS)}")
        return steps


class FitConfig(_Strict):
    """How the weights are found: Adam, a linear warm-up, then a cosine or steps down to the final rate."""

    steps: int = Field(gt=0)
    batch: int = Field(gt=0)
    learning_rate: float = Field(gt=0)
    final_learning_rate: float = Field(1e-6, ge=0)
    schedule: Literal["cosine", "step"] = "cosine"
    decay_every: float = Field(0.2, gt=0, le=1, description="Step schedule: share of all steps between two decays.")
    decay: float = Field(0.5, gt=0, lt=1, description="Step schedule: what the rate is multiplied by.")
    warmup_steps: int = Field(500, ge=0)
    loss: Loss = "l1"
    last_loss: Loss | None = Field(None, description="Loss of the last part of the steps.")
    last_share: float = Field(0.2, gt=0, lt=1, description="How large that part is.")
    gradient_clip: float | None = Field(None, gt=0, description="Largest norm of the whole gradient.")
    ema: float = Field(0.999, ge=0, lt=1, description="Decay of the averaged weights, the ones that are published.")
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    seed: int = Field(0, ge=0)
    validate_every: int = Field(1000, gt=0)
    checkpoint_every: int = Field(1000, gt=0)
    early_stop: int | None = Field(None, gt=0, description="Validations without a better one after which to end.")
    hold_statistics: bool = Field(
        False, description="Whether batch normalisation applies what it has learned, instead of each batch's own."
    )
    start_from: str | None = Field(None, description="Run whose weights are taken over wherever names and shapes fit.")


class GanConfig(_Strict):
    """The adversarial part of a training: what a picture is compared by, and how much the discriminator counts."""

    content: Literal["vgg19", "encoder"]
    vgg19_weights: str = Field("imagenet", description="A weights file, or imagenet: Keras downloads it.")
    encoder_run: str | None = Field(None, description="Run of this project whose network gives the features.")
    encoder_layer: str | None = Field(None, description="Name of its layer.")
    content_scale: float = Field(1 / 12.75, gt=0, description="What the features are multiplied by.")
    adversarial_weight: float = Field(1e-3, ge=0)
    pixel_weight: float = Field(0.0, ge=0, description="Of the mean absolute error; the paper has none.")
    grid_weight: float = Field(0.0, ge=0, description="Of the error that repeats with the small photo's pixels.")
    discriminator_width: int = Field(64, gt=0)
    discriminator_learning_rate: float = Field(1e-4, gt=0, description="Constant; the generator's follows `fit`.")

    @model_validator(mode="after")
    def _consistent(self) -> "GanConfig":
        if (self.content == "encoder") != (self.encoder_run is not None and self.encoder_layer is not None):
            raise ValueError("encoder_run and encoder_layer belong to content = encoder, which needs both")
        return self


class TrainConfig(_Strict):
    """One model: what it is, what it learns from, how it is trained."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    summary: str
    source: str
    character: Literal["faithful", "inventive"] = "faithful"
    historic: bool = Field(False, description="Whether it is there to compare and to learn from, not to be chosen.")
    run: str | None = Field(None, description="Name of its run, where several models come from one; by default the id.")
    task: Literal["denoise", "upscale"]
    scale: int = Field(1, ge=1)
    pre_upsample: bool = Field(False, description="Whether the network is fed the bicubic enlargement.")
    channels: Literal["rgb", "luma"]
    align: int = Field(1, ge=1)
    conditions: tuple[Condition, ...] = Field((), description="What the network is told besides the photo.")
    architecture: str
    hyperparameters: dict[str, int | float | str | bool] = {}
    data: DataConfig
    augment: AugmentConfig = AugmentConfig()
    fit: FitConfig
    gan: GanConfig | None = None
    published: dict[Dataset, dict[Measure, float]] = Field({}, description="The paper's figures, by set and measure.")

    @property
    def run_name(self) -> str:
        """Name of the run's folder."""
        return self.run or self.id

    @property
    def scales(self) -> tuple[int, ...]:
        """The enlargements that are trained, 1 for a denoiser."""
        return self.data.scales or (self.scale,)

    @property
    def reductions(self) -> tuple[Downscale, ...]:
        """What makes the small photos; a denoiser's one leaves them as large as they are."""
        return tuple(Downscale(scale, method) for scale in self.scales for method in self.data.reductions)

    @property
    def network_scale(self) -> int:
        """How much larger the network's output is than its input."""
        return 1 if self.pre_upsample else self.scale

    def trains_as(self, other: "TrainConfig") -> bool:
        """Whether one can go on with the other's run: its schedule, batch, texts and published figures may differ.

        So may id and scale where one training learns several scales: they say what is exported.
        """
        told = {"title", "summary", "source", "character", "historic", "published"}
        if self.data.scales:
            told |= {"id", "scale"}
        schedule = {
            "steps",
            "batch",
            "learning_rate",
            "final_learning_rate",
            "schedule",
            "decay_every",
            "decay",
            "gradient_clip",
            "hold_statistics",
            "last_loss",
            "last_share",
        }
        left, right = (
            config.model_dump(exclude={**dict.fromkeys(told, True), "fit": schedule}) for config in (self, other)
        )
        return left == right

    @model_validator(mode="after")
    def _consistent(self) -> "TrainConfig":
        damages = [name for name in ("noise", "jpeg") if getattr(self.data, name) is not None]
        if self.task == "denoise" and len(damages) != 1:
            raise ValueError("every denoiser needs data.noise or data.jpeg, and not both")
        if self.task == "upscale" and (self.data.noise is not None or (self.data.jpeg and self.pre_upsample)):
            raise ValueError(
                "data.noise belongs to a denoiser, data.jpeg to that or a network that is fed small photos"
            )
        for name in damages:
            low, high = getattr(self.data, name)
            if low > high:
                raise ValueError(f"data.{name} must be a range, the lower end first")
        if self.data.noise_kind != "white" and (self.task, self.channels) != ("denoise", "rgb"):
            raise ValueError(f"data.noise_kind = {self.data.noise_kind} belongs to a denoiser with channels = rgb")
        if self.conditions and (self.task != "denoise" or self.gan is not None):
            raise ValueError("conditions belongs to a denoiser that is not trained adversarially")
        if self.data.reductions != ("bicubic",) and self.task == "denoise":
            raise ValueError("data.reductions belongs to an upscaler")
        if self.pre_upsample and self.task == "denoise":
            raise ValueError("pre_upsample belongs to an upscaler")
        if self.data.scales and not (self.pre_upsample and self.scale in self.data.scales):
            raise ValueError("data.scales needs pre_upsample, and holds the scale of the model itself")
        if self.data.patch % self.align or self.data.validation_patch % self.align:
            raise ValueError(f"data.patch and data.validation_patch must be multiples of align = {self.align}")
        for scale in self.scales if self.pre_upsample else ():
            if self.data.patch % scale or self.data.validation_patch % scale:
                raise ValueError(f"data.patch and data.validation_patch must be multiples of the scale {scale}")
        for name in self.augment.steps:
            if STEPS[name].needs == "rgb" and self.channels != "rgb":
                raise ValueError(f"augment.steps: {name} needs channels = rgb")
            if STEPS[name].needs == "equal sizes" and self.network_scale != 1:
                raise ValueError(f"augment.steps: {name} needs an input as large as the output")
        if self.gan is not None and self.fit.early_stop is not None:
            raise ValueError("fit.early_stop goes by PSNR, which an adversarial training does not improve")
        if self.gan is not None and self.fit.last_loss is not None:
            raise ValueError("fit.last_loss belongs to a training that is not adversarial")
        if self.gan is not None and self.channels != "rgb":
            raise ValueError("gan needs channels = rgb")
        if self.gan is not None and self.gan.grid_weight and self.network_scale == 1:
            raise ValueError("gan.grid_weight needs a network that enlarges")
        return self


def load_config(path: Path) -> TrainConfig:
    """Read a configuration.

    Args:
        path: A TOML file, or the bare name of one in ``training/configs``.

    Raises:
        ConfigError: The file is missing or no TOML, or a key is unknown, missing or of the wrong kind.
    """
    if not path.exists() and path.suffix == "":
        path = PROJECT / "training" / "configs" / f"{path.name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        known = sorted(file.stem for file in (PROJECT / "training" / "configs").glob("*.toml"))
        raise ConfigError(f"{path} cannot be read ({error.strerror}); configurations: {', '.join(known)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is no text in UTF-8: {error.reason} at byte {error.start}") from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> TrainConfig:
    """Check a configuration's text; `name` says in messages where it came from.

    Raises:
        ConfigError: It is no TOML, or a key is unknown, missing or of the wrong kind.
    """
    try:
        return _checked(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is no TOML: {error}") from error
    except RecursionError:
        raise ConfigError(f"{name} is no TOML: it is nested too deeply") from None


def changed(config: TrainConfig, section: str, **values: object) -> TrainConfig:
    """Return the configuration with other values in one of its sections.

    Raises:
        ConfigError: They do not fit.
    """
    whole = config.model_dump()
    return _checked({**whole, section: {**whole[section], **values}}, config.id)


def _checked(values: dict[str, object], name: str) -> TrainConfig:
    try:
        return TrainConfig.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{name}: " + "; ".join(_explain(dict(e)) for e in error.errors())) from error


def write_config(config: TrainConfig) -> str:
    """Return a configuration as TOML that `parse_config` reads back."""
    values = config.model_dump(mode="json", exclude_none=True)
    sections = {key: value for key, value in values.items() if isinstance(value, dict)}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if key not in sections]
    for name, section in sections.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in section.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {json.dumps(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


def _explain(error: dict[str, object]) -> str:
    """Turn one of pydantic's errors into a sentence; an unknown key gets the nearest valid one."""
    location = error["loc"]
    assert isinstance(location, tuple)
    where = ".".join(str(part) for part in location) or "configuration"
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg']}"
    sections: dict[str, type[_Strict]] = {
        "data": DataConfig,
        "augment": AugmentConfig,
        "fit": FitConfig,
        "gan": GanConfig,
    }
    section = sections.get(str(location[0]), TrainConfig) if len(location) > 1 else TrainConfig
    return f"unknown key {where}; {nearest(str(location[-1]), section.model_fields)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return, in words, which of the valid names is most like a wrong one."""
    return f"the nearest valid one is {difflib.get_close_matches(name, known, n=1, cutoff=0)[0]}"
