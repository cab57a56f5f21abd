"""The one check, here and in CI: lint, format, types, import contracts, tests.

    python3 .ci/check.py                      everything
    python3 .ci/check.py lint types           some parts
    python3 .ci/check.py tests -- -k tiling   arguments after -- go to pytest

Needs Python 3.11 and nothing else: it makes `.venv` with all that the project needs when it is not there, and brings it
up to date when pyproject.toml changed. Called inside a virtual environment, it uses that one as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PARTS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "contracts": ("lint-imports", "--no-logo"),
    "tests": ("pytest",),
}


def main() -> int:
    """Run the parts that are asked for and return 0 when all of them passed."""
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    options = _parse()
    if sys.prefix == sys.base_prefix:
        return subprocess.call([_prepared_python(), str(Path(__file__).resolve()), *sys.argv[1:]])
    results = [(part, *_run(part, options.rest)) for part in options.parts or PARTS]
    print("\n" + "=" * 60)
    for part, code, seconds in results:
        print(f"{'passed' if code == 0 else 'FAILED':8}{' '.join(PARTS[part]):28}{seconds:7.1f} s")
    return int(any(code for _, code, _ in results))


def _parse() -> argparse.Namespace:
    arguments, rest = sys.argv[1:], []
    if "--" in arguments:
        split = arguments.index("--")
        arguments, rest = arguments[:split], arguments[split + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (all of them when none is given)")
    options = parser.parse_args(arguments)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part called {unknown[0]}; there are {', '.join(PARTS)}")
    options.rest = rest
    return options


def _prepared_python() -> str:
    """The interpreter of `.venv`, made or brought up to date first."""
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / "installed-from"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not python.exists():
        print("Making .venv", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, symlinks=os.name != "nt")
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Installing the project and what it needs into .venv (minutes, the first time)", flush=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.check_call([*pip, "--upgrade", "pip"])
        subprocess.check_call([*pip, "--editable", ".[dev,training]"], cwd=ROOT)
        stamp.write_text(wanted)
    return str(python)


def _run(part: str, rest: list[str]) -> tuple[int, float]:
    tool, *arguments = PARTS[part]
    print(f"\n== {' '.join(PARTS[part])}", flush=True)
    command = [str(Path(sysconfig.get_path("scripts"), tool)), *arguments, *(rest if part == "tests" else [])]
    start = time.perf_counter()
    try:
        code = subprocess.call(command, cwd=ROOT)
    except FileNotFoundError:
        print(f"There is no {tool} in {sys.prefix}; leave this virtual environment, and the check makes its own.")
        code = 1
    return code, time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
