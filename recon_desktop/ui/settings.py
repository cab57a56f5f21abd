"""What the window remembers between two starts: one frozen value, read once and written once, passed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSettings

Scheme = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered; the defaults are those of a first start.

    Attributes:
        geometry: `QWidget.saveGeometry` of the window.
        panels_shown: Whether the panels beside the photo are shown.
        collapsed: Names of the panel sections that are folded away.
        compare: Name of the compare mode last used.
        open_folder: Where the open dialog starts; "" for the system's pictures folder.
        save_folder: Where the save dialog starts; "" for the photo's own folder.
        device: "auto", "cpu", "cuda" or "cuda:N".
        memory_mib: Memory budget of a run, 0 for what is free.
        scheme: Light or dark, or what the system says.
    """

    geometry: bytes = b""
    panels_shown: bool = True
    collapsed: tuple[str, ...] = ()
    compare: str = ""
    open_folder: str = ""
    save_folder: str = ""
    device: str = "auto"
    memory_mib: int = 0
    scheme: Scheme = "system"


def load_settings(store: QSettings) -> Settings:
    """Read the settings; a value that is missing or of no use is the default one."""
    raise NotImplementedError


def save_settings(settings: Settings, store: QSettings) -> None:
    """Write the settings."""
    raise NotImplementedError
