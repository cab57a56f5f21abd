"""Where the application's files lie: the only code that knows it.

Three homes of the shipped files: `resources/` beside the package in a checkout, `_resources` inside the package in an
installed wheel, and the same folder under the unpacking directory of a frozen build.
"""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

APPLICATION = "recon-desktop"
MODELS_VARIABLE = "RECON_MODELS"
"""Environment variable that names another folder for the person's own models."""


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``resource_path("models")``; it need not exist."""
    return _root().joinpath(*parts)


def sample_photos() -> tuple[Path, ...]:
    """The photos that the window offers to try it on: a noisy one, one from the web, and a clean one.

    `sample/sources.toml` says for each where it comes from. A machine without a display restores the first.
    """
    sources = tomllib.loads(resource_path("sample", "sources.toml").read_text(encoding="utf-8"))
    return tuple(resource_path("sample", photo["file"]) for photo in sources["photo"])


def model_folders() -> tuple[Path, ...]:
    """Where models are looked for: those shipped, then the person's own."""
    own = os.environ.get(MODELS_VARIABLE) or data_folder() / "models"
    return resource_path("models"), Path(own)


def data_folder() -> Path:
    """Where the window keeps what the person made, such as presets; it need not exist."""
    import platformdirs

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def pristine_statistics() -> Path:
    """What undamaged photos are like, for NIQE (`core.naturalness.Pristine`)."""
    return resource_path("metrics", "niqe.json")


def bundled_licences() -> Path | None:
    """The licences of what a frozen build bundles, which `resources/packaging` puts there; None in any other home."""
    folder = resource_path("licences")
    return folder if folder.is_dir() else None


def log_folder() -> Path:
    """Where the logs of window and command line are kept; it need not exist."""
    import platformdirs

    return platformdirs.user_log_path(APPLICATION, appauthor=False)


def batch_folder() -> Path:
    """Where the journals of batches are kept; it need not exist."""
    import platformdirs

    return platformdirs.user_state_path(APPLICATION, appauthor=False) / "batch"


def paces_file() -> Path:
    """Where it is remembered how fast each device is; it need not exist."""
    import platformdirs

    return platformdirs.user_cache_path(APPLICATION, appauthor=False) / "devices.json"


def _root() -> Path:
    unpacked = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's loader
    package = Path(unpacked, "recon_desktop") if unpacked else Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
