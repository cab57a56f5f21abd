"""``python -m training fit | export | quantise | keep | pack | report | ablate | niqe | gauge | fetch | explore``."""

import argparse
import sys
from pathlib import Path

from recon_desktop.core.gauge.network import WEIGHTS
from training.augment import STEPS
from training.callbacks import reporter_for
from training.config import (
    EVALUATION_FOLDER,
    MODELS,
    PRISTINE,
    PROJECT,
    RUNS,
    TRAIN_FOLDER,
    TRAINED,
    ConfigError,
    changed,
    load_config,
)
from training.data.fetch import DATASETS, TEST_SETS, fetch
from training.data.sources import DataError
from training.explore import settings as knobs


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ConfigError, DataError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command begins again, a training with --resume", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train, export and measure the models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    fit = commands.add_parser("fit", help="train the network of a configuration")
    fit.add_argument("config", type=Path, help="TOML file, or the name of one in training/configs")
    fit.add_argument("--minutes", type=float, help="stop after this many minutes, with a checkpoint")
    fit.add_argument("--finish", action="store_true", help="bring the learning rate to its end by that moment")
    fit.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    fit.add_argument("--train-folder", type=Path, default=TRAIN_FOLDER, help="photos to learn from")
    fit.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them")
    fit.add_argument("--runs", type=Path, default=RUNS, help="folder of the runs")
    fit.set_defaults(run=_fit)

    export = commands.add_parser("export", help="write a trained network as ONNX, with its card")
    export.add_argument("config", type=Path, help="configuration, or the folder of a run")
    export.add_argument("--runs", type=Path, default=RUNS, help="folder of the runs")
    export.add_argument("--models", type=Path, default=MODELS, help="folder of the models")
    export.add_argument("--overwrite", action="store_true", help="take the place of a model that is there")
    export.add_argument("--licence", help="of the model; asked for where that of a photo is not known to be free")
    export.set_defaults(run=_export)

    quantise = commands.add_parser("quantise", help="add an 8-bit file to exported models, where it is worth it")
    quantise.add_argument("models", nargs="+", help="model ids")
    quantise.add_argument("--models-folder", type=Path, default=MODELS, help="folder of the models")
    quantise.add_argument("--train-folder", type=Path, default=TRAIN_FOLDER, help="photos that they learned from")
    quantise.add_argument(
        "--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them"
    )
    quantise.set_defaults(run=_quantise)

    keep = commands.add_parser("keep", help="copy what must last of a run into training/trained")
    keep.add_argument("config", type=Path, help="TOML file, or the name of one in training/configs")
    keep.add_argument("--runs", type=Path, default=RUNS, help="folder of the runs")
    keep.add_argument("--to", type=Path, default=TRAINED, help="folder of the kept runs")
    keep.set_defaults(run=_keep)

    pack = commands.add_parser("pack", help="make a folder that trains on a machine with JAX, lent for minutes")
    pack.add_argument("configs", type=Path, nargs="+", metavar="config", help="as for fit; trained in this order")
    pack.add_argument("--to", type=Path, default=RUNS / "pack", help="folder to make, in parts below 60 MiB")
    pack.add_argument("--python", metavar="X.Y", help="add wheels for this Python on Linux, x86-64")
    pack.add_argument("--engine", action="store_true", help="add all models, and the script that runs them on CUDA")
    pack.add_argument("--photos-mib", type=float, default=240, help="size of the photos in it (default: 240)")
    pack.add_argument("--train-folder", type=Path, default=TRAIN_FOLDER, help="photos to learn from")
    pack.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them")
    pack.add_argument("--runs", type=Path, default=RUNS, help="folder of the runs to go on from")
    pack.set_defaults(run=_pack)

    report = commands.add_parser("report", help="measure the exported models: cards, the tables of the readme, a chart")
    report.add_argument("models", nargs="*", help="model ids; all if none is given")
    report.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="folder with set5 and set14")
    report.set_defaults(run=_report)

    ablate = commands.add_parser("ablate", help="train briefly without and with augmentations, and compare")
    ablate.add_argument("config", type=Path, help="TOML file, or the name of one in training/configs")
    ablate.add_argument("--add", nargs="*", choices=sorted(STEPS), default=[], help="steps to try besides its own")
    ablate.add_argument("--steps", type=int, required=True, help="length of each training")
    ablate.add_argument("--train-folder", type=Path, default=TRAIN_FOLDER, help="photos to learn from")
    ablate.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them")
    ablate.add_argument("--runs", type=Path, default=RUNS, help="folder of the runs")
    ablate.set_defaults(run=_ablate)

    niqe = commands.add_parser("niqe", help="fit what undamaged photos are like, for the measure NIQE")
    niqe.add_argument("--photos", type=Path, default=TRAIN_FOLDER, help="undamaged photos")
    niqe.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them")
    niqe.add_argument("--to", type=Path, default=PRISTINE, help="file to write")
    niqe.set_defaults(run=_niqe)

    gauge = commands.add_parser("gauge", help="fit the small network that reads a photo's damage")
    gauge.add_argument("--photos", type=Path, default=TRAIN_FOLDER, help="undamaged photos")
    gauge.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER, help="photos that may not be among them")
    gauge.add_argument("--to", type=Path, default=WEIGHTS, help="file to write")
    gauge.set_defaults(run=_gauge)

    fetching = commands.add_parser("fetch", help="download a public set of photos")
    fetching.add_argument("name", choices=sorted(DATASETS))
    fetching.add_argument(
        "--folder", type=Path, help="where its folder is made (default: beside the others of its kind)"
    )
    fetching.set_defaults(run=_fetch)

    explore = commands.add_parser("explore", help="lessons on autoencoders, each with a page of plots and numbers")
    explore.add_argument("lesson", nargs="?", help="a lesson, or all; without one they are listed")
    explore.add_argument("--data", help="mnist, fashion, cifar10 or digits; each lesson has its own default")
    explore.add_argument("--data-folder", type=Path, help="folder with mnist/, fashion-mnist/ and cifar10*.zip")
    explore.add_argument("--photos", type=Path, metavar="DIR", help="your own photos, for the lesson photos")
    explore.add_argument("--settings", type=Path, metavar="FILE", help="TOML with some of the following as its keys")
    for name, how in knobs.options().items():
        explore.add_argument(f"--{name.replace('_', '-')}", **how)
    explore.add_argument("--out", type=Path, help="folder of the page (default: runs/explore-LESSON)")
    explore.set_defaults(run=_explore)
    return parser


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _fit(options: argparse.Namespace) -> int:
    if options.finish and options.minutes is None:
        raise ConfigError("--finish needs --minutes")
    config = load_config(options.config)
    from training.fit import Folders, fit  # Keras takes seconds to load: not for a wrong key in the configuration

    path = options.config if options.config.exists() else PROJECT / "training" / "configs" / f"{config.id}.toml"
    folders = Folders(options.train_folder, options.evaluation, options.runs / config.run_name, options.runs / "cache")
    reporter = reporter_for()
    try:
        fit(
            config,
            path.read_text(encoding="utf-8"),
            folders,
            reporter,
            minutes=options.minutes,
            finish=options.finish,
            resume=options.resume,
        )
    finally:
        reporter.close()
    return 0


def _export(options: argparse.Namespace) -> int:
    from training.export import export

    config = None if options.config.is_dir() else load_config(options.config)
    run = options.config if config is None else options.runs / config.run_name
    print(export(run, options.models, config, overwrite=options.overwrite, licence=options.licence, say=_tell))
    return 0


def _quantise(options: argparse.Namespace) -> int:
    from training.quantise import add_int8

    for model in options.models:
        folder = options.models_folder / model
        if not (folder / "card.json").exists():
            raise ConfigError(f"{folder} holds no model; export it first")
        add_int8(folder, options.train_folder, options.evaluation, _tell)
    return 0


def _keep(options: argparse.Namespace) -> int:
    from training.keep import keep

    print(keep(options.runs / load_config(options.config).run_name, options.to))
    return 0


def _pack(options: argparse.Namespace) -> int:
    from training.packed.pack import Request, pack

    request = Request(
        configs=tuple(options.configs),
        to=options.to,
        python=options.python,
        engine=options.engine,
        photo_bytes=int(options.photos_mib * (1 << 20)),
        train=options.train_folder,
        evaluation=options.evaluation,
        runs=options.runs,
    )
    print(pack(request, _tell))
    return 0


def _report(options: argparse.Namespace) -> int:
    from training.report import report

    print(
        report(
            MODELS,
            options.models,
            options.evaluation,
            readme=PROJECT / "README.md",
            chart=PROJECT / "resources" / "screenshots" / "quality-speed.png",
        )
    )
    return 0


def _ablate(options: argparse.Namespace) -> int:
    config = changed(load_config(options.config), "fit", steps=options.steps)
    from training.ablate import ablate, variants
    from training.fit import Folders

    runs = options.runs / "ablation" / f"{config.id}-{options.steps}"
    folders = Folders(options.train_folder, options.evaluation, runs, options.runs / "cache")
    reporter = reporter_for()
    try:
        print(ablate(config, variants(config, options.add), folders, reporter))
    finally:
        reporter.close()
    return 0


def _gauge(options: argparse.Namespace) -> int:
    from training.gauge import fit_gauge

    fit_gauge(options.photos, options.evaluation, options.to, print)
    return 0


def _niqe(options: argparse.Namespace) -> int:
    from training.pristine import fit_pristine

    fit_pristine(options.photos, options.evaluation, options.to, _tell)
    print(options.to)
    return 0


def _fetch(options: argparse.Namespace) -> int:
    kind = EVALUATION_FOLDER if options.name in TEST_SETS else TRAIN_FOLDER.parent
    print(fetch(options.name, options.folder or kind, _tell))
    return 0


def _explore(options: argparse.Namespace) -> int:
    from rich.console import Console

    from training.explore.command import PHOTOS, Request, explore, listing

    given = {name: value for name in knobs.options() if (value := getattr(options, name)) is not None}
    changes = (knobs.read(options.settings) if options.settings else {}) | given
    if options.lesson is None and options.photos is None:
        if any((options.data, options.data_folder, changes, options.out)):
            raise ConfigError("name a lesson; `explore` alone lists them")
        print(listing())
        return 0
    request = Request(
        lesson=options.lesson or PHOTOS,
        data=options.data,
        data_folder=options.data_folder,
        photos=options.photos,
        changes=changes,
        out=options.out,
    )
    try:
        explore(request, Console(stderr=True))
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
