"""How a person names a device."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """A kind of device, which one execution provider runs models on.

    Attributes:
        name: For people.
        numbered: Whether one of several can be asked for: "cuda:1".
    """

    name: str
    numbered: bool = False


KINDS: Mapping[str, DeviceKind] = {
    "cpu": DeviceKind("CPU"),
    "cuda": DeviceKind("CUDA", numbered=True),
    "webgpu": DeviceKind("WebGPU"),
}
"""The kinds by the name with which a person asks for one; each has a provider of that kind in `engine.providers`."""


GPUS: Mapping[str, str] = {kind: facts.name for kind, facts in KINDS.items() if kind != "cpu"}
"""What people call the kinds of GPU."""


def kind_of(name: str) -> str:
    """The kind of a device by its name: "cuda" of "cuda:1", and "auto" of "auto"."""
    return name.partition(":")[0]


def is_device(name: str) -> bool:
    """Whether it is auto, a kind of device, or one of a kind by its number."""
    kind, colon, number = name.partition(":")
    if colon:
        return kind in KINDS and KINDS[kind].numbered and re.fullmatch(r"[0-9]+", number) is not None
    return kind == AUTO or kind in KINDS


def device_names() -> str:
    """All names, for help and complaints: "auto, cpu, cuda or cuda:N"."""
    names = [AUTO]
    for kind, facts in KINDS.items():
        names += [kind, f"{kind}:N"] if facts.numbered else [kind]
    return f"{', '.join(names[:-1])} or {names[-1]}"
