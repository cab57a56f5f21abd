"""`recon compare`: every method on one photo, as a figure, a page and a table."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from recon_desktop.cli.output import Output, Refusal, table
from recon_desktop.cli.workshop import open_catalog, open_restorer
from recon_desktop.core.card import Task
from recon_desktop.core.compare import LONGEST_CROP, Figure
from recon_desktop.core.drawing import encoded
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import load_photo, refuse_target
from recon_desktop.core.io.atomic import write_all
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import Progress
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.compare import (
    Contest,
    Outcome,
    chosen,
    compare,
    detailed_crops,
    is_baseline,
    task_of,
)
from recon_desktop.engine.degrading import SEED, with_reference
from recon_desktop.engine.levels import Levels, gauged
from recon_desktop.engine.order import Order
from recon_desktop.engine.report import csv_table, figure, html_page, protocol, record, rows
from recon_desktop.resources import pristine_statistics


def run(options: argparse.Namespace, output: Output) -> int:
    """Compare the methods asked for, or the baselines and all models of the task."""
    catalog = open_catalog(output)
    task = _task(options, catalog)
    scale = _scale(options, task, catalog)
    methods = chosen(catalog, task, scale, options.models)
    targets = [path for path in (options.output, options.html, options.csv) if path]
    for target in targets:
        for photo in (options.input, options.reference):
            refuse_target(photo or options.input, target, overwrite=options.overwrite)
    with (
        open_restorer(catalog, options.device, options.variant) as restorer,
        output.progress(f"Comparing on {options.input.name}") as progress,
    ):
        contest = _contest(options, task, scale, progress.part(0.0, 0.1))
        pristine = Pristine.read(pristine_statistics())
        outcomes = compare(restorer, contest, methods, progress.part(0.1, 0.8), pristine=pristine)
        drawn = _drawn(options, contest, outcomes)
        contents = [encoded(drawn, options.output)]
        if options.html:
            title = f"{options.input.name}: {task}{f' {scale}x' if scale > 1 else ''}"
            contents.append(html_page(title, contest, outcomes, drawn, _settings(options, contest)))
        if options.csv:
            contents.append(csv_table(outcomes))
        progress.report(1.0)
        write_all(dict(zip(targets, contents, strict=True)), overwrite=options.overwrite)
    if output.as_json:
        shared = {"input": options.input, "output": options.output, "task": task, "scale": scale}
        for outcome in outcomes:
            output.result(record(outcome) | shared, "")
    else:
        notes = output.once([note for outcome in outcomes for note in outcome.fallbacks])
        output.result({}, _text(options, contest, outcomes, targets, notes))
    return 0


def _task(options: argparse.Namespace, catalog: Catalog) -> Task:
    """The task asked for, else that of the methods, else the one that undoes the damage."""
    if options.task:
        task: Task = options.task
        return task
    if options.models:
        return task_of(catalog, options.models[0])
    return "denoise" if options.degrade and "downscale" not in options.degrade else "upscale"


def _scale(options: argparse.Namespace, task: Task, catalog: Catalog) -> int:
    """How much larger the results are, agreed between --scale, the chain and the models."""
    reduced = int(options.degrade["downscale"]) if options.degrade and "downscale" in options.degrade else None
    if task == "denoise":
        if options.scale or reduced:
            name = "--scale" if options.scale else "downscale"
            raise Refusal(f"{name} belongs to upscale, but this compares denoise.", f"Leave {name} out.")
        return 1
    if options.degrade and reduced is None:
        raise Refusal(
            "Enlarged results have no reference when --degrade does not make the photo smaller.",
            "Add downscale=2 or downscale=4 to --degrade, or use --task denoise.",
        )
    if reduced and options.scale and reduced != options.scale:
        raise Refusal(
            f"--scale {options.scale} does not undo downscale={reduced}.", f"Leave --scale out, or make both {reduced}."
        )
    named = [name for name in options.models if not is_baseline(name)]
    return reduced or options.scale or (catalog.get(named[0]).card.scale if named else 2)


def _contest(options: argparse.Namespace, task: Task, scale: int, progress: Progress) -> Contest:
    original = load_photo(options.input, progress=progress.part(0.0, 0.5))
    reference = load_photo(options.reference, progress=progress.part(0.5, 0.5)) if options.reference else None
    # Scores and crops know 0..1 only: float photos beyond it are all brought there by one map.
    levels = Levels.of((reference or original).pixels)
    original, reference = levels.photo(original), reference and levels.photo(reference)
    photo = original
    if options.degrade:
        if min(original.size.width, original.size.height) < scale:
            raise Refusal(f"“{options.input}” is only {original.size} pixels.", "Use a larger photo.")
        photo, reference = with_reference(original, options.degrade, progress.part(0.5, 0.5))
    result = photo.size.scaled(scale)
    if reference and reference.size != result:
        raise Refusal(
            f"“{options.reference}” is {reference.size} pixels, the results are {result}.",
            f"Use a reference of {result} pixels{', or another --scale' if task == 'upscale' else ''}.",
        )
    if min(result.width, result.height) <= 2 * scale:
        raise Refusal(f"“{options.input}” is only {original.size} pixels.", "Use a larger photo.")
    # Boxes are given in pixels of the photo that the person named.
    factor = 1 if options.degrade else scale
    named = reference if options.degrade and reference else photo
    boxes = _boxes(options, named, factor) if options.crops else detailed_crops(reference or photo, result.width)
    order = Order(task, scale=scale, ensemble=options.ensemble)
    damage = gauged(photo) if order.denoises else None
    return Contest(photo, order, reference, damage, boxes, options.trust)


def _boxes(options: argparse.Namespace, photo: Photo, factor: int) -> tuple[Region, ...]:
    """The crops asked for, in pixels of the results."""
    regions = [Region(*crop) for crop in options.crops]
    for region in regions:
        if not photo.size.whole.contains(region):
            words = f"--crop {region.left},{region.top},{region.width},{region.height}"
            raise Refusal(f"{words} leaves the photo, which is {photo.size} pixels.", "Choose a part inside it.")
        if factor * max(region.width, region.height) > LONGEST_CROP:
            raise Refusal(
                f"A crop of {region.size} pixels is too large for a figure that shows every pixel.",
                f"Use crops of up to {LONGEST_CROP // factor} pixels a side.",
            )
    return tuple(region.scaled(factor) for region in regions)


def _drawn(options: argparse.Namespace, contest: Contest, outcomes: Sequence[Outcome]) -> Figure:
    parts = [options.input.name]
    if options.degrade:
        parts.append(_chain(options.degrade))
    elif contest.scale > 1:
        parts.append(f"{contest.scale}x")
    if contest.order.ensemble:
        parts.append("models: mean of 8 orientations")
    return figure(contest, outcomes, ", ".join(parts))


def _chain(steps: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in steps.items())


def _reference(options: argparse.Namespace) -> str:
    if options.degrade:
        return f"the photo itself, before {_chain(options.degrade)}"
    return str(options.reference) if options.reference else "none"


def _settings(options: argparse.Namespace, contest: Contest) -> list[tuple[str, str]]:
    settings = [
        ("Photo", f"{options.input.name}, methods get {contest.photo.size} pixels, SHA-256 {contest.photo.digest}"),
        ("Task", f"{contest.task} {contest.scale}x" if contest.scale > 1 else contest.task),
        ("Reference", _reference(options)),
    ]
    if options.degrade:
        settings.append(("Degraded", f"{_chain(options.degrade)}; in this order, noise of seed {SEED}"))
    if contest.order.ensemble:
        settings.append(("Ensemble", "each network runs on its input in 8 orientations, and the mean counts"))
    return settings


def _text(
    options: argparse.Namespace,
    contest: Contest,
    outcomes: Sequence[Outcome],
    targets: Sequence[Path],
    notes: Sequence[str],
) -> str:
    facts = [("reference", _reference(options)), ("measured", protocol(contest))]
    facts += [*(("result", str(target)) for target in targets), *(("note", note) for note in notes)]
    lines = (f"  {name:10}{fact}" for name, fact in facts)
    head, *body = rows(outcomes)
    heads = tuple(name.upper() for name in head)
    return "\n".join([str(options.input), *lines, "", table([heads, *body], indent=2)])
