"""The WebGPU plug-in end to end on a graphics device in software, and each way in which it can be of no use."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recon_desktop.core.io import load_photo
from recon_desktop.engine.providers.vulkan import LOADER
from recon_desktop.engine.providers.webgpu import PACKAGE
from tests.e2e import photos
from tests.e2e.conftest import RECON, ROOT

pytestmark = pytest.mark.timeout(500)  # ten seconds on a quiet machine; the device has no cores but ours

SWIFTSHADER = Path(os.environ.get("RECON_SWIFTSHADER", "/usr/lib/chromium"))
"""SwiftShader and a Vulkan loader, as Debian's package chromium-common holds them."""

_FILES = ("libvk_swiftshader.so", "vk_swiftshader_icd.json", LOADER)
_MISSING = [name for name in _FILES if not (SWIFTSHADER / name).is_file()]

needs_plugin = pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None, reason="needs the package onnxruntime-ep-webgpu"
)
needs_device = pytest.mark.skipif(
    sys.platform != "linux" or bool(_MISSING),
    reason=f"needs SwiftShader: Debian's chromium-common, or a folder named by RECON_SWIFTSHADER; no {_MISSING}",
)

WITH_DEVICE = {
    "ORT_WEBGPU_EP_ALLOW_SOFTWARE_ADAPTER": "1",  # else the plug-in takes a device for a GPU alone
    "VK_DRIVER_FILES": str(SWIFTSHADER / "vk_swiftshader_icd.json"),
    "LD_LIBRARY_PATH": str(SWIFTSHADER),
}


def ran(command: list[str], environment: dict[str, str]) -> Any:
    run = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment}, check=False, timeout=480
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def restored(photo: Path, target: Path, device: str, environment: dict[str, str]) -> Any:
    arguments = ["restore", photo, "-o", target, "--task", "upscale", "--device", device, "--variant", "fp32", "--json"]
    return ran([*RECON, *map(str, arguments)], environment)


@needs_plugin
@needs_device
def test_networks_on_webgpu_give_what_they_give_on_the_cpu(tmp_path: Path) -> None:
    told = ran([sys.executable, "-m", "tests.e2e.on_webgpu", str(tmp_path)], WITH_DEVICE)
    for model, facts in told["models"].items():
        assert facts["provider"] == "WebGpuExecutionProvider", model
        assert "SwiftShader" in facts["device"]
        assert facts["fallbacks"] == []
        assert facts["from_cpu"] < 1e-4
        assert facts["tiles"] > 1
        assert facts["tiled_from_whole"] < 1e-6
    assert told["cancelled"]
    assert told["alive"]
    provider, reason = told["automatic"]
    assert provider == "CPUExecutionProvider", "a device in software is slow"
    assert "SwiftShader" in reason


@needs_plugin
@needs_device
def test_recon_restores_on_webgpu(photo: Path, tmp_path: Path) -> None:
    record = restored(photo, tmp_path / "gpu.png", "webgpu", WITH_DEVICE)
    assert record["provider"] == "WebGpuExecutionProvider"
    assert record["fallbacks"] == []
    assert restored(photo, tmp_path / "cpu.png", "cpu", {})["provider"] == "CPUExecutionProvider"
    gpu, cpu = (load_photo(tmp_path / name).pixels.astype(int) for name in ("gpu.png", "cpu.png"))
    assert gpu.shape[1] == 2 * photos.SIDE[0]
    assert np.abs(gpu - cpu).max() <= 1


@needs_plugin
@needs_device
@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"VK_DRIVER_FILES": "/nowhere.json"}, ("there is no Vulkan driver",)),
        # A machine may have a loader of its own.
        ({"LD_LIBRARY_PATH": "", "VK_DRIVER_FILES": "/nowhere.json"}, ("no Vulkan loader", "no Vulkan driver")),
    ],
)
def test_a_gpu_without_a_driver_is_told_and_the_cpu_does_the_work(
    photo: Path, tmp_path: Path, change: dict[str, str], reasons: tuple[str, ...]
) -> None:
    record = restored(photo, tmp_path / "out.png", "auto", {**WITH_DEVICE, **change})
    assert record["provider"] == "CPUExecutionProvider"
    (sentence,) = record["fallbacks"]
    assert any(reason in sentence for reason in reasons), sentence
    assert sentence.endswith("; the CPU does the work.")


def test_a_plugin_that_does_not_load_is_told_and_the_cpu_does_the_work(photo: Path, tmp_path: Path) -> None:
    package = tmp_path / "site" / PACKAGE
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    for library in (
        "onnxruntime_providers_webgpu.dll",
        *(f"libonnxruntime_providers_webgpu.{end}" for end in ("so", "dylib")),
    ):
        (package / library).write_bytes(b"no library")
    record = restored(photo, tmp_path / "out.png", "auto", {"PYTHONPATH": str(tmp_path / "site")})
    assert record["provider"] == "CPUExecutionProvider"
    (sentence,) = record["fallbacks"]
    assert sentence.startswith("WebGPU cannot be used: its library does not load: ")
