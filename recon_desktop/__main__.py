"""`recon-desktop`: the window, or the same job without one where there is no display.

A machine without a display (a server, a container) has no window to show, so the photos that were named, or the sample
photo, are enlarged twice with the default model, and the program says where the results are.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from recon_desktop import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window with the photos named on the command line, and return its exit code."""
    options = command_line().parse_args(arguments)
    if has_display(sys.platform, os.environ):
        try:
            from recon_desktop.ui.app import main as show
        except ImportError as error:
            return _without_library(error)
        return show(options.photos)
    return _without_window(options.photos, options.out_dir)


def has_display(system: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown; Linux alone runs without a display, unless Qt is told how to do without one."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not system.startswith("linux") or any(environment.get(name) for name in names)


def command_line() -> argparse.ArgumentParser:
    """The parser of `recon-desktop`; the manual page is made from it, too."""
    parser = argparse.ArgumentParser(
        prog="recon-desktop", description="Drop a photo, get a better photo. For scripts there is `recon`."
    )
    parser.add_argument("photos", nargs="*", type=Path, metavar="PHOTO", help="photos to open")
    parser.add_argument(
        "--out-dir",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="without a display: folder for the results (default: here)",
    )
    parser.add_argument("--version", action="version", version=f"Recon Desktop {__version__}")
    return parser


def _without_library(error: ImportError) -> int:
    from recon_desktop.libraries import advice, missing_library

    library = missing_library(str(error))
    if library is None:
        raise error
    sys.stderr.write(f"recon-desktop: {advice(library)}\n")
    return 2


def _without_window(photos: Sequence[Path], out_dir: Path) -> int:
    from recon_desktop.cli import main as recon
    from recon_desktop.resources import sample_photos

    subject = "the photos named" if photos else "the sample photo"
    sys.stdout.write(f"There is no display here, so no window opens; {subject} will be improved and enlarged 2x.\n")
    sys.stdout.flush()
    inputs = [str(photo) for photo in photos or [sample_photos()[0]]]
    command = ["restore", "--scale", "2", "--out-dir", str(out_dir)]
    # The sample's result is nobody's work: a second start replaces the one of the first.
    code = recon([*command, *([] if photos else ["--overwrite"]), "--", *inputs])
    if code == 0:
        sys.stdout.write("Done. `recon --help` tells what else can be done without a window.\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
