"""A GPU that is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import onnxruntime as ort

from recon_desktop.core.card import Precision
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import Device, Devices

FAKE_GPU = Devices((Device(0, "Fake GPU", "GPU 0, Fake GPU, CUDA", 8000),))


class FakeGpu:
    """A provider that runs on the CPU and says otherwise, and fails as the test says.

    `fault` is handed each output and gives what takes its place, or raises.
    .
    """

    kind = "cuda"
    name = "FakeExecutionProvider"

    def __init__(
        self,
        problem: str = "",
        *,
        devices: Devices = FAKE_GPU,
        precisions: tuple[Precision, ...] = ("fp16",),
        lies: bool = True,
    ) -> None:
        self._problem, self._devices, self._precisions, self._lies = problem, devices, precisions, lies
        self.chosen = {"device_id": "0"}
        self.refused: set[bytes] = set()
        self.fault: Callable[[Any], Any] | None = None
        self.runs = 0

    def devices(self) -> Devices:
        return self._devices

    def problem(self, index: int) -> str:
        return self._problem

    def advice(self) -> str:
        return ""

    def precisions(self, index: int) -> tuple[Precision, ...]:
        return self._precisions

    def options(self, index: int) -> dict[str, str]:
        return self.chosen

    def open(self, content: bytes, index: int) -> Any:
        if content in self.refused:
            raise RuntimeError("an operator is missing.\nmore")
        real = CPU.open(content, 0)
        return FakeSession(real, self.name, gpu=self) if self._lies else real


class FakeSession:
    """A session whose provider and failure are chosen by the test."""

    def __init__(
        self,
        real: ort.InferenceSession,
        provider: str = CPU.name,
        error: Exception | None = None,
        gpu: FakeGpu | None = None,
    ) -> None:
        self._real, self._provider, self.error, self._gpu = real, provider, error, gpu

    def get_providers(self) -> list[str]:
        return [self._provider]

    def get_inputs(self) -> Any:
        return self._real.get_inputs()

    def get_outputs(self) -> Any:
        return self._real.get_outputs()

    def run(self, *arguments: Any) -> Any:
        if self.error:
            raise self.error
        (output,) = self._real.run(*arguments)
        if self._gpu is not None:
            self._gpu.runs += 1
            if self._gpu.fault is not None:
                output = self._gpu.fault(output)
        return [output]
