"""`recon restore`: photos in, denoised or enlarged photos out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from recon_desktop.cli.arguments import AUTO
from recon_desktop.cli.output import Output
from recon_desktop.cli.workshop import open_catalog, open_restorer, refuse_target
from recon_desktop.core import metrics
from recon_desktop.core.errors import (
    FormatUnsupported,
    OutOfMemory,
    ReconError,
)
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import DEFAULT_LIMIT, SaveOptions, load_photo, save_photo
from recon_desktop.core.io.formats import WRITABLE_FORMATS, format_of
from recon_desktop.core.mix import Mix
from recon_desktop.core.photo import Photo
from recon_desktop.core.progress import Progress
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.recipe import Recipe, build_recipe
from recon_desktop.engine.restore import Restorer, RunReport

ESTIMATED_SIDE = 1024
"""Side of the part in the photo's middle that its noise is estimated on."""


def run(options: argparse.Namespace, output: Output) -> int:
    """Restore every input; returns 2 when one of them failed, after the others."""
    catalog = open_catalog(output)
    # What is asked for in vain is said once, before the first photo; its noise changes no model.
    recipe = _recipe(catalog, options, estimated_noise=0.0)
    for step in recipe.steps:
        catalog.verify(step.model)
    written: set[Path] = set()
    code = 0
    with open_restorer(catalog, options.device, memory_mib=options.memory, tile=options.tile) as restorer:
        for path in options.inputs:
            target = options.output or options.out_dir / _result_name(path, recipe)
            try:
                _refuse(
                    path, target, depth=options.depth, overwrite=options.overwrite and target.resolve() not in written
                )
                with output.progress(path.name) as progress:
                    photo, report = _restore(path, target, options, restorer, catalog, progress)
            except ReconError as error:
                output.problem(error)
                code = 2
            except MemoryError:
                output.problem(OutOfMemory())
                code = 2
            else:
                written.add(target.resolve())
                notes = [*photo.notes, *output.once(report.fallbacks)]
                output.result(_record(path, target, photo, report), _text(path, target, photo, report, notes))
    return code


def _recipe(catalog: Catalog, options: argparse.Namespace, estimated_noise: float) -> Recipe:
    chroma = options.strength_chroma
    return build_recipe(
        catalog,
        options.task,
        scale=options.scale,
        models=options.models,
        noise_level=None if options.noise_level == AUTO else options.noise_level,
        estimated_noise=estimated_noise,
        ensemble=options.ensemble,
        mix=Mix(options.strength, options.strength if chroma is None else chroma, options.grain),
    )


def _result_name(path: Path, recipe: Recipe) -> str:
    writable = any(path.suffix.lower() in each.suffixes for each in WRITABLE_FORMATS)
    suffix = path.suffix if writable else ".png"
    return f"{path.stem}_{_models(step.model for step in recipe.steps)}{suffix}"


def _models(ids: Iterable[str]) -> str:
    return "+".join(ids)


def _refuse(path: Path, target: Path, *, depth: str, overwrite: bool) -> None:
    """Say before the run what saving would say after it."""
    form = format_of(target)
    if depth != "same" and depth not in form.depths:
        raise FormatUnsupported(target, f"{form.name} does not hold --depth {depth}")
    refuse_target(path, target, overwrite=overwrite)


def _restore(
    path: Path, target: Path, options: argparse.Namespace, restorer: Restorer, catalog: Catalog, progress: Progress
) -> tuple[Photo, RunReport]:
    photo = load_photo(
        path,
        limit_megapixels=options.max_megapixels or DEFAULT_LIMIT,
        allow_truncated=options.allow_truncated,
        progress=progress.part(0.0, 0.05),
    )
    recipe = _recipe(catalog, options, estimated_noise(photo) if "denoise" in options.task else 0.0)
    result, report = restorer.restore_photo(photo, recipe, progress=progress.part(0.05, 0.85))
    save_photo(
        result,
        target,
        options=SaveOptions(quality=options.quality, depth=options.depth),
        overwrite=options.overwrite,
        progress=progress.part(0.9, 0.1),
    )
    return result, report


def estimated_noise(photo: Photo) -> float:
    """The noise of a photo in 8-bit units, measured in its middle."""
    size = photo.size
    width, height = min(size.width, ESTIMATED_SIDE), min(size.height, ESTIMATED_SIDE)
    middle = Region((size.width - width) // 2, (size.height - height) // 2, width, height)
    return metrics.noise_level(photo.source.read(middle))


def _record(path: Path, target: Path, photo: Photo, report: RunReport) -> dict[str, object]:
    return {
        "input": path,
        "output": target,
        "model": _models(report.models),
        "variant": report.variant,
        "ensemble": report.ensemble,
        "provider": report.provider,
        "device": report.device,
        "seconds": report.seconds,
        "megapixels_per_second": report.megapixels_per_second,
        "peak_memory_mib": report.peak_memory_mib,
        "fallbacks": report.fallbacks,
        "notes": photo.notes,
    }


def _text(path: Path, target: Path, photo: Photo, report: RunReport, notes: Sequence[str]) -> str:
    facts = [
        ("result", f"{target}, {photo.size} pixels"),
        (
            "model",
            f"{_models(report.models)} ({report.variant}){', mean of 8 orientations' if report.ensemble else ''}",
        ),
        ("ran on", f"{report.device} ({report.provider})"),
        (
            "took",
            f"{report.seconds:.2f} s, {report.megapixels_per_second:.2f} megapixels/s, "
            f"peak memory {report.peak_memory_mib:.0f} MiB",
        ),
        *(("note", note) for note in notes),
    ]
    return "\n".join([str(path), *(f"  {name:8}{fact}" for name, fact in facts)])
