"""The options of `recon restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from recon_desktop.cli import values
from recon_desktop.cli.options import SCALES, Commands, Parser, add_command, add_device, add_ensemble, add_json
from recon_desktop.core.english import listed
from recon_desktop.core.formats import WRITABLE_FORMATS
from recon_desktop.engine.batch.queue import DEPTHS, FORMS, STRIPS, SUBSAMPLINGS
from recon_desktop.engine.order import REQUESTS

_SUFFIXES = listed((entry.suffixes[0] for entry in WRITABLE_FORMATS if entry.installed), "or")
_LOSSY = listed((entry.name for entry in WRITABLE_FORMATS if entry.quality), "and")
_EITHER = listed((entry.name for entry in WRITABLE_FORMATS if entry.lossless), "and")


def spelled(form: str) -> str:
    """A format as an option spells it."""
    return form.lower().replace(" ", "-")


def _form(word: str) -> str:
    """A format as an option spells it, which may be named by a suffix, too."""
    suffix = "." + word.lower().removeprefix(".")
    return next((spelled(entry.name) for entry in WRITABLE_FORMATS if suffix in entry.suffixes), word.lower())


def add_restore(commands: Commands[Parser]) -> None:
    """Add the command with its options."""
    parser = add_command(
        commands,
        "restore",
        "Improve photos: take out noise and the marks of JPEG where a photo has them, and enlarge it if asked to.",
        f"The format of a result follows from its name: {_SUFFIXES}. A photo is never replaced by its "
        "own result. One photo that fails does not stop the others; the exit code is then 2. TEMPLATE may hold "
        "{stem}, {name} (with its suffix), {parent} (the photo's folder), {model}, {scale}, {task}, {date} and "
        "{number}; where two results would have the same name the later one gets a number.",
    )
    parser.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="photos; folders with --recursive")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", type=Path, metavar="OUT", help="the result's file, for one photo")
    where.add_argument(
        "--out-dir", type=Path, metavar="DIR", help="folder for results named <photo>_<model>.<ext>; made if missing"
    )
    parser.add_argument(
        "--name",
        type=values.template,
        metavar="TEMPLATE",
        help="names of results in DIR, such as {stem}_{model}_{scale}x (default: {stem}_{model})",
    )
    _add_format(parser)
    parser.add_argument("--recursive", action="store_true", help="take the photos in folders and all folders below")
    parser.add_argument(
        "--mirror", action="store_true", help="with --recursive: the same folders in DIR as below those named"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with the same command that was broken off: what it finished in DIR is not done again",
    )
    add_how(parser)
    parser.set_defaults(check=_check_restore)


def add_watch(commands: Commands[Parser]) -> None:
    """Add `recon watch` with its options."""
    parser = add_command(
        commands,
        "watch",
        "Restore what appears in a folder, once it is written whole.",
        "It goes on until it is stopped, and after a restart where it was. A photo is taken to be whole when its file "
        "stays the same from one look to the next and does not end early. See resources/docs/watch.md for a service of "
        "systemd.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder to watch")
    parser.add_argument("--out-dir", required=True, type=Path, metavar="DIR", help="folder for results")
    parser.add_argument("--name", type=values.template, metavar="TEMPLATE", help="names of results, as of restore")
    _add_format(parser)
    parser.add_argument("--recursive", action="store_true", help="watch all folders below, too")
    parser.add_argument("--mirror", action="store_true", help="with --recursive: the same folders in the output folder")
    parser.add_argument(
        "--every", type=values.positive, default=2, metavar="SECONDS", help="time between two looks (default: 2)"
    )
    add_how(parser)
    parser.set_defaults(check=_check_how, output=None, resume=True)


def _add_format(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        type=_form,
        choices=[spelled(form) for form in FORMS if form != "same"],
        help="of all results in DIR (default: the photo's own where it can be written, else PNG)",
    )


def add_how(parser: Parser) -> None:
    """Add what `restore` and `watch` have in common: how photos are restored and results written."""
    parser.add_argument(
        "--task",
        default="improve",
        choices=REQUESTS,
        help="what to do; to improve is to denoise where a photo needs it, and with --scale to enlarge it, too "
        "(default: improve)",
    )
    parser.add_argument(
        "--scale", type=int, choices=SCALES, help="enlargement (default: the model's; to upscale, else 2)"
    )
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        dest="models",
        metavar="ID",
        help="model to use, twice to denoise and enlarge; see `recon models list` (default: auto, the best for each "
        "photo, which is told)",
    )
    parser.add_argument(
        "--noise-level",
        default=values.AUTO,
        type=values.noise_level,
        metavar="SIGMA",
        help="noise to remove, in 8-bit units 0 to 255, or auto; more than is there smooths more, less keeps some "
        "(default: auto)",
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
    add_ensemble(parser)
    add_device(parser)
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="have the workers of a Dask scheduler do it, such as tcp://host:8786; see resources/docs/cluster.md",
    )
    parser.add_argument(
        "--memory", type=values.positive, metavar="MIB", help="memory to keep to in all (default: by what is free)"
    )
    parser.add_argument(
        "--tile", type=values.positive, metavar="PX", help="side of a tile in input pixels (default: by memory)"
    )
    parser.add_argument(
        "--quality", type=values.quality, default=92, metavar="1..100", help=f"of {_LOSSY} (default: 92)"
    )
    parser.add_argument("--lossless", action="store_true", help=f"every pixel as it is, in {_EITHER}")
    parser.add_argument(
        "--subsampling",
        choices=SUBSAMPLINGS,
        default="auto",
        help="how JPEG and lossy AVIF of 8 bits store colour (default: auto, 4:4:4 from quality 90 on, else 4:2:0)",
    )
    parser.add_argument(
        "--progressive", action="store_true", help="JPEG that comes into view as a whole, ever sharper, on the web"
    )
    parser.add_argument(
        "--depth",
        choices=DEPTHS,
        default="same",
        help="bits per channel; 10 and 12 are for AVIF (default: same as the photo)",
    )
    parser.add_argument(
        "--srgb", action="store_true", help="save in sRGB, for programs that know no profiles (default: own colours)"
    )
    parser.add_argument(
        "--strip",
        choices=STRIPS,
        default="none",
        help="metadata to leave out: private (places, serial numbers, names, thumbnails) or all (default: none)",
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
    add_json(parser)


def _check_restore(options: argparse.Namespace) -> str | None:
    if options.output and len(options.inputs) > 1:
        return "-o names one file, but there are several photos: use --out-dir"
    for name in ("name", "format", "number", "recursive", "mirror", "resume", "cluster"):
        if options.output and getattr(options, name):
            return f"--{name} needs --out-dir"
    return _check_how(options)


def _check_how(options: argparse.Namespace) -> str | None:
    if options.mirror and not options.recursive:
        return "--mirror needs --recursive"
    if options.task == "denoise" and options.scale:
        return "--scale belongs to --task improve, upscale and denoise+upscale"
    if options.task == "upscale" and options.noise_level != values.AUTO:
        return "--noise-level belongs to --task improve, denoise and denoise+upscale"
    return None
