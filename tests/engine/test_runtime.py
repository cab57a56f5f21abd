from __future__ import annotations

import shutil
import sys
import threading
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from recon_desktop.core.card import write_card
from recon_desktop.core.devices import KINDS
from recon_desktop.core.errors import ModelCorrupt, ModelMissing, OutOfMemory, ProviderFailed
from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine import machine
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.machine import Cpu
from recon_desktop.engine.providers import PROVIDERS, cuda, webgpu
from recon_desktop.engine.providers.choice import cpu_target
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.cuda import CUDA, CudaProvider
from recon_desktop.engine.providers.provider import PROBE, Devices
from recon_desktop.engine.runtime import OrtModel, Runtime

from .gpu import FAKE_GPU, FakeGpu, FakeSession
from .nets import Graph, file_model

BATCH = np.zeros((1, 16, 16, 3), np.float32)


def test_a_session_is_opened_once_for_each_key(catalog: Catalog, tmp_path: Path) -> None:
    runtime = Runtime("cpu")
    model = catalog.get("denoise-point")
    assert runtime.open(model) is runtime.open(model)
    assert runtime.open(model) is runtime.open(model, cpu=True)
    assert runtime.open(model) is not runtime.open(catalog.get("denoise-deep"))
    first = runtime.open(model)
    runtime.close()
    assert runtime.open(model) is not first


def test_other_options_and_devices_are_other_keys(catalog: Catalog) -> None:
    gpu = FakeGpu()
    runtime = Runtime("cuda", providers=(gpu, CPU))
    model = catalog.get("denoise-point")
    on_gpu = runtime.open(model)
    assert on_gpu.provider == gpu.name
    assert on_gpu.device == "GPU 0, Fake GPU, CUDA"
    assert runtime.open(model, cpu=True).provider == CPU.name
    assert runtime.open(model) is on_gpu
    gpu.chosen = {"device_id": "0", "use_tf32": "1"}
    assert runtime.open(model) is not on_gpu


@pytest.mark.parametrize("device", ["cuda", "auto"])
def test_a_gpu_that_cannot_be_used_is_named_with_its_reason(catalog: Catalog, device: str) -> None:
    gpu = FakeGpu("libcudnn.so.9 is missing")
    opened = Runtime(device, providers=(gpu, CPU)).open(catalog.get("denoise-point"))
    assert opened.provider == CPU.name
    assert opened.fallbacks == ("Fake GPU cannot be used: libcudnn.so.9 is missing; the CPU does the work.",)


def test_a_device_that_is_not_there_falls_back_only_when_asked_for(catalog: Catalog) -> None:
    none = (FakeGpu("no NVIDIA driver is installed", devices=Devices((), "no NVIDIA driver is installed")), CPU)
    model = catalog.get("denoise-point")
    assert Runtime("auto", providers=none).open(model).fallbacks == ()
    assert Runtime("cpu", providers=none).open(model).fallbacks == ()
    (sentence,) = Runtime("cuda:3", providers=none).open(model).fallbacks
    assert sentence.startswith("GPU 3 cannot be used: ")


def test_a_session_that_comes_back_on_the_cpu_is_seen(catalog: Catalog) -> None:
    opened = Runtime("cuda", providers=(FakeGpu(lies=False), CPU)).open(catalog.get("denoise-point"))
    assert opened.provider == CPU.name
    assert len(opened.fallbacks) == 1
    assert "denoise-point" in opened.fallbacks[0]


@pytest.fixture
def of_all_precisions(tmp_path: Path) -> Path:
    """A model with a file of each precision, different ones."""
    contents = {name: Graph(3, seed).conv(1, 3).bytes() for seed, name in enumerate(("fp32", "fp16", "int8"))}
    file_model(tmp_path, "all", contents)
    return tmp_path


def test_each_provider_gets_the_precision_that_it_gains_from(
    of_all_precisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Catalog([of_all_precisions]).get("all")
    providers = (FakeGpu(), CPU)
    monkeypatch.setattr(machine, "cpu", lambda: Cpu("Old", 2, ("AVX2",)))
    assert Runtime("cuda", providers=providers).open(model).variant.precision == "fp16"
    assert Runtime("cuda", providers=providers).open(model, full_precision=True).variant.precision == "fp32"
    assert Runtime("cpu", providers=providers).open(model).variant.precision == "fp32"
    for feature in ("VNNI", "DotProd"):
        monkeypatch.setattr(machine, "cpu", lambda feature=feature: Cpu("New", 2, (feature,)))
        assert Runtime("cpu", providers=providers).open(model).variant.precision == "int8"
    assert Runtime("cpu", providers=providers).open(model, full_precision=True).variant.precision == "fp32"


def test_the_precision_that_is_asked_for_runs_where_there_is_one(
    of_all_precisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_model(of_all_precisions, "one", Graph(3).conv(1, 3).bytes())
    catalog = Catalog([of_all_precisions])
    several, one = catalog.get("all"), catalog.get("one")
    monkeypatch.setattr(machine, "cpu", lambda: Cpu("Old", 2, None))
    assert Runtime("cpu", "int8").open(several).variant.precision == "int8"
    assert Runtime("cpu", "int8").open(several, full_precision=True).variant.precision == "fp32"
    assert Runtime("cuda", "fp32", providers=(FakeGpu(), CPU)).open(several).variant.precision == "fp32"
    assert Runtime("cpu").open(one).fallbacks == ()
    assert Runtime("cpu", "int8").open(one).fallbacks == ("one has no int8 file; fp32 runs.",)


def test_a_precision_that_does_not_pay_is_not_chosen(tmp_path: Path) -> None:
    content = Graph(3).conv(1, 3).bytes()
    card = file_model(tmp_path, "half", {"fp32": content, "fp16": content})
    slow = card.variants[1].model_copy(update={"speed_up": 0.9})
    write_card(card.model_copy(update={"variants": (card.variants[0], slow)}), tmp_path / "half" / "card.json")
    opened = Runtime("cuda", providers=(FakeGpu(), CPU)).open(Catalog([tmp_path]).get("half"))
    assert opened.variant.precision == "fp32"


def test_a_damaged_file_of_another_precision_falls_back_to_fp32(of_all_precisions: Path) -> None:
    providers = (FakeGpu(), CPU)
    for damage, reason in ((b"changed", "is not the file of the card"), (None, "there is no ")):
        path = of_all_precisions / "all" / "fp16.onnx"
        path.unlink() if damage is None else path.write_bytes(damage)
        opened = Runtime("cuda", providers=providers).open(Catalog([of_all_precisions]).get("all"))
        assert (opened.variant.precision, opened.provider) == ("fp32", FakeGpu.name)
        (sentence,) = opened.fallbacks
        assert sentence.startswith("The fp16 file of all cannot be used: ")
        assert reason in sentence
        assert sentence.endswith("; fp32 runs.")
    (of_all_precisions / "all" / "fp32.onnx").unlink()
    with pytest.raises(ModelMissing):
        Runtime("cuda", providers=providers).open(Catalog([of_all_precisions]).get("all"))


def test_what_a_device_cannot_open_is_tried_at_full_precision_and_then_on_the_cpu(of_all_precisions: Path) -> None:
    gpu, model = FakeGpu(), Catalog([of_all_precisions]).get("all")
    gpu.refused.add((of_all_precisions / "all" / "fp16.onnx").read_bytes())
    opened = Runtime("cuda", providers=(gpu, CPU)).open(model)
    assert (opened.variant.precision, opened.provider) == ("fp32", gpu.name)
    gpu.refused.add((of_all_precisions / "all" / "fp32.onnx").read_bytes())
    opened = Runtime("cuda", providers=(gpu, CPU)).open(model)
    assert (opened.variant.precision, opened.provider) == ("fp32", CPU.name)
    assert opened.fallbacks == (
        "The fp16 file of all cannot be used: an operator is missing; fp32 runs.",
        "GPU 0, Fake GPU, CUDA cannot run all: an operator is missing; the CPU does the work.",
    )


@pytest.mark.parametrize("name", ["gpu", "cuda:", "cuda:x", "cpu:0", "auto:1", "cuda:-1", "cuda:²", ""])
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
    model = OrtModel(real.model, real.variant, session, cpu_target())
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


def test_cancel_does_not_wait_for_a_long_operator(catalog: Catalog, runtime: Runtime) -> None:
    class Stuck:
        """A session within an operator."""

        def get_providers(self) -> list[str]:
            return [CPU.name]

        def get_inputs(self) -> object:
            return real.get_inputs()

        def get_outputs(self) -> object:
            return real.get_outputs()

        def run(self, _: object, feeds: dict[str, np.ndarray], options: ort.RunOptions) -> object:
            within.set()
            assert free.wait(30)
            ended.append(options.terminate)
            return [next(iter(feeds.values()))]

    opened = runtime.open(catalog.get("denoise-point"))
    real, within, free, ended = opened._session, threading.Event(), threading.Event(), []
    model = OrtModel(opened.model, opened.variant, Stuck(), cpu_target())  # type: ignore[arg-type]
    token = CancelToken()

    def cancel() -> None:
        assert within.wait(30)
        token.cancel()

    threading.Thread(target=cancel).start()
    with pytest.raises(Cancelled):
        model.run(BATCH, token)
    assert ended == []
    free.set()
    model._threads.shutdown()
    assert ended == [True], "onnxruntime was told to stop after it"


def test_the_noise_level_reaches_the_network_in_0_to_1(catalog: Catalog, runtime: Runtime) -> None:
    model = runtime.open(catalog.get("denoise-told"))
    low, high = (model.run(BATCH, CancelToken(), level) for level in (0.0, 51.0))
    np.testing.assert_allclose(high - low, 0.2, atol=1e-6)
    np.testing.assert_allclose(model.run(BATCH, CancelToken()) - low, -1.0, atol=1e-6)  # nobody knows it


def test_conditions_that_the_graph_has_not_are_refused(runtime: Runtime, tmp_path: Path) -> None:
    file_model(tmp_path, "promised", Graph(3).conv(1, 3).bytes(), conditions=("noise_level",))
    file_model(tmp_path, "not-promised", Graph(3).conv(3, 3).plus_noise_level().bytes())
    catalog = Catalog([tmp_path])
    with pytest.raises(ModelCorrupt, match="1xHxWx3 and noise_level"):
        runtime.open(catalog.get("promised"))
    with pytest.raises(ModelCorrupt, match="noise_level"):
        runtime.open(catalog.get("not-promised"))


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
    assert states[CPU.name].usable
    assert all(state.usable or state.reason for state in states.values())
    assert capfd.readouterr() == ("", "")


def test_each_kind_of_device_has_its_provider() -> None:
    assert sorted(provider.kind for provider in PROVIDERS) == sorted(KINDS)
    assert PROVIDERS[-1] is CPU
    for provider in PROVIDERS:
        devices = provider.devices()
        assert bool(devices.found) != bool(devices.reason)


def test_the_probe_graph_runs() -> None:
    session = CPU.open(PROBE, 0)
    np.testing.assert_array_equal(session.run(None, {"x": np.float32([-1, 2])})[0], [0, 2])


def test_a_loader_that_fails_names_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ort, "get_available_providers", lambda: [CUDA.name, CPU.name])
    monkeypatch.setattr(CudaProvider, "devices", lambda self: FAKE_GPU)
    monkeypatch.setattr(CudaProvider, "open", lambda self, content, index: CPU.open(content, 0))
    monkeypatch.setattr(cuda, "_preload", lambda: None)
    provider = CudaProvider()
    assert provider.problem(0)
    assert provider.problem(4) == "there is no such device; the driver finds 1"


@pytest.mark.parametrize(
    ("compiled", "gpu_build", "frozen", "expected"),
    [
        (True, True, False, 'pip install "onnxruntime-gpu[cuda,cudnn]"'),
        (False, False, False, 'pip install "recon-desktop[cuda]"; pip install --force-reinstall'),
        (False, True, False, "pip install --force-reinstall --no-deps onnxruntime-gpu"),
        (False, False, True, "in Python, not in this program: "),
    ],
)
def test_what_cuda_misses_is_told_where_there_is_a_device(
    monkeypatch: pytest.MonkeyPatch, compiled: bool, gpu_build: bool, frozen: bool, expected: str
) -> None:
    def version(name: str) -> str:
        if not gpu_build:
            raise PackageNotFoundError(name)
        return "1.31.1"

    monkeypatch.setattr(ort, "get_available_providers", lambda: [CUDA.name, CPU.name] if compiled else [CPU.name])
    monkeypatch.setattr(cuda, "version", version)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(CudaProvider, "devices", lambda self: FAKE_GPU)
    monkeypatch.setattr(CudaProvider, "problem", lambda self, index: "it does not work")
    assert CudaProvider().advice().startswith(expected)
    monkeypatch.setattr(CudaProvider, "problem", lambda self, index: "")
    assert CudaProvider().advice() == ""
    monkeypatch.setattr(CudaProvider, "devices", lambda self: Devices((), "no NVIDIA driver is installed"))
    assert CudaProvider().advice() == ""


def test_the_plugin_is_recommended_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webgpu, "_library", lambda: None)
    assert webgpu.WebGpuProvider().advice() == webgpu.ANY_GPU
    monkeypatch.setattr(webgpu, "_library", lambda: Path("library.so"))
    assert webgpu.WebGpuProvider().advice() == ""
