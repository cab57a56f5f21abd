"""The options of `recon models`."""

from __future__ import annotations

from pathlib import Path

from recon_desktop.cli.options import Commands, Parser, add_command, add_json


def add_models(commands: Commands[Parser]) -> None:
    """Add the command with its actions."""
    parser = add_command(
        commands, "models", "List the models, show one, check their files; take in, hand on, remove or rename your own."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)

    def action(name: str, summary: str, notes: str = "") -> Parser:
        return add_command(actions, name, summary, notes)

    add_json(action("list", "List what there is, with task, scale and character."))
    show = action("show", "Show the card of one model: what it is for, what it was trained on, what it scores.")
    show.add_argument("model", metavar="ID")
    add_json(show)
    add_json(action("verify", "Compare every model's file with the hash on its card."))
    _import(actions)
    export = action("export", "Write a model with its card as one file, which `recon models import` takes.")
    export.add_argument("model", metavar="ID")
    export.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="the file, such as ID.recon")
    export.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    add_json(export)
    remove = action("remove", "Remove one of your own models with its files.")
    remove.add_argument("model", metavar="ID")
    add_json(remove)
    rename = action("rename", "Give one of your own models another name.")
    rename.add_argument("model", metavar="ID")
    rename.add_argument("name", metavar="NEW", help="its new ID")
    rename.add_argument("--title", help="its new title (default: as it was)")
    add_json(rename)


def _import(actions: Commands[Parser]) -> None:
    parser = add_command(
        actions,
        "import",
        "Take in a network as others make them: an ONNX file, or what `recon models export` wrote.",
        "Layout, range of values, channels, precision, scale, grid, how far it sees and what memory it takes are found "
        "out by running it, in a process of its own. CARD is JSON with any part of a card, as `recon models show ID "
        '--json` prints them; what is found out wrongly is said there: {"origin": {"layout": "NHWC", "input_range": '
        '"0..255", "output_range": "0..255"}}. One that works on the bicubic enlargement is told by '
        '{"task": "upscale", "scale": 2, "pre_upsample": true}.',
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the network: .onnx, or .recon")
    parser.add_argument("--card", type=Path, metavar="CARD", help="what you know of it: JSON with parts of a card")
    parser.add_argument("--id", metavar="ID", help="what to call it (default: after the file)")
    parser.add_argument("--title", help="what people read (default: the file's name)")
    parser.add_argument("--licence", help="under which it may be used")
    parser.add_argument("--source", help="where it comes from: a page, a paper, a person")
    add_json(parser)
