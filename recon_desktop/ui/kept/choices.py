"""Choices as presets and the session keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from recon_desktop.core.strict_json import fields, number, one_of, or_null, text, truth
from recon_desktop.ui.values.state import SCALES, TASKS, Choices


def choices_to_json(choices: Choices) -> dict[str, object]:
    """Choices as a JSON object."""
    return {**asdict(choices), "upscalers": {str(scale): model for scale, model in choices.upscalers}}


def choices_from_json(value: object) -> Choices:
    """Choices from a JSON object; what an older version did not know has its default.

    Raises:
        ValueError: It does not describe choices; tells why.
    """
    return Choices(**fields(value, _CHOICES, optional=tuple(_CHOICES)))


def _upscalers(value: object) -> tuple[tuple[int, str], ...]:
    read = fields(value, {str(scale): text for scale in SCALES}, optional=tuple(map(str, SCALES)))
    return tuple(sorted((int(scale), model) for scale, model in read.items()))


_CHOICES: dict[str, Callable[[Any], Any]] = {
    "task": one_of(*TASKS),
    "scale": one_of(*SCALES),
    "denoiser": text,
    "upscalers": _upscalers,
    "noise_level": or_null(number(0, 255)),
    "strength": number(0, 1),
    "chroma": or_null(number(0, 1)),
    "grain": number(0, 20),
    "ensemble": truth,
}
"""How each field of `Choices` is read; add a line here for a new one."""
