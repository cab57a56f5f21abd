"""What all packages say of the project, and where they are made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build" / "packaging"
"""Everything in between: the environment, the frozen folder, the trees of the packages."""
DIST = ROOT / "dist"
"""Where finished packages lie."""

PACKAGE = "recon-desktop"
TITLE = "Recon Desktop"
IDENTIFIER = "io.github.recon_desktop.recon_desktop"
SUMMARY = "Denoise and enlarge photos on your own computer"
DEVELOPERS = "The Recon Desktop developers"
EXTRAS = ("heic", "raw")
"""Of the wheel, what is frozen with it; the table in `recon.spec` says why these."""
PREFIX = Path("/opt/recon-desktop")
"""Where Linux packages put the frozen folder."""

sys.path.insert(0, str(ROOT))  # the build may run where the program is not installed
from recon_desktop.core.formats import FORMATS  # noqa: E402

_CARRIED = ("", "pi_heif", "rawpy")
"""What `EXTRAS` bring along, by the names under which they are imported; a format that needs nothing names none."""

MIME_TYPES = {suffix: name for entry in FORMATS if entry.package in _CARRIED for suffix, name in entry.types.items()}
"""What "Open with" offers the program for: what the packages can read, as freedesktop.org calls it."""


def version() -> str:
    """The version that is built."""
    from recon_desktop import __version__

    return __version__


def home_page() -> str:
    """The project's address where it is published, as GitHub's workflows tell it; empty elsewhere."""
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{repository}" if server and repository else ""


def source_date() -> int:
    """Seconds since 1970 that files and packages are dated with: those of the commit, so that two builds are equal."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else int(said("git", "log", "-1", "--format=%ct"))


def said(*command: str | Path) -> str:
    """What a command prints, run at the top of the repository.

    Raises:
        subprocess.CalledProcessError: It failed; what it complained of is on standard error.
    """
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def run(*command: str | Path, **environment: str) -> None:
    """Run a command at the top of the repository, with more environment variables.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    print("+", *command, flush=True)
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **environment})
