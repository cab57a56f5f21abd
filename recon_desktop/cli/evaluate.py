"""`recon evaluate`: models on a folder of photos, by the protocols of the field's tables."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from recon_desktop.cli.output import Output, Refusal, table
from recon_desktop.cli.workshop import open_catalog, open_restorer
from recon_desktop.core.decimals import decimals
from recon_desktop.core.errors import ImageUnreadable
from recon_desktop.core.naturalness import Pristine
from recon_desktop.engine.evaluate import Evaluation, Looks, evaluate
from recon_desktop.engine.protocol import Protocol, Scores, pairs_of, photos_of
from recon_desktop.resources import pristine_statistics

_SUMMARY = (
    "SET", "DAMAGE", "MODEL", "PHOTOS", "BEFORE", "PSNR", "SSIM", "GAIN", "LEAST", "ON", "WORSE", "SECONDS",
)  # fmt: skip


def run(options: argparse.Namespace, output: Output) -> int:
    """Evaluate the models asked for, or all that do the task, on each folder with each damage."""
    runs = [(folder, protocol) for folder in options.folders for protocol in _protocols(options, folder)]
    summary: list[tuple[str, ...]] = [_SUMMARY]
    pristine = Pristine.read(pristine_statistics())
    with (
        open_restorer(open_catalog(output), options.device, options.variant) as restorer,
        output.progress(f"Evaluating on {' and '.join(folder.name for folder in options.folders)}") as progress,
    ):
        for number, (folder, protocol) in enumerate(runs):
            evaluations = evaluate(
                restorer,
                folder,
                protocol,
                models=options.models,
                ensemble=options.ensemble,
                pristine=pristine,
                progress=progress.part(number / len(runs), 1 / len(runs)),
            )
            for evaluation in evaluations:
                if output.as_json or len(runs) == 1:
                    output.result(_record(folder, protocol, evaluation), _text(evaluation, protocol))
                summary.append(_summed_up(folder, protocol, evaluation))
    if len(runs) > 1 and not output.as_json:
        output.result({}, f"{table(summary)}\n\n{_legend(options)}")
    return 0


def _protocols(options: argparse.Namespace, folder: Path) -> list[Protocol]:
    """How a folder is measured; refuses one that cannot be."""
    if not os.path.isdir(folder):
        raise Refusal(f"“{folder}” is not a folder.", "Name a folder of clean photos.")
    made = Protocol(options.task, scale=options.scale or 1, seed=options.seed, reduction=options.reduce)
    if options.task == "upscale":
        protocols = [made]
    else:
        protocols = [replace(made, noise=sigma) for sigma in options.noise]
        for *before, last in options.jpeg:
            protocols.append(replace(made, jpeg=last, jpeg_before=before[0] if before else None, shift=options.shift))
        protocols += [replace(made, clean=True)] * options.clean
    try:
        if options.pairs:
            pairs_of(folder)
            return [replace(made, pairs=True)]
    except ImageUnreadable:
        if not protocols:
            advice = "Name a folder with NAME_noisy and NAME_clean of each photo."
            raise Refusal(f"“{folder}” holds no pairs of photos.", advice) from None
    try:
        photos_of(folder)
    except ImageUnreadable:
        raise Refusal(f"“{folder}” holds no photos.", "Name a folder of clean photos.") from None
    return protocols


def _record(folder: Path, protocol: Protocol, evaluation: Evaluation) -> dict[str, object]:
    return {
        "model": evaluation.model,
        "set": folder,
        "damage": protocol.name,
        "mean": evaluation.mean,
        "protocol": evaluation.protocol,
        "baseline": evaluation.baseline,
        "looks": evaluation.looks,
        "baseline_looks": evaluation.baseline_looks,
        "photo_looks": evaluation.photo_looks,
        "images": evaluation.images,
        "worst": evaluation.worst,
        "seconds": evaluation.seconds,
        "ensemble": evaluation.ensemble,
    }


def _summed_up(folder: Path, protocol: Protocol, evaluation: Evaluation) -> tuple[str, ...]:
    """A model's row of the table of all folders and damages."""
    mean, before, worst = evaluation.mean, evaluation.baseline, evaluation.worst
    result, baseline = (mean.psnr_y, before.psnr_y) if protocol.task == "upscale" else (mean.psnr_rgb, before.psnr_rgb)
    gain = "" if protocol.clean else f"{result - baseline:+.2f}"
    return (
        folder.resolve().name,
        protocol.name,
        evaluation.model,
        str(len(evaluation.images)),
        "" if protocol.clean else decimals(baseline, 2),
        decimals(result, 2),
        decimals(mean.ssim_y if protocol.task == "upscale" else mean.ssim_rgb, 4),
        gain,
        decimals(worst.psnr, 2) if protocol.clean else f"{worst.psnr:+.2f}",
        worst.name,
        str(worst.losses),
        decimals(evaluation.seconds, 1),
    )


def _legend(options: argparse.Namespace) -> str:
    channel = "luma" if options.task == "upscale" else "RGB"
    words = f"PSNR in dB and SSIM on {channel}; WORSE counts results that are worse than the photo was."
    if options.clean:
        words += " Of clean photos LEAST is the lowest PSNR of a result to its photo, WORSE counts those that changed."
    return words


def _text(evaluation: Evaluation, protocol: Protocol) -> str:
    baseline = "bicubic" if protocol.task == "upscale" else "input"
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
    return f"{head}\n\n{table(rows, indent=2)}\n\n{table(looks, indent=2)}\n\n  {_least(evaluation, protocol)}\n"


def _least(evaluation: Evaluation, protocol: Protocol) -> str:
    """The photo on which a model did least, in a sentence."""
    worst, photos = evaluation.worst, len(evaluation.images)
    if protocol.clean:
        return f"least like its photo: {worst.name}, {decimals(worst.psnr, 2)} dB; changed: {worst.losses} of {photos}"
    return f"least gain: {worst.name}, {worst.psnr:+.2f} dB; worse than before: {worst.losses} of {photos}"


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
