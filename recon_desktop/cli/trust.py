"""`recon trust`: where a result can be trusted, as a map and one number."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from recon_desktop.cli.output import Output, Refusal, table
from recon_desktop.cli.workshop import open_catalog, open_restorer
from recon_desktop.core.formats import format_of
from recon_desktop.core.heat import glowing
from recon_desktop.core.image import Image
from recon_desktop.core.io import SaveOptions, load_photo, photo_from_array, refuse_target, save_photo
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import from_float
from recon_desktop.core.thresholds import THRESHOLDS
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.departures import Departures
from recon_desktop.engine.levels import gauged, levelled
from recon_desktop.engine.order import Order, Request
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.report import definition
from recon_desktop.engine.trust import Question, TrustMaps, judged, question


def run(options: argparse.Namespace, output: Output) -> int:
    """Judge one result."""
    catalog = open_catalog(output)
    order = _order(options, catalog)
    for step in order.recipe(catalog).steps:
        catalog.verify(step.model)
    format_of(options.output)
    refuse_target(options.input, options.output, overwrite=options.overwrite)
    with (
        open_restorer(catalog, options.device, options.variant) as restorer,
        output.progress(f"Judging {options.input.name}") as progress,
    ):
        photo = load_photo(options.input, progress=progress.part(0.0, 0.02))
        source = levelled(photo)
        recipe = order.recipe(catalog, gauged(photo) if order.denoises else None)
        asked = question(catalog, photo, recipe, "" if options.against == "none" else options.against)
        if options.map == "disagreement" and not asked.other:
            raise Refusal("There is no other method to disagree with.", "Name a model with --against.")
        begin = time.perf_counter()
        picture = np.empty((photo.size.height, photo.size.width, 3), np.uint8)
        found = Departures()
        for maps in judged(restorer, photo, asked, progress=progress.part(0.02, 0.95)):
            found.add(maps)
            seen = from_float(source.read(maps.region), np.dtype(np.uint8))
            picture[maps.region.slices] = glowing(seen, _shown(options, maps))
        seconds = time.perf_counter() - begin
        save_photo(
            photo_from_array(picture),
            options.output,
            options=SaveOptions(),
            overwrite=options.overwrite,
            progress=progress.part(0.97, 0.03),
        )
    output.result(_record(options, asked, found, seconds), _text(options, photo, asked, found, seconds))
    return 0


def _order(options: argparse.Namespace, catalog: Catalog) -> Order:
    """What the models named make together; the default upscaler where none is."""
    tasks = {catalog.get(name).card.task for name in options.models} or {"upscale"}
    task: Request = "denoise+upscale" if len(tasks) == 2 else "denoise" if "denoise" in tasks else "upscale"
    if task == "denoise" and options.scale:
        raise Refusal("--scale belongs to upscale, but this denoises.", "Leave --scale out.")
    return Order.of(catalog, task, scale=options.scale, models=options.models, ensemble=options.ensemble)


def _shown(options: argparse.Namespace, maps: TrustMaps) -> Image:
    if options.map == "combined":
        return maps.combined
    values: Image = maps.measures[options.map] / THRESHOLDS[options.map]
    return values


def _record(options: argparse.Namespace, asked: Question, found: Departures, seconds: float) -> dict[str, object]:
    return {
        "input": options.input,
        "output": options.output,
        "model": _models(asked.recipe),
        "ensemble": asked.recipe.ensemble,
        "against": asked.other or None,
        "firm": found.firm,
        "departures": found.figures,
        "seconds": seconds,
    }


def _text(options: argparse.Namespace, photo: Photo, asked: Question, found: Departures, seconds: float) -> str:
    facts = [
        ("map", f"{options.output}, {options.map}, {photo.size} pixels"),
        ("model", _models(asked.recipe)),
        ("against", asked.other or "nothing"),
        ("took", f"{seconds:.2f} s"),
        ("firm", f"{100 * found.firm:.1f} % of the photo"),
    ]
    rows: list[Sequence[str]] = [("DEPARTURE", "THRESHOLD", "MEDIAN", "95 %", "ABOVE %")]
    rows += [
        (each.measure, f"{each.threshold:g}", f"{each.median:.2f}", f"{each.high:.2f}", f"{100 * each.above:.1f}")
        for each in found.figures
    ]
    lines = (f"  {name:8}{fact}" for name, fact in facts)
    return "\n".join([str(options.input), *lines, "", table(rows, indent=2), "", f"  {definition()}"])


def _models(recipe: Recipe) -> str:
    return "+".join(step.model for step in recipe.steps)
