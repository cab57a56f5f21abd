"""Running a model: sessions, the provider really in use, cancellation; onnxruntime's errors are mapped here only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from recon_desktop.core.card import ModelCard, Precision, Variant
from recon_desktop.core.devices import AUTO
from recon_desktop.core.errors import ModelCorrupt, ModelError, OutOfMemory, ProviderFailed, ReconError, RunError
from recon_desktop.core.image import Image
from recon_desktop.core.progress import CancelToken
from recon_desktop.engine.catalog import Model
from recon_desktop.engine.gate import RunGate, Urgency
from recon_desktop.engine.pace import NEVER, Paces, pace
from recon_desktop.engine.providers import PROVIDERS
from recon_desktop.engine.providers.choice import ProviderState, Target, check_name, choose, cpu_target, states, usable
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import DOES_NOT_START, FATAL, Provider, first_line

# What onnxruntime, CUDA, cuDNN, DirectML and WebGPU write when memory runs out; there is no exception type for it.
_MEMORY_SIGNS = (
    "bad_alloc",
    "allocate memory",
    "failed to allocate",
    "out of memory",
    "cudamalloc",
    "alloc_failed",
    "8007000e",
    "887a0005",
    "failed to create gpu buffer",
    "out_of_device_memory",
    "larger than the maximum",  # a buffer, than WebGPU's limit for one: a smaller tile fits
)

_log = logging.getLogger("recon.engine")

_UNKNOWN = -1.0
"""The level that a conditioned network is fed where nobody knows it; see `core.card`."""


class OrtModel:
    """A model that is ready to run on one device.

    Attributes:
        model: The card and its folder.
        variant: The file in use.
        provider: The execution provider in use, read from the session.
        device: The device in use, in words.
        fallbacks: Why it is not the device that was asked for, in sentences.
        reason: Why Automatic took the device, in a sentence; empty where there was nothing to choose.
    """

    def __init__(self, model: Model, variant: Variant, session: ort.InferenceSession, target: Target) -> None:
        self.model = model
        self.variant = variant
        self.provider = str(session.get_providers()[0])
        self.device = target.device
        self.fallbacks = target.fallbacks
        self.reason = target.reason
        self._session = session
        # onnxruntime stops between two operators only, and one of a large network takes a second. Nobody waits for that
        # once the run is cancelled: it ends by itself.
        self._threads = ThreadPoolExecutor(thread_name_prefix="onnxruntime")
        self._image = _image_input(session, model.card)

    def run(self, batch: Image, token: CancelToken, noise_level: float | None = None) -> Image:
        """Run the network once.

        Args:
            batch: float32 (1, H, W, C), 0..1, C as the card says; H and W on its grid.
            token: Stops the run at once; the operator that it is in goes on by itself, up to a second.
            noise_level: Standard deviation in 8-bit units, for conditioned models; None leaves it to the network.

        Returns:
            float32 (1, sH, sW, C).

        Raises:
            Cancelled: The token was set.
            OutOfMemory: The device has not enough memory for this batch.
            ProviderFailed: The provider broke.
            ModelCorrupt: The output has not the shape that the card promises.
        """
        feeds: dict[str, Any] = {self._image: batch}
        if "noise_level" in self.model.card.conditions:
            level = _UNKNOWN if noise_level is None else noise_level / 255.0
            feeds["noise_level"] = np.full((1, 1, 1, 1), level, np.float32)
        options = ort.RunOptions()  # a terminated one is spent: one for each run
        options.log_severity_level = FATAL
        settled = threading.Event()

        def terminate() -> None:
            options.terminate = True
            settled.set()

        token.check()
        running = self._threads.submit(self._session.run, None, feeds, options)
        running.add_done_callback(lambda _: settled.set())
        with token.on_cancel(terminate):
            settled.wait()
        token.check()
        try:
            (output,) = running.result()
        except Exception as error:
            raise _translated(error, self.provider) from error
        scale = self.model.card.network_scale
        promised = (1, batch.shape[1] * scale, batch.shape[2] * scale, batch.shape[3])
        if output.shape != promised:
            raise ModelCorrupt(self.model.id, f"it returned {output.shape}, its card promises {promised}")
        return np.asarray(output, np.float32)


class Runtime:
    """Opens models on a device and keeps them open.

    Args:
        device: "auto", a kind of device ("cpu", "cuda", "webgpu") or one by its number ("cuda:1"). What it comes to is
            settled when it is first needed. Automatic is the device that runs a model fastest, by a short measured run
            of each; where there is the CPU alone, nothing is measured.
        precision: Which of a model's files runs, where it has several; by default the one that suits the device.
        paces: The file in which such measurements are remembered; None forgets them with this object.
        providers: Those to choose from, the CPU last.

    Attributes:
        gate: What every model run passes.

    Raises:
        ValueError: No such device name.
    """

    def __init__(
        self,
        device: str = AUTO,
        precision: Precision | None = None,
        *,
        paces: Path | None = None,
        providers: Sequence[Provider] = PROVIDERS,
    ) -> None:
        check_name(device)
        _keep_freed_memory()
        self.gate = RunGate()
        self._asked = device
        self._precision = precision
        self._providers = providers
        self._lock = threading.Lock()
        self._paces = Paces(paces)
        self._given_up: dict[tuple[str, str], str] = {}
        self._fastest: dict[str, Target] = {}
        self._open: dict[tuple[object, ...], OrtModel] = {}
        self._sessions: dict[tuple[object, ...], ort.InferenceSession] = {}

    def providers(self) -> tuple[ProviderState, ...]:
        """All providers: compiled, usable, and why not."""
        return states(self._providers)

    def open(self, model: Model, *, cpu: bool = False, full_precision: bool = False) -> OrtModel:
        """A model, ready to run; opened once for each (file hash, provider, device, options).

        Where a file of another precision suits the device and the card says that it pays, that one runs.

        Args:
            model: From the catalog. Its file is checked against its card before it is used.
            cpu: Run it on the CPU whatever the device is.
            full_precision: Run the fp32 file even where another one would do.

        Returns:
            The model; its `fallbacks` say why it is not the device or the file that was asked for, or that suits best.

        Raises:
            ModelMissing: The file is not there.
            ModelCorrupt: It is not the file of the card, or does not fit its card.
            OutOfMemory: There is not enough memory to load it.
        """
        with self._lock:
            return self._ready(model, cpu_target() if cpu else self._target(model), full_precision)

    def give_up(self, opened: Sequence[OrtModel], reason: str) -> None:
        """Run models on the CPU from now on, because their device failed.

        Args:
            opened: The models as they were opened.
            reason: A sentence, which their runs tell as long as this object lives.
        """
        with self._lock:
            self._given_up |= {(each.model.id, each.provider): reason for each in opened if each.provider != CPU.name}

    def close(self) -> None:
        """Let go of all sessions and their memory."""
        with self._lock:
            self._open.clear()
            self._sessions.clear()

    def _ready(self, model: Model, target: Target, full_precision: bool = False) -> OrtModel:
        """As `open`, on this target."""
        variant, target = self._variant(model.card, target, full_precision)
        key = (variant.sha256, model.folder, target, *target.options.items())
        if key not in self._open:
            self._open[key] = self._opened(model, variant, target)
        return self._open[key]

    def _variant(self, card: ModelCard, target: Target, full_precision: bool = False) -> tuple[Variant, Target]:
        """The file to run, and the target with a note where it is not the one that was asked for."""
        full = card.full_precision
        if full_precision:
            return full, target
        if self._precision is None:
            return target.variant(card), target
        asked = card.variant(self._precision)
        note = f"{card.id} has no {self._precision} file; {full.precision} runs."
        return (asked, target) if asked else (full, target.noting(note))

    def _opened(self, model: Model, variant: Variant, target: Target) -> OrtModel:
        """The model in the best of the ways that work: else fp32 on the same device, and in the end fp32 on the CPU."""
        full = model.card.full_precision
        try:
            return OrtModel(model, variant, self._session(model, variant, target), target)
        except (ModelError, ProviderFailed) as error:
            if variant != full:
                note = (
                    f"The {variant.precision} file of {model.id} cannot be used: {error.detail}; {full.precision} runs."
                )
                return self._opened(model, full, target.noting(note))
            if isinstance(error, ModelError):
                raise
            note = f"{target.device} cannot run {model.id}: {error.detail}; the CPU does the work."
            return self._opened(model, full, cpu_target(*target.fallbacks, note))

    def _session(self, model: Model, variant: Variant, target: Target) -> ort.InferenceSession:
        """A session on this very target.

        Raises:
            ProviderFailed: Not there; never of the CPU.
            ModelError: The file is missing, damaged, or no model.
            OutOfMemory: There is not enough memory to load it.
        """
        provider = target.provider
        key = (variant.sha256, model.folder, provider.name, target.index, *target.options.items())
        if key in self._sessions:
            return self._sessions[key]
        content = model.load(variant)
        try:
            session = provider.open(content, target.index)
        except Exception as error:  # onnxruntime's own derive from nothing narrower
            if provider is not CPU:
                raise ProviderFailed(provider.name, first_line(error)) from error
            translated = _translated(error, provider.name)
            if isinstance(translated, OutOfMemory):
                raise translated from error
            raise ModelCorrupt(model.id, first_line(error)) from error
        if session.get_providers()[0] != provider.name:
            raise ProviderFailed(provider.name, DOES_NOT_START)
        self._sessions[key] = session
        return session

    def _target(self, model: Model) -> Target:
        """Where a model is to run."""
        if self._asked != AUTO:
            target = choose(self._asked, self._providers)
        else:
            file = model.card.full_precision.sha256
            if file not in self._fastest:
                self._fastest[file] = self._race(model)
            target = self._fastest[file]
        given_up = self._given_up.get((model.id, target.provider.name))
        return target if given_up is None else cpu_target(given_up)

    def _race(self, model: Model) -> Target:
        """The fastest target for a model, with the reason; what failed is told where the CPU takes its place."""
        (*others, cpu), problems = usable(self._providers)
        if not others:
            return cpu_target(*problems)
        keys = {target: _key(self._variant(model.card, target)[0], target) for target in (*others, cpu)}
        known = {target: self._paces.of(key) for target, key in keys.items()}
        seconds = {target: taken for target, taken in known.items() if taken is not None}
        if len(seconds) < len(known):
            with self.gate.run(Urgency.PREVIEW) as place, place.hold(CancelToken()):
                seconds = self._measured(model, others, cpu)
            self._paces.remember({keys[target]: taken for target, taken in seconds.items()})
        first, second, *_ = sorted(seconds, key=lambda target: seconds[target])
        self._forget_others(model, first)
        reason = ""
        if seconds[second] < NEVER:
            took, other = (_milliseconds(seconds[target]) for target in (first, second))
            reason = f"A trial run of {model.id} took {took} ms here, {other} ms on {second.device}."
        if first is cpu:
            failed = (target.device for target in others if seconds[target] == NEVER)
            problems += tuple(f"{device} failed a trial run of {model.id}; the CPU does the work." for device in failed)
            return replace(cpu, fallbacks=problems, reason=reason)
        return replace(first, reason=reason)

    def _forget_others(self, model: Model, target: Target) -> None:
        """Let go of a model's sessions on other targets, and of the memory that they hold there."""
        self._open = {key: opened for key, opened in self._open.items() if opened.model != model}
        self._sessions = {
            key: session
            for key, session in self._sessions.items()
            if key[1] != model.folder or key[2] == target.provider.name
        }

    def _measured(self, model: Model, others: Sequence[Target], cpu: Target) -> dict[Target, float]:
        """Seconds of a short run on each target; `NEVER` where that fails or gives another picture than the CPU."""
        exact = self._ready(model, cpu, full_precision=True)
        taken, like = pace(exact.run, model.card, exact.provider)
        ready = self._ready(model, cpu)
        seconds = {cpu: taken if ready is exact else pace(ready.run, model.card, ready.provider)[0]}
        for target in others:
            ready = self._ready(model, target)
            try:
                if ready.provider != target.provider.name:
                    raise ProviderFailed(target.provider.name, " ".join(ready.fallbacks))
                seconds[target] = pace(ready.run, model.card, ready.provider, like)[0]
            except RunError as error:
                _log.warning("%s, trial run of %s: %r", target.device, model.id, error)
                seconds[target] = NEVER
        return seconds


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f}" if seconds < 0.01 else f"{1000 * seconds:.0f}"


def _key(variant: Variant, target: Target) -> str:
    """What a measured pace depends on."""
    return "; ".join(
        (variant.sha256, target.provider.name, target.device, target.driver, f"onnxruntime {ort.__version__}")
    )


def _keep_freed_memory() -> None:
    """Let the C library keep a tile's arrays for the next tile.

    glibc hands large freed blocks back to the system, and every tile then pays for fresh pages: as much time as the
    arithmetic on them takes. It learns to keep blocks as large as the largest one that was freed, up to 32 MiB.
    """
    np.empty(31 << 20, np.uint8)


def _image_input(session: ort.InferenceSession, card: ModelCard) -> str:
    """The name of the network's image input, once the graph is seen to fit the card."""
    inputs = {each.name: each.shape for each in session.get_inputs()}
    images = [name for name in inputs if name not in card.conditions]
    channels = 3 if card.channels == "rgb" else 1
    fits = len(images) == 1 and len(inputs) == 1 + len(card.conditions) and len(session.get_outputs()) == 1
    if not fits or len(inputs[images[0]]) != 4 or inputs[images[0]][3] not in (channels, None):
        promised = " and ".join((f"1xHxWx{channels}", *card.conditions))
        raise ModelCorrupt(card.id, f"its graph takes {inputs}, its card promises {promised}")
    return str(images[0])


def _translated(error: Exception, provider: str) -> ReconError:
    text = str(error).lower()
    if isinstance(error, MemoryError) or any(sign in text for sign in _MEMORY_SIGNS):
        return OutOfMemory(first_line(error))
    return ProviderFailed(provider, first_line(error))
