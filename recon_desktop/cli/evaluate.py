"""`recon evaluate`: models on a folder of photos, by the protocols of the field's tables."""

from __future__ import annotations

import argparse
import os

from recon_desktop.cli.output import Output, Refusal, table
from recon_desktop.cli.workshop import open_catalog, open_restorer
from recon_desktop.core.decimals import decimals
from recon_desktop.core.errors import ImageUnreadable
from recon_desktop.core.naturalness import Pristine
from recon_desktop.engine.evaluate import Evaluation, Looks, evaluate
from recon_desktop.engine.protocol import Protocol, Scores, pairs_of, photos_of
from recon_desktop.resources import pristine_statistics


def run(options: argparse.Namespace, output: Output) -> int:
    """Evaluate the models asked for, or all that do the task."""
    if not os.path.isdir(options.folder):
        raise Refusal(f"“{options.folder}” is not a folder.", "Name a folder of clean photos.")
    try:
        pairs_of(options.folder) if options.pairs else photos_of(options.folder)
    except ImageUnreadable:
        if options.pairs:
            advice = "Name a folder with NAME_noisy and NAME_clean of each photo."
            raise Refusal(f"“{options.folder}” holds no pairs of photos.", advice) from None
        raise Refusal(f"“{options.folder}” holds no photos.", "Name a folder of clean photos.") from None
    protocol = Protocol(
        options.task,
        scale=options.scale or 1,
        noise=options.noise or 0.0,
        jpeg=options.jpeg,
        pairs=options.pairs,
        seed=options.seed,
        reduction=options.reduce,
    )
    with (
        open_restorer(open_catalog(output), options.device, options.variant) as restorer,
        output.progress(f"Evaluating on {options.folder.name}") as progress,
    ):
        evaluations = evaluate(
            restorer,
            options.folder,
            protocol,
            models=options.models,
            ensemble=options.ensemble,
            pristine=Pristine.read(pristine_statistics()),
            progress=progress,
        )
    baseline = "bicubic" if protocol.task == "upscale" else "input"
    for evaluation in evaluations:
        output.result({"model": evaluation.model} | _record(evaluation), _text(evaluation, baseline))
    return 0


def _record(evaluation: Evaluation) -> dict[str, object]:
    return {
        "mean": evaluation.mean,
        "protocol": evaluation.protocol,
        "baseline": evaluation.baseline,
        "looks": evaluation.looks,
        "baseline_looks": evaluation.baseline_looks,
        "photo_looks": evaluation.photo_looks,
        "images": evaluation.images,
        "seconds": evaluation.seconds,
        "ensemble": evaluation.ensemble,
    }


def _text(evaluation: Evaluation, baseline: str) -> str:
    rows: list[tuple[str, ...]] = [
        ("", "PSNR Y", "SSIM Y", "PSNR RGB", "SSIM RGB", f"PSNR Y {baseline}", f"PSNR RGB {baseline}")
    ]
    rows += [_row(image.name, image.result, image.baseline) for image in evaluation.images]
    rows += [_row("mean", evaluation.mean, evaluation.baseline)]
    mean = ", mean of 8 orientations" if evaluation.ensemble else ""
    head = f"{evaluation.model}{mean}, {evaluation.seconds:.2f} s\n  {evaluation.protocol}"
    looks: list[tuple[str, ...]] = [("", "sharpness", "NIQE", "colour shift at most")]
    looks += [
        _looks(evaluation.model, evaluation.looks),
        _looks(baseline, evaluation.baseline_looks),
        _looks("photos themselves", evaluation.photo_looks),
    ]
    return f"{head}\n\n{table(rows, indent=2)}\n\n{table(looks, indent=2)}\n"


def _looks(name: str, looks: Looks) -> tuple[str, ...]:
    niqe = decimals(looks.niqe, 2) if looks.niqe is not None else "-"
    return name, decimals(looks.sharpness, 1), niqe, f"{decimals(looks.color_shift, 2)} of 255"


def _row(name: str, result: Scores, baseline: Scores) -> tuple[str, ...]:
    return (
        name,
        decimals(result.psnr_y, 2),
        decimals(result.ssim_y, 4),
        decimals(result.psnr_rgb, 2),
        decimals(result.ssim_rgb, 4),
        decimals(baseline.psnr_y, 2),
        decimals(baseline.psnr_rgb, 2),
    )
