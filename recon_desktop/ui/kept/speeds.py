"""How fast each model is on this machine: learnt from runs, measured in passing where nothing is known, and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from shiboken6 import isValid

from recon_desktop.core.strict_json import fields, number, one_of, text
from recon_desktop.ui.kept.json_files import read_json, write_json

if TYPE_CHECKING:
    from recon_desktop.ui.values.requests import Speed
    from recon_desktop.ui.workspace.workspace import Workspace

FILE = "speeds.json"
MOST = 200
_SCHEMA = 1

_log = logging.getLogger("recon.ui")


class Speeds(QObject):
    """Seconds for a megapixel by model and device.

    Args:
        workspace: Runs the models.
        folder: Where the file lies; None keeps nothing.
        parent: Owner.

    Signals:
        changed: More is known.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._path = folder / FILE if folder else None
        self._known: dict[tuple[str, str], float] = {}
        self._ran_on: dict[tuple[str, str], str] = {}  # by device asked for: Automatic takes another for each model
        self._wanted: list[str] = []
        self._timed = ""
        workspace.runs.changed.connect(self._ran)
        workspace.activity_changed.connect(self._next)

    def load(self) -> None:
        """Read the file; what cannot be read is measured again."""
        if self._path is None:
            return
        try:
            self._known = fields(read_json(self._path), {"schema": one_of(_SCHEMA), "speeds": _speeds})["speeds"]
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            _log.info("%s: %s; speeds are measured again", self._path, error)

    def of(self, model: str) -> float | None:
        """Seconds for a megapixel of the photo, on the device in use; None while they are not known."""
        device = self._ran_on.get((self._workspace.device.asked, model), self._workspace.device.words)
        if device:
            return self._known.get((model, device))
        return next((seconds for (name, _), seconds in reversed(self._known.items()) if name == model), None)

    def want(self, models: Iterable[str]) -> None:
        """Measure those of which nothing is known, one after the other, while nothing else goes on."""
        self._wanted = [model for model in models if self.of(model) is None and model != self._timed]
        self._next()

    def _next(self) -> None:
        kind = self._workspace.activity.kind
        if kind == "restoring" and self._timed:  # which drops the measurement
            self._wanted.insert(0, self._timed)
            self._timed = ""
        if self._wanted and not self._timed and kind == "idle":
            self._timed = self._wanted.pop(0)
            self._workspace.device.time_model(self._timed, self._measured)

    def _measured(self, speed: Speed | None) -> None:
        if not isValid(self):  # a window in another language has taken the place of ours; it measures by itself
            return
        self._timed = ""
        if speed is not None:
            self._note(speed.model, speed.device, speed.seconds)
        self._next()

    def _ran(self) -> None:
        result = self._workspace.runs.result
        if result is None or result.recipe.ensemble or result.report.reused or len(result.report.models) != 1:
            return
        report = result.report
        self._note(report.models[0], report.device, 1 / report.megapixels_per_second)

    def _note(self, model: str, device: str, seconds: float) -> None:
        self._ran_on[self._workspace.device.asked, model] = device
        key = model, device
        if self._known.get(key) == seconds:
            return
        self._known.pop(key, None)
        self._known[key] = seconds
        for old in list(self._known)[:-MOST]:
            del self._known[old]
        self._write()
        self.changed.emit()

    def _write(self) -> None:
        if self._path is None:
            return
        kept = [
            {"model": model, "device": device, "seconds": seconds} for (model, device), seconds in self._known.items()
        ]
        try:
            write_json(self._path, {"schema": _SCHEMA, "speeds": kept})
        except OSError as error:
            _log.info("the speeds: %s", error)


def speed_words(seconds: float | None) -> str:
    """A speed as people compare it."""
    if seconds is None:
        return QCoreApplication.translate("Speeds", "speed not measured yet")
    digits = 0 if seconds >= 10 else 1 if seconds >= 1 else 2
    return QCoreApplication.translate("Speeds", "{seconds} s per megapixel").format(seconds=f"{seconds:.{digits}f}")


def _speeds(value: object) -> dict[tuple[str, str], float]:
    if not isinstance(value, list):
        raise ValueError("there should be a list")
    readers = {"model": text, "device": text, "seconds": number(0, 1e6)}
    found = (fields(entry, readers) for entry in value)
    return {(speed["model"], speed["device"]): speed["seconds"] for speed in found}
