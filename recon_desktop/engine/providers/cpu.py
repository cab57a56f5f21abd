"""The processor: always there, and what does the work when nothing else can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import onnxruntime as ort

from recon_desktop.core.card import Precision
from recon_desktop.engine import machine
from recon_desktop.engine.providers.provider import Device, Devices, open_session


class CpuProvider:
    """onnxruntime's own kernels."""

    kind = "cpu"
    name = "CPUExecutionProvider"

    def devices(self) -> Devices:
        """The processor."""
        processor = machine.cpu()
        cores = "1 core" if processor.cores == 1 else f"{processor.cores} cores"
        return Devices((Device(0, processor.name, f"CPU, {processor.name}, {cores}"),))

    def problem(self, index: int) -> str:
        """None."""
        return ""

    def advice(self) -> str:
        """None."""
        return ""

    def precisions(self, index: int) -> Sequence[Precision]:
        """8 bits where there are instructions for them: without, they gain little and products can overflow."""
        return ("int8",) if machine.multiplies_bytes() else ()

    def options(self, index: int) -> Mapping[str, str]:
        """None."""
        return {}

    def open(self, content: bytes, index: int) -> ort.InferenceSession:
        """As `Provider.open`."""
        return open_session(content, [(self.name, {})])


CPU = CpuProvider()
