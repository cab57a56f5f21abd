"""What the window remembers between two starts: one frozen value, read once, written when it has changed."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from PySide6.QtCore import QByteArray, QSettings

from recon_desktop import __version__
from recon_desktop.core.devices import is_device
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.batch.naming import DEFAULT_TEMPLATE
from recon_desktop.engine.batch.queue import DEPTHS, EXISTING, FORMS, Depth, Existing
from recon_desktop.ui.lanes.jobs import Jobs, Lane

Scheme = Literal["system", "light", "dark"]
Language = Literal["system", "en", "ko"]

SUFFIXES = {".jpg": "JPEG", ".png": "PNG", ".tif": "TIFF", ".webp": "WebP"}
"""Suffixes that the preferences offer for results, and the names of their formats."""

KEEPING = "settings"
"""Group of the jobs that write them."""

_WRITER = "written_by"
"""Key of the version that wrote them last."""

_log = logging.getLogger("recon.ui")


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered; the defaults are those of a first start.

    Attributes:
        geometry: `QWidget.saveGeometry` of the window.
        panels_shown: Whether the panels beside the photo are shown.
        collapsed: Names of the panel sections that are folded away.
        compare: Name of the compare mode last used.
        left_out: Methods that the grid does not show.
        pixel_grid: Whether lines part the pixels at high zoom.
        minimap: Whether the minimap is wanted.
        open_folder: Where the open dialog starts; "" for the system's pictures folder.
        save_folder: Where the save dialog starts; "" for the photo's own folder.
        batch_template: How the results of batches are called.
        batch_folder: Where they lie; "" for beside the photos.
        batch_mirror: Whether subfolders are kept there.
        batch_form: Their format, "same" for the photo's own.
        batch_quality: 1..100, of what is lossy.
        batch_depth: Bits a channel, "same" for the photo's own.
        batch_existing: What to do where a result's file exists.
        batch_expanded: Whether the table of the batch is shown, and not only its strip.
        device: As `core.devices` names it.
        memory_mib: Memory budget of a run, 0 for what is free.
        scheme: Light or dark, or what the system says.
        language: English or Korean, or what the system says.
        save_suffix: Of the file that the save dialog suggests; "" for that of the photo.
        save_quality: Of what is lossy, 1..100, as the save dialog suggests it.
        restore_session: Whether the photo is opened again after a crash.
        hints_seen: Whether the hints of the first start are over.
    """

    geometry: bytes = b""
    panels_shown: bool = True
    collapsed: tuple[str, ...] = ()
    compare: str = ""
    left_out: tuple[str, ...] = ()
    pixel_grid: bool = True
    minimap: bool = True
    open_folder: str = ""
    save_folder: str = ""
    batch_template: str = DEFAULT_TEMPLATE
    batch_folder: str = ""
    batch_mirror: bool = False
    batch_form: str = "same"
    batch_quality: int = 92
    batch_depth: Depth = "same"
    batch_existing: Existing = "skip"
    batch_expanded: bool = True
    device: str = "auto"
    memory_mib: int = 0
    scheme: Scheme = "system"
    language: Language = "system"
    save_suffix: str = ""
    save_quality: int = 92
    restore_session: bool = True
    hints_seen: bool = False


def keep_newer_aside(store: QSettings) -> Path | None:
    """Copy settings of a newer version to a file that is called after it, because this one may not know all values.

    Returns:
        The copy, or None where an older version, this one, or none has written them.
    """
    writer = str(store.value(_WRITER, ""))
    source = Path(store.fileName())
    if _numbers(writer) <= _numbers(__version__) or not source.is_file():
        return None
    copy = source.with_stem(f"{source.stem}.of-{'.'.join(map(str, _numbers(writer)))}")
    try:
        shutil.copyfile(source, copy)
    except OSError as error:
        _log.warning("settings of version %s: no copy: %s", writer, error)
        return None
    _log.info("settings of version %s are kept in %s", writer, copy)
    return copy


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version)[:3])


def load_settings(store: QSettings) -> Settings:
    """Read the settings; a value that is missing or of no use is the default one."""
    values: dict[str, Any] = {}
    for name, (_, read) in _FIELDS.items():
        if not store.contains(name):
            continue
        try:
            values[name] = read(store.value(name))
        except (TypeError, ValueError) as error:
            _log.info("setting %s: %s; its default is used", name, error)
    return Settings(**values)


def save_settings(settings: Settings, store: QSettings) -> None:
    """Write the settings."""
    for name, (write, _) in _FIELDS.items():
        store.setValue(name, write(getattr(settings, name)))
    store.setValue(_WRITER, __version__)
    store.sync()


class SettingsKeeper:
    """Writes the settings in the save lane: a store waits for the disk, which may be busy with a photo.

    Args:
        jobs: The lanes.
        store: Makes a store; each thread has to have its own.
    """

    def __init__(self, jobs: Jobs, store: Callable[[], QSettings]) -> None:
        self._jobs = jobs
        self._store = store

    def keep(self, settings: Settings) -> None:
        """Write them, in place of older ones that wait; here and now when the lanes have ended."""

        def write(progress: Progress = SILENT) -> None:
            save_settings(settings, self._store())

        if self._jobs.accepting:
            self._jobs.submit(Lane.SAVE, write, group=KEEPING)
        else:
            write()


def _boolean(value: object) -> bool:
    # The INI format of Linux and the registry hand back what they were given as words or numbers.
    words = {"true": True, "1": True, "false": False, "0": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise ValueError(f"{value!r} is neither true nor false") from None


def _names(value: object) -> tuple[str, ...]:
    return tuple(part for part in str(value).split(",") if part)


def _whole(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number


def _quality(value: Any) -> int:
    return min(max(_whole(value), 1), 100)


def _one_of(names: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in names:
            raise ValueError(f"{value!r} is not one of {names}")
        return str(value)

    return read


def _device(value: object) -> str:
    if not is_device(str(value)):
        raise ValueError(f"{value!r} is not a device")
    return str(value)


def _bytes(value: object) -> bytes:
    if not isinstance(value, QByteArray):
        raise TypeError(f"{type(value).__name__} instead of bytes")
    return bytes(value.data())


_FIELDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "geometry": (QByteArray, _bytes),
    "panels_shown": (str, _boolean),
    "collapsed": (",".join, _names),
    "compare": (str, str),
    "left_out": (",".join, _names),
    "pixel_grid": (str, _boolean),
    "minimap": (str, _boolean),
    "open_folder": (str, str),
    "save_folder": (str, str),
    "batch_template": (str, str),
    "batch_folder": (str, str),
    "batch_mirror": (str, _boolean),
    "batch_form": (str, _one_of(FORMS)),
    "batch_quality": (int, _quality),
    "batch_depth": (str, _one_of(DEPTHS)),
    "batch_existing": (str, _one_of(EXISTING)),
    "batch_expanded": (str, _boolean),
    "device": (str, _device),
    "memory_mib": (int, _whole),
    "scheme": (str, _one_of(get_args(Scheme))),
    "language": (str, _one_of(get_args(Language))),
    "save_suffix": (str, _one_of(("", *SUFFIXES))),
    "save_quality": (int, _quality),
    "restore_session": (str, _boolean),
    "hints_seen": (str, _boolean),
}
"""How each field is written and read; add a line here for a new one."""
