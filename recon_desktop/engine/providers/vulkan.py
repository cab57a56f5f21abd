"""The graphics devices of a Linux machine as Vulkan lists them: names and drivers of any maker's, from one place."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

LOADER = "libvulkan.so.1"

_SUCCESS, _INCOMPLETE = 0, 5
_INSTANCE_CREATE_INFO = 1  # VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO
_ORDER = (2, 1, 3, 4, 0)
"""VkPhysicalDeviceType as Dawn prefers it for performance: discrete, integrated, virtual, CPU, other."""


class _InstanceCreateInfo(ctypes.Structure):
    """VkInstanceCreateInfo, without layers and extensions."""

    _fields_ = (
        ("type", ctypes.c_int32),
        ("next", ctypes.c_void_p),
        ("flags", ctypes.c_uint32),
        ("application", ctypes.c_void_p),
        ("layer_count", ctypes.c_uint32),
        ("layers", ctypes.c_void_p),
        ("extension_count", ctypes.c_uint32),
        ("extensions", ctypes.c_void_p),
    )


class _Properties(ctypes.Structure):
    """The beginning of VkPhysicalDeviceProperties, and room for its limits, which are not read."""

    _fields_ = (
        ("api_version", ctypes.c_uint32),
        ("driver_version", ctypes.c_uint32),
        ("vendor", ctypes.c_uint32),
        ("device", ctypes.c_uint32),
        ("kind", ctypes.c_int32),
        ("name", ctypes.c_char * 256),
        ("rest", ctypes.c_uint8 * 2048),
    )


@dataclass(frozen=True, slots=True)
class VulkanDevice:
    """A device with a Vulkan driver.

    Attributes:
        name: As its driver calls it: "NVIDIA GeForce RTX 3090", "AMD Radeon 780M (RADV PHOENIX)".
        driver: Version of the driver, as a number of its maker's own kind.
    """

    name: str
    driver: str


def vulkan_devices() -> tuple[VulkanDevice, ...]:
    """All devices, the fastest kind first; none where there is no driver.

    Raises:
        OSError: There is no Vulkan loader.
    """
    vulkan = ctypes.CDLL(LOADER)
    instance = ctypes.c_void_p()
    request = _InstanceCreateInfo(type=_INSTANCE_CREATE_INFO)
    if vulkan.vkCreateInstance(ctypes.byref(request), None, ctypes.byref(instance)) != _SUCCESS:
        return ()
    try:
        count = ctypes.c_uint32(16)
        handles = (ctypes.c_void_p * count.value)()
        status = vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles)
        if status not in (_SUCCESS, _INCOMPLETE):
            return ()
        found = []
        for handle in handles[: count.value]:
            properties = _Properties()
            vulkan.vkGetPhysicalDeviceProperties(ctypes.c_void_p(handle), ctypes.byref(properties))
            found.append(properties)
    finally:
        vulkan.vkDestroyInstance(instance, None)
    found.sort(key=lambda each: _ORDER.index(each.kind) if each.kind in _ORDER else len(_ORDER))
    return tuple(VulkanDevice(each.name.decode(errors="replace"), str(each.driver_version)) for each in found)
