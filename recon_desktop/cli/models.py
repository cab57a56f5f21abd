"""`recon models`: what there is, what it is for, and whether its files are sound; and the person's own models."""

from __future__ import annotations

import argparse

from recon_desktop.cli import own_models
from recon_desktop.cli.output import Output, table
from recon_desktop.cli.workshop import open_catalog
from recon_desktop.core.card import Flaw, Metric, ModelCard, Variant
from recon_desktop.core.errors import ModelError
from recon_desktop.engine.catalog import Catalog

TILES = {
    "exact": "exact: they equal the whole",
    "near": "not exact, by less than a file of 8 bits shows",
    "whole": "none: it looks at the whole photo",
}
"""What cutting a photo into tiles does to the result, in words."""
_FLAWS: dict[Flaw, str] = {"noise": "noise", "jpeg": "the marks of JPEG"}


def run(options: argparse.Namespace, output: Output) -> int:
    """Do what was asked; verifying returns 2 when a file is missing or not the one of its card."""
    catalog = open_catalog(output)
    if options.action == "list":
        return _list(catalog, output)
    if options.action == "show":
        return _show(catalog.get(options.model).card, output)
    if options.action == "verify":
        return _verify(catalog, output)
    return own_models.run(options, catalog, output)


def _list(catalog: Catalog, output: Output) -> int:
    cards = [model.card for model in catalog.models]
    if output.as_json:
        for card in cards:
            output.result(_summary(card), "")
        return 0
    head = ("MODEL", "TASK", "SCALE", "WEIGHTS", "CHARACTER", "TITLE")
    current, milestones = ([_row(card) for card in cards if card.historic is historic] for historic in (False, True))
    # One table, so that both parts have the same columns.
    lines = table([head, *current, *milestones]).splitlines()
    if milestones:
        lines[1 + len(current) : 1 + len(current)] = ["", "Milestones of the field, to compare and to learn from:"]
    output.result({}, "\n".join(lines))
    return 0


def _row(card: ModelCard) -> tuple[str, ...]:
    return card.id, card.task, f"{card.scale}x", f"{card.parameters / 1000:.0f} k", card.character, card.title


def _summary(card: ModelCard) -> dict[str, object]:
    return {
        "id": card.id,
        "title": card.title,
        "task": card.task,
        "scale": card.scale,
        "parameters": card.parameters,
        "character": card.character,
        "removes": card.removed,
        "historic": card.historic,
        "summary": card.summary,
    }


def _file(variant: Variant) -> str:
    words: list[str] = [variant.precision]
    if variant.speed_up > 1:
        words += [f"{variant.speed_up:g} times as fast", f"{variant.psnr_lost:g} dB lost"]
    return f"{variant.file} ({', '.join(words)})"


def _show(card: ModelCard, output: Output) -> int:
    facts = [
        ("task", card.task if card.scale == 1 else f"{card.task} {card.scale}x"),
        (
            "network",
            f"{card.architecture}, {card.parameters:,} weights, sees {card.receptive_radius} pixels around each",
        ),
        ("character", f"{card.character}, a milestone of the field" if card.historic else card.character),
        *([("removes", " and ".join(_FLAWS[flaw] for flaw in card.removed))] if card.removed else []),
        ("files", ", ".join(_file(variant) for variant in card.variants)),
        ("trained on", f"{card.trained_on.degradations}; {card.trained_on.data}"),
        *_descent(card),
        ("licence", f"{card.licence}; training data: {card.trained_on.licences}"),
        ("source", card.source),
        *(("measured", _measured(metric)) for metric in card.metrics),
    ]
    lines = [f"{card.id}: {card.title}", f"  {card.summary}", *(f"  {name:12}{fact}" for name, fact in facts)]
    output.result(card.model_dump(mode="json", by_alias=True), "\n".join(lines))
    return 0


def _descent(card: ModelCard) -> list[tuple[str, str]]:
    """Where the weights come from."""
    origin = card.origin
    if origin is None:
        steps = f"{card.trained_on.steps:,} steps"
        return [("trained", f"{steps}; goes on with python -m training fit {card.config} --resume")]
    size = f", {origin.fixed_size[0]}x{origin.fixed_size[1]} only" if origin.fixed_size else ""
    return [
        ("imported", f"{origin.file}, SHA-256 {origin.sha256}"),
        (
            "its form",
            f"{origin.layout}, {origin.precision}, values {origin.input_range} in and {origin.output_range} out{size}, "
            f"opset {origin.opset}",
        ),
        ("tiles", f"{TILES[card.tiling]} (largest difference seen: {origin.departure:.1e})"),
    ]


def _measured(metric: Metric) -> str:
    compared = "" if metric.baseline is None else f" (before {metric.baseline:g})"
    return f"{metric.dataset} {metric.measure} {metric.value:g}{compared}, {metric.protocol}"


def _verify(catalog: Catalog, output: Output) -> int:
    code = 2 if catalog.problems else 0
    for model in catalog.models:
        name = model.card.id
        try:
            catalog.verify(name)
        except ModelError as error:
            code = 2
            output.result({"model": name, "ok": False}, f"{name}: not sound")
            output.problem(error)
        else:
            output.result({"model": name, "ok": True}, f"{name}: sound")
    return code
