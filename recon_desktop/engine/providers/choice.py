"""Where to run: what a person asks for, what there is, and why it is not the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import onnxruntime as ort

from recon_desktop.core.card import ModelCard, Variant
from recon_desktop.core.devices import KINDS, device_names, is_device
from recon_desktop.engine.providers import PROVIDERS
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import Device, Provider


@dataclass(frozen=True, slots=True)
class ProviderState:
    """One execution provider.

    Attributes:
        name: onnxruntime's name of it.
        compiled: Whether this build of onnxruntime contains it.
        usable: Whether a model ran on it here.
        reason: Why it cannot be used, in words; empty where it can.
        kind: As a person asks for it, "cuda"; empty where this application does not use it.
        devices: What it could run on.
        advice: What to install so that it can be used; empty where it can, and where nothing would help.
    """

    name: str
    compiled: bool
    usable: bool
    reason: str = ""
    kind: str = ""
    devices: tuple[Device, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where sessions are to run.

    Attributes:
        provider: What runs them.
        index: The device's number among those of the provider.
        device: What it is, for people: "CPU, AMD EPYC, 2 cores", "GPU 0, NVIDIA H200, CUDA".
        fallbacks: Why it is not what was asked for, in sentences.
        driver: Version of the device's driver, as far as it is told.
        reason: Why Automatic took it, in a sentence; empty where there was nothing to choose.
    """

    provider: Provider
    index: int
    device: str
    fallbacks: tuple[str, ...] = ()
    driver: str = ""
    reason: str = ""

    @property
    def options(self) -> Mapping[str, str]:
        """The provider's own options for the device."""
        return self.provider.options(self.index)

    def variant(self, card: ModelCard) -> Variant:
        """The file of a model that suits the device best: one of a precision that it gains from, else the fp32 one."""
        paying = {variant.precision: variant for variant in card.variants if variant.pays}
        wanted = self.provider.precisions(self.index)
        return next((paying[precision] for precision in wanted if precision in paying), card.full_precision)

    def noting(self, sentence: str) -> Target:
        """The same with one more reason why it is not what was asked for."""
        return replace(self, fallbacks=(*self.fallbacks, sentence))


def cpu_target(*fallbacks: str) -> Target:
    """The CPU, and why it came to that."""
    return replace(_target(CPU, CPU.devices().found[0]), fallbacks=fallbacks)


def check_name(device: str) -> None:
    """Raise ValueError for what is no device's name."""
    if not is_device(device):
        raise ValueError(f"a device is {device_names()}, not {device!r}")


def choose(device: str, providers: Sequence[Provider] = PROVIDERS) -> Target:
    """Where to run for a device that was asked for by its name.

    Args:
        device: A provider's kind, or one of its devices: "cuda:1".
        providers: Those to choose from.

    Returns:
        It, or the CPU where it cannot be used: then the reason is in `fallbacks`.
    """
    kind, _, number = device.partition(":")
    provider = next(provider for provider in providers if provider.kind == kind)
    index = int(number or 0)
    devices = provider.devices().found
    if reason := provider.problem(index):
        return cpu_target(_problem(devices[index].name if index < len(devices) else f"GPU {index}", reason))
    return _target(provider, devices[index])


def usable(providers: Sequence[Provider] = PROVIDERS) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The first device of each provider that can use it, the CPU last; and why those that are there cannot be used."""
    targets, problems = [], []
    for provider in providers:
        devices = provider.devices()
        if not devices.found:
            if devices.broken:
                problems.append(_problem(KINDS[provider.kind].name, devices.reason))
        elif reason := provider.problem(0):
            problems.append(_problem(devices.found[0].name, reason))
        else:
            targets.append(_target(provider, devices.found[0]))
    return tuple(targets), tuple(problems)


def _target(provider: Provider, device: Device) -> Target:
    return Target(provider, device.index, device.words, driver=device.driver)


def _problem(name: str, reason: str) -> str:
    return f"{name} cannot be used: {reason}; the CPU does the work."


def states(providers: Sequence[Provider] = PROVIDERS) -> tuple[ProviderState, ...]:
    """All providers that this application uses, and those that this build of onnxruntime contains besides."""
    compiled = ort.get_available_providers()
    used = {provider.name for provider in providers}
    others = [
        ProviderState(name, True, False, "this application does not use it") for name in compiled if name not in used
    ]
    found = []
    for provider in providers:
        problem = provider.problem(0)
        devices = provider.devices().found
        found.append(
            ProviderState(
                provider.name,
                provider.name in compiled,
                not problem,
                problem,
                provider.kind,
                devices,
                provider.advice(),
            )
        )
    return (*found[:-1], *others, found[-1])
