"""NVIDIA's devices through CUDA and cuDNN, which onnxruntime's GPU build contains."""

from __future__ import annotations

import contextlib
import ctypes
import io
import platform
import sys
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import onnxruntime as ort

from recon_desktop.core.card import Precision
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import (
    DOES_NOT_START,
    Device,
    Devices,
    first_line,
    open_session,
    try_out,
)

_GPU_BUILD = "pip install --force-reinstall --no-deps onnxruntime-gpu"
"""Puts the GPU build's files over the CPU build's, which have the same names and are needed by the package itself."""


class CudaProvider:
    """The CUDA provider."""

    kind = "cuda"
    name = "CUDAExecutionProvider"

    @cache  # noqa: B019 - the one instance lives as long as the program
    def devices(self) -> Devices:
        """What the NVIDIA driver lists, asked of itself: no tool and no CUDA toolkit is needed."""
        if platform.system() == "Darwin":
            return Devices((), "macOS has no NVIDIA driver")
        name = "nvcuda.dll" if platform.system() == "Windows" else "libcuda.so.1"
        try:
            driver = ctypes.CDLL(name)
        except OSError:
            return Devices((), "no NVIDIA driver is installed")
        count = ctypes.c_int()
        status = driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count))
        if status:
            return Devices((), f"the NVIDIA driver does not start (CUDA error {status})")
        if not count.value:
            return Devices((), "the NVIDIA driver finds no device")
        return Devices(tuple(_device(driver, index) for index in range(count.value)))

    @cache  # noqa: B019
    def problem(self, index: int) -> str:
        """Whether the build has CUDA, the driver the device, and the system the libraries; then a run of it."""
        if self.name not in ort.get_available_providers():
            return "this build of onnxruntime has no CUDA provider"
        devices = self.devices()
        if not devices.found:
            return devices.reason
        if index >= len(devices.found):
            return f"there is no such device; the driver finds {len(devices.found)}"
        _preload()
        problem = try_out(self, index)
        return _library_problem() if problem == DOES_NOT_START else problem

    def advice(self) -> str:
        """The libraries or the build of onnxruntime that are missing, where there is a device."""
        if not self.devices().found or not self.problem(0):
            return ""
        if getattr(sys, "frozen", False):
            return f'in Python, not in this program: pip install "recon-desktop[cuda]"; {_GPU_BUILD}'
        if self.name in ort.get_available_providers():
            return 'pip install "onnxruntime-gpu[cuda,cudnn]"'
        try:
            version("onnxruntime-gpu")
        except PackageNotFoundError:
            return f'pip install "recon-desktop[cuda]"; {_GPU_BUILD}'
        return _GPU_BUILD

    def precisions(self, index: int) -> Sequence[Precision]:
        """Half precision."""
        return ("fp16",)

    def options(self, index: int) -> Mapping[str, str]:
        """The way to exact results and a small arena.

        HEURISTIC, because the exhaustive search times every new tile shape anew and the default drops cuDNN 9 into its
        fallback mode; the arena grows by what is asked for, so that a large tile does not take twice its memory; TF32
        is off, because it rounds to 10 bits and the result would no longer be that of the CPU.
        """
        return {
            "device_id": str(index),
            "cudnn_conv_algo_search": "HEURISTIC",
            "arena_extend_strategy": "kSameAsRequested",
            "use_tf32": "0",
        }

    def open(self, content: bytes, index: int) -> ort.InferenceSession:
        """As `Provider.open`."""
        return open_session(content, [(self.name, self.options(index)), (CPU.name, {})])


def _device(driver: ctypes.CDLL, index: int) -> Device:
    device, memory = ctypes.c_int(), ctypes.c_size_t()
    buffer = ctypes.create_string_buffer(256)
    driver.cuDeviceGet(ctypes.byref(device), index)
    driver.cuDeviceGetName(buffer, len(buffer), device)
    driver.cuDeviceTotalMem_v2(ctypes.byref(memory), device)
    name = buffer.value.decode(errors="replace")
    return Device(index, name, f"GPU {index}, {name}, CUDA", memory.value >> 20)


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
    return DOES_NOT_START


CUDA = CudaProvider()
