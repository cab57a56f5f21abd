"""Which device Automatic takes, what it remembers, and what it says of one that fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.engine import pace, runtime
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.pace import NEVER, Paces, trial
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import Devices
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime

from .conftest import random_pixels
from .gpu import FakeGpu

MODEL = "denoise-deep"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "devices.json"


def slowed(monkeypatch: pytest.MonkeyPatch, provider: str, seconds: float) -> None:
    """Let all runs on a provider take longer."""
    really = pace._timed

    def timed(run: Any, *arguments: Any) -> Any:
        taken, output = really(run, *arguments)
        return taken + seconds * (run.__self__.provider == provider), output

    monkeypatch.setattr(pace, "_timed", timed)


def untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> Any:
        raise AssertionError("it is known already")

    monkeypatch.setattr(runtime, "pace", refuse)


def test_automatic_takes_the_faster_device_and_remembers_it(
    catalog: Catalog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = catalog.get(MODEL)
    slowed(monkeypatch, CPU.name, 0.5)
    opened = Runtime("auto", paces=file, providers=(FakeGpu(), CPU)).open(model)
    assert (opened.provider, opened.fallbacks) == (FakeGpu.name, ())
    assert opened.reason.startswith(f"A trial run of {MODEL} took ")
    assert opened.reason.endswith(" on CPU, " + CPU.devices().found[0].words.removeprefix("CPU, ") + ".")
    untimed(monkeypatch)
    again = Runtime("auto", paces=file, providers=(FakeGpu(), CPU)).open(model)
    assert (again.provider, again.reason) == (FakeGpu.name, opened.reason)


def test_a_slow_gpu_loses_to_the_cpu_without_a_complaint(
    catalog: Catalog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowed(monkeypatch, FakeGpu.name, 0.5)
    used = Runtime("auto", paces=file, providers=(FakeGpu(), CPU))
    restorer, source = Restorer(catalog, used), ArraySource(random_pixels(40, 40))
    report = restorer.restore(source, ArraySink(source.size, np.dtype(np.uint8)), Recipe((Step(MODEL),)))
    assert (report.provider, report.fallbacks) == (CPU.name, ())
    (reason,) = report.reasons
    assert "on GPU 0, Fake GPU, CUDA" in reason
    assert len(used._sessions) == 1, "the other device's memory is free again"


def test_the_cpu_alone_is_not_measured(catalog: Catalog, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    untimed(monkeypatch)
    opened = Runtime("auto", paces=file, providers=(FakeGpu("no driver", devices=Devices((), "no driver")), CPU)).open(
        catalog.get(MODEL)
    )
    assert (opened.provider, opened.reason, opened.fallbacks) == (CPU.name, "", ())
    assert not file.exists()


def lost(output: Any) -> Any:
    raise RuntimeError("the device was lost")


@pytest.mark.parametrize("fault", [np.zeros_like, lambda output: output * np.nan, lambda output: 1 - output, lost])
def test_a_device_that_fails_its_trial_is_told_of_and_not_tried_again(
    catalog: Catalog, file: Path, fault: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu, model = FakeGpu(), catalog.get(MODEL)
    gpu.fault = fault
    told = (f"GPU 0, Fake GPU, CUDA failed a trial run of {MODEL}; the CPU does the work.",)
    opened = Runtime("auto", paces=file, providers=(gpu, CPU)).open(model)
    assert (opened.provider, opened.fallbacks, opened.reason) == (CPU.name, told, "")
    untimed(monkeypatch)
    again = Runtime("auto", paces=file, providers=(FakeGpu(), CPU)).open(model)
    assert (again.provider, again.fallbacks) == (CPU.name, told)


def test_a_device_that_cannot_open_a_model_fails_its_trial(catalog: Catalog, file: Path) -> None:
    gpu, model = FakeGpu(), catalog.get(MODEL)
    gpu.refused.add(model.load(model.card.full_precision))
    opened = Runtime("auto", paces=file, providers=(gpu, CPU)).open(model)
    assert opened.provider == CPU.name
    assert opened.fallbacks == (f"GPU 0, Fake GPU, CUDA failed a trial run of {MODEL}; the CPU does the work.",)


def test_what_was_installed_and_does_not_load_is_told(catalog: Catalog) -> None:
    broken = FakeGpu("its library does not load", devices=Devices((), "its library does not load", broken=True))
    opened = Runtime("auto", providers=(broken, CPU)).open(catalog.get(MODEL))
    assert opened.fallbacks == ("CUDA cannot be used: its library does not load; the CPU does the work.",)


def test_a_device_that_is_slow_beyond_measure_is_not_waited_for(
    catalog: Catalog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_WARM_UP_S", 0.2)
    gpu = FakeGpu()

    def slow(output: Any) -> Any:
        time.sleep(0.4)
        return output

    gpu.fault = slow
    opened = Runtime("auto", paces=file, providers=(gpu, CPU)).open(catalog.get(MODEL))
    assert (opened.provider, gpu.runs) == (CPU.name, 1)


def test_a_device_that_fails_later_is_given_up(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    slowed(monkeypatch, CPU.name, 0.5)
    gpu = FakeGpu()
    used = Runtime("auto", providers=(gpu, CPU))
    used.open(catalog.get(MODEL))
    restorer, source = Restorer(catalog, used), ArraySource(random_pixels(40, 40))
    gpu.fault = lost
    for runs in (1, 0):
        gpu.runs = 0
        report = restorer.restore(source, ArraySink(source.size, np.dtype(np.uint8)), Recipe((Step(MODEL),)))
        assert report.provider == CPU.name
        assert report.fallbacks == (f"{gpu.name} failed: the device was lost; the CPU does the work.",)
        assert gpu.runs == runs, "it is tried once"


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b'{"schema": 2, "paces": {}}', b'{"schema": 1, "paces": {"a": [-1, 0]}}', b"\xff", None]
)
def test_a_damaged_file_is_begun_anew(file: Path, damage: bytes | None) -> None:
    file.parent.mkdir()
    file.mkdir() if damage is None else file.write_bytes(damage)
    paces = Paces(file)
    assert paces.of("a") is None
    paces.remember({"a": 0.25, "b": NEVER})
    assert (paces.of("a"), paces.of("b")) == (0.25, NEVER)
    if damage is not None:
        assert (Paces(file).of("a"), Paces(file).of("b")) == (0.25, NEVER)


def test_a_measurement_grows_old_and_the_file_stays_small(file: Path) -> None:
    paces = Paces(file)
    paces.remember({f"model {number}": 1.0 for number in range(pace._MOST + 10)})
    content = json.loads(file.read_text())
    assert len(content["paces"]) == pace._MOST
    content["paces"] = {"old": [1.0, time.time() - 40 * 86400], "new": [1.0, time.time() - 86400]}
    file.write_text(json.dumps(content))
    assert (Paces(file).of("old"), Paces(file).of("new")) == (None, 1.0)


def test_a_trial_is_short_and_fits_the_network(catalog: Catalog) -> None:
    for model in catalog.models:
        batch, noise_level = trial(model.card)
        _, height, width, channels = batch.shape
        assert height == width >= model.card.min_size
        assert height % model.card.align == 0
        assert channels == (3 if model.card.channels == "rgb" else 1)
        assert (noise_level is not None) == bool(model.card.conditions)
    costly = catalog.get(MODEL).card.model_copy(update={"flops_per_output_pixel": 10**6})
    assert trial(costly)[0].shape[1] == 64
