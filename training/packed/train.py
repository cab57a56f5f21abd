"""``python train.py`` on the accelerator's machine: trains what was packed, in turn, until the clock says stop."""

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax

from training import checkpoints
from training.callbacks import draw_curves
from training.checkpoints import Progress
from training.config import ConfigError, load_config
from training.fit import COMMIT, DATA_SUMMARY, check_run, learner_of, open_run, stop_on_signals
from training.networks import CONFIG, build_model, take_over, trained_model
from training.packed.contents import JOBS, JUDGES, SQUARES, START
from training.packed.feeder import Feeder
from training.packed.loop import Clock, Loop
from training.packed.parts import MEBIBYTE, write_parts
from training.packed.squares import read_judges


@dataclass(frozen=True)
class _Place:
    """Where a training finds and leaves what, and what it may use.

    Attributes:
        unpacked: Folder of what was packed.
        runs: Folder of the runs.
        processes: That prepare patches.
        patches: At hand on the accelerator, at most.
    """

    unpacked: Path
    runs: Path
    processes: int
    patches: int


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    deadline = began + 60 * options.minutes
    place = _Place(options.unpacked, options.runs, options.processes, options.patches)
    names: list[str] = json.loads((place.unpacked / JOBS).read_text(encoding="utf-8"))
    _say(f"trains on {', '.join(str(found) for found in jax.devices())}")
    _lay_out(place)

    def saved() -> None:
        if options.hand_back is not None:
            _hand_back(place.runs, options.hand_back, int(options.part_mib * MEBIBYTE))

    busy = 0.0
    try:
        with stop_on_signals() as stop:
            for number, name in enumerate(names):
                now = time.monotonic()
                share = now + (deadline - now) / (len(names) - number)
                busy += _train(name, place, Clock(share, 60 * options.every, options.finish, stop.is_set), saved)
                if stop.is_set():
                    break
    except (ConfigError, OSError) as error:
        _say(f"error: {error}")
        return 2
    elapsed = time.monotonic() - began
    _say(f"the device computed {busy:.0f} of {elapsed:.0f} seconds, {busy / elapsed:.0%}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="train.py", description="Train what was packed, in turn. The same command goes on where it was stopped."
    )
    parser.add_argument("unpacked", type=Path, help=argparse.SUPPRESS)  # start.py says it
    parser.add_argument("--minutes", type=float, required=True, help="for all of them together")
    parser.add_argument("--finish", action="store_true", help="bring each learning rate to its end by then")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs (default: runs)")
    parser.add_argument(
        "--hand-back",
        type=Path,
        metavar="DIR",
        help="also write the runs there as one archive in parts, runs.part01...",
    )
    parser.add_argument("--part-mib", type=float, default=15, help="size of such a part at most (default: 15)")
    parser.add_argument("--every", type=float, default=2, metavar="MINUTES", help="a checkpoint (default: 2)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="that damage photos (default: all)")
    parser.add_argument("--patches", type=int, default=1024, help="at hand on the device (default: 1024)")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _lay_out(place: _Place) -> None:
    """Put the packed runs where runs are, unless they are there and have gone on."""
    for folder in sorted((place.unpacked / START).glob("*")):
        if not (place.runs / folder.name).exists():
            shutil.copytree(folder, place.runs / folder.name)


def _train(name: str, place: _Place, clock: Clock, saved: Callable[[], None]) -> float:
    """Train one configuration; returns how many seconds the device computed."""
    began = time.monotonic()
    given = place.unpacked / name
    config = load_config(given / CONFIG)
    run = place.runs / config.run_name
    check_run(config, run, resume=True)
    # In bfloat16 whatever the configuration says: weights and checkpoints are float32 in either.
    config = config.model_copy(update={"fit": config.fit.model_copy(update={"precision": "mixed_bfloat16"})})
    averaged = build_model(config)
    if config.fit.start_from is not None and not checkpoints.any_in(run / "checkpoints"):
        take_over(trained_model(place.runs / config.fit.start_from), averaged)
    learner = learner_of(config, averaged, place.runs)
    progress = checkpoints.load(run / "checkpoints", learner.parts, averaged) or Progress()
    first = progress.step
    if first >= config.fit.steps:
        _say(f"{name}: is finished")
        return 0.0
    open_run(run, {file: (given / file).read_text(encoding="utf-8") for file in (CONFIG, COMMIT, DATA_SUMMARY)})

    def say(text: str) -> None:
        _say(f"{name}: {text}")

    loop = Loop(config, run, learner.parts[0], averaged, progress, read_judges(given / JUDGES), say)
    with Feeder(place.unpacked / SQUARES, config, place.processes, first) as feeder:
        loop.train(feeder, place.patches, clock, saved)
    draw_curves(progress.history, run / "curves.png")
    state = "finished" if progress.step >= config.fit.steps else "stopped"
    say(
        f"{state} at step {progress.step} after {progress.step - first} steps, best {progress.best_psnr:.3f} dB;"
        f" the device computed {loop.busy:.0f} of {time.monotonic() - began:.0f} seconds"
    )
    return loop.busy


def _hand_back(runs: Path, folder: Path, part_bytes: int) -> None:
    """Write the runs as an archive in parts, each run with its newest checkpoint alone."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for run in sorted(path for path in runs.iterdir() if path.is_dir()):
        older = checkpoints.complete(run / "checkpoints")[:-1]
        kept = (path for path in run.rglob("*") if path.is_file() and path.parent not in older)
        files += [(path, str(path.relative_to(runs))) for path in sorted(kept)]
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    parts = write_parts(files, partial, "runs", part_bytes)
    for path in folder.glob("runs.part*"):
        path.unlink()
    for path in parts:
        path.replace(folder / path.name)
    partial.rmdir()


if __name__ == "__main__":
    sys.exit(main())
