"""A GPU of any maker through WebGPU: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS.

The provider is a plug-in, a library in a package of its own (`onnxruntime-ep-webgpu`, MIT) that is registered beside
whatever build of onnxruntime is installed. It takes the machine's fastest GPU; which one cannot be chosen.
"""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import onnxruntime as ort

from recon_desktop.core.card import Precision
from recon_desktop.engine.providers.provider import Device, Devices, first_line, session_options, try_out
from recon_desktop.engine.providers.vulkan import LOADER, vulkan_devices

PACKAGE = "onnxruntime_ep_webgpu"
ANY_GPU = 'for a GPU of any maker, in Python: pip install "recon-desktop[gpu]"'
_LIBRARIES = {"win32": "onnxruntime_providers_webgpu.dll", "darwin": "libonnxruntime_providers_webgpu.dylib"}
_LIBRARY = _LIBRARIES.get(sys.platform, "libonnxruntime_providers_webgpu.so")
_REGISTERED_AS = "webgpu"

_NO_ADAPTER = "failed to get a webgpu adapter"
"""What Dawn says when no driver suits it."""

_MAKERS = {0x1002: "AMD", 0x10DE: "NVIDIA", 0x8086: "Intel", 0x106B: "Apple", 0x5143: "Qualcomm"}


class WebGpuProvider:
    """The WebGPU provider."""

    kind = "webgpu"
    name = "WebGpuExecutionProvider"

    @cache  # noqa: B019 - the one instance lives as long as the program
    def devices(self) -> Devices:
        """The GPU that the plug-in takes; that there is one does not mean yet that its driver will do."""
        library = _library()
        if library is None:
            return Devices((), "the package onnxruntime-ep-webgpu is not installed")
        try:
            hardware = self._hardware(library)
        except Exception as error:  # onnxruntime's own derive from nothing narrower
            return Devices((), f"its library does not load: {first_line(error)}", broken=True)
        if not hardware:
            return Devices((), "there is no GPU")
        name, driver = _described(hardware[0])
        return Devices((Device(0, name, f"GPU, {name}, WebGPU", driver=driver),))

    @cache  # noqa: B019
    def problem(self, index: int) -> str:
        """Whether the library loads, finds a GPU, and gets a device of its driver; then a run of it."""
        devices = self.devices()
        if not devices.found:
            return devices.reason
        problem = try_out(self, index)
        if _NO_ADAPTER in problem.lower():
            return _without_adapter()
        return problem

    def advice(self) -> str:
        """The plug-in, where it is missing."""
        return "" if _library() else ANY_GPU

    def precisions(self, index: int) -> Sequence[Precision]:
        """None: half precision needs a feature of the device that the plug-in does not tell."""
        return ()

    def options(self, index: int) -> Mapping[str, str]:
        """Its own defaults."""
        return {}

    def open(self, content: bytes, index: int) -> ort.InferenceSession:
        """As `Provider.open`."""
        library = _library()
        assert library is not None
        options = session_options()
        options.add_provider_for_devices(self._hardware(library)[:1], dict(self.options(index)))
        return ort.InferenceSession(content, options, enable_fallback=0)

    @cache  # noqa: B019 - a library is registered once
    def _hardware(self, library: Path) -> list[ort.OrtEpDevice]:
        """What onnxruntime finds for the plug-in, a GPU with memory of its own first."""
        session_options()  # so that nothing is written to standard error on the way
        ort.register_execution_provider_library(_REGISTERED_AS, str(library))
        found = [device for device in ort.get_ep_devices() if device.ep_name == self.name]
        return sorted(found, key=lambda each: each.device.metadata.get("Discrete") != "1")


def _library() -> Path | None:
    """The plug-in's library; its package is found without being loaded."""
    package = importlib.util.find_spec(PACKAGE)
    folders = package.submodule_search_locations if package else None
    return Path(folders[0], _LIBRARY) if folders else None


def _described(hardware: ort.OrtEpDevice) -> tuple[str, str]:
    """Name and driver of a device, as far as they are told."""
    if platform.system() == "Linux":
        try:
            known = vulkan_devices()
        except OSError:
            known = ()
        if known:
            return known[0].name, known[0].driver
    device = hardware.device
    name = device.metadata.get("Description") or _MAKERS.get(device.vendor_id) or device.vendor
    return name or "unknown", platform.version()


def _without_adapter() -> str:
    """Why Dawn finds no driver."""
    if platform.system() == "Linux":
        try:
            found = vulkan_devices()
        except OSError:
            return f"there is no Vulkan loader ({LOADER})"
        if not found:
            return "there is no Vulkan driver"
    return "its driver is too old or of a kind that WebGPU does not take"


WEBGPU = WebGpuProvider()
