"""From the installed wheel to one folder with both programs and all that they need."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from project import HERE, PACKAGE, WORK, run, source_date


def freeze() -> Path:
    """Freeze, add the licences of what is bundled, and return the folder (on macOS the application)."""
    from icons import write_program_icons
    from licences import write_licences

    write_program_icons()
    target = WORK / "frozen"
    shutil.rmtree(target, ignore_errors=True)
    options = ["--noconfirm", "--log-level", "WARN", "--distpath", target, "--workpath", WORK / "pyinstaller"]
    # With a fixed seed and date, the same commit makes the same bytes.
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(source_date())}
    # By its program: `python -m` would find the checkout before the wheel.
    run("pyinstaller", *map(str, options), HERE / "recon.spec", **fixed)
    folder = target / PACKAGE
    write_licences(folder / "_internal" / "recon_desktop" / "_resources" / "licences", folder)
    if sys.platform == "darwin":
        application = target / "Recon Desktop.app"
        inside = application / "Contents" / "Resources" / "recon_desktop" / "_resources" / "licences"
        write_licences(inside, folder)
        return application
    if sys.platform.startswith("linux"):
        from opencv import lighten

        _strip(folder)
        lighten(folder / "_internal")
    return folder


def _strip(folder: Path) -> None:
    """Take debugging symbols out of Python's own libraries; those of the wheels must not be touched."""
    internal = folder / "_internal"
    own = [
        *internal.glob("libpython*.so*"),
        *internal.glob("python3*/lib-dynload/*.so"),
        *internal.glob("lib-dynload/*.so"),
    ]
    run(
        "strip", "--strip-unneeded", "--enable-deterministic-archives", *(path for path in own if not path.is_symlink())
    )
