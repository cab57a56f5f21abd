"""Execution providers: one module for each, all behind `provider.Provider`; the list below names them.

A new one is a module here, a place in the list, and a kind of device in `core.devices`. Runtime, doctor and window go
through the list and know none of them by name.
"""

from __future__ import annotations

from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.cuda import CUDA
from recon_desktop.engine.providers.provider import Provider
from recon_desktop.engine.providers.webgpu import WEBGPU

PROVIDERS: tuple[Provider, ...] = (CUDA, WEBGPU, CPU)
"""All of them. Automatic takes the first that has a device here and can use it; the CPU is last, and always can."""
