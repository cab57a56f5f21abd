from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest

from recon_desktop.core.errors import ModelCorrupt, ModelMissing, OutOfMemory, ProviderFailed
from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine import machine, providers
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.machine import GpuDevice, Gpus
from recon_desktop.engine.providers import CPU, CUDA
from recon_desktop.engine.runtime import OrtModel, Runtime

from .nets import Graph, file_model

BATCH = np.zeros((1, 16, 16, 3), np.float32)
CARD = GpuDevice(0, "Fake GPU", 8000)


@pytest.fixture
def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "gpus", lambda: Gpus((CARD,)))


class FakeSession:
    """A session whose provider and failure are chosen by the test."""

    def __init__(self, real: ort.InferenceSession, provider: str = CPU, error: Exception | None = None) -> None:
        self._real, self._provider, self.error = real, provider, error
        self.runs = 0

    def get_providers(self) -> list[str]:
        return [self._provider]

    def get_inputs(self) -> Any:
        return self._real.get_inputs()

    def get_outputs(self) -> Any:
        return self._real.get_outputs()

    def run(self, *arguments: Any) -> Any:
        self.runs += 1
        if self.error:
            raise self.error
        return self._real.run(*arguments)


def test_a_session_is_opened_once_for_each_key(catalog: Catalog, tmp_path: Path) -> None:
    runtime = Runtime("cpu")
    model = catalog.get("denoise-point")
    assert runtime.open(model) is runtime.open(model)
    assert runtime.open(model) is runtime.open(model, cpu=True)
    assert runtime.open(model) is not runtime.open(catalog.get("denoise-deep"))
    first = runtime.open(model)
    runtime.close()
    assert runtime.open(model) is not first


def test_other_options_and_devices_are_other_keys(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, with_gpu: None
) -> None:
    def opened(content: bytes, provider: str, index: int) -> FakeSession:
        return FakeSession(ort.InferenceSession(content, providers=[CPU]), provider)

    monkeypatch.setattr(providers, "open_session", opened)
    monkeypatch.setattr(providers, "cuda_problem", lambda index: "")
    runtime = Runtime("cuda")
    model = catalog.get("denoise-point")
    on_gpu = runtime.open(model)
    assert on_gpu.provider == CUDA
    assert on_gpu.device == "GPU 0, Fake GPU, CUDA"
    assert runtime.open(model, cpu=True).provider == CPU
    monkeypatch.setattr(providers, "cuda_options", lambda index: {"device_id": "0", "use_tf32": "1"})
    assert runtime.open(model) is not on_gpu


@pytest.mark.parametrize("device", ["cuda", "auto"])
def test_a_gpu_that_cannot_be_used_is_named_with_its_reason(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, with_gpu: None, device: str
) -> None:
    monkeypatch.setattr(providers, "cuda_problem", lambda index: "libcudnn.so.9 is missing")
    opened = Runtime(device).open(catalog.get("denoise-point"))
    assert opened.provider == CPU
    assert opened.fallbacks == ("Fake GPU cannot be used: libcudnn.so.9 is missing; the CPU does the work.",)


def test_a_device_that_is_not_there_falls_back_only_when_asked_for(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "gpus", lambda: Gpus((), "no NVIDIA driver is installed"))
    providers.cuda_problem.cache_clear()
    model = catalog.get("denoise-point")
    assert Runtime("auto").open(model).fallbacks == ()
    assert Runtime("cpu").open(model).fallbacks == ()
    (sentence,) = Runtime("cuda:3").open(model).fallbacks
    assert sentence.startswith("GPU 3 cannot be used: ")
    providers.cuda_problem.cache_clear()


def test_a_session_that_comes_back_on_the_cpu_is_seen(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, with_gpu: None
) -> None:
    monkeypatch.setattr(providers, "cuda_problem", lambda index: "")
    monkeypatch.setattr(
        providers, "open_session", lambda content, provider, index: ort.InferenceSession(content, providers=[CPU])
    )
    opened = Runtime("cuda").open(catalog.get("denoise-point"))
    assert opened.provider == CPU
    assert len(opened.fallbacks) == 1
    assert "denoise-point" in opened.fallbacks[0]


def test_half_precision_runs_on_a_gpu_only(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_gpu: None
) -> None:
    content = Graph(3).conv(1, 3).bytes()
    file_model(tmp_path, "half", {"fp32": content, "fp16": content + b""})
    model = Catalog([tmp_path]).get("half")
    monkeypatch.setattr(providers, "cuda_problem", lambda index: "")
    monkeypatch.setattr(
        providers,
        "open_session",
        lambda content, provider, index: FakeSession(ort.InferenceSession(content, providers=[CPU]), provider),
    )
    runtime = Runtime("cuda")
    assert runtime.open(model).variant.precision == "fp16"
    assert Runtime("cuda").open(model, full_precision=True).variant.precision == "fp32"
    assert Runtime("cpu").open(model).variant.precision == "fp32"


def test_8_bits_run_where_the_processor_has_instructions_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_model(tmp_path, "both", {"fp32": Graph(3).conv(1, 3).bytes(), "int8": Graph(3, 1).conv(1, 3).bytes()})
    file_model(tmp_path, "one", Graph(3).conv(1, 3).bytes())
    catalog = Catalog([tmp_path])
    both, one = catalog.get("both"), catalog.get("one")
    for features, expected in ((("AVX2", "VNNI"), "int8"), (("AVX2",), "fp32"), (None, "fp32")):
        monkeypatch.setattr(machine, "cpu", lambda features=features: machine.Cpu("Fake", 2, features))
        assert Runtime("cpu").open(both).variant.precision == expected
        assert Runtime("cpu", "int8").open(both).variant.precision == "int8"
        assert Runtime("cpu", "fp32").open(both).variant.precision == "fp32"
        assert Runtime("cpu", "int8").open(both, full_precision=True).variant.precision == "fp32"
        assert Runtime("cpu").open(one).variant.precision == "fp32"
        assert Runtime("cpu").open(one).fallbacks == ()
    assert Runtime("cpu", "int8").open(one).fallbacks == ("one has no int8 file; fp32 runs.",)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"changed")])
def test_a_reduced_file_that_is_missing_or_changed_gives_way_to_the_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object]
) -> None:
    content = Graph(3).conv(1, 3).bytes()
    file_model(tmp_path, "both", {"fp32": content, "int8": content + b""})
    damage(tmp_path / "both" / "int8.onnx")
    monkeypatch.setattr(machine, "multiplies_bytes", lambda: True)
    opened = Runtime("cpu").open(Catalog([tmp_path]).get("both"))
    assert opened.variant.precision == "fp32"
    (sentence,) = opened.fallbacks
    assert sentence.startswith("The int8 file of both cannot be used: ")
    assert sentence.endswith("; fp32 runs.")
    (tmp_path / "both" / "fp32.onnx").unlink()
    with pytest.raises(ModelMissing):
        Runtime("cpu").open(Catalog([tmp_path]).get("both"))


@pytest.mark.parametrize("name", ["gpu", "cuda:", "cuda:x", "cpu:0", "auto:1", "cuda:-1"])
def test_unknown_device_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="device"):
        Runtime(name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Failed to allocate memory for requested buffer of size 9000", OutOfMemory),
        ("CUDA failure 2: out of memory ; GPU=0", OutOfMemory),
        ("std::bad_alloc", OutOfMemory),
        ("CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED", ProviderFailed),
    ],
)
def test_errors_of_onnxruntime_are_told_apart(
    catalog: Catalog, runtime: Runtime, text: str, kind: type[Exception]
) -> None:
    real = runtime.open(catalog.get("denoise-point"))
    session = FakeSession(real._session, error=RuntimeError(f"{text}\nmore"))
    model = OrtModel(real.model, real.variant, session, providers.cpu_target())
    with pytest.raises(kind, match=text.split()[0]):
        model.run(BATCH, CancelToken())


def test_cancel_ends_a_run_within_it_and_the_session_lives_on(runtime: Runtime, tmp_path: Path) -> None:
    graph = Graph(3).conv(3, 32)
    for _ in range(24):
        graph.conv(3, 32).relu()
    file_model(tmp_path, "slow", graph.conv(3, 3).bytes())
    model = runtime.open(Catalog([tmp_path]).get("slow"))
    token = CancelToken()
    timer = threading.Timer(0.05, token.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        model.run(np.zeros((1, 600, 600, 3), np.float32), token)
    timer.join()
    assert model.run(BATCH, CancelToken()).shape == BATCH.shape


def test_the_noise_level_reaches_the_network_in_0_to_1(catalog: Catalog, runtime: Runtime) -> None:
    model = runtime.open(catalog.get("denoise-told"))
    low, high = (model.run(BATCH, CancelToken(), level) for level in (0.0, 51.0))
    np.testing.assert_allclose(high - low, 0.2, atol=1e-6)


def test_graphs_that_do_not_fit_their_card_are_corrupt(runtime: Runtime, tmp_path: Path) -> None:
    file_model(tmp_path, "channels", Graph(1).conv(1, 1).bytes(), channels="rgb")
    file_model(tmp_path, "scale", Graph(3).conv(1, 3).bytes(), scale=2)
    file_model(tmp_path, "no-graph", b"no graph")
    catalog = Catalog([tmp_path])
    for name in ("channels", "no-graph"):
        with pytest.raises(ModelCorrupt):
            runtime.open(catalog.get(name))
    with pytest.raises(ModelCorrupt, match="promises"):
        runtime.open(catalog.get("scale")).run(BATCH, CancelToken())


def test_the_hash_is_checked_before_the_first_use(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "denoise-point", tmp_path / "denoise-point")
    path = tmp_path / "denoise-point" / "fp32.onnx"
    path.write_bytes(Graph(3, 9).conv(1, 3).bytes())
    with pytest.raises(ModelCorrupt) as caught:
        Runtime("cpu").open(Catalog([tmp_path]).get("denoise-point"))
    assert caught.value.expected
    assert caught.value.actual


def test_providers_are_told_with_reasons(runtime: Runtime, capfd: pytest.CaptureFixture[str]) -> None:
    states = {state.name: state for state in runtime.providers()}
    assert states[CPU].usable
    assert all(state.usable or state.reason for state in states.values())
    assert capfd.readouterr() == ("", "")


def test_the_probe_graph_runs() -> None:
    session = providers.open_session(providers._PROBE, CPU, 0)
    np.testing.assert_array_equal(session.run(None, {"x": np.float32([-1, 2])})[0], [0, 2])


def test_a_loader_that_fails_names_the_library(monkeypatch: pytest.MonkeyPatch, with_gpu: None) -> None:
    monkeypatch.setattr(ort, "get_available_providers", lambda: [CUDA, CPU])
    monkeypatch.setattr(
        providers, "open_session", lambda content, provider, index: ort.InferenceSession(content, providers=[CPU])
    )
    monkeypatch.setattr(providers, "_preload", lambda: None)
    providers.cuda_problem.cache_clear()
    assert providers.cuda_problem(0)
    assert providers.cuda_problem(4) == "there is no such device; the driver finds 1"
    providers.cuda_problem.cache_clear()
