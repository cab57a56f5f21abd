"""What to train and how: one strict TOML file for each published model."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

PROJECT = Path(__file__).resolve().parents[1]
RUNS = PROJECT / "runs"
MODELS = PROJECT / "resources" / "models"
TRAIN_FOLDER = PROJECT.parent / "shared" / "data" / "train" / "free"
EVALUATION_FOLDER = PROJECT.parent / "shared" / "data" / "eval"


class ConfigError(Exception):
    """A configuration that cannot be used; the message says which key, and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(_Strict):
    """Which patches the network sees."""

    patch: int = Field(gt=0, description="Side of a patch of the network's input, in pixels.")
    noise: tuple[float, float] | None = Field(None, description="Range of the noise level, 8-bit units.")
    validation_share: float = Field(0.06, gt=0, lt=1)
    validation_patch: int = Field(96, gt=0, description="Side of a validation crop of the network's input, in pixels.")
    validation_photos: int = Field(32, gt=0)
    validation_noise: tuple[float, ...] = (15.0, 25.0, 50.0)


class FitConfig(_Strict):
    """How the weights are found: Adam, a linear warm-up, then a cosine down to the final rate."""

    steps: int = Field(gt=0)
    batch: int = Field(gt=0)
    learning_rate: float = Field(gt=0)
    final_learning_rate: float = Field(1e-6, ge=0)
    warmup_steps: int = Field(500, ge=0)
    loss: Literal["l1", "l2", "charbonnier"] = "l1"
    gradient_clip: float | None = Field(None, gt=0, description="Largest norm of the whole gradient.")
    ema: float = Field(0.999, ge=0, lt=1, description="Decay of the averaged weights, the ones that are published.")
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    seed: int = 0
    validate_every: int = Field(1000, gt=0)
    checkpoint_every: int = Field(1000, gt=0)
    start_from: str | None = Field(None, description="Run whose weights are taken over wherever names and shapes fit.")


class TrainConfig(_Strict):
    """One model: what it is, what it learns from, how it is trained."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    summary: str
    source: str
    task: Literal["denoise", "upscale"]
    scale: int = Field(1, ge=1)
    channels: Literal["rgb", "luma"]
    align: int = Field(1, ge=1)
    architecture: str
    hyperparameters: dict[str, int | float | str | bool] = {}
    data: DataConfig
    fit: FitConfig
    published: dict[str, dict[str, float]] = Field({}, description="The paper's figures, by set and measure.")

    def trains_as(self, other: "TrainConfig") -> bool:
        """Whether one can go on with the other's run: its schedule, texts and published figures may differ."""
        told = {"title", "summary", "source", "published"}
        schedule = {"steps", "learning_rate", "final_learning_rate", "gradient_clip"}
        left, right = (
            config.model_dump(exclude={**dict.fromkeys(told, True), "fit": schedule}) for config in (self, other)
        )
        return left == right

    @model_validator(mode="after")
    def _consistent(self) -> "TrainConfig":
        if (self.task == "denoise") != (self.data.noise is not None):
            raise ValueError("data.noise belongs to a denoiser, and every denoiser needs it")
        if self.data.patch % self.align or self.data.validation_patch % self.align:
            raise ValueError(f"data.patch and data.validation_patch must be multiples of align = {self.align}")
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
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> TrainConfig:
    """Check a configuration's text; `name` says in messages where it came from.

    Raises:
        ConfigError: It is no TOML, or a key is unknown, missing or of the wrong kind.
    """
    try:
        return TrainConfig.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is no TOML: {error}") from error
    except ValidationError as error:
        raise ConfigError(f"{name}: " + "; ".join(_explain(dict(e)) for e in error.errors())) from error


def _explain(error: dict[str, object]) -> str:
    """Turn one of pydantic's errors into a sentence; an unknown key gets the nearest valid one."""
    location = error["loc"]
    assert isinstance(location, tuple)
    where = ".".join(str(part) for part in location) or "configuration"
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg']}"
    sections: dict[str, type[_Strict]] = {"data": DataConfig, "fit": FitConfig}
    section = sections.get(str(location[0]), TrainConfig) if len(location) > 1 else TrainConfig
    near = difflib.get_close_matches(str(location[-1]), list(section.model_fields), n=1, cutoff=0)
    return f"unknown key {where}; the nearest valid one is {near[0]}"
