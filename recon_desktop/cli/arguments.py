"""The commands and their options. Names here are fixed: scripts rely on them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from recon_desktop import __version__
from recon_desktop.cli import values

TASKS = ("denoise", "upscale", "denoise+upscale")
MEASURES = ("consistency", "stability", "disagreement")
TEXT_WIDTH = 100


class _Parser(argparse.ArgumentParser):
    """argparse whose complaint ends with the next step."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}\n  `{self.prog} --help` explains the options.\n")
        self.exit(2)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; leaves through SystemExit for --help (0) and for what it cannot understand (2)."""
    parser = _parser()
    options = parser.parse_args(arguments)
    check: Callable[[argparse.Namespace], str | None] | None = getattr(options, "check", None)
    complaint = check(options) if check else None
    if complaint:
        options.parser.error(complaint)
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="recon",
        description="Denoise and enlarge photos, and measure what was gained. `recon COMMAND --help` tells more.",
    )
    parser.add_argument("--version", action="version", version=f"recon {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _restore(commands)
    _compare(commands)
    _trust(commands)
    _metrics(commands)
    _evaluate(commands)
    _models(commands)
    _bench(commands)
    _doctor(commands)
    return parser


_Commands = argparse._SubParsersAction  # the type that argparse gives no public name


def _command(commands: _Commands[_Parser], name: str, summary: str, notes: str = "") -> _Parser:
    parser = commands.add_parser(
        name,
        help=summary[0].lower() + summary[1:].rstrip("."),
        description=summary,
        epilog=notes,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=30, width=TEXT_WIDTH),
        allow_abbrev=False,
    )
    parser.set_defaults(parser=parser)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="one JSON object per line on standard output, and nothing else there"
    )


def _device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        default=values.AUTO,
        type=values.device_name,
        metavar="D",
        help="auto, cpu, cuda or cuda:N (default: auto)",
    )


def _ensemble(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ensemble",
        action="store_true",
        help="run each network on its input flipped and turned in all 8 ways and take the mean: "
        "a little better, 8 times slower",
    )


def _restore(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "restore",
        "Denoise or enlarge photos.",
        "The format of a result follows from its name: .jpg, .png, .tif, .webp or .bmp. A photo is never replaced by "
        "its own result. One photo that fails does not stop the others; the exit code is then 2. TEMPLATE may hold "
        "{stem}, {name} (with its suffix), {parent} (the photo's folder), {model}, {scale}, {task}, {date} and "
        "{number}; where two results would have the same name the later one gets a number.",
    )
    parser.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="photos; folders with --recursive")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", type=Path, metavar="OUT", help="the result's file, for one photo")
    where.add_argument("--out-dir", type=Path, metavar="DIR", help="folder for results named <photo>_<model>.<ext>")
    parser.add_argument(
        "--name",
        type=values.template,
        metavar="TEMPLATE",
        help="names of results in DIR, such as {stem}_{model}_{scale}x (default: {stem}_{model})",
    )
    parser.add_argument("--recursive", action="store_true", help="take the photos in folders and all folders below")
    parser.add_argument(
        "--mirror", action="store_true", help="with --recursive: the same folders in DIR as below those named"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with the same command that was broken off: what it finished in DIR is not done again",
    )
    parser.add_argument("--task", required=True, choices=TASKS, help="what to do")
    parser.add_argument("--scale", type=int, choices=(2, 4), help="enlargement (default: the model's, else 2)")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        dest="models",
        metavar="ID",
        help="model to use; twice for denoise+upscale (default: the best for the task; see `recon models list`)",
    )
    parser.add_argument(
        "--noise-level",
        default=values.AUTO,
        type=values.noise_level,
        metavar="SIGMA",
        help="noise to remove, in 8-bit units 0 to 255, or auto (default: auto)",
    )
    parser.add_argument(
        "--strength",
        type=values.fraction,
        default=1.0,
        metavar="0..1",
        help="how much of the result to blend in (default: 1)",
    )
    parser.add_argument(
        "--strength-chroma",
        type=values.fraction,
        metavar="0..1",
        help="the same for colour alone; --strength is then for luma (default: as --strength)",
    )
    parser.add_argument(
        "--grain",
        type=values.grain,
        default=0.0,
        metavar="SIGMA",
        help="film-like grain to add to the result, in 8-bit units 0 to 20 (default: 0)",
    )
    _ensemble(parser)
    _device(parser)
    parser.add_argument(
        "--memory", type=values.positive, metavar="MIB", help="working memory of a run (default: by what is free)"
    )
    parser.add_argument(
        "--tile", type=values.positive, metavar="PX", help="side of a tile in input pixels (default: by memory)"
    )
    parser.add_argument(
        "--quality", type=values.quality, default=92, metavar="1..100", help="of JPEG and WebP (default: 92)"
    )
    parser.add_argument(
        "--depth",
        choices=("same", "8", "16", "float"),
        default="same",
        help="bits per channel (default: same as the photo)",
    )
    parser.add_argument(
        "--max-megapixels", type=values.limit, metavar="N", help="open photos up to this size, for files that you trust"
    )
    parser.add_argument("--allow-truncated", action="store_true", help="work with what is there of a truncated file")
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument("--overwrite", action="store_true", help="replace results that exist")
    existing.add_argument(
        "--number", action="store_true", help="give a result whose file exists a number: <photo>_<model>-2.<ext>"
    )
    _json(parser)
    parser.set_defaults(check=_check_restore)


def _check_restore(options: argparse.Namespace) -> str | None:
    if options.output and len(options.inputs) > 1:
        return "-o names one file, but there are several photos: use --out-dir"
    for name in ("name", "number", "recursive", "mirror", "resume"):
        if options.output and getattr(options, name):
            return f"--{name} needs --out-dir"
    if options.mirror and not options.recursive:
        return "--mirror needs --recursive"
    if options.task == "denoise" and options.scale:
        return "--scale belongs to --task upscale and denoise+upscale"
    if options.task == "upscale" and options.noise_level != values.AUTO:
        return "--noise-level belongs to --task denoise and denoise+upscale"
    return None


def _compare(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "compare",
        "Run several methods on one photo and show them side by side: the figure that papers print.",
        "Methods are models and what they have to beat: nearest, bicubic and lanczos for upscale, input for denoise. "
        "CHAIN makes the photo worse and takes the photo itself as the reference: downscale=2|4, blur=SIGMA, "
        "noise=SIGMA, jpeg=QUALITY, with commas between. Whatever their order, the photo is blurred, made smaller, "
        "gets Gaussian noise of a fixed seed, and is compressed. Example: --degrade downscale=4,jpeg=60",
    )
    parser.add_argument("input", type=Path, metavar="IN", help="photo")
    parser.add_argument(
        "--models",
        type=values.names,
        default=(),
        metavar="A,B,...",
        help="methods in their order (default: the baselines and all models of the task)",
    )
    against = parser.add_mutually_exclusive_group()
    against.add_argument("--reference", type=Path, metavar="REF", help="what the results should be, of their size")
    against.add_argument(
        "--degrade", type=values.chain, metavar="CHAIN", help="make IN worse, and take IN as reference"
    )
    parser.add_argument(
        "--crop",
        action="append",
        default=[],
        dest="crops",
        type=values.crop,
        metavar="X,Y,W,H",
        help="part to enlarge, in pixels of IN; up to three (default: the two most detailed places)",
    )
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="FIGURE", help="the figure: .png, .svg or .pdf"
    )
    parser.add_argument(
        "--html", type=Path, metavar="REPORT", help="a page with crops, differences, table and settings"
    )
    parser.add_argument("--csv", type=Path, metavar="TABLE", help="the table")
    parser.add_argument("--task", choices=TASKS[:2], help="what the methods do (default: as the methods or CHAIN tell)")
    parser.add_argument(
        "--scale", type=int, choices=(2, 4), help="enlargement (default: that of CHAIN or models, else 2)"
    )
    _ensemble(parser)
    parser.add_argument(
        "--trust",
        action="store_true",
        help="measure how far each model's result can be trusted, with maps in REPORT; 10 times slower",
    )
    _device(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist")
    _json(parser)
    parser.set_defaults(check=_check_compare)


def _check_compare(options: argparse.Namespace) -> str | None:
    if len(options.crops) > 3:
        return "--crop can be given three times at most"
    for name, path, suffixes in (
        ("-o", options.output, (".png", ".svg", ".pdf")),
        ("--html", options.html, (".html", ".htm")),
        ("--csv", options.csv, (".csv",)),
    ):
        if path and path.suffix.lower() not in suffixes:
            return f"{name} needs a name that ends in {' or '.join(suffixes)}, not {str(path)!r}"
    return None


def _trust(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "trust",
        "Show where a result can be trusted, and where detail was invented: a map over the photo, and one number.",
        "The number, firm, is the share of the photo on which three departures stay below their thresholds: the result "
        "made small again against the photo (noise apart), the spread of the results for the photo's 8 flips and "
        "rotations, and the difference to another method. The model runs nine times.",
    )
    parser.add_argument("input", type=Path, metavar="IN", help="photo")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        dest="models",
        metavar="ID",
        help="model to judge; a denoiser and an upscaler make a chain (default: the best upscaler)",
    )
    parser.add_argument("--scale", type=int, choices=(2, 4), help="enlargement (default: the model's, else 2)")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="MAP", help="the map, of the photo's size")
    parser.add_argument(
        "--map",
        choices=("combined", *MEASURES),
        default="combined",
        help="which departure the map shows (default: combined, the largest by its threshold)",
    )
    parser.add_argument(
        "--against",
        metavar="METHOD",
        help="what disagreement is measured with: bicubic, a model, or none (default: bicubic, or another denoiser)",
    )
    _ensemble(parser)
    _device(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    _json(parser)


def _metrics(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "metrics",
        "Measure what a photo tells by itself, and with REFERENCE how close it is to that.",
        "With REFERENCE, as they are, without rounding: PSNR and SSIM on luma (BT.601) and on RGB, MS-SSIM (from 176 "
        "pixels a side on), mean and 95th percentile of the colour difference CIEDE2000. By itself, of nine parts "
        "above 4 megapixels: noise level (estimated), sharpness, blockiness (1 for none), NIQE (lower is better, from "
        "192 pixels a side on). The PSNR of identical photos is infinite; JSON has no such number, so --json gives the "
        'string "inf"; what cannot be measured is null.',
    )
    parser.add_argument("result", type=Path, metavar="PHOTO", help="photo to judge")
    parser.add_argument(
        "reference", type=Path, nargs="?", metavar="REFERENCE", help="what it should be, of the same size"
    )
    parser.add_argument(
        "--channel", choices=("y", "rgb"), help="PSNR and SSIM of luma or RGB alone (default: everything)"
    )
    parser.add_argument(
        "--border",
        type=values.not_negative,
        default=0,
        metavar="N",
        help="pixels left out along each edge in comparing",
    )
    _json(parser)
    parser.set_defaults(check=_check_metrics)


def _check_metrics(options: argparse.Namespace) -> str | None:
    if options.reference is None and (options.channel or options.border):
        return f"{'--channel' if options.channel else '--border'} needs a REFERENCE to compare with"
    return None


def _evaluate(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "evaluate",
        "Degrade every photo of a folder, restore it and measure, as the tables of the field do.",
        "upscale: crop to a multiple of the scale, downscale with antialiased bicubic to 8 bits, restore, round to 8 "
        "bits, measure with a border of SCALE pixels. denoise: add Gaussian noise of the given sigma, unclipped and "
        "unrounded, from a generator seeded per photo, restore, clip, measure without border.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of clean photos")
    parser.add_argument("--task", required=True, choices=TASKS[:2])
    parser.add_argument("--scale", type=int, choices=(2, 4), help="for upscale")
    parser.add_argument(
        "--reduce",
        choices=("bicubic", "area"),
        default="bicubic",
        help="for upscale: as the field's tables (default), or the mean of each area, measured up to the edges",
    )
    parser.add_argument("--noise", type=values.noise, metavar="SIGMA", help="for denoise, in 8-bit units: 15, 25, 50")
    parser.add_argument("--seed", type=values.not_negative, default=0, help="of the noise (default: 0)")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        dest="models",
        metavar="ID",
        help="model to evaluate; may be repeated (default: every model for the task)",
    )
    _ensemble(parser)
    _device(parser)
    _json(parser)
    parser.set_defaults(check=_check_evaluate)


def _check_evaluate(options: argparse.Namespace) -> str | None:
    if options.task == "upscale" and options.scale is None:
        return "--task upscale needs --scale 2 or 4"
    if options.task == "denoise" and options.noise is None:
        return "--task denoise needs --noise SIGMA, such as --noise 25"
    if options.task == "upscale" and options.noise is not None:
        return "--noise belongs to --task denoise"
    if options.task == "denoise" and (options.scale is not None or options.reduce != "bicubic"):
        return f"--{'reduce' if options.scale is None else 'scale'} belongs to --task upscale"
    return None


def _models(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "models", "List the models, show one, or check their files.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|verify", parser_class=_Parser)
    for name, summary in (
        ("list", "what there is, with task, scale and character"),
        ("show", "the card of one model: what it is for, what it was trained on, what it scores"),
        ("verify", "compare every model's file with the hash on its card"),
    ):
        action = actions.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + ".", allow_abbrev=False
        )
        if name == "show":
            action.add_argument("model", metavar="ID")
        _json(action)


def _bench(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "bench", "Time models on a picture of noise.")
    parser.add_argument("--model", metavar="ID", help="model to time (default: every model)")
    parser.add_argument(
        "--size", type=values.size, default=(1024, 1024), metavar="WxH", help="input size (default: 1024x1024)"
    )
    _device(parser)
    _json(parser)


def _doctor(commands: _Commands[_Parser]) -> None:
    parser = _command(
        commands,
        "doctor",
        "Tell what this machine offers: providers and why one cannot be used, devices, CPU features, models, a timing.",
    )
    _json(parser)
