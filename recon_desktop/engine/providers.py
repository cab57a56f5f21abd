"""Execution providers: which are compiled in, which can be used here, and why not."""

from __future__ import annotations

import contextlib
import ctypes
import io
import platform
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort

from recon_desktop.core.devices import is_device
from recon_desktop.engine import machine

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"

FATAL = 4
"""Log severity: onnxruntime writes to standard error by itself; what it would say arrives as exceptions, too."""

# A graph of one Relu over two floats, opset 17: enough to learn whether a provider loads and runs.
_PROBE = bytes.fromhex(
    "08083a330a0c0a0178120179220452656c751201705a0f0a0178120a0a080801"
    "12040a020802620f0a0179120a0a08080112040a02080242040a001011"
)


@dataclass(frozen=True, slots=True)
class ProviderState:
    """One execution provider.

    Attributes:
        name: onnxruntime's name of it.
        compiled: Whether this build of onnxruntime contains it.
        usable: Whether a model ran on it here.
        reason: Why it cannot be used, in words; empty where it can.
    """

    name: str
    compiled: bool
    usable: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where sessions are to run.

    Attributes:
        provider: `CPU` or `CUDA`.
        index: The device's number among those of its kind.
        device: What it is, for people: "CPU, AMD EPYC, 2 cores", "GPU 0, NVIDIA H200, CUDA".
        fallbacks: Why it is not what was asked for, in sentences.
    """

    provider: str
    index: int
    device: str
    fallbacks: tuple[str, ...] = ()


def cpu_target(*fallbacks: str) -> Target:
    """The CPU, and why it came to that."""
    processor = machine.cpu()
    cores = "1 core" if processor.cores == 1 else f"{processor.cores} cores"
    return Target(CPU, 0, f"CPU, {processor.name}, {cores}", fallbacks)


def check_name(device: str) -> None:
    """Raise ValueError for what is no device's name."""
    if not is_device(device):
        raise ValueError(f"a device is auto, cpu, cuda or cuda:N, not {device!r}")


def choose(device: str) -> Target:
    """Where to run for a device as people name it.

    Args:
        device: "cpu", "cuda", "cuda:N", or "auto": the first GPU where there is one, else the CPU.

    Returns:
        What can be used. A GPU that is there or was asked for and cannot be used is named in `fallbacks` with the
        reason, and the CPU takes its place.

    Raises:
        ValueError: No such name.
    """
    check_name(device)
    kind, _, number = device.partition(":")
    if kind == "cpu" or (kind == "auto" and not machine.gpus().devices):
        return cpu_target()
    index = int(number or 0)
    reason = cuda_problem(index)
    devices = machine.gpus().devices
    if not reason:
        return Target(CUDA, index, f"GPU {index}, {devices[index].name}, CUDA")
    name = devices[index].name if index < len(devices) else f"GPU {index}"
    return cpu_target(f"{name} cannot be used: {reason}; the CPU does the work.")


def states() -> tuple[ProviderState, ...]:
    """All providers that this build contains, and CUDA in any case."""
    compiled = ort.get_available_providers()
    problem = cuda_problem(0)
    found = [ProviderState(CUDA, CUDA in compiled, not problem, problem)]
    for name in compiled:
        if name not in (CUDA, CPU):
            found.append(ProviderState(name, True, False, "this application does not use it"))
    return (*found, ProviderState(CPU, True, True))


@cache
def cuda_problem(index: int) -> str:
    """Why device `index` cannot run models through CUDA; empty where it can."""
    if CUDA not in ort.get_available_providers():
        return "this build of onnxruntime has no CUDA provider"
    found = machine.gpus()
    if not found.devices:
        return found.reason
    if index >= len(found.devices):
        return f"there is no such device; the driver finds {len(found.devices)}"
    _preload()
    try:
        session = open_session(_PROBE, CUDA, index)
        if session.get_providers()[0] != CUDA:
            return _library_problem()
        session.run(None, {"x": np.zeros(2, np.float32)})
    except Exception as error:  # onnxruntime's own derive from nothing narrower
        return first_line(error)
    return ""


def open_session(content: bytes, provider: str, index: int) -> ort.InferenceSession:
    """A session for a model's bytes; it may come back on the CPU where the provider does not load.

    Raises:
        Exception: Whatever onnxruntime raises.
    """
    ort.disable_telemetry_events()  # on Windows the variable that `recon_desktop` sets is not heeded
    ort.set_default_logger_severity(FATAL)
    options = ort.SessionOptions()
    options.log_severity_level = FATAL
    chain = [(CUDA, dict(cuda_options(index))), (CPU, {})] if provider == CUDA else [(CPU, {})]
    return ort.InferenceSession(content, options, providers=chain, enable_fallback=0)


def cuda_options(index: int) -> Mapping[str, str]:
    """The CUDA provider's options.

    HEURISTIC, because the exhaustive search times every new tile shape anew and the default drops cuDNN 9 into its
    fallback mode; the arena grows by what is asked for, so that a large tile does not take twice its memory; TF32 is
    off, because it rounds to 10 bits and the result would no longer be that of the CPU.
    """
    return {
        "device_id": str(index),
        "cudnn_conv_algo_search": "HEURISTIC",
        "arena_extend_strategy": "kSameAsRequested",
        "use_tf32": "0",
    }


def first_line(error: Exception) -> str:
    """The first line of an error's text, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _preload() -> None:
    """Load CUDA and cuDNN from the package index's wheels, where they are installed."""
    if not hasattr(ort, "preload_dlls"):
        return
    # It prints what it misses; the reason is found by `_library_problem`.
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ort.preload_dlls()


def _library_problem() -> str:
    """Which library the CUDA provider misses, as the system's loader says it."""
    name = "onnxruntime_providers_cuda.dll" if platform.system() == "Windows" else "libonnxruntime_providers_cuda.so"
    try:
        ctypes.CDLL(str(Path(ort.__file__).parent / "capi" / name))
    except OSError as error:
        return first_line(error)
    return "its provider does not start"
