"""How long a model takes on a device: measured by a short run, and remembered."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from recon_desktop.core.card import ModelCard
from recon_desktop.core.errors import BadOutput
from recon_desktop.core.image import Image
from recon_desktop.core.progress import Cancelled, CancelToken

Run = Callable[[Image, CancelToken, float | None], Image]
"""`OrtModel.run`."""

NEVER = math.inf
"""The pace of a device that cannot run a model."""

_SIDES = (256, 192, 128, 96, 64, 48, 32)
_WORK = 8e9
"""Floating-point operations of a short run, at most: about a tenth of a second on two cores."""

_RUNS = 3
_WARM_UP_S = 10.0
"""Longest first run: a GPU's driver compiles its programs in it."""

_UNLIKE = 0.05
"""A device whose result departs from the CPU's by more is out of order; half precision departs by far less."""

_DAYS = 30
"""A measurement is good for so long: what it depends on that no version tells changes now and then."""

_MOST = 500

_log = logging.getLogger("recon.engine")


def trial(card: ModelCard) -> tuple[Image, float | None]:
    """What a model is tried with: a picture in its own tensor layout, and a noise level where it takes one."""

    def costs(side: int) -> float:
        return float(card.flops_per_output_pixel * (side * card.network_scale) ** 2)

    side = next((side for side in _SIDES if costs(side) <= _WORK), _SIDES[-1])
    side = math.ceil(max(side, card.min_size) / card.align) * card.align
    channels = 3 if card.channels == "rgb" else 1
    batch = np.random.default_rng(0).random((1, side, side, channels), np.float32)
    return batch, 25.0 if card.conditions else None


def pace(run: Run, card: ModelCard, provider: str, like: Image | None = None) -> tuple[float, Image]:
    """Measure a model on a device.

    Args:
        run: The model, ready to run there.
        card: Its card.
        provider: onnxruntime's name of the provider, for errors.
        like: What the result has to look like: that of the CPU.

    Returns:
        Seconds of the fastest of several runs, and the result. The first run does not count, and may take so long that
        the device is too slow whatever the others take: then its time is the answer.

    Raises:
        BadOutput: The result is no usable picture.
        RunError: The run failed.
    """
    batch, noise_level = trial(card)
    try:
        seconds, output = _timed(run, batch, noise_level, _WARM_UP_S)
    except Cancelled:
        return _WARM_UP_S, batch
    if not np.isfinite(output).all() or (like is not None and float(np.abs(output - like).max()) > _UNLIKE):
        raise BadOutput(card.id, provider)
    for _ in range(_RUNS):
        seconds = min(seconds, _timed(run, batch, noise_level, _WARM_UP_S)[0])
    return seconds, output


def _timed(run: Run, batch: Image, noise_level: float | None, limit: float) -> tuple[float, Image]:
    token = CancelToken()
    timer = threading.Timer(limit, token.cancel)
    timer.start()
    try:
        begin = time.perf_counter()
        output = run(batch, token, noise_level)
        return time.perf_counter() - begin, output
    finally:
        timer.cancel()


class _File(BaseModel):
    """Seconds and the time of the measurement, in seconds since 1970, by what was measured; null for `NEVER`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_number: Literal[1] = Field(default=1, alias="schema")
    paces: dict[str, tuple[Annotated[float, Field(ge=0)] | None, float]]


class Paces:
    """What was measured, remembered in a file from one start of the program to the next.

    Args:
        path: The file; None remembers nothing beyond this object.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, tuple[float, float]] | None = None

    def of(self, key: str) -> float | None:
        """Seconds; `NEVER` where it cannot run; None where it has to be measured."""
        seconds, when = self._loaded().get(key, (0.0, 0.0))
        return seconds if 0 <= time.time() - when < _DAYS * 86400 else None

    def remember(self, measured: dict[str, float]) -> None:
        """Take in what was measured just now; a file that cannot be written is no harm."""
        known = self._loaded()
        now = time.time()
        for key, seconds in measured.items():
            known.pop(key, None)
            known[key] = seconds, now
        for key in list(known)[:-_MOST]:
            del known[key]
        if self._path is None:
            return
        paces = {key: (None if seconds == NEVER else seconds, when) for key, (seconds, when) in known.items()}
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(_File(paces=paces).model_dump_json(by_alias=True, indent=1), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            _log.info("%s: %s; devices are measured again next time", self._path, error)

    def _loaded(self) -> dict[str, tuple[float, float]]:
        if self._known is None:
            self._known = {}
            if self._path is not None:
                try:
                    read = _File.model_validate_json(self._path.read_bytes())
                    self._known = {
                        key: (NEVER if seconds is None else seconds, when)
                        for key, (seconds, when) in read.paces.items()
                    }
                except FileNotFoundError:
                    pass
                except (OSError, ValueError) as error:
                    _log.info("%s: %s; devices are measured again", self._path, error)
        return self._known
