"""What can be varied of a lesson: as options of the command, or as keys of a small TOML file."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from training.config import ConfigError
from training.explore.names import choose

SEED = 0
LOSSES = ("mse", "mae", "bce")
"""The mean squared error, the mean absolute error, binary cross-entropy."""


@dataclass(frozen=True)
class Course:
    """How a network is taught: Adam at its usual rate of 0.001.

    Attributes:
        epochs: How often each picture is seen.
        batch: Pictures in a step.
        pictures: How many are learned from; all if None.
        seed: Of first weights, order and noise.
    """

    epochs: int
    batch: int
    pictures: int | None = None
    seed: int = SEED


def _knob(words: str, **how: Any) -> Any:
    """Return a field that is an option of the command; `how` goes to argparse."""
    return field(default=None, metadata={"help": words, "type": int, **how})


@dataclass(frozen=True)
class Settings:
    """The knobs of a lesson, the meaning of each beside it; one that the lesson does not have is None."""

    epochs: int = _knob("how often each picture is seen")
    batch: int = _knob("pictures in a step")
    pictures: int = _knob("how many pictures to learn from; all if there are fewer")
    layers: tuple[int, ...] = _knob("units or filters of the layers before the latent one", nargs="*")
    latent: int = _knob("values that a picture is squeezed into")
    noise: float = _knob("standard deviation of the noise on the inputs; white is 1", type=float)
    loss: str = _knob("what the training lowers", type=str, choices=LOSSES)
    k: int = _knob("groups of k-means")
    n_init: int = _knob("how often k-means begins anew; the best is kept")
    perplexity: float = _knob("of t-SNE: about how many neighbours count", type=float)
    points: int = _knob("test pictures on the map")
    seed: int = field(default=SEED, metadata={"help": "of all that is random", "type": int})
    repeat: int = field(default=1, metadata={"help": "run so often, each with the next seed: means", "type": int})

    @property
    def course(self) -> Course:
        """How a network is taught."""
        return Course(self.epochs, self.batch, self.pictures, self.seed)


Changes = dict[str, Any]


def options() -> dict[str, dict[str, Any]]:
    """Return the arguments of argparse for each knob, by its name."""
    return {knob.name: dict(knob.metadata) for knob in fields(Settings)}


def read(path: Path) -> Changes:
    """Read a TOML file with some of the knobs.

    Raises:
        ConfigError: It cannot be read, or a key or a value is none.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error})") from error
    knobs = {knob.name: knob for knob in fields(Settings)}
    for name, value in found.items():
        kind = choose(name, knobs, f"key in {path}:").metadata
        values = value if "nargs" in kind and isinstance(value, list) else [value]
        allowed = {int: (int,), float: (int, float), str: (str,)}[kind["type"]]
        if ("nargs" in kind) != isinstance(value, list) or any(type(one) not in allowed for one in values):
            raise ConfigError(f"{path}: {name} = {value!r}: {kind['help']}")
        if value not in kind.get("choices", [value]):
            raise ConfigError(f"{path}: {name} is one of {', '.join(kind['choices'])}, not {value}")
    return found


def check(changes: Changes) -> None:
    """Make sure that values make sense.

    Raises:
        ConfigError: One does not.
    """
    for name, value in changes.items():
        least = 0 if name in ("noise", "seed") else 1
        values = value if isinstance(value, (list, tuple)) else [value]
        if any(not isinstance(one, str) and not one >= least for one in values):
            raise ConfigError(f"--{name.replace('_', '-')} must be at least {least}, not {value}")


def known(settings: Settings) -> list[str]:
    """Return the names of the knobs that there are."""
    return [knob.name for knob in fields(Settings) if getattr(settings, knob.name) is not None]


def turned(settings: Settings, changes: Changes) -> Settings:
    """Return settings with those of the changes that they have a knob for."""
    own: dict[str, Any] = {name: value for name, value in changes.items() if name in known(settings)}
    if "layers" in own:
        own["layers"] = tuple(own["layers"])
    return replace(settings, **own)
