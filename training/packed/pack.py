"""``python -m training pack``: writes what a machine needs that has JAX, minutes and nothing else."""

import json
import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training import checkpoints
from training.config import PROJECT, TRAINED, ConfigError, TrainConfig, load_config
from training.data import licences, splits
from training.data.patches import load_pairs, validation_set
from training.data.sources import find_photos, read_photos
from training.fit import COMMIT, DATA_SUMMARY, check_run, commit
from training.networks import BEST_WEIGHTS, CONFIG
from training.packed.contents import CODE, JOBS, JUDGES, SQUARES, START, WHEELS
from training.packed.parts import MEBIBYTE, write_parts
from training.packed.squares import check, choose, side_for, write_judges

PART_BYTES = 58 * MEBIBYTE
"""Of a part: machines that are lent take 64 MiB at a time, some of them with what lies beside it."""

_TRAINING = ("keras", "pydantic", "opencv-python-headless", "pillow", "matplotlib", "rich")
_ENGINE = ("onnxruntime-gpu", "psutil", "tifffile", "simplejpeg", "platformdirs")
_WITH_JAX = ("numpy-", "ml_dtypes-")
"""What JAX rests on: it is there, and another version would be in its way."""

_GLIBC = (17, 24, 27, 28, 31, 34)
_SCRIPTS = {
    "train.py": ("training.packed.train", ("shared", "photos")),
    "engine.py": ("tests.benchmarks.on_device", ("shared", "engine")),
}


@dataclass(frozen=True)
class Request:
    """What to pack.

    Attributes:
        configs: Names or files of configurations, in the order of training.
        to: Folder that is made.
        python: Version of the machine's Python that wheels are packed for; None for none.
        engine: Whether what the second script needs is packed, too.
        photo_bytes: Of the photos.
        train: Folder of photos.
        evaluation: Folder of those that may not be among them.
        runs: Folder of the runs to go on from; where there is none, a kept one.
    """

    configs: tuple[Path, ...]
    to: Path
    python: str | None
    engine: bool
    photo_bytes: int
    train: Path
    evaluation: Path
    runs: Path


def pack(request: Request, say: Callable[[str], None]) -> Path:
    """Write a pack, whole or not at all.

    Returns:
        Its folder.

    Raises:
        ConfigError: A configuration cannot be packed, its run is of another one, the folder exists, or the package
            index gives no wheels.
        DataError: The photos cannot be used.
    """
    if request.to.exists():
        raise ConfigError(f"{request.to} exists; remove it, or name another folder with --to")
    configs = [load_config(path) for path in request.configs]
    check(configs)
    starts = dict(start for config in configs for start in _starts(config, request.runs))
    request.to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=request.to.parent, prefix="pack-") as name:
        unpacked, folder = Path(name, "unpacked"), Path(name, "pack")
        unpacked.mkdir()
        folder.mkdir()
        archives = {"shared": [*_code(("recon_desktop", "training")), *_wheels(request.python, _TRAINING, unpacked)]}
        if request.engine:
            models = _code(("resources/models", "tests/benchmarks"))
            archives["engine"] = [*models, *_wheels(request.python, _ENGINE, unpacked)]
        _write_photos(unpacked, configs, request, say)
        _copy_starts(unpacked / START, starts)
        archives["photos"] = [
            (path, path.relative_to(unpacked).as_posix())
            for path in sorted(unpacked.rglob("*"))
            if path.is_file() and path.relative_to(unpacked).parts[0] != WHEELS
        ]
        for archive, files in archives.items():
            parts = write_parts(files, folder, archive, PART_BYTES)
            say(f"{archive}: {sum(part.stat().st_size for part in parts) / MEBIBYTE:.0f} MiB in {len(parts)} parts")
        _write_scripts(folder, archives)
        folder.rename(request.to)
    return request.to


def _starts(config: TrainConfig, runs: Path) -> Iterator[tuple[str, Path]]:
    """Give the names and folders of the runs that a training goes on from, or starts from."""
    for folder in (runs / config.run_name, TRAINED / config.run_name):
        if checkpoints.any_in(folder / "checkpoints"):
            check_run(config, folder, resume=True)
            yield config.run_name, folder
            return
    if config.fit.start_from is not None:
        found = [runs / config.fit.start_from, TRAINED / config.fit.start_from]
        weights = next((folder for folder in found if (folder / BEST_WEIGHTS).exists()), None)
        if weights is None:
            raise ConfigError(f"{config.id}: {found[0]} holds no weights to start from")
        yield config.fit.start_from, weights


def _copy_starts(to: Path, starts: dict[str, Path]) -> None:
    """Copy runs with their newest checkpoints."""
    for name, run in starts.items():
        (to / name).mkdir(parents=True)
        for path in run.iterdir():
            if path.is_file():
                shutil.copyfile(path, to / name / path.name)
        for newest in checkpoints.complete(run / "checkpoints")[-1:]:
            shutil.copytree(newest, to / name / "checkpoints" / newest.name)


def _code(folders: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Give the files of folders of the project."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.is_relative_to(TRAINED):
                yield path, f"{CODE}/{path.relative_to(PROJECT).as_posix()}"


def _wheels(python: str | None, packages: tuple[str, ...], unpacked: Path) -> Iterator[tuple[Path, str]]:
    """Fetch packages with what they need, for Linux on x86-64; give those that no earlier call gave."""
    if python is None:
        return
    to = unpacked / WHEELS
    before = set(to.glob("*.whl"))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "--dest", str(to)]
    command += ["--python-version", python, "--implementation", "cp", "--platform", "manylinux2014_x86_64"]
    for version in _GLIBC:
        command += ["--platform", f"manylinux_2_{version}_x86_64"]
    answer = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
    if answer.returncode:
        reason = answer.stderr.strip().splitlines()[-1:] or ["no reason was given"]
        raise ConfigError(
            f"the package index gives no wheels for Python {python}: {reason[0]}; without --python none are packed"
        )
    for path in sorted(set(to.glob("*.whl")) - before):
        if not path.name.startswith(_WITH_JAX):
            yield path, f"{WHEELS}/{path.name}"


def _write_photos(to: Path, configs: list[TrainConfig], request: Request, say: Callable[[str], None]) -> None:
    """Write squares of the photos that teach, and for each configuration its text and the crops that judge."""
    files = find_photos(request.train)
    judges = {file.digest for config in configs for file in splits.split(files, config.data.validation_share)[1]}
    teaching = [file for file in files if file.digest not in judges]
    for config, given in zip(configs, request.configs, strict=True):
        training, validation = splits.split(files, config.data.validation_share)
        folder = to / config.id
        folder.mkdir()
        judging = load_pairs(validation, config, request.runs / "cache", request.evaluation, say)
        write_judges(folder / JUDGES, validation_set(judging, config))
        path = given if given.exists() else PROJECT / "training" / "configs" / f"{config.id}.toml"
        shutil.copyfile(path, folder / CONFIG)
        (folder / COMMIT).write_text(commit() + "\n", encoding="utf-8")
        data = {
            "training": len(training),
            "validation": len(validation),
            "licences": licences.summarise([*training, *validation]),
        }
        (folder / DATA_SUMMARY).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    side = side_for(configs)
    count = max(1, request.photo_bytes // (3 * side**2))
    photos = (photo for _, photo in read_photos(teaching, request.evaluation))
    squares = choose(photos, side, count, each=math.ceil(count / len(teaching)) + 1)
    np.save(to / SQUARES, squares)
    (to / JOBS).write_text(json.dumps([config.id for config in configs]), encoding="utf-8")
    say(f"{len(squares)} squares of {side} pixels")


def _write_scripts(folder: Path, archives: dict[str, list[tuple[Path, str]]]) -> None:
    """Write the commands, with the two modules that they consist of."""
    here = Path(__file__).parent
    for name in ("parts.py", "start.py"):
        shutil.copyfile(here / name, folder / name)
    for script, (module, needed) in _SCRIPTS.items():
        if set(needed) <= set(archives):
            (folder / script).write_text(
                f"import sys\n\nfrom start import start\n\nsys.exit(start({module!r}, {needed!r}, sys.argv[1:]))\n",
                encoding="utf-8",
            )
