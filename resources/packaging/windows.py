"""The installer for Windows: NSIS around the frozen folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from project import DIST, HERE, MIME_TYPES, ROOT, WORK, run, version


def exe(frozen: Path) -> Path:
    """An installer that needs no administrator; `/S` installs silently.

    Args:
        frozen: The folder that it installs.
    """
    target = DIST / f"ReconDesktop-{version()}-setup.exe"
    compile_installer(frozen, target)
    return target


def compile_installer(payload: Path, target: Path) -> None:
    """Write an installer of all that lies in a folder."""
    suffixes = WORK / "suffixes.nsh"
    suffixes.parent.mkdir(parents=True, exist_ok=True)
    suffixes.write_text("".join(f'!insertmacro OpenWith "{suffix}"\n' for suffix in MIME_TYPES), encoding="utf-8")
    defines = {
        "VERSION": version(),
        "PAYLOAD": payload,
        "TARGET": target,
        "LICENCE": ROOT / "LICENSE",
        "SUFFIXES": suffixes,
    }
    options = [f"-D{name}={value}" for name, value in defines.items()]
    if sys.platform != "win32":
        options.append("-DAMD64")
    run(os.environ.get("MAKENSIS", "makensis"), "-V2", *options, HERE / "windows" / "installer.nsi")
