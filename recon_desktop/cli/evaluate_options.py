"""The options of `recon evaluate`."""

from __future__ import annotations

import argparse
from pathlib import Path

from recon_desktop.cli import values
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

REDUCTIONS = ("bicubic", "area", "lanczos", "soft")
"""Those of `core.degrade`, which loads too much for an option's help."""


def add_evaluate(commands: Commands[Parser]) -> None:
    """Add the command with its options."""
    parser = add_command(
        commands,
        "evaluate",
        "Degrade every photo of a folder, restore it and measure, as the tables of the field do; of several folders or "
        "damages in one table.",
        "upscale: crop to a multiple of the scale, downscale with antialiased bicubic to 8 bits, restore, round to 8 "
        "bits, measure with a border of SCALE pixels. denoise: add Gaussian noise of the given sigma, unclipped and "
        "unrounded, from a generator seeded per photo, restore, clip, measure without border. With --jpeg the photo is "
        "compressed instead, and the result rounded to 8 bits; 10+30 compresses it twice, the second grid of blocks "
        "--shift pixels off. With --pairs nothing is added: NAME_noisy is restored, rounded to 8 bits and measured "
        "against NAME_clean; folders without pairs get the other damages, where some are given. With --clean photos "
        "stay as they are, which tells what is done to those that need nothing. Each damage is measured by itself. "
        "Example: recon evaluate nam25 set14 --task denoise --pairs --noise 15,25,50 --clean --model auto",
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="folders of clean photos, or of pairs")
    parser.add_argument("--task", required=True, choices=MODEL_TASKS)
    parser.add_argument("--scale", type=int, choices=SCALES, help="for upscale")
    parser.add_argument(
        "--reduce",
        choices=REDUCTIONS,
        default="bicubic",
        help="for upscale: as the field's tables (default), the mean of each area, measured up to the edges, Lanczos, "
        "or bicubic after the slight blur of a lens",
    )
    parser.add_argument(
        "--noise",
        type=values.noises,
        default=(),
        metavar="SIGMA,...",
        help="for denoise, in 8-bit units: 15, 25, 50",
    )
    parser.add_argument(
        "--jpeg",
        type=values.compressions,
        default=(),
        metavar="Q,...",
        help="for denoise: compression, 1 to 100; Q+Q for twice",
    )
    parser.add_argument(
        "--shift",
        type=values.shift,
        default=4,
        metavar="PX",
        help="how far off the second grid of --jpeg Q+Q lies, 0 to 7 (default: 4)",
    )
    parser.add_argument("--pairs", action="store_true", help="for denoise: photos with real noise and clean ones")
    parser.add_argument("--clean", action="store_true", help="for denoise: photos as they are")
    parser.add_argument("--seed", type=values.not_negative, default=0, help="of the noise (default: 0)")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        dest="models",
        metavar="ID",
        help="model to evaluate, or auto for what each photo needs; may be repeated (default: every one for the task)",
    )
    add_ensemble(parser)
    add_device(parser)
    add_json(parser)
    parser.set_defaults(check=_check_evaluate)


def _check_evaluate(options: argparse.Namespace) -> str | None:
    if options.task == "upscale" and options.scale is None:
        return "--task upscale needs --scale, such as --scale 2"
    given = [name for name in ("noise", "jpeg", "pairs", "clean") if getattr(options, name)]
    if options.task == "denoise" and not given:
        return "--task denoise needs --noise SIGMA, such as --noise 25, --jpeg Q, --pairs or --clean"
    if options.task == "upscale" and given:
        return f"--{given[0]} belongs to --task denoise"
    if options.task == "denoise" and (options.scale is not None or options.reduce != "bicubic"):
        return f"--{'reduce' if options.scale is None else 'scale'} belongs to --task upscale"
    return None
