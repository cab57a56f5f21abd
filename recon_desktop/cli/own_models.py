"""`recon models import | export | remove | rename`: the person's own models."""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from recon_desktop.cli.output import Output
from recon_desktop.core.card import ModelCard
from recon_desktop.core.io.atomic import refuse_target
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.importer.intake import Draft, draft, read_facts, slug, verified
from recon_desktop.engine.importer.shelf import Shelf, changed, export, unpacked
from recon_desktop.resources import model_folders


def run(options: argparse.Namespace, catalog: Catalog, output: Output) -> int:
    """Do what was asked."""
    shelf = Shelf(model_folders()[-1], catalog)
    if options.action == "import":
        _import(options, shelf, output)
    elif options.action == "export":
        model = catalog.get(options.model)
        refuse_target(model.folder, options.output, overwrite=options.overwrite)
        export(model, options.output, overwrite=options.overwrite)
        output.result({"model": model.id, "output": options.output}, f"{model.id}: written to {options.output}")
    elif options.action == "remove":
        shelf.remove(options.model)
        output.result({"model": options.model, "removed": True}, f"{options.model}: removed")
    else:
        shelf.rename(options.model, options.name, options.title)
        output.result(
            {"model": options.name, "before": options.model}, f"{options.model}: called {options.name} from now on"
        )
    return 0


def _import(options: argparse.Namespace, shelf: Shelf, output: Output) -> None:
    facts = read_facts(options.card) if options.card else {}
    facts |= {name: getattr(options, name) for name in ("id", "title", "licence", "source") if getattr(options, name)}
    with tempfile.TemporaryDirectory(prefix="recon-", ignore_cleanup_errors=True) as scratch:
        with output.progress(options.file.name) as progress:
            if zipfile.is_zipfile(options.file):
                card = changed(unpacked(options.file, Path(scratch)), options.file, facts)
                found = verified(card, options.file, Path(scratch), progress=progress)
            else:
                shelf.refuse_taken(str(facts.get("id", slug(options.file.stem))))
                found = draft(options.file, Path(scratch), facts, progress=progress)
        folder = shelf.file(found.card, found.folder)
    output.result(_record(found.card, folder, found), _text(found.card, folder, found))


def _record(card: ModelCard, folder: Path, found: Draft) -> dict[str, Any]:
    return {"folder": folder, "notes": found.notes, "card": card.model_dump(mode="json", by_alias=True)}


def _text(card: ModelCard, folder: Path, found: Draft) -> str:
    origin = card.origin
    tiles = "whole photos only" if card.tiling == "whole" else f"sees {card.receptive_radius} pixels around each"
    facts = [
        ("filed in", str(folder)),
        ("does", card.task if card.scale == 1 else f"{card.task} {card.scale}x"),
        *(
            [
                (
                    "found",
                    f"{origin.layout}, {origin.precision}, values {origin.input_range} in and {origin.output_range} "
                    f"out, {card.channels}, opset {origin.opset}",
                )
            ]
            if origin
            else []
        ),
        ("tiles", f"{tiles}, grid {card.align}, at least {card.min_size}"),
        ("costs", f"{card.work_bytes_per_pixel} bytes a pixel, {card.flops_per_output_pixel:,} operations a pixel"),
        ("licence", f"{card.licence}; source: {card.source}"),
        *(("note", note) for note in found.notes),
        ("look", f"recon compare PHOTO --models {_baseline(card)},{card.id} -o figure.png"),
    ]
    return "\n".join([f"{card.id}: {card.title}", *(f"  {name:9}{fact}" for name, fact in facts)])


def _baseline(card: ModelCard) -> str:
    return "bicubic" if card.scale > 1 else "input"
