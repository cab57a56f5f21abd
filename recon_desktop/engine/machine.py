"""The machine: its processor, and the memory that this process took."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import psutil

FEATURES = ("AVX2", "AVX-512", "VNNI", "DotProd")
"""Instruction sets that make networks faster on a CPU, of Intel's kind and of Arm's."""

_CV_CPU_AVX512_VNNI = 23
"""OpenCV's number of the feature (cvdef.h), which its Python package does not name."""


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
    return any(feature in (cpu().features or ()) for feature in ("VNNI", "DotProd"))


def _linux_cpu() -> tuple[str, tuple[str, ...] | None]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", None
    facts: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        facts.setdefault(key.strip(), value.strip())
    flags = facts.get("flags", facts.get("Features"))  # Intel's kind, Arm's
    return facts.get("model name", ""), None if flags is None else _features(flags.split())


def _mac_cpu() -> tuple[str, tuple[str, ...] | None]:
    def ask(name: str) -> str:
        command = ["/usr/sbin/sysctl", "-n", name]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout.strip()

    flags = f"{ask('machdep.cpu.features')} {ask('machdep.cpu.leaf7_features')}".lower().split()
    if ask("hw.optional.arm.FEAT_DotProd") == "1":
        flags.append("asimddp")
    return ask("machdep.cpu.brand_string"), _features(flags)


def _windows_cpu() -> tuple[str, tuple[str, ...] | None]:
    # PF_AVX2_INSTRUCTIONS_AVAILABLE, PF_AVX512F_INSTRUCTIONS_AVAILABLE, PF_ARM_V82_DP_INSTRUCTIONS_AVAILABLE.
    present = ctypes.CDLL("kernel32").IsProcessorFeaturePresent
    flags = [flag for flag, number in (("avx2", 40), ("avx512f", 41), ("asimddp", 43)) if present(number)]
    if cv2.checkHardwareSupport(_CV_CPU_AVX512_VNNI):  # Windows has no query for it; OpenCV asks the processor itself
        flags.append("avx512_vnni")
    return platform.processor(), _features(flags)


def _features(flags: list[str]) -> tuple[str, ...]:
    signs = {
        "AVX2": ("avx2",),
        "AVX-512": ("avx512f",),
        "VNNI": ("avx512_vnni", "avx_vnni", "avx512vnni"),
        "DotProd": ("asimddp",),
    }
    return tuple(feature for feature in FEATURES if any(sign in flags for sign in signs[feature]))


def free_memory_mib() -> float:
    """Main memory that can be taken without paging, in MiB."""
    return float(psutil.virtual_memory().available) / 2**20


def memory_at_hand_mib() -> float:
    """Main memory that can be taken at all, swap included, in MiB."""
    return free_memory_mib() + float(psutil.swap_memory().free) / 2**20


def held_memory_mib() -> float:
    """Memory that this process holds in RAM now (resident set), in MiB."""
    return float(psutil.Process().memory_info().rss) / 2**20


def peak_memory_mib() -> float:
    """Most memory that this process has held in RAM since it began (peak resident set), in MiB."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
