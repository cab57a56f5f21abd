"""The values of options: each function turns what was typed into what it means, or says in words why it cannot."""

from __future__ import annotations

import argparse
import difflib

from recon_desktop.core.devices import device_names, is_device
from recon_desktop.core.errors import TemplateInvalid
from recon_desktop.core.mix import MOST_GRAIN
from recon_desktop.engine.batch.naming import check_template
from recon_desktop.wording import explain

AUTO = "auto"

CHAIN: dict[str, tuple[type[float], float, float, str]] = {
    "blur": (float, 0.1, 20, "a sigma from 0.1 to 20 pixels"),
    "downscale": (int, 2, 4, "2 or 4"),
    "grain": (float, 1, 255, "a noise level from 1 to 255"),
    "dust": (float, 1, 10_000, "1 to 10000 specks a megapixel"),
    "camera": (float, 1, 255, "a noise level from 1 to 255"),
    "noise": (float, 1, 255, "a noise level from 1 to 255"),
    "sharpen": (float, 0.1, 5, "an amount from 0.1 to 5"),
    "jpeg": (int, 1, 100, "a quality from 1 to 100"),
    "jpeg2": (int, 1, 100, "a quality from 1 to 100"),
}
"""What --degrade knows, in the order in which it is done: type, lowest and highest value, and both in words."""


def _number(text: str, kind: type[float], low: float, high: float, words: str) -> float:
    try:
        value = kind(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not {words}")
    return value


def positive(text: str) -> int:
    """A whole number of at least 1."""
    return int(_number(text, int, 1, 2**31, "a whole number of at least 1"))


def not_negative(text: str) -> int:
    """A whole number of at least 0."""
    return int(_number(text, int, 0, 2**31, "a whole number of at least 0"))


def quality(text: str) -> int:
    """Of JPEG and WebP."""
    return int(_number(text, int, 1, 100, "a quality from 1 to 100"))


def fraction(text: str) -> float:
    """0 to 1."""
    return _number(text, float, 0, 1, "a number from 0 to 1")


def grain(text: str) -> float:
    """Standard deviation of grain, in 8-bit units."""
    return _number(text, float, 0, MOST_GRAIN, f"a number from 0 to {MOST_GRAIN:g}")


def limit(text: str) -> float:
    """Megapixels."""
    return _number(text, float, 1e-6, 1e6, "a number of megapixels")


def noise(text: str) -> float:
    """Standard deviation of noise, in 8-bit units."""
    return _number(text, float, 0, 255, "a noise level from 0 to 255")


def noises(text: str) -> tuple[float, ...]:
    """Several of them, divided by commas."""
    return tuple(noise(part.strip()) for part in text.split(","))


def compressions(text: str) -> tuple[tuple[int, ...], ...]:
    """Qualities of JPEG, divided by commas; two with a plus between them for a photo that was compressed twice."""
    given = tuple(tuple(quality(part.strip()) for part in one.split("+")) for one in text.split(","))
    if any(len(qualities) > 2 for qualities in given):
        raise argparse.ArgumentTypeError(f"{text!r} compresses more than twice")
    return given


def shift(text: str) -> int:
    """Pixels by which a grid of blocks lies off."""
    return int(_number(text, int, 0, 7, "a number of pixels from 0 to 7"))


def noise_level(text: str) -> float | str:
    """The same, or that it is to be estimated."""
    return AUTO if text == AUTO else _number(text, float, 0, 255, "auto or a noise level from 0 to 255")


def template(text: str) -> str:
    """How results are named."""
    try:
        check_template(text)
    except TemplateInvalid as error:
        words = explain(error, place="terminal")
        raise argparse.ArgumentTypeError(f"{words.what} {words.next_step}") from error
    return text


def names(text: str) -> tuple[str, ...]:
    """Methods, divided by commas."""
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list such as bicubic,upscale-espcn-x2")
    return names


def crop(text: str) -> tuple[int, ...]:
    """Left, top, width, height."""
    numbers = [number.strip() for number in text.split(",")]
    if len(numbers) != 4 or not all(number.isdecimal() for number in numbers) or not all(map(int, numbers[2:])):
        raise argparse.ArgumentTypeError(f"{text!r} is not a part such as 120,80,64,64: left, top, width, height")
    return tuple(map(int, numbers))


def chain(text: str) -> dict[str, float]:
    """What CHAIN says, in the order in which it is done."""
    given: dict[str, float] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if name not in CHAIN:
            near = difflib.get_close_matches(name, CHAIN, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(CHAIN)}"
            raise argparse.ArgumentTypeError(f"{name!r} is no degradation; {hint}")
        if name in given:
            raise argparse.ArgumentTypeError(f"{name} is given twice")
        kind, low, high, words = CHAIN[name]
        if not equals or (name == "downscale" and value not in ("2", "4")):
            raise argparse.ArgumentTypeError(f"{part!r}: {name} needs {words}, such as {name}={low:g}")
        given[name] = _number(value, kind, low, high, words)
    return {name: given[name] for name in CHAIN if name in given}


def size(text: str) -> tuple[int, int]:
    """Width and height."""
    sides = text.lower().replace("×", "x").split("x")
    if len(sides) != 2 or not all(side.isdecimal() and int(side) > 0 for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1024x768")
    return int(sides[0]), int(sides[1])


def device_name(text: str) -> str:
    """A device as `core.devices` names them."""
    if is_device(text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is not {device_names()}")
