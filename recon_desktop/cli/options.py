"""What the options of several commands have in common."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from recon_desktop.cli import values
from recon_desktop.core.devices import device_names

MODEL_TASKS = ("denoise", "upscale")
"""What a model does by itself; like the next those of `core.card`, which loads too much for an option's help."""

SCALES = (2, 3, 4, 8)
PRECISIONS = ("fp32", "fp16", "int8")

TEXT_WIDTH = 100


class Parser(argparse.ArgumentParser):
    """argparse whose complaint ends with the next step."""

    def error(self, message: str) -> NoReturn:
        """Complain, and leave."""
        sys.stderr.write(f"{self.prog}: {message}\n  `{self.prog} --help` explains the options.\n")
        self.exit(2)


Commands = argparse._SubParsersAction  # the type that argparse gives no public name


def add_command(commands: Commands[Parser], name: str, summary: str, notes: str = "") -> Parser:
    """Add a command, to be filled with options."""
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


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument(
        "--json", action="store_true", help="one JSON object per line on standard output, and nothing else there"
    )


def add_device(parser: argparse.ArgumentParser) -> None:
    """Add `--device` and `--variant`."""
    parser.add_argument(
        "--device",
        default=values.AUTO,
        type=values.device_name,
        metavar="D",
        help=f"{device_names()} (default: auto)",
    )
    parser.add_argument(
        "--variant",
        choices=PRECISIONS,
        help="precision of the models' files, where they have several (default: what suits the device)",
    )


def add_ensemble(parser: argparse.ArgumentParser) -> None:
    """Add `--ensemble`."""
    parser.add_argument(
        "--ensemble",
        action="store_true",
        help="run each network on its input flipped and turned in all 8 ways and take the mean: "
        "a little better, 8 times slower",
    )
