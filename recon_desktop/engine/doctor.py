"""What this machine can do: providers, devices, processor, models, and how fast a small model runs."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
import psutil

from recon_desktop import __version__
from recon_desktop.core.devices import AUTO
from recon_desktop.core.errors import ModelCorrupt, ModelError, RunError
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine import machine
from recon_desktop.engine.catalog import Catalog, Model
from recon_desktop.engine.machine import Cpu
from recon_desktop.engine.providers.choice import ProviderState
from recon_desktop.engine.runtime import Runtime

_SIDE = 256
_RUNS = 5
_ENOUGH_S = 3.0


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model and whether its files are those of its card.

    Attributes:
        model: Its id, or its folder's name where the card cannot be read.
        sound: Whether it can be used.
        problem: Why not; empty where it can.
    """

    model: str
    sound: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """One small model on one provider.

    Attributes:
        model: Its id.
        provider: In use.
        device: In words.
        milliseconds: The fastest of several runs on 256x256 pixels.
    """

    model: str
    provider: str
    device: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """What Automatic takes for one small model.

    Attributes:
        model: Its id.
        device: In words.
        reason: By which measurement; empty where there is nothing to choose.
        fallbacks: What cannot be used, in sentences.
    """

    model: str
    device: str
    reason: str
    fallbacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All of it; `dataclasses.asdict` makes it JSON.

    Attributes:
        version: Of Recon Desktop.
        python: Of the interpreter.
        onnxruntime: Of the package.
        system: Name and release of the operating system.
        cpu: The processor and those of its features that matter to networks.
        memory_mib: Main memory.
        free_memory_mib: The part of it that can be taken.
        providers: Compiled, usable, and why not; with their devices.
        models: Those at hand.
        timings: One for each usable provider.
        automatic: What Automatic takes; None where there is no sound model.
    """

    version: str
    python: str
    onnxruntime: str
    system: str
    cpu: Cpu
    memory_mib: int
    free_memory_mib: int
    providers: tuple[ProviderState, ...]
    models: tuple[ModelState, ...]
    timings: tuple[Timing, ...]
    automatic: Chosen | None


def examine(
    catalog: Catalog, runtime_for: Callable[[str], Runtime] = Runtime, *, progress: Progress = SILENT
) -> DoctorReport:
    """Look at the machine and try what it has.

    Args:
        catalog: The models at hand.
        runtime_for: Makes a runtime for a device name.
        progress: Its token stops the timing.

    Raises:
        Cancelled: The token was set.
    """
    models = model_states(catalog)
    states = runtime_for("cpu").providers()
    sound = [catalog.get(state.model) for state in models if state.sound]
    small = min(sound, key=lambda model: model.card.parameters, default=None)
    timings = []
    if small:
        for state in states:
            progress.token.check()
            if state.usable:
                timings.append(_timed(small, runtime_for(state.kind), progress))
    return DoctorReport(
        version=__version__,
        python=platform.python_version(),
        onnxruntime=ort.__version__,
        system=f"{platform.system()} {platform.release()}",
        cpu=machine.cpu(),
        memory_mib=psutil.virtual_memory().total >> 20,
        free_memory_mib=int(machine.free_memory_mib()),
        providers=states,
        models=models,
        timings=tuple(timing for timing in timings if timing),
        automatic=_automatic(small, runtime_for(AUTO)) if small else None,
    )


def model_states(catalog: Catalog) -> tuple[ModelState, ...]:
    """Check the files of all models, and name the cards that cannot be read."""
    states = []
    for model in catalog.models:
        try:
            catalog.verify(model.id)
        except ModelError as error:
            states.append(_unsound(error))
        else:
            states.append(ModelState(model.id, True))
    return (*states, *(_unsound(problem) for problem in catalog.problems))


def _unsound(error: ModelError) -> ModelState:
    hashes = ""
    if isinstance(error, ModelCorrupt) and error.actual:
        hashes = f": its SHA-256 is {error.actual}, the card names {error.expected}"
    return ModelState(error.model, False, f"{error.detail}{hashes}")


def _automatic(model: Model, runtime: Runtime) -> Chosen | None:
    try:
        ready = runtime.open(model)
        return Chosen(model.id, ready.device, ready.reason, ready.fallbacks)
    except (ModelError, RunError):
        return None
    finally:
        runtime.close()


def _timed(model: Model, runtime: Runtime, progress: Progress) -> Timing | None:
    """The fastest run, or None where the model does not run on this device."""
    channels = 3 if model.card.channels == "rgb" else 1
    batch = np.random.default_rng(0).random((1, _SIDE, _SIDE, channels), np.float32)
    noise_level = 25.0 if model.card.conditions else None
    try:
        ready = runtime.open(model)
        seconds = []
        for _ in range(_RUNS):
            begin = time.perf_counter()
            ready.run(batch, progress.token, noise_level)
            seconds.append(time.perf_counter() - begin)
            if sum(seconds) > _ENOUGH_S:
                break
    except (ModelError, RunError):
        return None
    finally:
        runtime.close()
    return Timing(model.id, ready.provider, ready.device, 1000 * min(seconds))
