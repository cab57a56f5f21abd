"""`recon doctor`: what this machine can do, and why not more."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator

from recon_desktop.cli.output import Output
from recon_desktop.cli.workshop import open_catalog
from recon_desktop.engine.doctor import DoctorReport, examine
from recon_desktop.engine.machine import FEATURES
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import paces_file


def run(options: argparse.Namespace, output: Output) -> int:
    """Examine the machine; returns 2 when a model's file is missing or not the one of its card."""
    catalog = open_catalog(output)
    with output.progress("Examining") as progress:
        report = examine(catalog, lambda device: Runtime(device, paces=paces_file()), progress=progress)
    lines = (f"{name:13}{fact}" for name, fact in _facts(report))
    output.result(dataclasses.asdict(report), "\n".join(lines))
    return 0 if all(model.sound for model in report.models) else 2


def _facts(report: DoctorReport) -> Iterator[tuple[str, str]]:
    yield "program", f"Recon Desktop {report.version}, Python {report.python}, onnxruntime {report.onnxruntime}"
    yield "system", f"{report.system}, {report.free_memory_mib} of {report.memory_mib} MiB memory free"
    yield "processor", f"{report.cpu.name}, {report.cpu.cores} cores"
    yield "", _features(report.cpu.features)
    for provider in report.providers:
        yield (
            "provider",
            f"{provider.name}: {'can be used' if provider.usable else f'cannot be used: {provider.reason}'}",
        )
        if provider.advice:
            yield "", f"  {provider.advice}"
        for device in provider.devices:
            memory = "" if device.memory_mib is None else f", {device.memory_mib} MiB"
            yield "", f"  {device.words}{memory}"
    if report.automatic:
        yield "automatic", report.automatic.device
        for sentence in (report.automatic.reason, *report.automatic.fallbacks):
            if sentence:
                yield "", f"  {sentence}"
    for model in report.models:
        yield "model", f"{model.model}: {'sound' if model.sound else model.problem}"
    for timing in report.timings:
        speed = f"{timing.milliseconds:.1f} ms for 256 x 256 pixels"
        yield "timing", f"{timing.model}: {speed} on {timing.device} ({timing.provider})"


def _features(features: tuple[str, ...] | None) -> str:
    if features is None:
        return "its instruction sets are not told by this system"
    return ", ".join(f"{name} {'yes' if name in features else 'no'}" for name in FEATURES)
