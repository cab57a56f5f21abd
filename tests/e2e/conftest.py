"""`recon` as people call it: in this process where speed matters, as a program of its own where the process matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recon_desktop.cli import main
from recon_desktop.resources import log_folder
from tests.e2e import photos

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = os.environ.get("RECON_PROGRAM")
"""The command line of an installed program, to be tried instead of this checkout's; its window lies beside it."""
RECON = [INSTALLED] if INSTALLED else [sys.executable, "-m", "recon_desktop.cli"]
WINDOW = [str(Path(INSTALLED).with_stem("recon-desktop"))] if INSTALLED else [sys.executable, "-m", "recon_desktop"]


@dataclass(frozen=True)
class Told:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on standard output, which must hold nothing else."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} is no strict JSON")

        return [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]


Recon = Callable[..., Told]


@pytest.fixture
def recon(capfd: pytest.CaptureFixture[str]) -> Recon:
    """Run one command in this process, or that of an installed program."""

    def installed(*arguments: object) -> Told:
        return program(arguments, cwd=Path.cwd())

    def run(*arguments: object) -> Told:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:  # argparse's way out
            code = int(exit_.code or 0)
        out, err = capfd.readouterr()
        log = log_folder() / "recon.log"
        assert code != 1 or not log.exists(), log.read_text()
        return Told(code, out, err)

    return installed if INSTALLED else run


def program(arguments: Sequence[object], **options: Any) -> Told:
    """Run one command as a program of its own."""
    command = [*RECON, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, check=False, timeout=120, **{"cwd": ROOT, **options})
    return Told(run.returncode, run.stdout.decode(), run.stderr.decode())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo that nothing is wrong with."""
    path = tmp_path / "photo.png"
    photos.plain(path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
