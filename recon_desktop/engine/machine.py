"""The machine: its processor, its NVIDIA devices, and the memory that this process took."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

FEATURES = ("AVX2", "AVX-512", "VNNI")
"""Instruction sets that make networks faster on a CPU; VNNI is what 8-bit variants need."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """The processor.

    Attributes:
        name: As it names itself.
        cores: Physical cores that this process may use.
        features: Those of `FEATURES` that it has; None where the system does not tell.
    """

    name: str
    cores: int
    features: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class GpuDevice:
    """An NVIDIA device as its driver lists it."""

    index: int
    name: str
    memory_mib: int


@dataclass(frozen=True, slots=True)
class Gpus:
    """What the NVIDIA driver finds.

    Attributes:
        devices: The devices.
        reason: Why there are none; empty where there are some.
    """

    devices: tuple[GpuDevice, ...]
    reason: str = ""


@cache
def cpu() -> Cpu:
    """The processor of this machine."""
    system = platform.system()
    if system == "Linux":
        facts = _linux_cpu()
    elif system == "Darwin":
        facts = _mac_cpu()
    elif system == "Windows":
        facts = _windows_cpu()
    else:
        facts = "", None
    name, features = facts
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return Cpu(name or platform.processor() or platform.machine(), cores, features)


def multiplies_bytes() -> bool:
    """Whether the processor has instructions that make 8-bit networks faster; not where the system does not tell."""
    return "VNNI" in (cpu().features or ())


def _linux_cpu() -> tuple[str, tuple[str, ...] | None]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", None
    facts: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        facts.setdefault(key.strip(), value.strip())
    name = facts.get("model name", "")
    return (name, _features(facts["flags"].split())) if "flags" in facts else (name, None)


def _mac_cpu() -> tuple[str, tuple[str, ...] | None]:
    def ask(name: str) -> str:
        command = ["/usr/sbin/sysctl", "-n", name]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout.strip()

    flags = f"{ask('machdep.cpu.features')} {ask('machdep.cpu.leaf7_features')}".lower().split()
    return ask("machdep.cpu.brand_string"), _features(flags)


def _windows_cpu() -> tuple[str, tuple[str, ...] | None]:
    # PF_AVX2_INSTRUCTIONS_AVAILABLE and PF_AVX512F_INSTRUCTIONS_AVAILABLE; Windows has no query for VNNI.
    present = ctypes.CDLL("kernel32").IsProcessorFeaturePresent
    flags = [flag for flag, number in (("avx2", 40), ("avx512f", 41)) if present(number)]
    return platform.processor(), _features(flags)


def _features(flags: list[str]) -> tuple[str, ...]:
    signs = {"AVX2": ("avx2",), "AVX-512": ("avx512f",), "VNNI": ("avx512_vnni", "avx_vnni", "avx512vnni")}
    return tuple(feature for feature in FEATURES if any(sign in flags for sign in signs[feature]))


@cache
def gpus() -> Gpus:
    """The NVIDIA devices, asked of the driver itself: no tool and no CUDA toolkit is needed."""
    if platform.system() == "Darwin":
        return Gpus((), "macOS has no NVIDIA driver")
    name = "nvcuda.dll" if platform.system() == "Windows" else "libcuda.so.1"
    try:
        driver = ctypes.CDLL(name)
    except OSError:
        return Gpus((), "no NVIDIA driver is installed")
    count = ctypes.c_int()
    status = driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count))
    if status:
        return Gpus((), f"the NVIDIA driver does not start (CUDA error {status})")
    if not count.value:
        return Gpus((), "the NVIDIA driver finds no device")
    return Gpus(tuple(_gpu(driver, index) for index in range(count.value)))


def _gpu(driver: ctypes.CDLL, index: int) -> GpuDevice:
    device, memory = ctypes.c_int(), ctypes.c_size_t()
    name = ctypes.create_string_buffer(256)
    driver.cuDeviceGet(ctypes.byref(device), index)
    driver.cuDeviceGetName(name, len(name), device)
    driver.cuDeviceTotalMem_v2(ctypes.byref(memory), device)
    return GpuDevice(index, name.value.decode(errors="replace"), memory.value >> 20)


def free_memory_mib() -> float:
    """Main memory that can be taken without paging, in MiB."""
    return float(psutil.virtual_memory().available) / 2**20


def peak_memory_mib() -> float:
    """Most memory that this process has held in RAM since it began (peak resident set), in MiB."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
