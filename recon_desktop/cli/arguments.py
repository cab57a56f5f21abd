"""The commands and their options. Names here are fixed: scripts rely on them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from recon_desktop import __version__
from recon_desktop.cli import values
from recon_desktop.cli.evaluate_options import add_evaluate
from recon_desktop.cli.models_options import add_models
from recon_desktop.cli.options import (
    MODEL_TASKS,
    SCALES,
    Commands,
    Parser,
    add_command,
    add_device,
    add_ensemble,
    add_json,
)
from recon_desktop.cli.restore_options import add_restore, add_watch

MEASURES = ("consistency", "stability", "disagreement")


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; leaves through SystemExit for --help (0) and for what it cannot understand (2)."""
    parser = command_line()
    options = parser.parse_args(arguments)
    check: Callable[[argparse.Namespace], str | None] | None = getattr(options, "check", None)
    complaint = check(options) if check else None
    if complaint:
        options.parser.error(complaint)
    return options


def command_line() -> argparse.ArgumentParser:
    """The parser of `recon` with all its commands; the manual page is made from it, too."""
    parser = Parser(
        prog="recon",
        description="Denoise and enlarge photos, and measure what was gained. `recon COMMAND --help` tells more.",
    )
    parser.add_argument("--version", action="version", version=f"recon {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    add_restore(commands)
    add_watch(commands)
    _compare(commands)
    _trust(commands)
    _metrics(commands)
    add_evaluate(commands)
    add_models(commands)
    _bench(commands)
    _doctor(commands)
    return parser


def _compare(commands: Commands[Parser]) -> None:
    parser = add_command(
        commands,
        "compare",
        "Run several methods on one photo and show them side by side: the figure that papers print.",
        "Methods are models and what they have to beat: nearest, bicubic and lanczos for upscale, input for denoise. "
        "CHAIN makes the photo worse and takes the photo itself as the reference: downscale=2|4, blur=SIGMA, "
        "grain=SIGMA, dust=SPECKS, camera=SIGMA, noise=SIGMA, sharpen=AMOUNT, jpeg=QUALITY, jpeg2=QUALITY, with commas "
        "between. Whatever their order, the photo is blurred, made smaller, gets film grain, specks of dust (that many "
        "a megapixel), a camera's coarse noise and white noise, all of a fixed seed, is sharpened, compressed, and "
        "compressed again with its blocks moved by 4 pixels. Example: --degrade downscale=4,jpeg=60",
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
    parser.add_argument(
        "--task", choices=MODEL_TASKS, help="what the methods do (default: as the methods or CHAIN tell)"
    )
    parser.add_argument(
        "--scale", type=int, choices=SCALES, help="enlargement (default: that of CHAIN or models, else 2)"
    )
    add_ensemble(parser)
    parser.add_argument(
        "--trust",
        action="store_true",
        help="measure how far each model's result can be trusted, with maps in REPORT; 10 times slower",
    )
    add_device(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist")
    add_json(parser)
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


def _trust(commands: Commands[Parser]) -> None:
    parser = add_command(
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
    parser.add_argument("--scale", type=int, choices=SCALES, help="enlargement (default: the model's, else 2)")
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
    add_ensemble(parser)
    add_device(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    add_json(parser)


def _metrics(commands: Commands[Parser]) -> None:
    parser = add_command(
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
    add_json(parser)
    parser.set_defaults(check=_check_metrics)


def _check_metrics(options: argparse.Namespace) -> str | None:
    if options.reference is None and (options.channel or options.border):
        return f"{'--channel' if options.channel else '--border'} needs a REFERENCE to compare with"
    return None


def _bench(commands: Commands[Parser]) -> None:
    parser = add_command(commands, "bench", "Time models on a picture of noise.")
    parser.add_argument("--model", metavar="ID", help="model to time (default: every model)")
    parser.add_argument(
        "--size", type=values.size, default=(1024, 1024), metavar="WxH", help="input size (default: 1024x1024)"
    )
    add_device(parser)
    add_json(parser)


def _doctor(commands: Commands[Parser]) -> None:
    parser = add_command(
        commands,
        "doctor",
        "Tell what this machine offers: providers and why one cannot be used, devices, CPU features, models, a timing.",
    )
    add_json(parser)
