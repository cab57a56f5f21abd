"""Running a model: sessions, the provider really in use, cancellation; onnxruntime's errors are mapped here only."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import onnxruntime as ort

from recon_desktop.core.card import ModelCard, Precision, Variant
from recon_desktop.core.errors import ModelCorrupt, ModelError, OutOfMemory, ProviderFailed, ReconError
from recon_desktop.core.pixels import Image
from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine import machine, providers
from recon_desktop.engine.catalog import Model
from recon_desktop.engine.gate import RunGate
from recon_desktop.engine.providers import CPU, CUDA, ProviderState, Target

# What onnxruntime, CUDA, cuDNN and DirectML write when memory runs out; there is no exception type for it.
_MEMORY_SIGNS = (
    "bad_alloc",
    "allocate memory",
    "failed to allocate",
    "out of memory",
    "cudamalloc",
    "alloc_failed",
    "8007000e",
    "887a0005",
)


class OrtModel:
    """A model that is ready to run on one device.

    Attributes:
        model: The card and its folder.
        variant: The file in use.
        provider: The execution provider in use, read from the session.
        device: The device in use, in words.
        fallbacks: Why it is not the device that was asked for, in sentences.
    """

    def __init__(self, model: Model, variant: Variant, session: ort.InferenceSession, target: Target) -> None:
        self.model = model
        self.variant = variant
        self.provider = str(session.get_providers()[0])
        self.device = target.device
        self.fallbacks = target.fallbacks
        self._session = session
        self._image = _image_input(session, model.card)

    def run(self, batch: Image, token: CancelToken, noise_level: float | None = None) -> Image:
        """Run the network once.

        Args:
            batch: float32 (1, H, W, C), 0..1, C as the card says; H and W on its grid.
            token: Stops the run within it.
            noise_level: Standard deviation in 8-bit units, for conditioned models.

        Returns:
            float32 (1, sH, sW, C).

        Raises:
            Cancelled: The token was set.
            OutOfMemory: The device has not enough memory for this batch.
            ProviderFailed: The provider broke.
            ModelCorrupt: The output has not the shape that the card promises.
        """
        feeds: dict[str, Any] = {self._image: batch}
        if noise_level is not None:
            feeds["noise_level"] = np.full((1, 1, 1, 1), noise_level / 255.0, np.float32)
        options = ort.RunOptions()  # a terminated one is spent: one for each run
        options.log_severity_level = providers.FATAL

        def terminate() -> None:
            options.terminate = True

        try:
            with token.on_cancel(terminate):
                (output,) = self._session.run(None, feeds, options)
        except Exception as error:
            if token.cancelled:
                raise Cancelled from None
            raise _translated(error, self.provider) from error
        token.check()
        scale = self.model.card.network_scale
        promised = (1, batch.shape[1] * scale, batch.shape[2] * scale, batch.shape[3])
        if output.shape != promised:
            raise ModelCorrupt(self.model.id, f"it returned {output.shape}, its card promises {promised}")
        return np.asarray(output, np.float32)


class Runtime:
    """Opens models on a device and keeps them open.

    Args:
        device: "cpu", "cuda", "cuda:N", or "auto": the first GPU that works, else the CPU. What it comes to is settled
            when it is first needed.
        precision: Which of a model's files runs, where it has several; by default the one that suits the device.

    Attributes:
        gate: What every model run passes.

    Raises:
        ValueError: No such device name.
    """

    def __init__(self, device: str = "auto", precision: Precision | None = None) -> None:
        providers.check_name(device)
        _keep_freed_memory()
        self.gate = RunGate()
        self._asked = device
        self._precision = precision
        self._lock = threading.Lock()
        self._target: Target | None = None
        self._open: dict[tuple[object, ...], OrtModel] = {}

    @property
    def target(self) -> Target:
        """The device that is used; the first call loads and tries it."""
        with self._lock:
            return self._settle()

    def providers(self) -> tuple[ProviderState, ...]:
        """All providers: compiled, usable, and why not."""
        return providers.states()

    def open(self, model: Model, *, cpu: bool = False, full_precision: bool = False) -> OrtModel:
        """A model, ready to run; opened once for each (file hash, provider, device, options).

        Args:
            model: From the catalog. Its file is checked against its card before it is used.
            cpu: Run it on the CPU whatever the device is.
            full_precision: Run the fp32 file even where a smaller one would do.

        Returns:
            The model; its `fallbacks` say why it is not the file that was asked for, or that suits the device.

        Raises:
            ModelMissing: The file is not there.
            ModelCorrupt: It is not the file of the card, or does not fit its card.
            OutOfMemory: There is not enough memory to load it.
        """
        with self._lock:
            target = providers.cpu_target() if cpu else self._settle()
            variant, target = self._variant(model.card, target, full_precision)
            options = tuple(sorted(_options(target).items()))
            key = (variant.sha256, model.folder, target.provider, target.index, options)
            if key not in self._open:
                self._open[key] = _opened_or_full(model, variant, target)
            return self._open[key]

    def close(self) -> None:
        """Let go of all sessions and their memory."""
        with self._lock:
            self._open.clear()

    def _variant(self, card: ModelCard, target: Target, full_precision: bool) -> tuple[Variant, Target]:
        """The file to run: half precision pays on a GPU, 8 bits on a processor with instructions for them."""
        full = card.full_precision
        if full_precision:
            return full, target
        if self._precision is not None:
            asked = card.variant(self._precision)
            note = f"{card.id} has no {self._precision} file; {full.precision} runs."
            return (asked, target) if asked else (full, _noting(target, note))
        if target.provider == CUDA:
            return card.variant("fp16") or full, target
        return (card.variant("int8") if machine.multiplies_bytes() else None) or full, target

    def _settle(self) -> Target:
        if self._target is None:
            self._target = providers.choose(self._asked)
        return self._target


def _keep_freed_memory() -> None:
    """Let the C library keep a tile's arrays for the next tile.

    glibc hands large freed blocks back to the system, and every tile then pays for fresh pages: as much time as the
    arithmetic on them takes. It learns to keep blocks as large as the largest one that was freed, up to 32 MiB.
    """
    np.empty(31 << 20, np.uint8)


def _options(target: Target) -> Mapping[str, str]:
    return providers.cuda_options(target.index) if target.provider == CUDA else {}


def _noting(target: Target, sentence: str) -> Target:
    return replace(target, fallbacks=(*target.fallbacks, sentence))


def _opened_or_full(model: Model, variant: Variant, target: Target) -> OrtModel:
    """The model with one of its files, or with the fp32 one where that file is missing or damaged."""
    try:
        return _opened(model, variant, target)
    except ModelError as error:
        full = model.card.full_precision
        if variant == full:
            raise
        note = f"The {variant.precision} file of {model.id} cannot be used: {error.detail}; {full.precision} runs."
        return _opened(model, full, _noting(target, note))


def _opened(model: Model, variant: Variant, target: Target) -> OrtModel:
    content = model.load(variant)
    if target.provider == CUDA:
        try:
            session = providers.open_session(content, CUDA, target.index)
            if session.get_providers()[0] == CUDA:
                return OrtModel(model, variant, session, target)
            reason = "its provider does not start"
        except Exception as error:  # onnxruntime's own derive from nothing narrower
            reason = providers.first_line(error)
        target = providers.cpu_target(f"{target.device} cannot run {model.id}: {reason}; the CPU does the work.")
    try:
        session = providers.open_session(content, CPU, 0)
    except Exception as error:
        translated = _translated(error, CPU)
        if isinstance(translated, OutOfMemory):
            raise translated from error
        raise ModelCorrupt(model.id, providers.first_line(error)) from error
    return OrtModel(model, variant, session, target)


def _image_input(session: ort.InferenceSession, card: ModelCard) -> str:
    """The name of the network's image input, once the graph is seen to fit the card."""
    inputs = {each.name: each.shape for each in session.get_inputs()}
    images = [name for name in inputs if name not in card.conditions]
    channels = 3 if card.channels == "rgb" else 1
    fits = len(images) == 1 and len(inputs) == 1 + len(card.conditions) and len(session.get_outputs()) == 1
    if not fits or len(inputs[images[0]]) != 4 or inputs[images[0]][3] not in (channels, None):
        raise ModelCorrupt(card.id, f"its graph takes {inputs}, its card promises 1xHxWx{channels}")
    return str(images[0])


def _translated(error: Exception, provider: str) -> ReconError:
    text = str(error).lower()
    if isinstance(error, MemoryError) or any(sign in text for sign in _MEMORY_SIGNS):
        return OutOfMemory(providers.first_line(error))
    return ProviderFailed(provider, providers.first_line(error))
