"""Which library of a Linux system a program misses, and which package brings it."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

# Where Debian's package is not called after its library.
_ODD = {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0"}


def missing_library(told: str) -> str | None:
    """The library that the system's loader did not find, as "libEGL.so.1", from what it said."""
    found = re.search(r"(lib[\w.+-]+\.so[\w.]*): cannot open shared object file", told)
    return found[1] if found else None


def plugin_problem(plugin: Path) -> str | None:
    """The library that a plug-in of Qt misses, or None where it loads."""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return missing_library(str(error))
    return None


def debian_package(library: str) -> str:
    """Debian's package of a library, which is called after its name and number: libX11.so.6 lies in libx11-6."""
    name, _, number = library.partition(".so.")
    return _ODD.get(library, f"{name}{'-' if name[-1:].isdigit() else ''}{number}".lower())


def advice(library: str) -> str:
    """What is missing, and how to install it, for people at a terminal."""
    return (
        f"The window needs the system library {library}, which is not installed.\n"
        f"  Debian, Ubuntu: sudo apt install {debian_package(library)}\n"
        f"  Fedora, openSUSE: sudo dnf install '{library}()(64bit)', or the same with zypper\n"
        "  `recon`, the command line, works without it."
    )
