"""What the engine asks of an execution provider, and what all of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import onnxruntime as ort

from recon_desktop.core.card import Precision

FATAL = 4
"""Log severity: onnxruntime writes to standard error by itself; what it would say arrives as exceptions, too."""

DOES_NOT_START = "its provider does not start"

# A graph of one Relu over two floats, opset 17: enough to learn whether a provider loads and runs.
PROBE = bytes.fromhex(
    "08083a330a0c0a0178120179220452656c751201705a0f0a0178120a0a080801"
    "12040a020802620f0a0179120a0a08080112040a02080242040a001011"
)

_PLACES = re.compile(r".*(\[ONNXRuntimeError\] : \d+ : \w+ : |^)(/\S+:\d+ .* was false\. )?")
"""The way of an error through onnxruntime: nested codes, and source file, function and condition at its beginning."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that a provider finds.

    Attributes:
        index: Its number among the provider's devices.
        name: As it names itself: "NVIDIA H200".
        words: For people, with the provider: "GPU 0, NVIDIA H200, CUDA".
        memory_mib: Its own memory; None where it is not told or the device has none.
        driver: Version of its driver, as far as it is told.
    """

    index: int
    name: str
    words: str
    memory_mib: int | None = None
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Devices:
    """What a provider finds on this machine.

    Attributes:
        found: Its devices.
        reason: Why there are none; empty where there are some.
        broken: Whether there are none because something that was installed for it does not work: worth telling, where
            a machine without such a device is not.
    """

    found: tuple[Device, ...]
    reason: str = ""
    broken: bool = False


class Provider(Protocol):
    """One execution provider of onnxruntime. It asks the machine once and remembers what it was told.

    Attributes:
        kind: The key in `core.devices.KINDS` by which a person asks for it.
        name: onnxruntime's name of it.
    """

    kind: str
    name: str

    def devices(self) -> Devices:
        """What it could run on."""
        ...

    def problem(self, index: int) -> str:
        """Why a device of it cannot run models; empty where it can."""
        ...

    def advice(self) -> str:
        """What to install so that it works here, in one line; empty where it works, and where nothing would help."""
        ...

    def precisions(self, index: int) -> Sequence[Precision]:
        """Precisions below fp32 that a device gains from, the best first: it gets such a file where a card has one."""
        ...

    def options(self, index: int) -> Mapping[str, str]:
        """Its own options for a device."""
        ...

    def open(self, content: bytes, index: int) -> ort.InferenceSession:
        """A session for a model's bytes; it may come back on the CPU where the provider does not load.

        Raises:
            Exception: Whatever onnxruntime raises, which derives from nothing narrower.
        """
        ...


def open_session(content: bytes, chain: Sequence[tuple[str, Mapping[str, str]]]) -> ort.InferenceSession:
    """A session of these providers, the first of them that can run a node runs it; errors as in `Provider.open`."""
    return ort.InferenceSession(
        content,
        session_options(),
        providers=[(name, dict(options)) for name, options in chain],
        enable_fallback=0,
    )


def session_options() -> ort.SessionOptions:
    """What every session is opened with."""
    ort.disable_telemetry_events()  # on Windows the variable that `recon_desktop` sets is not heeded
    ort.set_default_logger_severity(FATAL)
    options = ort.SessionOptions()
    options.log_severity_level = FATAL
    return options


def try_out(provider: Provider, index: int) -> str:
    """Run the smallest graph there is on a device; returns what went wrong, empty where nothing did."""
    try:
        session = provider.open(PROBE, index)
        if session.get_providers()[0] != provider.name:
            return DOES_NOT_START
        feeds: dict[str, Any] = {"x": np.zeros(2, np.float32)}
        session.run(None, feeds)
    except Exception as error:  # onnxruntime's own derive from nothing narrower
        return first_line(error)
    return ""


def first_line(error: Exception) -> str:
    """The first line of an error's text, without a full stop and without onnxruntime's codes and places."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return _PLACES.sub("", line).rstrip(".")
