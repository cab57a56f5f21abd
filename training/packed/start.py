"""Unpacks what lies beside it and runs a module of it. Standard library alone: it runs on a bare machine."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

if __package__:
    from training.packed.parts import read_parts
else:  # in a pack, where the two files lie side by side
    from parts import read_parts  # type: ignore[import-not-found, no-redef]


def start(module: str, archives: tuple[str, ...], arguments: list[str]) -> int:
    """Run a module of the packed code in a process of its own, on Keras' JAX backend.

    Args:
        module: Its name.
        archives: What it needs; unpacked unless an earlier call did.
        arguments: Handed on, after the folder that was unpacked.

    Returns:
        Its exit code.
    """
    here = Path(__file__).resolve().parent
    to = here / "unpacked"
    for name in archives:
        done = to / f"{name}.done"
        if not done.exists():
            read_parts(here, name, to)
            done.touch()
    for wheel in sorted((to / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as file:  # a folder of packages: no pip is needed
            file.extractall(to / "packages")
        wheel.unlink()
    before = os.environ.get("PYTHONPATH")
    paths = [str(to / "code"), str(to / "packages"), *([before] if before else [])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "KERAS_BACKEND": "jax"}
    command = [sys.executable, "-m", module, str(to), *arguments]
    return subprocess.run(command, env=environment, check=False).returncode
