"""Measures the shipped models by way of the app's own command line: figures for their cards, a table and a chart.

Training does not import the engine: what is measured is what a person who runs `recon` gets.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recon_desktop.core.card import Metric, ModelCard, read_card, write_card
from training.config import PROJECT, ConfigError, Dataset, Measure, load_config
from training.tables import Speeds, tables

_DATASETS: dict[Dataset, str] = {"Set5": "set5", "Set14": "set14"}
_REAL_NOISE: dict[Dataset, str] = {"PolyU": "noisy_real", "Nam25": "nam25", "RENOIR": "renoir"}
"""J. Xu et al., "Real-world noisy image denoising: a new benchmark", arXiv 1804.02603, 2018: 12 of its pairs; S. Nam
et al., "A holistic approach to cross-channel image noise modeling", CVPR 2016: 25 patches; J. Anaya, A. Barbu,
"RENOIR", Journal of Visual Communication and Image Representation 51, 2018: 18 aligned pairs.
"""

_NOISE_LEVELS = (15, 25, 50)
_QUALITIES = (10, 40)
_MEASURES: dict[str, tuple[Measure, ...]] = {
    "upscale": ("psnr_y", "ssim_y", "niqe"),
    "denoise": ("psnr_rgb", "ssim_rgb"),
}
_TIMED_SIDE = 1024
"""Of the timed results, in pixels."""

_PLACE = re.compile(r"(?<=<!-- report -->\n).*(?=<!-- end of report -->)", re.DOTALL)

_DOT = 8
"""Side of a point of the chart, in its pixels."""

_BESIDE = (
    ((0, 7), "center", "bottom"),
    ((0, -7), "center", "top"),
    ((7, 0), "left", "center"),
    ((-7, 0), "right", "center"),
    ((4, 4), "left", "bottom"),
    ((4, -4), "left", "top"),
    ((-4, 4), "right", "bottom"),
    ((-4, -4), "right", "top"),
    ((0, 18), "center", "bottom"),
    ((0, -18), "center", "top"),
)
"""Where a point's name may stand, best first: offset in points, and which side of it is there."""

Point = tuple[str, float, float]
"""A name, seconds for a megapixel, and what is gained for them in dB."""

Answer = dict[str, Any]
Recon = Callable[[list[str]], Answer]


def report(models: Path, ids: list[str], evaluation: Path, *, readme: Path, chart: Path) -> str:
    """Measure models on Set5 and Set14, write the figures to their cards, and tell of all models side by side.

    Args:
        models: Folder of the models.
        ids: Which ones to measure; all if empty. All are timed.
        evaluation: Folder that holds ``set5`` and ``set14``; for denoisers ``noisy_real``, ``nam25``, ``renoir``, too.
        readme: Its part between ``<!-- report -->`` and ``<!-- end of report -->`` becomes the tables.
        chart: A PNG file: quality against speed.

    Returns:
        The tables, as Markdown.

    Raises:
        ConfigError: A model, a set or the place in the readme is not there, or the command line failed; its words are
            passed on.
    """
    cards = [models / name / "card.json" for name in ids] if ids else sorted(models.glob("*/card.json"))
    for path in cards:
        if not path.exists():
            raise ConfigError(f"{path} is missing")
    for folder in {folder for path in cards for _, folder, _ in _measurements(read_card(path))}:
        if not (evaluation / folder).exists():
            raise ConfigError(f"{evaluation / folder} is missing")
    text = readme.read_text(encoding="utf-8")
    if not _PLACE.search(text):
        raise ConfigError(f"{readme} has no place for the tables: <!-- report --> and <!-- end of report -->")
    for path in cards:
        card = read_card(path)
        write_card(card.model_copy(update={"metrics": measure(card, evaluation, run_recon)}), path)
    everything = [read_card(path) for path in sorted(models.glob("*/card.json"))]
    speeds = {card.id: cpu_seconds_per_megapixel(card, run_recon) for card in everything}
    told = tables(everything, speeds, os.cpu_count() or 1)
    draw_chart(everything, speeds, chart)
    readme.write_text(_PLACE.sub(lambda _: told, text), encoding="utf-8")
    return told


def measure(card: ModelCard, evaluation: Path, recon: Recon) -> tuple[Metric, ...]:
    """Return all figures of one model, those of what it was trained for first.

    Args:
        card: The model's card.
        evaluation: Folder that holds the sets.
        recon: Takes the arguments of ``recon`` and returns what it prints for the model.
    """
    config = load_config(Path(card.config))
    figures = []
    for dataset, folder, task in _measurements(card):
        task += ["--variant", "fp32"]  # the same on every processor; what other files lose is on the card, too
        answer = recon(["evaluate", str(evaluation / folder), *task, "--model", card.id])
        mean, baseline = answer["mean"] | answer["looks"], answer["baseline"] | answer["baseline_looks"]
        figures += [
            Metric(
                dataset=dataset,
                protocol=answer["protocol"],
                measure=measure,
                value=round(mean[measure], 4),
                baseline=round(baseline[measure], 4),
                published=config.published.get(dataset, {}).get(measure),
                real=dataset in _REAL_NOISE,
                flaw=None if card.task == "upscale" else "jpeg" if "--jpeg" in task else "noise",
                command=" ".join(["recon", "evaluate", folder, *task, "--model", card.id]),
            )
            for measure in _MEASURES[card.task]
        ]
    own = "--jpeg" if config.data.jpeg is not None else "--pairs" if config.data.noise_kind != "white" else ""
    return tuple(sorted(figures, key=lambda figure: own not in figure.command))


def cpu_seconds_per_megapixel(card: ModelCard, recon: Recon) -> float:
    """Time a model on this machine's processor: seconds of all cores together, by megapixel of the result."""
    side = _TIMED_SIDE // card.scale
    answer = recon(["bench", "--model", card.id, "--size", f"{side}x{side}", "--device", "cpu"])
    return float(answer["cpu_seconds"]) / (side * card.scale) ** 2 * 1e6


def run_recon(arguments: list[str]) -> Answer:
    """Run ``recon ... --json`` as a person would, and return the one object that it prints."""
    command = [sys.executable, "-m", "recon_desktop.cli", *arguments, "--json"]
    answer = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        raise ConfigError(f"{' '.join(['recon', *arguments])} ended with exit code {answer.returncode}")
    told: Answer = json.loads(answer.stdout)
    return told


def draw_chart(cards: list[ModelCard], speeds: Speeds, path: Path) -> None:
    """Draw what each model gains over no network against what it costs, as PNG."""
    from matplotlib.figure import Figure  # slow to import
    from matplotlib.ticker import LogLocator, NullFormatter

    from training.tables import KINDS

    kinds = [kind for kind in KINDS if any(kind.holds(card) for card in cards)]
    figure = Figure(figsize=(3.6 * len(kinds), 3.4), dpi=110, layout="constrained")
    shown = figure.subplots(1, len(kinds), squeeze=False)[0]
    points: list[list[Point]] = []
    for axes, kind in zip(shown, kinds, strict=True):
        gains = [(card, kind.gain(card)) for card in cards if kind.holds(card)]
        points.append([(card.title, speeds[card.id], gain) for card, gain in gains if gain is not None])
        for _, seconds, gain in points[-1]:
            axes.plot(seconds, gain, "o", color="#0b62d6")
        axes.set_title(kind.title, fontsize=10)
        axes.set_xscale("log")
        axes.margins(0.3)
        left, right = axes.get_xlim()
        axes.set_xlim(left / 1.5, right * 1.5)
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(lambda seconds, _: f"{seconds:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.grid(alpha=0.3)
        axes.set_xlabel("CPU seconds per megapixel", fontsize=9)
        axes.set_ylabel(kind.gained, fontsize=9)
        axes.tick_params(labelsize=8, which="both")
    figure.draw_without_rendering()  # only now is known where the points lie
    for axes, placed in zip(shown, points, strict=True):
        _name_points(axes, placed)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def _name_points(axes: Any, points: list[Point]) -> None:
    """Write each point's name beside it where it covers neither another point nor another name."""
    from matplotlib.transforms import Bbox

    centres = [axes.transData.transform(point[1:]) for point in points]
    taken = [Bbox.from_bounds(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT) for x, y in centres]
    for title, *point in points:
        for offset, horizontal, vertical in _BESIDE:
            name = axes.annotate(
                title, point, xytext=offset, textcoords="offset points", ha=horizontal, va=vertical, fontsize=8
            )
            box, inside = name.get_window_extent(), axes.get_window_extent()
            if box.count_overlaps(taken) == 0 and inside.x0 <= box.x0 and box.x1 <= inside.x1:
                break
            if (offset, horizontal, vertical) != _BESIDE[-1]:
                name.remove()
        taken.append(box)


def _measurements(card: ModelCard) -> list[tuple[Dataset, str, list[str]]]:
    """Return what a model is measured on: the set's name, its folder, and the arguments that say how."""
    if card.task == "upscale":
        return [(name, folder, ["--task", "upscale", "--scale", str(card.scale)]) for name, folder in _DATASETS.items()]
    told: list[tuple[Dataset, str, int]] = [
        *(("Set5", "--noise", level) for level in _NOISE_LEVELS),
        *(("Set14", "--noise", level) for level in _NOISE_LEVELS),
        *(("Set14", "--jpeg", quality) for quality in _QUALITIES),
    ]
    made: list[tuple[Dataset, str, list[str]]] = [
        (name, _DATASETS[name], ["--task", "denoise", option, str(value)]) for name, option, value in told
    ]
    return made + [(name, folder, ["--task", "denoise", "--pairs"]) for name, folder in _REAL_NOISE.items()]
